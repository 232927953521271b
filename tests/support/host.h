// A host application in C++: plain libpq connections, and what a test asks of them.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <libpq-fe.h>

#include "core/session.h"
#include "session/pillion.h"
#include "session/sessions.h"

namespace pillion::test {

struct Finisher {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using HostConnection = std::unique_ptr<PGconn, Finisher>;

// To the server that with-postgres started; `conninfo` adds to that.
inline HostConnection connect_host(const std::string& conninfo = "") {
  HostConnection host(PQconnectdb(conninfo.c_str()));
  BOOST_REQUIRE_MESSAGE(PQstatus(host.get()) == CONNECTION_OK, PQerrorMessage(host.get()));
  return host;
}

// Runs a statement as the host, and returns the first value of its result ("" where none).
inline std::string host_sql(PGconn* host, const std::string& sql) {
  PGresult* const result = PQexec(host, sql.c_str());
  const ExecStatusType status = PQresultStatus(result);
  std::string value;
  if (status == PGRES_TUPLES_OK && PQntuples(result) > 0 && PQnfields(result) > 0)
    value = PQgetvalue(result, 0, 0);
  BOOST_REQUIRE_MESSAGE(status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK,
                        sql << ": " << PQresultErrorMessage(result));
  PQclear(result);
  return value;
}

// A lease that is reclaimed when the test ends.
class Lent {
 public:
  explicit Lent(PGconn* connection, pillion_options options = {}) {
    options.size = sizeof options;
    BOOST_REQUIRE_MESSAGE(pillion_lend(connection, &options, token_) == PILLION_OK,
                          pillion_error());
  }
  ~Lent() { pillion_reclaim(token_); }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;

  const char* token() const { return token_; }
  std::shared_ptr<Session> session() const {
    auto found = find_session(token_);
    BOOST_REQUIRE_MESSAGE(found, found.error().message);
    return *found;
  }

 private:
  char token_[PILLION_TOKEN_SIZE] = {};
};

inline Result<std::unique_ptr<ResultSet>> run(Session& session, std::string_view text,
                                              std::vector<Parameter> parameters = {},
                                              int timeout_ms = 0) {
  return session.run(
      {.text = text, .parameters = parameters, .timeout = std::chrono::milliseconds(timeout_ms)});
}

inline std::string text_of(const ResultSet& result, int row, int column) {
  const Cell cell = result.cell(row, column);
  return cell.is_null() ? "NULL" : std::string(cell.data, static_cast<std::size_t>(cell.size));
}

// The SQLSTATE of a statement that must fail.
inline std::string state_of(Session& session, std::string_view text, int timeout_ms = 0) {
  const auto result = run(session, text, {}, timeout_ms);
  return result ? "success" : std::string(result.error().sqlstate.text());
}

}  // namespace pillion::test
