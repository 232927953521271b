#include "driver/convert/reader.h"

#include <algorithm>
#include <array>

#include "driver/table.h"

namespace pillion {
namespace {

// Every way in which a column can arrive. The order is that of kReaders' columns.
template <class... Each>
struct SourceList {
  static constexpr std::size_t kCount = sizeof...(Each);
};
using Sources = SourceList<
    source::Fixed<source::BoolWire, 1>, source::BoolText, source::Fixed<source::Int2Wire, 2>,
    source::Fixed<source::Int4Wire, 4>, source::Fixed<source::Int8Wire, 8>,
    source::Fixed<source::OidWire, 4>, source::NumberText, source::Fixed<source::Float4Wire, 4>,
    source::Fixed<source::Float8Wire, 8>, source::DoubleText, source::FloatText,
    source::NumericBinary, source::AnyText, source::ByteaBinary, source::ByteaText,
    source::JsonbBinary, source::BitBinary, source::Fixed<source::DateWire, 4>,
    source::Parsed<parse_date>, source::Fixed<source::TimeWire, 8>, source::Parsed<parse_time>,
    source::Fixed<source::TimetzWire, 12>, source::Parsed<parse_offset_time>,
    source::Fixed<source::TimestampWire, 8>, source::Parsed<parse_timestamp>,
    source::Fixed<source::TimestamptzWire, 8>, source::Parsed<parse_offset_timestamp>,
    source::Fixed<source::IntervalWire, 16>, source::Parsed<parse_interval>,
    source::Fixed<source::UuidWire, 16>, source::Parsed<parse_guid>>;

enum SourceIndex : std::uint8_t {
  kBoolBinary,
  kBoolText,
  kInt2,
  kInt4,
  kInt8,
  kOid,
  kNumberText,
  kFloat4,
  kFloat8,
  kDoubleText,
  kFloatText,
  kNumericBinary,
  kAnyText,
  kByteaBinary,
  kByteaText,
  kJsonb,
  kBitBinary,
  kDateBinary,
  kDateText,
  kTimeBinary,
  kTimeText,
  kTimetzBinary,
  kTimetzText,
  kTimestampBinary,
  kTimestampText,
  kTimestamptzBinary,
  kTimestamptzText,
  kIntervalBinary,
  kIntervalText,
  kUuidBinary,
  kUuidText,
  kSourceCount
};
static_assert(Sources::kCount == kSourceCount);

// Which source reads a type, by wire format. A type that is not here is text.
struct SourceRow {
  Oid type;
  SourceIndex binary;
  SourceIndex text;
};
constexpr std::array kSources = std::to_array<SourceRow>({
    {.type = oid::kBool, .binary = kBoolBinary, .text = kBoolText},
    {.type = oid::kBytea, .binary = kByteaBinary, .text = kByteaText},
    {.type = oid::kInt8, .binary = kInt8, .text = kNumberText},
    {.type = oid::kInt2, .binary = kInt2, .text = kNumberText},
    {.type = oid::kInt4, .binary = kInt4, .text = kNumberText},
    {.type = oid::kOid, .binary = kOid, .text = kNumberText},
    {.type = oid::kXid, .binary = kOid, .text = kNumberText},
    {.type = oid::kCid, .binary = kOid, .text = kNumberText},
    {.type = oid::kFloat4, .binary = kFloat4, .text = kFloatText},
    {.type = oid::kFloat8, .binary = kFloat8, .text = kDoubleText},
    {.type = oid::kDate, .binary = kDateBinary, .text = kDateText},
    {.type = oid::kTime, .binary = kTimeBinary, .text = kTimeText},
    {.type = oid::kTimestamp, .binary = kTimestampBinary, .text = kTimestampText},
    {.type = oid::kTimestamptz, .binary = kTimestamptzBinary, .text = kTimestamptzText},
    {.type = oid::kInterval, .binary = kIntervalBinary, .text = kIntervalText},
    {.type = oid::kTimetz, .binary = kTimetzBinary, .text = kTimetzText},
    {.type = oid::kBit, .binary = kBitBinary, .text = kAnyText},
    {.type = oid::kVarbit, .binary = kBitBinary, .text = kAnyText},
    {.type = oid::kNumeric, .binary = kNumericBinary, .text = kNumberText},
    {.type = oid::kUuid, .binary = kUuidBinary, .text = kUuidText},
    {.type = oid::kJsonb, .binary = kJsonb, .text = kAnyText},
});

SourceIndex source_of(Oid type, Format format) {
  const SourceRow* const row = find_row(kSources, &SourceRow::type, type);
  if (row == nullptr) return kAnyText;
  return format == Format::kBinary ? row->binary : row->text;
}

template <class Source, class Sink>
Conversion convert(const Cell& cell, ReadContext& context, const Target& target) {
  return Source::read(cell, context, [&](const auto& value) -> Conversion {
    if constexpr (requires { Sink::put(value, context, target); }) {
      return Sink::put(value, context, target);
    } else if constexpr (requires { sink::as_text(value, std::declval<TextBuffer&>()); }) {
      TextBuffer buffer;
      return Sink::put(sink::as_text(value, buffer), context, target);
    } else {
      return Conversion::kRestricted;
    }
  });
}

template <class Sink, class... Each>
constexpr std::array<Reader, kSourceCount> readers_of(SourceList<Each...>) {
  return {&convert<Each, Sink>...};
}
template <class Sink>
constexpr std::array<Reader, kSourceCount> kInto = readers_of<Sink>(Sources{});

struct ReaderRow {
  SQLSMALLINT c_type;
  SQLLEN size;  // 0: as long as the buffer
  const std::array<Reader, kSourceCount>* readers;
};
// ODBC's C types. A type code that ODBC 2 wrote differently has a row of its own.
constexpr std::array kReaders = std::to_array<ReaderRow>({
    {.c_type = SQL_C_CHAR, .size = 0, .readers = &kInto<sink::Character<sink::Narrow>>},
    {.c_type = SQL_C_WCHAR, .size = 0, .readers = &kInto<sink::Character<sink::Wide>>},
    {.c_type = SQL_C_BINARY, .size = 0, .readers = &kInto<sink::Binary>},
    {.c_type = SQL_C_BIT, .size = 1, .readers = &kInto<sink::Bit>},
    {.c_type = SQL_C_TINYINT,
     .size = sizeof(SQLSCHAR),
     .readers = &kInto<sink::Integral<SQLSCHAR>>},
    {.c_type = SQL_C_STINYINT,
     .size = sizeof(SQLSCHAR),
     .readers = &kInto<sink::Integral<SQLSCHAR>>},
    {.c_type = SQL_C_UTINYINT, .size = sizeof(SQLCHAR), .readers = &kInto<sink::Integral<SQLCHAR>>},
    {.c_type = SQL_C_SHORT,
     .size = sizeof(SQLSMALLINT),
     .readers = &kInto<sink::Integral<SQLSMALLINT>>},
    {.c_type = SQL_C_SSHORT,
     .size = sizeof(SQLSMALLINT),
     .readers = &kInto<sink::Integral<SQLSMALLINT>>},
    {.c_type = SQL_C_USHORT,
     .size = sizeof(SQLUSMALLINT),
     .readers = &kInto<sink::Integral<SQLUSMALLINT>>},
    {.c_type = SQL_C_LONG,
     .size = sizeof(SQLINTEGER),
     .readers = &kInto<sink::Integral<SQLINTEGER>>},
    {.c_type = SQL_C_SLONG,
     .size = sizeof(SQLINTEGER),
     .readers = &kInto<sink::Integral<SQLINTEGER>>},
    {.c_type = SQL_C_ULONG,
     .size = sizeof(SQLUINTEGER),
     .readers = &kInto<sink::Integral<SQLUINTEGER>>},
    {.c_type = SQL_C_SBIGINT,
     .size = sizeof(std::int64_t),
     .readers = &kInto<sink::Integral<std::int64_t>>},
    {.c_type = SQL_C_UBIGINT,
     .size = sizeof(std::uint64_t),
     .readers = &kInto<sink::Integral<std::uint64_t>>},
    {.c_type = SQL_C_FLOAT, .size = sizeof(SQLREAL), .readers = &kInto<sink::Floating<SQLREAL>>},
    {.c_type = SQL_C_DOUBLE,
     .size = sizeof(SQLDOUBLE),
     .readers = &kInto<sink::Floating<SQLDOUBLE>>},
    {.c_type = SQL_C_NUMERIC, .size = sizeof(SQL_NUMERIC_STRUCT), .readers = &kInto<sink::Numeric>},
    {.c_type = SQL_C_TYPE_DATE,
     .size = sizeof(SQL_DATE_STRUCT),
     .readers = &kInto<sink::DateStruct>},
    {.c_type = SQL_C_DATE, .size = sizeof(SQL_DATE_STRUCT), .readers = &kInto<sink::DateStruct>},
    {.c_type = SQL_C_TYPE_TIME,
     .size = sizeof(SQL_TIME_STRUCT),
     .readers = &kInto<sink::TimeStruct>},
    {.c_type = SQL_C_TIME, .size = sizeof(SQL_TIME_STRUCT), .readers = &kInto<sink::TimeStruct>},
    {.c_type = SQL_C_TYPE_TIMESTAMP,
     .size = sizeof(SQL_TIMESTAMP_STRUCT),
     .readers = &kInto<sink::TimestampStruct>},
    {.c_type = SQL_C_TIMESTAMP,
     .size = sizeof(SQL_TIMESTAMP_STRUCT),
     .readers = &kInto<sink::TimestampStruct>},
    {.c_type = SQL_C_GUID, .size = sizeof(SQLGUID), .readers = &kInto<sink::GuidStruct>},
    {.c_type = SQL_C_INTERVAL_YEAR,
     .size = sizeof(SQL_INTERVAL_STRUCT),
     .readers = &kInto<sink::IntervalStruct<SQL_IS_YEAR>>},
    {.c_type = SQL_C_INTERVAL_MONTH,
     .size = sizeof(SQL_INTERVAL_STRUCT),
     .readers = &kInto<sink::IntervalStruct<SQL_IS_MONTH>>},
    {.c_type = SQL_C_INTERVAL_DAY,
     .size = sizeof(SQL_INTERVAL_STRUCT),
     .readers = &kInto<sink::IntervalStruct<SQL_IS_DAY>>},
    {.c_type = SQL_C_INTERVAL_HOUR,
     .size = sizeof(SQL_INTERVAL_STRUCT),
     .readers = &kInto<sink::IntervalStruct<SQL_IS_HOUR>>},
    {.c_type = SQL_C_INTERVAL_MINUTE,
     .size = sizeof(SQL_INTERVAL_STRUCT),
     .readers = &kInto<sink::IntervalStruct<SQL_IS_MINUTE>>},
    {.c_type = SQL_C_INTERVAL_SECOND,
     .size = sizeof(SQL_INTERVAL_STRUCT),
     .readers = &kInto<sink::IntervalStruct<SQL_IS_SECOND>>},
    {.c_type = SQL_C_INTERVAL_YEAR_TO_MONTH,
     .size = sizeof(SQL_INTERVAL_STRUCT),
     .readers = &kInto<sink::IntervalStruct<SQL_IS_YEAR_TO_MONTH>>},
    {.c_type = SQL_C_INTERVAL_DAY_TO_HOUR,
     .size = sizeof(SQL_INTERVAL_STRUCT),
     .readers = &kInto<sink::IntervalStruct<SQL_IS_DAY_TO_HOUR>>},
    {.c_type = SQL_C_INTERVAL_DAY_TO_MINUTE,
     .size = sizeof(SQL_INTERVAL_STRUCT),
     .readers = &kInto<sink::IntervalStruct<SQL_IS_DAY_TO_MINUTE>>},
    {.c_type = SQL_C_INTERVAL_DAY_TO_SECOND,
     .size = sizeof(SQL_INTERVAL_STRUCT),
     .readers = &kInto<sink::IntervalStruct<SQL_IS_DAY_TO_SECOND>>},
    {.c_type = SQL_C_INTERVAL_HOUR_TO_MINUTE,
     .size = sizeof(SQL_INTERVAL_STRUCT),
     .readers = &kInto<sink::IntervalStruct<SQL_IS_HOUR_TO_MINUTE>>},
    {.c_type = SQL_C_INTERVAL_HOUR_TO_SECOND,
     .size = sizeof(SQL_INTERVAL_STRUCT),
     .readers = &kInto<sink::IntervalStruct<SQL_IS_HOUR_TO_SECOND>>},
    {.c_type = SQL_C_INTERVAL_MINUTE_TO_SECOND,
     .size = sizeof(SQL_INTERVAL_STRUCT),
     .readers = &kInto<sink::IntervalStruct<SQL_IS_MINUTE_TO_SECOND>>},
});

constexpr auto kCTypes = [] {
  std::array<SQLSMALLINT, kReaders.size()> types{};
  std::transform(kReaders.begin(), kReaders.end(), types.begin(),
                 [](const ReaderRow& row) { return row.c_type; });
  return types;
}();

const ReaderRow* find_c_type(SQLSMALLINT c_type) {
  return find_row(kReaders, &ReaderRow::c_type, c_type);
}

// Appendix D, "Default C data types".
struct DefaultRow {
  SQLSMALLINT sql_type;
  SQLSMALLINT c_type;
};
constexpr std::array kDefaults = std::to_array<DefaultRow>({
    {.sql_type = SQL_CHAR, .c_type = SQL_C_CHAR},
    {.sql_type = SQL_VARCHAR, .c_type = SQL_C_CHAR},
    {.sql_type = SQL_LONGVARCHAR, .c_type = SQL_C_CHAR},
    {.sql_type = SQL_WCHAR, .c_type = SQL_C_WCHAR},
    {.sql_type = SQL_WVARCHAR, .c_type = SQL_C_WCHAR},
    {.sql_type = SQL_WLONGVARCHAR, .c_type = SQL_C_WCHAR},
    {.sql_type = SQL_DECIMAL, .c_type = SQL_C_CHAR},
    {.sql_type = SQL_NUMERIC, .c_type = SQL_C_CHAR},
    {.sql_type = SQL_BIT, .c_type = SQL_C_BIT},
    {.sql_type = SQL_TINYINT, .c_type = SQL_C_STINYINT},
    {.sql_type = SQL_SMALLINT, .c_type = SQL_C_SSHORT},
    {.sql_type = SQL_INTEGER, .c_type = SQL_C_SLONG},
    {.sql_type = SQL_BIGINT, .c_type = SQL_C_SBIGINT},
    {.sql_type = SQL_REAL, .c_type = SQL_C_FLOAT},
    {.sql_type = SQL_FLOAT, .c_type = SQL_C_DOUBLE},
    {.sql_type = SQL_DOUBLE, .c_type = SQL_C_DOUBLE},
    {.sql_type = SQL_BINARY, .c_type = SQL_C_BINARY},
    {.sql_type = SQL_VARBINARY, .c_type = SQL_C_BINARY},
    {.sql_type = SQL_LONGVARBINARY, .c_type = SQL_C_BINARY},
    {.sql_type = SQL_TYPE_DATE, .c_type = SQL_C_TYPE_DATE},
    {.sql_type = SQL_TYPE_TIME, .c_type = SQL_C_TYPE_TIME},
    {.sql_type = SQL_TYPE_TIMESTAMP, .c_type = SQL_C_TYPE_TIMESTAMP},
    {.sql_type = SQL_DATE, .c_type = SQL_C_TYPE_DATE},
    {.sql_type = SQL_TIME, .c_type = SQL_C_TYPE_TIME},
    {.sql_type = SQL_TIMESTAMP, .c_type = SQL_C_TYPE_TIMESTAMP},
    {.sql_type = SQL_GUID, .c_type = SQL_C_GUID},
});

constexpr bool is_interval(SQLSMALLINT type) {
  return type >= SQL_INTERVAL_YEAR && type <= SQL_INTERVAL_MINUTE_TO_SECOND;
}

}  // namespace

Reader find_reader(Oid type, Format format, SQLSMALLINT c_type) {
  const ReaderRow* const row = find_c_type(c_type);
  return row != nullptr ? (*row->readers)[source_of(type, format)] : nullptr;
}

SQLSMALLINT default_c_type(SQLSMALLINT sql_type) {
  if (is_interval(sql_type)) return sql_type;  // the C types have the SQL types' codes
  const DefaultRow* const row = find_row(kDefaults, &DefaultRow::sql_type, sql_type);
  return row != nullptr ? row->c_type : SQLSMALLINT{SQL_C_CHAR};
}

SQLLEN c_type_size(SQLSMALLINT c_type) {
  const ReaderRow* const row = find_c_type(c_type);
  return row != nullptr ? row->size : 0;
}

bool is_c_type(SQLSMALLINT c_type) {
  return find_c_type(c_type) != nullptr;
}

std::span<const SQLSMALLINT> all_c_types() {
  return kCTypes;
}

}  // namespace pillion
