// A table that is joined along one step of a path, and how its columns are written.
#pragma once

#include <string>
#include <vector>

#include "rewriter/paths/names.h"
#include "rewriter/paths/scope.h"

namespace pillion::sql {

struct JoinedTable {
  const JoinedTable* parent = nullptr;  // nullptr: the step leaves the source itself
  const Source* source = nullptr;
  int facet = 0;
  const Relation* step = nullptr;
  std::string alias;
  std::string junction_alias;  // many-to-many
  // Offers nothing but made-up names, because a name of the statement would become ambiguous.
  bool hidden = false;
  bool whole_row = false;  // read as a row
  // How its columns are written before their names; empty until the plan is made.
  std::string prefix;

  // A join's alias hides the table it starts from: nothing can be joined beside that, as it would
  // show through the alias. It is looked up in a subquery instead.
  bool is_lookup() const { return source->hidden_by_alias; }
  std::vector<ColumnId> columns;  // read
};

// To be called once alias and hidden are settled.
void set_prefix(JoinedTable& table);
// A column of a joined table as it is written, and of the source a path starts from.
std::string column_text(const Names& names, const JoinedTable& table, ColumnId column);
std::string source_column_text(const Names& names, const Source& source, int facet,
                               ColumnId column);
// The name that a hidden table gives to one of its columns.
std::string hidden_column(const Names& names, const JoinedTable& table, ColumnId column);
std::string hidden_row(const JoinedTable& table);

}  // namespace pillion::sql
