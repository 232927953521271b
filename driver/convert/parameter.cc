#include "driver/convert/parameter.h"

#include <array>
#include <cstring>

#include "core/type.h"
#include "core/utf.h"
#include "driver/convert/numeric.h"
#include "driver/convert/parameter_writers.h"
#include "driver/convert/parse.h"
#include "driver/convert/reader.h"
#include "driver/table.h"

namespace pillion {
namespace {

// What kind of value the server is sent.
enum class SqlKind : std::uint8_t {
  kText,
  kWhole,
  kExact,
  kFloating,
  kBool,
  kBytes,
  kDate,
  kTime,
  kTimestamp,
  kInterval,
  kGuid
};

struct SqlTypeRow {
  SQLSMALLINT sql_type;
  Oid oid;
  SqlKind kind;
  std::string_view unit = {};  // of an interval with one field: what a bare number counts
};
constexpr std::array kSqlTypes = std::to_array<SqlTypeRow>({
    {.sql_type = SQL_CHAR, .oid = 0, .kind = SqlKind::kText},
    {.sql_type = SQL_VARCHAR, .oid = 0, .kind = SqlKind::kText},
    {.sql_type = SQL_LONGVARCHAR, .oid = 0, .kind = SqlKind::kText},
    {.sql_type = SQL_WCHAR, .oid = 0, .kind = SqlKind::kText},
    {.sql_type = SQL_WVARCHAR, .oid = 0, .kind = SqlKind::kText},
    {.sql_type = SQL_WLONGVARCHAR, .oid = 0, .kind = SqlKind::kText},
    {.sql_type = SQL_NUMERIC, .oid = oid::kNumeric, .kind = SqlKind::kExact},
    {.sql_type = SQL_DECIMAL, .oid = oid::kNumeric, .kind = SqlKind::kExact},
    {.sql_type = SQL_BIT, .oid = oid::kBool, .kind = SqlKind::kBool},
    {.sql_type = SQL_TINYINT, .oid = oid::kInt2, .kind = SqlKind::kWhole},
    {.sql_type = SQL_SMALLINT, .oid = oid::kInt2, .kind = SqlKind::kWhole},
    {.sql_type = SQL_INTEGER, .oid = oid::kInt4, .kind = SqlKind::kWhole},
    {.sql_type = SQL_BIGINT, .oid = oid::kInt8, .kind = SqlKind::kWhole},
    {.sql_type = SQL_REAL, .oid = oid::kFloat4, .kind = SqlKind::kFloating},
    {.sql_type = SQL_FLOAT, .oid = oid::kFloat8, .kind = SqlKind::kFloating},
    {.sql_type = SQL_DOUBLE, .oid = oid::kFloat8, .kind = SqlKind::kFloating},
    {.sql_type = SQL_BINARY, .oid = oid::kBytea, .kind = SqlKind::kBytes},
    {.sql_type = SQL_VARBINARY, .oid = oid::kBytea, .kind = SqlKind::kBytes},
    {.sql_type = SQL_LONGVARBINARY, .oid = oid::kBytea, .kind = SqlKind::kBytes},
    {.sql_type = SQL_TYPE_DATE, .oid = oid::kDate, .kind = SqlKind::kDate},
    {.sql_type = SQL_TYPE_TIME, .oid = oid::kTime, .kind = SqlKind::kTime},
    {.sql_type = SQL_TYPE_TIMESTAMP, .oid = oid::kTimestamp, .kind = SqlKind::kTimestamp},
    {.sql_type = SQL_DATE, .oid = oid::kDate, .kind = SqlKind::kDate},
    {.sql_type = SQL_TIME, .oid = oid::kTime, .kind = SqlKind::kTime},
    {.sql_type = SQL_TIMESTAMP, .oid = oid::kTimestamp, .kind = SqlKind::kTimestamp},
    {.sql_type = SQL_GUID, .oid = oid::kUuid, .kind = SqlKind::kGuid},
    {.sql_type = SQL_INTERVAL_YEAR,
     .oid = oid::kInterval,
     .kind = SqlKind::kInterval,
     .unit = "years"},
    {.sql_type = SQL_INTERVAL_MONTH,
     .oid = oid::kInterval,
     .kind = SqlKind::kInterval,
     .unit = "mons"},
    {.sql_type = SQL_INTERVAL_DAY,
     .oid = oid::kInterval,
     .kind = SqlKind::kInterval,
     .unit = "days"},
    {.sql_type = SQL_INTERVAL_HOUR,
     .oid = oid::kInterval,
     .kind = SqlKind::kInterval,
     .unit = "hours"},
    {.sql_type = SQL_INTERVAL_MINUTE,
     .oid = oid::kInterval,
     .kind = SqlKind::kInterval,
     .unit = "mins"},
    {.sql_type = SQL_INTERVAL_SECOND,
     .oid = oid::kInterval,
     .kind = SqlKind::kInterval,
     .unit = "secs"},
    {.sql_type = SQL_INTERVAL_YEAR_TO_MONTH, .oid = oid::kInterval, .kind = SqlKind::kInterval},
    {.sql_type = SQL_INTERVAL_DAY_TO_HOUR, .oid = oid::kInterval, .kind = SqlKind::kInterval},
    {.sql_type = SQL_INTERVAL_DAY_TO_MINUTE, .oid = oid::kInterval, .kind = SqlKind::kInterval},
    {.sql_type = SQL_INTERVAL_DAY_TO_SECOND, .oid = oid::kInterval, .kind = SqlKind::kInterval},
    {.sql_type = SQL_INTERVAL_HOUR_TO_MINUTE, .oid = oid::kInterval, .kind = SqlKind::kInterval},
    {.sql_type = SQL_INTERVAL_HOUR_TO_SECOND, .oid = oid::kInterval, .kind = SqlKind::kInterval},
    {.sql_type = SQL_INTERVAL_MINUTE_TO_SECOND, .oid = oid::kInterval, .kind = SqlKind::kInterval},
});

const SqlTypeRow* find_sql_type(SQLSMALLINT sql_type) {
  return find_row(kSqlTypes, &SqlTypeRow::sql_type, sql_type);
}

// The conversions that Appendix D defines ("Converting data from C to SQL data types"), but for
// text and bytes, which can be sent as anything.
template <class... Kinds>
constexpr std::uint32_t kinds(Kinds... each) {
  return ((1U << static_cast<unsigned>(each)) | ...);
}
struct PairRow {
  CKind from;
  std::uint32_t to;
};
constexpr std::array kPairs = std::to_array<PairRow>({
    {.from = CKind::kNumber,
     .to = kinds(SqlKind::kText, SqlKind::kWhole, SqlKind::kExact, SqlKind::kFloating,
                 SqlKind::kBool, SqlKind::kInterval)},
    {.from = CKind::kDate, .to = kinds(SqlKind::kText, SqlKind::kDate, SqlKind::kTimestamp)},
    {.from = CKind::kTime, .to = kinds(SqlKind::kText, SqlKind::kTime, SqlKind::kTimestamp)},
    {.from = CKind::kTimestamp,
     .to = kinds(SqlKind::kText, SqlKind::kDate, SqlKind::kTime, SqlKind::kTimestamp)},
    {.from = CKind::kInterval,
     .to = kinds(SqlKind::kText, SqlKind::kInterval, SqlKind::kWhole, SqlKind::kExact)},
    {.from = CKind::kGuid, .to = kinds(SqlKind::kText, SqlKind::kGuid)},
});

bool is_defined(CKind from, const SqlTypeRow& to) {
  // A number says how many of one unit.
  if (from == CKind::kNumber && to.kind == SqlKind::kInterval) return !to.unit.empty();
  const PairRow* const row = find_row(kPairs, &PairRow::from, from);
  return row == nullptr || (row->to & kinds(to.kind)) != 0;
}

tl::unexpected<Error> not_a_number() {
  return fail("22018", "The parameter is a number, but its text is not. Bind it as SQL_VARCHAR.");
}

bool fits(std::int64_t value, Oid type) {
  if (type == oid::kInt2) return std::in_range<std::int16_t>(value);
  return type != oid::kInt4 || std::in_range<std::int32_t>(value);
}

// A number as the server reads an integer: without a fraction, which a C number may lose and text
// may not (Appendix D), and without an exponent.
Result<std::string> whole_number(std::string_view text, Oid type, CKind from) {
  std::int64_t value = 0;
  Conversion loss = decimal_to_int64(text, value);
  if (loss == Conversion::kNotANumber) {
    const auto floating = parse_double(text);
    if (!floating) return not_a_number();
    constexpr double kLimit = 9223372036854775808.0;  // 2^63
    const double whole = std::trunc(*floating);
    const bool inside = whole >= -kLimit && whole < kLimit;
    if (inside) value = static_cast<std::int64_t>(whole);
    loss = !inside              ? Conversion::kOutOfRange
           : whole == *floating ? Conversion::kOk
                                : Conversion::kFraction;
  }
  if (loss == Conversion::kOutOfRange || !fits(value, type))
    return fail("22003", "The number is out of the parameter type's range. Bind a wider type.");
  if (loss == Conversion::kFraction && from == CKind::kText)
    return fail("22001", "The parameter is an integer, but its text has a fraction.");
  return std::to_string(value);
}

// Words such as "true" are the server's to read.
Result<std::string> truth(std::string text) {
  const auto number = parse_double(trim(text));
  if (!number || *number == 0 || *number == 1) return text;
  if (*number > 0 && *number < 2) return fail("22001", "A bit has no fraction. Send 0 or 1.");
  return fail("22003", "A bit is 0 or 1.");
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

// Text in the form that the server's type takes.
Result<std::string> fitted(std::string text, const SqlTypeRow& to, CKind from) {
  switch (to.kind) {
    case SqlKind::kWhole:
      return whole_number(trim(text), to.oid, from);
    case SqlKind::kExact:
    case SqlKind::kFloating:
      if (!is_number(text) && !parse_double(trim(text))) return not_a_number();
      return text;
    case SqlKind::kBool:
      return truth(std::move(text));
    case SqlKind::kDate:
    case SqlKind::kTime:
    case SqlKind::kTimestamp:
      return without_escape(std::move(text));
    case SqlKind::kInterval:
      if (!to.unit.empty() && is_number(text)) return text + " " + std::string(to.unit);
      return text;
    default:
      return text;
  }
}

Result<Parameter> text_parameter(std::string text, const SqlTypeRow& to, CKind from) {
  if (text.find('\0') != std::string::npos)
    return fail("22021",
                "The text has a NUL character, which no PostgreSQL text can hold. Bind it "
                "as binary data.");
  if (to.kind == SqlKind::kBytes) {
    // Appendix D: two hexadecimal digits are a byte.
    auto bytes = parse_bytea("\\x" + text);
    if (!bytes) return fail("22018", "Text for a binary parameter must be hexadecimal digits.");
    return Parameter{.type = to.oid, .format = Format::kBinary, .value = std::move(*bytes)};
  }
  PILLION_TRY(value, fitted(std::move(text), to, from));
  return Parameter{.type = to.oid, .format = Format::kText, .value = std::move(value)};
}

// Bytes for a type of fixed size are that type's default C type (Appendix D, "C to SQL: Binary").
Result<Parameter> bytes_parameter(std::string bytes, const SqlTypeRow& to) {
  // A GUID's bytes are in the order in which it is written, as SQL_C_BINARY reads them.
  constexpr std::size_t kGuidBytes = 16;
  if (to.kind == SqlKind::kBytes || (to.kind == SqlKind::kGuid && bytes.size() == kGuidBytes))
    return Parameter{.type = to.oid, .format = Format::kBinary, .value = std::move(bytes)};
  const SQLSMALLINT c_type = default_c_type(to.sql_type);
  if (const SQLLEN size = c_type_size(c_type); size > 0) {
    if (static_cast<std::size_t>(size) != bytes.size())
      return fail("22003", "The binary value has not the size of the parameter's type: " +
                               std::to_string(size) + " bytes.");
    return make_parameter(
        {.c_type = c_type, .sql_type = to.sql_type, .data = bytes.data(), .length = size});
  }
  if (!is_valid_utf8(bytes))
    return fail("22021", "The bytes are not UTF-8 text. Bind the parameter as SQL_VARBINARY.");
  return text_parameter(std::move(bytes), to, CKind::kText);
}

std::string narrow_text(const ParameterValue& value) {
  const auto* const bytes = static_cast<const char*>(value.data);
  if (bytes == nullptr) return {};
  if (value.length == SQL_NTS) return bytes;
  return {bytes, static_cast<std::size_t>(value.length)};
}

std::u16string wide_text(const ParameterValue& value) {
  const auto* const units = static_cast<const char16_t*>(value.data);
  if (units == nullptr) return {};
  if (value.length == SQL_NTS) return units;
  return {units, static_cast<std::size_t>(value.length) / sizeof(SQLWCHAR)};
}

// The text of a value of a character type, in UTF-8.
Result<std::string> character_text(const ParameterValue& value, SQLSMALLINT c_type) {
  if (c_type == SQL_C_WCHAR) return utf16_to_utf8(wide_text(value));
  std::string text = narrow_text(value);
  if (!is_valid_utf8(text))
    return fail("22021", "The parameter's text is not UTF-8. Send UTF-8, or SQL_C_WCHAR.");
  return text;
}

}  // namespace

Oid parameter_oid(SQLSMALLINT sql_type) {
  const SqlTypeRow* const row = find_sql_type(sql_type);
  return row != nullptr ? row->oid : 0;
}

bool is_parameter_sql_type(SQLSMALLINT sql_type) {
  return find_sql_type(sql_type) != nullptr;
}

std::span<const SQLSMALLINT> all_parameter_types() {
  static constexpr auto kTypes = [] {
    std::array<SQLSMALLINT, kSqlTypes.size()> types{};
    for (std::size_t i = 0; i < types.size(); ++i) types[i] = kSqlTypes[i].sql_type;
    return types;
  }();
  return kTypes;
}

Result<Parameter> make_text_parameter(std::string text, SQLSMALLINT sql_type) {
  const SqlTypeRow* const to = find_sql_type(sql_type);
  if (to == nullptr) return fail("HY004", "The parameter's SQL type is not one of ODBC's.");
  return text_parameter(std::move(text), *to, CKind::kText);
}

Result<Parameter> make_parameter(const ParameterValue& value) {
  const SqlTypeRow* const to = find_sql_type(value.sql_type);
  if (to == nullptr) return fail("HY004", "The parameter's SQL type is not one of ODBC's.");
  if (value.length == SQL_NULL_DATA) return Parameter{.type = to->oid, .value = std::nullopt};
  if (value.data == nullptr && value.length != 0)
    return fail("HY009",
                "The parameter has no value: its data pointer is null, and its indicator "
                "is not SQL_NULL_DATA.");
  if (value.length < 0 && value.length != SQL_NTS)
    return fail("HY090", "The parameter's length is negative.");
  const SQLSMALLINT c_type =
      value.c_type == SQL_C_DEFAULT ? default_c_type(value.sql_type) : value.c_type;
  const WriterRow* const from = find_writer(c_type);
  if (from == nullptr) return fail("HY003", "The parameter's C type is not one of ODBC's.");
  if (!is_defined(from->kind, *to))
    return fail("07006", "There is no conversion from the C type " + std::to_string(c_type) +
                             " to the SQL type " + std::to_string(value.sql_type) +
                             ". Bind the value as SQL_C_CHAR, or the parameter as SQL_VARCHAR.");
  if (from->kind == CKind::kBytes) return bytes_parameter(narrow_text(value), *to);
  if (from->kind == CKind::kText) {
    PILLION_TRY(text, character_text(value, c_type));
    return text_parameter(std::move(text), *to, from->kind);
  }
  if (value.data == nullptr) return fail("HY009", "The parameter has no value.");
  const WriteContext context{.type = to->oid, .numeric_scale = value.numeric_scale};
  PILLION_TRY(text, from->write(value.data, context));
  return text_parameter(std::move(text), *to, from->kind);
}

}  // namespace pillion
