#include <limits>

#include <boost/test/unit_test.hpp>

#include "session/sqlite_text.h"

using namespace pillion;

namespace {

constexpr std::int32_t numeric(int precision, int scale) {
  return ((precision << 16) | scale) + 4;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sqlite_text)

BOOST_AUTO_TEST_CASE(dates_and_times) {
  BOOST_TEST(is_date_text("2024-02-29"));
  BOOST_TEST(!is_date_text("2024-13-01"));
  BOOST_TEST(!is_date_text("2024-00-01"));
  BOOST_TEST(!is_date_text("2024-01-32"));
  BOOST_TEST(!is_date_text("2024-1-1"));
  BOOST_TEST(!is_date_text(""));
  BOOST_TEST(is_time_text("23:59:59"));
  BOOST_TEST(is_time_text("23:59:59.123456"));
  BOOST_TEST(!is_time_text("24:00:00"));
  BOOST_TEST(!is_time_text("23:59"));
  BOOST_TEST(!is_time_text("23:59:59."));
  BOOST_TEST(!is_time_text("23:59:59.1234567"));
}

BOOST_AUTO_TEST_CASE(timestamps_and_their_normal_form) {
  BOOST_TEST(is_timestamp_text("2024-05-06 07:08:09.5"));
  BOOST_TEST(is_timestamp_text("2024-05-06T07:08"));
  BOOST_TEST(!is_timestamp_text("2024-05-06"));
  BOOST_TEST(!is_timestamp_text("2024-05-06 07:08:09+02:00"));
  BOOST_TEST(!is_timestamp_text("2024-05-06x07:08:09"));
  BOOST_TEST(normal_timestamp("2024-05-06T07:08") == "2024-05-06 07:08:00");
  BOOST_TEST(normal_timestamp("2024-05-06 07:08:09.5") == "2024-05-06 07:08:09.5");
}

BOOST_AUTO_TEST_CASE(uuids) {
  BOOST_TEST(is_uuid_text("0123456789abcdef0123456789ABCDEF"));
  BOOST_TEST(is_uuid_text("01234567-89ab-cdef-0123-456789abcdef"));
  BOOST_TEST(!is_uuid_text("01234567-89ab-cdef-0123-456789abcde"));
  BOOST_TEST(!is_uuid_text("0123456789abcdef0123456789ABCDEx"));
  BOOST_TEST(!is_uuid_text("012345678-9ab-cdef-0123-456789abcdef"));
  BOOST_TEST(normal_uuid("0123456789abcdef0123456789ABCDEF") ==
             "01234567-89ab-cdef-0123-456789abcdef");
  BOOST_TEST(normal_uuid("01234567-89AB-cdef-0123-456789abcdef") ==
             "01234567-89ab-cdef-0123-456789abcdef");
}

BOOST_AUTO_TEST_CASE(numbers_as_numeric_writes_them) {
  BOOST_TEST(is_decimal_text("-12.50"));
  BOOST_TEST(is_decimal_text("7"));
  for (const char* const text : {"", "-", ".5", "5.", "1e5", "1.2.3", "x"})
    BOOST_TEST(!is_decimal_text(text), text);
  BOOST_TEST(integer_text(12, numeric(5, 2)) == "12.00");
  BOOST_TEST(integer_text(12, -1) == "12");
  BOOST_TEST(decimal_text(12.5, numeric(5, 2)) == "12.50");
  BOOST_TEST(decimal_text(0.1, -1) == "0.1");
  BOOST_TEST(decimal_text(1e20, -1) == "100000000000000000000");
  BOOST_TEST(decimal_text(1e-7, -1).find('e') == std::string::npos);
  BOOST_TEST(decimal_text(std::numeric_limits<double>::infinity(), -1) == "Infinity");
}

BOOST_AUTO_TEST_SUITE_END()
