// Results read by pages: what the guest gets, what the host sees meanwhile, and what is left.
#include <thread>

#include "support/fingerprint.h"
#include "support/host.h"

using namespace pillion;
using namespace pillion::test;

namespace {

using std::chrono::milliseconds;

constexpr const char* kSeries = "SELECT g, 'row ' || g FROM generate_series(1, 25) g";

Result<OpenedResult> open(Session& session, std::string_view text, std::int64_t page,
                          bool buffer_first = false, std::vector<Parameter> parameters = {}) {
  return session.open({.text = text, .parameters = parameters},
                      {.rows = page, .buffer_first = buffer_first});
}

std::string cursors(PGconn* host) {
  return host_sql(host, "SELECT count(*) FROM pg_cursors");
}

// The first column of every row, joined.
std::string read_all(OpenedResult& opened, std::int64_t page) {
  std::string all;
  const auto add = [&all](const ResultSet& rows) {
    for (int row = 0; row < rows.row_count(); ++row) all += text_of(rows, row, 1).substr(4) + " ";
  };
  add(*opened.first);
  while (opened.rest != nullptr && !opened.rest->at_end()) {
    const auto rows = opened.rest->fetch(page, milliseconds(0));
    BOOST_REQUIRE_MESSAGE(rows, rows.error().message);
    add(**rows);
  }
  return all;
}

std::string numbers(int last) {
  std::string all;
  for (int i = 1; i <= last; ++i) all += std::to_string(i) + " ";
  return all;
}

std::string state_of(const Result<std::unique_ptr<ResultSet>>& result) {
  return result ? "success" : std::string(result.error().sqlstate.text());
}

struct Scene {
  HostConnection host = connect_host();
  Lent lent{host.get()};
  std::shared_ptr<Session> session = lent.session();

