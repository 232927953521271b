// Clang's thread safety annotations (-Wthread-safety) on a mutex and a condition variable of our
// own: the standard library's carry none. Each macro is empty for other compilers.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define PILLION_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define PILLION_THREAD_ATTRIBUTE(x)
#endif
#define PILLION_GUARDED_BY(mutex) PILLION_THREAD_ATTRIBUTE(guarded_by(mutex))
#define PILLION_REQUIRES(mutex) PILLION_THREAD_ATTRIBUTE(requires_capability(mutex))
#define PILLION_EXCLUDES(mutex) PILLION_THREAD_ATTRIBUTE(locks_excluded(mutex))

namespace pillion {

class PILLION_THREAD_ATTRIBUTE(capability("mutex")) Mutex {
 public:
  void lock() PILLION_THREAD_ATTRIBUTE(acquire_capability()) { mutex_.lock(); }
  bool try_lock() PILLION_THREAD_ATTRIBUTE(try_acquire_capability(true)) {
    return mutex_.try_lock();
  }
  // For a function that is called while the mutex is held, by a way the compiler cannot see.
  void assert_held() const PILLION_THREAD_ATTRIBUTE(assert_capability()) {}
  void unlock() PILLION_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

class PILLION_THREAD_ATTRIBUTE(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) PILLION_THREAD_ATTRIBUTE(acquire_capability(mutex))
      : mutex_(mutex) {
    mutex_.lock();
  }
  ~MutexLock() PILLION_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

class Condition {
 public:
  using Clock = std::chrono::steady_clock;

  void wait(Mutex& mutex) PILLION_REQUIRES(mutex) {
    ++waiting_;
    condition_.wait(mutex);
    --waiting_;
  }
  // False: `deadline` has passed.
  bool wait_until(Mutex& mutex, Clock::time_point deadline) PILLION_REQUIRES(mutex) {
    ++waiting_;
    const std::cv_status status = condition_.wait_until(mutex, deadline);
    --waiting_;
    return status == std::cv_status::no_timeout;
  }
  // With the mutex held that its waits are given, always the same one.
  void notify_all() {
    if (waiting_ > 0) condition_.notify_all();
  }

 private:
  int waiting_ = 0;  // under that mutex; mostly nobody is, and to find that out is cheap
  std::condition_variable_any condition_;
};

}  // namespace pillion
