#include "driver/convert/conversion.h"

#include <array>
#include <cstddef>

namespace pillion {
namespace {

constexpr std::array kRows = std::to_array<ConversionRow>({
    {.conversion = Conversion::kOk, .sqlstate = "00000", .message = ""},
    {.conversion = Conversion::kNoData, .sqlstate = "02000", .message = "There is no more data."},
    {.conversion = Conversion::kTruncated,
     .sqlstate = "01004",
     .message = "The value is longer than the buffer and was cut; the indicator has its length.",
     .warning = true},
    {.conversion = Conversion::kFraction,
     .sqlstate = "01S07",
     .message = "The fraction does not fit the C type and was left out.",
     .warning = true},
    {.conversion = Conversion::kOutOfRange,
     .sqlstate = "22003",
     .message = "The number is out of the C type's range. Read it as a wider type or as text."},
    {.conversion = Conversion::kNotANumber,
     .sqlstate = "22018",
     .message = "The text is not a value of the wanted type. Read it as text."},
    {.conversion = Conversion::kBadDatetime,
     .sqlstate = "22007",
     .message = "The text is not a date or time. Read it as text."},
    {.conversion = Conversion::kDatetimeRange,
     .sqlstate = "22008",
     .message = "The date or time (infinity, before Christ, 24:00) has no place in the C type. "
                "Read it as text."},
    {.conversion = Conversion::kNoIndicator,
     .sqlstate = "22002",
     .message = "The value is NULL. Give an indicator (StrLen_or_IndPtr)."},
    {.conversion = Conversion::kRestricted,
     .sqlstate = "07006",
     .message = "There is no conversion between the column's type and the C type. "
                "Read it as SQL_C_CHAR."},
    {.conversion = Conversion::kBadLength,
     .sqlstate = "HY090",
     .message = "The buffer's length is negative."},
    {.conversion = Conversion::kIntervalRange,
     .sqlstate = "22015",
     .message = "The interval has fields that the C type has not. Read it as text."},
    {.conversion = Conversion::kMalformed,
     .sqlstate = "HY000",
     .message = "The server's value is not in the form that its type has."},
});

}  // namespace

const ConversionRow& conversion_row(Conversion conversion) {
  return kRows[static_cast<std::size_t>(conversion)];
}

}  // namespace pillion
