#include "share/stored_rows.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "share/wire/backend.h"
#include "share/wire/bytes.h"

namespace pillion::share {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10U;

// Of the message at the front, with its type, which its length does not count.
std::size_t message_size(std::string_view bytes) {
  return 1 + wire::Reader(bytes.substr(1)).uint32();
}

}  // namespace

Status StoredRows::begin(const std::vector<ResultColumn>& columns) {
  columns_ = columns;
  return {};
}

Status StoredRows::row(std::span<const Cell> cells) {
  if (row_limit_.is_reached(count_)) return fail(row_limit_.refusal());
  const std::size_t size = wire::data_row_size(cells);
  const bool fits = !pieces_.empty() && pieces_.back().size() + size <= kPiece;
  const std::size_t more = fits ? 0 : std::max(size, kPiece);
  if (memory_ + more <= budget_.left()) {
    if (!fits) {
      pieces_.emplace_back().reserve(more);
      memory_ += more;
    }
    wire::put_data_row(pieces_.back(), cells);
    ++count_;
    return {};
  }
  if (budget_.is_short_of_whole()) return fail(too_much_for_all());
  return fail(Error{.sqlstate = "54000",
                    .message = fmt::format("The result needs more than {} bytes, and a share keeps "
                                           "no more for a client that fetches by pages.",
                                           budget_.left()),
                    .hint = "Read it without a fetch size, or use LIMIT."});
}

std::int64_t StoredRows::move_to(std::string& out, std::int64_t count) {
  if (pieces_.empty()) return 0;
  const std::string& first = pieces_.front();
  const std::size_t begin = taken_;
  std::int64_t moved = 0;
  while (taken_ < first.size() && (count <= 0 || moved < count)) {
    taken_ += message_size(std::string_view(first).substr(taken_));
    ++moved;
  }
  out.append(first, begin, taken_ - begin);
  if (taken_ < first.size()) return moved;
  memory_ -= std::max(first.size(), kPiece);
  taken_ = 0;
  pieces_.pop_front();
  return moved;
}

}  // namespace pillion::share
