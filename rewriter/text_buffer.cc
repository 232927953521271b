#include "rewriter/text_buffer.h"

namespace pillion::sql {

void TextBuffer::grow(std::size_t capacity) {
  auto more = std::make_unique_for_overwrite<char[]>(capacity);
  if (size_ > 0) std::memcpy(more.get(), bytes_.get(), size_);
  bytes_ = std::move(more);
  capacity_ = capacity;
}

}  // namespace pillion::sql
