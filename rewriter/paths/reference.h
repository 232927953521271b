// Where things stand in the text: the grammar gives where they begin, the tokens where they end.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "rewriter/lex/token_stream.h"
#include "rewriter/parse/tree.h"

namespace pillion::sql {

using Extent = std::pair<std::size_t, std::size_t>;  // bytes, [begin, end)

constexpr bool contains(Extent outer, Extent inner) {
  return outer.first <= inner.first && inner.second <= outer.second;
}

// The identifiers of a column reference in full length: the parse tree cuts them at 63 bytes.
bool may_be_cut(const Expr& column);
std::vector<std::string> reference_parts(const TokenStream& text, const Expr& column);
Extent reference_extent(const TokenStream& text, const Expr& column);

// A call with everything that belongs to it: WITHIN GROUP, FILTER and OVER.
Extent call_extent(const TokenStream& text, const Expr& call);
// The arguments of a call, without the brackets.
Extent arguments_extent(const TokenStream& text, const Expr& call);

// The condition of a call's FILTER (WHERE ...).
Extent filter_extent(const TokenStream& text, const Expr& call);

// Whether a token ends an item of SELECT or GROUP BY: a comma, a bracket that was not opened in it,
// or the next clause.
bool ends_item(const TokenStream& text, TokenIndex i);
// The end of an item that begins at a token.
TokenIndex item_end(const TokenStream& text, TokenIndex first);

// Where the value of a SELECT item without AS ends.
std::size_t target_end(const TokenStream& text, const Target& target);

// The brackets that a query stands in. An empty extent: it stands in none.
Extent query_extent(const TokenStream& text, const Query& query);

// A table or derived table in FROM with its alias. An empty extent: not found.
Extent from_extent(const TokenStream& text, const FromItem& item);

}  // namespace pillion::sql
