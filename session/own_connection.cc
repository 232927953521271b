#include "session/own_connection.h"

#include <utility>

#include "session/libpq.h"
#include "session/postgres_lease.h"
#include "session/registry.h"
#include "session/server_error.h"

namespace pillion {

OwnConnection::OwnConnection(std::shared_ptr<const Libpq> libpq, pg_conn* connection)
    : libpq_(std::move(libpq)), connection_(connection) {}

Status OwnConnection::check_libpq() {
  PILLION_CHECK(Libpq::load());
  return {};
}

OwnConnection::~OwnConnection() {
  if (!token_.empty()) pillion_reclaim(token_.c_str());
  libpq_->PQfinish(connection_);
}

Result<std::unique_ptr<OwnConnection>> OwnConnection::open(const std::string& conninfo,
                                                           const pillion_options* limits) {
  PILLION_TRY(terms, LeaseOptions::from(limits));
  PILLION_TRY(libpq, Libpq::load());
  PGconn* const connection = libpq->PQconnectdb(conninfo.c_str());
  std::unique_ptr<OwnConnection> own(new OwnConnection(libpq, connection));
  if (libpq->PQstatus(connection) != CONNECTION_OK)
    return fail("08001", connection_message(*libpq, connection));
  PILLION_TRY(lease, PostgresLease::lend(connection, libpq, std::move(terms)));
  PILLION_TRY(token, register_lease(lease));
  own->token_ = token;
  return own;
}

}  // namespace pillion
