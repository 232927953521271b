// What PostgreSQL keeps of a PL/pgSQL function after its first call: its literals as they were read
// then, its plans. A guest may be the first to call it, under settings of its own.
#include <atomic>
#include <chrono>
#include <random>
#include <thread>

#include "support/host.h"

using namespace pillion;
using namespace pillion::test;

namespace {

struct Case {
  const char* name;
  const char* body;  // of a function that returns text
  Setting guest;
  const char* host = "SELECT 1";
};

const std::vector<Case> kCases = {
    {"a date", "RETURN (date '01/02/2024')::text;", {"DateStyle", "ISO, DMY"}},
    {"a comparison",
     "RETURN date '2024-01-02' = '01/02/2024';",
     {"DateStyle", "European"},
     "SET DateStyle = 'SQL, MDY'"},
    {"a variable",
     "DECLARE t timestamptz := timestamptz '2024-01-01 00:00';"
     " BEGIN RETURN extract(epoch FROM t); END;",
     {"TimeZone", "Asia/Tokyo"}},
    {"a query",
     "DECLARE n text; BEGIN SELECT count(*) INTO n FROM generate_series(1, 3)"
     " WHERE timestamptz '2024-01-01 00:00' < '2024-01-01 00:00+00'; RETURN n; END;",
     {"TimeZone", "Asia/Tokyo"},
     "SET TimeZone = 'UTC'"},
    {"an interval",
     "RETURN extract(epoch FROM interval '-1 2:00:00');",
     {"IntervalStyle", "sql_standard"}},
    {"a name", "RETURN quote_ident('a');", {"quote_all_identifiers", "on"}},
    // By the guard itself, for a result that is read as text.
    {"an interval where the host's style is another",
     "RETURN extract(epoch FROM interval '-1 2:00:00');",
     {},
     "SET IntervalStyle = 'sql_standard'"},
    // The rewriter knows no other literals than those of standard_conforming_strings.
    {"a backslash",
     "RETURN 'a\\nb';",
     {},
     "SET standard_conforming_strings = off; SET escape_string_warning = off"},
};

// Both new to their session, so that nobody has called the function there.
struct Scene {
  explicit Scene(const Case& used) {
    for (PGconn* const connection : {host.get(), other.get()}) host_sql(connection, used.host);
    const std::string body = used.body;
    host_sql(other.get(),
             "SET check_function_bodies = off;"
             "CREATE OR REPLACE FUNCTION kept() RETURNS text LANGUAGE plpgsql AS $f$" +
                 (body.starts_with("DECLARE") ? body : "BEGIN " + body + " END;") +
                 "$f$; CREATE OR REPLACE VIEW keeping AS SELECT kept() AS value");
    expected = host_sql(other.get(), "SELECT kept()");
  }
  ~Scene() { host_sql(other.get(), "DROP VIEW keeping; DROP FUNCTION kept()"); }
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  HostConnection host = connect_host();
  HostConnection other = connect_host();
  std::string expected;
};

std::string state_of(Session& session, const char* text, const Setting& setting) {
  std::vector<Setting> settings;
  if (!setting.name.empty()) settings.push_back(setting);
  const auto result = session.run({.text = text, .settings = settings});
  return result ? "success" : std::string(result.error().sqlstate.text());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(functions)

BOOST_AUTO_TEST_CASE(the_first_call_of_a_guest_changes_nothing_for_the_host) {
  struct Call {
    const char* text;
    const char* state;
  };
  // The interval has every result read as text.
  constexpr Call kCalls[] = {
      {"SELECT kept(), interval '1 day'", "success"},
      {"SELECT *, interval '1 day' FROM keeping", "success"},
      {"SELECT kept(), interval '1 day', 1 / (length(kept()) - length(kept()))", "22012"}};
  for (const Case& used : kCases) {
    for (const Call& call : kCalls) {
      for (const char* const start : {"SELECT 1", "BEGIN"}) {
        BOOST_TEST_CONTEXT(used.name << ", " << call.text << ", " << start) {
          const Scene scene(used);
          host_sql(scene.host.get(), start);
          const Lent lent(scene.host.get());
          BOOST_TEST(::state_of(*lent.session(), call.text, used.guest) == call.state);
          BOOST_TEST(host_sql(scene.host.get(), "SELECT kept()") == scene.expected);
        }
      }
    }
  }
}

// A cancel may hit what forgets the plans, too: about once in two thousand.
BOOST_AUTO_TEST_CASE(a_cancel_does_not_keep_what_a_guest_has_read) {
  const Scene scene(kCases.front());
  const Lent lent(scene.host.get());
  const auto session = lent.session();
  std::atomic<bool> over{false};
  std::thread canceller([&] {
    std::minstd_rand random(7);
    while (!over) {
      std::this_thread::sleep_for(std::chrono::microseconds(random() % 50));
      static_cast<void>(session->cancel());
    }
  });
  int cancelled = 0;
  for (int i = 0; i < 500; ++i) {
    const char* const text = i % 2 == 0 ? "SELECT kept()" : "SELECT kept(), pg_sleep(0.0002)";
    if (::state_of(*session, text, kCases.front().guest) == "HY008") ++cancelled;
    BOOST_TEST(PQtransactionStatus(scene.host.get()) == PQTRANS_IDLE);
    BOOST_TEST(host_sql(scene.host.get(), "SELECT kept()") == scene.expected);
    host_sql(scene.host.get(), "DISCARD PLANS");
  }
  over = true;
  canceller.join();
  BOOST_TEST_MESSAGE(cancelled << " statements were cancelled");
  BOOST_TEST(cancelled > 0);
}

// What a held cursor has read is so by the guard's settings as well.
BOOST_AUTO_TEST_CASE(a_cursors_rows_change_nothing_for_the_host) {
  for (const char* const start : {"SELECT 1", "BEGIN"}) {
    for (const std::int64_t page : {2, 10}) {
      BOOST_TEST_CONTEXT(start << ", pages of " << page) {
        const Scene scene(kCases[6]);
        host_sql(scene.host.get(), start);
        const Lent lent(scene.host.get());
        auto opened = lent.session()->open(
            {.text = "SELECT kept(), interval '1 day' FROM generate_series(1, 5)"}, {.rows = page});
        BOOST_REQUIRE_MESSAGE(opened, opened.error().message);
        BOOST_TEST((opened->rest != nullptr) == (page == 2));
        BOOST_TEST(host_sql(scene.host.get(), "SELECT kept()") == scene.expected);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
