// What keeps a result's columns as they were: labels of rewritten SELECT items, and stars that
// would otherwise show the tables that were joined.
#pragma once

#include <boost/container/small_vector.hpp>

#include "rewriter/lex/edit_list.h"
#include "rewriter/paths/plan.h"

namespace pillion::sql {

using Levels = boost::container::small_vector<const Level*, 4>;

// Whose FROM or SELECT is changed.
Levels changed_levels(const Resolved& resolved);

Status write_labels_and_stars(const Levels& levels, const Plan& plan, const Resolved& resolved,
                              const Names& names, const TokenStream& text, EditList& edits);

}  // namespace pillion::sql
