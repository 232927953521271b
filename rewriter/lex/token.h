// Tokens of SQL as PostgreSQL's scanner cuts them under standard_conforming_strings = on. They
// point into the text and are never decoded unless asked, so the text can be edited by position.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pillion::sql {

enum class TokenKind : std::uint8_t {
  kIdentifier,        // also keywords; not folded
  kQuotedIdentifier,  // "..." and U&"..."
  kString,            // '...', E'...', B'...', X'...', N'...', U&'...', $tag$...$tag$
  kNumber,
  kParameter,    // $1
  kOperator,     // a run of operator characters; question marks where no marker can stand
  kMarker,       // ?
  kQuestion,     // ?? for PostgreSQL's own question mark
  kPunctuation,  // one of ( ) [ ] , ; . : { }
  kUnterminated  // a string, identifier or comment without its end
};

struct Token {
  TokenKind kind = TokenKind::kPunctuation;
  std::uint32_t begin = 0;  // bytes
  std::uint32_t end = 0;

  std::string_view in(std::string_view text) const { return text.substr(begin, end - begin); }
};

// What an identifier token names: folded, or unquoted. Unlike the server's, not cut at 63 bytes.
std::string identifier_value(std::string_view token);

// Whether a byte may stand inside an identifier.
constexpr bool is_identifier_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace pillion::sql
