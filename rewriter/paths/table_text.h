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

class TableText {
 public:
  TableText(const Scopes& scopes, const Names& names) : scopes_(scopes), names_(names) {}

  // Without its schema where that means the same table.
  std::string name(TableId id) const;
  std::string named(TableId id, std::string_view alias) const;
  // The keys of a step: of its table, or of its junction, equal those it leaves from. How a column
  // of the source is written there, where the step leaves the source, `near` says.
  using SourceColumnText = std::function<std::string(ColumnId)>;
  std::string link(const JoinedTable& table, const SourceColumnText& near) const;
  // The keys by which a step's rows are found: (column of the table it leaves from, key as
  // written).
  std::vector<std::pair<ColumnId, std::string>> keys(const JoinedTable& table) const;
  // From a junction on to the table behind it.
  std::string far_link(const JoinedTable& table) const;

 private:
  std::string junction_column(const JoinedTable& table, ColumnId column) const;

  const Scopes& scopes_;
  const Names& names_;
};

}  // namespace pillion::sql
