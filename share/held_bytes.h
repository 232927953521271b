// Bytes that a client has the host's process keep for it, counted for as long as they are kept.
#pragma once

#include <cstddef>
#include <utility>

namespace pillion::share {

// `total` must outlive it.
class HeldBytes {
 public:
  HeldBytes() = default;
  HeldBytes(std::size_t& total, std::size_t bytes) : total_(&total), bytes_(bytes) {
    *total_ += bytes_;
  }
  HeldBytes(HeldBytes&& other) noexcept
      : total_(std::exchange(other.total_, nullptr)), bytes_(other.bytes_) {}
  HeldBytes& operator=(HeldBytes&& other) noexcept {
    std::swap(total_, other.total_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~HeldBytes() {
    if (total_ != nullptr) *total_ -= bytes_;
  }

 private:
  std::size_t* total_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace pillion::share
