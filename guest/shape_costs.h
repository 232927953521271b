// The choice of shapes by the planner's costs, where the schema cannot tell.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/session.h"
#include "guest/guest.h"

namespace pillion {

// What the planner thinks of a statement.
struct PlanEstimate {
  double cost = 0;
  double rows = 0;       // the most that any node outside of subplans gives
  bool on_disk = false;  // groups rows without a hash table in memory
};

// From the lines that EXPLAIN shows. Nothing: they are not a plan.
std::optional<PlanEstimate> read_estimate(std::span<const std::string> lines);

// Whether a statement in these other shapes is faster than as it is. Costs are not compared as they
// stand: the planner takes a subplan for slower than it is, and a group of gathered keys for small.
bool is_cheaper(ShapeChoice shapes, const PlanEstimate& other, const Rewritten& as_it_is,
                const PlanEstimate& estimate);

// Asks the server, under the guard, with the values that the statement is about to be run with.
std::optional<PlanEstimate> estimate(Session& session, ShapeChoice shapes, std::string_view text,
                                     std::span<const Parameter> parameters);

// A statement that costs less than this is not worth asking again.
inline constexpr double kCheapPlan = 200;

}  // namespace pillion
