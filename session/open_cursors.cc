#include "session/open_cursors.h"

namespace pillion {

void OpenCursors::opened(const std::string& name) {
  const MutexLock lock(mutex_);
  open_.push_back(name);
}

void OpenCursors::closed(const std::string& name) {
  const MutexLock lock(mutex_);
  std::erase(open_, name);
  std::erase(left_, name);
}

void OpenCursors::left(const std::string& name) {
  const MutexLock lock(mutex_);
  std::erase(open_, name);
  left_.push_back(name);
}

std::vector<std::string> OpenCursors::all_left() const {
  const MutexLock lock(mutex_);
  return left_;
}

std::vector<std::string> OpenCursors::all() const {
  const MutexLock lock(mutex_);
  std::vector<std::string> names = open_;
  names.insert(names.end(), left_.begin(), left_.end());
  return names;
}

}  // namespace pillion
