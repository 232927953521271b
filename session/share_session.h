// A session on a lease of another process, through its share: an ordinary libpq connection to the
// share's socket. The gate and the guard are at its other end.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "core/session.h"
#include "session/libpq.h"
#include "session/mutex.h"
#include "session/runtime_directory.h"
#include "session/statement_memory.h"

namespace pillion {

// Safe to use from several threads: statements run one at a time. Dead in a forked child.
class ShareSession final : public Session {
 public:
  // 08001: the share does not let us in.
  static Result<std::shared_ptr<Session>> connect(const ShareEntry& share);
  ~ShareSession() override;

  Dialect dialect() const override { return Dialect::kPostgres; }
  Result<std::unique_ptr<ResultSet>> run(const Query& query) override;
  // HYC00 where no more than a page is to be held: libpq has no portals. Fetch=auto is served
  // whole.
  Result<OpenedResult> open(const Query& query, const Paging& paging) override;
  Result<Description> describe(std::string_view text, std::span<const Oid> parameter_types,
                               std::span<const Setting> settings) override;
  Status cancel() override;
  bool is_alive() override;
  Result<SessionInfo> info() override;

 private:
  ShareSession(LibpqPtr libpq, PGconn* connection);
  static void receive(void* self, const PGresult* notice);

  Status check() const PILLION_REQUIRES(mutex_);
  void learn() PILLION_REQUIRES(mutex_);
  std::string reported_value(const char* name) const PILLION_REQUIRES(mutex_);
  Status limit_time(std::chrono::milliseconds timeout) PILLION_REQUIRES(mutex_);
  Status apply(std::span<const Setting> settings) PILLION_REQUIRES(mutex_);
  Status take_back(std::span<const Setting> settings) PILLION_REQUIRES(mutex_);
  Status have_text_plain() PILLION_REQUIRES(mutex_);
  Result<KnownStatementPtr> know(const std::string& text, std::span<const Oid> types)
      PILLION_REQUIRES(mutex_);
  Result<std::unique_ptr<ResultSet>> execute(const std::string& text,
                                             std::span<const Parameter> parameters, Format format)
      PILLION_REQUIRES(mutex_);
  Result<std::unique_ptr<ResultSet>> run_best(const std::string& text,
                                              std::span<const Parameter> parameters)
      PILLION_REQUIRES(mutex_);
  Result<ResultPtr> judged(PGresult* result) PILLION_REQUIRES(mutex_);

  const LibpqPtr libpq_;
  PGconn* const connection_;
  PGcancel* const cancel_;
  const pid_t process_;
  Mutex mutex_;  // held while a statement runs; cancel() does without
  StatementMemory memory_ PILLION_GUARDED_BY(mutex_);
  std::chrono::milliseconds timeout_ PILLION_GUARDED_BY(mutex_){0};
  bool text_is_plain_ PILLION_GUARDED_BY(mutex_) = false;
  std::vector<Notice> notices_ PILLION_GUARDED_BY(mutex_);
  SessionInfo info_ PILLION_GUARDED_BY(mutex_);
};

}  // namespace pillion
