// Text that grows at its end, piece by piece, and quicker than a std::string does: nothing is kept
// up to date but its length. (With fmt's buffer a rewrite took 7 % longer.)
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

#include "core/identifier.h"

namespace pillion::sql {

class TextBuffer {
 public:
  std::size_t size() const { return size_; }
  // Until something is appended.
  std::string_view view() const { return {bytes_.get(), size_}; }

  // Room for so many bytes.
  void reserve(std::size_t size) {
    if (size > capacity_) grow(size);
  }
  void append(std::string_view piece) {
    if (piece.empty()) return;
    if (capacity_ - size_ < piece.size()) grow(std::max(size_ + piece.size(), 2 * capacity_));
    std::memcpy(bytes_.get() + size_, piece.data(), piece.size());
    size_ += piece.size();
  }

 private:
  void grow(std::size_t capacity);

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

using pillion::append_identifier;  // to a std::string
inline void append_identifier(TextBuffer& out, std::string_view identifier) {
  may_stand_bare(identifier) ? out.append(identifier) : out.append(quote_identifier(identifier));
}

}  // namespace pillion::sql
