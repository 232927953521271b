// The plan as edits of the user's text.
#pragma once

#include "rewriter/explanation.h"
#include "rewriter/lex/edit_list.h"
#include "rewriter/paths/plan.h"

namespace pillion::sql {

Result<EditList> write(const Plan& plan, const Resolved& resolved, const Scopes& scopes,
                       const Names& names, const TokenStream& text, Explanation& explanation);

}  // namespace pillion::sql
