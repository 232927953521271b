// Which calls are aggregates.
#pragma once

#include "rewriter/parse/tree.h"

namespace pillion::sql {

// By its syntax (count(*), DISTINCT, FILTER, WITHIN GROUP, ORDER BY) or by its name. A call with
// OVER is a window function.
bool is_aggregate(const Expr& expr);

}  // namespace pillion::sql
