// Cancelling and timeouts: they end the guest's statement, and never anything of the host's.
#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <random>
#include <thread>

#include "support/host.h"

using namespace pillion;
using namespace pillion::test;

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

// Until the server runs a statement on that backend which looks like `pattern`.
void wait_until_running(PGconn* watcher, int backend, const std::string& pattern) {
  const std::string seen =
      "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid = " +
      std::to_string(backend) + " AND query LIKE '" + pattern + "'";
  for (const auto start = Clock::now(); Clock::now() - start < 10s;) {
    if (host_sql(watcher, seen) == "1") return;
    std::this_thread::sleep_for(2ms);
  }
  BOOST_FAIL("the statement does not run");
}

// Runs a statement in another thread, and gives the SQLSTATE of how it ended.
class Running {
 public:
  Running(Session& session, std::string text)
      : thread_([this, &session, sql = std::move(text)] { state_ = state_of(session, sql); }) {}
  std::string join() {
    thread_.join();
    return state_;
  }

 private:
  std::string state_;
  std::thread thread_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(cancel)

BOOST_AUTO_TEST_CASE(a_running_statement_is_cancelled_and_the_host_lives) {
  const HostConnection watcher = connect_host();
  for (const char* const start : {"SELECT 1", "BEGIN"}) {
    const HostConnection host = connect_host();
    host_sql(host.get(), start);
    const auto before = PQtransactionStatus(host.get());
    const int backend = PQbackendPID(host.get());
    const Lent lent(host.get());
    const auto session = lent.session();
    Running running(*session, "SELECT pg_sleep(30)");
    wait_until_running(watcher.get(), backend, "SELECT pg_sleep%");
    BOOST_TEST(session->cancel().has_value());
    BOOST_TEST(running.join() == "HY008");
    BOOST_TEST(PQtransactionStatus(host.get()) == before);
    BOOST_TEST(state_of(*session, "SELECT 1") == "success");
  }
}

BOOST_AUTO_TEST_CASE(another_guests_statement_is_not_cancelled) {
  const HostConnection watcher = connect_host();
  const HostConnection host = connect_host();
  const int backend = PQbackendPID(host.get());
  const Lent lent(host.get());
  const auto session = lent.session();
  const auto bystander = lent.session();
  Running running(*session, "SELECT pg_sleep(0.3)");
  wait_until_running(watcher.get(), backend, "SELECT pg_sleep%");
  BOOST_TEST(bystander->cancel().has_value());
  BOOST_TEST(running.join() == "success");
}

BOOST_AUTO_TEST_CASE(timeouts_say_so_and_the_hosts_own_stays) {
  for (const char* const start :
       {"SET statement_timeout = '20s'", "BEGIN; SET LOCAL statement_timeout = '20s'"}) {
    const HostConnection host = connect_host();
    host_sql(host.get(), start);
    const auto before = PQtransactionStatus(host.get());
    const Lent lent(host.get(), {.statement_timeout_ms = 300});
    const auto session = lent.session();
    const auto begun = Clock::now();
    BOOST_TEST(state_of(*session, "SELECT pg_sleep(10)") == "HYT00");  // the lease's limit
    BOOST_TEST(state_of(*session, "SELECT pg_sleep(10)", 50) == "HYT00");
    BOOST_TEST((Clock::now() - begun < 5s));
    BOOST_TEST(PQtransactionStatus(host.get()) == before);
    BOOST_TEST(host_sql(host.get(), "SHOW statement_timeout") == "20s");
  }
}

BOOST_AUTO_TEST_CASE(a_shorter_limit_of_the_host_stays_in_force) {
  const HostConnection host = connect_host();
  host_sql(host.get(), "SET statement_timeout = '100ms'");
  const Lent lent(host.get(), {.statement_timeout_ms = 60'000});
  const auto begun = Clock::now();
  BOOST_TEST(state_of(*lent.session(), "SELECT pg_sleep(10)") == "57014");
  BOOST_TEST((Clock::now() - begun < 5s));
}

// A session may ask for transactions that wait for a safe snapshot: for as long as another one
// writes, and before any limit of a guest's holds. A guest has its own transaction, which does not.
BOOST_AUTO_TEST_CASE(an_idle_host_does_not_wait_for_a_safe_snapshot) {
  const HostConnection writer = connect_host();
  const HostConnection host = connect_host();
  host_sql(writer.get(), "CREATE TABLE written (id int)");
  host_sql(writer.get(), "BEGIN ISOLATION LEVEL SERIALIZABLE; INSERT INTO written VALUES (1)");
  host_sql(host.get(), "SET default_transaction_isolation = 'serializable'");
  host_sql(host.get(), "SET default_transaction_deferrable = on");
  // What would end the wait.
  std::thread end([&] {
    std::this_thread::sleep_for(3s);
    host_sql(writer.get(), "ROLLBACK");
  });
  const Lent lent(host.get(), {.statement_timeout_ms = 1000});
  const auto begun = Clock::now();
  const auto result = run(*lent.session(), "SELECT count(*)::text FROM written");
  const auto took = Clock::now() - begun;
  end.join();
  BOOST_REQUIRE(result);
  BOOST_TEST(text_of(**result, 0, 0) == "0");
  BOOST_TEST((took < 2s));
  BOOST_TEST(host_sql(host.get(), "SHOW default_transaction_deferrable") == "on");
  host_sql(writer.get(), "DROP TABLE written");
}

// Timeouts so short that they also hit the restoring half of the guard.
BOOST_AUTO_TEST_CASE(the_shortest_timeout_leaves_no_savepoint) {
  const HostConnection host = connect_host();
  host_sql(host.get(), "CREATE TEMP TABLE t (id int)");
  host_sql(host.get(), "BEGIN; INSERT INTO t VALUES (1)");
  const Lent lent(host.get());
  const auto session = lent.session();
  for (int i = 0; i < 300; ++i) {
    state_of(*session, "SELECT count(*) FROM generate_series(1, 4000)", 1);
    BOOST_REQUIRE(PQtransactionStatus(host.get()) == PQTRANS_INTRANS);
  }
  PGresult* const result = PQexec(host.get(), "RELEASE SAVEPOINT pillion_guard");
  BOOST_TEST(PQresultStatus(result) == PGRES_FATAL_ERROR);  // there is none
  PQclear(result);
  host_sql(host.get(), "ROLLBACK");
}

// Cancels at random moments against thousands of short statements: the host's transaction must
// survive them all, and the host's own statements must never be hit.
void storm(const char* session_setting, int statements) {
  static constexpr std::array kTexts = {"SELECT 1", "SELECT count(*) FROM generate_series(1, 3000)",
                                        "SELECT pg_sleep(0.0004)", "SELECT repeat('x', 100000)",
                                        "SELECT nonsense"};
  const HostConnection host = connect_host();
  host_sql(host.get(), session_setting);
  host_sql(host.get(), "CREATE TEMP TABLE t (id int)");
  host_sql(host.get(), "BEGIN");
  const Lent lent(host.get());
  const auto session = lent.session();
  std::atomic<bool> over{false};
  std::thread canceller([&] {
    std::minstd_rand random(7);
    while (!over) {
      std::this_thread::sleep_for(std::chrono::microseconds(random() % 900));
      static_cast<void>(session->cancel());
    }
  });
  // Every second one by a guest with settings, after which the session's plans are forgotten.
  const std::vector<Setting> settings = {{.name = "TimeZone", .value = "Asia/Tokyo"}};
  int cancelled = 0;
  for (int i = 0; i < statements; ++i) {
    const auto answer =
        session->run({.text = kTexts[static_cast<std::size_t>(i) % kTexts.size()],
                      .settings = i % 2 == 0 ? std::span(settings) : std::span<const Setting>()});
    const std::string outcome(answer ? "success" : answer.error().sqlstate.text());
    if (outcome == "HY008") ++cancelled;
    const bool expected = outcome == "HY008" || outcome == "success" || outcome == "42703";
    BOOST_TEST(expected, outcome);
    BOOST_TEST(PQtransactionStatus(host.get()) == PQTRANS_INTRANS);
    PGresult* const result = PQexec(host.get(), "INSERT INTO t VALUES (1)");
    BOOST_TEST(PQresultStatus(result) == PGRES_COMMAND_OK, PQresultErrorMessage(result));
    PQclear(result);
  }
  over = true;
  canceller.join();
  BOOST_TEST_MESSAGE(cancelled << " of " << statements << " statements were cancelled");
  BOOST_TEST(cancelled > 0);
  BOOST_TEST(host_sql(host.get(), "SELECT count(*) FROM t") == std::to_string(statements));
  host_sql(host.get(), "COMMIT");
}

BOOST_AUTO_TEST_CASE(a_storm_of_cancels) {
  storm("SELECT 1", 2500);
}
BOOST_AUTO_TEST_CASE(a_storm_of_cancels_where_durations_are_logged) {
  storm("SET log_min_duration_statement = 0", 1500);
}

BOOST_AUTO_TEST_CASE(reclaiming_ends_the_statement_that_runs) {
  const HostConnection watcher = connect_host();
  const HostConnection host = connect_host();
  host_sql(host.get(), "BEGIN");
  const int backend = PQbackendPID(host.get());
  static std::atomic<int> released;
  released = 0;
  pillion_options options{.size = sizeof options, .release = [](void*) { ++released; }};
  char token[PILLION_TOKEN_SIZE];
  BOOST_REQUIRE(pillion_lend(host.get(), &options, token) == PILLION_OK);
  const auto session = *find_session(token);
  Running running(*session, "SELECT pg_sleep(30)");
  wait_until_running(watcher.get(), backend, "SELECT pg_sleep%");
  BOOST_TEST(pillion_reclaim(token) == PILLION_OK);
  BOOST_TEST(released == 1);
  BOOST_TEST(pillion_reclaim(token) == PILLION_ETOKEN);
  BOOST_TEST(running.join() == "HY008");
  BOOST_TEST(released == 1);
  BOOST_TEST(state_of(*session, "SELECT 1") == "08003");
  BOOST_TEST(host_sql(host.get(), "SELECT 1") == "1");
  BOOST_TEST(PQtransactionStatus(host.get()) == PQTRANS_INTRANS);
}

// Many guests of one lease at once, while the host uses its connection under the same lock.
BOOST_AUTO_TEST_CASE(guests_and_host_take_turns) {
  struct Lock {
    std::mutex mutex;
  } lock;
  const HostConnection host = connect_host();
  host_sql(host.get(), "BEGIN");
  pillion_options options{};
  options.context = &lock;
  options.enter = [](void* context, int timeout_ms) -> int {
    auto& mutex = static_cast<Lock*>(context)->mutex;
    // Tries rather than waits: ThreadSanitizer does not know the timed wait of a mutex.
    for (const auto end = Clock::now() + std::chrono::milliseconds(timeout_ms);;) {
      if (mutex.try_lock()) return PILLION_OK;
      if (Clock::now() >= end) return PILLION_EBUSY;
      std::this_thread::sleep_for(100us);
    }
  };
  options.leave = [](void* context) { static_cast<Lock*>(context)->mutex.unlock(); };
  const Lent lent(host.get(), options);
  std::atomic<int> successes{0};
  std::vector<std::thread> guests;
  for (int guest = 0; guest < 4; ++guest)
    guests.emplace_back([&, session = lent.session()] {
      for (int i = 0; i < 100; ++i)
        if (run(*session, "SELECT " + std::to_string(i % 7))) ++successes;
    });
  for (int i = 0; i < 100; ++i) {
    while (!lock.mutex.try_lock()) std::this_thread::sleep_for(50us);
    BOOST_TEST(host_sql(host.get(), "SELECT 1") == "1");
    lock.mutex.unlock();
  }
  for (std::thread& guest : guests) guest.join();
  BOOST_TEST(successes == 400);
}

// A database administrator's pg_cancel_backend() knows nothing of the guard, and can meet its
// SAVEPOINT. That aborts the host's transaction; but where the host has a savepoint of the same
// name, nothing may go back to that. And a result read by pages is whole, or an error.
BOOST_AUTO_TEST_CASE(somebody_elses_cancels_lose_no_row_of_the_host) {
  const HostConnection host = connect_host();
  host_sql(host.get(), "CREATE TEMPORARY TABLE mine (a int)");
  host_sql(host.get(), "SET log_min_duration_statement = 0");  // the restoring half is sent apart
  const std::string cancel =
      "SELECT pg_cancel_backend(" + std::to_string(PQbackendPID(host.get())) + ")";
  const HostConnection other = connect_host();
  std::atomic<bool> over{false};
  std::mutex guest_runs;  // else the storm rests
  guest_runs.lock();
  std::thread storm([&] {
    std::minstd_rand random;
    while (!over) {
      {
        const std::lock_guard<std::mutex> now(guest_runs);
        PQclear(PQexec(other.get(), cancel.c_str()));
      }
      std::this_thread::sleep_for(std::chrono::microseconds(random() % 3000));
    }
  });
  int aborted = 0;
  int whole = 0;
  const Lent lent(host.get());
  const auto session = lent.session();
  const auto end = Clock::now() + 20s;
  while ((aborted < 3 || whole < 3) && Clock::now() < end) {
    host_sql(host.get(),
             "BEGIN; INSERT INTO mine VALUES (1); SAVEPOINT pillion_guard;"
             " INSERT INTO mine VALUES (2)");
    guest_runs.unlock();
    const auto opened =
        session->open({.text = "SELECT g FROM generate_series(1, 30) g"}, {.rows = 10});
    guest_runs.lock();
    if (opened) BOOST_TEST((opened->rest != nullptr || opened->first->row_count() == 30));
    whole += opened ? 1 : 0;
    if (PQtransactionStatus(host.get()) == PQTRANS_INERROR)
      ++aborted;
    else
      BOOST_TEST(host_sql(host.get(), "SELECT count(*) FROM mine") == "2");
    host_sql(host.get(), "ROLLBACK");
  }
  guest_runs.unlock();
  over = true;
  storm.join();
  BOOST_TEST(aborted >= 3);
  BOOST_TEST(whole >= 3);
}

BOOST_AUTO_TEST_SUITE_END()
