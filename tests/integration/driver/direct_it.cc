// The driver called as a driver manager calls it, and as none would: what a manager answers itself,
// or keeps from a driver, is answered by the driver too.
#include <array>

#include "integration/driver/client.h"

using namespace pillion::test;

namespace {

struct Fixture {
  std::string environment_state() const {
    return diagnostics(SQL_HANDLE_ENV, environment).substr(0, 5);
  }
  std::string connection_state() const { return client.why().substr(0, 5); }

  Fixture() { SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &environment); }
  ~Fixture() { SQLFreeHandle(SQL_HANDLE_ENV, environment); }

  Host host;
  Client client{host.token};
  SQLHENV environment = SQL_NULL_HENV;
};

std::vector<SQLWCHAR> wide(const std::string& text) {
  std::vector<SQLWCHAR> all(text.begin(), text.end());
  all.push_back(0);
  return all;
}

std::string narrowed(const SQLWCHAR* text) {
  std::string all;
  while (*text != 0) all += static_cast<char>(*text++);
  return all;
}

SQLINTEGER environment_attribute(SQLHENV environment, SQLINTEGER attribute) {
  SQLINTEGER value = -1;
  BOOST_TEST(SQLGetEnvAttr(environment, attribute, &value, 0, nullptr) == SQL_SUCCESS);
  return value;
}

SQLRETURN set(SQLHENV environment, SQLINTEGER attribute, SQLULEN value) {
  return SQLSetEnvAttr(environment, attribute, reinterpret_cast<SQLPOINTER>(value), 0);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(called_directly, Fixture)

BOOST_AUTO_TEST_CASE(handles_of_no_kind_and_nowhere) {
  SQLHANDLE made = environment;
  BOOST_TEST(SQLAllocHandle(99, environment, &made) == SQL_ERROR);
  BOOST_TEST(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, nullptr) == SQL_ERROR);
  BOOST_TEST(SQLAllocHandle(SQL_HANDLE_DBC, environment, nullptr) == SQL_ERROR);
  BOOST_TEST(environment_state() == "HY009");
  BOOST_TEST(SQLAllocHandle(SQL_HANDLE_DBC, client.connection, &made) == SQL_INVALID_HANDLE);
  BOOST_TEST(SQLFreeHandle(99, environment) == SQL_INVALID_HANDLE);
  SQLCHAR state[6] = {};
  BOOST_TEST(SQLGetDiagRec(99, environment, 1, state, nullptr, nullptr, 0, nullptr) ==
             SQL_INVALID_HANDLE);
  BOOST_TEST(SQLGetDiagRec(SQL_HANDLE_ENV, environment, 0, state, nullptr, nullptr, 0, nullptr) ==
             SQL_ERROR);
}

BOOST_AUTO_TEST_CASE(handles_end_from_the_inside_out) {
  SQLHDBC connection = SQL_NULL_HDBC;
  BOOST_REQUIRE(SQLAllocHandle(SQL_HANDLE_DBC, environment, &connection) == SQL_SUCCESS);
  SQLHANDLE statement = connection;
  BOOST_TEST(SQLAllocHandle(SQL_HANDLE_STMT, connection, &statement) == SQL_ERROR);
  BOOST_TEST(diagnostics(SQL_HANDLE_DBC, connection).substr(0, 5) == "08003");
  BOOST_TEST((statement == SQL_NULL_HANDLE));
  BOOST_TEST(SQLFreeHandle(SQL_HANDLE_ENV, environment) == SQL_ERROR);
  BOOST_TEST(environment_state() == "HY010");
  BOOST_TEST(SQLFreeHandle(SQL_HANDLE_DBC, connection) == SQL_SUCCESS);
  BOOST_TEST(SQLFreeHandle(SQL_HANDLE_DBC, connection) == SQL_INVALID_HANDLE);
  BOOST_TEST(SQLFreeHandle(SQL_HANDLE_DBC, client.connection) == SQL_ERROR);
  BOOST_TEST(connection_state() == "HY010");
  const Query query(client);
  SQLHDESC own = SQL_NULL_HDESC;
  BOOST_TEST(SQLGetStmtAttr(query.handle, SQL_ATTR_APP_ROW_DESC, &own, 0, nullptr) == SQL_SUCCESS);
  BOOST_TEST(SQLFreeHandle(SQL_HANDLE_DESC, own) == SQL_ERROR);
  BOOST_TEST(diagnostics(SQL_HANDLE_DESC, own).substr(0, 5) == "HY017");
}

