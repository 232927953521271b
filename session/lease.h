// A lease: one lending of a host's connection. It keeps the host's terms (enter/leave, limits),
// lets one guest statement at a time onto the connection, and ends in an orderly way.
//
// Threads: every function may be called from any thread. Locks, in the order they are taken:
//   1. the lease's use (at most one guest statement; a flag, so that waiting for it can time out),
//   2. the host's lock, taken by its `enter`,
//   3. mutex_, held for a few instructions and never while calling out.
// The registry's mutex (registry.h) is a leaf beside these.
//
// fork(): the child's copy is dead. Every entry compares the process id before it takes a lock,
// because another thread of the parent may have held that lock at the fork.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <sys/types.h>

#include "core/result.h"
#include "session/mutex.h"
#include "session/pillion.h"

namespace pillion {

// What the host declares beside the schema, unread: the text of a relations file.
struct HostRelations {
  std::string text;
  std::string name;  // for messages
};

// The host's terms, copied from pillion_options.
struct LeaseOptions {
  int (*enter)(void*, int) = nullptr;
  void (*leave)(void*) = nullptr;
  void (*release)(void*) = nullptr;
  void (*thread_begin)(void*) = nullptr;
  void (*thread_end)(void*) = nullptr;
  void* context = nullptr;
  std::chrono::milliseconds statement_timeout{0};
  std::chrono::milliseconds lock_timeout{0};       // as in pillion_options
  std::string role;                                // empty: the host's
  std::shared_ptr<const HostRelations> relations;  // nullptr: none

  // PILLION_EINVAL's reasons come as an Error.
  static Result<LeaseOptions> from(const pillion_options* options);
};

class Lease {
 public:
  explicit Lease(LeaseOptions options);
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  virtual ~Lease() = default;

  const LeaseOptions& options() const { return options_; }

  // The connection, for one statement of one guest, between the host's enter and leave.
  class Use {
   public:
    Use(Use&& other) noexcept
        : lease_(std::exchange(other.lease_, nullptr)), cancellable_(other.cancellable_) {}
    Use& operator=(Use&&) = delete;
    ~Use();

    // From here on, until forbid_cancel, the guest's statement is all that a cancel can hit.
    void allow_cancel();
    // Returns once no cancel is on its way any more. True: one was sent.
    bool forbid_cancel();
    bool cancel_requested() const;
    // Interrupts the statement from its own thread; does nothing where no cancel is allowed.
    void interrupt();

   private:
    friend class Lease;
    explicit Use(Lease* lease) : lease_(lease) {}
    Lease* lease_;
    bool cancellable_ = false;
  };

  // Waits for other guests and for the host, at most the lock timeout. 08003: the lease is over,
  // or the connection not what was lent; HYT00: it stayed in use; HY008: cancelled meanwhile.
  // `guest` tells the statements of one guest from another's: see cancel.
  Result<Use> use(const void* guest) { return use(guest, options_.lock_timeout); }
  // The same with another limit for the wait; negative: none.
  Result<Use> use(const void* guest, std::chrono::milliseconds patience);
  // Cancels what `guest` is running, if anything. Returns when the cancel was sent.
  Status cancel(const void* guest);
  // Whether the connection is there, told without sending anything and without waiting.
  enum class Presence : std::uint8_t {
    kGone,   // the lease is over, or its connection closed
    kInUse,  // by the host or a guest
    kFree,   // check_connection has just looked at it
  };
  Presence look();
  bool is_alive() { return look() != Presence::kGone; }
  // 08003 where the lease is over or another process's; says nothing of the connection.
  Status check() const PILLION_EXCLUDES(mutex_);
  // What ends with the lease (its share), destroyed when no guest is on it any more. False: the
  // lease is over, or has one.
  bool attach(std::shared_ptr<void> companion) PILLION_EXCLUDES(mutex_);
  std::shared_ptr<void> detach() PILLION_EXCLUDES(mutex_);
  // Cancels and waits for the statement that runs, and lets nobody in again. Then calls `release`.
  // To be called once (the registry sees to that).
  void end();

 protected:
  // Both are called between enter and leave. The first says whether this is the open connection
  // that was lent; 08003 where not.
  virtual Status check_connection() = 0;
  // Called from another thread than the statement's, between allow_cancel and forbid_cancel.
  virtual void interrupt() = 0;
  // Whether end() has to use the connection once more; and what it does with it then.
  virtual bool has_remains() const { return false; }
  virtual void clear_remains(Use& /*use*/) {}

 private:
  using Clock = std::chrono::steady_clock;
  struct Statement {  // the use that is going on
    const void* guest = nullptr;
    std::uint64_t number = 0;  // 0: none
    bool cancel_requested = false;
    bool cancellable = false;
    bool interrupting = false;
    bool interrupted = false;
  };

  Status check_process() const;
  Status wait_for_turn(const void* guest, std::optional<Clock::time_point> deadline)
      PILLION_EXCLUDES(mutex_);
  Status enter_in_turn(std::optional<Clock::time_point> deadline) PILLION_EXCLUDES(mutex_);
  Status enter_host(std::optional<Clock::time_point> deadline) PILLION_EXCLUDES(mutex_);
  Status may_wait_on(std::optional<Clock::time_point> deadline) PILLION_EXCLUDES(mutex_);
  void finish_use() PILLION_EXCLUDES(mutex_);
  void clear_up() PILLION_EXCLUDES(mutex_);
  // Interrupts that statement until it ends, at most `attempts` times (0: without limit).
  void interrupt_statement(std::uint64_t number, int attempts) PILLION_REQUIRES(mutex_);

  const LeaseOptions options_;
  const pid_t process_;
  mutable Mutex mutex_;
  Condition changed_;  // anything under mutex_
  bool over_ PILLION_GUARDED_BY(mutex_) = false;
  std::shared_ptr<void> companion_ PILLION_GUARDED_BY(mutex_);
  Statement statement_ PILLION_GUARDED_BY(mutex_);
  std::uint64_t last_number_ PILLION_GUARDED_BY(mutex_) = 0;
};

}  // namespace pillion
