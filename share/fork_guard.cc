#include "share/fork_guard.h"

#include <array>
#include <atomic>

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

namespace pillion::share {
namespace {

constexpr int kNone = -1;

// Where a child begins only what is safe in a signal handler may be called: so no lock, no list.
std::array<std::atomic<int>, 512>& descriptors() {
  static auto* const places = [] {
    auto* const made = new std::array<std::atomic<int>, 512>;
    for (auto& place : *made) place = kNone;
    return made;
  }();
  return *places;
}

void close_all_in_child() {
  for (auto& place : descriptors())
    if (const int descriptor = place.exchange(kNone); descriptor != kNone) ::close(descriptor);
}

}  // namespace

KeptFromChildren::KeptFromChildren(int descriptor) : place_(kNone) {
  ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  static const int registered = pthread_atfork(nullptr, nullptr, close_all_in_child);
  if (registered != 0) return;
  auto& places = descriptors();
  for (std::size_t i = 0; i < places.size(); ++i) {
    int expected = kNone;
    if (!places[i].compare_exchange_strong(expected, descriptor)) continue;
    place_ = static_cast<int>(i);
    return;
  }
}

KeptFromChildren::~KeptFromChildren() {
  if (place_ != kNone) descriptors()[static_cast<std::size_t>(place_)] = kNone;
}

}  // namespace pillion::share
