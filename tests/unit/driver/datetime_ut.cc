#include <fstream>
#include <iterator>

#include <boost/test/unit_test.hpp>

#include "driver/convert/parse.h"
#include "driver/convert/time_zone.h"

using namespace pillion;

BOOST_AUTO_TEST_SUITE(datetime)

BOOST_AUTO_TEST_CASE(every_day_of_twenty_centuries_there_and_back) {
  CivilDate date{.year = 1, .month = 1, .day = 1};
  for (std::int32_t days = days_from_civil(date); days < 36525; ++days) {
    const CivilDate found = civil_from_days(days);
    if (found.year != date.year || found.month != date.month || found.day != date.day ||
        days_from_civil(found) != days)
      BOOST_FAIL("day " << days);
    if (++date.day > days_in_month(date.year, date.month)) {
      date.day = 1;
      if (++date.month > 12) {
        date.month = 1;
        ++date.year;
      }
    }
  }
  BOOST_TEST(days_from_civil({.year = 2000, .month = 1, .day = 1}) == 0);
  BOOST_TEST(days_from_civil({.year = 1970, .month = 1, .day = 1}) == -10957);
  // Julian day 0 is 24 November of the astronomical year -4713.
  BOOST_TEST(civil_from_days(-2451545).year == -4713);
  BOOST_TEST(static_cast<int>(civil_from_days(-2451545).day) == 24);
}

BOOST_AUTO_TEST_CASE(dates_that_are_none) {
  for (const char* const text : {"", "2024", "2024-13-01", "2023-02-29", "2024-00-10", "24:00:00",
                                 "2024-01-01x", "01/02/2024"})
    BOOST_TEST(!parse_date(text), text);
  for (const char* const text : {"", "25:00:00", "12:60", "12:00:61", "24:00:01", "12"})
    BOOST_TEST(!parse_time(text), text);
  for (const char* const text : {"", "x", "1", "1 fortnight", "01:02", "1 year 2"})
    BOOST_TEST(!parse_interval(text), text);
  for (const char* const text : {"", "123e4567", "123e4567-e89b-12d3-a456-42661417400g",
                                 "123e4567-e89b-12d3-a456-4266141740000"})
    BOOST_TEST(!parse_guid(text), text);
}

BOOST_AUTO_TEST_CASE(what_is_parsed_is_written_the_same) {
  TextBuffer buffer;
  for (const char* const text : {"0044-03-15 BC", "12345-01-01", "0001-12-31", "-infinity"})
    BOOST_TEST(format(parse_date(text).value(), buffer) == text);
  for (const char* const text : {"2024-02-29 23:59:59.000001", "0001-01-01 00:00:00 BC", "infinity",
                                 "294276-12-31 23:59:59.999999"})
    BOOST_TEST(format(parse_timestamp(text).value(), buffer) == text);
  for (const char* const text : {"00:00:00", "24:00:00", "01:02:03.4"})
    BOOST_TEST(format(parse_time(text).value(), buffer) == text);
  for (const char* const text : {"1890-01-01 00:53:28+00:53:28", "2024-01-01 00:00:00-03:30"})
    BOOST_TEST(format(parse_offset_timestamp(text).value(), buffer) == text);
  for (const char* const text : {"00:00:00", "1 year", "-1 years", "1 mon", "-1 days +02:03:00",
                                 "3 days", "2562047788:00:54.775807", "-10 mons +3 days"})
    BOOST_TEST(format(parse_interval(text).value(), buffer) == text);
}

struct OffsetRow {
  const char* local;
  std::int32_t offset;
};

std::int64_t utc_seconds(const char* text) {
  return parse_timestamp(text).value().micros / kMicrosPerSecond;
}

void check_berlin(const TimeZone& zone) {
  const OffsetRow rows[] = {
      {"2024-03-31 00:59:59", 3600}, {"2024-03-31 01:00:00", 7200}, {"2024-10-27 00:59:59", 7200},
      {"2024-10-27 01:00:00", 3600}, {"2024-12-31 23:30:00", 3600}, {"2024-01-01 00:00:00", 3600},
      {"2100-07-01 12:00:00", 7200}, {"2100-12-01 12:00:00", 3600},
  };
  for (const OffsetRow& row : rows) {
    const std::int64_t seconds = utc_seconds(row.local);
    const OffsetRange range = zone.at(seconds);
    BOOST_TEST(range.offset == row.offset, row.local);
    BOOST_TEST((range.begin <= seconds && seconds < range.end), row.local);
    // The whole range has the offset that was told of it.
    BOOST_TEST(zone.at(range.begin).offset == row.offset);
    BOOST_TEST(zone.at(range.end - 1).offset == row.offset);
  }
}

BOOST_AUTO_TEST_CASE(rules_of_posix) {
  check_berlin(TimeZone::from_rule("CET-1CEST,M3.5.0,M10.5.0/3").value());
  const TimeZone south = TimeZone::from_rule("AEST-10AEDT,M10.1.0,M4.1.0/3").value();
  BOOST_TEST(south.at(utc_seconds("2024-01-01 00:00:00")).offset == 39600);
  BOOST_TEST(south.at(utc_seconds("2024-07-01 00:00:00")).offset == 36000);
  BOOST_TEST(TimeZone::from_rule("<+0530>-5:30").value().at(0).offset == 19800);
  BOOST_TEST(TimeZone::from_rule("<-03>3").value().at(0).offset == -10800);
  const TimeZone julian = TimeZone::from_rule("AAA0BBB,J60/0,J300/0").value();
  BOOST_TEST(julian.at(utc_seconds("2024-02-29 12:00:00")).offset == 0);
  BOOST_TEST(julian.at(utc_seconds("2024-03-01 00:00:00")).offset == 3600);
  for (const char* const text : {"", "UT", "<+03", "CET-1CEST", "CET-1CEST,M13.1.0,M1.1.0", "CETx"})
    BOOST_TEST(!TimeZone::from_rule(text), text);
}

BOOST_AUTO_TEST_CASE(zones_of_the_system) {
  check_berlin(*TimeZone::find("Europe/Berlin"));
  BOOST_TEST(TimeZone::find("Europe/Berlin")->at(utc_seconds("1890-01-01 00:00:00")).offset ==
             3208);
  BOOST_TEST(TimeZone::find("Asia/Kolkata")->at(0).offset == 19800);
  BOOST_TEST(TimeZone::find("<+02>-02")->at(0).offset == 7200);
  for (const char* const name : {"UTC", "No/Such", "", "../etc/passwd", "/etc/passwd"})
    BOOST_TEST(TimeZone::find(name)->at(0).offset == 0, name);
}

BOOST_AUTO_TEST_CASE(a_zone_file_that_is_cut_anywhere_is_refused) {
  std::ifstream file("/usr/share/zoneinfo/Europe/Berlin", std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  BOOST_REQUIRE(TimeZone::from_file(content).has_value());
  for (std::size_t size = 0; size + 30 < content.size(); ++size)
    if (TimeZone::from_file(content.substr(0, size))) BOOST_FAIL("size " << size);
}

BOOST_AUTO_TEST_SUITE_END()
