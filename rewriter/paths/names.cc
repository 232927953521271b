#include "rewriter/paths/names.h"

#include <algorithm>
#include <iterator>

#include "core/nearest.h"

namespace pillion::sql {
namespace {

constexpr std::string_view kPostgresSystemColumns[] = {"ctid", "xmin", "xmax",
                                                       "cmin", "cmax", "tableoid"};
constexpr std::string_view kSqliteSystemColumns[] = {"rowid", "oid", "_rowid_"};

}  // namespace

TableId Names::find_table(std::string_view schema, std::string_view name) const {
  const TableId exact = view_.schema.find_table(schema, name);
  if (exact != kNoTable || !sqlite_) return exact;
  const auto& tables = view_.schema.tables;
  const auto found = std::find_if(tables.begin(), tables.end(), [&](const Table& t) {
    return same(t.name, name) && (schema.empty() || same(t.schema, schema));
  });
  return found == tables.end() ? kNoTable : static_cast<TableId>(found - tables.begin());
}

ColumnId Names::find_column(TableId id, std::string_view name) const {
  const ColumnId exact = table(id).column_id(name);
  if (exact >= 0 || !sqlite_) return exact;
  const auto& columns = table(id).columns;
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const Column& c) { return same(c.name, name); });
  return found == columns.end() ? -1 : static_cast<ColumnId>(found - columns.begin());
}

bool Names::has_aggregate(std::string_view schema, std::string_view name,
                          std::size_t argument_count) const {
  const auto is_meant = [&](const Aggregate& each) {
    const auto& path = view_.schema.search_path;
    const bool visible =
        schema.empty() ? std::ranges::find(path, each.schema) != path.end() : each.schema == schema;
    return visible && (each.argument_count < 0 ||
                       static_cast<std::size_t>(each.argument_count) == argument_count);
  };
  const auto& all = view_.schema.aggregates;
  const auto first = std::ranges::lower_bound(all, name, {}, &Aggregate::name);
  const auto last = std::ranges::upper_bound(first, all.end(), name, {}, &Aggregate::name);
  return std::any_of(first, last, is_meant);
}

RelationMatches Names::find_relations(TableId from, std::string_view name) const {
  if (declared_ != nullptr) {
    // A declared name always beats a reflected one.
    const RelationMatches declared = those_of_name(declared_->relations_of(from), name);
    if (!declared.empty()) return declared;
  }
  const RelationMatches exact = view_.relations.find(from, name);
  return !exact.empty() || !sqlite_ ? exact : those_of_name(view_.relations.of(from), name);
}

RelationMatches Names::those_of_name(RelationMatches all, std::string_view name) const {
  std::vector<const Relation*> out;
  std::ranges::copy_if(all, std::back_inserter(out), [&](const Relation* relation) {
    return std::ranges::any_of(relation->names,
                               [&](const std::string& known) { return same(known, name); });
  });
  return keep(out);
}

RelationMatches Names::keep(RelationMatches steps) const {
  if (steps.empty()) return {};
  void* const place = arena_.take(steps.size_bytes(), alignof(const Relation*));
  auto* const kept = static_cast<const Relation**>(place);
  std::ranges::copy(steps, kept);
  return {kept, steps.size()};
}

RelationMatches Names::relations_of(TableId from) const {
  if (declared_ != nullptr) {
    if (const RelationMatches all = declared_->all_relations_of(from); !all.empty()) return all;
  }
  return view_.relations.of(from);
}

bool Names::is_declared(const Relation& relation) const {
  if (declared_ == nullptr) return false;
  const RelationMatches declared = declared_->relations_of(relation.from);
  return std::ranges::find(declared, &relation) != declared.end();
}

const VirtualColumn* Names::find_virtual(TableId id, std::string_view name) const {
  if (declared_ == nullptr) return nullptr;
  const auto columns = declared_->columns_of(id);
  const auto found = std::ranges::find_if(
      columns, [&](const VirtualColumn& column) { return same(column.name, name); });
  return found == columns.end() ? nullptr : &*found;
}

bool Names::is_declared_inside(std::string_view name) const {
  return declared_ != nullptr && declared_->is_inner_name(fold_identifier(name));
}

bool Names::is_system_column(std::string_view name) const {
  constexpr std::size_t kLongest = 8;
  if (name.size() > kLongest) return false;
  const auto is_name = [&](std::string_view system) { return same(system, name); };
  return sqlite_ ? std::ranges::any_of(kSqliteSystemColumns, is_name)
                 : std::ranges::any_of(kPostgresSystemColumns, is_name);
}

std::vector<std::string> Names::nearest(TableId id, std::string_view name) const {
  NearestNames nearest(name);
  for (const Column& column : table(id).columns) nearest.consider(column.name);
  for (const Relation* relation : relations_of(id)) {
    for (const std::string& relation_name : relation->names) nearest.consider(relation_name);
  }
  if (declared_ != nullptr) {
    for (const VirtualColumn& column : declared_->columns_of(id)) nearest.consider(column.name);
  }
  return nearest.names();
}

}  // namespace pillion::sql
