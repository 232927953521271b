// Declared columns and measures of a statement, written out: what is left are columns and paths.
#pragma once

#include "core/result.h"
#include "rewriter/lex/edit_list.h"
#include "rewriter/paths/resolve.h"

namespace pillion::sql {

// A measure may use others, so the result may have to be expanded again.
Result<EditList> expand(const Resolved& resolved, const Names& names, const TokenStream& text);

}  // namespace pillion::sql
