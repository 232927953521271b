// The one writer to the caller's memory: truncation, termination and the length indicator are
// decided here.
#pragma once

#include <cstring>
#include <string>
#include <string_view>

#include "driver/convert/conversion.h"
#include "driver/odbc.h"

namespace pillion {

// What SQLGetData remembers between two calls for one value.
struct Delivery {
  bool started = false;
  std::size_t offset = 0;  // bytes or UTF-16 units delivered so far
  std::u16string wide;     // the value in UTF-16, once it turned out not to fit
  void restart() {
    started = false;
    offset = 0;
    wide.clear();
  }
};

// A buffer of the application. Sizes in bytes.
struct Target {
  void* buffer = nullptr;
  SQLLEN capacity = 0;
  SQLLEN* length = nullptr;     // where the value's length goes; may be nullptr
  SQLLEN* indicator = nullptr;  // where SQL_NULL_DATA goes; usually the same place
  Delivery* pieces = nullptr;   // of SQLGetData; nullptr for a bound column

  void set_length(std::size_t bytes) const {
    if (length != nullptr) *length = static_cast<SQLLEN>(bytes);
    if (indicator != nullptr && indicator != length) *indicator = 0;
  }
};

Conversion put_null(const Target& target);

// Text in UTF-8, as SQL_C_CHAR or SQL_C_WCHAR. A bound buffer never ends within a character. The
// pieces of SQLGetData fill the buffer, whatever the last character, because that is what clients
// count on (pyodbc takes all but the terminator for data).
Conversion put_narrow(std::string_view text, const Target& target);
Conversion put_wide(std::string_view text, const Target& target);
// Bytes as they are, without a terminator.
Conversion put_bytes(std::string_view bytes, const Target& target);
// Bytes as hexadecimal text.
Conversion put_hex_narrow(std::string_view bytes, const Target& target);
Conversion put_hex_wide(std::string_view bytes, const Target& target);

// A value of fixed size; the buffer's length is not looked at, as ODBC has it.
template <class T>
Conversion put_fixed(const T& value, const Target& target) {
  if (target.pieces != nullptr) {
    if (target.pieces->started) return Conversion::kNoData;
    target.pieces->started = true;
  }
  if (target.buffer != nullptr) std::memcpy(target.buffer, &value, sizeof(T));
  target.set_length(sizeof(T));
  return Conversion::kOk;
}

// For the many places where ODBC returns text: copies what fits, with a terminator, and returns
// the whole length in bytes or units.
std::size_t copy_narrow(std::string_view text, SQLCHAR* buffer, std::size_t capacity);
std::size_t copy_wide(std::string_view text, SQLWCHAR* buffer, std::size_t capacity_in_units);

}  // namespace pillion
