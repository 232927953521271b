// Eight threads on one lease. The program is linked with the driver itself: a driver manager would
// let one call in at a time, and a data race would stay hidden (./dev tsan looks for them).
#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <thread>

#include "integration/driver/client.h"

using namespace pillion::test;
using namespace std::chrono_literals;

namespace {

constexpr int kThreads = 8;

// A host that uses its connection from a thread of its own, and so has a lock.
struct Fixture {
  // The lease waits for ever, and a timed lock is one that ThreadSanitizer does not see taken.
  static int enter(void* lock, int /*timeout_ms*/) {
    static_cast<std::mutex*>(lock)->lock();
    return PILLION_OK;
  }
  static void leave(void* lock) { static_cast<std::mutex*>(lock)->unlock(); }

  std::mutex lock;
  Host host{{.enter = enter, .leave = leave, .context = &lock, .lock_timeout_ms = -1}};

  std::string session(int number) const {
    static constexpr std::array kModes = {"", ";Fetch=cursor;FetchSize=7",
                                          ";Fetch=auto;FetchSize=7"};
    return std::string(host.token) + kModes[static_cast<std::size_t>(number) % kModes.size()];
  }
};

// Boost.Test's checks are for one thread: what a thread finds is collected, and checked at the end.
class Crew {
 public:
  explicit Crew(const std::function<std::string(int)>& work) {
    for (int number = 0; number < kThreads; ++number)
      threads_.emplace_back(
          [this, work, number] { findings_[static_cast<std::size_t>(number)] = work(number); });
  }
  std::array<std::string, kThreads> join() {
    for (std::thread& thread : threads_) thread.join();
    return findings_;
  }
  void check_all_is_well() {
    for (const std::string& finding : join()) BOOST_TEST(finding == "");
  }

 private:
  std::array<std::string, kThreads> findings_;
  std::vector<std::thread> threads_;
};

// A statement for threads: it tells what went wrong as text.
class Statement {
 public:
  explicit Statement(SQLHDBC connection) {
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, connection, &handle))) handle = nullptr;
  }
  ~Statement() { SQLFreeHandle(SQL_HANDLE_STMT, handle); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // `count` rows of two columns: first, first + 1, ... and the text of each.
  bool open_series(SQLINTEGER first, SQLINTEGER count) {
    bounds_ = {first, first + count - 1};
    for (const std::size_t i : {0U, 1U})
      SQLBindParameter(handle, static_cast<SQLUSMALLINT>(i + 1), SQL_PARAM_INPUT, SQL_C_LONG,
                       SQL_INTEGER, 0, 0, &bounds_[i], 0, nullptr);
    return SQL_SUCCEEDED(SQLExecDirect(
        handle, narrow("select g, 'row ' || g from generate_series(?::int, ?::int) g"), SQL_NTS));
  }
  // Whether the next row is the one with this number.
  bool next_is(SQLINTEGER number) {
    SQLINTEGER read = 0;
    std::array<char, 32> text{};
    return SQL_SUCCEEDED(SQLFetch(handle)) &&
           SQL_SUCCEEDED(SQLGetData(handle, 1, SQL_C_LONG, &read, 0, nullptr)) &&
           SQL_SUCCEEDED(SQLGetData(handle, 2, SQL_C_CHAR, text.data(), text.size(), nullptr)) &&
           read == number && text.data() == "row " + std::to_string(number);
  }
  bool at_end() { return SQLFetch(handle) == SQL_NO_DATA; }
  std::string why() const { return diagnostics(SQL_HANDLE_STMT, handle); }
  std::string state() const { return diagnostics(SQL_HANDLE_STMT, handle).substr(0, 5); }

  SQLHSTMT handle = SQL_NULL_HSTMT;

 private:
  std::array<SQLINTEGER, 2> bounds_{};
};

