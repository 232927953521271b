#include "session/lease.h"

#include <algorithm>
#include <new>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace pillion {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kDefaultLockTimeout{10'000};
// The longest single wait in the host's `enter`: a cancel or a reclaim is noticed in between.
constexpr milliseconds kEnterSlice{200};
// A cancel that meets the server between two messages is dropped by it; so it is sent again.
constexpr milliseconds kInterruptAgain{50};
constexpr int kInterruptAttempts = 10;

tl::unexpected<Error> lease_over() {
  return fail("08003",
              "The host has reclaimed this connection. Connect with the token of a connection "
              "that is lent now.");
}

tl::unexpected<Error> host_is_using() {
  return fail("HYT00",
              "The host is using the connection. Try again when its own statement, or another "
              "guest's, has ended.");
}

}  // namespace

Result<LeaseOptions> LeaseOptions::from(const pillion_options* given) {
  LeaseOptions options;
  options.lock_timeout = kDefaultLockTimeout;
  if (given == nullptr) return options;
  // A caller built with an older header passes a shorter structure: what it lacks is off.
  pillion_options all{};
  std::copy_n(reinterpret_cast<const char*>(given), std::min(given->size, sizeof all),
              reinterpret_cast<char*>(&all));
  if (all.size < sizeof all.size)
    return fail("HY024", "pillion_options.size is not set. Set it to sizeof(pillion_options).");
  if ((all.enter == nullptr) != (all.leave == nullptr))
    return fail("HY024", "pillion_options has only one of enter and leave. Give both or neither.");
  if ((all.thread_begin == nullptr) != (all.thread_end == nullptr))
    return fail(
        "HY024",
        "pillion_options has only one of thread_begin and thread_end. Give both or neither.");
  if (all.statement_timeout_ms < 0 || all.lock_timeout_ms < -1)
    return fail("HY024", "A timeout in pillion_options is negative.");
  options.enter = all.enter;
  options.leave = all.leave;
  options.release = all.release;
  options.thread_begin = all.thread_begin;
  options.thread_end = all.thread_end;
  options.context = all.context;
  options.statement_timeout = milliseconds(all.statement_timeout_ms);
  if (all.lock_timeout_ms != 0) options.lock_timeout = milliseconds(all.lock_timeout_ms);
  if (all.role != nullptr) options.role = all.role;
  if (all.relations != nullptr) {
    options.relations = std::make_shared<const HostRelations>(HostRelations{
        .text = all.relations,
        .name = all.relations_name != nullptr ? all.relations_name : "the host's relations"});
  }
  return options;
}

Lease::Lease(LeaseOptions options) : options_(std::move(options)), process_(getpid()) {}

Status Lease::check_process() const {
  if (getpid() == process_) return {};
  return fail("08003",
              fmt::format("This lease belongs to process {}; a lease works in the process that "
                          "lent it. After fork(), lend a connection of this process.",
                          process_));
}

Result<Lease::Use> Lease::use(const void* guest, milliseconds patience) {
  PILLION_CHECK(check_process());
  std::optional<Clock::time_point> deadline;
  if (patience.count() >= 0) deadline = Clock::now() + patience;
  PILLION_CHECK(wait_for_turn(guest, deadline));
  PILLION_CHECK(enter_in_turn(deadline));
  Use use(this);
  PILLION_CHECK(check_connection());
  return use;
}

Status Lease::wait_for_turn(const void* guest, std::optional<Clock::time_point> deadline) {
  const MutexLock lock(mutex_);
  while (!over_ && statement_.number != 0) {
    if (!deadline)
      changed_.wait(mutex_);
    else if (!changed_.wait_until(mutex_, *deadline) && statement_.number != 0)
      return host_is_using();
  }
  if (over_) return lease_over();
  statement_ = {.guest = guest, .number = ++last_number_};
  return {};
}

// Whatever comes of it: a turn that is not used is given to the next.
Status Lease::enter_in_turn(std::optional<Clock::time_point> deadline) {
  try {
    Status entered = enter_host(deadline);
    if (!entered) finish_use();
    return entered;
  } catch (const std::bad_alloc&) {
    finish_use();
    throw;
  }
}

Status Lease::enter_host(std::optional<Clock::time_point> deadline) {
  if (options_.enter == nullptr) return {};
  while (true) {
    milliseconds wait = kEnterSlice;
    if (deadline)
      wait = std::clamp(std::chrono::ceil<milliseconds>(*deadline - Clock::now()), milliseconds(0),
                        kEnterSlice);
    const int answer = options_.enter(options_.context, static_cast<int>(wait.count()));
    if (answer == PILLION_OK) return {};
    if (answer != PILLION_EBUSY)
      return fail("08003",
                  "The host has closed the connection that was lent. Connect with the token of "
                  "an open one.");
    PILLION_CHECK(may_wait_on(deadline));
  }
}

