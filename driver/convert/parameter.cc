#include "driver/convert/parameter.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

#include "core/type.h"
#include "core/utf.h"
#include "driver/convert/numeric.h"
#include "driver/convert/parse.h"
#include "driver/convert/reader.h"
#include "driver/table.h"

namespace pillion {
namespace {

struct SqlTypeRow {
  SQLSMALLINT sql_type;
  Oid oid;
};
constexpr std::array kSqlTypes = std::to_array<SqlTypeRow>({
    {.sql_type = SQL_CHAR, .oid = 0},
    {.sql_type = SQL_VARCHAR, .oid = 0},
    {.sql_type = SQL_LONGVARCHAR, .oid = 0},
    {.sql_type = SQL_WCHAR, .oid = 0},
    {.sql_type = SQL_WVARCHAR, .oid = 0},
    {.sql_type = SQL_WLONGVARCHAR, .oid = 0},
    {.sql_type = SQL_NUMERIC, .oid = oid::kNumeric},
    {.sql_type = SQL_DECIMAL, .oid = oid::kNumeric},
    {.sql_type = SQL_BIT, .oid = oid::kBool},
    {.sql_type = SQL_TINYINT, .oid = oid::kInt2},
    {.sql_type = SQL_SMALLINT, .oid = oid::kInt2},
    {.sql_type = SQL_INTEGER, .oid = oid::kInt4},
    {.sql_type = SQL_BIGINT, .oid = oid::kInt8},
    {.sql_type = SQL_REAL, .oid = oid::kFloat4},
    {.sql_type = SQL_FLOAT, .oid = oid::kFloat8},
    {.sql_type = SQL_DOUBLE, .oid = oid::kFloat8},
    {.sql_type = SQL_BINARY, .oid = oid::kBytea},
    {.sql_type = SQL_VARBINARY, .oid = oid::kBytea},
    {.sql_type = SQL_LONGVARBINARY, .oid = oid::kBytea},
    {.sql_type = SQL_TYPE_DATE, .oid = oid::kDate},
    {.sql_type = SQL_TYPE_TIME, .oid = oid::kTime},
    {.sql_type = SQL_TYPE_TIMESTAMP, .oid = oid::kTimestamp},
    {.sql_type = SQL_DATE, .oid = oid::kDate},
    {.sql_type = SQL_TIME, .oid = oid::kTime},
    {.sql_type = SQL_TIMESTAMP, .oid = oid::kTimestamp},
    {.sql_type = SQL_GUID, .oid = oid::kUuid},
    {.sql_type = SQL_INTERVAL_YEAR, .oid = oid::kInterval},
    {.sql_type = SQL_INTERVAL_MONTH, .oid = oid::kInterval},
    {.sql_type = SQL_INTERVAL_DAY, .oid = oid::kInterval},
    {.sql_type = SQL_INTERVAL_HOUR, .oid = oid::kInterval},
    {.sql_type = SQL_INTERVAL_MINUTE, .oid = oid::kInterval},
    {.sql_type = SQL_INTERVAL_SECOND, .oid = oid::kInterval},
    {.sql_type = SQL_INTERVAL_YEAR_TO_MONTH, .oid = oid::kInterval},
    {.sql_type = SQL_INTERVAL_DAY_TO_HOUR, .oid = oid::kInterval},
    {.sql_type = SQL_INTERVAL_DAY_TO_MINUTE, .oid = oid::kInterval},
    {.sql_type = SQL_INTERVAL_DAY_TO_SECOND, .oid = oid::kInterval},
    {.sql_type = SQL_INTERVAL_HOUR_TO_MINUTE, .oid = oid::kInterval},
    {.sql_type = SQL_INTERVAL_HOUR_TO_SECOND, .oid = oid::kInterval},
    {.sql_type = SQL_INTERVAL_MINUTE_TO_SECOND, .oid = oid::kInterval},
});

const SqlTypeRow* find_sql_type(SQLSMALLINT sql_type) {
  return find_row(kSqlTypes, &SqlTypeRow::sql_type, sql_type);
}

template <class T>
T load(const void* data) {
  T value{};
  std::memcpy(&value, data, sizeof(T));
  return value;
}

// Writers of a C value as text that the server reads: one for each C type.
using Writer = Result<std::string> (*)(const void* data, Oid type);

template <class T>
Result<std::string> write_integer(const void* data, Oid) {
  return fmt::format(
      "{}", static_cast<std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>>(
                load<T>(data)));
}

template <class T, class Value>
Result<std::string> write_floating(const void* data, Oid) {
  TextBuffer buffer;
  return std::string(format(Value{load<T>(data)}, buffer));
}

Result<std::string> write_bit(const void* data, Oid) {
  return load<SQLCHAR>(data) != 0 ? "1" : "0";
}

Result<std::string> write_numeric(const void* data, Oid) {
  return struct_to_decimal(load<SQL_NUMERIC_STRUCT>(data));
}

Result<std::string> write_guid(const void* data, Oid) {
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

Result<std::string> write_date(const void* data, Oid) {
  const auto date = load<SQL_DATE_STRUCT>(data);
  return date_text(date.year, date.month, date.day);
}

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return fmt::format("{:04}-{:02}-{:02}", local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}

Result<std::string> write_time(const void* data, Oid type) {
  const auto time = load<SQL_TIME_STRUCT>(data);
  PILLION_TRY(text, time_text(time.hour, time.minute, time.second, 0));
  if (type == oid::kTimestamp) return today() + " " + text;
  return text;
}

Result<std::string> write_timestamp(const void* data, Oid type) {
  const auto value = load<SQL_TIMESTAMP_STRUCT>(data);
  PILLION_TRY(date, date_text(value.year, value.month, value.day));
  PILLION_TRY(time, time_text(value.hour, value.minute, value.second, value.fraction));
  if (type == oid::kTime) return time;
  if (type != oid::kDate) return date + " " + time;
  if (value.hour != 0 || value.minute != 0 || value.second != 0 || value.fraction != 0)
    return fail("22008",
                "The parameter is a date, but its value has a time of day. Bind it as "
                "SQL_TYPE_TIMESTAMP.");
  return date;
}

Result<std::string> write_interval(const void* data, Oid) {
  const auto value = load<SQL_INTERVAL_STRUCT>(data);
  const char* const sign = value.interval_sign == SQL_TRUE ? "-" : "";
  const auto& year_month = value.intval.year_month;
  const auto& day_second = value.intval.day_second;
  if (value.interval_type == SQL_IS_YEAR || value.interval_type == SQL_IS_MONTH ||
      value.interval_type == SQL_IS_YEAR_TO_MONTH)
    return fmt::format("{0}{1} years {0}{2} mons", sign, year_month.year, year_month.month);
  return fmt::format("{0}{1} days {0}{2} hours {0}{3} mins {0}{4}.{5:06} secs", sign,
                     day_second.day, day_second.hour, day_second.minute, day_second.second,
                     day_second.fraction);
}

struct WriterRow {
  SQLSMALLINT c_type;
  Writer write;
};
constexpr std::array kWriters = std::to_array<WriterRow>({
    {.c_type = SQL_C_BIT, .write = write_bit},
    {.c_type = SQL_C_TINYINT, .write = write_integer<SQLSCHAR>},
    {.c_type = SQL_C_STINYINT, .write = write_integer<SQLSCHAR>},
    {.c_type = SQL_C_UTINYINT, .write = write_integer<SQLCHAR>},
    {.c_type = SQL_C_SHORT, .write = write_integer<SQLSMALLINT>},
    {.c_type = SQL_C_SSHORT, .write = write_integer<SQLSMALLINT>},
    {.c_type = SQL_C_USHORT, .write = write_integer<SQLUSMALLINT>},
    {.c_type = SQL_C_LONG, .write = write_integer<SQLINTEGER>},
    {.c_type = SQL_C_SLONG, .write = write_integer<SQLINTEGER>},
    {.c_type = SQL_C_ULONG, .write = write_integer<SQLUINTEGER>},
    {.c_type = SQL_C_SBIGINT, .write = write_integer<std::int64_t>},
    {.c_type = SQL_C_UBIGINT, .write = write_integer<std::uint64_t>},
    {.c_type = SQL_C_FLOAT, .write = write_floating<SQLREAL, Float>},
    {.c_type = SQL_C_DOUBLE, .write = write_floating<SQLDOUBLE, Double>},
    {.c_type = SQL_C_NUMERIC, .write = write_numeric},
    {.c_type = SQL_C_GUID, .write = write_guid},
    {.c_type = SQL_C_TYPE_DATE, .write = write_date},
    {.c_type = SQL_C_DATE, .write = write_date},
    {.c_type = SQL_C_TYPE_TIME, .write = write_time},
    {.c_type = SQL_C_TIME, .write = write_time},
    {.c_type = SQL_C_TYPE_TIMESTAMP, .write = write_timestamp},
    {.c_type = SQL_C_TIMESTAMP, .write = write_timestamp},
});

Writer find_writer(SQLSMALLINT c_type) {
  if (c_type >= SQL_C_INTERVAL_YEAR && c_type <= SQL_C_INTERVAL_MINUTE_TO_SECOND)
    return write_interval;
  const WriterRow* const row = find_row(kWriters, &WriterRow::c_type, c_type);
  return row != nullptr ? row->write : nullptr;
}

std::size_t narrow_size(const ParameterValue& value) {
  return value.length == SQL_NTS ? std::strlen(static_cast<const char*>(value.data))
                                 : static_cast<std::size_t>(value.length);
}

std::u16string wide_text(const ParameterValue& value) {
  const auto* const units = static_cast<const char16_t*>(value.data);
  if (value.length == SQL_NTS) return std::u16string(units);
  return std::u16string(units, static_cast<std::size_t>(value.length) / sizeof(SQLWCHAR));
}

// "{d '2024-01-31'}" may also stand in a value (Appendix C, "Date, time and timestamp escape").
std::string without_escape(std::string text) {
  const std::string_view trimmed = trim(text);
  if (!trimmed.starts_with('{') || !trimmed.ends_with('}')) return text;
  const std::size_t open = trimmed.find('\'');
  const std::size_t close = trimmed.rfind('\'');
  if (open == std::string_view::npos || close <= open) return text;
  return std::string(trimmed.substr(open + 1, close - open - 1));
}

}  // namespace

Oid parameter_oid(SQLSMALLINT sql_type) {
  const SqlTypeRow* const row = find_sql_type(sql_type);
  return row != nullptr ? row->oid : 0;
}

bool is_parameter_sql_type(SQLSMALLINT sql_type) {
  return find_sql_type(sql_type) != nullptr;
}

Result<Parameter> make_text_parameter(std::string text, SQLSMALLINT sql_type) {
  if (text.find('\0') != std::string::npos)
    return fail("22021",
                "The text has a NUL character, which no PostgreSQL text can hold. Bind it "
                "as binary data.");
  const Oid type = parameter_oid(sql_type);
  if (type == oid::kBytea) {
    // Appendix D: two hexadecimal digits are a byte.
    const auto bytes = parse_bytea("\\x" + text);
    if (!bytes) return fail("22018", "Text for a binary parameter must be hexadecimal digits.");
    return make_binary_parameter(*bytes, sql_type);
  }
  if (type == oid::kDate || type == oid::kTime || type == oid::kTimestamp)
    text = without_escape(std::move(text));
  return Parameter{.type = type, .format = Format::kText, .value = std::move(text)};
}

Result<Parameter> make_binary_parameter(std::string bytes, SQLSMALLINT sql_type) {
  const Oid type = parameter_oid(sql_type);
  if (type == oid::kBytea)
    return Parameter{.type = type, .format = Format::kBinary, .value = std::move(bytes)};
  if (!is_valid_utf8(bytes))
    return fail("22021", "The bytes are not UTF-8 text. Bind the parameter as SQL_VARBINARY.");
  return make_text_parameter(std::move(bytes), sql_type);
}

Result<Parameter> make_parameter(const ParameterValue& value) {
  const Oid type = parameter_oid(value.sql_type);
  if (value.length == SQL_NULL_DATA) return Parameter{.type = type, .value = std::nullopt};
  const SQLSMALLINT c_type =
      value.c_type == SQL_C_DEFAULT ? default_c_type(value.sql_type) : value.c_type;
  if (value.data == nullptr && value.length != 0)
    return fail("HY009",
                "The parameter has no value: its data pointer is null, and its indicator "
                "is not SQL_NULL_DATA.");
  if (value.length < 0 && value.length != SQL_NTS)
    return fail("HY090", "The parameter's length is negative.");
  if (c_type == SQL_C_BINARY)
    return make_binary_parameter(
        std::string(static_cast<const char*>(value.data), narrow_size(value)), value.sql_type);
  if (c_type == SQL_C_CHAR) {
    std::string text(value.data != nullptr ? static_cast<const char*>(value.data) : "",
                     value.data != nullptr ? narrow_size(value) : 0);
    if (!is_valid_utf8(text))
      return fail("22021", "The parameter's text is not UTF-8. Send UTF-8, or SQL_C_WCHAR.");
    return make_text_parameter(std::move(text), value.sql_type);
  }
  if (c_type == SQL_C_WCHAR) {
    PILLION_TRY(text, utf16_to_utf8(value.data != nullptr ? wide_text(value) : std::u16string()));
    return make_text_parameter(std::move(text), value.sql_type);
  }
  const Writer writer = find_writer(c_type);
  if (writer == nullptr || value.data == nullptr)
    return fail("07006", "The parameter's C type cannot be sent. Bind it as SQL_C_CHAR.");
  PILLION_TRY(text, writer(value.data, type));
  return make_text_parameter(std::move(text), value.sql_type);
}

}  // namespace pillion
