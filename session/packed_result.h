// A result in memory of our own, packed as the wire has it: a PGresult spends 16 bytes on each
// value and rounds each up to 8, which makes it more than twice what was sent.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "core/session.h"

namespace pillion {

// Takes rows as they come. Not safe to share between threads; what finish() gives is.
class PackedResultBuilder final : public RowSink {
 public:
  // `most_rows`: one more is refused (54000), and overflowed() then true.
  explicit PackedResultBuilder(std::int64_t most_rows = std::numeric_limits<std::int64_t>::max());
  ~PackedResultBuilder() override;

  // Again: what came before is forgotten.
  Status begin(const std::vector<ResultColumn>& columns) override;
  // HY001 where there is no memory left.
  Status row(std::span<const Cell> cells) override;

  std::int64_t row_count() const;
  std::size_t bytes() const;  // of the values and what they are found by
  bool overflowed() const { return overflowed_; }
  std::unique_ptr<ResultSet> finish(std::vector<Notice> notices);

 private:
  class PackedResult;
  const std::int64_t most_rows_;
  bool overflowed_ = false;
  std::unique_ptr<PackedResult> result_;
};

}  // namespace pillion
