// The driver on an SQLite file, through the driver manager.
#include <filesystem>

#include <sqlite3.h>
#include <unistd.h>

#include "integration/driver/client.h"

using namespace pillion::test;

namespace {

// A file with a table of numbered rows, gone with the test.
class Database {
 public:
  Database()
      : path_(std::filesystem::temp_directory_path() /
              ("pillion-driver-" + std::to_string(getpid()) + ".db")) {
    std::filesystem::remove(path_);
    sqlite3* database = nullptr;
    BOOST_REQUIRE(sqlite3_open(path_.c_str(), &database) == SQLITE_OK);
    const char* const script =
        "create table author(id integer primary key, name text not null);"
        "create table book(id integer primary key, title text, author_id integer not null "
        "references author(id), price real, made blob);"
        "insert into author values(1, 'Jane Austen');"
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 25) "
        "insert into book select i, 'Book ' || i, 1, i * 1.5, x'00ff' from n;";
    char* why = nullptr;
    const int code = sqlite3_exec(database, script, nullptr, nullptr, &why);
    BOOST_REQUIRE_MESSAGE(code == SQLITE_OK, why);
    sqlite3_close(database);
  }
  ~Database() { std::filesystem::remove(path_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  std::string session() const { return "sqlite:" + path_.string(); }

 private:
  std::filesystem::path path_;
};

struct Fixture {
  Database database;
  Client client{database.session()};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sqlite, Fixture)

BOOST_AUTO_TEST_CASE(rows_and_paths) {
  Query query(client, "select id, title, author__name from book where id <= 2 order by id");
  BOOST_TEST(query.rows() == "1|Book 1|Jane Austen\n2|Book 2|Jane Austen\n");
  SQLLEN count = 0;
  BOOST_TEST(SQLRowCount(query.handle, &count) == SQL_SUCCESS);
  BOOST_TEST(query.fetch() == SQL_NO_DATA);
}

BOOST_AUTO_TEST_CASE(parameters) {
  Query query(client);
  const std::string text = "select title from book where id = ? or title = ? order by id";
  BOOST_REQUIRE(SQL_SUCCEEDED(SQLPrepare(query.handle, narrow(text), SQL_NTS)));
  SQLSMALLINT count = 0;
  BOOST_TEST(SQLNumParams(query.handle, &count) == SQL_SUCCESS);
  BOOST_TEST(count == 2);
  SQLINTEGER id = 3;
  char title[] = "Book 7";
  SQLLEN title_length = SQL_NTS;
  SQLBindParameter(query.handle, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &id, 0,
                   nullptr);
  BOOST_TEST(SQLExecute(query.handle) == SQL_ERROR);
  BOOST_TEST(query.state() == "07002");
  SQLBindParameter(query.handle, 2, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 10, 0, title,
                   sizeof title, &title_length);
  BOOST_TEST(SQLExecute(query.handle) == SQL_SUCCESS, query.why());
  BOOST_TEST(query.rows() == "Book 3\nBook 7\n");
  SQLFreeStmt(query.handle, SQL_CLOSE);
  id = 4;
  title_length = SQL_NULL_DATA;
  BOOST_TEST(SQLExecute(query.handle) == SQL_SUCCESS, query.why());
  BOOST_TEST(query.rows() == "Book 4\n");
}

BOOST_AUTO_TEST_CASE(an_array_of_parameters_makes_a_result_each) {
  Query query(client);
  const std::string text = "select title from book where id = ?";
  BOOST_REQUIRE(SQL_SUCCEEDED(SQLPrepare(query.handle, narrow(text), SQL_NTS)));
  SQLINTEGER ids[] = {5, 6, 7};
  SQLUSMALLINT operations[] = {SQL_PARAM_PROCEED, SQL_PARAM_IGNORE, SQL_PARAM_PROCEED};
  SQLUSMALLINT statuses[3] = {};
  SQLULEN processed = 0;
  query.set(SQL_ATTR_PARAMSET_SIZE, 3);
  query.set(SQL_ATTR_PARAM_OPERATION_PTR, operations);
  query.set(SQL_ATTR_PARAM_STATUS_PTR, statuses);
  query.set(SQL_ATTR_PARAMS_PROCESSED_PTR, &processed);
  SQLBindParameter(query.handle, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, ids, 0,
                   nullptr);
  BOOST_TEST(SQLExecute(query.handle) == SQL_SUCCESS, query.why());
  BOOST_TEST(processed == 3U);
  BOOST_TEST(statuses[0] == SQL_PARAM_SUCCESS);
  BOOST_TEST(statuses[1] == SQL_PARAM_UNUSED);
  BOOST_TEST(query.rows() == "Book 5\n");
  BOOST_TEST(SQLMoreResults(query.handle) == SQL_SUCCESS);
  BOOST_TEST(query.rows() == "Book 7\n");
  BOOST_TEST(SQLMoreResults(query.handle) == SQL_NO_DATA);
}

BOOST_AUTO_TEST_CASE(data_at_execution) {
  Query query(client);
  const std::string text = "select ? || '!', length(?)";
  BOOST_REQUIRE(SQL_SUCCEEDED(SQLPrepare(query.handle, narrow(text), SQL_NTS)));
  SQLLEN later = SQL_LEN_DATA_AT_EXEC(0);
  int first = 0;
  int second = 0;
  SQLBindParameter(query.handle, 1, SQL_PARAM_INPUT, SQL_C_WCHAR, SQL_WLONGVARCHAR, 100, 0, &first,
                   0, &later);
  SQLBindParameter(query.handle, 2, SQL_PARAM_INPUT, SQL_C_BINARY, SQL_LONGVARBINARY, 100, 0,
                   &second, 0, &later);
  BOOST_REQUIRE(SQLExecute(query.handle) == SQL_NEED_DATA);
  SQLPOINTER token = nullptr;
  BOOST_REQUIRE(SQLParamData(query.handle, &token) == SQL_NEED_DATA);
  BOOST_TEST(token == &first);
  // A surrogate pair may come in two pieces.
  char16_t units[] = u"a\U0001F600";
  BOOST_TEST(SQLPutData(query.handle, units, 4) == SQL_SUCCESS);
  BOOST_TEST(SQLPutData(query.handle, units + 2, 2) == SQL_SUCCESS);
  BOOST_REQUIRE(SQLParamData(query.handle, &token) == SQL_NEED_DATA);
  BOOST_TEST(token == &second);
  char bytes[] = {1, 0, 2};
  BOOST_TEST(SQLPutData(query.handle, bytes, 3) == SQL_SUCCESS);
  BOOST_TEST(SQLPutData(query.handle, bytes, 3) == SQL_SUCCESS);
  BOOST_REQUIRE_MESSAGE(SQLParamData(query.handle, &token) == SQL_SUCCESS, query.why());
  BOOST_TEST(query.rows() == "a\xf0\x9f\x98\x80!|6\n");
}

BOOST_AUTO_TEST_CASE(rowsets_by_column) {
  Query query(client);
  constexpr std::size_t kRows = 10;
  SQLINTEGER ids[kRows + 1] = {};
  ids[kRows] = 4711;
  char titles[kRows][8] = {};
  SQLLEN lengths[kRows] = {};
  SQLUSMALLINT statuses[kRows] = {};
  SQLULEN fetched = 0;
  query.set(SQL_ATTR_ROW_ARRAY_SIZE, kRows);
  query.set(SQL_ATTR_ROW_STATUS_PTR, statuses);
  query.set(SQL_ATTR_ROWS_FETCHED_PTR, &fetched);
  BOOST_REQUIRE(SQL_SUCCEEDED(query.run("select id, title from book order by id")));
  SQLBindCol(query.handle, 1, SQL_C_SLONG, ids, 0, nullptr);
  SQLBindCol(query.handle, 2, SQL_C_CHAR, titles, sizeof titles[0], lengths);
  BOOST_TEST(query.fetch() == SQL_SUCCESS, query.why());
  BOOST_TEST(fetched == 10U);
  BOOST_TEST(ids[9] == 10);
  BOOST_TEST(titles[9] == "Book 10");
  BOOST_TEST(lengths[9] == 7);
  BOOST_TEST(SQLFetchScroll(query.handle, SQL_FETCH_NEXT, 0) == SQL_SUCCESS);
  BOOST_TEST(query.fetch() == SQL_SUCCESS);
  BOOST_TEST(fetched == 5U);
  BOOST_TEST(statuses[4] == SQL_ROW_SUCCESS);
  BOOST_TEST(statuses[5] == SQL_ROW_NOROW);
  BOOST_TEST(ids[4] == 25);
  BOOST_TEST(query.fetch() == SQL_NO_DATA);
  BOOST_TEST(fetched == 0U);
  BOOST_TEST(ids[kRows] == 4711);
}

BOOST_AUTO_TEST_CASE(rowsets_by_row_with_an_offset) {
  struct Row {
    SQLINTEGER id;
    SQLLEN id_length;
    char title[6];
    SQLLEN title_length;
  };
  Row rows[2][3] = {};
  SQLLEN offset = 0;
  SQLUSMALLINT statuses[3] = {};
  Query query(client);
  query.set(SQL_ATTR_ROW_ARRAY_SIZE, 3);
  query.set(SQL_ATTR_ROW_BIND_TYPE, sizeof(Row));
  query.set(SQL_ATTR_ROW_BIND_OFFSET_PTR, &offset);
  query.set(SQL_ATTR_ROW_STATUS_PTR, statuses);
  BOOST_REQUIRE(SQL_SUCCEEDED(query.run("select id, title from book where id > 7 order by id")));
  SQLBindCol(query.handle, 1, SQL_C_SLONG, &rows[0][0].id, 0, &rows[0][0].id_length);
  SQLBindCol(query.handle, 2, SQL_C_CHAR, rows[0][0].title, sizeof rows[0][0].title,
             &rows[0][0].title_length);
  BOOST_TEST(query.fetch() == SQL_SUCCESS_WITH_INFO);  // "Book 8" has six characters
  BOOST_TEST(query.state() == "01004");
  BOOST_TEST(statuses[0] == SQL_ROW_SUCCESS_WITH_INFO);
  SQLLEN at_row = 0;
  SQLGetDiagField(SQL_HANDLE_STMT, query.handle, 1, SQL_DIAG_ROW_NUMBER, &at_row, 0, nullptr);
  BOOST_TEST(at_row == 1);
  BOOST_TEST(rows[0][0].title == "Book ");
  BOOST_TEST(rows[0][0].title_length == 6);
  BOOST_TEST(rows[0][2].id == 10);
  offset = sizeof rows[0];
  BOOST_TEST(SQL_SUCCEEDED(query.fetch()));
  BOOST_TEST(rows[1][0].id == 11);
  BOOST_TEST(rows[0][0].id == 8);
}

BOOST_AUTO_TEST_CASE(a_static_cursor_goes_everywhere) {
  Query query(client);
  BOOST_TEST(query.set(SQL_ATTR_CURSOR_TYPE, SQL_CURSOR_STATIC) == SQL_SUCCESS);
  SQLINTEGER ids[4] = {};
  SQLULEN fetched = 0;
  query.set(SQL_ATTR_ROW_ARRAY_SIZE, 4);
  query.set(SQL_ATTR_ROWS_FETCHED_PTR, &fetched);
  SQLBindCol(query.handle, 1, SQL_C_SLONG, ids, 0, nullptr);
  BOOST_REQUIRE(SQL_SUCCEEDED(query.run("select id from book order by id")));  // 25 rows
  struct Step {
    SQLSMALLINT orientation;
    SQLLEN offset;
    SQLRETURN code;
    SQLINTEGER first;
    SQLULEN rows;
  };
  const Step steps[] = {
      {SQL_FETCH_LAST, 0, SQL_SUCCESS, 22, 4},
      {SQL_FETCH_NEXT, 0, SQL_NO_DATA, 0, 0},
      {SQL_FETCH_PRIOR, 0, SQL_SUCCESS, 22, 4},
      {SQL_FETCH_PRIOR, 0, SQL_SUCCESS, 18, 4},
      {SQL_FETCH_ABSOLUTE, 3, SQL_SUCCESS, 3, 4},
      {SQL_FETCH_PRIOR, 0, SQL_SUCCESS_WITH_INFO, 1, 4},
      {SQL_FETCH_PRIOR, 0, SQL_NO_DATA, 0, 0},
      {SQL_FETCH_NEXT, 0, SQL_SUCCESS, 1, 4},
      {SQL_FETCH_RELATIVE, 5, SQL_SUCCESS, 6, 4},
      {SQL_FETCH_RELATIVE, -2, SQL_SUCCESS, 4, 4},
      {SQL_FETCH_RELATIVE, -9, SQL_NO_DATA, 0, 0},
      {SQL_FETCH_ABSOLUTE, -1, SQL_SUCCESS, 25, 1},
      {SQL_FETCH_ABSOLUTE, -25, SQL_SUCCESS, 1, 4},
      {SQL_FETCH_ABSOLUTE, 0, SQL_NO_DATA, 0, 0},
      {SQL_FETCH_ABSOLUTE, 26, SQL_NO_DATA, 0, 0},
      {SQL_FETCH_FIRST, 0, SQL_SUCCESS, 1, 4},
  };
  for (const Step& step : steps) {
    BOOST_TEST_CONTEXT("step " << &step - steps) {
      BOOST_TEST(SQLFetchScroll(query.handle, step.orientation, step.offset) == step.code);
      BOOST_TEST(fetched == step.rows);
      if (step.rows > 0) BOOST_TEST(ids[0] == step.first);
    }
  }
  // Any row of the rowset can be positioned on, and read.
  BOOST_TEST(SQLSetPos(query.handle, 3, SQL_POSITION, SQL_LOCK_NO_CHANGE) == SQL_SUCCESS);
  BOOST_TEST(query.text(1) == "3");
  BOOST_TEST(query.get(SQL_ATTR_ROW_NUMBER) == 3U);
  BOOST_TEST(SQLSetPos(query.handle, 5, SQL_POSITION, SQL_LOCK_NO_CHANGE) == SQL_ERROR);
  BOOST_TEST(SQLSetPos(query.handle, 1, SQL_DELETE, SQL_LOCK_NO_CHANGE) == SQL_ERROR);
}

BOOST_AUTO_TEST_CASE(a_forward_cursor_goes_forward) {
  Query query(client, "select id from book order by id");
  BOOST_TEST(SQLFetchScroll(query.handle, SQL_FETCH_LAST, 0) == SQL_ERROR);
  BOOST_TEST(query.state() == "HY106");
}

BOOST_AUTO_TEST_CASE(bookmarks) {
  Query query(client);
  query.set(SQL_ATTR_USE_BOOKMARKS, SQL_UB_VARIABLE);
  query.set(SQL_ATTR_CURSOR_TYPE, SQL_CURSOR_STATIC);
  query.set(SQL_ATTR_ROW_ARRAY_SIZE, 2);
  SQLLEN marks[2] = {};
  SQLINTEGER ids[2] = {};
  SQLLEN mark_lengths[2] = {};
  BOOST_REQUIRE(SQL_SUCCEEDED(query.run("select id from book order by id desc")));
  SQLBindCol(query.handle, 0, SQL_C_VARBOOKMARK, marks, sizeof marks[0], mark_lengths);
  SQLBindCol(query.handle, 1, SQL_C_SLONG, ids, 0, nullptr);
  BOOST_TEST(query.fetch() == SQL_SUCCESS, query.why());
  BOOST_TEST(ids[1] == 24);
  const SQLLEN saved = marks[1];
  BOOST_TEST(query.fetch() == SQL_SUCCESS);
  SQLLEN at = saved;
  query.set(SQL_ATTR_FETCH_BOOKMARK_PTR, &at);
  BOOST_TEST(SQLFetchScroll(query.handle, SQL_FETCH_BOOKMARK, 1) == SQL_SUCCESS, query.why());
  BOOST_TEST(ids[0] == 23);
  marks[0] = saved;
  marks[1] = 25;
  BOOST_TEST(SQLBulkOperations(query.handle, SQL_FETCH_BY_BOOKMARK) == SQL_SUCCESS, query.why());
  BOOST_TEST(ids[0] == 24);
  BOOST_TEST(ids[1] == 1);
  BOOST_TEST(SQLBulkOperations(query.handle, SQL_ADD) == SQL_ERROR);
}

BOOST_AUTO_TEST_CASE(values_in_pieces_in_any_order) {
  Query query(client, "select title, made, id from book where id = 1");
  BOOST_REQUIRE(query.fetch() == SQL_SUCCESS);
  BOOST_TEST(query.text(3) == "1");
  char piece[4] = {};
  SQLLEN length = 0;
  BOOST_TEST(SQLGetData(query.handle, 1, SQL_C_CHAR, piece, 4, &length) == SQL_SUCCESS_WITH_INFO);
  BOOST_TEST(piece == "Boo");
  BOOST_TEST(length == 6);
  BOOST_TEST(SQLGetData(query.handle, 1, SQL_C_CHAR, piece, 4, &length) == SQL_SUCCESS);
  BOOST_TEST(piece == "k 1");
  BOOST_TEST(SQLGetData(query.handle, 1, SQL_C_CHAR, piece, 4, &length) == SQL_NO_DATA);
  BOOST_TEST(query.text(2) == "00FF");
  BOOST_TEST(query.text(1) == "Book 1");  // another column in between: from its start again
}

BOOST_AUTO_TEST_CASE(descriptors) {
  Query query(client, "select id, title from book where id = 1");
  auto* const row = reinterpret_cast<SQLHDESC>(query.get(SQL_ATTR_IMP_ROW_DESC));
  SQLSMALLINT count = 0;
  BOOST_TEST(SQLGetDescField(row, 0, SQL_DESC_COUNT, &count, 0, nullptr) == SQL_SUCCESS);
  BOOST_TEST(count == 2);
  SQLCHAR name[16] = {};
  SQLSMALLINT name_length = 0, type = 0, sub_type = 0, precision = 0, scale = 0, nullable = 0;
  SQLLEN octets = 0;
  BOOST_TEST(SQLGetDescRec(row, 2, name, sizeof name, &name_length, &type, &sub_type, &octets,
                           &precision, &scale, &nullable) == SQL_SUCCESS);
  BOOST_TEST(reinterpret_cast<char*>(name) == "title");
  BOOST_TEST(type == SQL_WVARCHAR);
  BOOST_TEST(SQLGetDescRec(row, 3, name, sizeof name, &name_length, &type, &sub_type, &octets,
                           &precision, &scale, &nullable) == SQL_NO_DATA);
  BOOST_TEST(SQLSetDescField(row, 1, SQL_DESC_TYPE, nullptr, 0) == SQL_ERROR);

  // A descriptor of the application binds the columns of two statements.
  SQLHDESC own = SQL_NULL_HDESC;
  BOOST_REQUIRE(SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_DESC, client.connection, &own)));
  SQLINTEGER id = 0;
  BOOST_TEST(SQLSetDescRec(own, 1, SQL_C_SLONG, 0, sizeof id, 0, 0, &id, nullptr, nullptr) ==
             SQL_SUCCESS);
  Query other(client, "select 77");
  for (Query* const each : {&query, &other})
    BOOST_TEST(each->set(SQL_ATTR_APP_ROW_DESC, own) == SQL_SUCCESS);
  BOOST_TEST(query.fetch() == SQL_SUCCESS);
  BOOST_TEST(id == 1);
  BOOST_TEST(other.fetch() == SQL_SUCCESS);
  BOOST_TEST(id == 77);
  BOOST_TEST(SQLFreeHandle(SQL_HANDLE_DESC, own) == SQL_SUCCESS);
  id = 0;
  BOOST_TEST(query.fetch() == SQL_NO_DATA);
  BOOST_TEST(id == 0);
}

