#include "rewriter/arena.h"

#include <algorithm>

namespace pillion::sql {

void* Arena::take_block(std::size_t size) {
  size_ = std::max(size, kNextBlocks);
  block_ = blocks_.emplace_front(std::make_unique_for_overwrite<std::byte[]>(size_)).get();
  used_ = size;
  return block_;
}

}  // namespace pillion::sql
