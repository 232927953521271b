// A guest's session on a lent libpq connection.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/session.h"
#include "session/postgres_lease.h"

namespace pillion {

class PostgresSession final : public Session {
 public:
  explicit PostgresSession(std::shared_ptr<PostgresLease> lease) : lease_(std::move(lease)) {}

  Dialect dialect() const override { return Dialect::kPostgres; }
  Result<std::unique_ptr<ResultSet>> run(const Query& query) override;
  Result<OpenedResult> open(const Query& query, const Paging& paging) override;
  Result<Description> describe(std::string_view text, std::span<const Oid> parameter_types,
                               std::span<const Setting> settings) override;
  Status cancel() override { return lease_->cancel(this); }
  bool is_alive() override { return lease_->is_alive(); }
  std::string host_state() override { return lease_->host_state(); }
  Result<SessionInfo> info() override;
  std::shared_ptr<const std::vector<Setting>> reported() override { return lease_->reported(); }

 private:
  Result<KnownStatementPtr> know(Lease::Use& use, const char* text,
                                 std::span<const Oid> parameter_types,
                                 std::span<const Setting> settings);
  struct Asked;
  Result<std::unique_ptr<ResultSet>> run_as(Lease::Use& use, const char* text, const Query& query,
                                            const Asked& asked);
  // In the format that is read best.
  Result<std::unique_ptr<ResultSet>> run_best(Lease::Use& use, const char* text,
                                              const Query& query);
  // No value: the result is longer than a page.
  Result<std::optional<OpenedResult>> run_short(Lease::Use& use, const char* text,
                                                const Query& query, std::int64_t most_rows);
  Result<OpenedResult> run_by_pages(Lease::Use& use, const char* text, const Query& query,
                                    std::int64_t page);
  Result<OpenedResult> open_cursor(Lease::Use& use, const char* text, const Query& query,
                                   std::int64_t page, Format format);
  // For a lease that has a role of its own; else empty.
  Result<std::string> host_role(Lease::Use& use);
  // In the formats that the caller wants.
  Result<std::unique_ptr<ResultSet>> run_wanted(Lease::Use& use, const char* text,
                                                const Query& query);

  const std::shared_ptr<PostgresLease> lease_;
};

}  // namespace pillion
