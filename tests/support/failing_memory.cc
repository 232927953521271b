#include "support/failing_memory.h"

#include <cerrno>
#include <cstdlib>
#include <new>

namespace pillion::test {
namespace {

constexpr std::size_t kLarge = 250;  // bytes

struct State {
  Allocations which = Allocations::kOfCpp;
  long left = -1;  // negative: none fails
  Lack lack = Lack::kOne;
  bool failed = false;

  bool refuses() {
    if (left < 0) return false;
    if (left > 0) {
      --left;
      return false;
    }
    failed = true;
    if (lack == Lack::kOne) left = -1;
    return true;
  }
  bool refuses_new() { return which == Allocations::kOfCpp && refuses(); }
  bool refuses_malloc(std::size_t size) {
    return which == Allocations::kLarge && size >= kLarge && refuses();
  }
};
thread_local State state;

}  // namespace

FailingMemory::FailingMemory(Allocations which, long succeed, Lack lack) {
  state = {.which = which, .left = succeed, .lack = lack};
}

FailingMemory::~FailingMemory() {
  state.left = -1;
}

bool FailingMemory::has_failed() const {
  return state.failed;
}

}  // namespace pillion::test

using pillion::test::state;

void* operator new(std::size_t size) {
  void* const block = state.refuses_new() ? nullptr : std::malloc(size);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}
void operator delete(void* block) noexcept {
  std::free(block);
}
void operator delete(void* block, std::size_t /*size*/) noexcept {
  std::free(block);
}

#if !PILLION_SANITIZED
namespace {

bool refuses(std::size_t size) {
  if (!state.refuses_malloc(size)) return false;
  errno = ENOMEM;
  return true;
}

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier): glibc's own, behind the ones replaced
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);

void* malloc(std::size_t size) {
  return refuses(size) ? nullptr : __libc_malloc(size);
}
void* realloc(void* block, std::size_t size) {
  return refuses(size) ? nullptr : __libc_realloc(block, size);
}
void* calloc(std::size_t count, std::size_t size) {
  return refuses(count * size) ? nullptr : __libc_calloc(count, size);
}
}
// NOLINTEND(bugprone-reserved-identifier)
#endif
