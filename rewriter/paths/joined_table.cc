#include "rewriter/paths/joined_table.h"

#include "core/identifier.h"
#include "rewriter/concat.h"

namespace pillion::sql {
namespace {

template <class Text>
void append_doubling_quotes(Text& out, std::string_view text) {
  for (std::size_t quote = text.find('"'); quote != text.npos; quote = text.find('"')) {
    append(out, text.substr(0, quote), "\"\"");
    text.remove_prefix(quote + 1);
  }
  out.append(text);
}

}  // namespace

// Made-up names hold a dot, so they are no other column's and always need their quotes.
void set_prefix(JoinedTable& table) {
  table.prefix.clear();
  append_identifier(table.prefix, table.alias);
  table.prefix += '.';
  table.made_up = table.prefix.size();
  if (!table.hidden) return;
  table.prefix += '"';
  append_doubling_quotes(table.prefix, table.alias);
  table.prefix += '.';
}

void append_hidden_column(TextBuffer& out, const Names& names, const JoinedTable& table,
                          ColumnId column) {
  out.append(std::string_view(table.prefix).substr(table.made_up));
  const Column& named = names.table(table.step->to).column(column);
  named.bare ? out.append(named.name) : append_doubling_quotes(out, named.name);
  out.append("\"");
}

void append_hidden_row(TextBuffer& out, const JoinedTable& table) {
  append(out, std::string_view(table.prefix).substr(table.made_up), "*\"");
}

void append_column(TextBuffer& out, const Names& names, const JoinedTable& table, ColumnId column) {
  if (table.hidden) {
    out.append(std::string_view(table.prefix).substr(0, table.made_up));
    append_hidden_column(out, names, table, column);
  } else {
    out.append(table.prefix);
    append_name(out, names.table(table.step->to).column(column));
  }
}

void append_column(TextBuffer& out, std::string_view qualifier, std::string_view column) {
  append_identifier(out, qualifier);
  append(out, ".");
  append_identifier(out, column);
}

void append_column(TextBuffer& out, const Names& names, const Source& source, int facet,
                   ColumnId column) {
  append_identifier(out, source.name);
  append(out, ".");
  if (source.whole_table && facet == 0) {
    append_name(out, names.table(source.facets[0]).column(column));
  } else {
    append_identifier(out, source.name_of(names, facet, column));
  }
}

}  // namespace pillion::sql