  std::unique_ptr<Cursor> half_read() {
    auto opened = open(*session, kSeries, 10);
    BOOST_REQUIRE_MESSAGE(opened, opened.error().message);
    BOOST_REQUIRE(opened->rest != nullptr);
    return std::move(opened->rest);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(cursor, Scene)

BOOST_AUTO_TEST_CASE(every_row_comes_once_and_the_host_is_free_between_pages) {
  for (const char* const begin : {"", "BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ"}) {
    host_sql(host.get(), *begin != '\0' ? begin : "SELECT 1");
    host_sql(host.get(), "CREATE TEMPORARY TABLE IF NOT EXISTS mine (a int)");
    host_sql(host.get(), "INSERT INTO mine VALUES (0)");
    const std::string before = fingerprint(host.get());
    for (const int page : {1, 7, 24, 25, 26}) {
      auto opened = open(*session, kSeries, page);
      BOOST_REQUIRE_MESSAGE(opened, opened.error().message);
      BOOST_TEST((opened->rest != nullptr) == (page <= 25));
      host_sql(host.get(), "INSERT INTO mine VALUES (1)");
      BOOST_TEST(read_all(*opened, page) == numbers(25));
    }
    BOOST_TEST(cursors(host.get()) == "0");
    BOOST_TEST(fingerprint(host.get()) == before);
    host_sql(host.get(), "ROLLBACK");
  }
}

BOOST_AUTO_TEST_CASE(a_result_of_one_page_leaves_no_cursor_at_any_time) {
  for (const char* const begin : {"SELECT 1", "BEGIN"}) {
    host_sql(host.get(), begin);
    const auto opened = open(*session, kSeries, 100);
    BOOST_REQUIRE_MESSAGE(opened, opened.error().message);
    BOOST_TEST(opened->first->row_count() == 25);
    BOOST_TEST((opened->rest == nullptr));
    BOOST_TEST(cursors(host.get()) == "0");
  }
}

BOOST_AUTO_TEST_CASE(a_half_read_cursor_is_closed_with_its_owner) {
  for (const char* const begin : {"SELECT 1", "BEGIN"}) {
    host_sql(host.get(), begin);
    const std::string before = fingerprint(host.get());
    {
      const auto rest = half_read();
      BOOST_TEST(cursors(host.get()) == "1");
    }
    BOOST_TEST(cursors(host.get()) == "0");
    BOOST_TEST(fingerprint(host.get()) == before);
  }
}

BOOST_AUTO_TEST_CASE(the_end_of_the_hosts_transaction_is_told_and_no_wrong_row_comes) {
  struct {
    const char* before;
    const char* between;
    const char* state;
  } const ends[] = {
      {"BEGIN", "COMMIT", "24000"},
      {"BEGIN", "ROLLBACK", "24000"},
      {"BEGIN", "COMMIT; BEGIN", "24000"},
      {"BEGIN; SAVEPOINT a", "ROLLBACK TO a", "24000"},
      {"BEGIN; SAVEPOINT a", "RELEASE a", "success"},
      {"BEGIN", "SAVEPOINT a", "success"},
      {"BEGIN", "CLOSE ALL", "24000"},
      {"SELECT 1", "CLOSE ALL", "24000"},
      {"SELECT 1", "DISCARD ALL", "24000"},
      {"SELECT 1", "BEGIN", "success"},
      {"SELECT 1", "BEGIN; ROLLBACK", "success"},
  };
  for (const auto& end : ends) {
    host_sql(host.get(), end.before);
    {
      const auto rest = half_read();
      host_sql(host.get(), end.between);
      // Another guest's cursor must not take the place of one that is gone.
      const auto other =
          open(*session, "SELECT 'other ' || g, 'no ' || g FROM generate_series(1, 9) g", 2);
      BOOST_REQUIRE(other);
      const auto rows = rest->fetch(10, milliseconds(0));
      BOOST_TEST(state_of(rows) == end.state, end.between);
      if (rows) BOOST_TEST(text_of(**rows, 0, 1) == "row 11");
      if (!rows) BOOST_TEST(state_of(rest->fetch(10, milliseconds(0))) == "24000");
    }
    BOOST_TEST(cursors(host.get()) == "0", end.between);
    host_sql(host.get(), "ROLLBACK");
  }
}

BOOST_AUTO_TEST_CASE(a_page_read_inside_a_savepoint_of_the_hosts_is_not_read_again) {
  host_sql(host.get(), "BEGIN");
  const auto rest = half_read();
  host_sql(host.get(), "SAVEPOINT a");
  BOOST_REQUIRE(rest->fetch(5, milliseconds(0)));
  host_sql(host.get(), "ROLLBACK TO a");
  const auto rows = rest->fetch(5, milliseconds(0));
  BOOST_REQUIRE_MESSAGE(rows, rows.error().message);
  BOOST_TEST(text_of(**rows, 0, 1) == "row 16");
}

BOOST_AUTO_TEST_CASE(a_failed_transaction_of_the_hosts_is_waited_out) {
  host_sql(host.get(), "BEGIN; SAVEPOINT a");
  const auto before_savepoint = [&] {
    host_sql(host.get(), "RELEASE a");
    auto rest = half_read();
    host_sql(host.get(), "SAVEPOINT b");
    return rest;
  }();
  PQclear(PQexec(host.get(), "SELECT 1/0"));
  BOOST_TEST(state_of(before_savepoint->fetch(5, milliseconds(0))) == "25P02");
  host_sql(host.get(), "ROLLBACK TO b");
  const auto rows = before_savepoint->fetch(5, milliseconds(0));
  BOOST_REQUIRE_MESSAGE(rows, rows.error().message);
  BOOST_TEST(text_of(**rows, 0, 1) == "row 11");
}

// Closed while nothing can be sent: the cursor goes before the next statement of a guest.
BOOST_AUTO_TEST_CASE(a_cursor_left_in_a_failed_transaction_is_closed_later) {
  auto rest = half_read();  // held: the host is idle
  host_sql(host.get(), "BEGIN");
  PQclear(PQexec(host.get(), "SELECT 1/0"));
  rest = nullptr;
  host_sql(host.get(), "ROLLBACK");
  BOOST_TEST(cursors(host.get()) == "1");
  BOOST_REQUIRE(run(*session, "SELECT 1"));
  BOOST_TEST(cursors(host.get()) == "0");
}

BOOST_AUTO_TEST_CASE(reclaiming_closes_what_guests_have_open) {
  for (const char* const begin : {"SELECT 1", "BEGIN"}) {
    host_sql(host.get(), begin);
    std::unique_ptr<Cursor> rest;
    {
      const Lent other(host.get());
      const auto guest = other.session();
      auto opened = open(*guest, kSeries, 10);
      BOOST_REQUIRE(opened);
      rest = std::move(opened->rest);
      BOOST_TEST(cursors(host.get()) == "1");
    }
    BOOST_TEST(cursors(host.get()) == "0");
    BOOST_TEST(state_of(rest->fetch(1, milliseconds(0))) == "08003");
  }
}

BOOST_AUTO_TEST_CASE(what_a_cursor_reads_cannot_write) {
  host_sql(host.get(),
           "CREATE TABLE cursor_target (a int); CREATE FUNCTION cursor_writes(i int) RETURNS int "
           "LANGUAGE plpgsql AS $$ BEGIN IF i > 12 THEN INSERT INTO cursor_target VALUES (i); END "
           "IF; RETURN i; END $$");
  for (const char* const begin : {"SELECT 1", "BEGIN"}) {
    host_sql(host.get(), begin);
    const std::string before = fingerprint(host.get());
    auto opened = open(*session, "SELECT cursor_writes(g) FROM generate_series(1, 20) g", 5);
    // A held cursor is read by the server at once, another one page by page.
    Error error;
    if (!opened) error = opened.error();
    while (opened && error.message.empty()) {
      const auto rows = opened->rest->fetch(5, milliseconds(0));
      if (!rows) error = rows.error();
    }
    BOOST_TEST(error.sqlstate.text() == "25006");
    if (opened) BOOST_TEST(state_of(opened->rest->fetch(5, milliseconds(0))) == "24000");
    if (opened) opened->rest = nullptr;
    BOOST_TEST(cursors(host.get()) == "0");
    BOOST_TEST(fingerprint(host.get()) == before);
  }
  host_sql(host.get(), "ROLLBACK; DROP TABLE cursor_target; DROP FUNCTION cursor_writes");
}

// The planner runs STABLE functions for its estimates: before the first page, when the cursor is
// declared.
BOOST_AUTO_TEST_CASE(what_runs_while_a_cursor_is_planned_cannot_write) {
  host_sql(host.get(),
           "CREATE TABLE planned AS SELECT g AS a FROM generate_series(1, 1000) g; ANALYZE planned;"
           "CREATE TABLE planned_target (a int);"
           "CREATE FUNCTION planned_writes() RETURNS int VOLATILE LANGUAGE plpgsql AS"
           " $$ BEGIN INSERT INTO planned_target VALUES (1); RETURN 5; END $$;"
           "CREATE FUNCTION planned_estimate() RETURNS int STABLE LANGUAGE plpgsql AS"
           " $$ BEGIN RETURN planned_writes(); END $$;"
           "CREATE FUNCTION planned_in_silence() RETURNS int STABLE LANGUAGE plpgsql AS"
           " $$ BEGIN IF current_setting('transaction_read_only') = 'off' THEN"
           " RETURN planned_writes(); END IF; RETURN 5; END $$");
  for (const char* const begin : {"SELECT 1", "BEGIN", "BEGIN; SAVEPOINT a"}) {
    for (const bool buffer_first : {false, true}) {
      host_sql(host.get(), begin);
      host_sql(host.get(), "SELECT FROM planned, planned_target");  // a cursor's read locks stay
      const std::string before = fingerprint(host.get());
      const auto loud =
          open(*session, "SELECT a FROM planned WHERE a < 900 OR a > planned_estimate()", 5,
               buffer_first);
      BOOST_REQUIRE(!loud);
      BOOST_TEST(loud.error().sqlstate.text() == "25006");
      BOOST_TEST(cursors(host.get()) == "0");
      auto silent =
          open(*session, "SELECT a FROM planned WHERE a < 900 OR a > planned_in_silence()", 5,
               buffer_first);
      BOOST_REQUIRE_MESSAGE(silent, silent.error().message);
      silent->rest = nullptr;
      BOOST_TEST(host_sql(host.get(), "SELECT count(*) FROM planned_target") == "0", begin);
      BOOST_TEST(fingerprint(host.get()) == before);
      host_sql(host.get(), "ROLLBACK");
    }
  }
  host_sql(host.get(),
           "DROP TABLE planned, planned_target; DROP FUNCTION planned_writes, planned_estimate, "
           "planned_in_silence");
}

// And it holds the lease's time limit, which FETCH alone has as a setting.
BOOST_AUTO_TEST_CASE(what_runs_while_a_cursor_is_planned_times_out) {
  host_sql(host.get(),
           "CREATE TABLE slow AS SELECT g AS a FROM generate_series(1, 1000) g; ANALYZE slow;"
           "CREATE FUNCTION slow_estimate() RETURNS int STABLE LANGUAGE plpgsql AS"
           " $$ BEGIN PERFORM pg_sleep(3); RETURN 5; END $$");
  for (const char* const begin : {"SELECT 1", "BEGIN"}) {
    host_sql(host.get(), begin);
    const auto started = std::chrono::steady_clock::now();
    const auto opened =
        session->open({.text = "SELECT a FROM slow WHERE a < 900 OR a > slow_estimate()",
                       .timeout = milliseconds(200)},
                      {.rows = 5});
    BOOST_REQUIRE(!opened);
    BOOST_TEST(opened.error().sqlstate.text() == "HYT00");
    BOOST_TEST((std::chrono::steady_clock::now() - started < std::chrono::seconds(2)));
    BOOST_TEST(host_sql(host.get(), "SELECT 5") == "5", begin);
  }
  host_sql(host.get(), "ROLLBACK; DROP TABLE slow; DROP FUNCTION slow_estimate");
}

// The cursor is declared read-only, and that must end with the savepoint around it.
BOOST_AUTO_TEST_CASE(a_host_writes_on_beside_an_open_cursor) {
  for (const char* const mode : {"READ WRITE", "READ ONLY"}) {
    host_sql(host.get(), std::string("BEGIN ") + mode);
    host_sql(host.get(), "SAVEPOINT a");
    const std::string own = host_sql(host.get(), "SHOW transaction_read_only");
    const auto rest = half_read();
    BOOST_TEST(host_sql(host.get(), "SHOW transaction_read_only") == own);
    host_sql(host.get(), "SAVEPOINT b; SET TRANSACTION READ ONLY; ROLLBACK TO b; RELEASE b");
    BOOST_TEST(host_sql(host.get(), "SHOW transaction_read_only") == own);
    BOOST_REQUIRE(rest->fetch(5, milliseconds(0)));
    if (own == "off") host_sql(host.get(), "CREATE TABLE beside (a int)");
    host_sql(host.get(), "RELEASE a");
    BOOST_TEST(host_sql(host.get(), "SHOW transaction_read_only") == own);
    if (own == "off") host_sql(host.get(), "INSERT INTO beside VALUES (1); DROP TABLE beside");
    host_sql(host.get(), "COMMIT");
    BOOST_TEST(host_sql(host.get(), "SHOW transaction_read_only") == "off");
  }
}

BOOST_AUTO_TEST_CASE(errors_are_those_of_the_statement_itself) {
  for (const char* const begin : {"SELECT 1", "BEGIN"}) {
    host_sql(host.get(), begin);
    const auto missing = open(*session, "SELECT a FROM nowhere", 5);
    BOOST_REQUIRE(!missing);
    BOOST_TEST(missing.error().sqlstate.text() == "42P01");
    BOOST_TEST(missing.error().position == 15);
    const auto divided = open(*session, "SELECT 1 / (3 - g) FROM generate_series(1, 9) g", 5);
    BOOST_REQUIRE(!divided);
    BOOST_TEST(divided.error().sqlstate.text() == "22012");
    BOOST_TEST(host_sql(host.get(), "SELECT 5") == "5");
  }
}

BOOST_AUTO_TEST_CASE(what_has_no_cursor_is_buffered) {
  for (const char* const text : {"EXPLAIN SELECT 1", "SHOW search_path"}) {
    const auto opened = open(*session, text, 1);
    BOOST_REQUIRE_MESSAGE(opened, opened.error().message);
    BOOST_TEST((opened->rest == nullptr));
    BOOST_TEST(opened->first->row_count() == 1);
  }
}

BOOST_AUTO_TEST_CASE(parameters_and_a_comment_at_the_end) {
  auto opened = open(*session, "SELECT g, 'row ' || g FROM generate_series(1, $1) g; -- all", 10,
                     false, {{.type = 23, .value = "25"}});
  BOOST_REQUIRE_MESSAGE(opened, opened.error().message);
  BOOST_TEST(read_all(*opened, 10) == numbers(25));
}

BOOST_AUTO_TEST_CASE(a_short_result_is_buffered_and_a_long_one_begun_again) {
  for (const char* const begin : {"SELECT 1", "BEGIN"}) {
    host_sql(host.get(), begin);
    const std::string before = fingerprint(host.get());
    auto whole = open(*session, kSeries, 25, true);
    BOOST_REQUIRE_MESSAGE(whole, whole.error().message);
    BOOST_TEST((whole->rest == nullptr));
    BOOST_TEST(read_all(*whole, 25) == numbers(25));
    auto paged = open(*session, kSeries, 24, true);
    BOOST_REQUIRE_MESSAGE(paged, paged.error().message);
    BOOST_TEST((paged->rest != nullptr));
    BOOST_TEST(read_all(*paged, 24) == numbers(25));
    paged->rest = nullptr;
    BOOST_TEST(fingerprint(host.get()) == before);
  }
}

BOOST_AUTO_TEST_CASE(a_host_in_another_encoding_and_a_role_stay_as_they_were) {
  host_sql(host.get(),
           "CREATE ROLE cursor_guest; SET client_encoding = LATIN1;"
           "SET standard_conforming_strings = off");
  pillion_options options{};
  options.role = "cursor_guest";
  {
    const Lent lower(host.get(), options);
    const auto guest = lower.session();
    for (const char* const begin : {"SELECT 1", "BEGIN"}) {
      host_sql(host.get(), begin);
      const std::string before = fingerprint(host.get());
      auto opened =
          open(*guest, "SELECT current_user, 'row ' || g FROM generate_series(1, 25) g", 10);
      BOOST_REQUIRE_MESSAGE(opened, opened.error().message);
      BOOST_TEST(text_of(*opened->first, 0, 0) == "cursor_guest");
      BOOST_TEST(host_sql(host.get(), "SHOW client_encoding") == "LATIN1");
      BOOST_TEST(host_sql(host.get(), "SHOW standard_conforming_strings") == "off");
      BOOST_TEST(host_sql(host.get(), "SHOW role") == "none");
      BOOST_TEST(read_all(*opened, 10) == numbers(25));
      opened->rest = nullptr;
      BOOST_TEST(fingerprint(host.get()) == before);
    }
  }
  host_sql(host.get(), "ROLLBACK; DROP ROLE cursor_guest");
}

BOOST_AUTO_TEST_CASE(a_page_can_be_cancelled_and_times_out) {
  const char* const slow =
      "SELECT g, pg_sleep(CASE WHEN g < 11 THEN 0 ELSE 10 END)"
      " FROM generate_series(1, 25) g";
  host_sql(host.get(), "BEGIN");
  const std::string before = fingerprint(host.get());
  {
    auto opened = open(*session, slow, 10);
    BOOST_REQUIRE_MESSAGE(opened, opened.error().message);
    BOOST_TEST(state_of(opened->rest->fetch(10, milliseconds(50))) == "HYT00");
  }
  auto opened = open(*session, slow, 10);
  BOOST_REQUIRE(opened);
  bool cancelled = false;
  const auto cancel_soon = [&] {
    std::this_thread::sleep_for(milliseconds(200));
    cancelled = session->cancel().has_value();
  };
  std::thread canceller(cancel_soon);
  BOOST_TEST(state_of(opened->rest->fetch(10, milliseconds(0))) == "HY008");
  canceller.join();
  BOOST_TEST(cancelled);
  opened->rest = nullptr;
  BOOST_TEST(fingerprint(host.get()) == before);
  // A held cursor is read by the server when it is opened.
  host_sql(host.get(), "ROLLBACK");
  const std::string idle = fingerprint(host.get());
  const auto held = session->open({.text = slow, .timeout = milliseconds(50)}, {.rows = 10});
  BOOST_REQUIRE(!held);
  BOOST_TEST(held.error().sqlstate.text() == "HYT00");
  BOOST_TEST(PQtransactionStatus(host.get()) == PQTRANS_IDLE);
  cancelled = false;
  std::thread late(cancel_soon);
  const auto stopped = open(*session, slow, 10);
  late.join();
  BOOST_TEST(cancelled);
  BOOST_REQUIRE(!stopped);
  BOOST_TEST(stopped.error().sqlstate.text() == "HY008");
  BOOST_TEST(fingerprint(host.get()) == idle);
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

// A host that can be busy.
struct BusyHost {
  pillion_options options() {
    pillion_options options{};
    options.enter = [](void* self, int) {
      return *static_cast<bool*>(self) ? int{PILLION_EBUSY} : int{PILLION_OK};
    };
    options.leave = [](void*) {};
    options.context = &busy;
    return options;
  }
  bool busy = false;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(cursor_names)

// Two cursors of one name would be one entry, and the other one stay open for ever.
BOOST_AUTO_TEST_CASE(a_cursor_left_while_the_host_is_busy_keeps_its_name) {
  for (const char* const begin : {"SELECT 1", "BEGIN"}) {
    const HostConnection host = connect_host();
    host_sql(host.get(), begin);
    BusyHost state;
    {
      const Lent lent(host.get(), state.options());
      const auto session = lent.session();
      auto first = open(*session, kSeries, 10);
      BOOST_REQUIRE(first);
      state.busy = true;
      first->rest.reset();
      state.busy = false;
      auto second = open(*session, kSeries, 10);
      BOOST_REQUIRE_MESSAGE(second, second.error().message);
      BOOST_TEST(cursors(host.get()) == "1");
      BOOST_TEST(read_all(*second, 10) == numbers(25));
      auto third = open(*session, kSeries, 10);
      BOOST_REQUIRE(third);
      state.busy = true;
      third->rest.reset();
      state.busy = false;
    }
    BOOST_TEST(cursors(host.get()) == "0");
  }
}

BOOST_AUTO_TEST_SUITE_END()
