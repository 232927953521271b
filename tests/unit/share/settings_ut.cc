// A guest's own settings: which it may have, and how long they hold.
#include <boost/test/unit_test.hpp>

#include "share/guest_settings.h"

using namespace pillion::share;

namespace {

std::string state_of(GuestSettings& settings, std::string_view name, const std::string& value) {
  const auto change = settings.set(name, value, false);
  return change ? "good" : std::string(change.error().sqlstate.text());
}

std::string applied(const GuestSettings& settings) {
  std::string all;
  for (const auto& setting : settings.applied()) all += setting.name + "=" + setting.value + ";";
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(settings)

BOOST_AUTO_TEST_CASE(what_a_guest_may_set) {
  GuestSettings settings;
  BOOST_TEST(state_of(settings, "datestyle", "ISO") == "good");
  BOOST_TEST(state_of(settings, "client_encoding", "'utf-8'") == "good");
  BOOST_TEST(state_of(settings, "client_encoding", "LATIN1") == "0A000");
  BOOST_TEST(state_of(settings, "standard_conforming_strings", "off") == "0A000");
  BOOST_TEST(state_of(settings, "statement_timeout", "soon") == "22023");
  BOOST_TEST(applied(settings) == "DateStyle=ISO;");
}

// The host's process keeps no value that nobody reads, and none without an end.
BOOST_AUTO_TEST_CASE(what_is_kept_of_it) {
  GuestSettings settings;
  for (const char* const name : {"application_name", "search_path", "lock_timeout"})
    BOOST_TEST(state_of(settings, name, std::string(70'000, 'x')) == "22023", name);
  BOOST_TEST(state_of(settings, "lock_timeout", "5s") == "good");
  BOOST_TEST(settings.current().empty());
  BOOST_TEST(state_of(settings, "application_name", std::string(60'000, 'x')) == "good");
  BOOST_TEST(settings.current().size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_it_may_not) {
  GuestSettings settings;
  for (const char* const name :
       {"role", "session_authorization", "transaction_read_only", "session_replication_role",
        "row_security", "work_mem", "log_statement", "session_preload_libraries", "is_superuser",
        "default_table_access_method", "no_such_setting", "my.own", "DateStyle', 'x"})
    BOOST_TEST(state_of(settings, name, "x") == "42501", name);
  BOOST_TEST(applied(settings).empty());
}

BOOST_AUTO_TEST_CASE(timeouts) {
  GuestSettings settings;
  BOOST_TEST(state_of(settings, "statement_timeout", "2min") == "good");
  BOOST_TEST(settings.statement_timeout().count() == 120'000);
  BOOST_TEST(state_of(settings, "statement_timeout", "-1") == "22023");
  BOOST_TEST(settings.statement_timeout().count() == 120'000);
}

BOOST_AUTO_TEST_CASE(a_rollback_and_a_local_setting_go_back) {
  GuestSettings settings;
  BOOST_TEST(state_of(settings, "jit", "off") == "good");
  settings.start_here();
  settings.begin();
  BOOST_TEST(state_of(settings, "jit", "on") == "good");
  settings.end(false);
  BOOST_TEST(applied(settings) == "jit=off;");
  settings.begin();
  BOOST_REQUIRE(settings.set("jit", "on", true));
  BOOST_TEST(applied(settings) == "jit=on;");
  settings.end(true);
  BOOST_TEST(applied(settings) == "jit=off;");
  BOOST_TEST(state_of(settings, "geqo", "off") == "good");
  settings.reset_all();
  BOOST_TEST(applied(settings) == "jit=off;");
}

BOOST_AUTO_TEST_SUITE_END()
