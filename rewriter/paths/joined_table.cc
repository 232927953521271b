#include "rewriter/paths/joined_table.h"

#include <fmt/format.h>

#include "core/identifier.h"

namespace pillion::sql {

std::string hidden_column(const Names& names, const JoinedTable& table, ColumnId column) {
  return quote_identifier(table.alias + "." + names.column(table.step->to, column));
}

std::string hidden_row(const JoinedTable& table) {
  return quote_identifier(fmt::format("{}.*", table.alias));
}

std::string column_text(const Names& names, const JoinedTable& table, ColumnId column) {
  std::string out = quote_identifier(table.alias);
  out += '.';
  out += table.hidden ? hidden_column(names, table, column)
                      : quote_identifier(names.column(table.step->to, column));
  return out;
}

std::string source_column_text(const Names& names, const Source& source, int facet,
                               ColumnId column) {
  std::string out = quote_identifier(source.name);
  out += '.';
  out += quote_identifier(source.name_of(names, facet, column));
  return out;
}

}  // namespace pillion::sql
