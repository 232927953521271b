// Lets the guests of one share onto the lease one at a time, in the order they came, and leaves
// the host a gap between two of them: a lock that is let go and taken again at once would never
// reach a host thread that waits for it. A guest that comes when the last one has left has made a
// gap by that, if a short one: it goes on without a wait, but for a millisecond at most. A host
// that has no lock needs no gap.
#pragma once

#include <chrono>
#include <deque>
#include <optional>

#include "core/result.h"
#include "session/mutex.h"

namespace pillion::share {

class Turnstile {
 public:
  // `longest_wait`: none: for ever. `gaps`: the host has a lock that its threads wait for.
  Turnstile(std::optional<std::chrono::milliseconds> longest_wait, bool gaps)
      : longest_wait_(longest_wait), gaps_(gaps) {}

  // A guest's place: it waits for one turn at a time.
  struct Place {
    bool cancelled = false;
  };

  class Turn {
   public:
    Turn(Turn&& other) noexcept : turnstile_(other.turnstile_) { other.turnstile_ = nullptr; }
    Turn& operator=(Turn&&) = delete;
    ~Turn() {
      if (turnstile_ != nullptr) turnstile_->leave();
    }

   private:
    friend class Turnstile;
    explicit Turn(Turnstile* turnstile) : turnstile_(turnstile) {}
    Turnstile* turnstile_;
  };

  // HYT00: it took too long; HY008: cancelled meanwhile.
  Result<Turn> take(Place& place) PILLION_EXCLUDES(mutex_);
  // Ends the wait of a guest, if it is waiting.
  void cancel(Place& place) PILLION_EXCLUDES(mutex_);
  // Whether that was asked for since it took its turn, or came for it.
  bool is_cancelled(const Place& place) PILLION_EXCLUDES(mutex_);

 private:
  using Clock = std::chrono::steady_clock;
  // The kernel needs about half of this to wake a thread that waits for a lock.
  static constexpr std::chrono::microseconds kGap{100};
  // So long guests that do not queue follow each other without a whole gap.
  static constexpr std::chrono::milliseconds kLongestRun{1};

  void leave() PILLION_EXCLUDES(mutex_);
  void step_out(const Place& place) PILLION_REQUIRES(mutex_);
  // When the next guest may enter; `waited`: it stood in the queue.
  Clock::time_point after_gap(bool waited) PILLION_REQUIRES(mutex_);

  const std::optional<std::chrono::milliseconds> longest_wait_;
  const bool gaps_;
  Mutex mutex_;
  Condition changed_;
  std::deque<Place*> queue_ PILLION_GUARDED_BY(mutex_);  // the first one is on, or goes next
  bool taken_ PILLION_GUARDED_BY(mutex_) = false;
  Clock::time_point last_left_ PILLION_GUARDED_BY(mutex_);
  Clock::time_point last_gap_ PILLION_GUARDED_BY(mutex_);  // when one was over
};

}  // namespace pillion::share
