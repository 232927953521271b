#include "reflect/table_filter.h"

#include "reflect/name_filter.h"

namespace pillion {
namespace {

// What most callers ask for: one table, by both its names. The index knows pg_temp as another name
// of the session's own schema, which the catalog functions do not.
std::vector<TableId> one_table(const Schema& schema, const std::string& schema_name,
                               const std::string& table_name) {
  const TableId id = schema.find_table(schema_name, table_name);
  if (id == kNoTable || schema.table(id).schema != schema_name) return {};
  return {id};
}

std::vector<TableId> matching(const Schema& schema, const NameFilter& schema_name,
                              const NameFilter& table_name) {
  const std::string* const only_schema = schema_name.only_name();
  const std::string* const only_table = table_name.only_name();
  if (only_schema != nullptr && !only_schema->empty() && only_table != nullptr)
    return one_table(schema, *only_schema, *only_table);
  std::vector<TableId> found;
  for (std::size_t i = 0; i < schema.tables.size(); ++i) {
    const Table& table = schema.tables[i];
    if (table_name.matches(table.name) && schema_name.matches(table.schema)) {
      found.push_back(static_cast<TableId>(i));
    }
  }
  return found;
}

}  // namespace

Result<std::vector<TableId>> tables_by_pattern(const Schema& schema, const CatalogName& name,
                                               const CatalogOptions& options) {
  const Dialect dialect = schema.dialect;
  const bool is_id = options.metadata_id;
  PILLION_TRY(catalog, NameFilter::pattern(name.catalog, dialect, is_id));
  PILLION_TRY(schema_name, NameFilter::pattern(name.schema, dialect, is_id));
  PILLION_TRY(table_name, NameFilter::pattern(name.table, dialect, is_id));
  if (!catalog.matches(schema.database)) return std::vector<TableId>{};
  return matching(schema, schema_name, table_name);
}

Result<std::vector<TableId>> tables_by_name(const Schema& schema, const CatalogName& name,
                                            const CatalogOptions& options) {
  if (!name.table) {
    return fail("HY009", "The table name is a null pointer. Name the table that is meant.");
  }
  const Dialect dialect = schema.dialect;
  const bool is_id = options.metadata_id;
  PILLION_TRY(catalog, NameFilter::ordinary(name.catalog, dialect, is_id && name.catalog));
  PILLION_TRY(schema_name, NameFilter::ordinary(name.schema, dialect, is_id));
  PILLION_TRY(table_name, NameFilter::ordinary(name.table, dialect, is_id));
  if (!catalog.matches(schema.database)) return std::vector<TableId>{};
  std::vector<TableId> found = matching(schema, schema_name, table_name);
  if (schema_name.is_any()) {
    for (const TableId id : found) {
      const Table& table = schema.table(id);
      if (schema.find_table("", table.name) == id) return std::vector<TableId>{id};
    }
  }
  return found;
}

}  // namespace pillion
