// What is measured, for whoever is measured: a peer runs one query by key, and reads all rows.
#pragma once

#include <cstdint>
#include <string>

namespace bench {

// The table both halves of the benchmark read; bench/run.py makes it.
inline constexpr const char* kOneRow =
    "SELECT id, ratio, amount, label, moment, flag FROM bench_rows WHERE id = ";
inline constexpr const char* kAllRows =
    "SELECT id, ratio, amount, label, moment, flag FROM bench_rows";
inline constexpr int kColumns = 6;

class Peer {
 public:
  Peer() = default;
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  virtual ~Peer() = default;

  // Both return a sum over every value read, so that nothing can be left out.
  virtual std::uint64_t one_row(int key) = 0;
  virtual std::uint64_t all_rows() = 0;
};

}  // namespace bench
