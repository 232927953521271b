#include "rewriter/declared/declared.h"

#include <algorithm>

namespace pillion {

const Declared::OfTable* Declared::find(TableId table) const {
  const auto found = tables_.find(table);
  return found == tables_.end() ? nullptr : &found->second;
}

RelationMatches Declared::relations_of(TableId from) const {
  const OfTable* const table = find(from);
  return table == nullptr ? RelationMatches{} : RelationMatches(table->declared);
}

RelationMatches Declared::all_relations_of(TableId from) const {
  const OfTable* const table = find(from);
  return table == nullptr ? RelationMatches{} : RelationMatches(table->all);
}

std::span<const VirtualColumn> Declared::columns_of(TableId table) const {
  const OfTable* const found = find(table);
  return found == nullptr ? std::span<const VirtualColumn>{} : found->columns;
}

bool Declared::is_inner_name(std::string_view folded) const {
  return inner_names_.contains(folded);
}

std::vector<TableId> Declared::tables_with_columns() const {
  std::vector<TableId> out;
  for (const auto& [id, table] : tables_) {
    if (!table.columns.empty()) out.push_back(id);
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace pillion
