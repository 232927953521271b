// Which calls are aggregates, and what is known of the databases' own ones.
#pragma once

#include <cstdint>
#include <string_view>

#include "rewriter/parse/tree.h"
#include "rewriter/paths/names.h"

namespace pillion::sql {

// What an aggregate gives over no rows.
enum class OverNone : std::uint8_t { kNull, kZero, kElse };

struct AggregateTraits {
  std::string_view name;
  OverNone over_none;
  // The aggregate that gives back one of many values that are all the same, for every type that
  // this one can result in; empty: there is none.
  std::string_view one_of_same;
};

// By its syntax (count(*), DISTINCT, FILTER, WITHIN GROUP, ORDER BY) or by its name, which may be
// of one that the schema has. A call with OVER is a window function.
bool is_aggregate(const Expr& expr, const Names& names);
// nullptr: not one of the databases' own.
const AggregateTraits* aggregate_traits(const Expr& call);

}  // namespace pillion::sql
