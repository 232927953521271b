#include "share/live_rows.h"

#include "share/wire/backend.h"

namespace pillion::share {
namespace {

constexpr std::size_t kSendSize = std::size_t{64} << 10U;
// How long a client that does not read may keep the host's connection.
constexpr std::chrono::seconds kLongestStall{5};

}  // namespace

Status LiveRows::begin(const std::vector<ResultColumn>& columns) {
  if (describe_) wire::put_row_description(out_, columns);
  return {};
}

Status LiveRows::row(std::span<const Cell> cells) {
  if (limit_.is_reached(count_)) return fail(limit_.refusal());
  ++count_;
  wire::put_data_row(out_, cells);
  if (out_.size() < kSendSize) return {};
  return pass_on();
}

Status LiveRows::pass_on() {
  PILLION_CHECK(outlet_.send(out_));
  return outlet_.wait_for_room(kLongestStall);
}

}  // namespace pillion::share
