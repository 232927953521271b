#include "rewriter/paths/joined_table.h"

#include "core/identifier.h"
#include "rewriter/concat.h"

namespace pillion::sql {
namespace {

// Made-up names hold a dot, so they are no other column's and always need their quotes.
void append_hidden(std::string& out, std::string_view alias, std::string_view column) {
  if (alias.find('"') != alias.npos || column.find('"') != column.npos) {
    append_identifier(out, concat({alias, ".", column}));
  } else {
    append(out, {"\"", alias, ".", column, "\""});
  }
}

}  // namespace

void set_prefix(JoinedTable& table) {
  table.prefix.clear();
  append_identifier(table.prefix, table.alias);
  table.prefix += '.';
}

std::string hidden_column(const Names& names, const JoinedTable& table, ColumnId column) {
  std::string out;
  append_hidden(out, table.alias, names.column(table.step->to, column));
  return out;
}

std::string hidden_row(const JoinedTable& table) {
  std::string out;
  append_hidden(out, table.alias, "*");
  return out;
}

std::string column_text(const Names& names, const JoinedTable& table, ColumnId column) {
  constexpr std::size_t kQuotes = 4;
  const std::string& name = names.column(table.step->to, column);
  std::string out;
  out.reserve(table.prefix.size() + table.alias.size() + name.size() + kQuotes);
  out = table.prefix;
  if (table.hidden) {
    append_hidden(out, table.alias, name);
  } else {
    append_identifier(out, name);
  }
  return out;
}

std::string source_column_text(const Names& names, const Source& source, int facet,
                               ColumnId column) {
  const std::string_view name = source.name_of(names, facet, column);
  std::string out;
  out.reserve(source.name.size() + name.size() + 1);
  append_identifier(out, source.name);
  out += '.';
  append_identifier(out, name);
  return out;
}

}  // namespace pillion::sql
