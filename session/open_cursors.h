// The cursors that guests have open on one connection, and those that still have to be closed.
#pragma once

#include <string>
#include <vector>

#include "session/mutex.h"

namespace pillion {

// Safe to use from several threads. Its lock is a leaf.
class OpenCursors {
 public:
  void opened(const std::string& name) PILLION_EXCLUDES(mutex_);
  // It is closed, or gone with its transaction.
  void closed(const std::string& name) PILLION_EXCLUDES(mutex_);
  // Its guest has left it: to be closed at the next occasion.
  void left(const std::string& name) PILLION_EXCLUDES(mutex_);

  std::vector<std::string> all_left() const PILLION_EXCLUDES(mutex_);
  std::vector<std::string> all() const PILLION_EXCLUDES(mutex_);

 private:
  mutable Mutex mutex_;
  std::vector<std::string> open_ PILLION_GUARDED_BY(mutex_);
  std::vector<std::string> left_ PILLION_GUARDED_BY(mutex_);
};

}  // namespace pillion
