// SQL identifiers as PostgreSQL reads and writes them.
#pragma once

#include <string>
#include <string_view>

namespace pillion {

inline constexpr std::size_t kMaxIdentifierBytes = 63;  // NAMEDATALEN - 1

// Lower-cases ASCII letters, as the server does for an identifier without quotes.
std::string fold_identifier(std::string_view identifier);
// Quotes where the bare spelling would mean something else (case, spaces, a keyword).
std::string quote_identifier(std::string_view identifier);
void append_identifier(std::string& out, std::string_view identifier);
// A string literal under standard_conforming_strings = on.
std::string quote_literal(std::string_view text);

}  // namespace pillion
