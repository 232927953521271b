// How the conversion of one value ended. Each outcome has one row in a table that tells its
// SQLSTATE and what to do; whether it is a warning or an error follows from the SQLSTATE.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/sqlstate.h"

namespace pillion {

enum class Conversion : std::uint8_t {
  kOk,
  kNoData,         // SQLGetData: everything was delivered before
  kTruncated,      // text or bytes did not fit
  kFraction,       // digits after the point, or a time of day, were left out
  kOutOfRange,     // a number that the C type cannot hold
  kNotANumber,     // text that is no value of the wanted type
  kBadDatetime,    // text that is no date or time
  kDatetimeRange,  // a date or time that the C type cannot hold
  kNoIndicator,    // NULL, and no indicator to say so
  kRestricted,     // no conversion between these types is defined
  kBadLength,      // a negative buffer length
  kIntervalRange,  // an interval that the wanted fields cannot hold
  kMalformed,      // the wire's bytes are not a value of the column's type
};

struct ConversionRow {
  Conversion conversion;
  Sqlstate sqlstate;
  std::string_view message;
  bool warning = false;
};

const ConversionRow& conversion_row(Conversion conversion);

inline bool is_clean(Conversion conversion) {
  return conversion == Conversion::kOk;
}
// The worse of two, where one value is made in two steps.
inline Conversion worse(Conversion a, Conversion b) {
  return a > b ? a : b;
}

}  // namespace pillion
