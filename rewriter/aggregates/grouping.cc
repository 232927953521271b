#include "rewriter/aggregates/grouping.h"

#include <algorithm>
#include <charconv>

#include "rewriter/aggregates/calls.h"
#include "rewriter/paths/reference.h"

namespace pillion::sql {

namespace {

// Whether an item of GROUP BY begins after a token: a comma, BY, or BY ALL and BY DISTINCT.
bool begins_after(const TokenStream& text, TokenIndex before) {
  if (text.is(before, ",") || text.is(before, "by")) return true;
  return before > 0 && text.is(before - 1, "by") &&
         (text.is(before, "all") || text.is(before, "distinct"));
}

// Whether a bracket stands around a whole item, or around the items of a row or of ROLLUP and its
// kin.
bool holds_items(const TokenStream& text, TokenIndex open) {
  static constexpr std::string_view kBefore[] = {"(", "rollup", "cube", "sets"};
  if (open == 0 || text.partner(open) == kNoToken) return false;
  const auto stands = [&](std::string_view word) { return text.is(open - 1, word); };
  if (!begins_after(text, open - 1) && std::ranges::none_of(kBefore, stands)) return false;
  const TokenIndex after = text.partner(open) + 1;
  return after >= text.size() || ends_item(text, after);
}

// A token of a GROUP BY item, and from it the first token of the item.
TokenIndex item_begin(const TokenStream& text, TokenIndex inside) {
  TokenIndex first = inside;
  while (first > 0) {
    const TokenIndex before = first - 1;
    if (begins_after(text, before)) break;
    if (text.is(before, ")") || text.is(before, "]")) {
      first = text.partner(before);
      continue;
    }
    if (text.is(before, "(") && holds_items(text, before)) break;
    first = before;
  }
  return first;
}

// Whether a call is evaluated for a group, if there are any.
bool comes_after(const AggregateCall& call) {
  static constexpr Clause kBefore[] = {Clause::kWhere, Clause::kOn, Clause::kFrom,
                                       Clause::kGroupBy};
  return !call.inside_aggregate && std::ranges::find(kBefore, call.clause) == std::end(kBefore);
}

std::int32_t first_location(const Expr& expr) {
  std::int32_t found = expr.location;
  for (const Expr* child : expr.children) {
    const std::int32_t inside = first_location(*child);
    if (inside >= 0 && (found < 0 || inside < found)) found = inside;
  }
  return found;
}

// The expressions that are evaluated for groups.
std::vector<const Expr*> after_grouping(const Query& query) {
  std::vector<const Expr*> out;
  const auto add = [&](const ExprList& list) { out.insert(out.end(), list.begin(), list.end()); };
  for (const Target& target : query.targets) out.push_back(target.value);
  if (query.having != nullptr) out.push_back(query.having);
  add(query.distinct_on);
  add(query.order_by);
  for (const WindowClause* window : query.windows) {
    add(window->partition_by);
    add(window->order_by);
    add(window->bounds);
  }
  return out;
}

// Whether a query is one of those that stand in one place: the branches of UNION and its kin, and
// what WITH names.
bool stands_in(const Query& query, const Query& place) {
  const auto is_in_branch = [&](const Query* branch) { return stands_in(query, *branch); };
  const auto is_in_cte = [&](const Cte* cte) {
    return cte->query != nullptr && stands_in(query, *cte->query);
  };
  return &query == &place || std::ranges::any_of(place.branches, is_in_branch) ||
         std::ranges::any_of(place.ctes, is_in_cte);
}

// A column may have its table in front in one place and not in the other.
bool same_kind(const Expr& expr, const Expr& key) {
  const bool same_names = expr.kind == ExprKind::kColumn || expr.names.size() == key.names.size();
  return expr.kind == key.kind && same_names && expr.children.size() >= key.children.size();
}

void add_items(const ExprList& list, std::vector<const Expr*>& out) {
  for (const Expr* item : list) {
    const bool is_list = item->kind == ExprKind::kGroupingSet || item->kind == ExprKind::kRow;
    is_list ? add_items(item->children, out) : out.push_back(item);
  }
}

}  // namespace

std::vector<const Expr*> group_items(const Query& query) {
  std::vector<const Expr*> out;
  add_items(query.group_by, out);
  return out;
}

bool has_grouping_sets(const Query& query) {
  const auto is_set = [](const Expr* key) { return key->kind == ExprKind::kGroupingSet; };
  return std::ranges::any_of(query.group_by, is_set);
}

Grouping::Grouping(const Resolved& resolved, const Names& names, const TokenStream& text,
                   const Spelling& spelling)
    : names_(names), text_(text), spelling_(spelling) {
  for (const AggregateCall& call : resolved.aggregates) related_.insert(call.call);
}

void Grouping::look(const Expr* expr, Contents& found) const {
  if (expr == nullptr) return;
  if (related_.contains(expr)) {
    found.related = true;
    return;
  }
  if (is_aggregate(*expr, names_)) {
    found.aggregate = true;
    return;
  }
  const bool window = expr->kind == ExprKind::kFunction && expr->call->over != nullptr;
  found.column =
      found.column || expr->kind == ExprKind::kColumn || expr->query != nullptr || window;
  for (const Expr* child : expr->children) look(child, found);
}

bool Grouping::is_grouped(const Query& query) {
  const auto [known, is_new] = grouped_.try_emplace(&query, true);
  if (!is_new || !query.group_by.empty() || query.having != nullptr) return known->second;
  Contents selected;
  for (const Target& target : query.targets) look(target.value, selected);
  Contents sorted;
  for (const Expr* key : query.order_by) look(key, sorted);
  known->second = selected.aggregate || sorted.aggregate || (selected.related && !selected.column);
  return known->second;
}

bool Grouping::is_per_group(const AggregateCall& call) {
  return comes_after(call) && call.uses[0]->source->level == call.level &&
         is_grouped(*call.level->query) && !is_in_group_key(call);
}

bool Grouping::is_of_lost_row(const AggregateCall& call) {
  const PathUse& use = *call.uses[0];
  const Level& around = *use.source->level;
  if (&around == call.level || !is_grouped(*around.query)) return false;
  const Level* inside = call.level;
  while (inside->parent != &around) inside = inside->parent;
  const auto holds_it = [&](const Expr* expr) { return holds(*expr, *inside->query); };
  if (std::ranges::none_of(after_grouping(*around.query), holds_it)) return false;
  const Relation& step = *use.path.steps.front();
  if (is_along_keys(step) && are_keys(*use.source, use.facet, near_columns(step))) return false;
  // The server knows that a table's columns depend on its primary key.
  if (!use.source->whole_table || use.facet != 0) return true;
  const auto* const key = names_.table(use.source->facets[0]).primary_key();
  return key == nullptr || !are_keys(*use.source, 0, {key->columns.begin(), key->columns.end()});
}

bool Grouping::holds(const Expr& expr, const Query& query) const {
  if (is_aggregate(expr, names_)) return false;
  if (expr.query != nullptr && stands_in(query, *expr.query)) return true;
  return std::ranges::any_of(expr.children, [&](const Expr* e) { return holds(*e, query); });
}

bool Grouping::are_keys(const Source& source, int facet, const ColumnIds& columns) {
  // In a subtotal a key is NULL.
  if (has_grouping_sets(*source.level->query)) return false;
  const Keys& keys = group_keys(*source.level);
  return std::ranges::all_of(columns, [&](ColumnId column) {
    const std::string_view name = source.name_of(names_, facet, column);
    return std::ranges::any_of(keys, [&](const GroupKey& key) {
      const List<Name>& parts = key.expr->names;
      return key.expr->kind == ExprKind::kColumn && names_.same(parts.back(), name) &&
             (parts.size() == 1 || names_.same(parts[parts.size() - 2], source.name));
    });
  });
}

bool Grouping::is_of_key(const AggregateCall& call) {
  return call.clause == Clause::kGroupBy || (comes_after(call) && is_in_group_key(call));
}

bool Grouping::is_whole_key(const AggregateCall& call) {
  if (call.clause != Clause::kTarget) return false;
  const Expr* item = call.level->query->targets[static_cast<std::size_t>(call.target)].value;
  const auto is_item = [&](const Again& again) { return again.node == item && again.whole; };
  return std::ranges::any_of(keys_again(*call.level), is_item);
}

bool Grouping::is_in_group_key(const AggregateCall& call) {
  const Spelling::Index at = word(call.call->location);
  return std::ranges::any_of(keys_again(*call.level), [&](const Again& again) {
    return again.words.first <= at && at < again.words.last;
  });
}

const std::vector<Grouping::Again>& Grouping::keys_again(const Level& level) {
  const auto [known, is_new] = again_.try_emplace(&level);
  const Keys& keys = group_keys(level);
  if (!is_new || keys.empty()) return known->second;
  for (const Expr* expr : after_grouping(*level.query)) look_for(keys, *expr, known->second);
  return known->second;
}

void Grouping::look_for(const Keys& keys, const Expr& expr, std::vector<Again>& found) const {
  for (const GroupKey& key : keys) {
    const auto words = again(expr, key);
    if (!words) continue;
    const bool whole = expr.children.size() == key.expr->children.size();
    found.push_back({.node = &expr, .words = *words, .whole = whole});
  }
  for (const Expr* child : expr.children) look_for(keys, *child, found);
}

// The words alone would not do: those of b + 1 are in a * b + 1 too.
std::optional<Spelling::Range> Grouping::again(const Expr& expr, const GroupKey& key) const {
  const std::int32_t located = same_kind(expr, *key.expr) ? first_location(expr) : -1;
  if (located < 0) return {};
  const Spelling::Index offset = word(first_location(*key.expr)) - key.words.first;
  if (word(located) < offset) return {};
  const Spelling::Index first = word(located) - offset;
  if (!spelling_.same(first, key.words)) return {};
  const auto apart = static_cast<std::ptrdiff_t>(first - key.words.first);
  if (!same_tree(expr, *key.expr, apart)) return {};
  return Spelling::Range{first, first + (key.words.last - key.words.first)};
}

// Whether the operands are at the same places. A chain of operators has all of them as children:
// what it begins with is an expression too.
bool Grouping::same_tree(const Expr& expr, const Expr& key, std::ptrdiff_t apart) const {
  if (!same_kind(expr, key) || (expr.location < 0) != (key.location < 0)) return false;
  if (expr.location >= 0 &&
      static_cast<std::ptrdiff_t>(word(expr.location) - word(key.location)) != apart) {
    return false;
  }
  for (std::size_t i = 0; i < key.children.size(); ++i) {
    const Expr& child = *expr.children[i];
    const Expr& of_key = *key.children[i];
    if (child.children.size() != of_key.children.size() || !same_tree(child, of_key, apart)) {
      return false;
    }
  }
  return true;
}

const Grouping::Keys& Grouping::group_keys(const Level& level) {
  const auto [known, is_new] = keys_.try_emplace(&level);
  if (!is_new) return known->second;
  for (const Expr* item : group_items(*level.query)) {
    const auto [extent, expr] = key(level, *item);
    if (extent.first == extent.second || first_location(*expr) < 0) continue;
    known->second.push_back({.expr = expr, .words = spelling_.words(extent)});
  }
  return known->second;
}

Grouping::Key Grouping::key(const Level& level, const Expr& item) const {
  if (related_.contains(&item)) return {.extent = call_extent(text_, item), .expr = &item};
  if (const Target* target = target_named(level, item)) {
    const TokenIndex first = text_.at(static_cast<std::size_t>(target->location));
    TokenIndex last = item_end(text_, first) - 1;
    if (!target->alias.empty()) last -= text_.is(last - 1, "as") ? 2 : 1;
    return {.extent = {text_[first].begin, text_[last].end}, .expr = target->value};
  }
  const std::int32_t inside = first_location(item);
  if (inside < 0) return {};
  const TokenIndex first = item_begin(text_, text_.at(static_cast<std::size_t>(inside)));
  return {.extent = {text_[first].begin, text_[item_end(text_, first) - 1].end}, .expr = &item};
}

// The SELECT item that a bare name or a number in GROUP BY stands for.
const Target* Grouping::target_named(const Level& level, const Expr& key) const {
  const List<Target>& targets = level.query->targets;
  if (key.kind == ExprKind::kColumn && key.names.size() == 1 && !key.star) {
    const Name name = key.names[0];
    const auto has_column = [&](const Source& s) { return s.has_column(names_, name); };
    if (std::ranges::any_of(level.sources, has_column)) return nullptr;  // an input column wins
    const auto found = std::ranges::find_if(targets, [&](const Target& target) {
      return names_.same(target.alias.empty() ? target.label : target.alias, name);
    });
    return found == targets.end() ? nullptr : &*found;
  }
  if (key.kind != ExprKind::kConstant || key.location < 0) return nullptr;
  const TokenIndex token = text_.at(static_cast<std::size_t>(key.location));
  if (token == kNoToken) return nullptr;
  const std::string_view digits = text_.text_of(token);
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), number);
  const bool whole = error == std::errc() && end == digits.end();
  return whole && number > 0 && number <= targets.size() ? &targets[number - 1] : nullptr;
}

}  // namespace pillion::sql
