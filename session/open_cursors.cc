#include "session/open_cursors.h"

#include <utility>

namespace pillion {

void OpenCursors::add(std::shared_ptr<const CursorName> name) {
  const MutexLock lock(mutex_);
  known_.push_back({.name = std::move(name)});
}

void OpenCursors::closed(const std::string& name) noexcept {
  const MutexLock lock(mutex_);
  std::erase_if(known_, [&](const Known& known) { return known.name->text() == name; });
}

void OpenCursors::left(const std::string& name) noexcept {
  const MutexLock lock(mutex_);
  for (Known& known : known_)
    if (known.name->text() == name) known.left = true;
}

std::vector<std::string> OpenCursors::all_left() const {
  const MutexLock lock(mutex_);
  std::vector<std::string> names;
  for (const Known& known : known_)
    if (known.left) names.push_back(known.name->text());
  return names;
}

std::vector<std::string> OpenCursors::all() const {
  const MutexLock lock(mutex_);
  std::vector<std::string> names;
  for (const Known& known : known_) names.push_back(known.name->text());
  return names;
}

}  // namespace pillion
