// Bytes that wait for a client, in blocks that come from the system and go back to it: the C
// library would keep much of that memory in the host's process.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string_view>
#include <vector>

#include "share/budget.h"

namespace pillion::share {

class ByteQueue {
 public:
  // What waits is counted in `budget`, which must outlive it.
  explicit ByteQueue(Budget& budget) : budget_(budget) {}

  bool empty() const { return blocks_.empty(); }
  // How much push() of so many bytes would take of the budget.
  std::size_t cost(std::size_t bytes) const;
  // They will stand together in front(). std::bad_alloc: there is no memory, and nothing is
  // changed.
  void push(std::string_view bytes);
  // What stands together at the front: something, where the queue is not empty.
  std::string_view front() const;
  void pop(std::size_t bytes);  // of front()

 private:
  struct Unmap {
    std::size_t size;
    void operator()(char* memory) const;
  };
  using Memory = std::unique_ptr<char, Unmap>;
  static Memory map(std::size_t size);

  struct Block {
    Memory memory;
    std::size_t size = 0;  // bytes that are in it
    HeldBytes held;
  };
  bool fits(std::size_t bytes) const;
  void add_block(std::size_t bytes);

  Budget& budget_;
  std::deque<Block> blocks_;
  std::size_t popped_ = 0;     // of the first block
  std::vector<Memory> spare_;  // of blocks that were emptied
};

}  // namespace pillion::share
