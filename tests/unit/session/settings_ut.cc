#include <boost/test/unit_test.hpp>

#include "session/settings.h"

using namespace pillion;
using namespace std::chrono_literals;

namespace {

constexpr ReportedSettings kUsual = {.client_encoding = "UTF8",
                                     .standard_conforming_strings = "on",
                                     .date_style = "ISO, MDY",
                                     .interval_style = "postgres",
                                     .time_zone = "Europe/Rome"};

}  // namespace

BOOST_AUTO_TEST_SUITE(settings)

BOOST_AUTO_TEST_CASE(nothing_is_sent_where_nothing_is_needed) {
  BOOST_TEST(settings_statement(kUsual, {}) == "");
}

BOOST_AUTO_TEST_CASE(read_only_alone_is_the_cheap_statement) {
  BOOST_TEST(settings_statement(kUsual, {.read_only = true}) ==
             "SET LOCAL transaction_read_only = on");
}

BOOST_AUTO_TEST_CASE(each_setting_is_sent_only_where_it_differs) {
  ReportedSettings host = kUsual;
  host.client_encoding = "LATIN1";
  BOOST_TEST(settings_statement(host, {}) ==
             "SELECT pg_catalog.set_config('client_encoding', 'UTF8', true)");
  BOOST_TEST(settings_statement(kUsual, {.silent = true}) ==
             "SELECT pg_catalog.set_config('client_min_messages', 'error', true)");
}

// Functions that a guest calls first are read by it, too.
BOOST_AUTO_TEST_CASE(literals_are_conforming_where_that_matters) {
  ReportedSettings host = kUsual;
  host.standard_conforming_strings = "off";
  for (const char* const text :
       {"SELECT 'a\\n'", "SELECT U&'a'", "SHOW standard_conforming_strings"}) {
    BOOST_TEST(settings_statement(host, {.text = text}) ==
               "SELECT pg_catalog.set_config('standard_conforming_strings', 'on', true)");
    BOOST_TEST(restoring_statement(host, text, "") ==
               "SELECT pg_catalog.set_config('standard_conforming_strings', 'off', true)");
    BOOST_TEST(settings_statement(kUsual, {.text = text}) == "");
  }
  BOOST_TEST(settings_statement(host, {.text = "SELECT 'a' & b, E'', \"c\""}) == "");
  BOOST_TEST(restoring_statement(host, "SELECT 'a'", "") == "");
}

BOOST_AUTO_TEST_CASE(what_a_guest_sets_shapes_the_plans_of_functions) {
  const auto shapes = [](const char* name, const char* value) {
    const Setting own{.name = name, .value = value};
    return shapes_plans(kUsual, {.own = {&own, 1}});
  };
  BOOST_TEST(!shapes_plans(kUsual, {.text_results = true}));
  for (const char* const value : {"ISO", "iso", "ISO, MDY"})
    BOOST_TEST(!shapes("DateStyle", value));
  for (const char* const value : {"ISO, DMY", "German", "European"})
    BOOST_TEST(shapes("DateStyle", value));
  BOOST_TEST(!shapes("TimeZone", "europe/rome"));
  BOOST_TEST(shapes("TimeZone", "UTC"));
  BOOST_TEST(!shapes("IntervalStyle", "postgres"));
  BOOST_TEST(shapes("IntervalStyle", "sql_standard"));
  BOOST_TEST(shapes("enable_seqscan", "off"));
  for (const char* const name :
       {"client_min_messages", "search_path", "bytea_output", "extra_float_digits"})
    BOOST_TEST(!shapes(name, "1"));
  ReportedSettings host = kUsual;
  host.interval_style = "sql_standard";
  BOOST_TEST(shapes_plans(host, {.text_results = true}));
  BOOST_TEST(!shapes_plans(host, {}));
}

BOOST_AUTO_TEST_CASE(text_results_are_spelled_the_one_way) {
  const std::string unreported =
      "pg_catalog.set_config('bytea_output', 'hex', true)"
      ", pg_catalog.set_config('extra_float_digits', '1', true)";
  BOOST_TEST(settings_statement(kUsual, {.text_results = true}) == "SELECT " + unreported);
  ReportedSettings host = kUsual;
  host.date_style = "German, DMY";
  host.interval_style = "iso_8601";
  BOOST_TEST(settings_statement(host, {.text_results = true}) ==
             "SELECT pg_catalog.set_config('DateStyle', 'ISO', true)"
             ", pg_catalog.set_config('IntervalStyle', 'postgres', true), " +
                 unreported);
  BOOST_TEST(settings_statement(host, {}) == "");  // binary results have no style
}

// The session may still take a backslash for an escape, and bytes for another encoding's.
BOOST_AUTO_TEST_CASE(what_could_end_a_literal_is_not_written_as_one) {
  const auto sent = [](const std::string& value) {
    const Setting own{.name = "TimeZone", .value = value};
    return settings_statement(kUsual, {.own = {&own, 1}});
  };
  const auto hex = [](std::string_view digits) {
    return "SELECT pg_catalog.set_config('TimeZone', pg_catalog.convert_from(pg_catalog.decode('" +
           std::string(digits) + "', 'hex'), 'UTF8'), true)";
  };
  BOOST_TEST(sent("Europe/Rome") ==
             "SELECT pg_catalog.set_config('TimeZone', 'Europe/Rome', true)");
  BOOST_TEST(sent("\\'") == hex("5c27"));
  BOOST_TEST(sent("\u00e9") == hex("c3a9"));
}

BOOST_AUTO_TEST_CASE(a_role_is_quoted_and_comes_last) {
  const std::string statement =
      settings_statement(kUsual, {.read_only = true, .timeout = 250ms, .role = "o'brien"});
  BOOST_TEST(
      statement.starts_with("SELECT pg_catalog.set_config('transaction_read_only', 'on', true), "));
  BOOST_TEST(statement.find("ELSE '250' END") != std::string::npos);
  BOOST_TEST(
      statement.ends_with("pg_catalog.set_config('role', pg_catalog.convert_from(pg_catalog.decode("
                          "'6f27627269656e', 'hex'), 'UTF8'), true)"));
}

BOOST_AUTO_TEST_SUITE_END()
