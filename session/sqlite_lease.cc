#include "session/sqlite_lease.h"

#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "session/sqlite_session.h"

namespace pillion {
namespace {

// How long a statement waits for another process that writes to the file.
constexpr int kBusyTimeoutMs = 5'000;

struct Closer {
  void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
};

}  // namespace

std::shared_ptr<SqliteLease> SqliteLease::lend(sqlite3* connection, LeaseOptions options) {
  return std::shared_ptr<SqliteLease>(new SqliteLease(connection, false, std::move(options)));
}

Result<std::shared_ptr<SqliteLease>> SqliteLease::open(std::string_view path) {
  if (path.empty() || path.find('\0') != path.npos)
    return fail("08001", "Session=sqlite: needs the path of a database file behind the colon.");
  // A path is a path, and never a URI with options in it, even where SQLite was built to take
  // every name that begins so for one.
  const std::string file = (path.starts_with("file:") ? "./" : "") + std::string(path);
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
  std::unique_ptr<sqlite3, Closer> owner(opened);
  if (code == SQLITE_OK) sqlite3_busy_timeout(opened, kBusyTimeoutMs);
  // Opening alone reads nothing: whether it is a database shows when its schema is read.
  const bool readable =
      code == SQLITE_OK && sqlite3_exec(opened, "SELECT count(*) FROM sqlite_schema", nullptr,
                                        nullptr, nullptr) == SQLITE_OK;
  if (!readable)
    return fail("08001", fmt::format("Cannot open the SQLite database \"{}\": {}.", file,
                                     opened != nullptr ? sqlite3_errmsg(opened) : "no memory"));
  PILLION_TRY(options, LeaseOptions::from(nullptr));
  return std::shared_ptr<SqliteLease>(new SqliteLease(owner.release(), true, std::move(options)));
}

SqliteLease::SqliteLease(sqlite3* connection, bool own, LeaseOptions options)
    : LendableLease(std::move(options)), connection_(connection), own_(own) {}

SqliteLease::~SqliteLease() {
  if (own_) sqlite3_close_v2(connection_);
}

std::shared_ptr<Session> SqliteLease::make_session(std::shared_ptr<LendableLease> self) {
  return std::make_shared<SqliteSession>(std::static_pointer_cast<SqliteLease>(self));
}

void SqliteLease::interrupt() {
  if (may_interrupt_) sqlite3_interrupt(connection_);
}

}  // namespace pillion
