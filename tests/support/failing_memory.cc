#include "support/failing_memory.h"

#include <cstdlib>
#include <new>

namespace pillion::test {
namespace {

struct State {
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
};
thread_local State state;

}  // namespace

FailingMemory::FailingMemory(long succeed, Lack lack) {
  state = {.left = succeed, .lack = lack};
}

FailingMemory::~FailingMemory() {
  state.left = -1;
}

bool FailingMemory::has_failed() const {
  return state.failed;
}

}  // namespace pillion::test

void* operator new(std::size_t size) {
  void* const block = pillion::test::state.refuses() ? nullptr : std::malloc(size);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}
void operator delete(void* block) noexcept {
  std::free(block);
}
void operator delete(void* block, std::size_t /*size*/) noexcept {
  std::free(block);
}
