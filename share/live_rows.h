// Rows on their way from the host's connection straight to the client.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/session.h"
#include "share/outlet.h"

namespace pillion::share {

class LiveRows final : public RowSink {
 public:
  // `out` holds the replies that are not sent yet; `describe`: the columns are told first.
  LiveRows(std::string& out, Outlet& outlet, std::int64_t max_rows, bool describe)
      : out_(out), outlet_(outlet), max_rows_(max_rows), describe_(describe) {}

  Status begin(const std::vector<ResultColumn>& columns) override;
  Status row(std::span<const Cell> cells) override;

  std::int64_t count() const { return count_; }

 private:
  std::string& out_;
  Outlet& outlet_;
  const std::int64_t max_rows_;  // 0: no limit
  const bool describe_;
  std::int64_t count_ = 0;
};

// 54000: the share's limit of rows is reached.
Status check_row_limit(std::int64_t rows, std::int64_t max_rows);

}  // namespace pillion::share
