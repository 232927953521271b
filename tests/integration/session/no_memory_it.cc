// A lack of memory, met at every single place: whichever allocation of a guest's statement fails,
// and whether the next one succeeds again or not, the host's connection is afterwards what it was.
#include <new>

#include "support/failing_memory.h"
#include "support/fingerprint.h"
#include "support/host.h"

using namespace pillion;
using namespace pillion::test;

namespace {

constexpr std::chrono::milliseconds kNoTimeout{0};

class Counter final : public RowSink {
 public:
  Status begin(const std::vector<ResultColumn>& /*columns*/) override { return {}; }
  Status row(std::span<const Cell> /*cells*/) override { return {}; }
};

void read(Session& session, const std::string& text) {
  (void)session.run({.text = text});
}

void read_into_a_sink(Session& session, const std::string& text) {
  Counter rows;
  (void)session.run({.text = text, .sink = &rows});
}

void read_with_a_setting(Session& session, const std::string& text) {
  const std::vector<Setting> settings = {{.name = "IntervalStyle", .value = "sql_standard"}};
  (void)session.run({.text = text, .settings = settings});
}

void read_by_pages(Session& session, const std::string& text) {
  const auto opened = session.open({.text = text}, {.rows = 10});
  if (opened && opened->rest != nullptr) (void)opened->rest->fetch(10, kNoTimeout);
}

void read_short(Session& session, const std::string& text) {
  (void)session.open({.text = text}, {.rows = 10, .buffer_first = true});
}

void describe(Session& session, const std::string& text) {
  (void)session.describe(text, {}, {});
}

struct Work {
  const char* name;
  void (*run)(Session&, const std::string&);
  const char* text;
};

constexpr const char* kRows = "SELECT g, repeat('x', 100) FROM generate_series(1, 600) g";

constexpr std::array kWorks = {
    Work{"rows", read, kRows},
    Work{"rows into a sink", read_into_a_sink, kRows},
    Work{"a setting of the guest's", read_with_a_setting, "SELECT interval '1 day'"},
    Work{"an error before the rows", read, "SELECT nonsense"},
    Work{"an error among the rows", read, "SELECT 1 / (g - 300) FROM generate_series(1, 600) g"},
    Work{"notices", read, "DO $$ BEGIN RAISE WARNING 'one'; RAISE WARNING 'two'; END $$"},
    Work{"pages", read_by_pages, kRows},
    Work{"pages, and an error", read_by_pages, "SELECT 1 / (3 - g) FROM generate_series(1, 9) g"},
    Work{"an error while a cursor is kept", read_by_pages,
         "SELECT 1 / (30 - g) FROM generate_series(1, 60) g"},
    Work{"a short result, whole", read_short, "SELECT 1"},
    Work{"a long result, begun anew", read_short, kRows},
    Work{"a description", describe, "SELECT 1, 'a'"},
};

struct HostState {
  const char* name;
  const char* statements;
};

constexpr std::array kStates = {
    HostState{"idle", "SELECT 1"},
    HostState{"in a transaction", "BEGIN; INSERT INTO kept VALUES (1); SAVEPOINT pillion_guard;"
                                  " INSERT INTO kept VALUES (2)"},
    HostState{"log of durations",
              "SET log_min_duration_statement = 0; BEGIN; INSERT INTO kept VALUES (1)"},
};

// Whether the allocation was reached: no more are left to fail where not.
bool run_without_memory(const Work& work, Session& session, const std::string& text, long number,
                        Lack lack) {
  const FailingMemory memory(number, lack);
  try {
    work.run(session, text);
  } catch (const std::bad_alloc&) {
  }
  return memory.has_failed();
}

std::string in_short(PGconn* host) {
  if (PQpipelineStatus(host) != PQ_PIPELINE_OFF) return "in pipeline mode";
  return host_sql(host,
                  "SELECT concat_ws(' ', count(*), current_setting('transaction_read_only'), "
                  "current_setting('IntervalStyle')) FROM kept") +
         " " + std::to_string(PQtransactionStatus(host)) + std::to_string(PQisnonblocking(host));
}

struct Scene {
  explicit Scene(const HostState& state) {
    host_sql(host.get(), "LOAD 'plpgsql'; CREATE TEMPORARY TABLE kept (id int)");
    host_sql(host.get(), state.statements);
    in_short(host.get());  // takes its own locks the first time, as does:
    fingerprint(host.get());
  }

  void check(const Work& work, Lack lack) {
    const std::string before = fingerprint(host.get());
    const std::string before_in_short = in_short(host.get());
    long number = 0;
    bool reached = true;
    for (; reached; ++number) {
      // Another text each time, so that all of it is new to the session.
      const std::string text = std::string(work.text) + " -- " + std::to_string(number);
      reached = run_without_memory(work, *session, text, number, lack);
      BOOST_REQUIRE_MESSAGE(in_short(host.get()) == before_in_short,
                            work.name << ", allocation " << number << ": " << in_short(host.get()));
    }
    BOOST_TEST(number > 5, work.name);
    BOOST_TEST(state_of(*session, "SELECT 1") == "success");  // closes what was left open
    BOOST_TEST(fingerprint(host.get()) == before);
  }

  HostConnection host = connect_host();
  Lent lent{host.get()};
  std::shared_ptr<Session> session = lent.session();
};

}  // namespace

BOOST_AUTO_TEST_SUITE(no_memory)

BOOST_AUTO_TEST_CASE(the_host_is_what_it_was_whichever_allocation_fails) {
  for (const HostState& state : kStates)
    for (const Lack lack : {Lack::kOne, Lack::kAllFromThere})
      BOOST_TEST_CONTEXT("host " << state.name << (lack == Lack::kOne ? ", one" : ", all")) {
        Scene scene(state);
        for (const Work& work : kWorks) scene.check(work, lack);
      }
}

BOOST_AUTO_TEST_SUITE_END()
