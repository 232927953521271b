#include "share/stored_rows.h"

#include <string_view>

#include <fmt/format.h>

#include "share/wire/backend.h"
#include "share/wire/bytes.h"

namespace pillion::share {
namespace {

// A row of more than this is kept in memory of its own for a moment alone.
constexpr std::size_t kLongRow = std::size_t{1} << 20U;

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
  if (rows_.cost(size) <= budget_.left()) {
    wire::put_data_row(row_, cells);
    rows_.push(row_);
    row_.clear();
    if (size > kLongRow) row_.shrink_to_fit();
    ++count_;
    return {};
  }
  if (budget_.is_short_of_whole()) return fail(too_much_for_all());
  return fail(Error{.sqlstate = "54000",
                    .message = fmt::format("The result needs more than {} bytes, and a share keeps "
                                           "no more for a client that fetches by pages.",
                                           limit_),
                    .hint = "Read it without a fetch size, or use LIMIT."});
}

std::int64_t StoredRows::move_to(std::string& out, std::int64_t count) {
  const std::string_view together = rows_.front();
  std::size_t end = 0;
  std::int64_t moved = 0;
  while (end < together.size() && (count <= 0 || moved < count)) {
    end += message_size(together.substr(end));
    ++moved;
  }
  out.append(together, 0, end);
  rows_.pop(end);
  return moved;
}

}  // namespace pillion::share
