#include "share/row_limit.h"

#include <fmt/format.h>

namespace pillion::share {

Error RowLimit::refusal() const {
  return {
      .sqlstate = "54000",
      .message = fmt::format("The result has more than {} rows, the limit of this share.", most_),
      .hint = "Use LIMIT, or ask whoever lends the connection for a higher limit."};
}

}  // namespace pillion::share
