#include "rewriter/paths/table_text.h"

#include "core/identifier.h"
#include "rewriter/concat.h"

namespace pillion::sql {

std::string conjunction(const std::vector<std::string>& conditions) {
  std::string out;
  for (const std::string& condition : conditions) add_condition(out, {condition});
  return out;
}

void add_condition(std::string& out, std::initializer_list<std::string_view> pieces) {
  if (!out.empty()) out += " AND ";
  append(out, pieces);
}

std::string TableText::name(TableId id) const {
  const Table& table = names_.table(id);
  const bool plain = names_.find_table({}, table.name) == id && !scopes_.names_cte(table.name);
  std::string out;
  if (!plain) {
    append_identifier(out, table.schema);
    out += '.';
  }
  append_identifier(out, table.name);
  return out;
}

std::string TableText::named(TableId id, std::string_view alias) const {
  std::string out = name(id);
  out += " AS ";
  append_identifier(out, alias);
  return out;
}

std::string TableText::junction_column(const JoinedTable& table, ColumnId column) const {
  std::string out;
  append_identifier(out, table.junction_alias);
  out += '.';
  append_identifier(out, names_.column(table.step->junction.table, column));
  return out;
}

std::string TableText::link(const JoinedTable& table, const SourceColumnText& near) const {
  const auto from = [&](ColumnId column) {
    return table.parent != nullptr ? column_text(names_, *table.parent, column) : near(column);
  };
  std::string out;
  for (const auto& [near_column, key] : keys(table)) {
    add_condition(out, {key, " = ", from(near_column)});
  }
  return out;
}

std::vector<std::pair<ColumnId, std::string>> TableText::keys(const JoinedTable& table) const {
  std::vector<std::pair<ColumnId, std::string>> out;
  if (table.step->kind == RelationKind::kManyToMany) {
    for (const auto& [near, column] : table.step->junction.near) {
      out.emplace_back(near, junction_column(table, column));
    }
  } else {
    for (const auto& [near, to] : table.step->columns) {
      out.emplace_back(near, column_text(names_, table, to));
    }
  }
  return out;
}

std::string TableText::far_link(const JoinedTable& table) const {
  std::string out;
  for (const auto& [column, far] : table.step->junction.far) {
    add_condition(out, {column_text(names_, table, far), " = ", junction_column(table, column)});
  }
  return out;
}

}  // namespace pillion::sql
