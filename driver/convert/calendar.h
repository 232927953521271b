// Days, microseconds and the proleptic Gregorian calendar, as PostgreSQL counts them: from
// 2000-01-01 00:00:00.
#pragma once

#include <cstdint>

namespace pillion {

inline constexpr std::int64_t kMicrosPerSecond = 1'000'000;
inline constexpr std::int64_t kMicrosPerMinute = 60 * kMicrosPerSecond;
inline constexpr std::int64_t kMicrosPerHour = 60 * kMicrosPerMinute;
inline constexpr std::int64_t kMicrosPerDay = 24 * kMicrosPerHour;
inline constexpr std::int64_t kUnixEpochSeconds = -946'684'800;  // 1970-01-01 as counted here

// A year before 1 is astronomical: 0 is 1 BC.
struct CivilDate {
  std::int32_t year = 2000;
  std::uint8_t month = 1;
  std::uint8_t day = 1;
};

struct ClockTime {
  std::uint8_t hour = 0;
  std::uint8_t minute = 0;
  std::uint8_t second = 0;
  std::int32_t micros = 0;
};

// The calendar repeats after 400 years, and each such era counts from 1 March, so that the day
// that is only sometimes there comes last.
constexpr CivilDate civil_from_days(std::int32_t days_since_2000) {
  constexpr std::int64_t kDaysPerEra = 146097;
  const std::int64_t days = std::int64_t{days_since_2000} + 730425;  // since 0000-03-01
  const std::int64_t era = (days >= 0 ? days : days - (kDaysPerEra - 1)) / kDaysPerEra;
  const std::int64_t day_of_era = days - era * kDaysPerEra;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const std::int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  return {.year = static_cast<std::int32_t>(year_of_era + era * 400 + (month <= 2 ? 1 : 0)),
          .month = static_cast<std::uint8_t>(month),
          .day = static_cast<std::uint8_t>(day)};
}

constexpr std::int32_t days_from_civil(const CivilDate& date) {
  constexpr std::int64_t kDaysPerEra = 146097;
  const std::int64_t year = std::int64_t{date.year} - (date.month <= 2 ? 1 : 0);
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t month_from_march = date.month > 2 ? date.month - 3 : date.month + 9;
  const std::int64_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return static_cast<std::int32_t>(era * kDaysPerEra + day_of_era - 730425);
}

constexpr bool is_leap_year(std::int32_t year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

constexpr int days_in_month(std::int32_t year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap_year(year) ? 29 : kDays[month - 1];
}

constexpr ClockTime clock_from_micros(std::int64_t micros) {
  return {.hour = static_cast<std::uint8_t>(micros / kMicrosPerHour),
          .minute = static_cast<std::uint8_t>(micros / kMicrosPerMinute % 60),
          .second = static_cast<std::uint8_t>(micros / kMicrosPerSecond % 60),
          .micros = static_cast<std::int32_t>(micros % kMicrosPerSecond)};
}

constexpr std::int64_t micros_from_clock(const ClockTime& time) {
  return time.hour * kMicrosPerHour + time.minute * kMicrosPerMinute +
         time.second * kMicrosPerSecond + time.micros;
}

// Rounds towards the past, so that the rest is a time of day.
constexpr std::int64_t floor_days(std::int64_t micros) {
  return (micros >= 0 ? micros : micros - (kMicrosPerDay - 1)) / kMicrosPerDay;
}

}  // namespace pillion
