// Whether a text that SQLite holds is one of a type, and how PostgreSQL would write it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pillion {

bool is_date_text(std::string_view text);       // 2024-05-06
bool is_time_text(std::string_view text);       // 07:08:09[.ffffff]
bool is_timestamp_text(std::string_view text);  // a date, a space or T, hours, minutes[, seconds]
bool is_uuid_text(std::string_view text);       // 32 digits, with or without dashes
bool is_decimal_text(std::string_view text);    // -12.50, no exponent

// Of texts that passed the test above.
std::string normal_timestamp(std::string_view text);
std::string normal_uuid(std::string_view text);

// A number as numeric writes it, with the scale of the modifier (-1: as many digits as it has).
std::string integer_text(std::int64_t value, std::int32_t type_modifier);
std::string decimal_text(double value, std::int32_t type_modifier);

}  // namespace pillion
