#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "driver/convert/numeric.h"
#include "driver/convert/parse.h"
#include "unit/driver/wire_values.h"

using namespace pillion;
using namespace pillion::test;

BOOST_AUTO_TEST_SUITE(numbers)

struct NumericRow {
  std::string wire;
  const char* text;
  int precision;
  int scale;
};

// The groups are what the server sends: select encode(numeric_send(x), 'hex').
const NumericRow kRows[] = {
    {numeric_wire(0, 0, 0, {}), "0", 1, 0},
    {numeric_wire(0, 0, 2, {}), "0.00", 2, 2},
    {numeric_wire(0, 0, 0, {1}), "1", 1, 0},
    {numeric_wire(0, 0x4000, 2, {1, 5000}), "-1.50", 3, 2},
    {numeric_wire(2, 0, 0, {1}), "100000000", 9, 0},
    {numeric_wire(1, 0, 4, {12, 3456, 7890}), "123456.7890", 10, 4},
    {numeric_wire(-1, 0, 4, {1}), "0.0001", 4, 4},
    {numeric_wire(-2, 0, 7, {1230}), "0.0000123", 7, 7},
    {numeric_wire(0, 0xD000, 0, {}), "Infinity", 9, 0},
    {numeric_wire(0, 0xF000, 0, {}), "-Infinity", 9, 0},
};

BOOST_AUTO_TEST_CASE(numeric_wire_to_text) {
  for (const NumericRow& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      DecimalBuffer buffer;
      BOOST_TEST(numeric_to_text(row.wire, buffer).value_or("malformed") == row.text);
      BOOST_TEST(numeric_size(row.wire).precision == row.precision);
      BOOST_TEST(numeric_size(row.wire).scale == row.scale);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_numeric_of_any_length) {
  std::vector<std::uint16_t> groups(5000, 9999);
  DecimalBuffer buffer;
  const auto text = numeric_to_text(numeric_wire(4999, 0, 0, groups), buffer);
  BOOST_TEST(text.value_or("") == std::string(20000, '9'));
}

BOOST_AUTO_TEST_CASE(malformed_numerics) {
  DecimalBuffer buffer;
  BOOST_TEST(!numeric_to_text("", buffer));
  BOOST_TEST(!numeric_to_text(numeric_wire(0, 0, 0, {1}).substr(0, 9), buffer));
  BOOST_TEST(!numeric_to_text(numeric_wire(0, 0x1234, 0, {1}), buffer));
}

struct StructRow {
  const char* text;
  SQLSMALLINT precision;
  std::optional<SQLSMALLINT> scale;
  Conversion conversion;
  const char* back;
};

BOOST_AUTO_TEST_CASE(numeric_structs) {
  const StructRow rows[] = {
      {"12.345", 0, std::nullopt, Conversion::kOk, "12.345"},
      {"-0.001", 0, std::nullopt, Conversion::kOk, "-0.001"},
      {"0", 0, std::nullopt, Conversion::kOk, "0"},
      {"12.345", 10, SQLSMALLINT{2}, Conversion::kFraction, "12.34"},
      {"12.3", 10, SQLSMALLINT{4}, Conversion::kOk, "12.3000"},
      {"12345", 10, SQLSMALLINT{-2}, Conversion::kFraction, "12300"},
      {"123", 2, SQLSMALLINT{0}, Conversion::kOutOfRange, ""},
      {"99999999999999999999999999999999999999", 0, std::nullopt, Conversion::kOk,
       "99999999999999999999999999999999999999"},
      {"100000000000000000000000000000000000000", 0, std::nullopt, Conversion::kOutOfRange, ""},
      {"NaN", 0, std::nullopt, Conversion::kOutOfRange, ""},
  };
  for (const StructRow& row : rows) {
    BOOST_TEST_CONTEXT(row.text) {
      SQL_NUMERIC_STRUCT out{};
      BOOST_TEST((decimal_to_struct(row.text, row.precision, row.scale, out) == row.conversion));
      if (*row.back != '\0') BOOST_TEST(struct_to_decimal(out) == row.back);
    }
  }
}

BOOST_AUTO_TEST_CASE(doubles_are_written_as_the_server_writes_them) {
  const std::pair<double, const char*> rows[] = {
      {0, "0"},
      {-0.0, "-0"},
      {1, "1"},
      {0.1, "0.1"},
      {1e14, "100000000000000"},
      {1e15, "1e+15"},
      {0.0001, "0.0001"},
      {0.00001, "1e-05"},
      {123456789012345.0, "123456789012345"},
      {std::numeric_limits<double>::max(), "1.7976931348623157e+308"},
      {5e-324, "5e-324"},
      {NAN, "NaN"},
      {-INFINITY, "-Infinity"}};
  for (const auto& [value, text] : rows) {
    TextBuffer buffer;
    BOOST_TEST(format(Double{value}, buffer) == text);
  }
  TextBuffer buffer;
  BOOST_TEST(format(Float{1e6F}, buffer) == "1e+06");
  BOOST_TEST(format(Float{123456.F}, buffer) == "123456");
}

BOOST_AUTO_TEST_CASE(numbers_in_text) {
  BOOST_TEST(parse_double(" +1.5e3 ").value_or(0) == 1500);
  BOOST_TEST(parse_double("1e-400").value_or(1) == 0);
  BOOST_TEST(std::isinf(parse_double("1e400").value_or(0)));
  for (const char* const text : {"", "x", "1x", "--1", "0x10"}) BOOST_TEST(!parse_double(text));
}

BOOST_AUTO_TEST_CASE(bytes_in_text) {
  BOOST_TEST(parse_bytea("\\x4142").value_or("") == "AB");
  BOOST_TEST(parse_bytea("a\\\\b\\001").value_or("") == std::string("a\\b\1"));
  for (const char* const text : {"\\x4", "\\xzz", "a\\9", "\\400"}) BOOST_TEST(!parse_bytea(text));
}

BOOST_AUTO_TEST_SUITE_END()
