#include "share/stored_rows.h"

#include <algorithm>

#include <fmt/format.h>

#include "share/wire/backend.h"

namespace pillion::share {

Status StoredRows::begin(const std::vector<ResultColumn>& columns) {
  columns_ = columns;
  return {};
}

Status StoredRows::row(std::span<const Cell> cells) {
  if (row_limit_.is_reached(static_cast<std::int64_t>(ends_.size())))
    return fail(row_limit_.refusal());
  const std::size_t kept =
      bytes_.size() + wire::data_row_size(cells) + (ends_.size() + 1) * sizeof ends_[0];
  if (kept <= budget_.left()) {
    wire::put_data_row(bytes_, cells);
    ends_.push_back(bytes_.size());
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
  const std::size_t left = ends_.size() - next_;
  const std::size_t taken = count <= 0 ? left : std::min(left, static_cast<std::size_t>(count));
  if (taken == 0) return 0;
  const std::size_t begin = next_ == 0 ? 0 : ends_[next_ - 1];
  next_ += taken;
  out.append(bytes_, begin, ends_[next_ - 1] - begin);
  return static_cast<std::int64_t>(taken);
}

}  // namespace pillion::share
