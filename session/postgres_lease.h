// A lease of a libpq connection: the connection, the libpq that made it, and what is remembered
// between statements. What is not behind a lock of its own is touched inside a Use alone.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/session.h"
#include "session/guard.h"
#include "session/mutex.h"
#include "session/open_cursors.h"
#include "session/registry.h"
#include "session/statement_memory.h"

namespace pillion {

class PostgresLease final : public LendableLease {
 public:
  // Called in the host's thread, while the connection is the caller's. Sends nothing.
  static Result<std::shared_ptr<PostgresLease>> lend(PGconn* connection, const LibpqPtr& libpq,
                                                     LeaseOptions options);
  ~PostgresLease() override;

  std::shared_ptr<Session> make_session(std::shared_ptr<LendableLease> self) override;

  GuardConnection& guarded() { return guarded_; }
  StatementMemory& memory() { return memory_; }
  OpenCursors& cursors() { return cursors_; }

  // Runs a statement under the guard, or opens a cursor of one, after closing what guests left.
  Result<GuardReply> run(Use& use, const GuardedStatement& statement);
  Result<GuardReply> open(Use& use, const GuardedStatement& statement, const GuardedCursor& cursor);
  // Closes a cursor that its guest has left, if the connection can be had soon; else that is done
  // before the next statement.
  void close_cursor(const std::string& name, const void* guest) noexcept;
  // The shorter of a statement's timeout and the host's limit; 0: none.
  std::chrono::milliseconds limited(std::chrono::milliseconds timeout) const;
  // As told at lending or by the statements since; touches no connection.
  SessionInfo info() const PILLION_EXCLUDES(info_mutex_);
  // For a person to read; "busy" where it cannot be looked at now.
  std::string host_state();
  std::shared_ptr<const std::vector<Setting>> reported() const PILLION_EXCLUDES(info_mutex_);
  // Whether the server reports by itself what is not known yet. Between enter and leave, best while
  // the server works on a statement: it takes as long as all else that a short one needs.
  void look_at_reported() PILLION_EXCLUDES(info_mutex_);
  // Takes that in, and what a probe told.
  void learn_reported() PILLION_EXCLUDES(info_mutex_);
  void learn_probed(const PGresult* probe) PILLION_EXCLUDES(info_mutex_);

  // ---- between enter and leave
  // Whether kProbe was answered since the lease began.
  bool was_probed() const { return probed_at_.has_value(); }
  // Whether it is to be asked again, with a statement that is known: a cancel could hurt the host's
  // transaction, and the host may have changed since what its session logs.
  bool is_probe_due() const;

 private:
  PostgresLease(LeaseOptions options, GuardConnection guarded);
  Status check_connection() override;
  void interrupt() override;
  bool has_remains() const override { return !cursors_.all().empty(); }
  void clear_remains(Use& use) override { close_all(use, cursors_.all()); }
  void close_all(Use& use, const std::vector<std::string>& names);

  GuardConnection guarded_;
  const int backend_;  // process id of the server's side
  PGcancel* const cancel_;
  StatementMemory memory_;
  OpenCursors cursors_;
  std::optional<std::chrono::steady_clock::time_point> probed_at_;
  std::atomic<int> transaction_;  // PGTransactionStatusType, as last looked at
  mutable Mutex info_mutex_;      // a leaf
  SessionInfo info_ PILLION_GUARDED_BY(info_mutex_);
  bool reported_changed_ PILLION_GUARDED_BY(info_mutex_) = true;
};

}  // namespace pillion
