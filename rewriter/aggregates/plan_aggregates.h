// Aggregates over related rows: which tables each ranges over, and its shape.
#pragma once

#include "core/result.h"
#include "rewriter/aggregates/fitness.h"
#include "rewriter/paths/alias_maker.h"
#include "rewriter/paths/plan.h"

namespace pillion::sql {

// Adds to `plan` what the statement's aggregates need.
Status plan_aggregates(const ResolvedStatement& statement, ShapeChoice shapes, AliasMaker& aliases,
                       Plan& plan);

}  // namespace pillion::sql
