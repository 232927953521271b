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

constexpr const char* kRows = "SELECT g, repeat('x', 100) FROM generate_series(1, 40) g";

constexpr std::array kWorks = {
    Work{"rows", read, kRows},
    Work{"rows into a sink", read_into_a_sink, kRows},
    Work{"a setting of the guest's", read_with_a_setting, "SELECT interval '1 day'"},
    Work{"an error before the rows", read, "SELECT nonsense"},
    Work{"an error among the rows", read, "SELECT 1 / (g - 20) FROM generate_series(1, 40) g"},
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
  const char* rows_before_savepoint;  // nullptr: it has none
};

constexpr std::array kStates = {
    HostState{"idle", "SELECT 1", nullptr},
    HostState{"in a transaction",
              "BEGIN; INSERT INTO kept VALUES (1); SAVEPOINT pillion_guard;"
              " INSERT INTO kept VALUES (2)",
              "1"},
    HostState{"log of durations",
              "SET log_min_duration_statement = 0; BEGIN; INSERT INTO kept VALUES (1); SAVEPOINT "
              "pillion_guard;"
              " INSERT INTO kept VALUES (2)",
              "1"},
};

struct Shortage {
  const char* name;
  Allocations which;
  Lack lack;
};

constexpr std::array kShortages = {
    Shortage{"one allocation fails", Allocations::kOfCpp, Lack::kOne},
    Shortage{"all fail from there", Allocations::kOfCpp, Lack::kAllFromThere},
#if !PILLION_SANITIZED
    Shortage{"one large block is refused", Allocations::kLarge, Lack::kOne},
    Shortage{"all large blocks are refused from there", Allocations::kLarge, Lack::kAllFromThere},
#endif
};

// Whether the allocation was reached: no more are left to fail where not.
bool run_without_memory(const Work& work, Session& session, const std::string& text, long number,
                        const Shortage& shortage) {
  const FailingMemory memory(shortage.which, number, shortage.lack);
  try {
    work.run(session, text);
  } catch (const std::bad_alloc&) {
  }
  return memory.has_failed();
}

// libpq gives the connection up where it has no memory for what the server says.
bool is_lost(PGconn* host) {
  return PQstatus(host) == CONNECTION_BAD;
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
    host_sql(host.get(), "LOAD 'plpgsql'");
    host_sql(host.get(), state.statements);
    in_short(host.get());  // takes its own locks the first time, as does:
    before = fingerprint(host.get());
    before_in_short = in_short(host.get());
  }

  HostConnection host = connect_host();
  Lent lent{host.get()};
  std::shared_ptr<Session> session = lent.session();
  std::string before;
  std::string before_in_short;
};

void check_work(const HostState& state, const Work& work, const Shortage& shortage) {
  auto scene = std::make_unique<Scene>(state);
  bool reached = true;
  long number = 0;
  for (; reached; ++number) {
    // Another text each time, so that all of it is new to the session.
    const std::string text = std::string(work.text) + " -- " + std::to_string(number);
    reached = run_without_memory(work, *scene->session, text, number, shortage);
    if (shortage.which == Allocations::kLarge && is_lost(scene->host.get())) {
      scene = std::make_unique<Scene>(state);
      continue;
    }
    const std::string after = in_short(scene->host.get());
    BOOST_REQUIRE_MESSAGE(after == scene->before_in_short,
                          "allocation " << number << ": " << after);
  }
  BOOST_TEST(number > 2);
  BOOST_TEST(state_of(*scene->session, "SELECT 1") == "success");  // closes what was left open
  BOOST_TEST(fingerprint(scene->host.get()) == scene->before);
  // A savepoint of the guard's that was left would be found first.
  if (state.rows_before_savepoint == nullptr) return;
  host_sql(scene->host.get(), "ROLLBACK TO SAVEPOINT pillion_guard");
  BOOST_TEST(host_sql(scene->host.get(), "SELECT count(*) FROM kept") ==
             state.rows_before_savepoint);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(no_memory)

BOOST_AUTO_TEST_CASE(the_host_is_what_it_was_whichever_allocation_fails) {
  host_sql(connect_host().get(), "CREATE TABLE kept (id int)");
  for (const HostState& state : kStates)
    for (const Shortage& shortage : kShortages)
      for (const Work& work : kWorks)
        BOOST_TEST_CONTEXT("host " << state.name << ", " << work.name << ", " << shortage.name)
  check_work(state, work, shortage);
}

BOOST_AUTO_TEST_SUITE_END()
