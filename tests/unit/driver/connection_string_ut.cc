#include <boost/test/unit_test.hpp>

#include "driver/handles/connection_string.h"

using namespace pillion;

namespace {

std::string shown(std::string_view text) {
  const auto pairs = parse_connection_string(text);
  if (!pairs) return std::string(pairs.error().sqlstate.text());
  std::string out;
  for (const auto& [key, value] : *pairs) out += "[" + key + "|" + value + "]";
  return out;
}

Result<ConnectionOptions> options_of(std::string_view text, std::vector<std::string>& unknown) {
  PILLION_TRY(pairs, parse_connection_string(text));
  return read_options(pairs, unknown);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(connection_string)

BOOST_AUTO_TEST_CASE(what_is_a_list_of_keys_and_what_is_not) {
  const std::pair<const char*, const char*> rows[] = {
      {"", ""},
      {"Driver=Pillion;Session=1.ab", "[Driver|Pillion][Session|1.ab]"},
      {" Driver = {Pillion} ; Session = x ;", "[Driver|Pillion][Session|x]"},
      {"Session=sqlite:/a b;", "[Session|sqlite:/a b]"},
      {"Session={a;b}}c};X=", "[Session|a;b}c][X|]"},
      {"a=b=c", "[a|b=c]"},
      {";;a=1;;", "[a|1]"},
      {"nonsense", "08001"},
      {"a=1;nonsense;b=2", "08001"},
      {"=x", "08001"},
      {"a={x", "08001"},
      {"a={x}y;b=1", "08001"},
  };
  for (const auto& [text, expected] : rows) BOOST_TEST(shown(text) == expected, text);
}

BOOST_AUTO_TEST_CASE(quoting_is_undone_by_parsing) {
  for (const char* const value : {"plain", "", "a;b", "a}b", "{a}", " a ", "a=b", "}}"}) {
    const auto pairs = parse_connection_string("k=" + quote_value(value) + ";z=1");
    BOOST_REQUIRE(pairs.has_value());
    BOOST_TEST(pairs->front().second == value);
  }
}

BOOST_AUTO_TEST_CASE(options_are_read_and_unknown_keys_told) {
  std::vector<std::string> unknown;
  const auto options = options_of(
      "SESSION=first;session=second;metadatattl=5;QueryTimeout=7;UnknownSizes=255;Foo=1;uid=me",
      unknown);
  BOOST_REQUIRE(options.has_value());
  BOOST_TEST(options->session == "first");
  BOOST_TEST(options->metadata_ttl.count() == 5);
  BOOST_TEST(options->query_timeout.count() == 7);
  BOOST_TEST(options->types.unknown_size == 255);
  BOOST_TEST(!options->longest_sizes);
  BOOST_TEST(unknown == std::vector<std::string>{"Foo"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(values_that_are_none) {
  for (const char* const text : {"MetadataTTL=x", "MetadataTTL=-1", "QueryTimeout=1.5",
                                 "UnknownSizes=0", "UnknownSizes=", "UnknownSizes=9999999999999"}) {
    std::vector<std::string> unknown;
    const auto options = options_of(text, unknown);
    BOOST_REQUIRE(!options.has_value());
    BOOST_TEST(options.error().sqlstate.text() == "08001");
  }
}

BOOST_AUTO_TEST_CASE(a_missing_session_says_what_to_write) {
  const Status status = require_session({});
  BOOST_REQUIRE(!status.has_value());
  BOOST_TEST(status.error().sqlstate.text() == "08001");
  BOOST_TEST(status.error().message.find("Session=<token>") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
