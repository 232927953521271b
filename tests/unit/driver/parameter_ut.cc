#include <boost/test/unit_test.hpp>

#include "core/type.h"
#include "driver/convert/parameter.h"
#include "driver/convert/reader.h"

using namespace pillion;

namespace {

template <class T>
Result<Parameter> make(SQLSMALLINT c_type, SQLSMALLINT sql_type, const T& value) {
  return make_parameter({.c_type = c_type,
                         .sql_type = sql_type,
                         .data = &value,
                         .length = static_cast<SQLLEN>(sizeof(T))});
}

std::string sent(const Result<Parameter>& parameter) {
  if (!parameter) return std::string(parameter.error().sqlstate.text());
  return parameter->value.value_or("NULL");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(parameter)

BOOST_AUTO_TEST_CASE(numbers) {
  BOOST_TEST(sent(make(SQL_C_SLONG, SQL_INTEGER, SQLINTEGER{-5})) == "-5");
  BOOST_TEST(sent(make(SQL_C_STINYINT, SQL_TINYINT, SQLSCHAR{-128})) == "-128");
  BOOST_TEST(sent(make(SQL_C_UTINYINT, SQL_SMALLINT, SQLCHAR{255})) == "255");
  BOOST_TEST(sent(make(SQL_C_UBIGINT, SQL_NUMERIC, UINT64_MAX)) == "18446744073709551615");
  BOOST_TEST(sent(make(SQL_C_DOUBLE, SQL_DOUBLE, 0.1)) == "0.1");
  BOOST_TEST(sent(make(SQL_C_FLOAT, SQL_REAL, 0.1F)) == "0.1");
  BOOST_TEST(sent(make(SQL_C_BIT, SQL_BIT, SQLCHAR{1})) == "1");
  BOOST_TEST(make(SQL_C_SLONG, SQL_INTEGER, 1)->type == oid::kInt4);
  BOOST_TEST(make(SQL_C_SBIGINT, SQL_BIGINT, std::int64_t{1})->type == oid::kInt8);
}

BOOST_AUTO_TEST_CASE(text_lets_the_server_infer_the_type) {
  const char text[] = "h\xc3\xa9llo";
  const auto narrow = make_parameter({.c_type = SQL_C_CHAR, .sql_type = SQL_VARCHAR, .data = text});
  BOOST_TEST(sent(narrow) == text);
  BOOST_TEST(narrow->type == 0U);
  const char16_t units[] = u"h\u00e9\U0001F600";
  BOOST_TEST(
      sent(make_parameter({.c_type = SQL_C_WCHAR, .sql_type = SQL_WVARCHAR, .data = units})) ==
      "h\xc3\xa9\xf0\x9f\x98\x80");
  BOOST_TEST(sent(make_parameter(
                 {.c_type = SQL_C_WCHAR, .sql_type = SQL_WVARCHAR, .data = units, .length = 2})) ==
             "h");
  BOOST_TEST(sent(make_parameter(
                 {.c_type = SQL_C_DEFAULT, .sql_type = SQL_CHAR, .data = text, .length = 1})) ==
             "h");
}

BOOST_AUTO_TEST_CASE(text_that_cannot_be_sent_is_refused) {
  BOOST_TEST(sent(make_parameter(
                 {.c_type = SQL_C_CHAR, .sql_type = SQL_VARCHAR, .data = "a\0b", .length = 3})) ==
             "22021");
  BOOST_TEST(sent(make_parameter(
                 {.c_type = SQL_C_CHAR, .sql_type = SQL_VARCHAR, .data = "\xff"})) == "22021");
  const char16_t lone[] = {0xD83D, 0};
  BOOST_TEST(sent(make_parameter(
                 {.c_type = SQL_C_WCHAR, .sql_type = SQL_WVARCHAR, .data = lone})) == "22021");
  BOOST_TEST(sent(make_parameter(
                 {.c_type = SQL_C_BINARY, .sql_type = SQL_VARCHAR, .data = "\xff", .length = 1})) ==
             "22021");
  BOOST_TEST(sent(make_parameter(
                 {.c_type = SQL_C_CHAR, .sql_type = SQL_VARCHAR, .data = nullptr})) == "HY009");
  BOOST_TEST(sent(make_parameter(
                 {.c_type = SQL_C_CHAR, .sql_type = SQL_VARCHAR, .data = "x", .length = -5})) ==
             "HY090");
}

BOOST_AUTO_TEST_CASE(bytes) {
  const auto made = make_parameter(
      {.c_type = SQL_C_BINARY, .sql_type = SQL_VARBINARY, .data = "\0\xff", .length = 2});
  BOOST_TEST(sent(made) == std::string("\0\xff", 2));
  BOOST_TEST((made->format == Format::kBinary));
  BOOST_TEST(sent(make_parameter(
                 {.c_type = SQL_C_CHAR, .sql_type = SQL_VARBINARY, .data = "41ff"})) == "A\xff");
  BOOST_TEST(sent(make_parameter({.c_type = SQL_C_CHAR, .sql_type = SQL_BINARY, .data = "4"})) ==
             "22018");
}

BOOST_AUTO_TEST_CASE(null_has_a_type_where_there_is_one) {
  const auto null =
      make_parameter({.c_type = SQL_C_SLONG, .sql_type = SQL_INTEGER, .length = SQL_NULL_DATA});
  BOOST_TEST(!null->value.has_value());
  BOOST_TEST(null->type == oid::kInt4);
}

BOOST_AUTO_TEST_CASE(dates_and_times) {
  const SQL_DATE_STRUCT date{.year = 2024, .month = 2, .day = 29};
  const SQL_TIME_STRUCT time{.hour = 1, .minute = 2, .second = 3};
  const SQL_TIMESTAMP_STRUCT stamp{.year = 2024,
                                   .month = 2,
                                   .day = 29,
                                   .hour = 1,
                                   .minute = 2,
                                   .second = 3,
                                   .fraction = 678900000};
  BOOST_TEST(sent(make(SQL_C_TYPE_DATE, SQL_TYPE_DATE, date)) == "2024-02-29");
  BOOST_TEST(sent(make(SQL_C_TYPE_TIME, SQL_TYPE_TIME, time)) == "01:02:03");
  // pyodbc binds by the codes of ODBC 2.
  for (const SQLSMALLINT sql_type : {SQL_TYPE_TIMESTAMP, SQL_TIMESTAMP}) {
    const auto parameter = make(SQL_C_TIMESTAMP, sql_type, stamp);
    BOOST_TEST(sent(parameter) == "2024-02-29 01:02:03.678900000");
    BOOST_TEST(parameter->type == oid::kTimestamp);
  }
  BOOST_TEST(sent(make(SQL_C_TYPE_TIMESTAMP, SQL_TYPE_TIME, stamp)) == "01:02:03.678900000");
  BOOST_TEST(sent(make(SQL_C_TYPE_TIMESTAMP, SQL_TYPE_DATE, stamp)) == "22008");
  BOOST_TEST(sent(make(SQL_C_TYPE_DATE, SQL_TYPE_DATE,
                       SQL_DATE_STRUCT{.year = 2023, .month = 2, .day = 29})) == "22007");
  BOOST_TEST(sent(make(SQL_C_TYPE_TIME, SQL_TYPE_TIME,
                       SQL_TIME_STRUCT{.hour = 24, .minute = 0, .second = 0})) == "22007");
  BOOST_TEST(sent(make_parameter(
                 {.c_type = SQL_C_CHAR, .sql_type = SQL_TYPE_DATE, .data = "{d '2024-01-31'}"})) ==
             "2024-01-31");
}

BOOST_AUTO_TEST_CASE(structs_of_other_kinds) {
  SQL_NUMERIC_STRUCT number{.precision = 5, .scale = 2, .sign = 0};
  number.val[0] = 0x39;
  number.val[1] = 0x30;  // 12345
  BOOST_TEST(sent(make(SQL_C_NUMERIC, SQL_NUMERIC, number)) == "-123.45");
  const SQLGUID guid{.Data1 = 0x123e4567,
                     .Data2 = 0xe89b,
                     .Data3 = 0x12d3,
                     .Data4 = {0xa4, 0x56, 0x42, 0x66, 0x14, 0x17, 0x40, 0x00}};
  BOOST_TEST(sent(make(SQL_C_GUID, SQL_GUID, guid)) == "123e4567-e89b-12d3-a456-426614174000");
  SQL_INTERVAL_STRUCT interval{};
  interval.interval_type = SQL_IS_DAY_TO_SECOND;
  interval.interval_sign = SQL_TRUE;
  interval.intval.day_second = {.day = 1, .hour = 2, .minute = 3, .second = 4, .fraction = 500000};
  BOOST_TEST(sent(make(SQL_C_INTERVAL_DAY_TO_SECOND, SQL_INTERVAL_DAY_TO_SECOND, interval)) ==
             "-1 days -2 hours -3 mins -4.500000 secs");
}

struct Fitted {
  const char* text;
  SQLSMALLINT sql_type;
  const char* sent;  // or the SQLSTATE
};

BOOST_AUTO_TEST_CASE(text_is_fitted_to_the_type) {
  const Fitted rows[] = {
      {" 42 ", SQL_INTEGER, "42"},
      {"1.0", SQL_INTEGER, "1"},
      {"1.5", SQL_INTEGER, "22001"},
      {"1e3", SQL_INTEGER, "1000"},
      {"x", SQL_INTEGER, "22018"},
      {"2147483648", SQL_INTEGER, "22003"},
      {"32768", SQL_SMALLINT, "22003"},
      {"9223372036854775808", SQL_BIGINT, "22003"},
      {"1e30", SQL_BIGINT, "22003"},
      {"NaN", SQL_NUMERIC, "NaN"},
      {"1.50", SQL_NUMERIC, "1.50"},
      {"one", SQL_NUMERIC, "22018"},
      {"1e5", SQL_DOUBLE, "1e5"},
      {"none", SQL_DOUBLE, "22018"},
      {"1", SQL_BIT, "1"},
      {"true", SQL_BIT, "true"},
      {"0.5", SQL_BIT, "22001"},
      {"2", SQL_BIT, "22003"},
      {"5", SQL_INTERVAL_DAY, "5 days"},
      {"1-2", SQL_INTERVAL_YEAR_TO_MONTH, "1-2"},
      {"{t '01:02:03'}", SQL_TYPE_TIME, "01:02:03"},
  };
  for (const Fitted& row : rows)
    BOOST_TEST(sent(make_parameter(
                   {.c_type = SQL_C_CHAR, .sql_type = row.sql_type, .data = row.text})) == row.sent,
               row.text << " as " << row.sql_type);
}

BOOST_AUTO_TEST_CASE(numbers_lose_their_fraction_where_the_type_has_none) {
  BOOST_TEST(sent(make(SQL_C_DOUBLE, SQL_INTEGER, -1.9)) == "-1");
  BOOST_TEST(sent(make(SQL_C_DOUBLE, SQL_INTEGER, 1e10)) == "22003");
  BOOST_TEST(sent(make(SQL_C_DOUBLE, SQL_BIGINT, 1e15)) == "1000000000000000");
  BOOST_TEST(sent(make(SQL_C_DOUBLE, SQL_BIGINT, HUGE_VAL)) == "22003");
  BOOST_TEST(sent(make(SQL_C_SLONG, SQL_BIT, 2)) == "22003");
  BOOST_TEST(sent(make(SQL_C_SLONG, SQL_INTERVAL_HOUR, 3)) == "3 hours");
  BOOST_TEST(sent(make(SQL_C_TYPE_DATE, SQL_INTEGER, SQL_DATE_STRUCT{2024, 1, 31})) == "07006");
  SQL_INTERVAL_STRUCT days{};
  days.interval_type = SQL_IS_DAY;
  days.interval_sign = SQL_TRUE;
  days.intval.day_second.day = 12;
  BOOST_TEST(sent(make(SQL_C_INTERVAL_DAY, SQL_INTEGER, days)) == "-12");
  days.interval_type = SQL_IS_DAY_TO_HOUR;
  BOOST_TEST(sent(make(SQL_C_INTERVAL_DAY_TO_HOUR, SQL_INTEGER, days)) == "22015");
}

BOOST_AUTO_TEST_CASE(bytes_are_the_default_c_type_of_a_type_of_fixed_size) {
  BOOST_TEST(sent(make(SQL_C_BINARY, SQL_INTEGER, SQLINTEGER{77})) == "77");
  BOOST_TEST(sent(make(SQL_C_BINARY, SQL_INTEGER, SQLSMALLINT{77})) == "22003");
  BOOST_TEST(sent(make(SQL_C_BINARY, SQL_TYPE_DATE, SQL_DATE_STRUCT{2024, 1, 31})) == "2024-01-31");
  const std::string guid(16, 'g');
  const auto made = make_parameter(
      {.c_type = SQL_C_BINARY, .sql_type = SQL_GUID, .data = guid.data(), .length = 16});
  BOOST_TEST(sent(made) == guid);
  BOOST_TEST((made->format == Format::kBinary));
}

BOOST_AUTO_TEST_CASE(a_numeric_takes_its_scale_from_the_descriptor) {
  SQL_NUMERIC_STRUCT number{.precision = 5, .scale = 0, .sign = 1};
  number.val[0] = 125;
  BOOST_TEST(sent(make_parameter({.c_type = SQL_C_NUMERIC,
                                  .sql_type = SQL_NUMERIC,
                                  .data = &number,
                                  .length = sizeof(number),
                                  .numeric_scale = SQLSMALLINT{2}})) == "1.25");
}

BOOST_AUTO_TEST_CASE(every_c_type_can_be_sent) {
  const char zeros[64] = {};
  for (const SQLSMALLINT c_type : all_c_types()) {
    const auto parameter = make_parameter(
        {.c_type = c_type, .sql_type = SQL_VARCHAR, .data = zeros, .length = c_type_size(c_type)});
    BOOST_TEST((parameter.has_value() || parameter.error().sqlstate.text() == "22007"), c_type);
  }
}

BOOST_AUTO_TEST_SUITE_END()
