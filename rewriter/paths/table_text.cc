#include "rewriter/paths/table_text.h"

#include <fmt/format.h>

#include "core/identifier.h"

namespace pillion::sql {

std::string conjunction(const std::vector<std::string>& conditions) {
  std::string out;
  for (const std::string& condition : conditions) {
    if (!out.empty()) out += " AND ";
    out += condition;
  }
  return out;
}

std::string TableText::name(TableId id) const {
  const Table& table = names_.table(id);
  const bool plain = names_.find_table({}, table.name) == id && !scopes_.names_cte(table.name);
  return plain ? quote_identifier(table.name)
               : fmt::format("{}.{}", quote_identifier(table.schema), quote_identifier(table.name));
}

std::string TableText::named(TableId id, std::string_view alias) const {
  return name(id) + " AS " + quote_identifier(alias);
}

std::string TableText::link(const JoinedTable& table, const SourceColumnText& near) const {
  const auto from = [&](ColumnId column) {
    return table.parent != nullptr ? column_text(names_, *table.parent, column) : near(column);
  };
  std::vector<std::string> conditions;
  if (table.step->kind == RelationKind::kManyToMany) {
    const Junction& junction = table.step->junction;
    for (const auto& [near_column, column] : junction.near) {
      conditions.push_back(fmt::format("{}.{} = {}", quote_identifier(table.junction_alias),
                                       quote_identifier(names_.column(junction.table, column)),
                                       from(near_column)));
    }
  } else {
    for (const auto& [near_column, to] : table.step->columns) {
      conditions.push_back(column_text(names_, table, to) + " = " + from(near_column));
    }
  }
  return conjunction(conditions);
}

std::string TableText::far_link(const JoinedTable& table) const {
  std::vector<std::string> conditions;
  const Junction& junction = table.step->junction;
  for (const auto& [column, far] : junction.far) {
    conditions.push_back(fmt::format("{} = {}.{}", column_text(names_, table, far),
                                     quote_identifier(table.junction_alias),
                                     quote_identifier(names_.column(junction.table, column))));
  }
  return conjunction(conditions);
}

}  // namespace pillion::sql
