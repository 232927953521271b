#include "rewriter/aggregates/calls.h"

#include <algorithm>

namespace pillion::sql {
namespace {

// The aggregates of PostgreSQL (manual, 9.21) and of SQLite. In order: searched by halves.
constexpr Name kAggregates[] = {
    "any_value",
    "array_agg",
    "avg",
    "bit_and",
    "bit_or",
    "bit_xor",
    "bool_and",
    "bool_or",
    "corr",
    "count",
    "covar_pop",
    "covar_samp",
    "every",
    "group_concat",
    "json_agg",
    "json_agg_strict",
    "json_arrayagg",
    "json_group_array",
    "json_group_object",
    "json_object_agg",
    "json_objectagg",
    "jsonb_agg",
    "jsonb_agg_strict",
    "jsonb_object_agg",
    "max",
    "min",
    "mode",
    "percentile_cont",
    "percentile_disc",
    "range_agg",
    "range_intersect_agg",
    "regr_avgx",
    "regr_avgy",
    "regr_count",
    "regr_intercept",
    "regr_r2",
    "regr_slope",
    "regr_sxx",
    "regr_sxy",
    "regr_syy",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "string_agg",
    "sum",
    "total",
    "var_pop",
    "var_samp",
    "variance",
    "xmlagg",
};
static_assert(std::is_sorted(std::begin(kAggregates), std::end(kAggregates)));

}  // namespace

bool is_aggregate(const Expr& expr) {
  if (expr.kind != ExprKind::kFunction || expr.call->over != nullptr) return false;
  const FunctionCall& call = *expr.call;
  if (call.star || call.distinct || call.within_group || call.filter != nullptr ||
      !call.order_by.empty()) {
    return true;
  }
  const bool built_in = expr.names.size() == 1 || expr.names[0] == "pg_catalog";
  return built_in &&
         std::binary_search(std::begin(kAggregates), std::end(kAggregates), expr.names.back());
}

}  // namespace pillion::sql
