// Subqueries that a statement has several times in one query: the server sees that they are one
// expression (GROUP BY, DISTINCT, ORDER BY ...) only if their tables have the same aliases.
#pragma once

#include "rewriter/aggregates/fitness.h"
#include "rewriter/paths/plan.h"

namespace pillion::sql {

// Gives what was added to such subqueries the aliases of the first of them.
void share_aliases(const ResolvedStatement& statement, Plan& plan);

}  // namespace pillion::sql
