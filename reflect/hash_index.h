// A hash table of numbers: finds the place of a thing in a vector by the hash of its name, without
// a copy of the name and without an allocation. It stays right when the vector is copied or moved.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace pillion {

// `seed` chains the hashes of several parts.
inline std::uint32_t hash_text(std::string_view text, std::uint32_t seed = 0) {
  constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15U;
  return static_cast<std::uint32_t>((std::hash<std::string_view>()(text) ^ seed) * kSpread >> 32U);
}
constexpr std::uint32_t hash_number(std::uint32_t number) {
  number ^= number >> 16U;
  number *= 0x7feb352dU;
  number ^= number >> 15U;
  return number;
}

class HashIndex {
 public:
  // Forgets what it held and makes room for `count` entries.
  void reset(std::size_t count) {
    std::size_t capacity = 8;
    while (capacity < count * 2) capacity *= 2;
    slots_.assign(capacity, Slot{});
  }
  void insert(std::uint32_t hash, std::int32_t id) {
    std::size_t place = hash & (slots_.size() - 1);
    while (slots_[place].id >= 0) place = (place + 1) & (slots_.size() - 1);
    slots_[place] = {.hash = hash, .id = id};
  }
  // The entry with this hash for which `is_it(id)` holds; -1: none.
  template <class Predicate>
  std::int32_t find(std::uint32_t hash, Predicate&& is_it) const {
    if (slots_.empty()) return -1;
    for (std::size_t place = hash & (slots_.size() - 1); slots_[place].id >= 0;
         place = (place + 1) & (slots_.size() - 1)) {
      if (slots_[place].hash == hash && is_it(slots_[place].id)) return slots_[place].id;
    }
    return -1;
  }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::int32_t id = -1;
  };
  std::vector<Slot> slots_;  // a power of two of them, at most half full
};

}  // namespace pillion