BOOST_AUTO_TEST_CASE(attributes_of_an_environment) {
  for (const SQLULEN version : {SQL_OV_ODBC2, SQL_OV_ODBC3, SQLULEN{SQL_OV_ODBC3_80}}) {
    BOOST_TEST(set(environment, SQL_ATTR_ODBC_VERSION, version) == SQL_SUCCESS);
    BOOST_TEST(environment_attribute(environment, SQL_ATTR_ODBC_VERSION) ==
               static_cast<SQLINTEGER>(version));
  }
  BOOST_TEST(set(environment, SQL_ATTR_ODBC_VERSION, 4) == SQL_ERROR);
  BOOST_TEST(environment_state() == "HY024");
  BOOST_TEST(set(environment, SQL_ATTR_CONNECTION_POOLING, SQL_CP_ONE_PER_HENV) == SQL_SUCCESS);
  BOOST_TEST(environment_attribute(environment, SQL_ATTR_CONNECTION_POOLING) ==
             SQLINTEGER{SQL_CP_ONE_PER_HENV});
  BOOST_TEST(set(environment, SQL_ATTR_CONNECTION_POOLING, 77) == SQL_ERROR);
  BOOST_TEST(set(environment, SQL_ATTR_CP_MATCH, SQL_CP_RELAXED_MATCH) == SQL_SUCCESS);
  BOOST_TEST(environment_attribute(environment, SQL_ATTR_CP_MATCH) ==
             SQLINTEGER{SQL_CP_RELAXED_MATCH});
  BOOST_TEST(environment_attribute(environment, SQL_ATTR_OUTPUT_NTS) == SQLINTEGER{SQL_TRUE});
  BOOST_TEST(set(environment, SQL_ATTR_OUTPUT_NTS, SQL_TRUE) == SQL_SUCCESS);
  BOOST_TEST(set(environment, SQL_ATTR_OUTPUT_NTS, SQL_FALSE) == SQL_ERROR);
  BOOST_TEST(environment_state() == "HYC00");
  BOOST_TEST(set(environment, 4711, 0) == SQL_ERROR);
  BOOST_TEST(environment_state() == "HY092");
}

BOOST_AUTO_TEST_CASE(browsing_asks_for_the_token) {
  SQLHDBC connection = SQL_NULL_HDBC;
  SQLAllocHandle(SQL_HANDLE_DBC, environment, &connection);
  std::array<SQLWCHAR, 256> answer{};
  SQLSMALLINT length = 0;
  BOOST_TEST(SQLBrowseConnectW(connection, wide("Driver=Pillion").data(), SQL_NTS, answer.data(),
                               answer.size(), &length) == SQL_NEED_DATA);
  BOOST_TEST(narrowed(answer.data()) == "SESSION:Token of the lease=?");
  BOOST_TEST(SQLBrowseConnectW(connection, wide(std::string("Session=") + host.token).data(),
                               SQL_NTS, answer.data(), answer.size(), &length) == SQL_SUCCESS);
  BOOST_TEST(narrowed(answer.data()).find(host.token) != std::string::npos);
  BOOST_TEST(SQLDisconnect(connection) == SQL_SUCCESS);
  BOOST_TEST(SQLDisconnect(connection) == SQL_ERROR);
  std::array<SQLCHAR, 8> few{};
  BOOST_TEST(SQLBrowseConnect(connection, narrow("Driver=Pillion"), SQL_NTS, few.data(), few.size(),
                              &length) == SQL_NEED_DATA);
  BOOST_TEST(std::string(reinterpret_cast<char*>(few.data())) == "SESSION");
  BOOST_TEST(length == 28);
  BOOST_TEST(SQLConnectW(connection, wide("no such data source").data(), SQL_NTS, nullptr, 0,
                         nullptr, 0) == SQL_ERROR);
  SQLFreeHandle(SQL_HANDLE_DBC, connection);
}

