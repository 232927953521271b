// What has to be added to a statement so that its paths become columns: joins, one for each
// (source, path prefix), and a scalar subquery for each aggregate over related rows.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/result.h"
#include "rewriter/lex/token_stream.h"
#include "rewriter/paths/resolve.h"

namespace pillion::sql {

// A table that is joined along one step of a path.
struct JoinedTable {
  const JoinedTable* parent = nullptr;  // nullptr: the step leaves the source itself
  const Source* source = nullptr;
  int facet = 0;
  const Relation* step = nullptr;
  std::string alias;
  std::string junction_alias;  // many-to-many
  // Offers nothing but made-up names, because a name of the statement would become ambiguous.
  bool hidden = false;
  bool whole_row = false;         // read as a row
  std::vector<ColumnId> columns;  // read
};

// (SELECT call FROM tables[0] JOIN tables[1] ... WHERE joined to the source's row)
struct RelatedAggregate {
  const AggregateCall* call = nullptr;
  std::size_t inner = 0;           // so many of the tables are joined; the rest are LEFT JOINed
  std::deque<JoinedTable> tables;  // along the path that leads to many rows, then to-one tails
  std::string rows_of;             // for messages: the path
};

struct Plan {
  std::deque<JoinedTable> joins;  // parents first
  std::deque<RelatedAggregate> aggregates;
  std::map<const PathUse*, const JoinedTable*> table_of;  // where a use's column is read
};

Result<Plan> make_plan(const Resolved& resolved, const Names& names, const TokenStream& text);

// A column of a joined table as it is written, and of the source a path starts from.
std::string column_text(const Names& names, const JoinedTable& table, ColumnId column);
std::string source_column_text(const Names& names, const Source& source, int facet,
                               ColumnId column);
// The name that a hidden table gives to one of its columns.
std::string hidden_column(const Names& names, const JoinedTable& table, ColumnId column);
std::string hidden_row(const JoinedTable& table);

}  // namespace pillion::sql
