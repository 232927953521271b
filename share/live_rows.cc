#include "share/live_rows.h"

#include <fmt/format.h>

#include "share/wire/backend.h"

namespace pillion::share {
namespace {

constexpr std::size_t kSendSize = std::size_t{64} << 10U;
// How long a client that does not read may keep the host's connection.
constexpr std::chrono::seconds kLongestStall{5};

}  // namespace

Status check_row_limit(std::int64_t rows, std::int64_t max_rows) {
  if (max_rows <= 0 || rows <= max_rows) return {};
  return fail(Error{.sqlstate = "54000",
                    .message = fmt::format("The result has more than {} rows, the limit of this "
                                           "share.",
                                           max_rows),
                    .hint = "Use LIMIT, or ask whoever lends the connection for a higher limit."});
}

Status LiveRows::begin(const std::vector<ResultColumn>& columns) {
  if (describe_) wire::put_row_description(out_, columns);
  return {};
}

Status LiveRows::row(std::span<const Cell> cells) {
  PILLION_CHECK(check_row_limit(++count_, max_rows_));
  wire::put_data_row(out_, cells);
  if (out_.size() < kSendSize) return {};
  PILLION_CHECK(outlet_.send(out_));
  return outlet_.wait_for_room(kLongestStall);
}

}  // namespace pillion::share
