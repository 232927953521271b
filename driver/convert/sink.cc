#include "driver/convert/sink.h"

#include <array>
#include <chrono>
#include <cstdlib>
#include <ctime>

namespace pillion::sink {
namespace {

SQL_DATE_STRUCT date_struct(const CivilDate& date) {
  return {.year = static_cast<SQLSMALLINT>(date.year), .month = date.month, .day = date.day};
}

// ODBC's year has four digits to an application, whatever a SQLSMALLINT holds.
bool has_odbc_year(const CivilDate& date) {
  return date.year >= 1 && date.year <= 9999;
}

// A field of an interval and how many of its unit make one of the next.
struct DayTimeFields {
  std::int64_t first_unit;  // microseconds
  std::int64_t last_unit;
};
constexpr DayTimeFields day_time_fields(SQLINTERVAL kind) {
  switch (kind) {
    case SQL_IS_DAY:
      return {kMicrosPerDay, kMicrosPerDay};
    case SQL_IS_HOUR:
      return {kMicrosPerHour, kMicrosPerHour};
    case SQL_IS_MINUTE:
      return {kMicrosPerMinute, kMicrosPerMinute};
    case SQL_IS_SECOND:
      return {kMicrosPerSecond, 1};
    case SQL_IS_DAY_TO_HOUR:
      return {kMicrosPerDay, kMicrosPerHour};
    case SQL_IS_DAY_TO_MINUTE:
      return {kMicrosPerDay, kMicrosPerMinute};
    case SQL_IS_DAY_TO_SECOND:
      return {kMicrosPerDay, 1};
    case SQL_IS_HOUR_TO_MINUTE:
      return {kMicrosPerHour, kMicrosPerMinute};
    case SQL_IS_HOUR_TO_SECOND:
      return {kMicrosPerHour, 1};
    default:
      return {kMicrosPerMinute, 1};
  }
}

Conversion put_year_month(const Interval& value, SQLINTERVAL kind, const Target& target) {
  if (value.days != 0 || value.micros != 0) return Conversion::kIntervalRange;
  SQL_INTERVAL_STRUCT out{};
  out.interval_type = kind;
  out.interval_sign = value.months < 0 ? SQL_TRUE : SQL_FALSE;
  const auto months = static_cast<SQLUINTEGER>(std::llabs(value.months));
  if (kind == SQL_IS_MONTH) {
    out.intval.year_month.month = months;
    return put_fixed(out, target);
  }
  out.intval.year_month.year = months / 12;
  if (kind == SQL_IS_YEAR_TO_MONTH) out.intval.year_month.month = months % 12;
  const bool cut = kind == SQL_IS_YEAR && months % 12 != 0;
  return put_lossy(cut ? Conversion::kFraction : Conversion::kOk, out, target);
}

Conversion put_day_time(const Interval& value, SQLINTERVAL kind, const Target& target) {
  std::int64_t micros = 0;
  if (value.months != 0 || __builtin_mul_overflow(value.days, kMicrosPerDay, &micros) ||
      __builtin_add_overflow(micros, value.micros, &micros))
    return Conversion::kIntervalRange;
  SQL_INTERVAL_STRUCT out{};
  out.interval_type = kind;
  out.interval_sign = micros < 0 ? SQL_TRUE : SQL_FALSE;
  auto rest = static_cast<std::int64_t>(std::llabs(micros));
  const DayTimeFields fields = day_time_fields(kind);
  if (rest / fields.first_unit > std::numeric_limits<SQLUINTEGER>::max())
    return Conversion::kIntervalRange;
  const auto take = [&](std::int64_t unit) -> SQLUINTEGER {
    if (unit > fields.first_unit || unit < fields.last_unit) return 0;
    const std::int64_t count = rest / unit;
    rest -= count * unit;
    return static_cast<SQLUINTEGER>(count);
  };
  out.intval.day_second.day = take(kMicrosPerDay);
  out.intval.day_second.hour = take(kMicrosPerHour);
  out.intval.day_second.minute = take(kMicrosPerMinute);
  out.intval.day_second.second = take(kMicrosPerSecond);
  if (fields.last_unit == 1) {
    out.intval.day_second.fraction = static_cast<SQLUINTEGER>(rest);  // six digits, ODBC's default
    rest = 0;
  }
  return put_lossy(rest == 0 ? Conversion::kOk : Conversion::kFraction, out, target);
}

}  // namespace

std::optional<double> to_double(std::string_view text) {
  return parse_double(text);
}

Conversion put_binary(const Integer& value, Oid type, const Target& target) {
  // Little-endian: the first bytes are the low ones, whatever the width.
  const std::size_t width = type == oid::kInt2 ? 2 : type == oid::kInt4 ? 4 : 8;
  return put_bytes({reinterpret_cast<const char*>(&value.value), width}, target);
}

Conversion put_date(const Date& value, const Target& target) {
  const CivilDate date = civil_from_days(value.days);
  if (value.infinity != Infinity::kNone || !has_odbc_year(date)) return Conversion::kDatetimeRange;
  return put_fixed(date_struct(date), target);
}

Conversion put_date(const Timestamp& value, const Target& target) {
  const std::int64_t days = floor_days(value.micros);
  const CivilDate date = civil_from_days(static_cast<std::int32_t>(days));
  if (value.infinity != Infinity::kNone || !has_odbc_year(date)) return Conversion::kDatetimeRange;
  const bool cut = value.micros != days * kMicrosPerDay;
  return put_lossy(cut ? Conversion::kFraction : Conversion::kOk, date_struct(date), target);
}

Conversion put_time(std::int64_t micros, const Target& target) {
  if (micros >= kMicrosPerDay) return Conversion::kDatetimeRange;
  const ClockTime time = clock_from_micros(micros);
  const SQL_TIME_STRUCT out{.hour = time.hour, .minute = time.minute, .second = time.second};
  return put_lossy(time.micros == 0 ? Conversion::kOk : Conversion::kFraction, out, target);
}

Conversion put_time(const Timestamp& value, const Target& target) {
  if (value.infinity != Infinity::kNone) return Conversion::kDatetimeRange;
  return put_time(value.micros - floor_days(value.micros) * kMicrosPerDay, target);
}

Conversion put_timestamp(const Timestamp& value, const Target& target) {
  const std::int64_t days = floor_days(value.micros);
  const CivilDate date = civil_from_days(static_cast<std::int32_t>(days));
  if (value.infinity != Infinity::kNone || !has_odbc_year(date)) return Conversion::kDatetimeRange;
  const ClockTime time = clock_from_micros(value.micros - days * kMicrosPerDay);
  constexpr SQLUINTEGER kNanosPerMicro = 1000;
  const SQL_TIMESTAMP_STRUCT out{
      .year = static_cast<SQLSMALLINT>(date.year),
      .month = date.month,
      .day = date.day,
      .hour = time.hour,
      .minute = time.minute,
      .second = time.second,
      .fraction = static_cast<SQLUINTEGER>(time.micros) * kNanosPerMicro};
  return put_fixed(out, target);
}

// Appendix D: a time of day becomes a timestamp of the current day.
Conversion put_timestamp_today(std::int64_t micros, const Target& target) {
  if (micros >= kMicrosPerDay) return Conversion::kDatetimeRange;
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  const CivilDate today{.year = local.tm_year + 1900,
                        .month = static_cast<std::uint8_t>(local.tm_mon + 1),
                        .day = static_cast<std::uint8_t>(local.tm_mday)};
  return put_timestamp({.micros = days_from_civil(today) * kMicrosPerDay + micros}, target);
}

Conversion put_guid(const Guid& value, const Target& target) {
  // The first three fields are numbers in the machine's byte order, the rest are bytes.
  const char* const bytes = reinterpret_cast<const char*>(value.bytes.data());
  SQLGUID out{};
  out.Data1 = load_uint32(bytes);
  out.Data2 = load_uint16(bytes + 4);
  out.Data3 = load_uint16(bytes + 6);
  std::memcpy(out.Data4, bytes + 8, sizeof(out.Data4));
  return put_fixed(out, target);
}

Conversion put_numeric(std::string_view decimal, const ReadContext& context, const Target& target) {
  SQL_NUMERIC_STRUCT out{};
  const Conversion loss =
      decimal_to_struct(decimal, context.numeric_precision, context.numeric_scale, out);
  return put_lossy(loss, out, target);
}

Conversion put_interval(const Interval& value, SQLINTERVAL kind, const Target& target) {
  const bool year_month =
      kind == SQL_IS_YEAR || kind == SQL_IS_MONTH || kind == SQL_IS_YEAR_TO_MONTH;
  return year_month ? put_year_month(value, kind, target) : put_day_time(value, kind, target);
}

Conversion put_interval(std::int64_t value, SQLINTERVAL kind, const Target& target) {
  const std::uint64_t size =
      value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  if (size > std::numeric_limits<SQLUINTEGER>::max()) return Conversion::kIntervalRange;
  SQL_INTERVAL_STRUCT out{};
  out.interval_type = kind;
  out.interval_sign = value < 0 ? SQL_TRUE : SQL_FALSE;
  const auto count = static_cast<SQLUINTEGER>(size);
  switch (kind) {
    case SQL_IS_YEAR:
      out.intval.year_month.year = count;
      break;
    case SQL_IS_MONTH:
      out.intval.year_month.month = count;
      break;
    case SQL_IS_DAY:
      out.intval.day_second.day = count;
      break;
    case SQL_IS_HOUR:
      out.intval.day_second.hour = count;
      break;
    case SQL_IS_MINUTE:
      out.intval.day_second.minute = count;
      break;
    default:
      out.intval.day_second.second = count;
      break;
  }
  return put_fixed(out, target);
}

}  // namespace pillion::sink
