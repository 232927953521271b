// Where the clauses of a grouped query stand in the text.
#pragma once

#include <optional>

#include "rewriter/aggregates/related.h"
#include "rewriter/lex/token_stream.h"

namespace pillion::sql {

// FROM, of one item, and WHERE, without their words. Nothing: they could not be found.
std::optional<GroupedText> from_and_where(const TokenStream& text, const Query& query);

}  // namespace pillion::sql
