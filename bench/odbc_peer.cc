#include "odbc_peer.h"

#include <cstdio>
#include <cstdlib>
#include <vector>

#include <sql.h>
#include <sqlext.h>

namespace bench {
namespace {

constexpr SQLULEN kRowset = 1000;
constexpr SQLLEN kTextBytes = 64;

class OdbcPeer : public Peer {
 public:
  explicit OdbcPeer(const std::string& connection_string) {
    SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &environment_);
    SQLSetEnvAttr(environment_, SQL_ATTR_ODBC_VERSION, reinterpret_cast<SQLPOINTER>(SQL_OV_ODBC3),
                  0);  // NOLINT: ODBC's own idiom
    SQLAllocHandle(SQL_HANDLE_DBC, environment_, &connection_);
    std::string text = connection_string;
    check(SQL_HANDLE_DBC, connection_,
          SQLDriverConnect(connection_, nullptr, reinterpret_cast<SQLCHAR*>(text.data()), SQL_NTS,
                           nullptr, 0, nullptr, SQL_DRIVER_NOPROMPT));
    prepare_one();
    prepare_all();
  }
  ~OdbcPeer() override {
    SQLFreeHandle(SQL_HANDLE_STMT, one_);
    SQLFreeHandle(SQL_HANDLE_STMT, all_);
    SQLDisconnect(connection_);
    SQLFreeHandle(SQL_HANDLE_DBC, connection_);
    SQLFreeHandle(SQL_HANDLE_ENV, environment_);
  }

  std::uint64_t one_row(int key) override {
    key_ = key;
    check(SQL_HANDLE_STMT, one_, SQLExecute(one_));
    const std::uint64_t sum = fetch(one_, 1);
    SQLFreeStmt(one_, SQL_CLOSE);
    return sum;
  }
  std::uint64_t all_rows() override {
    std::string text = kAllRows;
    check(SQL_HANDLE_STMT, all_,
          SQLExecDirect(all_, reinterpret_cast<SQLCHAR*>(text.data()), SQL_NTS));
    const std::uint64_t sum = fetch(all_, kRowset);
    SQLFreeStmt(all_, SQL_CLOSE);
    return sum;
  }

 private:
  void prepare_one() {
    SQLAllocHandle(SQL_HANDLE_STMT, connection_, &one_);
    bind(one_);
    std::string text = std::string(kOneRow) + "?";
    check(SQL_HANDLE_STMT, one_,
          SQLPrepare(one_, reinterpret_cast<SQLCHAR*>(text.data()), SQL_NTS));
    SQLBindParameter(one_, 1, SQL_PARAM_INPUT, SQL_C_LONG, SQL_INTEGER, 0, 0, &key_, 0, nullptr);
  }
  void prepare_all() {
    SQLAllocHandle(SQL_HANDLE_STMT, connection_, &all_);
    // NOLINTNEXTLINE: ODBC passes integers as pointers
    SQLSetStmtAttr(all_, SQL_ATTR_ROW_ARRAY_SIZE, reinterpret_cast<SQLPOINTER>(kRowset), 0);
    SQLSetStmtAttr(all_, SQL_ATTR_ROWS_FETCHED_PTR, &fetched_, 0);
    bind(all_);
  }
  void bind(SQLHSTMT statement) {
    SQLBindCol(statement, 1, SQL_C_LONG, id_.data(), 0, lengths_[0].data());
    SQLBindCol(statement, 2, SQL_C_DOUBLE, ratio_.data(), 0, lengths_[1].data());
    SQLBindCol(statement, 3, SQL_C_CHAR, amount_.data(), kTextBytes, lengths_[2].data());
    SQLBindCol(statement, 4, SQL_C_CHAR, label_.data(), kTextBytes, lengths_[3].data());
    SQLBindCol(statement, 5, SQL_C_TYPE_TIMESTAMP, moment_.data(), 0, lengths_[4].data());
    SQLBindCol(statement, 6, SQL_C_BIT, flag_.data(), 0, lengths_[5].data());
  }

  std::uint64_t fetch(SQLHSTMT statement, SQLULEN rows_if_single) {
    std::uint64_t sum = 0;
    fetched_ = 1;
    for (;;) {
      const SQLRETURN result = SQLFetch(statement);
      if (result == SQL_NO_DATA) return sum;
      check(SQL_HANDLE_STMT, statement, result);
      const SQLULEN rows = rows_if_single == 1 ? 1 : fetched_;
      for (SQLULEN row = 0; row < rows; ++row) sum += touch(row);
    }
  }
  std::uint64_t touch(SQLULEN row) {
    std::uint64_t sum = static_cast<std::uint64_t>(id_[row]) +
                        static_cast<std::uint64_t>(ratio_[row]) + moment_[row].fraction +
                        flag_[row];
    for (SQLLEN i = 0; i < lengths_[2][row]; ++i) sum += amount_[row * kTextBytes + i];
    for (SQLLEN i = 0; i < lengths_[3][row]; ++i) sum += label_[row * kTextBytes + i];
    return sum;
  }

  static void check(SQLSMALLINT kind, SQLHANDLE handle, SQLRETURN result) {
    if (SQL_SUCCEEDED(result)) return;
    SQLCHAR state[6] = {};
    SQLCHAR text[1024] = {};
    SQLGetDiagRec(kind, handle, 1, state, nullptr, text, sizeof text, nullptr);
    std::fprintf(stderr, "%s %s\n", reinterpret_cast<char*>(state), reinterpret_cast<char*>(text));
    std::exit(1);
  }

  SQLHENV environment_ = nullptr;
  SQLHDBC connection_ = nullptr;
  SQLHSTMT one_ = nullptr;
  SQLHSTMT all_ = nullptr;
  SQLINTEGER key_ = 0;
  SQLULEN fetched_ = 0;
  std::vector<SQLINTEGER> id_ = std::vector<SQLINTEGER>(kRowset);
  std::vector<double> ratio_ = std::vector<double>(kRowset);
  std::vector<char> amount_ = std::vector<char>(kRowset * kTextBytes);
  std::vector<char> label_ = std::vector<char>(kRowset * kTextBytes);
  std::vector<SQL_TIMESTAMP_STRUCT> moment_ = std::vector<SQL_TIMESTAMP_STRUCT>(kRowset);
  std::vector<unsigned char> flag_ = std::vector<unsigned char>(kRowset);
  std::vector<std::vector<SQLLEN>> lengths_ =
      std::vector<std::vector<SQLLEN>>(kColumns, std::vector<SQLLEN>(kRowset));
};

}  // namespace

std::unique_ptr<Peer> make_odbc_peer(const std::string& connection_string) {
  return std::make_unique<OdbcPeer>(connection_string);
}

}  // namespace bench
