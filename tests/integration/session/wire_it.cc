// What goes over the wire for a guest's statement, word for word, and in how many round trips.
#include <chrono>
#include <thread>

#include "core/type.h"
#include "support/host.h"
#include "support/wire_proxy.h"

using namespace pillion;
using namespace pillion::test;

namespace {

using Messages = std::vector<std::string>;

// One statement by the extended protocol.
void add_statement(Messages& messages, const std::string& text) {
  for (const std::string& message :
       {"Parse " + text, std::string("Bind"), std::string("Describe"), std::string("Execute")})
    messages.push_back(message);
}

void check_sent(WireProxy& proxy, const Messages& expected, int round_trips) {
  const Messages sent = proxy.take_messages();
  BOOST_CHECK_EQUAL_COLLECTIONS(sent.begin(), sent.end(), expected.begin(), expected.end());
  BOOST_TEST(proxy.take_round_trips() == round_trips);
}

void forget(WireProxy& proxy) {
  proxy.take_messages();
  proxy.take_round_trips();
}

Messages in_transaction(const std::string& settings, const std::string& text,
                        bool restored_apart = false) {
  Messages messages;
  add_statement(messages, "SAVEPOINT pillion_guard");
  add_statement(messages, settings);
  messages.push_back("Flush");
  add_statement(messages, text);
  if (restored_apart) messages.push_back("Sync");
  add_statement(messages, "ROLLBACK TO SAVEPOINT pillion_guard");
  add_statement(messages, "RELEASE SAVEPOINT pillion_guard");
  messages.push_back("Sync");
  return messages;
}

constexpr const char* kQuery = "SELECT 1 AS one";
constexpr const char* kReadOnly = "SET LOCAL transaction_read_only = on";

struct Scene {
  WireProxy proxy;
  HostConnection host = connect_host(proxy.conninfo());
};

}  // namespace

BOOST_AUTO_TEST_SUITE(wire)

BOOST_FIXTURE_TEST_CASE(lending_connecting_and_asking_send_nothing, Scene) {
  forget(proxy);
  {
    const Lent lent(host.get());
    const auto session = lent.session();
    BOOST_TEST(session->is_alive());
    BOOST_TEST(session->info()->database == "postgres");
    BOOST_TEST(session->cancel().has_value());
  }
  check_sent(proxy, {}, 0);
}

BOOST_FIXTURE_TEST_CASE(a_known_statement_in_a_transaction_is_one_round_trip, Scene) {
  const Lent lent(host.get());
  const auto session = lent.session();
  host_sql(host.get(), "BEGIN");
  BOOST_REQUIRE(run(*session, kQuery));
  forget(proxy);
  BOOST_REQUIRE(run(*session, kQuery));
  check_sent(proxy, in_transaction(kReadOnly, kQuery), 1);
}

BOOST_FIXTURE_TEST_CASE(a_known_statement_on_an_idle_host_is_one_round_trip, Scene) {
  const Lent lent(host.get());
  const auto session = lent.session();
  BOOST_REQUIRE(run(*session, kQuery));
  forget(proxy);
  BOOST_REQUIRE(run(*session, kQuery));
  Messages expected;
  add_statement(expected, "BEGIN READ ONLY NOT DEFERRABLE");
  add_statement(expected, kQuery);
  add_statement(expected, "ROLLBACK");
  expected.push_back("Sync");
  check_sent(proxy, expected, 1);
}

BOOST_FIXTURE_TEST_CASE(a_statement_seen_first_is_two_round_trips, Scene) {
  const Lent lent(host.get());
  const auto session = lent.session();
  host_sql(host.get(), "BEGIN");
  forget(proxy);
  BOOST_REQUIRE(run(*session, kQuery));
  BOOST_TEST(proxy.take_round_trips() == 2);
  const Messages sent = proxy.take_messages();
  const Messages second = in_transaction(kReadOnly, kQuery);
  BOOST_REQUIRE_GE(sent.size(), second.size());
  BOOST_CHECK_EQUAL_COLLECTIONS(sent.end() - static_cast<std::ptrdiff_t>(second.size()), sent.end(),
                                second.begin(), second.end());
  // The first: the same guard around a description, so without an Execute of the statement.
  const Messages first(sent.begin(), sent.end() - static_cast<std::ptrdiff_t>(second.size()));
  const auto parse = std::find(first.begin(), first.end(), std::string("Parse ") + kQuery);
  BOOST_REQUIRE(parse != first.end());
  BOOST_TEST(*(parse + 1) == "Describe");
  BOOST_TEST(*(parse + 2) == "Parse ROLLBACK TO SAVEPOINT pillion_guard");
  BOOST_TEST(first.back() == "Sync");
}

