// Tables and join conditions as they are written into a statement: appended to what is there.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rewriter/concat.h"
#include "rewriter/paths/joined_table.h"

namespace pillion::sql {

std::string conjunction(const std::vector<std::string>& conditions);

// What ties a near row to a far one: equal columns, or a declared condition. The one place that
// writes it, for every join and subquery along a relation. How a column of either row is written
// there, `near(out, column)` and `far(out, column)` say.
template <class Near, class Far>
void append_link(TextBuffer& out, const std::vector<ColumnPair>& columns,
                 const RowCondition& condition, const Near& near, const Far& far) {
  for (const RowCondition::Piece& piece : condition.pieces) {
    switch (piece.side) {
      case RowCondition::Side::kNone:
        append(out, piece.text);
        break;
      case RowCondition::Side::kNear:
        near(out, piece.column);
        break;
      case RowCondition::Side::kFar:
        far(out, piece.column);
        break;
    }
  }
  if (!condition.empty()) return;
  bool first = true;
  for (const auto& [from, to] : columns) {
    if (!first) append(out, " AND ");
    first = false;
    far(out, to);
    append(out, " = ");
    near(out, from);
  }
}

class TableText {
 public:
  TableText(const Scopes& scopes, const Names& names) : scopes_(scopes), names_(names) {}

  // Without its schema where that means the same table.
  void append_name(TextBuffer& out, TableId id) const;
  void append_named(TextBuffer& out, TableId id, std::string_view alias) const;
  // The keys of a step: of its table, or of its junction, equal those it leaves from. How a column
  // of the source is written there, where the step leaves the source, `near(out, column)` says.
  template <class Near>
  void append_link(TextBuffer& out, const JoinedTable& table, const Near& near) const;
  // The keys by which a step's rows are found: (column of the table it leaves from, key as
  // written). Of a step along columns.
  std::vector<std::pair<ColumnId, std::string>> keys(const JoinedTable& table) const;
  // From a junction on to the table behind it.
  void append_far_link(TextBuffer& out, const JoinedTable& table) const;
  // Along a relation from a row to another, the junction between them included. How their columns
  // are written, `from(out, column)` and `to(out, column)` say.
  template <class From, class To>
  void append_along(TextBuffer& out, const Relation& relation, const From& from,
                    const To& to) const;

 private:
  // How a column of the junction is written. `alias` must outlive what is returned.
  auto junction_column(const Junction& junction, std::string_view alias) const {
    return [this, &junction, alias](TextBuffer& out, ColumnId column) {
      append_column(out, alias, names_.column(junction.table, column));
    };
  }
  // How a column of a joined table is written.
  auto column_of(const JoinedTable& table) const {
    return [this, &table](TextBuffer& out, ColumnId column) {
      append_column(out, names_, table, column);
    };
  }

  const Scopes& scopes_;
  const Names& names_;
};

template <class Near>
void TableText::append_link(TextBuffer& out, const JoinedTable& table, const Near& near) const {
  const auto from = [&](TextBuffer& text, ColumnId column) {
    table.parent != nullptr ? append_column(text, names_, *table.parent, column)
                            : near(text, column);
  };
  const Relation& step = *table.step;
  if (step.kind != RelationKind::kManyToMany) {
    return sql::append_link(out, step.columns, step.condition, from, column_of(table));
  }
  sql::append_link(out, step.junction.near, step.junction.near_condition, from,
                   junction_column(step.junction, table.junction_alias));
}

template <class From, class To>
void TableText::append_along(TextBuffer& out, const Relation& relation, const From& from,
                             const To& to) const {
  if (relation.kind != RelationKind::kManyToMany) {
    const bool several = relation.columns.size() > 1;
    if (several) append(out, "(");
    sql::append_link(out, relation.columns, relation.condition, from, to);
    if (several) append(out, ")");
    return;
  }
  const Junction& junction = relation.junction;
  const auto linked = junction_column(junction, names_.table(junction.table).name);
  append(out, "EXISTS (SELECT 1 FROM ");
  append_name(out, junction.table);
  append(out, " WHERE ");
  sql::append_link(out, junction.near, junction.near_condition, from, linked);
  append(out, " AND ");
  sql::append_link(out, junction.far, junction.far_condition, linked, to);
  append(out, ")");
}

}  // namespace pillion::sql
