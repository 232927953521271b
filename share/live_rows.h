// Rows on their way from the host's connection straight to the client.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/session.h"
#include "share/outlet.h"
#include "share/rider.h"
#include "share/row_limit.h"

namespace pillion::share {

class LiveRows final : public RowSink {
 public:
  // `out` holds the replies that are not sent yet; `rider` runs the statement; `describe`: the
  // columns are told first.
  LiveRows(std::string& out, Outlet& outlet, Rider& rider, RowLimit limit, bool describe)
      : out_(out), outlet_(outlet), rider_(rider), limit_(limit), describe_(describe) {}

  Status begin(const std::vector<ResultColumn>& columns) override;
  Status row(std::span<const Cell> cells) override;

  std::int64_t count() const { return count_; }

 private:
  // How long one statement may keep the host's connection for a client that is slow to read.
  static constexpr std::chrono::seconds kLongestStall{5};

  Status pass_on();
  Status stall();

  std::string& out_;
  Outlet& outlet_;
  Rider& rider_;
  const RowLimit limit_;
  const bool describe_;
  std::int64_t count_ = 0;
  std::chrono::steady_clock::duration patience_ = kLongestStall;  // what is left of it
};

}  // namespace pillion::share
