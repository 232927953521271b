#include "rewriter/aggregates/fitness.h"

#include <algorithm>

#include "core/type.h"
#include "rewriter/aggregates/calls.h"
#include "rewriter/aggregates/clauses.h"
#include "rewriter/aggregates/gather.h"
#include "rewriter/aggregates/stable.h"
#include "rewriter/paths/capture.h"

namespace pillion::sql {
namespace {

struct ZeroTest {
  std::string_view op;  // count(...) op number
  std::string_view number;
  bool negated;
};

constexpr ZeroTest kZeroTests[] = {
    {">", "0", false}, {"<>", "0", false}, {"!=", "0", false}, {">=", "1", false},
    {"=", "0", true},  {"<=", "0", true},  {"<", "1", true},
};

// number op count(...), as count(...) op number.
std::string_view mirrored(std::string_view op) {
  if (op == "<") return ">";
  if (op == ">") return "<";
  if (op == "<=") return ">=";
  if (op == ">=") return "<=";
  return op;
}

bool has_primary_key(const Table& table) {
  return std::ranges::any_of(table.keys, &Key::primary);
}

bool holds(const FromItem& item, const FromItem& wanted) {
  return &item == &wanted || (item.kind == FromKind::kJoin &&
                              (holds(*item.left, wanted) || holds(*item.right, wanted)));
}

// Whether an outer join has rows where all columns of what it joins, or of a part of it, are NULL.
bool is_nullable(const FromItem& item, const FromItem& part) {
  if (&item == &part || !holds(item, part)) return false;
  const bool left = holds(*item.left, part);
  const JoinType other = left ? JoinType::kRight : JoinType::kLeft;
  return item.join_type == JoinType::kFull || item.join_type == other ||
         is_nullable(left ? *item.left : *item.right, part);
}

bool is_nullable(const Source& source) {
  const auto is_so = [&](const FromItem* item) { return is_nullable(*item, *source.item); };
  return std::ranges::any_of(source.level->query->from, is_so);
}

}  // namespace

bool Fitness::fits(Shape shape) const {
  switch (shape) {
    case Shape::kSubquery:
      return !per_group && !lateral_alone;
    case Shape::kGathered:
      return per_group;
    case Shape::kExists:
      return exists.has_value();
    case Shape::kLateral:
      return lateral;
    case Shape::kJoined:
      return joined;
    case Shape::kRegrouped:
      return regrouped;
  }
  return false;
}

Fitness FitnessJudge::judge(const AggregateCall& call, const PathUse& longest) {
  Fitness out{.per_group = grouping_.is_per_group(call),
              .lost_row = grouping_.is_of_lost_row(call)};
  const AggregateTraits* traits = aggregate_traits(*call.call);
  const bool known = traits != nullptr && traits->over_none != OverNone::kElse;
  if (out.per_group) {
    out.regrouped = known && !traits->one_of_same.empty() && !longest.source->hidden_by_alias &&
                    !is_inside_related(call) && !has_joins_inside(call) &&
                    can_regroup(*call.level) && leaves_names(call);
    return out;
  }
  const bool of_key = grouping_.is_of_key(call);
  // What is compared may be the key: as EXISTS it would be another expression.
  if (!of_key && !has_joins_inside(call)) out.exists = exists_test(call);
  out.key_of_sets = of_key && has_grouping_sets(*call.level->query);
  out.whole_key = out.key_of_sets && grouping_.is_whole_key(call);
  if (!(known || out.key_of_sets) || !may_join(call, *longest.source)) return out;
  // What is joined to such a row is NULL, and what is not known might not be.
  if (!known && is_nullable(*longest.source)) return out;
  const Contents inside = contents(call, *longest.source);
  out.lateral = !statement_.names.sqlite() && !inside.other;
  // A column is always the key.
  out.lateral_alone = out.lateral && out.key_of_sets;
  out.key_of_sets = out.key_of_sets && !out.lateral;
  if (!known) return out;
  // A condition has no keys to group by.
  out.joined = !inside.other && !inside.own && is_along_keys(*longest.path.steps.front());
  return out;
}

FitnessJudge::Contents FitnessJudge::contents(const AggregateCall& call,
                                              const Source& source) const {
  Contents out;
  const auto add = [&](const Source* found) { (found == &source ? out.own : out.other) = true; };
  for (const PlainUse& plain : call.plain) {
    if (plain.source->level == call.level) add(plain.source);
  }
  const Extent extent = call_extent(statement_.text, *call.call);
  for (const PathUse& use : statement_.resolved.uses) {
    if (use.aggregate == &call || !contains(extent, {use.begin, use.end})) continue;
    add(use.aggregate == nullptr ? use.source : nullptr);
  }
  return out;
}

bool FitnessJudge::may_join(const AggregateCall& call, const Source& source) const {
  // Where FROM is not complete yet, or not there.
  static constexpr Clause kApart[] = {Clause::kFrom, Clause::kOn, Clause::kLimit, Clause::kValues};
  const Extent item = from_extent(statement_.text, *source.item);
  return call.level == source.level && !source.hidden_by_alias && item.first != item.second &&
         std::ranges::find(kApart, call.clause) == std::end(kApart) && !is_inside_related(call);
}

// Nothing can be joined there: the text around the call may become a derived table's.
bool FitnessJudge::is_inside_related(const AggregateCall& call) const {
  if (!call.inside_aggregate && call.level->parent == nullptr) return false;
  const Extent extent = call_extent(statement_.text, *call.call);
  return std::ranges::any_of(statement_.resolved.aggregates, [&](const AggregateCall& other) {
    return &other != &call && contains(call_extent(statement_.text, *other.call), extent);
  });
}

// A subquery inside the call has paths, and so gets joins, once the call's own text may be gone.
bool FitnessJudge::has_joins_inside(const AggregateCall& call) const {
  const Extent extent = call_extent(statement_.text, *call.call);
  return std::ranges::any_of(statement_.resolved.uses, [&](const PathUse& use) {
    return use.aggregate == nullptr && contains(extent, {use.begin, use.end}) &&
           !is_within(*call.level, *use.source->level);
  });
}

// The tokens decide: brackets between the call and the number are not in the tree.
std::optional<ExistsTest> FitnessJudge::exists_test(const AggregateCall& call) const {
  const TokenStream& text = statement_.text;
  if (call.parent == nullptr || call.parent->kind != ExprKind::kComparison ||
      !counts_rows_or_values(call)) {
    return std::nullopt;
  }
  const Extent extent = call_extent(text, *call.call);
  const bool first = call.parent->children[0] == call.call;
  const Expr& number = *call.parent->children[first ? 1 : 0];
  if (number.kind != ExprKind::kConstant || number.location < 0) return std::nullopt;
  const TokenIndex token = text.at(static_cast<std::size_t>(number.location));
  const TokenIndex begin = text.at(extent.first);
  if (token == kNoToken || begin == kNoToken) return std::nullopt;
  const std::string_view op = call.parent->names[0];
  const std::size_t between = first ? token - 1 : token + 1;
  const bool adjoins = first ? text[between - 1].end == extent.second : between + 1 == begin;
  if (!adjoins || text.text_of(between) != op) return std::nullopt;
  for (const ZeroTest& test : kZeroTests) {
    if (test.op != (first ? op : mirrored(op)) || test.number != text.text_of(token)) continue;
    return ExistsTest{.extent = {std::min<std::size_t>(extent.first, text[token].begin),
                                 std::max<std::size_t>(extent.second, text[token].end)},
                      .negated = test.negated};
  }
  return std::nullopt;
}

bool FitnessJudge::counts_rows_or_values(const AggregateCall& call) const {
  const FunctionCall& parts = *call.call->call;
  const AggregateTraits* traits = aggregate_traits(*call.call);
  if (traits == nullptr || traits->name != "count" || parts.variadic || parts.within_group ||
      !parts.order_by.empty()) {
    return false;
  }
  if (parts.star) return true;
  if (parts.arguments.size() != 1) return false;
  // A row of a table without a key cannot be told from none where all its columns are NULL.
  for (const PathUse& use : statement_.resolved.uses) {
    const bool row = use.argument_of == call.call && use.path.column < 0;
    const bool tail = row && use.path.steps.size() != use.path.many_steps();
    if (tail && !has_primary_key(statement_.names.table(use.path.end()))) return false;
  }
  return std::ranges::none_of(call.plain, [&](const PlainUse& plain) { return plain.whole_row; });
}

bool FitnessJudge::can_regroup(const Level& level) {
  const auto [known, is_new] = grouped_.try_emplace(&level);
  if (!is_new) return known->second.has_value();
  const Query& query = *level.query;
  const auto is_star = [](const Target& t) {
    return t.value->kind == ExprKind::kColumn && t.value->star;
  };
  // A column that a join merges cannot be told from its two sides.
  if (level.merges || std::ranges::any_of(query.targets, is_star) || has_grouping_sets(query)) {
    return false;
  }
  const Stability stability(statement_.scopes, statement_.names);
  std::optional<GroupedText> parts = from_and_where(statement_.text, query);
  if (!parts || !stability.is_stable(query.from[0]) || !stability.is_stable(query.where)) {
    return false;
  }
  for (const Expr* key : group_items(query)) {
    const Grouping::Key found = grouping_.key(level, *key);
    if (found.extent.first == found.extent.second || !stability.is_stable(found.expr)) return false;
    parts->keys.push_back({.extent = found.extent,
                           .column = found.expr->kind == ExprKind::kColumn,
                           .never_null = is_never_null(level, *found.expr),
                           .never_array = is_never_array(level, *found.expr)});
  }
  known->second = std::move(parts);
  return true;
}

// Whether the call's tables can be joined to what its level reads: each name there means what it
// meant, with its table in front where it has to be.
bool FitnessJudge::leaves_names(const AggregateCall& call) const {
  const Resolved& resolved = statement_.resolved;
  const Names& names = statement_.names;
  const auto is_lost = [&](const PlainUse& plain) {
    return is_captured(plain, call, names) && !plain.qualifiable;
  };
  const auto is_lost_row = [&](const PlainUse& plain) {
    return plain.whole_row && has_column(call, plain.ref->names.back(), names);
  };
  const auto is_taken = [&](Name name) { return has_column(call, name, names); };
  return std::ranges::none_of(resolved.unqualified, is_lost) &&
         std::ranges::none_of(resolved.plain, is_lost_row) &&
         !(resolved.has_unknown && std::ranges::any_of(resolved.fixed_names, is_taken));
}

// A NOT NULL column of the only table: no join makes it NULL.
bool FitnessJudge::is_never_null(const Level& level, const Expr& key) const {
  if (level.sources.size() != 1 || key.kind != ExprKind::kColumn) return false;
  const Source& source = level.sources[0];
  const bool qualified =
      key.names.size() == 2 && source.answers_to(statement_.names, {}, key.names[0]);
  if (!source.whole_table || (key.names.size() > 1 && !qualified)) return false;
  const Column* column = source.base_column(statement_.names, key.names.back());
  return column != nullptr && !column->nullable;
}

// A column, the query's own or of a path, of a built-in type that is no array. Vectors of the
// catalogs are arrays too; a type of somebody's own may be a domain over one.
bool FitnessJudge::is_never_array(const Level& level, const Expr& key) const {
  const Column* const column = column_of(level, key);
  const Type* const type = column == nullptr ? nullptr : find_type(column->type);
  return type != nullptr && !is_array(*column) && !type->name.ends_with("vector");
}

// nullptr: an expression, or not known.
const Column* FitnessJudge::column_of(const Level& level, const Expr& key) const {
  if (key.kind != ExprKind::kColumn || key.star) return nullptr;
  const auto& uses = statement_.resolved.uses;
  const auto use = std::ranges::find(uses, &key, &PathUse::ref);
  if (use != uses.end()) {
    if (use->path.column < 0) return nullptr;
    const Table& table = statement_.names.table(use->path.end());
    return &table.columns[static_cast<std::size_t>(use->path.column)];
  }
  if (key.names.size() > 2) return nullptr;
  const Source* found = nullptr;
  for (const Source& source : level.sources) {
    if (source.opaque || source.hidden_by_alias) return nullptr;
    const bool meant = key.names.size() == 1
                           ? source.has_column(statement_.names, key.names[0])
                           : source.answers_to(statement_.names, {}, key.names[0]);
    if (meant && found != nullptr) return nullptr;
    if (meant) found = &source;
  }
  return found == nullptr ? nullptr : found->base_column(statement_.names, key.names.back());
}

}  // namespace pillion::sql
