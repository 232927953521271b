// A file descriptor that is closed with its owner.
#pragma once

#include <utility>

#include <unistd.h>

namespace pillion::share {

class OwnDescriptor {
 public:
  OwnDescriptor() = default;
  explicit OwnDescriptor(int descriptor) : descriptor_(descriptor) {}
  OwnDescriptor(OwnDescriptor&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, kNone)) {}
  OwnDescriptor& operator=(OwnDescriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~OwnDescriptor() {
    if (descriptor_ != kNone) ::close(descriptor_);
  }

  int get() const { return descriptor_; }

 private:
  static constexpr int kNone = -1;
  int descriptor_ = kNone;
};

}  // namespace pillion::share
