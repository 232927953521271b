// The first promise: whatever a guest does, and however it ends, the host's session is what it
// was. Each action runs in each state a host can be in. The gate, which refuses many of these
// before, stands above the session and is not in the way here: this is the wall behind it. Left out
// is what this wall alone cannot hide, and the gate therefore must refuse: transaction words,
// PREPARE, session-level advisory locks, sequences, large objects, transaction ids, LOCK TABLE in
// exclusive modes (the server gives the transaction an id).
#include <array>

#include "support/fingerprint.h"
#include "support/host.h"

using namespace pillion;
using namespace pillion::test;

namespace {

struct HostState {
  const char* name;
  std::vector<std::string> statements;
  bool nonblocking = false;
};

const std::vector<HostState> kStates = {
    {"idle", {}},
    {"idle, non-blocking", {}, true},
    {"in a transaction", {"BEGIN", "INSERT INTO kept VALUES (10)"}},
    {"in a transaction, non-blocking", {"BEGIN", "INSERT INTO kept VALUES (10)"}, true},
    {"repeatable read", {"BEGIN ISOLATION LEVEL REPEATABLE READ", "INSERT INTO kept VALUES (10)"}},
    {"serializable", {"BEGIN ISOLATION LEVEL SERIALIZABLE", "INSERT INTO kept VALUES (10)"}},
    {"read only", {"BEGIN READ ONLY", "SELECT 1"}},
    {"deferrable", {"BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE", "SELECT 1"}},
    {"idle, other defaults",
     {"SET default_transaction_isolation = 'serializable'", "SET statement_timeout = '1min'"}},
    {"settings, a cursor, a prepared statement, a savepoint",
     {"BEGIN", "INSERT INTO kept VALUES (10)", "SET LOCAL statement_timeout = '30s'",
      "SET LOCAL search_path = pg_catalog, public", "SET LOCAL ROLE pg_read_all_settings",
      "SET LOCAL client_encoding = 'LATIN1'", "SET LOCAL standard_conforming_strings = off",
      "SET LOCAL DateStyle = 'SQL, DMY'", "SET LOCAL IntervalStyle = 'iso_8601'",
      "PREPARE host_statement AS SELECT 1", "DECLARE host_cursor CURSOR FOR SELECT 1",
      "SAVEPOINT pillion_guard", "LISTEN host_channel", "SAVEPOINT other"}},
    {"log of durations", {"SET log_min_duration_statement = 0", "BEGIN"}},
};

struct Action {
  const char* text;
  const char* sqlstate;  // nullptr: success; "*": whatever comes
};

constexpr std::array kActions = {
    Action{"SELECT * FROM kept", nullptr},
    Action{"SELECT 1 WHERE false", nullptr},
    Action{"VALUES (1, 'a'), (2, 'b')", nullptr},
    Action{"WITH x AS (SELECT 1) SELECT * FROM x", nullptr},
    Action{"SELECT generate_series(1, 10000)", nullptr},
    Action{"EXPLAIN SELECT * FROM kept", nullptr},
    Action{"SHOW search_path", nullptr},
    Action{"TABLE kept", nullptr},
    // Writes.
    Action{"INSERT INTO kept VALUES (99)", "25006"},
    Action{"UPDATE kept SET id = 99", "25006"},
    Action{"DELETE FROM kept", "25006"},
    Action{"TRUNCATE kept", "25006"},
    Action{"CREATE TABLE made (id int)", "25006"},
    Action{"DROP TABLE kept", "25006"},
    Action{"ALTER TABLE kept ADD COLUMN more int", "25006"},
    Action{"SELECT * FROM kept FOR UPDATE", "25006"},
    Action{"WITH gone AS (DELETE FROM kept RETURNING *) SELECT * FROM gone", "25006"},
    Action{"SELECT * INTO made FROM kept", "25006"},
    Action{"CREATE TEMP TABLE made AS SELECT 1", "*"},
    Action{"LOCK TABLE kept IN ACCESS SHARE MODE", "*"},
    Action{"COMMENT ON TABLE kept IS 'x'", "25006"},
    Action{"NOTIFY somebody", "*"},
    Action{"LISTEN somebody", "*"},
    Action{"UNLISTEN *", "*"},
    Action{"DO $$ BEGIN PERFORM set_config('role', 'pg_monitor', false); END $$", "*"},
    // Settings, by every way.
    Action{"SET search_path = nowhere", "*"},
    Action{"SET LOCAL search_path = nowhere", "*"},
    Action{"SELECT set_config('search_path', 'nowhere', false)", nullptr},
    Action{"SELECT set_config('statement_timeout', '7s', false)", nullptr},
    Action{"SELECT set_config('transaction_read_only', 'off', true)", "*"},
    Action{"SELECT set_config('client_encoding', 'WIN1252', false)", nullptr},
    Action{"SELECT set_config('TimeZone', 'Asia/Tokyo', false)", nullptr},
    Action{"SELECT set_config('pillion.own', 'x', false)", "*"},
    Action{"SET ROLE pg_monitor", "*"},
    Action{"RESET ALL", "*"},
    Action{"SET TRANSACTION READ WRITE", "*"},
    // Cursors, and locks that end with the transaction.
    Action{"DECLARE guest_cursor CURSOR FOR SELECT 1", "*"},
    Action{"SELECT pg_advisory_xact_lock(42)", nullptr},
    Action{"SELECT pg_advisory_xact_lock_shared(43)", nullptr},
    // Errors of every class.
    Action{"SELECT", nullptr},
    Action{"", nullptr},
    Action{"SELECT nonsense", "42703"},
    Action{"SELECT * FROM nonsense", "42P01"},
    Action{"SELEC 1", "42601"},
    Action{"SELECT 1; SELECT 2", "42601"},
    Action{"SELECT nonsense()", "42883"},
    Action{"SELECT 'x'::int", "22P02"},
    Action{"SELECT 1 / (SELECT 0)", "22012"},
    Action{"SELECT 2147483647::int4 + 1", "22003"},
    Action{"SELECT '2024-13-45'::date", "22008"},
    Action{"SELECT (SELECT generate_series(1, 2))", "21000"},
    Action{"SELECT substring('x' FROM 1 FOR -1)", "22011"},
    Action{"SELECT repeat('x', 2000000000) || repeat('x', 2000000000)", "*"},
    Action{"SELECT * FROM kept GROUP BY 1 HAVING sum(id) > 'x'", "*"},
    Action{"SELECT CAST(1 AS nonsense)", "42704"},
    Action{"SELECT pg_read_file('/nowhere/at/all')", "*"},
    Action{"SELECT regexp_replace('a', '(', '')", "2201B"},
    Action{"SELECT $1", "*"},
    Action{"CALL nonsense()", "42883"},
    Action{"SELECT noisy()", nullptr},
    Action{"SELECT failing()", "P0001"},
    Action{"SELECT xml_is_well_formed('<')", "*"},
    // What is not allowed inside a transaction block, or at all.
    Action{"VACUUM kept", "*"},
    Action{"CREATE DATABASE other", "*"},
    Action{"BEGIN", "*"},
    Action{"SAVEPOINT guest", "*"},
};

void prepare_database(PGconn* host) {
  host_sql(host, "DROP TABLE IF EXISTS kept; DROP SEQUENCE IF EXISTS numbers");
  host_sql(host, "CREATE TABLE kept AS SELECT 1 AS id; CREATE SEQUENCE numbers");
  host_sql(host, "GRANT ALL ON kept, numbers TO public");
  host_sql(host,
           "CREATE OR REPLACE FUNCTION noisy() RETURNS int LANGUAGE plpgsql AS $$"
           " BEGIN RAISE WARNING 'noise'; RAISE INFO 'more noise'; RETURN 1; END $$");
  host_sql(host,
           "CREATE OR REPLACE FUNCTION failing() RETURNS int LANGUAGE plpgsql AS $$"
           " BEGIN RAISE EXCEPTION 'failed on purpose'; END $$");
}

void put_in_state(PGconn* host, const HostState& state) {
  host_sql(host, "LOAD 'plpgsql'");  // or its settings appear with the first use of it
  for (const std::string& statement : state.statements) host_sql(host, statement);
  BOOST_REQUIRE(PQsetnonblocking(host, state.nonblocking ? 1 : 0) == 0);
}

void check_outcome(Session& session, const Action& action) {
  const std::string outcome = state_of(session, action.text);
  const std::string expected = action.sqlstate != nullptr ? action.sqlstate : "success";
  if (expected != "*") BOOST_TEST(outcome == expected, action.text << " gave " << outcome);
  BOOST_TEST(outcome != "2D000", action.text);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(never_notices)

BOOST_AUTO_TEST_CASE(any_action_in_any_state) {
  prepare_database(connect_host().get());
  for (const HostState& state : kStates) {
    BOOST_TEST_CONTEXT("host " << state.name) {
      const HostConnection host = connect_host();
      put_in_state(host.get(), state);
      const Lent lent(host.get());
      const auto session = lent.session();
      fingerprint(host.get());  // takes its own locks the first time
      const std::string before = fingerprint(host.get());
      for (const Action& action : kActions) {
        BOOST_TEST_CONTEXT("after " << action.text) {
          check_outcome(*session, action);
          BOOST_REQUIRE_EQUAL(fingerprint(host.get()), before);
        }
      }
      if (PQtransactionStatus(host.get()) == PQTRANS_INTRANS) host_sql(host.get(), "COMMIT");
    }
  }
}

// The server keeps a sequence's lock to the end of the whole transaction, even where it then
// refuses to count: one of the holes in the wall that only the gate can close.
BOOST_AUTO_TEST_CASE(a_sequence_does_not_count) {
  prepare_database(connect_host().get());
  const HostConnection host = connect_host();
  host_sql(host.get(), "BEGIN");
  const Lent lent(host.get());
  BOOST_TEST(state_of(*lent.session(), "SELECT nextval('numbers')") == "25006");
  BOOST_TEST(state_of(*lent.session(), "SELECT setval('numbers', 5)") == "25006");
  BOOST_TEST(host_sql(host.get(), "SELECT nextval('numbers')") == "1");
}

BOOST_AUTO_TEST_CASE(the_hosts_savepoint_of_the_same_name_is_left_alone) {
  const HostConnection host = connect_host();
  host_sql(host.get(), "CREATE TEMP TABLE t (id int)");
  host_sql(host.get(),
           "BEGIN; INSERT INTO t VALUES (1); SAVEPOINT pillion_guard; "
           "INSERT INTO t VALUES (2)");
  const Lent lent(host.get());
  const auto session = lent.session();
  BOOST_TEST(state_of(*session, "SELECT 1") == "success");
  BOOST_TEST(state_of(*session, "SELECT nonsense") == "42703");
  BOOST_TEST(host_sql(host.get(), "SELECT count(*) FROM t") == "2");
  host_sql(host.get(), "ROLLBACK TO SAVEPOINT pillion_guard");
  BOOST_TEST(host_sql(host.get(), "SELECT count(*) FROM t") == "1");
}

BOOST_AUTO_TEST_CASE(a_failed_transaction_is_refused_and_nothing_sent) {
  const HostConnection host = connect_host();
  host_sql(host.get(), "BEGIN");
  PQclear(PQexec(host.get(), "SELECT nonsense"));
  const Lent lent(host.get());
  BOOST_TEST(state_of(*lent.session(), "SELECT 1") == "25P02");
  BOOST_TEST(PQtransactionStatus(host.get()) == PQTRANS_INERROR);
  host_sql(host.get(), "ROLLBACK");
  BOOST_TEST(state_of(*lent.session(), "SELECT 1") == "success");
}

BOOST_AUTO_TEST_CASE(a_busy_host_is_refused_and_goes_on) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto session = lent.session();
  BOOST_REQUIRE(PQsendQuery(host.get(), "SELECT 5") == 1);
  BOOST_TEST(state_of(*session, "SELECT 1") == "HY000");
  PGresult* const result = PQgetResult(host.get());
  BOOST_TEST(PQgetvalue(result, 0, 0) == std::string("5"));
  PQclear(result);
  BOOST_TEST(PQgetResult(host.get()) == nullptr);

  BOOST_REQUIRE(PQenterPipelineMode(host.get()) == 1);
  BOOST_TEST(state_of(*session, "SELECT 1") == "HY000");
  BOOST_REQUIRE(PQexitPipelineMode(host.get()) == 1);

  PQclear(PQexec(host.get(), "COPY (SELECT 1) TO STDOUT"));
  BOOST_TEST(state_of(*session, "SELECT 1") == "HY000");
  char* row = nullptr;
  while (PQgetCopyData(host.get(), &row, 0) > 0) PQfreemem(row);
  while (PGresult* const rest = PQgetResult(host.get())) PQclear(rest);
  BOOST_TEST(state_of(*session, "SELECT 1") == "success");
}

BOOST_AUTO_TEST_CASE(a_guest_that_ends_the_transaction_is_reported_loudly) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto session = lent.session();
  for (const char* const text : {"COMMIT", "ROLLBACK"}) {
    host_sql(host.get(), "BEGIN");
    BOOST_TEST(state_of(*session, text) == "2D000");
    BOOST_TEST(PQpipelineStatus(host.get()) == PQ_PIPELINE_OFF);
  }
  BOOST_TEST(state_of(*session, "SELECT 1") == "success");
}

BOOST_AUTO_TEST_CASE(notifications_stay_queued_for_the_host) {
  const HostConnection host = connect_host();
  const HostConnection other = connect_host();
  host_sql(host.get(), "LISTEN news");
  host_sql(other.get(), "NOTIFY news, 'one'");
  const Lent lent(host.get());
  const auto session = lent.session();
  BOOST_TEST(state_of(*session, "SELECT 1") == "success");
  host_sql(other.get(), "NOTIFY news, 'two'");
  BOOST_TEST(state_of(*session, "SELECT nonsense") == "42703");
  PQconsumeInput(host.get());
  for (const char* const expected : {"one", "two"}) {
    PGnotify* const notify = PQnotifies(host.get());
    BOOST_REQUIRE(notify != nullptr);
    BOOST_TEST(notify->extra == std::string(expected));
    PQfreemem(notify);
  }
  BOOST_TEST(PQnotifies(host.get()) == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
