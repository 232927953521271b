// Which shapes a statement's aggregates are given, by what the schema tells.
#pragma once

#include <string>
#include <vector>

#include "rewriter/aggregates/fitness.h"

namespace pillion::sql {

// The path of a call that it ranges over: the others lie on its way, or end beside it.
const PathUse& longest_of(const AggregateCall& call);

// One aggregate, as the choice sees it.
struct Candidate {
  const AggregateCall* call = nullptr;
  const PathUse* longest = nullptr;  // longest_of(*call)
  Fitness fitness;
};

struct Choice {
  ShapeChoice shapes = ShapeChoice::kByRow;
  std::vector<ShapeChoice> alternatives;  // to be judged by the planner's costs
  std::string why;                        // empty: there was nothing to choose
};

Choice choose_shapes(const std::vector<Candidate>& candidates, const ResolvedStatement& statement);

}  // namespace pillion::sql
