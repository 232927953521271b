// The start-up packet's wishes.
#include <boost/test/unit_test.hpp>

#include "share/startup.h"

using namespace pillion;
using namespace pillion::share;

BOOST_AUTO_TEST_SUITE(startup)

BOOST_AUTO_TEST_CASE(user_and_database_are_the_hosts) {
  const auto wish = read_startup({.parameters = {{"user", "a"},
                                                 {"database", "b"},
                                                 {"TimeZone", "UTC"},
                                                 {"_pq_.new", "1"},
                                                 {"replication", "false"},
                                                 {"options", "-c geqo=off"}}});
  BOOST_REQUIRE(wish);
  BOOST_REQUIRE_EQUAL(wish->settings.size(), 2U);
  BOOST_TEST(wish->settings[0].first == "TimeZone");
  BOOST_TEST(wish->settings[1].second == "off");
  BOOST_TEST(wish->unknown_options.at(0) == "_pq_.new");
}

BOOST_AUTO_TEST_CASE(options_as_the_server_reads_them) {
  const auto settings = read_options("-c a=b\\ c -cd=e  --search-path=x");
  BOOST_REQUIRE(settings);
  BOOST_REQUIRE_EQUAL(settings->size(), 3U);
  BOOST_TEST(settings->at(0).second == "b c");
  BOOST_TEST(settings->at(1).first == "d");
  BOOST_TEST(settings->at(2).first == "search_path");
}

BOOST_AUTO_TEST_CASE(what_is_not_to_be_had) {
  BOOST_TEST(!read_startup({.parameters = {{"replication", "database"}}}));
  BOOST_TEST(!read_options("-d 5"));
  BOOST_TEST(!read_options("-c"));
  BOOST_TEST(!read_options("--x"));
}

BOOST_AUTO_TEST_SUITE_END()
