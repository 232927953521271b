// Bytes that a share has the host's process keep for its clients, counted for as long as they are
// kept.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <utility>

#include "core/result.h"

namespace pillion::share {

// A client may always keep so much, whatever the share keeps for the others.
inline constexpr std::size_t kAlwaysKept = std::size_t{1} << 20U;

// Safe to use from several threads.
class Budget {
 public:
  // One client's part of `whole` (nullptr: of none), which must outlive it.
  explicit Budget(std::size_t limit, Budget* whole = nullptr) : limit_(limit), whole_(whole) {}
  Budget(const Budget&) = delete;
  Budget& operator=(const Budget&) = delete;

  std::size_t used() const { return used_; }
  // 0 also where more is kept than there should be.
  std::size_t left() const {
    if (whole_ == nullptr) return own_left();
    return std::min(own_left(), std::max(whole_->left(), rest_of(kAlwaysKept)));
  }
  // Whether it is the others' that leave no more.
  bool is_short_of_whole() const { return left() < own_left(); }

  void add(std::size_t bytes) {
    used_ += bytes;
    if (whole_ != nullptr) whole_->add(bytes);
  }
  void remove(std::size_t bytes) {
    used_ -= bytes;
    if (whole_ != nullptr) whole_->remove(bytes);
  }

 private:
  std::size_t rest_of(std::size_t limit) const {
    const std::size_t used = used_;
    return used < limit ? limit - used : 0;
  }
  std::size_t own_left() const { return rest_of(limit_); }

  const std::size_t limit_;
  Budget* const whole_;
  std::atomic<std::size_t> used_ = 0;
};

// What a client is told where its own limit is not the nearest one.
inline Error too_much_for_all() {
  return {.sqlstate = "53200",
          .message = "This share keeps as much for its guests as it may.",
          .hint = "Try again when other guests have read their results, or ask for less."};
}

// `budget` must outlive it.
class HeldBytes {
 public:
  HeldBytes() = default;
  HeldBytes(Budget& budget, std::size_t bytes) : budget_(&budget), bytes_(bytes) {
    budget_->add(bytes_);
  }
  HeldBytes(HeldBytes&& other) noexcept
      : budget_(std::exchange(other.budget_, nullptr)), bytes_(other.bytes_) {}
  HeldBytes& operator=(HeldBytes&& other) noexcept {
    std::swap(budget_, other.budget_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~HeldBytes() {
    if (budget_ != nullptr) budget_->remove(bytes_);
  }

 private:
  Budget* budget_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace pillion::share
