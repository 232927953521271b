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

bool Grouping::is_of_key(const AggregateCall& call) {
  return call.clause == Clause::kGroupBy || (comes_after(call) && is_in_group_key(call));
}

// A key is looked for around the call: the same words, the call at the same place.
bool Grouping::is_in_group_key(const AggregateCall& call) {
  const Spelling::Index at = spelling_.words(call_extent(text_, *call.call)).first;
  return std::ranges::any_of(group_keys(*call.level), [&](const Spelling::Range& key) {
    for (Spelling::Index i = 0; i < key.last - key.first && i <= at; ++i) {
      if (spelling_.same(at - i, key)) return true;
    }
    return false;
  });
}

const Grouping::Keys& Grouping::group_keys(const Level& level) {
  const auto [known, is_new] = keys_.try_emplace(&level);
  if (!is_new) return known->second;
  for (const Expr* item : group_items(*level.query)) {
    const Extent extent = key(level, *item).extent;
    if (extent.first < extent.second) known->second.push_back(spelling_.words(extent));
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
