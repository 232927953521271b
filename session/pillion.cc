// The public C interface (pillion.h): nothing thrown leaves here.
#include "session/pillion.h"

#include <cstring>
#include <string>
#include <utility>

#include "session/c_interface.h"
#include "session/libpq.h"
#include "session/postgres_lease.h"
#include "session/registry.h"
#include "session/sqlite_lease.h"

#ifndef PILLION_VERSION
#error "PILLION_VERSION comes from CMake"
#endif

namespace {

using pillion::failed;
using pillion::guarded_call;
using pillion::LeaseOptions;
using pillion::LendableLease;
using pillion::Result;

thread_local std::string last_error;  // NOLINT(misc-use-internal-linkage)

bool has_field(const pillion_options* options, std::size_t end) {
  return options != nullptr && options->size >= end;
}

const char* libpq_path(const pillion_options* options) {
  constexpr std::size_t kEnd = offsetof(pillion_options, libpq) + sizeof(options->libpq);
  return has_field(options, kEnd) ? options->libpq : nullptr;
}

int give_token(const std::shared_ptr<LendableLease>& lease, char* token) {
  const Result<std::string> made = pillion::register_lease(lease);
  if (!made) return failed(PILLION_EINVAL, made.error().message);
  if (made->size() >= PILLION_TOKEN_SIZE) return failed(PILLION_EINVAL, "The token is too long.");
  std::memcpy(token, made->c_str(), made->size() + 1);
  return PILLION_OK;
}

}  // namespace

int pillion::failed(int code, std::string_view why) {
  last_error = why;
  return code;
}

void pillion::forget_failure() {
  last_error.clear();
}

int pillion_lend(pg_conn* connection, const pillion_options* options, char* token) {
  return guarded_call([&] {
    if (connection == nullptr || token == nullptr)
      return failed(PILLION_EINVAL, "pillion_lend needs a connection and room for a token.");
    Result<LeaseOptions> terms = LeaseOptions::from(options);
    if (!terms) return failed(PILLION_EINVAL, terms.error().message);
    auto libpq = pillion::Libpq::resolve(libpq_path(options));
    if (!libpq) return failed(PILLION_ELIBPQ, libpq.error().message);
    auto lease = pillion::PostgresLease::lend(connection, *libpq, std::move(*terms));
    if (!lease) return failed(PILLION_ECONNECTION, lease.error().message);
    return give_token(*lease, token);
  });
}

int pillion_lend_sqlite(sqlite3* connection, const pillion_options* options, char* token) {
  return guarded_call([&] {
    if (connection == nullptr || token == nullptr)
      return failed(PILLION_EINVAL, "pillion_lend_sqlite needs a connection and room for a token.");
    Result<LeaseOptions> terms = LeaseOptions::from(options);
    if (!terms) return failed(PILLION_EINVAL, terms.error().message);
    return give_token(pillion::SqliteLease::lend(connection, std::move(*terms)), token);
  });
}

int pillion_reclaim(const char* token) {
  return guarded_call([&] {
    if (token == nullptr) return failed(PILLION_EINVAL, "pillion_reclaim needs a token.");
    const auto lease = pillion::remove_lease(token);
    if (!lease) return failed(PILLION_ETOKEN, lease.error().message);
    (*lease)->end();
    return int{PILLION_OK};
  });
}

const char* pillion_error() {
  return last_error.c_str();
}

const char* pillion_version() {
  return PILLION_VERSION;
}