BOOST_AUTO_TEST_CASE(what_sqltables_and_its_kin_refuse) {
  const Query query(client);
  SQLHSTMT const s = query.handle;
  SQLCHAR* const none = nullptr;
  const auto refused = [&](SQLRETURN code) {
    return code == SQL_ERROR ? query.state() : "success";
  };
  BOOST_TEST(refused(SQLForeignKeys(s, none, 0, none, 0, none, 0, none, 0, none, 0, none, 0)) ==
             "HY009");
  BOOST_TEST(refused(SQLStatistics(s, none, 0, none, 0, narrow("t"), SQL_NTS, 7, SQL_QUICK)) ==
             "HY100");
  BOOST_TEST(refused(SQLStatistics(s, none, 0, none, 0, narrow("t"), SQL_NTS, SQL_INDEX_ALL, 7)) ==
             "HY101");
  BOOST_TEST(refused(SQLStatistics(s, none, 0, none, 0, none, 0, SQL_INDEX_ALL, SQL_QUICK)) ==
             "HY009");
  const auto special = [&](SQLUSMALLINT kind, SQLCHAR* table, SQLUSMALLINT scope,
                           SQLUSMALLINT nullable) {
    return refused(SQLSpecialColumns(s, kind, none, 0, none, 0, table, SQL_NTS, scope, nullable));
  };
  BOOST_TEST(special(7, narrow("t"), SQL_SCOPE_SESSION, SQL_NULLABLE) == "HY097");
  BOOST_TEST(special(SQL_BEST_ROWID, narrow("t"), 7, SQL_NULLABLE) == "HY098");
  BOOST_TEST(special(SQL_BEST_ROWID, narrow("t"), SQL_SCOPE_SESSION, 7) == "HY099");
  BOOST_TEST(special(SQL_BEST_ROWID, none, SQL_SCOPE_SESSION, SQL_NULLABLE) == "HY009");
}

// Each of these has a narrow and a wide form, and both find the same.
BOOST_AUTO_TEST_CASE(catalog_functions_are_narrow_and_wide) {
  host.run(
      "create temporary table parent (id int primary key);"
      "create temporary table child (id int primary key, of int references parent)");
  using Call = SQLRETURN (*)(SQLHSTMT);
  struct Pair {
    const char* name;
    Call narrow_call, wide_call;
  };
  static auto child_w = wide("child");
  static auto parent_w = wide("parent");
  static const std::string child_name = "child";
  static const std::string parent_name = "parent";
  static SQLCHAR* const child = narrow(child_name);
  static SQLCHAR* const parent = narrow(parent_name);
  const std::array pairs = {
      Pair{"SQLTables",
           [](SQLHSTMT s) { return SQLTables(s, nullptr, 0, nullptr, 0, child, 5, nullptr, 0); },
           [](SQLHSTMT s) {
             return SQLTablesW(s, nullptr, 0, nullptr, 0, child_w.data(), 5, nullptr, 0);
           }},
      Pair{"SQLColumns",
           [](SQLHSTMT s) { return SQLColumns(s, nullptr, 0, nullptr, 0, child, 5, nullptr, 0); },
           [](SQLHSTMT s) {
             return SQLColumnsW(s, nullptr, 0, nullptr, 0, child_w.data(), 5, nullptr, 0);
           }},
      Pair{
          "SQLPrimaryKeys",
          [](SQLHSTMT s) { return SQLPrimaryKeys(s, nullptr, 0, nullptr, 0, child, 5); },
          [](SQLHSTMT s) { return SQLPrimaryKeysW(s, nullptr, 0, nullptr, 0, child_w.data(), 5); }},
      Pair{"SQLForeignKeys",
           [](SQLHSTMT s) {
             return SQLForeignKeys(s, nullptr, 0, nullptr, 0, parent, 6, nullptr, 0, nullptr, 0,
                                   child, 5);
           },
           [](SQLHSTMT s) {
             return SQLForeignKeysW(s, nullptr, 0, nullptr, 0, parent_w.data(), 6, nullptr, 0,
                                    nullptr, 0, child_w.data(), 5);
           }},
      Pair{"SQLStatistics",
           [](SQLHSTMT s) {
             return SQLStatistics(s, nullptr, 0, nullptr, 0, child, 5, SQL_INDEX_UNIQUE, SQL_QUICK);
           },
           [](SQLHSTMT s) {
             return SQLStatisticsW(s, nullptr, 0, nullptr, 0, child_w.data(), 5, SQL_INDEX_UNIQUE,
                                   SQL_QUICK);
           }},
      Pair{"SQLSpecialColumns",
           [](SQLHSTMT s) {
             return SQLSpecialColumns(s, SQL_BEST_ROWID, nullptr, 0, nullptr, 0, child, 5,
                                      SQL_SCOPE_SESSION, SQL_NULLABLE);
           },
           [](SQLHSTMT s) {
             return SQLSpecialColumnsW(s, SQL_BEST_ROWID, nullptr, 0, nullptr, 0, child_w.data(), 5,
                                       SQL_SCOPE_SESSION, SQL_NULLABLE);
           }},
  };
  for (const Pair& pair : pairs) BOOST_TEST_CONTEXT(pair.name) {
      Query narrow_query(client);
      Query wide_query(client);
      BOOST_TEST(pair.narrow_call(narrow_query.handle) == SQL_SUCCESS, narrow_query.why());
      BOOST_TEST(pair.wide_call(wide_query.handle) == SQL_SUCCESS, wide_query.why());
      const std::string rows = narrow_query.rows();
      BOOST_TEST(rows != "");
      BOOST_TEST(wide_query.rows() == rows);
    }
}

