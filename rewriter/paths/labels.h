// What keeps a result's columns as they were: labels of rewritten SELECT items, and stars that
// would otherwise show the tables that were joined.
#pragma once

#include "rewriter/lex/edit_list.h"
#include "rewriter/paths/plan.h"

namespace pillion::sql {

Status write_labels_and_stars(const Plan& plan, const Resolved& resolved, const Names& names,
                              const TokenStream& text, EditList& edits);

}  // namespace pillion::sql
