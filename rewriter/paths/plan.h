// What has to be added to a statement so that its paths become columns: joins, one for each
// (source, path prefix), and a subquery for each aggregate over related rows, or a derived table
// for several.
#pragma once

#include <map>
#include <vector>

#include "core/result.h"
#include "rewriter/aggregates/related.h"
#include "rewriter/lex/token_stream.h"
#include "rewriter/paths/joined_table.h"
#include "rewriter/paths/resolve.h"
#include "rewriter/stable_deque.h"

namespace pillion::sql {

struct Plan {
  StableDeque<JoinedTable> joins;  // parents first
  StableDeque<RelatedAggregate> aggregates;
  StableDeque<Derived> derived;                 // in the order in which they are joined
  std::map<const Level*, GroupedText> grouped;  // of Shape::kRegrouped
  std::string why;                              // these shapes; empty: there was no choice
  std::vector<ShapeChoice> alternatives;
  // Columns that get their table in front, because a table that is added has one of that name.
  std::vector<const PlainUse*> qualified;
  std::vector<const JoinedTable*> table_of;  // where the column of a use is read, by its number
};

Result<Plan> make_plan(const Resolved& resolved, const Scopes& scopes, const Names& names,
                       const TokenStream& text, ShapeChoice shapes);

// Whether a path may stand where it stands, and be the value that is needed there.
Status check_value(const PathUse& use, const Names& names, const TokenStream& text);

}  // namespace pillion::sql
