#include "rewriter/paths/table_text.h"

#include "core/identifier.h"
#include "rewriter/concat.h"

namespace pillion::sql {

std::string conjunction(const std::vector<std::string>& conditions) {
  std::string out;
  for (const std::string& condition : conditions) {
    if (!out.empty()) append(out, " AND ");
    append(out, condition);
  }
  return out;
}

void TableText::append_name(TextBuffer& out, TableId id) const {
  const Table& table = names_.table(id);
  if (!table.visible || scopes_.names_cte(table.name)) {
    append_identifier(out, table.schema);
    append(out, ".");
  }
  sql::append_name(out, table);
}

void TableText::append_named(TextBuffer& out, TableId id, std::string_view alias) const {
  append_name(out, id);
  append(out, " AS ");
  append_identifier(out, alias);
}

std::vector<std::pair<ColumnId, std::string>> TableText::keys(const JoinedTable& table) const {
  const Relation& step = *table.step;
  const bool through = step.kind == RelationKind::kManyToMany;
  std::vector<std::pair<ColumnId, std::string>> out;
  for (const auto& [near, far] : through ? step.junction.near : step.columns) {
    TextBuffer text;
    through ? junction_column(step.junction, table.junction_alias)(text, far)
            : column_of(table)(text, far);
    out.emplace_back(near, text.view());
  }
  return out;
}

void TableText::append_far_link(TextBuffer& out, const JoinedTable& table) const {
  const Junction& junction = table.step->junction;
  sql::append_link(out, junction.far, junction.far_condition,
                   junction_column(junction, table.junction_alias), column_of(table));
}

}  // namespace pillion::sql
