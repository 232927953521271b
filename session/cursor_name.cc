#include "session/cursor_name.h"

#include <atomic>
#include <bit>

namespace pillion {
namespace {

constexpr std::uint64_t kReused = 64;  // numbers that are used again; those above are not

std::atomic<std::uint64_t>& taken() {
  static std::atomic<std::uint64_t> bits{0};
  return bits;
}

std::uint64_t take_number() {
  static std::atomic<std::uint64_t> last{kReused};
  std::uint64_t bits = taken();
  while (~bits != 0) {
    const auto free = static_cast<unsigned>(std::countr_one(bits));
    if (taken().compare_exchange_weak(bits, bits | std::uint64_t{1} << free)) return free;
  }
  return last++;
}

}  // namespace

CursorName::CursorName()
    : number_(take_number()), text_("pillion_cursor_" + std::to_string(number_ + 1)) {}

CursorName::~CursorName() {
  if (number_ < kReused) taken() &= ~(std::uint64_t{1} << number_);
}

}  // namespace pillion
