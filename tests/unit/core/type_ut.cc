#include <set>

#include <boost/test/unit_test.hpp>

#include "core/type.h"

using namespace pillion;

BOOST_AUTO_TEST_SUITE(type)

BOOST_AUTO_TEST_CASE(every_row_is_found_and_described) {
  std::set<std::string_view> names;
  for (const Type& row : all_types()) {
    BOOST_TEST_CONTEXT(row.catalog_name) {
      BOOST_TEST(find_type(row.oid) == &row);
      BOOST_TEST(find_type(row.catalog_name) == &row);
      BOOST_TEST(names.insert(row.catalog_name).second);
      const TypeDescription description = describe_type(row.oid, -1, {});
      BOOST_TEST(description.type_name == row.name);
      BOOST_TEST((description.sql_type == row.odbc));
      BOOST_TEST(description.column_size > 0);
      BOOST_TEST(description.octet_length > 0);
      BOOST_TEST(description.display_size >= description.column_size);
      BOOST_TEST(row.literal_prefix.empty() == row.literal_suffix.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_type_of_the_user_is_text) {
  BOOST_TEST(find_type(Oid{123456}) == nullptr);
  const TypeDescription description = describe_type(123456, -1, {.unknown_size = 77});
  BOOST_TEST((description.sql_type == OdbcType::kWvarchar));
  BOOST_TEST(description.column_size == 77);
}

struct Expected {
  Oid oid;
  std::int32_t modifier;
  std::int64_t size;
  std::int16_t digits;
  std::int64_t display;
};
// Modifiers as the server sends them: select atttypmod from pg_attribute.
const Expected kExpected[] = {
    {oid::kNumeric, ((10 << 16) | 2) + 4, 10, 2, 12},
    {oid::kNumeric, ((3 << 16) | (0x7FF & -2)) + 4, 5, 0, 7},
    {oid::kNumeric, ((2 << 16) | 5) + 4, 5, 5, 7},
    {oid::kVarchar, 24, 20, 0, 20},
    {oid::kBpchar, 5, 1, 0, 1},
    {oid::kBit, 8, 8, 0, 8},
    {oid::kTimestamp, -1, 26, 6, 26},
    {oid::kTimestamp, 0, 19, 0, 19},
    {oid::kTimestamp, 3, 23, 3, 23},
    {oid::kTime, -1, 15, 6, 15},
    {oid::kTime, 0, 8, 0, 8},
    {oid::kDate, -1, 10, 0, 10},
    {oid::kInt4, -1, 10, 0, 11},
    {oid::kText, -1, 65535, 0, 65535},
    {oid::kUuid, -1, 36, 0, 36},
};

BOOST_AUTO_TEST_CASE(modifiers_are_read) {
  for (const Expected& row : kExpected) {
    BOOST_TEST_CONTEXT("type " << row.oid << " modifier " << row.modifier) {
      const TypeDescription description = describe_type(row.oid, row.modifier, {});
      BOOST_TEST(description.column_size == row.size);
      BOOST_TEST(description.decimal_digits == row.digits);
      BOOST_TEST(description.display_size == row.display);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
