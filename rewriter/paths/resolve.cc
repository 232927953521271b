#include "rewriter/paths/resolve.h"

#include <algorithm>
#include <utility>

#include "rewriter/aggregates/calls.h"
#include "rewriter/paths/reference.h"
#include "rewriter/paths/resolver.h"

namespace pillion::sql {

Resolved Resolver::run(const Query* query) {
  constexpr std::size_t kUsual = 8;
  out_.unqualified.reserve(kUsual);
  out_.plain.reserve(kUsual);
  walk_query(query, nullptr);
  return std::move(out_);
}

Scope Resolver::scope_of(const Level* level, const Scope* outer, Range range) {
  Scope scope{.sources = {}, .outer = outer, .level = level};
  for (std::size_t i = range.first; i < range.second; ++i) {
    if (!level->is_hidden_within(range, i)) scope.sources.push_back(&level->sources[i]);
  }
  return scope;
}

void Resolver::walk_query(const Query* query, const Scope* outer) {
  const Level* level = scopes_.level(query);
  if (level == nullptr) return;
  for (const Cte* cte : query->ctes) walk_query(cte->query, outer);
  for (const Query* branch : query->branches) walk_query(branch, outer);
  if (query->kind == QueryKind::kSetOperation) return;  // ORDER BY names output columns alone
  const Scope scope = scope_of(level, outer, {0, level->sources.size()});
  for (const FromItem* item : query->from) walk_from(item, level, outer);
  const Clause saved = clause_;
  const Query* around = std::exchange(current_query_, query);
  for (std::size_t i = 0; i < query->targets.size(); ++i) {
    target_ = static_cast<int>(i);
    walk(query->targets[i].value, scope, Clause::kTarget);
  }
  target_ = -1;
  walk(query->where, scope, Clause::kWhere);
  walk(query->distinct_on, scope, Clause::kDistinctOn);
  walk(query->group_by, scope, Clause::kGroupBy);
  walk(query->having, scope, Clause::kHaving);
  for (const WindowClause* window : query->windows) {
    walk(window->partition_by, scope, Clause::kWindow);
    walk(window->order_by, scope, Clause::kWindow);
    walk(window->bounds, scope, Clause::kWindow);
  }
  walk(query->values, scope, Clause::kValues);
  walk(query->order_by, scope, Clause::kOrderBy);
  walk(query->limits, scope, Clause::kLimit);
  current_query_ = around;
  clause_ = saved;
}

void Resolver::walk_from(const FromItem* item, const Level* level, const Scope* outer) {
  const Scope before = scope_of(level, outer, {0, level->range.at(item).first});
  for (const Name column : item->using_columns) out_.fixed_names.push_back(column);
  if (item->query != nullptr) walk_query(item->query, item->lateral ? &before : outer);
  walk(item->expressions, before, Clause::kFrom);
  if (item->kind != FromKind::kJoin) return;
  walk_from(item->left, level, outer);
  walk_from(item->right, level, outer);
  if (item->on == nullptr) return;
  const Range sides{level->range.at(item->left).first, level->range.at(item->right).second};
  clause_ = Clause::kOn;
  bare_ = nullptr;
  walk_condition(item->on, scope_of(level, outer, sides), *item);
}

void Resolver::walk(const ExprList& list, const Scope& scope, Clause clause) {
  for (const Expr* expr : list) walk(expr, scope, clause);
}

void Resolver::walk(const Expr* expr, const Scope& scope, Clause clause) {
  if (expr == nullptr) return;
  clause_ = clause;
  bare_ = expr;
  // ASC and DESC wrap what they sort by.
  if (expr->kind == ExprKind::kOther && expr->children.size() == 1 && clause == Clause::kOrderBy) {
    bare_ = expr->children[0];
  }
  visit(expr, scope, nullptr);
  bare_ = nullptr;
}

void Resolver::visit(const Expr* expr, const Scope& scope, const Expr* parent) {
  if (expr->kind == ExprKind::kColumn) {
    if (expr->star) return;
    const Reference ref{.expr = expr, .parts = parts_of(*expr), .scope = scope, .parent = parent};
    return ref.parts.size() == 1 ? single(ref) : qualified(ref);
  }
  if (expr->query != nullptr) {
    const Clause clause = clause_;
    const int target = target_;
    const Expr* bare = bare_;
    walk_query(expr->query, &scope);
    clause_ = clause;
    target_ = target;
    bare_ = bare;
  }
  const bool aggregate = is_aggregate(*expr, names_);
  if (aggregate) open_frame(expr, parent, scope);
  for (const Expr* child : expr->children) visit(child, scope, expr);
  if (aggregate) close_frame();
}

void Resolver::open_frame(const Expr* call, const Expr* parent, const Scope& scope) {
  frames_.push_back({.found = {.call = call,
                               .parent = parent,
                               .level = scope.level,
                               .clause = clause_,
                               .target = target_},
                     .uses = {}});
}

void Resolver::close_frame() {
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  if (frame.uses.empty()) return;
  frame.found.uses.assign(frame.uses.begin(), frame.uses.end());
  frame.found.inside_aggregate = std::any_of(frames_.begin(), frames_.end(), [&](const Frame& f) {
    return f.found.level == frame.found.level;
  });
  const AggregateCall& call = out_.aggregates.emplace_back(std::move(frame.found));
  for (PathUse* use : frame.uses) use->aggregate = &call;
}

Resolved resolve(const Query* query, const Scopes& scopes, const Names& names,
                 const TokenStream& text) {
  return Resolver(scopes, names, text).run(query);
}

}  // namespace pillion::sql
