// What a guest reads is right whatever the host has set: formats, encodings, sizes, parameters.
#include "core/type.h"
#include "support/host.h"

using namespace pillion;
using namespace pillion::test;

BOOST_AUTO_TEST_SUITE(values)

BOOST_AUTO_TEST_CASE(binary_where_every_column_can_be_read_so) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto session = lent.session();
  const auto binary = run(*session, "SELECT 258::int4 AS n, true AS yes");
  BOOST_REQUIRE_MESSAGE(binary, binary.error().message);
  BOOST_TEST(((*binary)->columns()[0].format == Format::kBinary));
  BOOST_TEST(text_of(**binary, 0, 0) == std::string("\0\0\1\2", 4));
  BOOST_TEST(text_of(**binary, 0, 1) == "\1");
  const auto text = run(*session, "SELECT 258::int4 AS n, ROW(1, 'a') AS r");
  BOOST_REQUIRE(text);
  BOOST_TEST(((*text)->columns()[0].format == Format::kText));
  BOOST_TEST(text_of(**text, 0, 0) == "258");
  BOOST_TEST(text_of(**text, 0, 1) == "(1,a)");
}

BOOST_AUTO_TEST_CASE(text_does_not_follow_the_hosts_styles) {
  const HostConnection host = connect_host();
  for (const char* const setting :
       {"SET DateStyle = 'SQL, DMY'", "SET IntervalStyle = 'sql_standard'",
        "SET bytea_output = 'escape'", "SET extra_float_digits = -5"})
    host_sql(host.get(), setting);
  const Lent lent(host.get());
  const auto result = run(*lent.session(),
                          "SELECT ROW('2024-05-06'::date, '1 day 02:00'::interval, "
                          "'\\x00ff'::bytea, 0.1::float8 + 0.2, '03/04/2024'::date)");
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  // The order of day and month in what is read stays the host's.
  BOOST_TEST(text_of(**result, 0, 0) ==
             "(2024-05-06,\"1 day 02:00:00\",\"\\\\x00ff\",0.30000000000000004,2024-04-03)");
  BOOST_TEST(host_sql(host.get(), "SELECT '2024-05-06'::date") == "06/05/2024");
}

BOOST_AUTO_TEST_CASE(utf8_whatever_the_host_speaks) {
  const HostConnection host = connect_host();
  host_sql(host.get(), "SET client_encoding = 'LATIN1'");
  for (const char* const start : {"SELECT 1", "BEGIN"}) {
    host_sql(host.get(), start);
    const Lent lent(host.get());
    const auto result =
        run(*lent.session(), "SELECT 'ä😀' AS \"ü\", $1::text, length('ä')", {{.value = "€"}});
    BOOST_REQUIRE_MESSAGE(result, result.error().message);
    BOOST_TEST((*result)->columns()[0].name == "ü");
    BOOST_TEST(text_of(**result, 0, 0) == "ä😀");
    BOOST_TEST(text_of(**result, 0, 1) == "€");
    const auto error = run(*lent.session(), "SELECT \"ä\"");
    BOOST_REQUIRE(!error);
    BOOST_TEST(error.error().message.find("ä") != std::string::npos);
    BOOST_TEST(std::string(PQparameterStatus(host.get(), "client_encoding")) == "LATIN1");
    BOOST_TEST(PQclientEncoding(host.get()) == 8);  // PG_LATIN1
    BOOST_TEST(host_sql(host.get(), "SELECT chr(228)") == "\xe4");
  }
}

BOOST_AUTO_TEST_CASE(errors_carry_position_detail_and_hint) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto session = lent.session();
  const auto column = run(*session, "SELECT 'ä', nam FROM (SELECT 1 AS name) t");
  BOOST_REQUIRE(!column);
  BOOST_TEST(column.error().position == 13);
  BOOST_TEST(column.error().hint.find("name") != std::string::npos);
  const auto raised = run(*session, "SELECT '{1,2'::int[]");
  BOOST_REQUIRE(!raised);
  BOOST_TEST(!raised.error().detail.empty());
}

// What is remembered of a statement may be stale: a column has another type since.
BOOST_AUTO_TEST_CASE(an_error_of_many_megabytes_is_cut) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto result = run(*lent.session(), "SELECT repeat('\u00e9', 2000000)::int");
  BOOST_REQUIRE(!result);
  const std::string& message = result.error().message;
  BOOST_TEST((result.error().sqlstate == Sqlstate("22P02")));
  BOOST_TEST(message.size() < 1'100'000U);
  BOOST_TEST(message.ends_with("\u00e9 ... (cut)"));
}

