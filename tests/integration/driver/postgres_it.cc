// The driver on a host's PostgreSQL connection, through the driver manager.
#include <chrono>
#include <thread>

#include "integration/driver/client.h"

using namespace pillion::test;

namespace {

struct Fixture {
  Fixture() {
    host.run(
        "create temporary table kinds(id int, big bigint, real float8, exact numeric, "
        "price numeric(10,2), name text, code varchar(5), seen timestamptz, made timestamp, "
        "born date, at time, yes bool, key uuid, raw bytea, doc jsonb, list int[], span interval, "
        "bits bit(3));"
        "insert into kinds values (1, 9007199254740993, 0.1, 12345678901234567890.123, 9.90, "
        "'Gr\xc3\xbc\xc3\x9f' || 'e \xf0\x9f\x98\x80', 'abc', '2024-07-01 12:00:00.5+00', "
        "'2024-02-29 23:59:59.999999', '0044-03-15 BC', '12:34:56', true, "
        "'123e4567-e89b-12d3-a456-426614174000', '\\xdeadbeef', '{\"a\": 1}', '{1,2}', "
        "'1 year 2 days', '101'); insert into kinds(id) values (2);");
  }
  Host host;
  Client client{host.token};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(postgres, Fixture)

BOOST_AUTO_TEST_CASE(every_kind_of_value_in_binary_and_in_text) {
  host.run("set timezone = 'Europe/Berlin'");
  const std::string expected =
      "9007199254740993|0.1|12345678901234567890.123|9.90|Gr\xc3\xbc\xc3\x9f"
      "e \xf0\x9f\x98\x80|abc|2024-07-01 14:00:00.5+02|2024-02-29 23:59:59.999999|0044-03-15 BC|"
      "12:34:56|1|123e4567-e89b-12d3-a456-426614174000|DEADBEEF|{\"a\": 1}|1 year 2 days|101";
  const std::string columns =
      "big, real, exact, price, name, code, seen, made, born, at, yes, key, raw, doc, span, bits";
  Query binary(client, "select " + columns + " from kinds where id = 1");
  BOOST_TEST(binary.rows() == expected + "\n");
  Query with_array(client, "select " + columns + ", list from kinds where id = 1");
  BOOST_TEST(with_array.rows() == expected + "|{1,2}\n");
  Query nulls(client, "select big, name, seen, raw from kinds where id = 2");
  BOOST_TEST(nulls.rows() == "NULL|NULL|NULL|NULL\n");
}

BOOST_AUTO_TEST_CASE(columns_are_described_with_and_without_running) {
  Query query(client);
  const std::string text = "select id, price, name, seen from kinds where big = ? and name = ?";
  BOOST_REQUIRE(SQL_SUCCEEDED(SQLPrepare(query.handle, narrow(text), SQL_NTS)));
  SQLSMALLINT count = 0;
  BOOST_TEST(SQLNumResultCols(query.handle, &count) == SQL_SUCCESS, query.why());
  BOOST_TEST(count == 4);
  SQLSMALLINT type = 0, digits = 0, nullable = 0, length = 0;
  SQLULEN size = 0;
  BOOST_TEST(SQLDescribeParam(query.handle, 1, &type, &size, &digits, &nullable) == SQL_SUCCESS);
  BOOST_TEST(type == SQL_BIGINT);
  BOOST_TEST(SQLDescribeParam(query.handle, 2, &type, &size, &digits, &nullable) == SQL_SUCCESS);
  BOOST_TEST(type == SQL_WVARCHAR);
  BOOST_TEST(SQLDescribeParam(query.handle, 3, &type, &size, &digits, &nullable) == SQL_ERROR);
  SQLCHAR name[16] = {};
  BOOST_TEST(SQLDescribeCol(query.handle, 2, name, sizeof name, &length, &type, &size, &digits,
                            &nullable) == SQL_SUCCESS);
  BOOST_TEST(type == SQL_NUMERIC);
  BOOST_TEST(size == 10U);
  BOOST_TEST(digits == 2);
}

BOOST_AUTO_TEST_CASE(a_parameter_that_nothing_tells_the_type_of_is_text) {
  std::string chosen = "abc";
  for (const bool prepared : {false, true}) {
    Query query(client);
    const std::string text =
        "select count(*) from kinds where ? is null or code = ? or (? is null and ? is not null)";
    for (SQLUSMALLINT number = 1; number <= 4; ++number)
      SQLBindParameter(query.handle, number, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 0, 0,
                       chosen.data(), 0, nullptr);
    if (prepared) {
      BOOST_REQUIRE(SQL_SUCCEEDED(SQLPrepare(query.handle, narrow(text), SQL_NTS)));
      SQLSMALLINT type = 0, digits = 0, nullable = 0;
      SQLULEN size = 0;
      for (SQLUSMALLINT number = 1; number <= 4; ++number) {
        BOOST_TEST(
            SQLDescribeParam(query.handle, number, &type, &size, &digits, &nullable) == SQL_SUCCESS,
            query.why());
        BOOST_TEST(type == SQL_WVARCHAR);
      }
      BOOST_TEST(SQLExecute(query.handle) == SQL_SUCCESS, query.why());
    } else {
      BOOST_TEST(query.run(text) == SQL_SUCCESS, query.why());
    }
    BOOST_TEST(query.rows() == "1\n");
  }
}

BOOST_AUTO_TEST_CASE(an_exact_number_in_a_struct) {
  Query query(client, "select exact from kinds where id = 1");
  BOOST_REQUIRE(query.fetch() == SQL_SUCCESS);
  SQL_NUMERIC_STRUCT number{};
  SQLLEN length = 0;
  BOOST_TEST(SQLGetData(query.handle, 1, SQL_C_NUMERIC, &number, sizeof number, &length) ==
             SQL_SUCCESS);
  BOOST_TEST(number.scale == 3);
  BOOST_TEST(number.sign == 1);
  // 12345678901234567890123 in bytes, the low one first.
  const unsigned char expected[] = {0xCB, 0x44, 0x42, 0x71, 0x76, 0x4E, 0xB6, 0x42, 0x9D, 0x02};
  BOOST_TEST(std::equal(std::begin(expected), std::end(expected), std::begin(number.val)));
}

BOOST_AUTO_TEST_CASE(errors_keep_the_servers_words) {
  Query query(client);
  BOOST_TEST(query.run("select 1 / 0") == SQL_ERROR);
  BOOST_TEST(query.state() == "22012");
  BOOST_TEST(query.why().find("[Pillion][PostgreSQL]division by zero") != std::string::npos);
  BOOST_TEST(query.run("select pg_advisory_lock(1)") == SQL_ERROR);
  BOOST_TEST(query.state() == "42501");
  BOOST_TEST(query.run("commit") == SQL_ERROR);
  BOOST_TEST(query.run("select 1") == SQL_SUCCESS);
}

BOOST_AUTO_TEST_CASE(the_hosts_uncommitted_rows_are_seen_and_its_transaction_lives) {
  host.run("begin");
  host.run("insert into kinds(id) values (3)");
  {
    Query query(client, "select count(*) from kinds");
    BOOST_TEST(query.rows() == "3\n");
    Query failing(client);
    BOOST_TEST(failing.run("select 1 / 0") == SQL_ERROR);
    BOOST_TEST(failing.run("update kinds set id = 1") == SQL_ERROR);
    BOOST_TEST(SQLEndTran(SQL_HANDLE_DBC, client.connection, SQL_ROLLBACK) == SQL_SUCCESS);
  }
  BOOST_TEST(PQtransactionStatus(host.connection) == PQTRANS_INTRANS);
  host.run("commit");
  Query query(client, "select count(*) from kinds");
  BOOST_TEST(query.rows() == "3\n");
}

BOOST_AUTO_TEST_CASE(several_results_at_once) {
  Query first(client, "select i from generate_series(1, 3) i");
  BOOST_REQUIRE(first.fetch() == SQL_SUCCESS);
  Query second(client, "select i * 10 from generate_series(1, 3) i");
  BOOST_REQUIRE(second.fetch() == SQL_SUCCESS);
  BOOST_TEST(first.text(1) == "1");
  BOOST_TEST(second.text(1) == "10");
  BOOST_TEST(first.fetch() == SQL_SUCCESS);
  BOOST_TEST(first.text(1) == "2");
}

BOOST_AUTO_TEST_CASE(a_timeout_and_a_cancel) {
  Query query(client);
  query.set(SQL_ATTR_QUERY_TIMEOUT, 1);
  BOOST_TEST(query.run("select pg_sleep(20)") == SQL_ERROR);
  BOOST_TEST(query.state() == "HYT00", query.why());
  query.set(SQL_ATTR_QUERY_TIMEOUT, SQLULEN{0});
  std::thread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    SQLCancel(query.handle);
  });
  const auto start = std::chrono::steady_clock::now();
  BOOST_TEST(query.run("select pg_sleep(20)") == SQL_ERROR);
  canceller.join();
  BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(15)));
  BOOST_TEST(query.run("select 1") == SQL_SUCCESS, query.why());
}

