#include <algorithm>

#include "rewriter/rewriter.h"

namespace pillion {

std::size_t PositionMap::to_user(std::size_t sent_offset) const {
  auto after = std::upper_bound(marks_.begin(), marks_.end(), sent_offset,
                                [](std::size_t offset, const Mark& m) { return offset < m.sent; });
  if (after == marks_.begin()) return sent_offset;
  const Mark& mark = *--after;
  return mark.copied ? mark.user + (sent_offset - mark.sent) : mark.user;
}

PositionMap PositionMap::after(const PositionMap& earlier) && {
  if (earlier.marks_.empty()) return std::move(*this);
  if (marks_.empty()) return earlier;
  PositionMap out;
  for (std::size_t i = 0; i < marks_.size(); ++i) {
    const Mark& mark = marks_[i];
    if (!mark.copied) {
      out.add_caused(mark.sent, earlier.to_user(mark.user));
      continue;
    }
    // A copied stretch may hold several stretches of the earlier map.
    const std::size_t length =
        i + 1 < marks_.size() ? marks_[i + 1].sent - mark.sent : static_cast<std::size_t>(-1);
    auto inner = std::upper_bound(earlier.marks_.begin(), earlier.marks_.end(), mark.user,
                                  [](std::size_t o, const Mark& m) { return o < m.sent; });
    const bool copied = inner == earlier.marks_.begin() || std::prev(inner)->copied;
    out.add(mark.sent, earlier.to_user(mark.user), copied);
    for (; inner != earlier.marks_.end() && inner->sent - mark.user < length; ++inner) {
      out.add(mark.sent + (inner->sent - mark.user), inner->user, inner->copied);
    }
  }
  return out;
}

}  // namespace pillion
