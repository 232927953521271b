// The cursors that guests have open on one connection, and those that still have to be closed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "session/cursor_name.h"
#include "session/mutex.h"

namespace pillion {

// Safe to use from several threads. Its lock is a leaf.
class OpenCursors {
 public:
  // It is being opened. Its name stays taken until it is closed.
  void add(std::shared_ptr<const CursorName> name) PILLION_EXCLUDES(mutex_);
  // It is closed, or gone with its transaction.
  void closed(const std::string& name) noexcept PILLION_EXCLUDES(mutex_);
  // Its guest has left it: to be closed at the next occasion.
  void left(const std::string& name) noexcept PILLION_EXCLUDES(mutex_);

  std::vector<std::string> all_left() const PILLION_EXCLUDES(mutex_);
  std::vector<std::string> all() const PILLION_EXCLUDES(mutex_);

 private:
  struct Known {
    std::shared_ptr<const CursorName> name;
    bool left = false;
  };
  mutable Mutex mutex_;
  std::vector<Known> known_ PILLION_GUARDED_BY(mutex_);
};

}  // namespace pillion
