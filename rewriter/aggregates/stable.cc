#include "rewriter/aggregates/stable.h"

#include <algorithm>

#include "rewriter/aggregates/calls.h"

namespace pillion::sql {
namespace {

// Functions of PostgreSQL and SQLite that are immutable or stable, as far as they are met in
// conditions. In order: searched by halves.
constexpr Name kStable[] = {
    "abs",         "age",
    "btrim",       "cardinality",
    "ceil",        "ceiling",
    "char_length", "concat",
    "concat_ws",   "date",
    "date_bin",    "date_part",
    "date_trunc",  "div",
    "exp",         "extract",
    "floor",       "format",
    "ifnull",      "initcap",
    "instr",       "left",
    "length",      "like_escape",
    "ln",          "log",
    "lower",       "lpad",
    "ltrim",       "make_date",
    "make_time",   "md5",
    "mod",         "now",
    "nullif",      "position",
    "power",       "regexp_replace",
    "repeat",      "replace",
    "reverse",     "right",
    "round",       "rpad",
    "rtrim",       "sign",
    "split_part",  "sqrt",
    "starts_with", "strftime",
    "strpos",      "substr",
    "substring",   "timezone",
    "to_char",     "to_date",
    "to_number",   "translate",
    "trim",        "trunc",
    "upper",       "width_bucket",
};
static_assert(std::ranges::is_sorted(kStable));

bool is_stable_call(const Expr& expr) {
  if (expr.call->over != nullptr) return false;
  const bool built_in = expr.names.size() == 1 || expr.names[0] == "pg_catalog";
  if (!built_in) return false;
  // An aggregate over no order, whose value no order changes.
  const AggregateTraits* aggregate = aggregate_traits(expr);
  if (aggregate != nullptr)
    return aggregate->name == "count" || aggregate->name == "min" || aggregate->name == "max" ||
           aggregate->name == "sum";
  return std::ranges::binary_search(kStable, expr.names.back());
}

bool is_stored(TableKind kind) {
  return kind == TableKind::kTable || kind == TableKind::kPartitionedTable ||
         kind == TableKind::kMaterializedView;
}

}  // namespace

bool Stability::is_stable(const FromItem* item) const {
  switch (item->kind) {
    case FromKind::kTable: {
      const TableId table = names_.find_table(item->schema, item->name);
      const bool sample = !item->expressions.empty();
      return table != kNoTable && !sample && is_stored(names_.table(table).kind) &&
             !scopes_.names_cte(item->name);
    }
    case FromKind::kSubquery:
      return is_stable_query(item->query);
    case FromKind::kJoin:
      return is_stable(item->left) && is_stable(item->right) && is_stable(item->on);
    case FromKind::kFunction:
      return false;
  }
  return false;
}

bool Stability::is_stable(const Expr* expr) const {
  if (expr == nullptr) return true;
  if (expr->kind == ExprKind::kFunction && !is_stable_call(*expr)) return false;
  if (expr->query != nullptr && !is_stable_query(expr->query)) return false;
  return is_stable(expr->children);
}

bool Stability::is_stable(const ExprList& list) const {
  return std::ranges::all_of(list, [&](const Expr* expr) { return is_stable(expr); });
}

bool Stability::is_stable_query(const Query* query) const {
  const Query& q = *query;
  if (!q.limits.empty() || !q.distinct_on.empty() || !q.windows.empty() || !q.ctes.empty()) {
    return false;
  }
  return std::ranges::all_of(q.branches, [&](const Query* b) { return is_stable_query(b); }) &&
         std::ranges::all_of(q.from, [&](const FromItem* item) { return is_stable(item); }) &&
         std::ranges::all_of(q.targets, [&](const Target& t) { return is_stable(t.value); }) &&
         is_stable(q.where) && is_stable(q.group_by) && is_stable(q.having) && is_stable(q.values);
}

}  // namespace pillion::sql