BOOST_FIXTURE_TEST_CASE(an_error_costs_one_round_trip_more, Scene) {
  const Lent lent(host.get());
  const auto session = lent.session();
  host_sql(host.get(), "BEGIN");
  BOOST_TEST(state_of(*session, "SELECT 1 / ($1::text)::int") == "08P01");
  forget(proxy);
  BOOST_TEST(state_of(*session, "SELECT nonsense") == "42703");
  BOOST_TEST(proxy.take_round_trips() == 2);
  BOOST_TEST(PQtransactionStatus(host.get()) == PQTRANS_INTRANS);
}

BOOST_FIXTURE_TEST_CASE(limits_and_differing_settings_are_one_statement, Scene) {
  const Lent lent(host.get(), {.statement_timeout_ms = 2000, .role = "pg_read_all_settings"});
  const auto session = lent.session();
  host_sql(host.get(), "SET client_encoding = LATIN1");
  host_sql(host.get(), "SET standard_conforming_strings = off");
  host_sql(host.get(), "SET DateStyle = 'German'");
  host_sql(host.get(), "BEGIN");
  // A record is read as text.
  const char* const text = "SELECT '1 day'::interval, ROW('\\')";
  BOOST_REQUIRE(run(*session, text));
  forget(proxy);
  BOOST_REQUIRE(run(*session, text));
  const std::string own = "pg_catalog.current_setting('statement_timeout')";
  check_sent(
      proxy,
      in_transaction("SELECT pg_catalog.set_config('transaction_read_only', 'on', true)"
                     ", pg_catalog.set_config('client_encoding', 'UTF8', true)"
                     ", pg_catalog.set_config('standard_conforming_strings', 'on', true)"
                     ", pg_catalog.set_config('DateStyle', 'ISO', true)"
                     ", pg_catalog.set_config('bytea_output', 'hex', true)"
                     ", pg_catalog.set_config('extra_float_digits', '1', true)"
                     ", pg_catalog.set_config('statement_timeout', CASE WHEN " +
                         own + "::pg_catalog.interval BETWEEN '1 ms' AND '2000 ms' THEN " + own +
                         " ELSE '2000' END, true)"
                         ", pg_catalog.set_config('role', 'pg_read_all_settings', true)",
                     text),
      1);
}

// After what the guest has set, and where a cancel does no harm.
BOOST_FIXTURE_TEST_CASE(plans_that_a_guests_settings_may_have_shaped_are_forgotten, Scene) {
  const Lent lent(host.get());
  const auto session = lent.session();
  const std::vector<Setting> settings = {{.name = "TimeZone", .value = "Asia/Tokyo"}};
  const auto ask = [&] { return session->run({.text = kQuery, .settings = settings}); };
  BOOST_REQUIRE(ask());
  forget(proxy);
  BOOST_REQUIRE(ask());
  const std::string set = "SELECT pg_catalog.set_config('TimeZone', 'Asia/Tokyo', true)";
  Messages expected;
  for (const std::string& text :
       {std::string("BEGIN READ ONLY NOT DEFERRABLE"), set, std::string(kQuery),
        std::string("ROLLBACK"), std::string("DISCARD PLANS")})
    add_statement(expected, text);
  expected.push_back("Sync");
  check_sent(proxy, expected, 1);
  host_sql(host.get(), "BEGIN");
  BOOST_REQUIRE(ask());
  const Messages sent = proxy.take_messages();
  const auto place = [&](const char* text) {
    return std::find(sent.begin(), sent.end(), text) - sent.begin();
  };
  BOOST_TEST(place("Parse ROLLBACK TO SAVEPOINT pillion_guard") < place("Parse DISCARD PLANS"));
  BOOST_TEST(place("Parse DISCARD PLANS") < place("Parse RELEASE SAVEPOINT pillion_guard"));
}

BOOST_FIXTURE_TEST_CASE(a_host_whose_session_logs_durations_is_restored_apart, Scene) {
  const Lent lent(host.get());
  const auto session = lent.session();
  host_sql(host.get(), "SET log_min_duration_statement = 0");
  host_sql(host.get(), "BEGIN");
  BOOST_REQUIRE(run(*session, kQuery));
  forget(proxy);
  BOOST_REQUIRE(run(*session, kQuery));
  check_sent(proxy, in_transaction(kReadOnly, kQuery, true), 2);
}

// The host may begin to log after the first statement.
BOOST_FIXTURE_TEST_CASE(whether_a_session_logs_durations_is_asked_again, Scene) {
  const Lent lent(host.get());
  const auto session = lent.session();
  host_sql(host.get(), "BEGIN");
  BOOST_REQUIRE(run(*session, kQuery));
  host_sql(host.get(), "SET log_min_duration_statement = 0");
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  BOOST_REQUIRE(run(*session, kQuery));
  forget(proxy);
  BOOST_REQUIRE(run(*session, kQuery));
  check_sent(proxy, in_transaction(kReadOnly, kQuery, true), 2);
}

BOOST_AUTO_TEST_SUITE_END()