BOOST_AUTO_TEST_CASE(a_changed_type_is_read_as_what_it_is_now) {
  const HostConnection host = connect_host();
  host_sql(host.get(), "CREATE TEMP TABLE t (x int); INSERT INTO t VALUES (1)");
  const Lent lent(host.get());
  const auto session = lent.session();
  BOOST_TEST(text_of(**run(*session, "SELECT x FROM t"), 0, 0) == std::string("\0\0\0\1", 4));
  host_sql(host.get(), "CREATE TYPE pg_temp.pair AS (a int, b text)");
  host_sql(host.get(), "ALTER TABLE t ALTER x TYPE pg_temp.pair USING ROW(x, 'b')::pg_temp.pair");
  const auto changed = run(*session, "SELECT x FROM t");
  BOOST_REQUIRE_MESSAGE(changed, changed.error().message);
  BOOST_TEST(((*changed)->columns()[0].format == Format::kText));
  BOOST_TEST(text_of(**changed, 0, 0) == "(1,b)");
  BOOST_TEST(text_of(**run(*session, "SELECT x FROM t"), 0, 0) == "(1,b)");
}

BOOST_AUTO_TEST_CASE(ten_megabytes_in_both_directions) {
  const std::string large(10'000'000, 'x');
  for (const bool nonblocking : {false, true}) {
    const HostConnection host = connect_host();
    host_sql(host.get(), "BEGIN");
    BOOST_REQUIRE(PQsetnonblocking(host.get(), nonblocking) == 0);
    const Lent lent(host.get());
    const auto result = run(*lent.session(),
                            "SELECT $1::text, length($1), repeat('y', 10000000), n FROM "
                            "generate_series(1, 2) n",
                            {{.type = oid::kText, .value = large}});
    BOOST_REQUIRE_MESSAGE(result, result.error().message);
    BOOST_TEST((*result)->cell(1, 0).size == 10'000'000);
    BOOST_TEST((text_of(**result, 0, 0) == large));
    BOOST_TEST((*result)->cell(0, 2).size == 10'000'000);
    BOOST_TEST(PQisnonblocking(host.get()) == (nonblocking ? 1 : 0));
    BOOST_TEST(PQtransactionStatus(host.get()) == PQTRANS_INTRANS);
  }
}

BOOST_AUTO_TEST_CASE(parameters_of_every_kind) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto session = lent.session();
  const auto result =
      run(*session, "SELECT $1::int4 + 1, $2::bytea, $3::text IS NULL, $4::text",
          {{.type = oid::kInt4, .format = Format::kBinary, .value = std::string("\0\0\0\x29", 4)},
           {.type = oid::kBytea, .format = Format::kBinary, .value = std::string("\0\xff", 2)},
           {},
           {.value = ""}});
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  BOOST_TEST(text_of(**result, 0, 0) == std::string("\0\0\0\x2a", 4));
  BOOST_TEST(text_of(**result, 0, 1) == std::string("\0\xff", 2));
  BOOST_TEST(text_of(**result, 0, 2) == "\1");
  BOOST_TEST(!(*result)->cell(0, 3).is_null());
  BOOST_TEST(run(*session, "SELECT $1::text", {{.value = std::string("a\0b", 3)}})
                 .error()
                 .sqlstate.text() == "22021");
  BOOST_TEST(state_of(*session, std::string_view("SELECT 1\0", 9)) == "42601");
}

// libpq refuses it when the guard is already on its way: the host is restored all the same.
BOOST_AUTO_TEST_CASE(more_parameters_than_the_protocol_has_are_an_error) {
  const HostConnection host = connect_host();
  host_sql(host.get(), "BEGIN");
  const Lent lent(host.get());
  const auto session = lent.session();
  const auto result = run(*session, "SELECT 1", std::vector<Parameter>(70'000));
  BOOST_TEST(!result);
  BOOST_TEST(PQtransactionStatus(host.get()) == PQTRANS_INTRANS);
  BOOST_TEST(state_of(*session, "SELECT 1") == "success");
}

BOOST_AUTO_TEST_CASE(guests_run_as_the_leases_role) {
  const HostConnection host = connect_host();
  host_sql(host.get(), "DROP TABLE IF EXISTS secret; CREATE TABLE secret (x int)");
  host_sql(host.get(), "DROP ROLE IF EXISTS \"a guest's\"; CREATE ROLE \"a guest's\"");
  for (const char* const start : {"SELECT 1", "BEGIN"}) {
    host_sql(host.get(), start);
    const Lent lent(host.get(), {.role = "a guest's"});
    const auto session = lent.session();
    BOOST_TEST(state_of(*session, "SELECT * FROM secret") == "42501");
    BOOST_TEST(text_of(**run(*session, "SELECT current_user::text"), 0, 0) == "a guest's");
    BOOST_TEST(session->info()->user == "a guest's");
    BOOST_TEST(host_sql(host.get(), "SELECT current_user") == "pillion");
  }
  host_sql(host.get(), "ROLLBACK; DROP ROLE \"a guest's\"; DROP TABLE secret");
  const Lent lent(host.get(), {.role = "no such role"});
  BOOST_TEST(state_of(*lent.session(), "SELECT 1") == "22023");
}

BOOST_AUTO_TEST_SUITE_END()
