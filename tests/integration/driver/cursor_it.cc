// Results read by pages, as an application sees them.
#include "integration/driver/client.h"

using namespace pillion::test;

namespace {

constexpr const char* kSeries = "select g, 'row ' || g from generate_series(1, 25) g";

struct Fixture {
  Host host;
  Client client{std::string(host.token) + ";Fetch=cursor;FetchSize=10"};
};

std::string rows(int first, int last) {
  std::string all;
  for (int i = first; i <= last; ++i) all += std::to_string(i) + "|row " + std::to_string(i) + "\n";
  return all;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(cursor_mode, Fixture)

BOOST_AUTO_TEST_CASE(rows_come_by_pages_while_the_host_works) {
  for (const char* const begin : {"select 1", "begin"}) {
    host.run(begin);
    Query query(client, kSeries);
    SQLLEN count = 0;
    BOOST_TEST(SQLRowCount(query.handle, &count) == SQL_SUCCESS);
    BOOST_TEST(count == -1);
    BOOST_REQUIRE(query.fetch() == SQL_SUCCESS);
    host.run("create temporary table if not exists mine (a int); insert into mine values (1)");
    BOOST_TEST(query.rows() == rows(2, 25));
    BOOST_TEST(query.fetch() == SQL_NO_DATA);
  }
}

// A rowset of 4 lies across the seams of pages of 10.
BOOST_AUTO_TEST_CASE(a_rowset_may_lie_across_two_pages) {
  Query query(client);
  SQLULEN fetched = 0;
  SQLINTEGER values[4] = {};
  query.set(SQL_ATTR_ROW_ARRAY_SIZE, SQLULEN{4});
  query.set(SQL_ATTR_ROWS_FETCHED_PTR, &fetched);
  SQLBindCol(query.handle, 1, SQL_C_LONG, values, 0, nullptr);
  BOOST_REQUIRE(SQL_SUCCEEDED(query.run(kSeries)));
  int next = 1;
  while (SQL_SUCCEEDED(query.fetch())) {
    for (SQLULEN i = 0; i < fetched; ++i) BOOST_TEST(values[i] == next++);
    SQLSetPos(query.handle, fetched, SQL_POSITION, SQL_LOCK_NO_CHANGE);
    BOOST_TEST(query.text(2) == "row " + std::to_string(next - 1));
  }
  BOOST_TEST(next == 26);
}

BOOST_AUTO_TEST_CASE(max_rows_ends_the_result) {
  Query query(client);
  query.set(SQL_ATTR_MAX_ROWS, SQLULEN{13});
  BOOST_REQUIRE(SQL_SUCCEEDED(query.run(kSeries)));
  BOOST_TEST(query.rows() == rows(1, 13));
}

BOOST_AUTO_TEST_CASE(the_hosts_commit_ends_it_and_says_so) {
  host.run("begin");
  Query query(client, kSeries);
  BOOST_REQUIRE(query.fetch() == SQL_SUCCESS);
  host.run("commit");
  for (int row = 2; row <= 10; ++row) BOOST_REQUIRE(query.fetch() == SQL_SUCCESS);
  BOOST_TEST(query.fetch() == SQL_ERROR);
  BOOST_TEST(query.state() == "24000");
  BOOST_TEST(query.text(2) == "row 10");
  BOOST_TEST(SQLCloseCursor(query.handle) == SQL_SUCCESS);
  BOOST_REQUIRE(SQL_SUCCEEDED(query.run(kSeries)));
  BOOST_TEST(query.rows() == rows(1, 25));
}

BOOST_AUTO_TEST_CASE(a_scrollable_cursor_is_buffered) {
  Query query(client);
  query.set(SQL_ATTR_CURSOR_TYPE, SQLULEN{SQL_CURSOR_STATIC});
  BOOST_REQUIRE(SQL_SUCCEEDED(query.run(kSeries)));
  BOOST_REQUIRE(SQLFetchScroll(query.handle, SQL_FETCH_LAST, 0) == SQL_SUCCESS);
  BOOST_TEST(query.text(1) == "25");
  BOOST_REQUIRE(SQLFetchScroll(query.handle, SQL_FETCH_ABSOLUTE, -25) == SQL_SUCCESS);
  BOOST_TEST(query.text(1) == "1");
}

BOOST_AUTO_TEST_CASE(a_statement_chooses_for_itself) {
  constexpr SQLINTEGER kFetch = 0x4050;
  constexpr SQLINTEGER kFetchSize = 0x4051;
  Query query(client);
  BOOST_TEST(query.get(kFetch) == 2U);
  BOOST_TEST(query.get(kFetchSize) == 10U);
  BOOST_TEST(query.set(kFetchSize, SQLULEN{0}) == SQL_ERROR);
  BOOST_REQUIRE(SQL_SUCCEEDED(query.set(kFetch, SQLULEN{0})));
  BOOST_REQUIRE(SQL_SUCCEEDED(query.run(kSeries)));
  SQLLEN count = 0;
  SQLRowCount(query.handle, &count);
  BOOST_TEST(count == 25);
}

BOOST_AUTO_TEST_SUITE_END()
