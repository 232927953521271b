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
  wire::put_data_row(bytes_, cells);
  ends_.push_back(bytes_.size());
  if (bytes_.size() <= limit_) return {};
  return fail(Error{.sqlstate = "54000",
                    .message = fmt::format("The result needs more than {} bytes, and a share keeps "
                                           "no more for a client that fetches by pages.",
                                           limit_),
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
