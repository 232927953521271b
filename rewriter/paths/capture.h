// Names of the query's own that would mean a column of a table which is added where they stand.
#pragma once

#include "rewriter/paths/resolve.h"

namespace pillion::sql {

// Whether a table that is added to `level` is met on the way to a name's source: the server looks
// for a name from where it stands outwards, and no further than to its source.
bool is_met(const PlainUse& plain, const Level& level);

// Whether the tables along an aggregate's paths have a column of a name.
bool has_column(const AggregateCall& call, Name name, const Names& names);
// Whether a column's name would mean theirs.
bool is_captured(const PlainUse& plain, const AggregateCall& call, const Names& names);

// Whether a column is what USING or NATURAL makes of two tables' columns: of neither of them.
bool is_merged(const PlainUse& plain, const Names& names);

}  // namespace pillion::sql
