#include "driver/convert/reader.h"
#include "unit/driver/canary.h"
#include "unit/driver/wire_values.h"

using namespace pillion;
using namespace pillion::test;

namespace {

Cell cell_of(const std::string& bytes) {
  return {.data = bytes.data(), .size = static_cast<std::int32_t>(bytes.size())};
}

struct Read {
  Conversion conversion;
  std::string bytes;
  SQLLEN length;
};

Read read(Oid type, Format format, const std::string& wire, SQLSMALLINT c_type,
          std::size_t size = 128) {
  const Reader reader = find_reader(type, format, c_type);
  BOOST_REQUIRE(reader != nullptr);
  const SQLLEN fixed = c_type_size(c_type);
  CanaryBuffer buffer(fixed > 0 ? static_cast<std::size_t>(fixed) : size);
  ReadContext context{.type = type};
  const Conversion conversion = reader(cell_of(wire), context, buffer.target());
  buffer.check();
  return {conversion, std::string(buffer.data(), static_cast<std::size_t>(buffer.size())),
          buffer.length};
}

template <class T>
T as(const Read& read) {
  T value{};
  std::memcpy(&value, read.bytes.data(), sizeof(T));
  return value;
}

bool was_written(Conversion conversion) {
  return conversion == Conversion::kOk || conversion == Conversion::kFraction;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reader)

BOOST_AUTO_TEST_CASE(every_value_as_text_in_both_widths_and_both_formats) {
  for (const WireValue& value : wire_values()) {
    for (const Format format : {Format::kBinary, Format::kText}) {
      BOOST_TEST_CONTEXT("type " << value.type << " " << value.shown) {
        const std::string& wire = format == Format::kBinary ? value.binary : value.text;
        const Read narrow = read(value.type, format, wire, SQL_C_CHAR);
        BOOST_TEST((narrow.conversion == Conversion::kOk));
        BOOST_TEST(narrow.bytes.c_str() == value.shown);
        BOOST_TEST(narrow.length == static_cast<SQLLEN>(value.shown.size()));
        const Read wide = read(value.type, format, wire, SQL_C_WCHAR);
        BOOST_TEST((wide.conversion == Conversion::kOk));
        BOOST_TEST(wide.bytes.substr(0, 1) ==
                   value.shown.substr(0, 1) + (value.shown.empty() ? std::string(1, '\0') : ""));
      }
    }
  }
}

// Every type as every C type, in both formats: nothing outside the buffer is touched, and the
// wire's format makes no difference to what the caller gets.
BOOST_AUTO_TEST_CASE(every_pair_of_types_is_the_same_in_both_formats) {
  for (const WireValue& value : wire_values()) {
    for (const SQLSMALLINT c_type : all_c_types()) {
      BOOST_TEST_CONTEXT("type " << value.type << " " << value.shown << " as " << c_type) {
        const Read binary = read(value.type, Format::kBinary, value.binary, c_type);
        const Read text = read(value.type, Format::kText, value.text, c_type);
        BOOST_TEST((binary.conversion == text.conversion));
        BOOST_TEST(binary.bytes == text.bytes);
        BOOST_TEST(binary.length == text.length);
        BOOST_TEST((binary.conversion != Conversion::kMalformed));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_wire_value_of_the_wrong_size_is_never_read) {
  for (const WireValue& value : wire_values()) {
    const bool sized = value.type != oid::kText && value.type != oid::kVarchar &&
                       value.type != oid::kJson && value.type != oid::kBytea &&
                       value.type != oid::kJsonb && value.type != oid::kMoney &&
                       value.type != 123456;
    if (!sized) continue;
    for (std::size_t size = 0; size < value.binary.size(); ++size) {
      const Read cut = read(value.type, Format::kBinary, value.binary.substr(0, size), SQL_C_CHAR);
      const bool is_nan = value.shown == "NaN";
      BOOST_TEST((cut.conversion == Conversion::kMalformed || is_nan),
                 "type " << value.type << " size " << size);
    }
  }
}

struct Expected {
  Oid type;
  std::string text;
  SQLSMALLINT c_type;
  Conversion conversion;
  std::int64_t value;
};

BOOST_AUTO_TEST_CASE(numbers_keep_their_value_or_say_what_was_lost) {
  const std::vector<Expected> rows = {
      {oid::kInt4, "255", SQL_C_UTINYINT, Conversion::kOk, 255},
      {oid::kInt4, "256", SQL_C_UTINYINT, Conversion::kOutOfRange, 0},
      {oid::kInt4, "-1", SQL_C_ULONG, Conversion::kOutOfRange, 0},
      {oid::kInt4, "-32768", SQL_C_SSHORT, Conversion::kOk, -32768},
      {oid::kInt8, "-9223372036854775808", SQL_C_SBIGINT, Conversion::kOk, INT64_MIN},
      {oid::kNumeric, "18446744073709551615", SQL_C_UBIGINT, Conversion::kOk, -1},
      {oid::kNumeric, "18446744073709551616", SQL_C_UBIGINT, Conversion::kOutOfRange, 0},
      {oid::kNumeric, "9223372036854775808", SQL_C_SBIGINT, Conversion::kOutOfRange, 0},
      {oid::kNumeric, "-1.9", SQL_C_SLONG, Conversion::kFraction, -1},
      {oid::kNumeric, "1.00", SQL_C_SLONG, Conversion::kOk, 1},
      {oid::kNumeric, "-0.5", SQL_C_ULONG, Conversion::kFraction, 0},
      {oid::kNumeric, "NaN", SQL_C_SLONG, Conversion::kOutOfRange, 0},
      {oid::kFloat8, "2147483648", SQL_C_SLONG, Conversion::kOutOfRange, 0},
      {oid::kFloat8, "2147483647.5", SQL_C_SLONG, Conversion::kFraction, 2147483647},
      {oid::kFloat8, "9223372036854775807", SQL_C_SBIGINT, Conversion::kOutOfRange, 0},
      {oid::kFloat8, "Infinity", SQL_C_SBIGINT, Conversion::kOutOfRange, 0},
      {oid::kText, " 42 ", SQL_C_SLONG, Conversion::kOk, 42},
      {oid::kText, "4e1", SQL_C_SLONG, Conversion::kOk, 40},
      {oid::kText, "4x", SQL_C_SLONG, Conversion::kNotANumber, 0},
      {oid::kText, "", SQL_C_SLONG, Conversion::kNotANumber, 0},
      {oid::kInt4, "2", SQL_C_BIT, Conversion::kOutOfRange, 0},
      {oid::kNumeric, "1.5", SQL_C_BIT, Conversion::kFraction, 1},
      {oid::kBool, "t", SQL_C_SLONG, Conversion::kOk, 1},
      {oid::kText, "true", SQL_C_BIT, Conversion::kOk, 1},
  };
  for (const Expected& row : rows) {
    BOOST_TEST_CONTEXT(row.text << " of type " << row.type << " as " << row.c_type) {
      const Read result = read(row.type, Format::kText, row.text, row.c_type);
      BOOST_TEST((result.conversion == row.conversion));
      if (!was_written(row.conversion)) continue;
      std::int64_t value = 0;
      const auto size = static_cast<std::size_t>(c_type_size(row.c_type));
      std::memcpy(&value, result.bytes.data(), size);
      const std::int64_t mask = size == 8 ? -1 : (std::int64_t{1} << (8 * size)) - 1;
      BOOST_TEST(value == (row.value & mask));
    }
  }
}

BOOST_AUTO_TEST_CASE(dates_and_times_in_structs) {
  const std::string wire = big_endian(std::int64_t{773152496789000});
  const auto stamp =
      as<SQL_TIMESTAMP_STRUCT>(read(oid::kTimestamp, Format::kBinary, wire, SQL_C_TYPE_TIMESTAMP));
  BOOST_TEST(stamp.year == 2024);
  BOOST_TEST(stamp.month == 7);
  BOOST_TEST(stamp.day == 1);
  BOOST_TEST(stamp.hour == 12);
  BOOST_TEST(stamp.minute == 34);
  BOOST_TEST(stamp.second == 56);
  BOOST_TEST(stamp.fraction == 789000000U);
  const Read date = read(oid::kTimestamp, Format::kBinary, wire, SQL_C_TYPE_DATE);
  BOOST_TEST((date.conversion == Conversion::kFraction));
  BOOST_TEST(as<SQL_DATE_STRUCT>(date).day == 1);
  const Read time = read(oid::kTimestamp, Format::kBinary, wire, SQL_C_TYPE_TIME);
  BOOST_TEST((time.conversion == Conversion::kFraction));
  BOOST_TEST(as<SQL_TIME_STRUCT>(time).minute == 34);
  for (const char* const text : {"infinity", "-infinity", "0044-03-15 BC", "10000-01-01"})
    BOOST_TEST((read(oid::kDate, Format::kText, text, SQL_C_TYPE_DATE).conversion ==
                Conversion::kDatetimeRange));
  BOOST_TEST((read(oid::kTime, Format::kText, "24:00:00", SQL_C_TYPE_TIME).conversion ==
              Conversion::kDatetimeRange));
  BOOST_TEST((read(oid::kText, Format::kText, "2024-02-30", SQL_C_TYPE_DATE).conversion ==
              Conversion::kBadDatetime));
  BOOST_TEST((read(oid::kInt4, Format::kText, "1", SQL_C_TYPE_DATE).conversion ==
              Conversion::kRestricted));
}

BOOST_AUTO_TEST_CASE(a_timestamptz_is_shown_in_the_zone_of_the_session) {
  const auto zone = TimeZone::from_rule("CET-1CEST,M3.5.0,M10.5.0/3");
  BOOST_REQUIRE(zone.has_value());
  const Reader reader = find_reader(oid::kTimestamptz, Format::kBinary, SQL_C_CHAR);
  ReadContext context{.type = oid::kTimestamptz, .zone = &*zone};
  const std::pair<std::int64_t, std::string> rows[] = {
      {773152496789000, "2024-07-01 14:34:56.789+02"},
      {757382400000000, "2024-01-01 01:00:00+01"},
      {773152496789000, "2024-07-01 14:34:56.789+02"},
      {-1, "2000-01-01 00:59:59.999999+01"},
  };
  for (const auto& [micros, shown] : rows) {
    CanaryBuffer buffer(64);
    reader(cell_of(big_endian(micros)), context, buffer.target());
    BOOST_TEST(buffer.text() == shown);
  }
}

BOOST_AUTO_TEST_CASE(intervals_in_structs) {
  const Read hours =
      read(oid::kInterval, Format::kText, "-1 days -02:03:04.5", SQL_C_INTERVAL_HOUR);
  BOOST_TEST((hours.conversion == Conversion::kFraction));
  const auto hour = as<SQL_INTERVAL_STRUCT>(hours);
  BOOST_TEST(hour.interval_sign == SQL_TRUE);
  BOOST_TEST(hour.intval.day_second.hour == 26U);
  const auto full = as<SQL_INTERVAL_STRUCT>(
      read(oid::kInterval, Format::kText, "1 day 02:03:04.5", SQL_C_INTERVAL_DAY_TO_SECOND));
  BOOST_TEST(full.intval.day_second.day == 1U);
  BOOST_TEST(full.intval.day_second.fraction == 500000U);
  const auto months = as<SQL_INTERVAL_STRUCT>(
      read(oid::kInterval, Format::kText, "2 years 3 mons", SQL_C_INTERVAL_YEAR_TO_MONTH));
  BOOST_TEST(months.intval.year_month.year == 2U);
  BOOST_TEST(months.intval.year_month.month == 3U);
  BOOST_TEST((read(oid::kInterval, Format::kText, "1 mon", SQL_C_INTERVAL_DAY).conversion ==
              Conversion::kIntervalRange));
}

BOOST_AUTO_TEST_CASE(a_guid_has_its_fields_in_the_machines_order) {
  const auto guid = as<SQLGUID>(
      read(oid::kUuid, Format::kText, "123e4567-e89b-12d3-a456-426614174000", SQL_C_GUID));
  BOOST_TEST(guid.Data1 == 0x123e4567U);
  BOOST_TEST(guid.Data2 == 0xe89b);
  BOOST_TEST(guid.Data4[7] == 0);
}

BOOST_AUTO_TEST_CASE(the_longest_length_cuts_without_a_warning) {
  const Reader reader = find_reader(oid::kText, Format::kText, SQL_C_CHAR);
  ReadContext context{.type = oid::kText, .max_length = 3};
  CanaryBuffer buffer(16);
  BOOST_TEST((reader(cell_of("abcdef"), context, buffer.target()) == Conversion::kOk));
  BOOST_TEST(buffer.text() == "abc");
}

BOOST_AUTO_TEST_CASE(default_c_types) {
  BOOST_TEST(default_c_type(SQL_WVARCHAR) == SQL_C_WCHAR);
  BOOST_TEST(default_c_type(SQL_NUMERIC) == SQL_C_CHAR);
  BOOST_TEST(default_c_type(SQL_BIGINT) == SQL_C_SBIGINT);
  BOOST_TEST(default_c_type(SQL_TIMESTAMP) == SQL_C_TYPE_TIMESTAMP);
  BOOST_TEST(default_c_type(SQL_INTERVAL_DAY) == SQL_C_INTERVAL_DAY);
  BOOST_TEST(find_reader(oid::kInt4, Format::kBinary, 4711) == nullptr);
}

// <sql.h> is seen in driver/ alone; core's numbers are held against it here.
BOOST_AUTO_TEST_CASE(core_has_the_codes_of_odbc) {
  const std::pair<OdbcType, int> rows[] = {{OdbcType::kChar, SQL_CHAR},
                                           {OdbcType::kNumeric, SQL_NUMERIC},
                                           {OdbcType::kDecimal, SQL_DECIMAL},
                                           {OdbcType::kInteger, SQL_INTEGER},
                                           {OdbcType::kSmallint, SQL_SMALLINT},
                                           {OdbcType::kFloat, SQL_FLOAT},
                                           {OdbcType::kReal, SQL_REAL},
                                           {OdbcType::kDouble, SQL_DOUBLE},
                                           {OdbcType::kVarchar, SQL_VARCHAR},
                                           {OdbcType::kTypeDate, SQL_TYPE_DATE},
                                           {OdbcType::kTypeTime, SQL_TYPE_TIME},
                                           {OdbcType::kTypeTimestamp, SQL_TYPE_TIMESTAMP},
                                           {OdbcType::kLongvarchar, SQL_LONGVARCHAR},
                                           {OdbcType::kBinary, SQL_BINARY},
                                           {OdbcType::kVarbinary, SQL_VARBINARY},
                                           {OdbcType::kLongvarbinary, SQL_LONGVARBINARY},
                                           {OdbcType::kBigint, SQL_BIGINT},
                                           {OdbcType::kTinyint, SQL_TINYINT},
                                           {OdbcType::kBit, SQL_BIT},
                                           {OdbcType::kWchar, SQL_WCHAR},
                                           {OdbcType::kWvarchar, SQL_WVARCHAR},
                                           {OdbcType::kWlongvarchar, SQL_WLONGVARCHAR},
                                           {OdbcType::kGuid, SQL_GUID}};
  for (const auto& [ours, theirs] : rows) BOOST_TEST(static_cast<int>(ours) == theirs);
}

BOOST_AUTO_TEST_SUITE_END()
