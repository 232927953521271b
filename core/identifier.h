// SQL identifiers as PostgreSQL reads and writes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pillion {

inline constexpr std::size_t kMaxIdentifierBytes = 63;  // NAMEDATALEN - 1

// Lower-cases an ASCII letter.
constexpr char fold(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
// Lower-cases ASCII letters, as the server does for an identifier without quotes.
std::string fold_identifier(std::string_view identifier);
// Whether the two are equal once they are folded.
constexpr bool same_folded(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (fold(a[i]) != fold(b[i])) return false;
  }
  return true;
}
// One of 64 bits, by the length and the ends of an identifier, whatever their case. Names of which
// none has this bit are other names.
constexpr std::uint64_t look_of(std::string_view identifier) {
  if (identifier.empty()) return 1;
  const auto letter = [](char c) -> std::size_t { return static_cast<unsigned char>(fold(c)); };
  const std::size_t look =
      identifier.size() * 7 + letter(identifier.front()) * 5 + letter(identifier.back());
  return std::uint64_t{1} << (look % 64);
}
// Whether it means itself without quotes: no capitals, no spaces, no keyword ...
bool may_stand_bare(std::string_view identifier);
// Quotes where the bare spelling would mean something else.
std::string quote_identifier(std::string_view identifier);
void append_identifier(std::string& out, std::string_view identifier);
// A string literal under standard_conforming_strings = on.
std::string quote_literal(std::string_view text);

}  // namespace pillion
