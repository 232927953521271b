// An ODBC client in C++ that goes through the driver manager, as applications do.
#pragma once

#include <cstdlib>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <dlfcn.h>
#include <libpq-fe.h>
#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>

#include "session/pillion.h"

namespace pillion::test {

inline std::string diagnostics(SQLSMALLINT kind, SQLHANDLE handle) {
  std::string all;
  for (SQLSMALLINT number = 1;; ++number) {
    SQLCHAR state[6] = {};
    SQLCHAR message[2048] = {};
    SQLINTEGER native = 0;
    SQLSMALLINT length = 0;
    const SQLRETURN code =
        SQLGetDiagRec(kind, handle, number, state, &native, message, sizeof message, &length);
    if (!SQL_SUCCEEDED(code)) return all;
    all +=
        std::string(reinterpret_cast<char*>(state)) + " " + reinterpret_cast<char*>(message) + "\n";
  }
}

inline SQLCHAR* narrow(const std::string& text) {
  return reinterpret_cast<SQLCHAR*>(const_cast<char*>(text.c_str()));
}

// The driver manager uses the wide functions of a driver for those who connect by a wide one.
enum class Width { kNarrow, kWide };

class Client {
 public:
  explicit Client(const std::string& session, SQLLEN version = SQL_OV_ODBC3_80,
                  Width width = Width::kNarrow) {
    SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &environment_);
    SQLSetEnvAttr(environment_, SQL_ATTR_ODBC_VERSION, reinterpret_cast<SQLPOINTER>(version), 0);
    SQLAllocHandle(SQL_HANDLE_DBC, environment_, &connection);
    const std::string text = std::string("Driver=") + PILLION_LIBRARY + ";Session=" + session;
    std::vector<SQLWCHAR> wide(text.begin(), text.end());
    wide.push_back(0);
    connected = width == Width::kWide ? SQLDriverConnectW(connection, nullptr, wide.data(), SQL_NTS,
                                                          nullptr, 0, nullptr, SQL_DRIVER_NOPROMPT)
                                      : SQLDriverConnect(connection, nullptr, narrow(text), SQL_NTS,
                                                         nullptr, 0, nullptr, SQL_DRIVER_NOPROMPT);
  }
  ~Client() {
    if (SQL_SUCCEEDED(connected)) SQLDisconnect(connection);
    SQLFreeHandle(SQL_HANDLE_DBC, connection);
    SQLFreeHandle(SQL_HANDLE_ENV, environment_);
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  std::string why() const { return diagnostics(SQL_HANDLE_DBC, connection); }

  SQLHDBC connection = SQL_NULL_HDBC;
  SQLRETURN connected = SQL_ERROR;

 private:
  SQLHENV environment_ = SQL_NULL_HENV;
};

class Query {
 public:
  explicit Query(const Client& client) {
    BOOST_REQUIRE_MESSAGE(SQL_SUCCEEDED(client.connected), client.why());
    BOOST_REQUIRE(SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, client.connection, &handle)));
  }
  Query(const Client& client, const std::string& text) : Query(client) {
    const SQLRETURN code = run(text);
    BOOST_REQUIRE_MESSAGE(SQL_SUCCEEDED(code), text << ": " << why());
  }
  ~Query() { SQLFreeHandle(SQL_HANDLE_STMT, handle); }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  SQLRETURN run(const std::string& text) { return SQLExecDirect(handle, narrow(text), SQL_NTS); }
  SQLRETURN set(SQLINTEGER attribute, SQLULEN value) {
    return SQLSetStmtAttr(handle, attribute, reinterpret_cast<SQLPOINTER>(value), 0);
  }
  SQLRETURN set(SQLINTEGER attribute, void* value) {
    return SQLSetStmtAttr(handle, attribute, value, 0);
  }
  SQLULEN get(SQLINTEGER attribute) {
    SQLULEN value = 0;
    SQLGetStmtAttr(handle, attribute, &value, 0, nullptr);
    return value;
  }
  SQLRETURN fetch() { return SQLFetch(handle); }
  // The value of a column of the current row as text; "NULL" where it is.
  std::string text(SQLUSMALLINT column) {
    char buffer[4096] = {};
    SQLLEN length = 0;
    const SQLRETURN code = SQLGetData(handle, column, SQL_C_CHAR, buffer, sizeof buffer, &length);
    BOOST_REQUIRE_MESSAGE(SQL_SUCCEEDED(code), why());
    return length == SQL_NULL_DATA ? "NULL" : buffer;
  }
  // All rows, values joined by | and rows by newlines.
  std::string rows() {
    SQLSMALLINT columns = 0;
    SQLNumResultCols(handle, &columns);
    std::string all;
    while (SQL_SUCCEEDED(fetch())) {
      for (SQLSMALLINT i = 1; i <= columns; ++i)
        all += (i > 1 ? "|" : "") + text(static_cast<SQLUSMALLINT>(i));
      all += "\n";
    }
    return all;
  }
  std::string why() const { return diagnostics(SQL_HANDLE_STMT, handle); }
  std::string state() const { return why().substr(0, 5); }

  SQLHSTMT handle = SQL_NULL_HSTMT;
};

// A host's PostgreSQL connection, lent through the very library that the driver manager loads.
class Host {
 public:
  explicit Host(pillion_options options = {})
      : library_(dlopen(PILLION_LIBRARY, RTLD_NOW | RTLD_LOCAL)), connection(PQconnectdb("")) {
    options.size = sizeof options;
    BOOST_REQUIRE(library_ != nullptr);
    BOOST_REQUIRE_MESSAGE(PQstatus(connection) == CONNECTION_OK, PQerrorMessage(connection));
    const auto lend = reinterpret_cast<decltype(&pillion_lend)>(dlsym(library_, "pillion_lend"));
    BOOST_REQUIRE(lend(connection, &options, token) == PILLION_OK);
  }
  ~Host() {
    reclaim();
    PQfinish(connection);
  }
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  void reclaim() {
    reinterpret_cast<decltype(&pillion_reclaim)>(dlsym(library_, "pillion_reclaim"))(token);
  }
  void run(const std::string& text) {
    PGresult* const result = PQexec(connection, text.c_str());
    BOOST_REQUIRE_MESSAGE(
        PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK,
        PQresultErrorMessage(result));
    PQclear(result);
  }

 private:
  void* library_;

 public:
  PGconn* connection;
  char token[PILLION_TOKEN_SIZE] = {};
};

}  // namespace pillion::test
