// operator new, or malloc, that fails when a test says so. Link failing_memory.cc to a program of
// its own, because it replaces them there.
#pragma once

#include "support/sanitized.h"

namespace pillion::test {

enum class Lack { kOne, kAllFromThere };
enum class Allocations {
  kOfCpp,  // operator new
  kLarge,  // malloc too (not where sanitized), and so libpq's; a small block is found among those
           // just freed
};

// While it lives, so many allocations of this thread succeed, and then one fails or all do.
class FailingMemory {
 public:
  FailingMemory(Allocations which, long succeed, Lack lack);
  ~FailingMemory();
  FailingMemory(const FailingMemory&) = delete;
  FailingMemory& operator=(const FailingMemory&) = delete;

  bool has_failed() const;
};

}  // namespace pillion::test
