// operator new that fails when a test says so. Link failing_memory.cc to a program of its own,
// because it replaces operator new there.
#pragma once

namespace pillion::test {

enum class Lack { kOne, kAllFromThere };

// While it lives, so many allocations of this thread succeed, and then one fails or all do.
class FailingMemory {
 public:
  FailingMemory(long succeed, Lack lack);
  ~FailingMemory();
  FailingMemory(const FailingMemory&) = delete;
  FailingMemory& operator=(const FailingMemory&) = delete;

  bool has_failed() const;
};

}  // namespace pillion::test
