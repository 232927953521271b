// The guard: what runs around a guest's statement so that the host never notices it.
//
//   host idle:             BEGIN READ ONLY NOT DEFERRABLE; settings | statement | ROLLBACK, Sync
//   host in a transaction: SAVEPOINT; settings | statement | ROLLBACK TO, RELEASE, Sync
//   failed transaction: refused, 25P02.      busy, pipeline mode, COPY: refused, HY000.
//
// Where the guest's settings shape plans (settings.h), DISCARD PLANS follows ROLLBACK or ROLLBACK
// TO.
//
// All of it is sent at once (one round trip). An error makes the server skip to the Sync, and the
// transaction stays failed: what restores the host is then sent again (one round trip more), until
// the transaction is what it was. So it is where the restoring half is itself hit (a late cancel,
// a timeout). A second Sync before it would save that round trip and cost every other statement:
// the server answers each Sync by itself, and libpq sends with each.
//
// Cancelling. A cancel request is a signal that hits whatever the server does when it arrives.
// It must not meet SAVEPOINT, where it would abort the host's transaction: so a Flush follows the
// first half of the guard, and none is sent before its replies are there. It must not meet the
// host's next statement: so the guard does not return while one is on its way, and afterwards
// makes one more (empty) round trip, at which the server forgets it. In the restoring half it is
// harmless, because that is repeated, but for one place: after RELEASE has ended the
// subtransaction the server can still fail while it logs the statement's duration. Where the
// session logs durations the restoring half is therefore sent only when the first half has
// ended and cancelling is over: one round trip more. Whether it does is asked (kProbe) with every
// statement seen for the first time, and in a transaction once a second; a statement that comes
// with the question cannot be cancelled if its restoring half is on its way and the session turns
// out to log. What is left is a host that begins to log within a second of the last answer.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/session.h"
#include "session/lease.h"
#include "session/libpq.h"
#include "session/notice_hooks.h"
#include "session/probe.h"

namespace pillion {

// The savepoint's one name. It shadows a host's savepoint of the same name for a moment; one name
// for all keeps the server's statement statistics small.
inline constexpr const char* kGuardSavepoint = "pillion_guard";

// A guest's statement as the guard runs it. What it refers to must outlive the call.
struct GuardedStatement {
  const char* text = nullptr;
  bool describe_only = false;
  std::span<const Parameter> parameters;  // to run it
  std::span<const Oid> parameter_types;   // to describe it
  Format result_format = Format::kText;
  std::chrono::milliseconds timeout{0};  // 0: the session's own
  std::string_view role;                 // empty: the session's own
  std::span<const Setting> settings;     // the guest's own
  bool text_values = true;               // whether any value is asked for as text
  RowSink* sink = nullptr;               // takes the rows, if any
  // What the sink is told of the columns; nullptr: what the server says of them.
  const std::vector<ResultColumn>* columns = nullptr;
  bool probe = false;  // run kProbe in front of it
  // What can be done while the server works. Must not throw.
  std::function<void()> meanwhile;
};

struct GuardReply {
  ResultPtr result;  // of the statement, or of its description
  ResultPtr probe;   // where it was asked for
  std::vector<Notice> notices;
  bool cursor_kept = false;  // the cursor of open_guarded() is open
};

// A cursor that stays on the connection where a statement has more rows than one page.
struct GuardedCursor {
  std::string_view name;
  std::int64_t page = 0;       // rows to fetch at once
  std::string_view host_role;  // in a transaction, where the statement has a role: to set it back
};

// How the host's connection is guarded; the same for all statements of a lease.
struct GuardConnection {
  LibpqPtr libpq;
  PGconn* connection = nullptr;
  std::optional<NoticeLayout> notice_layout;
  bool restore_apart = false;  // the session logs durations: see above
};

// Runs one statement. `use` is the caller's right to the connection.
Result<GuardReply> run_guarded(const GuardConnection& connection, Lease::Use& use,
                               const GuardedStatement& statement);

// Runs a statement by a cursor, and gives its first page to the statement's sink. Whether the
// cursor is needed shows only then, so the second half is always sent apart:
//
//   host idle:             BEGIN READ ONLY; settings; DECLARE WITH HOLD; FETCH | COMMIT
//   host in a transaction: SAVEPOINT pillion_guard; read only; DECLARE; SAVEPOINT pillion_page;
//                          settings; FETCH | ROLLBACK TO pillion_page, RELEASE pillion_guard
//   that was all, or an error: as for any statement; no cursor is left.
//
// In a transaction what DECLARE does is not rolled back, because that would close the cursor. It
// plans, and for its estimates the planner calls functions: read-only too, which RELEASE ends
// (CommitSubTransaction gives the transaction around it its own mode back). PostgreSQL does not
// undo a FETCH from a cursor that is older than the savepoint. The further pages are fetched, and
// the cursor closed, by run_guarded().
Result<GuardReply> open_guarded(const GuardConnection& connection, Lease::Use& use,
                                const GuardedStatement& statement, const GuardedCursor& cursor);

}  // namespace pillion
