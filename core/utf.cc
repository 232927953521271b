#include "core/utf.h"

#include <iterator>

#include <utf8.h>

namespace pillion {
namespace {

tl::unexpected<Error> not_well_formed(std::string_view encoding) {
  return fail("22021", "The text is not well-formed " + std::string(encoding) +
                           ". Send text that is, or bytes as a binary value.");
}

constexpr bool is_high_surrogate(char16_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
constexpr bool is_low_surrogate(char16_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

// utfcpp reports a bad sequence by an exception, and one that is cut at the end by reading the
// next unit; so the pairs are checked before it is asked.
bool is_valid_utf16(std::u16string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_low_surrogate(text[i])) return false;
    if (!is_high_surrogate(text[i])) continue;
    if (++i == text.size() || !is_low_surrogate(text[i])) return false;
  }
  return true;
}

constexpr bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

}  // namespace

Result<std::string> utf16_to_utf8(std::u16string_view text) {
  if (!is_valid_utf16(text)) return not_well_formed("UTF-16");
  std::string out;
  out.reserve(text.size() + text.size() / 2);
  utf8::unchecked::utf16to8(text.begin(), text.end(), std::back_inserter(out));
  return out;
}

Result<std::u16string> utf8_to_utf16(std::string_view text) {
  if (!is_valid_utf8(text)) return not_well_formed("UTF-8");
  std::u16string out;
  out.reserve(text.size());
  utf8::unchecked::utf8to16(text.begin(), text.end(), std::back_inserter(out));
  return out;
}

bool is_valid_utf8(std::string_view text) {
  return utf8::is_valid(text.begin(), text.end());
}

std::size_t utf8_length(std::string_view text) {
  std::size_t length = 0;
  for (const char byte : text) length += is_continuation(byte) ? 0 : 1;
  return length;
}

std::size_t utf8_prefix(std::string_view text, std::size_t limit) {
  if (limit >= text.size()) return text.size();
  while (limit > 0 && is_continuation(text[limit])) --limit;
  return limit;
}

}  // namespace pillion
