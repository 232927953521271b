// The rest of a portal's result, as DataRow messages: a client that fetches by pages does not keep
// the host's connection between them. Kept in pieces, so that what grows is never copied, and what
// was read is given back.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "core/session.h"
#include "share/budget.h"
#include "share/row_limit.h"

namespace pillion::share {

class StoredRows final : public RowSink {
 public:
  // 54000 where there are more rows, or they need more than is left; 53200 where that is for other
  // clients' sake. They are not counted here.
  StoredRows(RowLimit row_limit, const Budget& budget) : row_limit_(row_limit), budget_(budget) {}

  Status begin(const std::vector<ResultColumn>& columns) override;
  Status row(std::span<const Cell> cells) override;

  const std::vector<ResultColumn>& columns() const { return columns_; }
  // Moves at most `count` rows (0: as many as stand together) to `out`, and returns how many.
  std::int64_t move_to(std::string& out, std::int64_t count);
  std::size_t memory() const { return memory_; }  // bytes
  bool empty() const { return pieces_.empty(); }

 private:
  const RowLimit row_limit_;
  const Budget& budget_;
  std::vector<ResultColumn> columns_;
  std::deque<std::string> pieces_;  // whole rows
  std::size_t taken_ = 0;           // of the first piece, from its front
  std::size_t memory_ = 0;          // of all pieces
  std::int64_t count_ = 0;          // of the rows that came
};

}  // namespace pillion::share
