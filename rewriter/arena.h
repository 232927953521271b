// Memory for what lives as long as one statement: given out piece by piece, given back as a whole.
#pragma once

#include <array>
#include <cstddef>
#include <forward_list>
#include <memory>
#include <memory_resource>

namespace pillion::sql {

// Also what std::pmr's containers allocate from. Not for several threads at once.
class Arena final : public std::pmr::memory_resource {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena() override = default;

  // `align` is a power of two, and at most that of std::max_align_t.
  void* take(std::size_t size, std::size_t align) {
    const std::size_t begin = (used_ + align - 1) & ~(align - 1);
    if (begin + size > size_) return take_block(size);
    used_ = begin + size;
    return block_ + begin;
  }

 private:
  static constexpr std::size_t kFirstBlock = 4096;
  static constexpr std::size_t kNextBlocks = 16384;

  // A block that has room for `size` bytes more.
  void* take_block(std::size_t size);
  void* do_allocate(std::size_t size, std::size_t align) override { return take(size, align); }
  void do_deallocate(void* /*place*/, std::size_t /*size*/, std::size_t /*align*/) override {}
  bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override {
    return this == &other;
  }

  alignas(std::max_align_t) std::array<std::byte, kFirstBlock> first_;
  std::forward_list<std::unique_ptr<std::byte[]>> blocks_;
  std::byte* block_ = first_.data();
  std::size_t size_ = kFirstBlock;
  std::size_t used_ = 0;
};

}  // namespace pillion::sql
