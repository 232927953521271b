// Rows on their way from the host's connection straight to the client.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/session.h"
#include "share/outlet.h"
#include "share/row_limit.h"

namespace pillion::share {

class LiveRows final : public RowSink {
 public:
  // `out` holds the replies that are not sent yet; `describe`: the columns are told first.
  LiveRows(std::string& out, Outlet& outlet, RowLimit limit, bool describe)
      : out_(out), outlet_(outlet), limit_(limit), describe_(describe) {}

  Status begin(const std::vector<ResultColumn>& columns) override;
  Status row(std::span<const Cell> cells) override;

  std::int64_t count() const { return count_; }

 private:
  Status pass_on();

  std::string& out_;
  Outlet& outlet_;
  const RowLimit limit_;
  const bool describe_;
  std::int64_t count_ = 0;
};

}  // namespace pillion::share
