// Tables and join conditions as they are written into a statement.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rewriter/paths/joined_table.h"

namespace pillion::sql {

std::string conjunction(const std::vector<std::string>& conditions);

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
  // From a junction on to the table behind it.
  std::string far_link(const JoinedTable& table) const;

 private:
  const Scopes& scopes_;
  const Names& names_;
};

}  // namespace pillion::sql
