#include "share/turnstile.h"

#include <algorithm>
#include <thread>

namespace pillion::share {

Result<Turnstile::Turn> Turnstile::take(Place& place) {
  std::optional<Clock::time_point> deadline;
  if (longest_wait_) deadline = Clock::now() + *longest_wait_;
  std::optional<Clock::time_point> may_enter;
  {
    const MutexLock lock(mutex_);
    place.cancelled = false;
    queue_.push_back(&place);
    bool waited = false;
    while (taken_ || queue_.front() != &place) {
      waited = true;
      bool in_time = true;
      if (deadline)
        in_time = changed_.wait_until(mutex_, *deadline);
      else
        changed_.wait(mutex_);
      if (place.cancelled) {
        step_out(place);
        return fail("HY008", "canceling statement due to user request");
      }
      if (!in_time && (taken_ || queue_.front() != &place)) {
        step_out(place);
        return fail("HYT00",
                    "The connection is in use by the host or by other guests. Try again later.");
      }
    }
    taken_ = true;
    queue_.pop_front();
    if (gaps_) may_enter = after_gap(waited);
  }
  if (may_enter && Clock::now() < *may_enter) std::this_thread::sleep_until(*may_enter);
  return Turn(this);
}

Turnstile::Clock::time_point Turnstile::after_gap(bool waited) {
  const Clock::time_point now = Clock::now();
  const Clock::time_point after = last_left_ + kGap;
  if (now < after && !waited && now - last_gap_ < kLongestRun) return now;
  last_gap_ = std::max(now, after);
  return last_gap_;
}

void Turnstile::cancel(Place& place) {
  const MutexLock lock(mutex_);
  place.cancelled = true;
  changed_.notify_all();
}

bool Turnstile::is_cancelled(const Place& place) {
  const MutexLock lock(mutex_);
  return place.cancelled;
}

void Turnstile::leave() {
  const MutexLock lock(mutex_);
  taken_ = false;
  last_left_ = Clock::now();
  changed_.notify_all();
}

void Turnstile::step_out(const Place& place) {
  queue_.erase(std::remove(queue_.begin(), queue_.end(), &place), queue_.end());
  changed_.notify_all();
}

}  // namespace pillion::share
