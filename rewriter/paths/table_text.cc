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

std::string link_text(const std::vector<ColumnPair>& columns, const RowCondition& condition,
                      const ColumnText& near, const ColumnText& far) {
  std::string out;
  for (const RowCondition::Piece& piece : condition.pieces) {
    switch (piece.side) {
      case RowCondition::Side::kNone:
        out += piece.text;
        break;
      case RowCondition::Side::kNear:
        out += near(piece.column);
        break;
      case RowCondition::Side::kFar:
        out += far(piece.column);
        break;
    }
  }
  if (!condition.empty()) return out;
  for (const auto& [from, to] : columns) add_condition(out, {far(to), " = ", near(from)});
  return out;
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

std::string TableText::link(const JoinedTable& table, const ColumnText& near) const {
  const ColumnText from = [&](ColumnId column) {
    return table.parent != nullptr ? column_text(names_, *table.parent, column) : near(column);
  };
  const ColumnText to = [&](ColumnId column) { return column_text(names_, table, column); };
  const Relation& step = *table.step;
  if (step.kind != RelationKind::kManyToMany) {
    return link_text(step.columns, step.condition, from, to);
  }
  return link_text(step.junction.near, step.junction.near_condition, from,
                   junction_column(step.junction, table.junction_alias));
}

std::vector<std::pair<ColumnId, std::string>> TableText::keys(const JoinedTable& table) const {
  const Relation& step = *table.step;
  const bool through = step.kind == RelationKind::kManyToMany;
  const ColumnText to = [&](ColumnId column) { return column_text(names_, table, column); };
  const ColumnText text = through ? junction_column(step.junction, table.junction_alias) : to;
  std::vector<std::pair<ColumnId, std::string>> out;
  for (const auto& [near, far] : through ? step.junction.near : step.columns) {
    out.emplace_back(near, text(far));
  }
  return out;
}

std::string TableText::far_link(const JoinedTable& table) const {
  const ColumnText to = [&](ColumnId column) { return column_text(names_, table, column); };
  const Junction& junction = table.step->junction;
  return link_text(junction.far, junction.far_condition,
                   junction_column(junction, table.junction_alias), to);
}

std::string TableText::along(const Relation& relation, const ColumnText& from,
                             const ColumnText& to) const {
  if (relation.kind != RelationKind::kManyToMany) {
    std::string condition = link_text(relation.columns, relation.condition, from, to);
    return relation.columns.size() > 1 ? concat({"(", condition, ")"}) : condition;
  }
  const Junction& junction = relation.junction;
  const ColumnText linked = junction_column(junction, names_.table(junction.table).name);
  return concat({"EXISTS (SELECT 1 FROM ", name(junction.table), " WHERE ",
                 link_text(junction.near, junction.near_condition, from, linked), " AND ",
                 link_text(junction.far, junction.far_condition, linked, to), ")"});
}

ColumnText TableText::junction_column(const Junction& junction, std::string_view alias) const {
  return [this, &junction, alias](ColumnId column) {
    std::string out;
    append_identifier(out, alias);
    out += '.';
    append_identifier(out, names_.column(junction.table, column));
    return out;
  };
}

}  // namespace pillion::sql
