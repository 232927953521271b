#include "tools/report.h"

#include <cstdio>

#include <fmt/format.h>

#include "core/utf.h"

namespace pillion {
namespace {

// The line that holds the character, and a mark under it.
void point_at(std::string_view text, std::int32_t position) {
  std::size_t line_start = 0, place = 0;
  for (std::int32_t character = 1; place < text.size(); ++place) {
    const bool starts_character = (static_cast<unsigned char>(text[place]) & 0xC0U) != 0x80U;
    if (starts_character && character++ == position) break;
    if (text[place] == '\n') line_start = place + 1;
  }
  const std::string_view line = text.substr(line_start, text.find('\n', line_start) - line_start);
  const std::size_t column = utf8_length(text.substr(line_start, place - line_start));
  fmt::print(stderr, "  {}\n  {:>{}}\n", line, "^", column + 1);
}

}  // namespace

int report(const Error& error, std::string_view text) {
  fmt::print(stderr, "pillion: {} ({})\n", error.message, error.sqlstate.text());
  if (error.position > 0 && !text.empty()) point_at(text, error.position);
  if (!error.detail.empty()) fmt::print(stderr, "detail: {}\n", error.detail);
  if (!error.hint.empty()) fmt::print(stderr, "hint: {}\n", error.hint);
  return kExitFailed;
}

}  // namespace pillion
