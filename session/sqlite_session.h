// A guest's session on an SQLite connection.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "core/session.h"
#include "session/sqlite_lease.h"

namespace pillion {

class SqliteSession final : public Session {
 public:
  explicit SqliteSession(std::shared_ptr<SqliteLease> lease) : lease_(std::move(lease)) {}

  Dialect dialect() const override { return Dialect::kSqlite; }
  Result<std::unique_ptr<ResultSet>> run(const Query& query) override;
  Result<Description> describe(std::string_view text, std::span<const Oid> parameter_types,
                               std::span<const Setting> settings) override;
  Status cancel() override { return lease_->cancel(this); }
  bool is_alive() override { return lease_->is_alive(); }
  Result<SessionInfo> info() override;

 private:
  const std::shared_ptr<SqliteLease> lease_;
};

}  // namespace pillion
