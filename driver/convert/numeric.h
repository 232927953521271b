// PostgreSQL's numeric in its binary form, and ODBC's SQL_NUMERIC_STRUCT.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "driver/convert/conversion.h"
#include "driver/odbc.h"

namespace pillion {

// Memory for the digits of one numeric: most fit without an allocation.
class DecimalBuffer {
 public:
  char* reserve(std::size_t size) {
    if (size <= sizeof(local_)) return local_;
    large_.resize(size);
    return large_.data();
  }

 private:
  char local_[128];
  std::string large_;
};

// The digits of a numeric as the server would write them; no value where the bytes are malformed.
std::optional<std::string_view> numeric_to_text(std::string_view wire, DecimalBuffer& buffer);

// Digits before and after the point, without reading the digits themselves.
struct NumericSize {
  int precision = 1;
  int scale = 0;
};
NumericSize numeric_size(std::string_view wire);
NumericSize decimal_size(std::string_view text);

// An integer of the digits before the point. kFraction where there were others than zeros after
// it, kOutOfRange where it does not fit.
Conversion decimal_to_int64(std::string_view text, std::int64_t& out);
Conversion decimal_to_uint64(std::string_view text, std::uint64_t& out);

// precision 0: as many digits as the struct holds; scale: SQL_NO_TOTAL where the value's own.
Conversion decimal_to_struct(std::string_view text, SQLSMALLINT precision,
                             std::optional<SQLSMALLINT> scale, SQL_NUMERIC_STRUCT& out);
std::string struct_to_decimal(const SQL_NUMERIC_STRUCT& value);

}  // namespace pillion
