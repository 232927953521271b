#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rewriter/paths/reference.h"
#include "rewriter/paths/resolver.h"

namespace pillion::sql {

void Resolver::walk_condition(const Expr* expr, const Scope& sides, const FromItem& join) {
  if (expr->kind == ExprKind::kAnd) {
    for (const Expr* condition : expr->children) walk_condition(condition, sides, join);
    return;
  }
  const bool equation = expr->kind == ExprKind::kEquals;
  if (equation && named_join(*expr->children[0], *expr->children[1], sides)) return;
  if (equation && named_join(*expr->children[1], *expr->children[0], sides)) return;
  join_ = expr->kind == ExprKind::kColumn ? &join : nullptr;
  visit(expr, sides, nullptr);
  join_ = nullptr;
}

bool Resolver::named_join(const Expr& relation, const Expr& alias, const Scope& sides) {
  if (alias.names.size() != 1 || alias.star || relation.star) return false;
  const auto is_alias = [&](const Source* s) { return names_.same(s->name, alias.names[0]); };
  const auto has_alias_column = [&](const Source* s) {
    return s->has_column(names_, alias.names[0]);
  };
  const auto to = std::ranges::find_if(sides.sources, is_alias);
  if (to == sides.sources.end()) return false;
  const Parts parts = parts_of(relation);
  std::vector<JoinCondition> found;
  for (const Source* source : sides.sources) {
    if (source == *to) continue;
    const bool named = parts.size() == 2 && names_.same(source->name, parts[0]);
    if (!named && parts.size() != 1) continue;
    if (source->has_column(names_, parts.back())) return false;
    PathUses paths;
    PathFailure failure;
    paths_from(*source, parts.last(1), paths, failure);
    for (const PathUse& use : paths) add_targets(use, **to, found);
  }
  if (found.size() != 1) return false;
  out_.has_certain_path = out_.has_certain_path || parts.size() == 1 || names_.sqlite();
  out_.has_unknown = true;
  const auto holder = std::ranges::find_if(sides.sources, has_alias_column);
  if (holder != sides.sources.end()) {  // a column beats an alias
    fail(static_cast<std::size_t>(alias.location), "42702",
         fmt::format("{0} is a column of {1} here, not the table {0}. Write ON {2} alone, or give "
                     "the table another alias.",
                     alias.names[0], (*holder)->name, fmt::join(parts, ".")));
    return true;
  }
  const Extent first = reference_extent(text_, relation);
  const Extent second = reference_extent(text_, alias);
  found[0].begin = std::min(first.first, second.first);
  found[0].end = std::max(first.second, second.second);
  if (is_captured(found[0].begin, *found[0].relation, *found[0].from) ||
      is_captured(found[0].begin, *found[0].relation, *found[0].to)) {
    return true;
  }
  out_.conditions.push_back(found[0]);
  return true;
}

void Resolver::add_targets(const PathUse& use, const Source& source,
                           std::vector<JoinCondition>& out) const {
  const bool relation_alone = use.path.steps.size() == 1 && use.path.column < 0;
  if (!relation_alone || use.path.declared != nullptr) return;
  const Relation& relation = *use.path.steps[0];
  for (std::size_t facet = 0; facet < source.facets.size(); ++facet) {
    const bool has_keys = std::ranges::all_of(far_columns(relation), [&](ColumnId column) {
      return !source.name_of(names_, static_cast<int>(facet), column).empty();
    });
    if (source.facets[facet] != relation.to || !has_keys) continue;
    out.push_back({.relation = &relation,
                   .from = use.source,
                   .from_facet = use.facet,
                   .to = &source,
                   .to_facet = static_cast<int>(facet)});
  }
}

bool Resolver::is_captured(std::size_t offset, const Relation& relation, const Source& source) {
  for (const RowCondition* condition :
       {&relation.condition, &relation.junction.near_condition, &relation.junction.far_condition}) {
    for (const std::string& inner : condition->inner_names) {
      if (!names_.same(inner, source.name)) continue;
      fail(offset, "42712",
           fmt::format("The condition of {} has a table {} inside it. Give the {} of this "
                       "statement another alias.",
                       relation.names.front(), inner, inner));
      out_.has_unknown = true;
      return true;
    }
  }
  return false;
}

bool Resolver::join_along(const Expr* ref, const PathUse& use) {
  if (join_ == nullptr || use.path.column >= 0 || use.path.steps.size() != 1) return false;
  const Level& level = *use.source->level;
  const auto place = [&](const FromItem* side) { return level.range.at(side); };
  const auto inside = [&](const Source& s, Range range) {
    for (std::size_t i = range.first; i < range.second; ++i) {
      if (&level.sources[i] == &s) return true;
    }
    return false;
  };
  const auto other =
      inside(*use.source, place(join_->left)) ? place(join_->right) : place(join_->left);
  std::vector<JoinCondition> found;
  for (std::size_t i = other.first; i < other.second; ++i) {
    if (!level.is_hidden_within(other, i)) add_targets(use, level.sources[i], found);
  }
  const auto [begin, end] = reference_extent(text_, *ref);
  const std::string name(text_.text().substr(begin, end - begin));
  if (found.size() == 1) {
    if (is_captured(begin, *found[0].relation, *found[0].to)) return true;
    found[0].begin = begin;
    found[0].end = end;
    out_.conditions.push_back(found[0]);
  } else if (found.empty()) {
    fail(begin, "42804",
         fmt::format("{} leads to {}, which is not on the other side of this join. Write a "
                     "relation between the two sides.",
                     name, names_.table(use.path.end()).name));
  } else {
    std::vector<std::string> ways;
    ways.reserve(found.size());
    for (const JoinCondition& condition : found) {
      ways.push_back(fmt::format("{} = {}", name, condition.to->name));
    }
    fail(begin, "42702",
         fmt::format("{} may lead to several tables of this join. Write {}.", name,
                     fmt::join(ways, " or ")));
  }
  return true;
}

}  // namespace pillion::sql
