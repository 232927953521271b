// Whether a query level is grouped, and what stands for a whole group in it.
#pragma once

#include "core/result.h"
#include "rewriter/lex/token_stream.h"
#include "rewriter/paths/resolve.h"

namespace pillion::sql {

// An aggregate over related rows has to be per row here; 0A000 where it would be per group.
Status check_grouping(const AggregateCall& call, const Resolved& resolved, const TokenStream& text);

}  // namespace pillion::sql