BOOST_AUTO_TEST_CASE(columns_are_described) {
  Query query(client, "select id, title, price, made from book");
  SQLCHAR name[32] = {};
  SQLSMALLINT length = 0, type = 0, digits = 0, nullable = 0;
  SQLULEN size = 0;
  BOOST_TEST(SQLDescribeCol(query.handle, 2, name, sizeof name, &length, &type, &size, &digits,
                            &nullable) == SQL_SUCCESS);
  BOOST_TEST(type == SQL_WVARCHAR);
  BOOST_TEST(size == 7U);  // of "Book 25", the longest
  SQLLEN number = 0;
  SQLColAttribute(query.handle, 1, SQL_DESC_UNSIGNED, nullptr, 0, nullptr, &number);
  BOOST_TEST(number == SQL_FALSE);
  SQLColAttribute(query.handle, 4, SQL_DESC_LENGTH, nullptr, 0, nullptr, &number);
  BOOST_TEST(number == 2);
  BOOST_TEST(SQLDescribeCol(query.handle, 9, name, sizeof name, &length, &type, &size, &digits,
                            &nullable) == SQL_ERROR);
  BOOST_TEST(query.state() == "07009");
}

BOOST_AUTO_TEST_CASE(catalog_functions) {
  Query query(client);
  std::string table = "book";
  BOOST_TEST(SQLColumns(query.handle, nullptr, 0, nullptr, 0, narrow(table), SQL_NTS, nullptr, 0) ==
                 SQL_SUCCESS,
             query.why());
  BOOST_REQUIRE(query.fetch() == SQL_SUCCESS);
  BOOST_TEST(query.text(4) == "id");
  SQLFreeStmt(query.handle, SQL_CLOSE);
  BOOST_TEST(SQLPrimaryKeys(query.handle, nullptr, 0, nullptr, 0, narrow(table), SQL_NTS) ==
             SQL_SUCCESS);
  BOOST_REQUIRE(query.fetch() == SQL_SUCCESS);
  BOOST_TEST(query.text(4) == "id");
  SQLFreeStmt(query.handle, SQL_CLOSE);
  BOOST_TEST(SQLForeignKeys(query.handle, nullptr, 0, nullptr, 0, nullptr, 0, nullptr, 0, nullptr,
                            0, narrow(table), SQL_NTS) == SQL_SUCCESS);
  BOOST_REQUIRE(query.fetch() == SQL_SUCCESS);
  BOOST_TEST(query.text(3) == "author");
  SQLFreeStmt(query.handle, SQL_CLOSE);
  BOOST_TEST(SQLGetTypeInfo(query.handle, SQL_ALL_TYPES) == SQL_SUCCESS);
  BOOST_TEST(query.fetch() == SQL_SUCCESS);
}

