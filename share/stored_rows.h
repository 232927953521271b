// The rest of a portal's result, as DataRow messages: a client that fetches by pages does not keep
// the host's connection between them.
#pragma once

#include <cstdint>
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
  // Moves at most `count` rows (0: all) to `out`, and returns how many.
  std::int64_t move_to(std::string& out, std::int64_t count);
  // Bytes.
  std::size_t memory() const { return bytes_.capacity() + ends_.capacity() * sizeof ends_[0]; }
  bool empty() const { return next_ == ends_.size(); }

 private:
  const RowLimit row_limit_;
  const Budget& budget_;
  std::vector<ResultColumn> columns_;
  std::string bytes_;
  std::vector<std::size_t> ends_;
  std::size_t next_ = 0;  // the first row that was not moved
};

}  // namespace pillion::share
