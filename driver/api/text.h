// Text arguments and text results of ODBC's functions, narrow (UTF-8) and wide (UTF-16): with
// these, both versions of a function share one body.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "driver/convert/target.h"
#include "driver/handles/diagnostics.h"
#include "driver/odbc.h"

namespace pillion {

template <class Char>
concept OdbcChar = std::same_as<Char, SQLCHAR> || std::same_as<Char, SQLWCHAR>;

// `length` in characters of the argument's width, or SQL_NTS. HY090 where it is neither; 22021
// where the text is not well formed.
Result<std::string> text_argument(const SQLCHAR* text, SQLINTEGER length);
Result<std::string> text_argument(const SQLWCHAR* text, SQLINTEGER length);

// A null pointer is no value, which the catalog functions tell from an empty one.
template <OdbcChar Char>
Result<std::optional<std::string>> optional_argument(const Char* text, SQLINTEGER length) {
  if (text == nullptr) return std::nullopt;
  PILLION_TRY(value, text_argument(text, length));
  return std::optional<std::string>(std::move(value));
}

enum class LengthIn { kCharacters, kBytes };

// Writes a text result with its terminator, and its whole length. Returns whether all of it fitted;
// a null buffer asks for the length only.
template <LengthIn Unit, OdbcChar Char, class Length>
bool return_text(std::string_view text, Char* buffer, SQLLEN capacity, Length* length) {
  constexpr std::size_t kSize = Unit == LengthIn::kBytes ? sizeof(Char) : 1;
  const std::size_t room =
      buffer == nullptr || capacity <= 0 ? 0 : static_cast<std::size_t>(capacity) / kSize;
  std::size_t whole = 0;
  if constexpr (std::same_as<Char, SQLCHAR>) {
    whole = copy_narrow(text, buffer, room);
  } else {
    whole = copy_wide(text, buffer, room);
  }
  if (length != nullptr) *length = static_cast<Length>(whole * kSize);
  return buffer == nullptr || whole < room;
}

// The warning that goes with a text that was cut.
inline void warn_truncated(Diagnostics& diagnostics) {
  diagnostics.add_warning("01004", "The text is longer than the buffer and was cut.");
}

}  // namespace pillion