// Two results of one connection, read in turns.
std::string read_two_in_turns(SQLHDBC connection, SQLINTEGER first, SQLINTEGER rows) {
  Statement one(connection);
  Statement two(connection);
  if (!one.open_series(first, rows)) return one.why();
  if (!two.open_series(-first, rows)) return two.why();
  for (SQLINTEGER row = 0; row < rows; ++row) {
    if (!one.next_is(first + row)) return one.why();
    if (!two.next_is(-first + row)) return two.why();
  }
  return one.at_end() && two.at_end() ? "" : "more rows than asked for";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(eight_threads, Fixture)

BOOST_AUTO_TEST_CASE(with_a_connection_each_while_the_host_works) {
  host.run("begin");
  Crew crew([this](int number) -> std::string {
    for (int turn = 0; turn < 5; ++turn) {
      const Client client(session(number + turn));
      if (!SQL_SUCCEEDED(client.connected)) return client.why();
      for (int query = 0; query < 3; ++query)
        if (auto problem = read_two_in_turns(client.connection, 1000 * number + query, 20);
            problem != "")
          return problem;
    }
    return "";
  });
  for (int turn = 0; turn < 50; ++turn) {
    const std::lock_guard hold(lock);
    host.run("select " + std::to_string(turn));
  }
  crew.check_all_is_well();
  BOOST_TEST(PQtransactionStatus(host.connection) == PQTRANS_INTRANS);
}

BOOST_AUTO_TEST_CASE(with_one_connection_and_statements_of_their_own) {
  for (const int mode : {0, 1, 2}) {
    const Client client(session(mode));
    BOOST_REQUIRE(SQL_SUCCEEDED(client.connected));
    Crew crew([&](int number) -> std::string {
      for (int turn = 0; turn < 5; ++turn)
        if (auto problem = read_two_in_turns(client.connection, 1000 * number + turn, 20);
            problem != "")
          return problem;
      return "";
    });
    crew.check_all_is_well();
  }
}

// The way of bulk readers: one thread fetches rowsets, another looks at what was fetched before.
BOOST_AUTO_TEST_CASE(with_a_statement_that_changes_hands) {
  Crew crew([this](int number) -> std::string {
    const Client client(session(number));
    Statement statement(client.connection);
    std::array<std::array<SQLINTEGER, 5>, 2> halves{};
    SQLULEN fetched = 0;
    SQLSetStmtAttr(statement.handle, SQL_ATTR_ROW_ARRAY_SIZE, reinterpret_cast<SQLPOINTER>(5), 0);
    SQLSetStmtAttr(statement.handle, SQL_ATTR_ROWS_FETCHED_PTR, &fetched, 0);
    SQLBindCol(statement.handle, 1, SQL_C_LONG, halves[0].data(), 0, nullptr);
    if (!statement.open_series(1, 40)) return statement.why();
    SQLRETURN code = SQLFetch(statement.handle);
    for (int rowset = 0; SQL_SUCCEEDED(code); ++rowset) {
      const auto& filled = halves[static_cast<std::size_t>(rowset) % 2];
      auto& free = halves[static_cast<std::size_t>(rowset + 1) % 2];
      if (fetched != filled.size()) return "a rowset of " + std::to_string(fetched);
      SQLRETURN next = SQL_ERROR;
      std::thread fetcher([&] {
        SQLBindCol(statement.handle, 1, SQL_C_LONG, free.data(), 0, nullptr);
        next = SQLFetchScroll(statement.handle, SQL_FETCH_NEXT, 0);
      });
      std::string problem;
      for (std::size_t i = 0; i < filled.size(); ++i)
        if (filled[i] != rowset * 5 + static_cast<int>(i) + 1) problem = "a wrong value";
      fetcher.join();
      if (problem != "") return problem;
      code = next;
    }
    return code == SQL_NO_DATA ? "" : statement.why();
  });
  crew.check_all_is_well();
}

// Four run what takes for ever, each with somebody who cancels it until it ends.
BOOST_AUTO_TEST_CASE(that_cancel_each_other) {
  std::array<std::atomic<SQLHSTMT>, kThreads / 2> running{};
  std::array<std::atomic<bool>, kThreads / 2> over{};
  Crew crew([&](int number) -> std::string {
    const auto pair = static_cast<std::size_t>(number / 2);
    if (number % 2 != 0) {
      while (!over[pair]) {
        if (running[pair] != nullptr && SQLCancel(running[pair]) != SQL_SUCCESS)
          return "SQLCancel failed";
        std::this_thread::sleep_for(5ms);
      }
      return "";
    }
    const Client client(session(number));
    Statement statement(client.connection);
    std::string problem;
    for (int turn = 0; turn < 3 && problem.empty(); ++turn) {
      running[pair] = statement.handle;
      const SQLRETURN code =
          SQLExecDirect(statement.handle, narrow("select pg_sleep(60)"), SQL_NTS);
      running[pair] = nullptr;
      const std::string state = statement.state();
      if (SQL_SUCCEEDED(code)) problem = "it was not cancelled";
      if (state != "HY008" && state != "57014") problem = statement.why();
    }
    over[pair] = true;
    // A cancel that was on its way finds nothing to cancel, and hurts nobody.
    if (problem.empty() && !statement.open_series(1, 10)) problem = statement.why();
    return problem;
  });
  crew.check_all_is_well();
  BOOST_TEST(PQtransactionStatus(host.connection) == PQTRANS_IDLE);
}

BOOST_AUTO_TEST_CASE(when_the_host_reclaims) {
  std::atomic<int> at_work = 0;
  Crew crew([&](int number) -> std::string {
    const Client client(session(number));
    if (!SQL_SUCCEEDED(client.connected)) return client.why();
    ++at_work;
    while (true) {
      Statement statement(client.connection);
      bool fine = statement.open_series(1, 20);
      for (int row = 1; row <= 20 && fine; ++row) fine = statement.next_is(row);
      if (!fine) return statement.why();
    }
  });
  while (at_work < kThreads) std::this_thread::sleep_for(1ms);
  std::this_thread::sleep_for(50ms);
  host.reclaim();
  const bool idle = PQtransactionStatus(host.connection) == PQTRANS_IDLE;
  host.run("select 1");
  for (const std::string& why : crew.join())
    BOOST_TEST((why.starts_with("08003") || why.starts_with("57014") || why.starts_with("HY008")),
               why);
  BOOST_TEST(idle);
}

// The handles of a connection that somebody closes end in an orderly way under those who use them.
BOOST_AUTO_TEST_CASE(when_somebody_disconnects) {
  const Client client(session(1));
  std::atomic<int> at_work = 0;
  Crew crew([&](int) -> std::string {
    Statement statement(client.connection);
    while (statement.open_series(1, 20) && statement.next_is(1)) {
      ++at_work;
      int row = 2;
      while (row <= 20 && statement.next_is(row)) ++row;
      if (!SQL_SUCCEEDED(SQLFreeStmt(statement.handle, SQL_CLOSE))) break;
    }
    const SQLRETURN code = SQLFreeStmt(statement.handle, SQL_UNBIND);
    return code == SQL_INVALID_HANDLE ? "" : "still there: " + statement.why();
  });
  while (at_work < kThreads) std::this_thread::sleep_for(1ms);
  BOOST_TEST(SQLDisconnect(client.connection) == SQL_SUCCESS);
  crew.check_all_is_well();
  host.run("select 1");
}

BOOST_AUTO_TEST_SUITE_END()
