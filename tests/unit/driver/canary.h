// A buffer of the caller with canary bytes on both sides, so that a test sees every byte that a
// conversion writes outside of what it was given.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "driver/convert/target.h"

namespace pillion::test {

class CanaryBuffer {
 public:
  explicit CanaryBuffer(std::size_t size) : bytes_(size + 2 * kMargin, kCanary), size_(size) {}

  char* data() { return bytes_.data() + kMargin; }
  SQLLEN size() const { return static_cast<SQLLEN>(size_); }
  Target target(Delivery* pieces = nullptr) {
    return {.buffer = data(),
            .capacity = size(),
            .length = &length,
            .indicator = &length,
            .pieces = pieces};
  }
  void check() const {
    const auto is_canary = [](char c) { return c == kCanary; };
    BOOST_TEST(std::all_of(bytes_.begin(), bytes_.begin() + kMargin, is_canary));
    BOOST_TEST(std::all_of(bytes_.end() - kMargin, bytes_.end(), is_canary));
  }
  // Nothing from `used` on was written.
  void check_untouched(std::size_t used) const {
    BOOST_TEST(std::all_of(bytes_.begin() + kMargin + static_cast<std::ptrdiff_t>(used),
                           bytes_.end(), [](char c) { return c == kCanary; }));
  }
  std::string text() { return data(); }
  std::u16string wide() { return reinterpret_cast<const char16_t*>(data()); }
  template <class T>
  T as() {
    T value{};
    std::memcpy(&value, data(), sizeof(T));
    return value;
  }

  SQLLEN length = -777;

 private:
  static constexpr std::ptrdiff_t kMargin = 64;
  static constexpr char kCanary = '\x5A';
  std::vector<char> bytes_;
  std::size_t size_;
};

}  // namespace pillion::test
