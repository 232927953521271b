// Every pair of an SQL type and a C type, in both directions: what Appendix D of the ODBC reference
// defines is converted, the rest is 07006, and no byte outside of the caller's buffer is touched.
#include <cmath>
#include <map>
#include <set>

#include "core/type.h"
#include "driver/convert/parameter.h"
#include "driver/convert/reader.h"
#include "unit/driver/canary.h"

using namespace pillion;
using namespace pillion::test;

namespace {

using CTypes = std::set<SQLSMALLINT>;

const CTypes kCharacters = {SQL_C_CHAR, SQL_C_WCHAR, SQL_C_BINARY};
const CTypes kNumbers = {SQL_C_BIT,   SQL_C_TINYINT, SQL_C_STINYINT, SQL_C_UTINYINT,
                         SQL_C_SHORT, SQL_C_SSHORT,  SQL_C_USHORT,   SQL_C_LONG,
                         SQL_C_SLONG, SQL_C_ULONG,   SQL_C_SBIGINT,  SQL_C_UBIGINT,
                         SQL_C_FLOAT, SQL_C_DOUBLE,  SQL_C_NUMERIC};
const CTypes kSingleIntervals = {SQL_C_INTERVAL_YEAR, SQL_C_INTERVAL_MONTH,  SQL_C_INTERVAL_DAY,
                                 SQL_C_INTERVAL_HOUR, SQL_C_INTERVAL_MINUTE, SQL_C_INTERVAL_SECOND};
const CTypes kDates = {SQL_C_TYPE_DATE, SQL_C_DATE};
const CTypes kTimes = {SQL_C_TYPE_TIME, SQL_C_TIME};
const CTypes kTimestamps = {SQL_C_TYPE_TIMESTAMP, SQL_C_TIMESTAMP};

CTypes operator+(CTypes left, const CTypes& right) {
  left.insert(right.begin(), right.end());
  return left;
}

CTypes every_c_type() {
  return {all_c_types().begin(), all_c_types().end()};
}

// An ODBC type of a column: the C types it converts to, and a value as the server writes it.
struct ColumnClass {
  CTypes to;
  std::string value;
};

const std::map<OdbcType, ColumnClass>& column_classes() {
  static const std::map<OdbcType, ColumnClass> classes = {
      {OdbcType::kWchar, {every_c_type(), "1"}},
      {OdbcType::kWvarchar, {every_c_type(), "1"}},
      {OdbcType::kVarbinary, {kCharacters, "\\x31"}},
      {OdbcType::kBit, {kCharacters + kNumbers, "t"}},
      {OdbcType::kSmallint, {kCharacters + kNumbers + kSingleIntervals, "1"}},
      {OdbcType::kInteger, {kCharacters + kNumbers + kSingleIntervals, "1"}},
      {OdbcType::kBigint, {kCharacters + kNumbers + kSingleIntervals, "1"}},
      {OdbcType::kNumeric, {kCharacters + kNumbers + kSingleIntervals, "1.00"}},
      {OdbcType::kReal, {kCharacters + kNumbers, "1"}},
      {OdbcType::kDouble, {kCharacters + kNumbers, "1"}},
      {OdbcType::kTypeDate, {kCharacters + kDates + kTimestamps, "2024-01-31"}},
      {OdbcType::kTypeTime, {kCharacters + kTimes + kTimestamps, "12:34:56"}},
      {OdbcType::kTypeTimestamp,
       {kCharacters + kDates + kTimes + kTimestamps, "2024-01-31 12:34:56"}},
      {OdbcType::kGuid, {kCharacters + CTypes{SQL_C_GUID}, "123e4567-e89b-12d3-a456-426614174000"}},
  };
  return classes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pairs)

BOOST_AUTO_TEST_CASE(every_column_type_as_every_c_type) {
  int pairs = 0;
  for (const Type& type : all_types()) {
    const ColumnClass& expected = column_classes().at(type.odbc);
    for (const SQLSMALLINT c_type : all_c_types()) {
      BOOST_TEST_CONTEXT(type.name << " as C type " << c_type) {
        const Reader reader = find_reader(type.oid, Format::kText, c_type);
        BOOST_REQUIRE(reader != nullptr);
        const SQLLEN fixed = c_type_size(c_type);
        CanaryBuffer buffer(fixed > 0 ? static_cast<std::size_t>(fixed) : 128);
        ReadContext context{.type = type.oid};
        const Cell cell{.data = expected.value.data(),
                        .size = static_cast<std::int32_t>(expected.value.size())};
        const Conversion conversion = reader(cell, context, buffer.target());
        buffer.check();
        BOOST_TEST((conversion != Conversion::kRestricted) == expected.to.contains(c_type));
        if (conversion == Conversion::kRestricted) buffer.check_untouched(0);
        BOOST_TEST((conversion != Conversion::kMalformed));
        ++pairs;
      }
    }
  }
  BOOST_TEST(pairs > 5000);
}

// Too little room: text and bytes say how much there is, and keep within their buffer.
BOOST_AUTO_TEST_CASE(every_column_type_in_buffers_of_every_size) {
  for (const Type& type : all_types()) {
    const std::string& value = column_classes().at(type.odbc).value;
    for (const SQLSMALLINT c_type : kCharacters) {
      const Cell cell{.data = value.data(), .size = static_cast<std::int32_t>(value.size())};
      const Reader reader = find_reader(type.oid, Format::kText, c_type);
      ReadContext context{.type = type.oid};
      CanaryBuffer whole(512);
      BOOST_REQUIRE((reader(cell, context, whole.target()) == Conversion::kOk));
      for (std::size_t size = 0; size <= static_cast<std::size_t>(whole.length) + 3; ++size) {
        BOOST_TEST_CONTEXT(type.name << " as C type " << c_type << " in " << size << " bytes") {
          CanaryBuffer buffer(size);
          const Conversion conversion = reader(cell, context, buffer.target());
          buffer.check();
          BOOST_TEST(buffer.length == whole.length);
          const std::size_t terminator = c_type == SQL_C_BINARY ? 0 : c_type == SQL_C_WCHAR ? 2 : 1;
          const bool fits = size >= static_cast<std::size_t>(whole.length) + terminator;
          BOOST_TEST((conversion == (fits ? Conversion::kOk : Conversion::kTruncated)));
        }
      }
    }
  }
}

// The pieces of SQLGetData, of every size, make the whole value; then there is no more.
BOOST_AUTO_TEST_CASE(every_column_type_in_pieces_of_every_size) {
  for (const Type& type : all_types()) {
    const std::string& value = column_classes().at(type.odbc).value;
    for (const SQLSMALLINT c_type : kCharacters) {
      const Cell cell{.data = value.data(), .size = static_cast<std::int32_t>(value.size())};
      const Reader reader = find_reader(type.oid, Format::kText, c_type);
      ReadContext context{.type = type.oid};
      CanaryBuffer whole(512);
      BOOST_REQUIRE((reader(cell, context, whole.target()) == Conversion::kOk));
      const std::string expected(whole.data(), static_cast<std::size_t>(whole.length));
      const std::size_t terminator = c_type == SQL_C_BINARY ? 0 : c_type == SQL_C_WCHAR ? 2 : 1;
      for (std::size_t room : {1U, 2U, 7U}) {
        room = (room << (terminator == 2 ? 1U : 0U)) + terminator;
        BOOST_TEST_CONTEXT(type.name << " as C type " << c_type << " by " << room << " bytes") {
          Delivery delivery;
          std::string joined;
          Conversion conversion = Conversion::kTruncated;
          while (conversion == Conversion::kTruncated && joined.size() <= expected.size()) {
            CanaryBuffer piece(room);
            conversion = reader(cell, context, piece.target(&delivery));
            piece.check();
            BOOST_TEST(piece.length == static_cast<SQLLEN>(expected.size() - joined.size()));
            joined.append(piece.data(),
                          std::min(static_cast<std::size_t>(piece.length), room - terminator));
          }
          BOOST_TEST((conversion == Conversion::kOk));
          BOOST_TEST(joined == expected);
          CanaryBuffer after(room);
          BOOST_TEST((reader(cell, context, after.target(&delivery)) == Conversion::kNoData));
          after.check_untouched(0);
        }
      }
    }
  }
}

namespace {

// A parameter's SQL type: the C types that convert to it beside text and bytes.
CTypes sources_of(SQLSMALLINT sql_type) {
  const CTypes intervals = [] {
    CTypes all;
    for (SQLSMALLINT type = SQL_C_INTERVAL_YEAR; type <= SQL_C_INTERVAL_MINUTE_TO_SECOND; ++type)
      all.insert(type);
    return all;
  }();
  const bool is_interval =
      sql_type >= SQL_INTERVAL_YEAR && sql_type <= SQL_INTERVAL_MINUTE_TO_SECOND;
  if (is_interval)
    return kCharacters + intervals + (kSingleIntervals.contains(sql_type) ? kNumbers : CTypes{});
  switch (sql_type) {
    case SQL_BIT:
    case SQL_REAL:
    case SQL_FLOAT:
    case SQL_DOUBLE:
      return kCharacters + kNumbers;
    case SQL_TINYINT:
    case SQL_SMALLINT:
    case SQL_INTEGER:
    case SQL_BIGINT:
    case SQL_NUMERIC:
    case SQL_DECIMAL:
      return kCharacters + kNumbers + intervals;
    case SQL_BINARY:
    case SQL_VARBINARY:
    case SQL_LONGVARBINARY:
      return kCharacters;
    case SQL_DATE:
    case SQL_TYPE_DATE:
      return kCharacters + kDates + kTimestamps;
    case SQL_TIME:
    case SQL_TYPE_TIME:
      return kCharacters + kTimes + kTimestamps;
    case SQL_TIMESTAMP:
    case SQL_TYPE_TIMESTAMP:
      return kCharacters + kDates + kTimes + kTimestamps;
    case SQL_GUID:
      return kCharacters + CTypes{SQL_C_GUID};
    default:
      return every_c_type();
  }
}

// A value of one in every C type.
std::string c_value(SQLSMALLINT c_type) {
  const auto bytes = [](const auto& value) {
    return std::string(reinterpret_cast<const char*>(&value), sizeof(value));
  };
  switch (c_type) {
    case SQL_C_CHAR:
      return "1";
    case SQL_C_WCHAR:
      return std::string("1\0", 2);
    case SQL_C_FLOAT:
      return bytes(1.0F);
    case SQL_C_DOUBLE:
      return bytes(1.0);
    case SQL_C_NUMERIC: {
      SQL_NUMERIC_STRUCT one{.precision = 1, .scale = 0, .sign = 1};
      one.val[0] = 1;
      return bytes(one);
    }
    case SQL_C_TYPE_DATE:
    case SQL_C_DATE:
      return bytes(SQL_DATE_STRUCT{.year = 2024, .month = 1, .day = 31});
    case SQL_C_TYPE_TIMESTAMP:
    case SQL_C_TIMESTAMP:
      return bytes(SQL_TIMESTAMP_STRUCT{.year = 2024, .month = 1, .day = 31});
    default:
      break;
  }
  std::string value(static_cast<std::size_t>(std::max<SQLLEN>(c_type_size(c_type), 1)), '\0');
  value[0] = 1;
  if (kSingleIntervals.contains(c_type) || c_type > SQL_C_INTERVAL_SECOND) {
    SQL_INTERVAL_STRUCT interval{};
    interval.interval_type = static_cast<SQLINTERVAL>(c_type - 100);
    interval.intval.day_second.day = 1;
    value = bytes(interval);
  }
  return value;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_c_type_as_every_parameter_type) {
  for (const SQLSMALLINT sql_type : all_parameter_types()) {
    const CTypes sources = sources_of(sql_type);
    for (const SQLSMALLINT c_type : all_c_types()) {
      BOOST_TEST_CONTEXT("C type " << c_type << " as SQL type " << sql_type) {
        const std::string value = c_value(c_type);
        const auto parameter = make_parameter({.c_type = c_type,
                                               .sql_type = sql_type,
                                               .data = value.data(),
                                               .length = static_cast<SQLLEN>(value.size())});
        const std::string outcome =
            parameter ? "00000" : std::string(parameter.error().sqlstate.text());
        BOOST_TEST((outcome != "07006") == sources.contains(c_type), outcome);
        if (parameter) {
          BOOST_TEST(parameter->type == parameter_oid(sql_type));
        } else if (outcome != "07006") {
          BOOST_TEST(outcome.substr(0, 2) == "22");
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
