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

BOOST_AUTO_TEST_CASE(every_c_type_can_be_sent) {
  const char zeros[64] = {};
  for (const SQLSMALLINT c_type : all_c_types()) {
    const auto parameter = make_parameter(
        {.c_type = c_type, .sql_type = SQL_VARCHAR, .data = zeros, .length = c_type_size(c_type)});
    BOOST_TEST((parameter.has_value() || parameter.error().sqlstate.text() == "22007"), c_type);
  }
}

BOOST_AUTO_TEST_SUITE_END()