BOOST_AUTO_TEST_CASE(cursor_names) {
  const Query query(client);
  std::array<SQLWCHAR, 64> name{};
  SQLSMALLINT length = 0;
  BOOST_TEST(SQLGetCursorNameW(query.handle, name.data(), name.size(), &length) == SQL_SUCCESS);
  BOOST_TEST(narrowed(name.data()).starts_with("SQL_CUR"));
  BOOST_TEST(SQLSetCursorNameW(query.handle, wide("SQL_CURious").data(), SQL_NTS) == SQL_ERROR);
  BOOST_TEST(query.state() == "34000");
  BOOST_TEST(SQLSetCursorNameW(query.handle, wide("mine").data(), SQL_NTS) == SQL_SUCCESS);
  std::array<SQLCHAR, 3> few{};
  BOOST_TEST(SQLGetCursorName(query.handle, few.data(), few.size(), &length) ==
             SQL_SUCCESS_WITH_INFO);
  BOOST_TEST(std::string(reinterpret_cast<char*>(few.data())) == "mi");
  BOOST_TEST(length == 4);
  BOOST_TEST(SQLGetCursorName(query.handle, few.data(), -1, &length) == SQL_ERROR);
  BOOST_TEST(query.state() == "HY090");
}

BOOST_AUTO_TEST_CASE(ending_transactions_and_cancelling_reach_nothing) {
  host.run("begin");
  BOOST_TEST(SQLEndTran(SQL_HANDLE_ENV, environment, SQL_ROLLBACK) == SQL_SUCCESS);
  BOOST_TEST(SQLEndTran(SQL_HANDLE_DBC, client.connection, SQL_COMMIT) == SQL_SUCCESS);
  BOOST_TEST(SQLEndTran(SQL_HANDLE_DBC, client.connection, 7) == SQL_ERROR);
  BOOST_TEST(PQtransactionStatus(host.connection) == PQTRANS_INTRANS);
  BOOST_TEST(SQLCancelHandle(SQL_HANDLE_DBC, client.connection) == SQL_ERROR);
  BOOST_TEST(connection_state() == "HYC00");
  const Query query(client);
  BOOST_TEST(SQLCancelHandle(SQL_HANDLE_STMT, query.handle) == SQL_SUCCESS);
}

BOOST_AUTO_TEST_SUITE_END()
