// A guest on a libpq host's connection: what it sees, and what the host keeps.
#include "support/host.h"

using namespace pillion;
using namespace pillion::test;

BOOST_AUTO_TEST_SUITE(ride)

BOOST_AUTO_TEST_CASE(a_guest_reads_the_hosts_uncommitted_row) {
  const HostConnection host = connect_host();
  host_sql(host.get(), "CREATE TEMP TABLE t (id int, name text)");
  host_sql(host.get(), "BEGIN");
  host_sql(host.get(), "INSERT INTO t VALUES (7, 'not yet there')");
  const Lent lent(host.get());
  const auto session = lent.session();
  const auto result = run(*session, "SELECT name FROM t WHERE id = $1", {{.value = "7"}});
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  BOOST_REQUIRE_EQUAL((*result)->row_count(), 1);
  BOOST_TEST(text_of(**result, 0, 0) == "not yet there");
  BOOST_TEST(PQtransactionStatus(host.get()) == PQTRANS_INTRANS);
  host_sql(host.get(), "COMMIT");
  BOOST_TEST(host_sql(host.get(), "SELECT count(*) FROM t") == "1");
}

BOOST_AUTO_TEST_CASE(an_idle_host_stays_idle) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto session = lent.session();
  const auto result = run(*session, "SELECT 1 AS one, 'x' AS x");
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  BOOST_TEST((*result)->columns()[0].name == "one");
  BOOST_TEST(PQtransactionStatus(host.get()) == PQTRANS_IDLE);
  BOOST_TEST(PQpipelineStatus(host.get()) == PQ_PIPELINE_OFF);
  BOOST_TEST(PQisnonblocking(host.get()) == 0);
}

BOOST_AUTO_TEST_CASE(a_write_is_refused_and_the_transaction_lives) {
  const HostConnection host = connect_host();
  host_sql(host.get(), "CREATE TABLE w (id int)");
  host_sql(host.get(), "BEGIN");
  host_sql(host.get(), "INSERT INTO w VALUES (1)");
  {
    const Lent lent(host.get());
    const auto session = lent.session();
    BOOST_TEST(state_of(*session, "INSERT INTO w VALUES (2)") == "25006");
    BOOST_TEST(state_of(*session, "SELECT nonsense") == "42703");
    BOOST_TEST(state_of(*session, "SELECT 1/0") == "22012");
    BOOST_TEST(PQtransactionStatus(host.get()) == PQTRANS_INTRANS);
  }
  host_sql(host.get(), "INSERT INTO w VALUES (3)");
  host_sql(host.get(), "COMMIT");
  BOOST_TEST(host_sql(host.get(), "SELECT string_agg(id::text, ',' ORDER BY id) FROM w") == "1,3");
  host_sql(host.get(), "DROP TABLE w");
}

BOOST_AUTO_TEST_CASE(a_statement_is_described_without_running) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto described = lent.session()->describe("SELECT $1::int4 AS n, now()", {});
  BOOST_REQUIRE_MESSAGE(described, described.error().message);
  BOOST_REQUIRE_EQUAL(described->columns.size(), 2);
  BOOST_TEST(described->columns[0].type == 23);
  BOOST_REQUIRE_EQUAL(described->parameter_types.size(), 1);
  BOOST_TEST(described->parameter_types[0] == 23);
}

BOOST_AUTO_TEST_CASE(a_reclaimed_lease_answers_08003) {
  const HostConnection host = connect_host();
  std::shared_ptr<Session> session;
  {
    const Lent lent(host.get());
    session = lent.session();
    BOOST_TEST(session->is_alive());
  }
  BOOST_TEST(state_of(*session, "SELECT 1") == "08003");
  BOOST_TEST(!session->is_alive());
  BOOST_TEST(!session->info());
}

BOOST_AUTO_TEST_SUITE_END()