BOOST_AUTO_TEST_CASE(a_reclaimed_lease_is_an_error_and_never_a_crash) {
  Query query(client, "select i from generate_series(1, 3) i");
  BOOST_REQUIRE(query.fetch() == SQL_SUCCESS);
  host.reclaim();
  BOOST_TEST(query.fetch() == SQL_SUCCESS);  // what was read stays readable
  Query other(client);
  BOOST_TEST(other.run("select 1") == SQL_ERROR);
  BOOST_TEST(other.state() == "08003", other.why());
  SQLUINTEGER dead = 99;
  SQLGetConnectAttr(client.connection, SQL_ATTR_CONNECTION_DEAD, &dead, 0, nullptr);
  BOOST_TEST(dead == SQL_CD_TRUE);
  const Client late(host.token);
  BOOST_TEST(!SQL_SUCCEEDED(late.connected));
}

BOOST_AUTO_TEST_CASE(a_large_rowset) {
  constexpr SQLULEN kRows = 1000;
  std::vector<SQLINTEGER> numbers(kRows);
  std::vector<SQL_TIMESTAMP_STRUCT> stamps(kRows);
  SQLULEN fetched = 0;
  Query query(client);
  query.set(SQL_ATTR_ROW_ARRAY_SIZE, kRows);
  query.set(SQL_ATTR_ROWS_FETCHED_PTR, &fetched);
  SQLBindCol(query.handle, 1, SQL_C_SLONG, numbers.data(), 0, nullptr);
  SQLBindCol(query.handle, 2, SQL_C_TYPE_TIMESTAMP, stamps.data(), 0, nullptr);
  BOOST_REQUIRE(
      SQL_SUCCEEDED(query.run("select i, timestamp '2024-01-01' + i * interval '1 minute' from "
                              "generate_series(0, 9999) i")));
  std::int64_t sum = 0;
  SQLULEN total = 0;
  while (query.fetch() == SQL_SUCCESS) {
    for (SQLULEN i = 0; i < fetched; ++i) {
      sum += numbers[i];
      BOOST_REQUIRE(stamps[i].minute == numbers[i] % 60);
    }
    total += fetched;
  }
  BOOST_TEST(total == 10000U);
  BOOST_TEST(sum == 49995000);
}

BOOST_AUTO_TEST_CASE(handles_that_are_none) {
  Query query(client);
  SQLLEN count = 0;
  BOOST_TEST(SQLRowCount(query.handle, &count) == SQL_ERROR);
  BOOST_TEST(SQLRowCount(nullptr, &count) == SQL_INVALID_HANDLE);
}

BOOST_AUTO_TEST_SUITE_END()
