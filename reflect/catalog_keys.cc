// SQLPrimaryKeys and SQLForeignKeys.
#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "reflect/catalog.h"
#include "reflect/memory_result.h"
#include "reflect/table_filter.h"

namespace pillion {
namespace {

constexpr std::array<CatalogColumn, 6> kPrimaryColumns = {{
    {.name = "TABLE_CAT", .odbc2_name = "TABLE_QUALIFIER"},
    {.name = "TABLE_SCHEM", .odbc2_name = "TABLE_OWNER"},
    {.name = "TABLE_NAME"},
    {.name = "COLUMN_NAME"},
    {.name = "KEY_SEQ", .type = CatalogType::kSmallint},
    {.name = "PK_NAME"},
}};

constexpr std::array<CatalogColumn, 14> kForeignColumns = {{
    {.name = "PKTABLE_CAT", .odbc2_name = "PKTABLE_QUALIFIER"},
    {.name = "PKTABLE_SCHEM", .odbc2_name = "PKTABLE_OWNER"},
    {.name = "PKTABLE_NAME"},
    {.name = "PKCOLUMN_NAME"},
    {.name = "FKTABLE_CAT", .odbc2_name = "FKTABLE_QUALIFIER"},
    {.name = "FKTABLE_SCHEM", .odbc2_name = "FKTABLE_OWNER"},
    {.name = "FKTABLE_NAME"},
    {.name = "FKCOLUMN_NAME"},
    {.name = "KEY_SEQ", .type = CatalogType::kSmallint},
    {.name = "UPDATE_RULE", .type = CatalogType::kSmallint},
    {.name = "DELETE_RULE", .type = CatalogType::kSmallint},
    {.name = "FK_NAME"},
    {.name = "PK_NAME"},
    {.name = "DEFERRABILITY", .type = CatalogType::kSmallint},
}};

constexpr std::int64_t kInitiallyDeferred = 5, kInitiallyImmediate = 6, kNotDeferrable = 7;

const Table& table_of(const Schema& schema, TableId id) {
  return schema.tables[static_cast<std::size_t>(id)];
}

std::string_view column_name(const Table& table, ColumnId id) {
  return table.columns[static_cast<std::size_t>(id)].name;
}

std::int64_t deferrability(const ForeignKey& key) {
  if (!key.deferrable) return kNotDeferrable;
  return key.initially_deferred ? kInitiallyDeferred : kInitiallyImmediate;
}

// One column of a foreign key: one row of the result.
struct KeyColumn {
  const ForeignKey* key;
  std::size_t place;
};

void add_key_column(MemoryResultBuilder& result, const Schema& schema, const KeyColumn& row) {
  const ForeignKey& key = *row.key;
  const Table& target = table_of(schema, key.referenced_table);
  const Table& table = table_of(schema, key.table);
  result.text_or_null(schema.database).text(target.schema).text(target.name);
  result.text(column_name(target, key.referenced_columns[row.place]));
  result.text_or_null(schema.database).text(table.schema).text(table.name);
  result.text(column_name(table, key.columns[row.place]));
  result.number(static_cast<std::int64_t>(row.place) + 1);
  result.number(static_cast<std::int64_t>(key.on_update));
  result.number(static_cast<std::int64_t>(key.on_delete));
  result.text_or_null(key.name).text_or_null(key.referenced_key).number(deferrability(key));
}

// Ordered by the table that was not asked for (tables are numbered by schema and name), then by
// KEY_SEQ, as the specification says; the name of the key comes last.
void sort_rows(std::vector<KeyColumn>& rows, bool by_foreign_table) {
  std::ranges::sort(rows, {}, [&](const KeyColumn& row) {
    const TableId first = by_foreign_table ? row.key->table : row.key->referenced_table;
    return std::tuple(first, row.place, std::string_view(row.key->name));
  });
}

}  // namespace

Result<std::unique_ptr<ResultSet>> catalog_primary_keys(const Schema& schema,
                                                        const CatalogName& name,
                                                        const CatalogOptions& options) {
  PILLION_TRY(found, tables_by_name(schema, name, options));
  MemoryResultBuilder result(kPrimaryColumns, options.odbc2);
  for (const TableId id : found) {
    const Table& table = table_of(schema, id);
    if (table.keys.empty() || !table.keys.front().primary) continue;
    const Key& key = table.keys.front();
    for (std::size_t place = 0; place < key.columns.size(); ++place) {
      result.text_or_null(schema.database).text(table.schema).text(table.name);
      result.text(column_name(table, key.columns[place]));
      result.number(static_cast<std::int64_t>(place) + 1).text_or_null(key.name);
    }
  }
  return result.finish();
}

Result<std::unique_ptr<ResultSet>> catalog_foreign_keys(const Schema& schema,
                                                        const CatalogName& primary,
                                                        const CatalogName& foreign,
                                                        const CatalogOptions& options) {
  if (!primary.table && !foreign.table) {
    return fail("HY009",
                "Both table names are null pointers. Name the table with the primary key, the "
                "table with the foreign keys, or both.");
  }
  std::set<TableId> primary_tables, foreign_tables;
  if (primary.table) {
    PILLION_TRY(found, tables_by_name(schema, primary, options));
    primary_tables.insert(found.begin(), found.end());
  }
  if (foreign.table) {
    PILLION_TRY(found, tables_by_name(schema, foreign, options));
    foreign_tables.insert(found.begin(), found.end());
  }
  std::vector<KeyColumn> rows;
  for (const ForeignKey& key : schema.foreign_keys) {
    if (primary.table && !primary_tables.contains(key.referenced_table)) continue;
    if (foreign.table && !foreign_tables.contains(key.table)) continue;
    for (std::size_t place = 0; place < key.columns.size(); ++place) {
      rows.push_back({.key = &key, .place = place});
    }
  }
  sort_rows(rows, primary.table.has_value());
  MemoryResultBuilder result(kForeignColumns, options.odbc2);
  for (const KeyColumn& row : rows) add_key_column(result, schema, row);
  return result.finish();
}

}  // namespace pillion
