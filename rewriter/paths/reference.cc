#include "rewriter/paths/reference.h"

#include <algorithm>

#include "core/identifier.h"

namespace pillion::sql {
namespace {

constexpr std::size_t kMaybeCut = 60;  // the grammar cuts at 63 bytes, between characters

// The last token of name.name.name that begins at `first`.
TokenIndex name_end(const TokenStream& text, TokenIndex first) {
  TokenIndex last = first;
  while (text.is(last + 1, ".") && last + 2 < text.size()) last += 2;
  return last;
}

TokenIndex token_at(const TokenStream& text, std::int32_t location) {
  return location < 0 ? kNoToken : text.at(static_cast<std::size_t>(location));
}

// The bracket that opens a call's arguments.
TokenIndex open_bracket(const TokenStream& text, const Expr& call) {
  const TokenIndex first = token_at(text, call.location);
  if (first == kNoToken) return kNoToken;
  const TokenIndex open = name_end(text, first) + 1;
  return text.is(open, "(") && text.partner(open) != kNoToken ? open : kNoToken;
}

// Reserved words that end a SELECT item. In order: searched by halves.
constexpr std::string_view kAfterTargets[] = {"except", "fetch",     "for",   "from",  "group",
                                              "having", "intersect", "into",  "limit", "offset",
                                              "order",  "union",     "where", "window"};
static_assert(std::is_sorted(std::begin(kAfterTargets), std::end(kAfterTargets)));

// Past [AS] alias [(columns)], where there is an alias.
TokenIndex alias_end(const TokenStream& text, TokenIndex last, const FromItem& item) {
  if (item.alias.empty()) return last;
  last += text.is(last + 1, "as") ? 2 : 1;
  if (text.is(last + 1, "(") && text.partner(last + 1) != kNoToken) last = text.partner(last + 1);
  return last;
}

Extent bytes(const TokenStream& text, TokenIndex first, TokenIndex last) {
  if (first >= text.size() || last >= text.size()) return {0, 0};
  return {text[first].begin, text[last].end};
}

Extent table_extent(const TokenStream& text, const FromItem& item) {
  TokenIndex first = token_at(text, item.location);
  if (first == kNoToken) return {0, 0};
  TokenIndex last = name_end(text, first);
  if (first > 0 && text.is(first - 1, "only")) {
    --first;
  } else if (first > 1 && text.is(first - 1, "(") && text.is(first - 2, "only")) {
    last = text.partner(first - 1);
    first -= 2;
  } else if (last + 1 < text.size() && text.text_of(last + 1) == "*") {
    ++last;
  }
  last = alias_end(text, last, item);
  if (text.is(last + 1, "tablesample")) {
    const TokenIndex open = name_end(text, last + 2) + 1;
    last = text.partner(open);
    if (text.is(last + 1, "repeatable")) last = text.partner(last + 2);
  }
  return bytes(text, first, last);
}

// The bracket that a query stands in. The grammar does not locate queries: found from the first
// thing SELECTed in it.
TokenIndex bracket_around(const TokenStream& text, const Query& query) {
  if (query.targets.empty()) return kNoToken;
  const TokenIndex inside = token_at(text, query.targets[0].location);
  if (inside == kNoToken) return kNoToken;
  for (TokenIndex open = inside; open-- > 0;) {
    const TokenIndex close = text.partner(open);
    if (text.is(open, "(") && close != kNoToken && close > inside) return open;
  }
  return kNoToken;
}

Extent subquery_extent(const TokenStream& text, const FromItem& item) {
  TokenIndex open = bracket_around(text, *item.query);
  if (open == kNoToken) return {0, 0};
  // ((SELECT ...)) AS alias
  while (open > 0 && text.is(open - 1, "(") && text.partner(open - 1) == text.partner(open) + 1) {
    --open;
  }
  const TokenIndex last = alias_end(text, text.partner(open), item);
  if (open > 0 && text.is(open - 1, "lateral")) --open;
  return bytes(text, open, last);
}

// A token of the first thing that a join joins.
TokenIndex token_inside(const TokenStream& text, const FromItem& item) {
  switch (item.kind) {
    case FromKind::kTable:
      return token_at(text, item.location);
    case FromKind::kSubquery:
      return item.query->targets.empty() ? kNoToken
                                         : token_at(text, item.query->targets[0].location);
    case FromKind::kFunction:
      return item.expressions.empty() ? kNoToken : token_at(text, item.expressions[0]->location);
    case FromKind::kJoin:
      break;
  }
  return token_inside(text, *item.left);
}

// (a JOIN b ON ...) AS alias: the brackets that the alias follows. What stands first in it may be
// in brackets with an alias itself, even with the same one.
Extent join_extent(const TokenStream& text, const FromItem& item) {
  if (item.alias.empty()) return {0, 0};
  const TokenIndex inside = token_inside(text, item);
  if (inside == kNoToken) return {0, 0};
  int same_inside = 0;
  for (const FromItem* left = item.left; left != nullptr; left = left->left) {
    if (left->kind != FromKind::kTable && left->alias == item.alias) ++same_inside;
  }
  for (TokenIndex open = inside; open-- > 0;) {
    const TokenIndex close = text.partner(open);
    if (!text.is(open, "(") || close == kNoToken || close < inside) continue;
    const TokenIndex after = text.is(close + 1, "as") ? close + 2 : close + 1;
    if (!text.is_name(after)) continue;
    const std::string name = identifier_value(text.text_of(after));
    const bool cut = item.alias.size() >= kMaybeCut && name.starts_with(item.alias);
    if (name != item.alias && !cut) continue;
    if (same_inside-- == 0) return bytes(text, open, alias_end(text, close, item));
  }
  return {0, 0};
}

}  // namespace

bool may_be_cut(const Expr& column) {
  return std::any_of(column.names.begin(), column.names.end(),
                     [](Name name) { return name.size() >= kMaybeCut; });
}

std::vector<std::string> reference_parts(const TokenStream& text, const Expr& column) {
  std::vector<std::string> out(column.names.begin(), column.names.end());
  TokenIndex token = may_be_cut(column) ? token_at(text, column.location) : kNoToken;
  for (std::size_t i = 0; i < out.size() && token < text.size(); ++i, token += 2) {
    if (!text.is_name(token)) break;
    std::string full = identifier_value(text.text_of(token));
    if (full.starts_with(out[i])) out[i] = std::move(full);
  }
  return out;
}

Extent reference_extent(const TokenStream& text, const Expr& column) {
  const TokenIndex first = token_at(text, column.location);
  if (first == kNoToken) return {0, 0};
  TokenIndex last = first;
  for (std::size_t i = 1; i < column.names.size(); ++i) last += 2;
  return bytes(text, first, last);
}

Extent arguments_extent(const TokenStream& text, const Expr& call) {
  const TokenIndex open = open_bracket(text, call);
  if (open == kNoToken) return {0, 0};
  return {text[open].end, text[text.partner(open)].begin};
}

Extent filter_extent(const TokenStream& text, const Expr& call) {
  const Extent extent = call_extent(text, call);
  for (TokenIndex i = text.at(extent.first); i < text.size(); ++i) {
    if (text[i].end != extent.second) continue;  // the bracket that closes it
    const TokenIndex open = text.partner(i);
    return open == kNoToken ? Extent{0, 0} : Extent{text[open + 1].end, text[i].begin};
  }
  return {0, 0};
}

Extent call_extent(const TokenStream& text, const Expr& call) {
  const TokenIndex open = open_bracket(text, call);
  if (open == kNoToken) return {0, 0};
  TokenIndex last = text.partner(open);
  if (text.is(last + 1, "within") && text.is(last + 2, "group")) last = text.partner(last + 3);
  if (text.is(last + 1, "filter") && text.is(last + 2, "(")) last = text.partner(last + 2);
  return {static_cast<std::size_t>(call.location), text[last].end};
}

bool ends_item(const TokenStream& text, TokenIndex i) {
  if (text[i].kind == TokenKind::kPunctuation) {
    return text.is(i, ",") || text.is(i, ")") || text.is(i, ";");
  }
  if (text[i].kind != TokenKind::kIdentifier) return false;
  if (!std::binary_search(std::begin(kAfterTargets), std::end(kAfterTargets),
                          fold_identifier(text.text_of(i)))) {
    return false;
  }
  // IS DISTINCT FROM is an operator, WITHIN GROUP part of a call, and x.from a column.
  return !(text.is(i, "from") && text.is(i - 1, "distinct")) &&
         !(text.is(i, "group") && text.is(i - 1, "within")) && !text.is(i - 1, ".");
}

TokenIndex item_end(const TokenStream& text, TokenIndex first) {
  TokenIndex i = first;
  for (; i < text.size(); ++i) {
    if (i > first && ends_item(text, i)) break;
    if (const TokenIndex partner = text.partner(i); partner != kNoToken && partner > i) i = partner;
  }
  return i;
}

std::size_t target_end(const TokenStream& text, const Target& target) {
  const TokenIndex first = token_at(text, target.location);
  return first == kNoToken ? 0 : text[item_end(text, first) - 1].end;
}

Extent query_extent(const TokenStream& text, const Query& query) {
  const TokenIndex open = bracket_around(text, query);
  return open == kNoToken ? Extent{0, 0} : bytes(text, open, text.partner(open));
}

Extent from_extent(const TokenStream& text, const FromItem& item) {
  if (item.kind == FromKind::kTable) return table_extent(text, item);
  if (item.kind == FromKind::kSubquery) return subquery_extent(text, item);
  if (item.kind == FromKind::kJoin) return join_extent(text, item);
  return {0, 0};
}

}  // namespace pillion::sql
