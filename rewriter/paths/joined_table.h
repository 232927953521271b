// A table that is joined along one step of a path, and how its columns are written.
#pragma once

#include <string>

#include "rewriter/paths/names.h"
#include "rewriter/paths/scope.h"
#include "rewriter/text_buffer.h"

namespace pillion::sql {

// NOLINTNEXTLINE(bugprone-exception-escape): to move ColumnIds of the same size allocates nothing
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
  // How its columns are written before their names, and where the made-up name of a hidden table's
  // column begins in that; empty until the plan is made.
  std::string prefix;
  std::size_t made_up = 0;

  // In quotes, if it needs them.
  std::string_view alias_text() const { return std::string_view(prefix).substr(0, made_up - 1); }

  // A join's alias hides the table it starts from: nothing can be joined beside that, as it would
  // show through the alias. It is looked up in a subquery instead.
  bool is_lookup() const { return source->hidden_by_alias; }
  ColumnIds columns;  // read; of a hidden table, all that it shows
};

// To be called once alias and hidden are settled.
void set_prefix(JoinedTable& table);
// A column as it is written: of a joined table, of whatever is called `qualifier`, and of the
// source that a path starts from.
void append_column(TextBuffer& out, const Names& names, const JoinedTable& table, ColumnId column);
void append_column(TextBuffer& out, std::string_view qualifier, std::string_view column);
void append_column(TextBuffer& out, const Names& names, const Source& source, int facet,
                   ColumnId column);
// The name of a Column or a Table.
template <class Named>
void append_name(TextBuffer& out, const Named& named) {
  named.bare ? out.append(named.name) : out.append(quote_identifier(named.name));
}
// The name that a hidden table gives to one of its columns, or to its row.
void append_hidden_column(TextBuffer& out, const Names& names, const JoinedTable& table,
                          ColumnId column);
void append_hidden_row(TextBuffer& out, const JoinedTable& table);

}  // namespace pillion::sql
