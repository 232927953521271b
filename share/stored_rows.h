// The rest of a portal's result, as DataRow messages: a client that fetches by pages does not keep
// the host's connection between them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/session.h"
#include "share/budget.h"
#include "share/byte_queue.h"
#include "share/row_limit.h"

namespace pillion::share {

class StoredRows final : public RowSink {
 public:
  // 54000 where there are more rows, or they need more than is left of `budget`, in which they are
  // counted; 53200 where that is for other clients' sake.
  StoredRows(RowLimit row_limit, Budget& budget)
      : row_limit_(row_limit), budget_(budget), limit_(budget.left()), rows_(budget) {}

  Status begin(const std::vector<ResultColumn>& columns) override;
  Status row(std::span<const Cell> cells) override;

  const std::vector<ResultColumn>& columns() const { return columns_; }
  // Moves at most `count` rows (0: as many as stand together) to `out`, and returns how many.
  std::int64_t move_to(std::string& out, std::int64_t count);
  bool empty() const { return rows_.empty(); }

 private:
  const RowLimit row_limit_;
  const Budget& budget_;
  const std::size_t limit_;  // bytes
  std::vector<ResultColumn> columns_;
  std::string row_;         // the one at hand
  ByteQueue rows_;          // whole ones
  std::int64_t count_ = 0;  // of those that came
};

}  // namespace pillion::share
