#include "rewriter/aggregates/clauses.h"

#include "rewriter/paths/reference.h"

namespace pillion::sql {

std::optional<GroupedText> from_and_where(const TokenStream& text, const Query& query) {
  if (query.targets.empty() || query.from.size() != 1) return std::nullopt;
  const TokenIndex target = text.at(static_cast<std::size_t>(query.targets.back().location));
  if (target == kNoToken) return std::nullopt;
  const TokenIndex from = item_end(text, target);
  if (from + 1 >= text.size() || !text.is(from, "from")) return std::nullopt;
  const TokenIndex after = item_end(text, from + 1);
  GroupedText out{.from = {text[from + 1].begin, text[after - 1].end}, .where = {}, .keys = {}};
  if (query.where == nullptr) return out;
  if (after + 1 >= text.size() || !text.is(after, "where")) return std::nullopt;
  const TokenIndex end = item_end(text, after + 1);
  out.where = {text[after + 1].begin, text[end - 1].end};
  return out;
}

}  // namespace pillion::sql