BOOST_AUTO_TEST_CASE(limits_of_a_statement) {
  Query query(client);
  query.set(SQL_ATTR_MAX_ROWS, 2);
  query.set(SQL_ATTR_MAX_LENGTH, 3);
  BOOST_REQUIRE(SQL_SUCCEEDED(query.run("select title from book order by id")));
  BOOST_TEST(query.rows() == "Boo\nBoo\n");
}

BOOST_AUTO_TEST_CASE(what_a_guest_may_not_do) {
  Query query(client);
  BOOST_TEST(query.run("delete from book") == SQL_ERROR);
  BOOST_TEST(query.state() == "25006");
  BOOST_TEST(query.run("select 1; select 2") == SQL_ERROR);
  BOOST_TEST(query.run("select nosuch from book") == SQL_ERROR);
  BOOST_TEST(query.state() == "42703");
  BOOST_TEST(query.run("select abs(-9223372036854775807 - 1)") == SQL_ERROR);
  BOOST_TEST(query.why().find("[Pillion][SQLite]integer overflow") != std::string::npos);
  BOOST_TEST(query.run("select 1") == SQL_SUCCESS);
}

BOOST_AUTO_TEST_CASE(transactions_and_attributes_of_the_connection) {
  SQLHDBC connection = client.connection;
  BOOST_TEST(SQLSetConnectAttr(connection, SQL_ATTR_AUTOCOMMIT,
                               reinterpret_cast<SQLPOINTER>(SQL_AUTOCOMMIT_OFF), 0) == SQL_SUCCESS);
  BOOST_TEST(SQLEndTran(SQL_HANDLE_DBC, connection, SQL_ROLLBACK) == SQL_SUCCESS);
  SQLUINTEGER dead = 99;
  BOOST_TEST(SQLGetConnectAttr(connection, SQL_ATTR_CONNECTION_DEAD, &dead, 0, nullptr) ==
             SQL_SUCCESS);
  BOOST_TEST(dead == SQL_CD_FALSE);
  SQLCHAR text[64] = {};
  SQLSMALLINT length = 0;
  BOOST_TEST(SQLGetInfo(connection, SQL_DBMS_NAME, text, sizeof text, &length) == SQL_SUCCESS);
  BOOST_TEST(reinterpret_cast<char*>(text) == "SQLite");
  std::string escaped = "select {fn ucase('x')}";
  SQLINTEGER size = 0;
  BOOST_TEST(SQLNativeSql(connection, narrow(escaped), SQL_NTS, text, sizeof text, &size) ==
             SQL_SUCCESS);
  BOOST_TEST(reinterpret_cast<char*>(text) == "select upper('x')");
}

BOOST_AUTO_TEST_CASE(connections_that_cannot_be) {
  for (const char* const session :
       {"", "nonsense", "9.00000000000000000000000000000000", "sqlite:/no/such/file"}) {
    const Client refused(session);
    BOOST_TEST(!SQL_SUCCEEDED(refused.connected));
    BOOST_TEST(refused.why().substr(0, 2) == "08", refused.why());
  }
}

BOOST_AUTO_TEST_CASE(odbc_2_names_its_own_types) {
  const Client old(database.session(), SQL_OV_ODBC2);
  Query query(old);
  BOOST_REQUIRE(SQL_SUCCEEDED(SQLGetTypeInfo(query.handle, SQL_DATE)));
  BOOST_REQUIRE(query.fetch() == SQL_SUCCESS);
  BOOST_TEST(query.text(2) == "9");
}

BOOST_AUTO_TEST_SUITE_END()
