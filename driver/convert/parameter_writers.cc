#include "driver/convert/parameter_writers.h"

#include <array>
#include <cstring>

#include <fmt/format.h>

#include "core/type.h"
#include "driver/convert/numeric.h"
#include "driver/convert/values.h"
#include "driver/table.h"

namespace pillion {
namespace {

template <class T>
T load(const void* data) {
  T value{};
  std::memcpy(&value, data, sizeof(T));
  return value;
}

template <class T>
Result<std::string> write_integer(const void* data, const WriteContext&) {
  return fmt::format(
      "{}", static_cast<std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>>(
                load<T>(data)));
}

template <class T, class Value>
Result<std::string> write_floating(const void* data, const WriteContext&) {
  TextBuffer buffer;
  return std::string(format(Value{load<T>(data)}, buffer));
}

Result<std::string> write_bit(const void* data, const WriteContext&) {
  return load<SQLCHAR>(data) != 0 ? "1" : "0";
}

Result<std::string> write_numeric(const void* data, const WriteContext& context) {
  auto value = load<SQL_NUMERIC_STRUCT>(data);
  value.scale = static_cast<SQLSCHAR>(context.numeric_scale.value_or(value.scale));
  return struct_to_decimal(value);
}

Result<std::string> write_guid(const void* data, const WriteContext&) {
  const auto guid = load<SQLGUID>(data);
  return fmt::format("{:08x}-{:04x}-{:04x}-{:02x}{:02x}-{:02x}{:02x}{:02x}{:02x}{:02x}{:02x}",
                     guid.Data1, guid.Data2, guid.Data3, guid.Data4[0], guid.Data4[1],
                     guid.Data4[2], guid.Data4[3], guid.Data4[4], guid.Data4[5], guid.Data4[6],
                     guid.Data4[7]);
}

tl::unexpected<Error> bad_datetime() {
  return fail("22007",
              "The date or time in the parameter has a field out of range. Check its year, month, "
              "day, hour, minute, second and fraction.");
}

Result<std::string> date_text(int year, int month, int day) {
  if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) || year < 1)
    return bad_datetime();
  return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

Result<std::string> time_text(int hour, int minute, int second, std::uint32_t nanos) {
  constexpr std::uint32_t kNanosPerSecond = 1'000'000'000;
  if (hour > 23 || minute > 59 || second > 61 || nanos >= kNanosPerSecond) return bad_datetime();
  std::string text = fmt::format("{:02}:{:02}:{:02}", hour, minute, second);
  if (nanos != 0) text += fmt::format(".{:09}", nanos);
  return text;
}

Result<std::string> write_date(const void* data, const WriteContext&) {
  const auto date = load<SQL_DATE_STRUCT>(data);
  return date_text(date.year, date.month, date.day);
}

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return fmt::format("{:04}-{:02}-{:02}", local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}

Result<std::string> write_time(const void* data, const WriteContext& context) {
  const auto time = load<SQL_TIME_STRUCT>(data);
  PILLION_TRY(text, time_text(time.hour, time.minute, time.second, 0));
  if (context.type == oid::kTimestamp) return today() + " " + text;
  return text;
}

Result<std::string> write_timestamp(const void* data, const WriteContext& context) {
  const auto value = load<SQL_TIMESTAMP_STRUCT>(data);
  PILLION_TRY(date, date_text(value.year, value.month, value.day));
  PILLION_TRY(time, time_text(value.hour, value.minute, value.second, value.fraction));
  if (context.type == oid::kTime) return time;
  if (context.type != oid::kDate) return date + " " + time;
  if (value.hour != 0 || value.minute != 0 || value.second != 0 || value.fraction != 0)
    return fail("22008",
                "The parameter is a date, but its value has a time of day. Bind it as "
                "SQL_TYPE_TIMESTAMP.");
  return date;
}

// The fields of an interval of one field. It can also be sent as a number.
struct SingleField {
  SQLINTERVAL kind;
  SQLUINTEGER (*count)(const SQL_INTERVAL_STRUCT& value);
};
constexpr std::array kSingleFields = std::to_array<SingleField>({
    {SQL_IS_YEAR, [](const SQL_INTERVAL_STRUCT& v) { return v.intval.year_month.year; }},
    {SQL_IS_MONTH, [](const SQL_INTERVAL_STRUCT& v) { return v.intval.year_month.month; }},
    {SQL_IS_DAY, [](const SQL_INTERVAL_STRUCT& v) { return v.intval.day_second.day; }},
    {SQL_IS_HOUR, [](const SQL_INTERVAL_STRUCT& v) { return v.intval.day_second.hour; }},
    {SQL_IS_MINUTE, [](const SQL_INTERVAL_STRUCT& v) { return v.intval.day_second.minute; }},
    {SQL_IS_SECOND, [](const SQL_INTERVAL_STRUCT& v) { return v.intval.day_second.second; }},
});

bool is_number_type(Oid type) {
  return type == oid::kInt2 || type == oid::kInt4 || type == oid::kInt8 || type == oid::kNumeric;
}

Result<std::string> write_interval(const void* data, const WriteContext& context) {
  const auto value = load<SQL_INTERVAL_STRUCT>(data);
  const char* const sign = value.interval_sign == SQL_TRUE ? "-" : "";
  const auto& year_month = value.intval.year_month;
  const auto& day_second = value.intval.day_second;
  if (is_number_type(context.type)) {
    const auto* const field = find_row(kSingleFields, &SingleField::kind, value.interval_type);
    if (field == nullptr)
      return fail("22015", "An interval of several fields is no number. Bind it as an interval.");
    return fmt::format("{}{}", sign, field->count(value));
  }
  if (value.interval_type == SQL_IS_YEAR || value.interval_type == SQL_IS_MONTH ||
      value.interval_type == SQL_IS_YEAR_TO_MONTH)
    return fmt::format("{0}{1} years {0}{2} mons", sign, year_month.year, year_month.month);
  return fmt::format("{0}{1} days {0}{2} hours {0}{3} mins {0}{4}.{5:06} secs", sign,
                     day_second.day, day_second.hour, day_second.minute, day_second.second,
                     day_second.fraction);
}

constexpr std::array kWriters = std::to_array<WriterRow>({
    {.c_type = SQL_C_CHAR, .kind = CKind::kText, .write = nullptr},
    {.c_type = SQL_C_WCHAR, .kind = CKind::kText, .write = nullptr},
    {.c_type = SQL_C_BINARY, .kind = CKind::kBytes, .write = nullptr},
    {.c_type = SQL_C_BIT, .kind = CKind::kNumber, .write = write_bit},
    {.c_type = SQL_C_TINYINT, .kind = CKind::kNumber, .write = write_integer<SQLSCHAR>},
    {.c_type = SQL_C_STINYINT, .kind = CKind::kNumber, .write = write_integer<SQLSCHAR>},
    {.c_type = SQL_C_UTINYINT, .kind = CKind::kNumber, .write = write_integer<SQLCHAR>},
    {.c_type = SQL_C_SHORT, .kind = CKind::kNumber, .write = write_integer<SQLSMALLINT>},
    {.c_type = SQL_C_SSHORT, .kind = CKind::kNumber, .write = write_integer<SQLSMALLINT>},
    {.c_type = SQL_C_USHORT, .kind = CKind::kNumber, .write = write_integer<SQLUSMALLINT>},
    {.c_type = SQL_C_LONG, .kind = CKind::kNumber, .write = write_integer<SQLINTEGER>},
    {.c_type = SQL_C_SLONG, .kind = CKind::kNumber, .write = write_integer<SQLINTEGER>},
    {.c_type = SQL_C_ULONG, .kind = CKind::kNumber, .write = write_integer<SQLUINTEGER>},
    {.c_type = SQL_C_SBIGINT, .kind = CKind::kNumber, .write = write_integer<std::int64_t>},
    {.c_type = SQL_C_UBIGINT, .kind = CKind::kNumber, .write = write_integer<std::uint64_t>},
    {.c_type = SQL_C_FLOAT, .kind = CKind::kNumber, .write = write_floating<SQLREAL, Float>},
    {.c_type = SQL_C_DOUBLE, .kind = CKind::kNumber, .write = write_floating<SQLDOUBLE, Double>},
    {.c_type = SQL_C_NUMERIC, .kind = CKind::kNumber, .write = write_numeric},
    {.c_type = SQL_C_GUID, .kind = CKind::kGuid, .write = write_guid},
    {.c_type = SQL_C_TYPE_DATE, .kind = CKind::kDate, .write = write_date},
    {.c_type = SQL_C_DATE, .kind = CKind::kDate, .write = write_date},
    {.c_type = SQL_C_TYPE_TIME, .kind = CKind::kTime, .write = write_time},
    {.c_type = SQL_C_TIME, .kind = CKind::kTime, .write = write_time},
    {.c_type = SQL_C_TYPE_TIMESTAMP, .kind = CKind::kTimestamp, .write = write_timestamp},
    {.c_type = SQL_C_TIMESTAMP, .kind = CKind::kTimestamp, .write = write_timestamp},
    {.c_type = SQL_C_INTERVAL_YEAR, .kind = CKind::kInterval, .write = write_interval},
    {.c_type = SQL_C_INTERVAL_MONTH, .kind = CKind::kInterval, .write = write_interval},
    {.c_type = SQL_C_INTERVAL_DAY, .kind = CKind::kInterval, .write = write_interval},
    {.c_type = SQL_C_INTERVAL_HOUR, .kind = CKind::kInterval, .write = write_interval},
    {.c_type = SQL_C_INTERVAL_MINUTE, .kind = CKind::kInterval, .write = write_interval},
    {.c_type = SQL_C_INTERVAL_SECOND, .kind = CKind::kInterval, .write = write_interval},
    {.c_type = SQL_C_INTERVAL_YEAR_TO_MONTH, .kind = CKind::kInterval, .write = write_interval},
    {.c_type = SQL_C_INTERVAL_DAY_TO_HOUR, .kind = CKind::kInterval, .write = write_interval},
    {.c_type = SQL_C_INTERVAL_DAY_TO_MINUTE, .kind = CKind::kInterval, .write = write_interval},
    {.c_type = SQL_C_INTERVAL_DAY_TO_SECOND, .kind = CKind::kInterval, .write = write_interval},
    {.c_type = SQL_C_INTERVAL_HOUR_TO_MINUTE, .kind = CKind::kInterval, .write = write_interval},
    {.c_type = SQL_C_INTERVAL_HOUR_TO_SECOND, .kind = CKind::kInterval, .write = write_interval},
    {.c_type = SQL_C_INTERVAL_MINUTE_TO_SECOND, .kind = CKind::kInterval, .write = write_interval},
});

}  // namespace

const WriterRow* find_writer(SQLSMALLINT c_type) {
  return find_row(kWriters, &WriterRow::c_type, c_type);
}

}  // namespace pillion
