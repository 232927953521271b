#include "share/live_rows.h"

#include "share/budget.h"
#include "share/wire/backend.h"

namespace pillion::share {
namespace {

constexpr std::size_t kSendSize = std::size_t{64} << 10U;
// How often a wait for the client looks whether the statement is to end.
constexpr std::chrono::milliseconds kLookAgain{20};
// How long it waits where the share keeps as much for all of its guests as it may.
constexpr std::chrono::milliseconds kStallForAll{500};

}  // namespace

Status LiveRows::begin(const std::vector<ResultColumn>& columns) {
  if (describe_) wire::put_row_description(out_, columns);
  return {};
}

Status LiveRows::row(std::span<const Cell> cells) {
  if (limit_.is_reached(count_)) return fail(limit_.refusal());
  const std::size_t size = wire::data_row_size(cells);
  if (size > kMostUnsent)
    return fail(Error{.sqlstate = "54000",
                      .message = "A row has more than 64 MB, which a share does not pass on.",
                      .hint = "Select parts of its values, by substr() or substring()."});
  if (size > outlet_.room_for_row()) return fail(too_much_for_all());
  ++count_;
  wire::put_data_row(out_, cells);
  if (out_.size() < kSendSize) return {};
  return pass_on();
}

Status LiveRows::pass_on() {
  PILLION_CHECK(outlet_.send(out_));
  PILLION_TRY(room, outlet_.wait_for_room(std::chrono::milliseconds(0)));
  return room ? Status() : stall();
}

// The host waits meanwhile: for a client that reads a little now and then no longer than for one
// that reads nothing.
Status LiveRows::stall() {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point begin = Clock::now();
  const Clock::time_point end = begin + patience_;
  for (bool room = false; !room;) {
    PILLION_CHECK(rider_.may_go_on());
    // It is short because of guests that read nothing: for each of them the host would wait.
    if (outlet_.room_for_row() <= kAlwaysKept && Clock::now() >= begin + kStallForAll)
      return fail(too_much_for_all());
    if (Clock::now() >= end)
      return fail(Error{.sqlstate = "54000",
                        .message = "The result is read too slowly, and the host's connection "
                                   "cannot wait.",
                        .hint = "Use LIMIT, or read faster."});
    PILLION_TRY(room_now, outlet_.wait_for_room(kLookAgain));
    room = room_now;
  }
  patience_ = end - Clock::now();
  return {};
}

}  // namespace pillion::share
