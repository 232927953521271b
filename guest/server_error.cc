#include "guest/server_error.h"

#include <algorithm>
#include <array>

#include "core/utf.h"

namespace pillion {
namespace {

// What PostgreSQL makes of a path: an unknown column (author__name, r.book), an unknown table
// (author.name), another database (b.author.mentor.name has four parts), or too many dots.
constexpr std::array<Sqlstate, 4> kPathErrors = {"42703", "42P01", "0A000", "42601"};

// Character numbers (from 1) and byte offsets in well-formed UTF-8.
std::size_t byte_of_character(std::string_view text, std::size_t number) {
  std::size_t byte = 0;
  for (std::size_t seen = 1; byte < text.size(); ++byte) {
    const bool starts_character = (static_cast<unsigned char>(text[byte]) & 0xC0U) != 0x80U;
    if (starts_character && seen++ == number) break;
  }
  return byte;
}

std::int32_t character_of_byte(std::string_view text, std::size_t byte) {
  return static_cast<std::int32_t>(utf8_length(text.substr(0, byte))) + 1;
}

}  // namespace

Error in_terms_of_user(Error error, const Translated& statement) {
  if (statement.text == statement.user_text) return error;
  if (error.position > 0) {
    const std::size_t sent =
        byte_of_character(statement.text, static_cast<std::size_t>(error.position));
    const std::size_t user =
        std::min(statement.positions.to_user(sent), statement.user_text.size());
    error.position = character_of_byte(statement.user_text, user);
  }
  if (statement.rewritten) {
    if (!error.detail.empty()) error.detail += '\n';
    error.detail += "Rewritten: " + statement.text;
  }
  return error;
}

bool may_be_a_path(const Error& error) {
  return std::ranges::find(kPathErrors, error.sqlstate) != kPathErrors.end();
}

bool is_unknown_name(const Error& error) {
  return error.sqlstate == Sqlstate("42703") || error.sqlstate == Sqlstate("42P01");
}

bool may_be_outdated(const Error& error) {
  return is_unknown_name(error) || error.sqlstate == Sqlstate("42803");
}

}  // namespace pillion