Status Lease::may_wait_on(std::optional<Clock::time_point> deadline) {
  const MutexLock lock(mutex_);
  if (over_) return lease_over();
  if (statement_.cancel_requested) return fail("HY008", "The statement was cancelled.");
  if (deadline && Clock::now() >= *deadline) return host_is_using();
  return {};
}

void Lease::finish_use() {
  const MutexLock lock(mutex_);
  statement_ = {};
  changed_.notify_all();
}

Lease::Use::~Use() {
  if (lease_ == nullptr) return;
  if (cancellable_) forbid_cancel();
  if (lease_->options_.leave != nullptr) lease_->options_.leave(lease_->options_.context);
  lease_->finish_use();
}

void Lease::Use::allow_cancel() {
  cancellable_ = true;
  const MutexLock lock(lease_->mutex_);
  lease_->statement_.cancellable = true;
  lease_->changed_.notify_all();
}

bool Lease::Use::forbid_cancel() {
  cancellable_ = false;
  const MutexLock lock(lease_->mutex_);
  lease_->statement_.cancellable = false;
  while (lease_->statement_.interrupting) lease_->changed_.wait(lease_->mutex_);
  return lease_->statement_.interrupted;
}

bool Lease::Use::cancel_requested() const {
  const MutexLock lock(lease_->mutex_);
  return lease_->statement_.cancel_requested;
}

void Lease::Use::interrupt() {
  {
    const MutexLock lock(lease_->mutex_);
    if (!lease_->statement_.cancellable) return;
    lease_->statement_.interrupted = true;
  }
  lease_->interrupt();
}

Status Lease::cancel(const void* guest) {
  PILLION_CHECK(check_process());
  const MutexLock lock(mutex_);
  if (statement_.number != 0 && statement_.guest == guest)
    interrupt_statement(statement_.number, kInterruptAttempts);
  return {};
}

void Lease::interrupt_statement(std::uint64_t number, int attempts) {
  statement_.cancel_requested = true;
  changed_.notify_all();
  int sent = 0;
  while (statement_.number == number && (attempts == 0 || sent < attempts)) {
    if (!statement_.cancellable || statement_.interrupting) {
      changed_.wait(mutex_);
      continue;
    }
    statement_.interrupting = statement_.interrupted = true;
    mutex_.unlock();
    interrupt();
    mutex_.lock();
    ++sent;
    statement_.interrupting = false;  // the same statement: its end waits for this
    changed_.notify_all();
    const Clock::time_point again = Clock::now() + kInterruptAgain;
    while (statement_.number == number && statement_.cancellable &&
           changed_.wait_until(mutex_, again)) {
    }
  }
}

Status Lease::check() const {
  PILLION_CHECK(check_process());
  const MutexLock lock(mutex_);
  if (over_) return lease_over();
  return {};
}

Lease::Presence Lease::look() {
  if (!check_process()) return Presence::kGone;
  {
    const MutexLock lock(mutex_);
    if (over_) return Presence::kGone;
    if (statement_.number != 0) return Presence::kInUse;
    statement_ = {.guest = nullptr, .number = ++last_number_};
  }
  const int answer =
      options_.enter != nullptr ? options_.enter(options_.context, 0) : int{PILLION_OK};
  if (answer == PILLION_OK) {
    const Use use(this);
    return check_connection() ? Presence::kFree : Presence::kGone;
  }
  finish_use();
  return answer == PILLION_EBUSY ? Presence::kInUse : Presence::kGone;
}

bool Lease::attach(std::shared_ptr<void> companion) {
  const MutexLock lock(mutex_);
  if (over_ || companion_ != nullptr) return false;
  companion_ = std::move(companion);
  return true;
}

std::shared_ptr<void> Lease::detach() {
  const MutexLock lock(mutex_);
  return std::exchange(companion_, nullptr);
}

// Nobody else is let in any more, and a host that is busy is not waited for much longer.
void Lease::clear_up() {
  if (!has_remains() || !check_process()) return;
  {
    const MutexLock lock(mutex_);
    statement_ = {.guest = this, .number = ++last_number_};
  }
  if (options_.enter != nullptr &&
      options_.enter(options_.context, static_cast<int>(kEnterSlice.count())) != PILLION_OK)
    return finish_use();
  Use use(this);
  if (check_connection()) clear_remains(use);
}

void Lease::end() {
  {
    const MutexLock lock(mutex_);
    over_ = true;
    changed_.notify_all();
    while (statement_.number != 0) interrupt_statement(statement_.number, 0);
  }
  clear_up();
  // Its threads still ask the lease, and are told that it is over.
  detach().reset();
  if (options_.release != nullptr) options_.release(options_.context);
}

}  // namespace pillion
