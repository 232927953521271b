#include "session/open_cursors.h"

namespace pillion {

void OpenCursors::add(const std::string& name) {
  const MutexLock lock(mutex_);
  known_.push_back({.name = name});
}

void OpenCursors::closed(const std::string& name) noexcept {
  const MutexLock lock(mutex_);
  std::erase_if(known_, [&](const Known& known) { return known.name == name; });
}

void OpenCursors::left(const std::string& name) noexcept {
  const MutexLock lock(mutex_);
  for (Known& known : known_)
    if (known.name == name) known.left = true;
}

std::vector<std::string> OpenCursors::all_left() const {
  const MutexLock lock(mutex_);
  std::vector<std::string> names;
  for (const Known& known : known_)
    if (known.left) names.push_back(known.name);
  return names;
}

std::vector<std::string> OpenCursors::all() const {
  const MutexLock lock(mutex_);
  std::vector<std::string> names;
  for (const Known& known : known_) names.push_back(known.name);
  return names;
}

}  // namespace pillion
