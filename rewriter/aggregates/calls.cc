#include "rewriter/aggregates/calls.h"

#include <algorithm>

namespace pillion::sql {
namespace {

constexpr OverNone kNull = OverNone::kNull;
constexpr OverNone kZero = OverNone::kZero;
constexpr OverNone kElse = OverNone::kElse;

// The aggregates of PostgreSQL (manual, 9.21) and of SQLite. In order: searched by halves.
constexpr AggregateTraits kAggregates[] = {
    {"any_value", kNull, ""},
    {"array_agg", kNull, ""},
    {"avg", kNull, "min"},
    {"bit_and", kNull, ""},
    {"bit_or", kNull, ""},
    {"bit_xor", kNull, ""},
    {"bool_and", kNull, "bool_and"},
    {"bool_or", kNull, "bool_and"},
    {"corr", kNull, "min"},
    {"count", kZero, "min"},
    {"covar_pop", kNull, "min"},
    {"covar_samp", kNull, "min"},
    {"every", kNull, "bool_and"},
    {"group_concat", kNull, "min"},
    {"json_agg", kNull, ""},
    {"json_agg_strict", kNull, ""},
    {"json_arrayagg", kNull, ""},
    {"json_group_array", kElse, ""},
    {"json_group_object", kElse, ""},
    {"json_object_agg", kNull, ""},
    {"json_objectagg", kNull, ""},
    {"jsonb_agg", kNull, ""},
    {"jsonb_agg_strict", kNull, ""},
    {"jsonb_object_agg", kNull, ""},
    {"max", kNull, "max"},
    {"min", kNull, "min"},
    {"mode", kNull, ""},
    {"percentile_cont", kNull, ""},
    {"percentile_disc", kNull, ""},
    {"range_agg", kNull, ""},
    {"range_intersect_agg", kNull, ""},
    {"regr_avgx", kNull, "min"},
    {"regr_avgy", kNull, "min"},
    {"regr_count", kZero, "min"},
    {"regr_intercept", kNull, "min"},
    {"regr_r2", kNull, "min"},
    {"regr_slope", kNull, "min"},
    {"regr_sxx", kNull, "min"},
    {"regr_sxy", kNull, "min"},
    {"regr_syy", kNull, "min"},
    {"stddev", kNull, "min"},
    {"stddev_pop", kNull, "min"},
    {"stddev_samp", kNull, "min"},
    {"string_agg", kNull, "min"},
    {"sum", kNull, "min"},
    {"total", kElse, ""},
    {"var_pop", kNull, "min"},
    {"var_samp", kNull, "min"},
    {"variance", kNull, "min"},
    {"xmlagg", kNull, ""},
};
static_assert(std::ranges::is_sorted(kAggregates, {}, &AggregateTraits::name));

}  // namespace

const AggregateTraits* aggregate_traits(const Expr& call) {
  const bool built_in = call.names.size() == 1 || call.names[0] == "pg_catalog";
  if (!built_in) return nullptr;
  const auto* const found =
      std::ranges::lower_bound(kAggregates, call.names.back(), {}, &AggregateTraits::name);
  return found != std::end(kAggregates) && found->name == call.names.back() ? found : nullptr;
}

bool is_aggregate(const Expr& expr, const Names& names) {
  if (expr.kind != ExprKind::kFunction || expr.call->over != nullptr) return false;
  const FunctionCall& call = *expr.call;
  if (call.star || call.distinct || call.within_group || call.filter != nullptr ||
      !call.order_by.empty()) {
    return true;
  }
  if (aggregate_traits(expr) != nullptr) return true;
  const Name schema = expr.names.size() == 2 ? expr.names[0] : Name();
  return expr.names.size() <= 2 &&
         names.has_aggregate(schema, expr.names.back(), call.arguments.size());
}

}  // namespace pillion::sql
