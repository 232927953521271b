// A lease of an SQLite connection: the host's own, or one opened read-only for a single guest.
#pragma once

#include <atomic>
#include <memory>
#include <string_view>

#include <sqlite3.h>

#include "core/result.h"
#include "session/registry.h"

namespace pillion {

class SqliteLease final : public LendableLease {
 public:
  static std::shared_ptr<SqliteLease> lend(sqlite3* connection, LeaseOptions options);
  // 08001 where there is no such file, or it is not a database.
  static Result<std::shared_ptr<SqliteLease>> open(std::string_view path);
  ~SqliteLease() override;

  std::shared_ptr<Session> make_session(std::shared_ptr<LendableLease> self) override;

  sqlite3* connection() const { return connection_; }
  bool is_own() const { return own_; }
  // What stops a statement on a host's connection, whose progress handler is the host's.
  void allow_interrupt(bool allowed) { may_interrupt_ = allowed; }

 private:
  SqliteLease(sqlite3* connection, bool own, LeaseOptions options);
  Status check_connection() override { return {}; }
  void interrupt() override;

  sqlite3* const connection_;
  const bool own_;
  std::atomic<bool> may_interrupt_{false};
};

}  // namespace pillion
