// Tables and join conditions as they are written into a statement.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rewriter/paths/joined_table.h"

namespace pillion::sql {

std::string conjunction(const std::vector<std::string>& conditions);
// ANDs one more condition, given in pieces.
void add_condition(std::string& out, std::initializer_list<std::string_view> pieces);

// How a column of a row is written where a condition stands.
using ColumnText = std::function<std::string(ColumnId)>;

// What ties a near row to a far one: equal columns, or a declared condition. The one place that
// writes it, for every join and subquery along a relation.
std::string link_text(const std::vector<ColumnPair>& columns, const RowCondition& condition,
                      const ColumnText& near, const ColumnText& far);

class TableText {
 public:
  TableText(const Scopes& scopes, const Names& names) : scopes_(scopes), names_(names) {}

  // Without its schema where that means the same table.
  std::string name(TableId id) const;
  std::string named(TableId id, std::string_view alias) const;
  // The keys of a step: of its table, or of its junction, equal those it leaves from. How a column
  // of the source is written there, where the step leaves the source, `near` says.
  std::string link(const JoinedTable& table, const ColumnText& near) const;
  // The keys by which a step's rows are found: (column of the table it leaves from, key as
  // written). Of a step along columns.
  std::vector<std::pair<ColumnId, std::string>> keys(const JoinedTable& table) const;
  // From a junction on to the table behind it.
  std::string far_link(const JoinedTable& table) const;
  // Along a relation from a row to another, the junction between them included.
  std::string along(const Relation& relation, const ColumnText& from, const ColumnText& to) const;

 private:
  // `alias` must outlive what is returned.
  ColumnText junction_column(const Junction& junction, std::string_view alias) const;

  const Scopes& scopes_;
  const Names& names_;
};

}  // namespace pillion::sql
