#include "rewriter/paths/grouping.h"

#include <algorithm>

#include <fmt/format.h>

#include "rewriter/error_at.h"
#include "rewriter/paths/aggregates.h"
#include "rewriter/paths/reference.h"

namespace pillion::sql {
namespace {

bool over_related_rows(const Expr* expr, const Resolved& resolved) {
  return std::any_of(resolved.aggregates.begin(), resolved.aggregates.end(),
                     [&](const AggregateCall& call) { return call.call == expr; });
}

// What an expression is made of, outside of subqueries and of aggregates over related rows.
struct Contents {
  bool aggregate = false;  // an ordinary one
  bool related = false;    // an aggregate over related rows
  bool column = false;     // outside of every aggregate
};

void look(const Expr* expr, const Resolved& resolved, Contents& found) {
  if (expr == nullptr) return;
  if (over_related_rows(expr, resolved)) {
    found.related = true;
    return;
  }
  if (is_aggregate(*expr)) {
    found.aggregate = true;
    return;
  }
  found.column = found.column || expr->kind == ExprKind::kColumn || expr->query != nullptr;
  for (const Expr* child : expr->children) look(child, resolved, found);
}

bool is_grouped(const Query& query, const Resolved& resolved) {
  if (!query.group_by.empty() || query.having != nullptr) return true;
  Contents selected;
  for (const Target& target : query.targets) look(target.value, resolved, selected);
  Contents sorted;
  for (const Expr* key : query.order_by) look(key, resolved, sorted);
  return selected.aggregate || sorted.aggregate || (selected.related && !selected.column);
}

std::string_view written(const TokenStream& text, const Expr& call) {
  const auto [begin, end] = call_extent(text, call);
  return text.text().substr(begin, end - begin);
}

// Whether the call is, or is all of a SELECT item that is, a GROUP BY key.
bool is_group_key(const AggregateCall& call, const TokenStream& text) {
  const Query& query = *call.level->query;
  return std::any_of(query.group_by.begin(), query.group_by.end(), [&](const Expr* key) {
    if (key->kind == ExprKind::kFunction) {
      return written(text, *key) == written(text, *call.call);
    }
    if (call.target < 0) return false;
    const Target& target = query.targets[static_cast<std::size_t>(call.target)];
    if (key->kind == ExprKind::kColumn && key->names.size() == 1) {
      return key->names[0] == (target.alias.empty() ? target.label : target.alias);
    }
    if (key->kind != ExprKind::kConstant || key->location < 0) return false;
    const TokenIndex number = text.at(static_cast<std::size_t>(key->location));
    return number != kNoToken && text.text_of(number) == std::to_string(call.target + 1);
  });
}

}  // namespace

Status check_grouping(const AggregateCall& call, const Resolved& resolved,
                      const TokenStream& text) {
  const bool per_row_clause = call.clause == Clause::kWhere || call.clause == Clause::kOn ||
                              call.clause == Clause::kFrom || call.clause == Clause::kGroupBy;
  if (per_row_clause || call.inside_aggregate || call.uses[0]->source->level != call.level ||
      !is_grouped(*call.level->query, resolved) || is_group_key(call, text)) {
    return {};
  }
  return fail_at(static_cast<std::size_t>(call.call->location), "0A000",
                 fmt::format("{} in a grouped query ranges over the related rows of a whole group, "
                             "which is not supported. Select it per row in a subquery, and "
                             "aggregate outside.",
                             written(text, *call.call)));
}

}  // namespace pillion::sql
