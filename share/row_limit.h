// How many rows one result of a share may have, however it is read.
#pragma once

#include <cstdint>
#include <limits>

#include "core/result.h"

namespace pillion::share {

class RowLimit {
 public:
  // 0: no limit.
  explicit RowLimit(std::int64_t most)
      : most_(most > 0 ? most : std::numeric_limits<std::int64_t>::max()) {}

  // A result with so many rows may have no further one.
  bool is_reached(std::int64_t rows) const { return rows >= most_; }
  Error refusal() const;  // 54000

 private:
  std::int64_t most_;
};

}  // namespace pillion::share
