// The shapes in which an aggregate over related rows can be computed.
#pragma once

#include <cstdint>
#include <string_view>

#include "rewriter/rewriter.h"

namespace pillion::sql {

enum class Shape : std::uint8_t {
  // (SELECT call FROM tables WHERE joined to the source's row): once for each row that is shown.
  kSubquery,
  // EXISTS (SELECT FROM tables WHERE ...) for a count that is compared with zero.
  kExists,
  // LEFT JOIN LATERAL (SELECT calls FROM tables WHERE joined to the source's row): once for each
  // row, but for all aggregates over the same rows at once.
  kLateral,
  // LEFT JOIN (SELECT key, calls FROM tables GROUP BY key) ON the key: once for all rows.
  kJoined,
  // (SELECT call FROM the group's source rows JOIN tables): once for each group. The rows' keys
  // are gathered by an ordinary aggregate of the grouped query, so the query's FROM and WHERE are
  // evaluated once, and whatever else it does with its groups keeps its meaning.
  kGathered,
  // LEFT JOIN (SELECT group's keys, calls FROM the query's own FROM JOIN tables WHERE its own
  // GROUP BY the keys) ON the keys: once for all groups. Several are joined to each other first,
  // by FULL JOIN, so that a row of the query looks up one.
  kRegrouped,
};

struct ShapeTraits {
  Shape shape;
  bool derived;              // the aggregate becomes a column of a derived table that is joined
  std::string_view meaning;  // for --explain
};

inline constexpr ShapeTraits kShapes[] = {
    {Shape::kSubquery, false, "scalar subquery over"},
    {Shape::kExists, false, "EXISTS over"},
    {Shape::kLateral, true, "LATERAL subquery over"},
    {Shape::kJoined, true, "pre-grouped join of"},
    {Shape::kGathered, false, "one subquery a group over"},
    {Shape::kRegrouped, true, "join at the grain of the groups of"},
};

constexpr const ShapeTraits& traits(Shape shape) {
  return kShapes[static_cast<std::size_t>(shape)];
}

// What each choice makes of an aggregate for one row and of one for a group, where it can.
struct ShapesOf {
  ShapeChoice choice;
  Shape per_row;
  Shape per_group;
  bool exists;
};

inline constexpr ShapesOf kShapesOf[] = {
    {ShapeChoice::kByRow, Shape::kSubquery, Shape::kGathered, true},
    {ShapeChoice::kSubqueries, Shape::kSubquery, Shape::kGathered, false},
    {ShapeChoice::kLateral, Shape::kLateral, Shape::kGathered, true},
    {ShapeChoice::kSets, Shape::kJoined, Shape::kRegrouped, true},
};

}  // namespace pillion::sql
