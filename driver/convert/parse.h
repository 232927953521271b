// Text to values: the server's text format, a user's character parameter and the ISO forms that
// ODBC names are read by the same functions. No value where the text is something else.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "driver/convert/values.h"

namespace pillion {

std::string_view trim(std::string_view text);
// An exact or approximate number; the value is the text itself, trimmed.
bool is_number(std::string_view text);
std::optional<double> parse_double(std::string_view text);
std::optional<Date> parse_date(std::string_view text);
std::optional<Time> parse_time(std::string_view text);
std::optional<OffsetTime> parse_offset_time(std::string_view text);
std::optional<Timestamp> parse_timestamp(std::string_view text);
std::optional<OffsetTimestamp> parse_offset_timestamp(std::string_view text);
// "\\x6869", or the older form with octal escapes.
std::optional<std::string> parse_bytea(std::string_view text);
std::optional<Guid> parse_guid(std::string_view text);
// The server's "1 year 2 mons -3 days +04:05:06.7".
std::optional<Interval> parse_interval(std::string_view text);

}  // namespace pillion
