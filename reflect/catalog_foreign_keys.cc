// SQLForeignKeys.
#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "reflect/catalog.h"
#include "reflect/catalog_fields.h"
#include "reflect/table_filter.h"

namespace pillion {
namespace {

// One column of a foreign key.
struct Row {
  const Schema& schema;
  const ForeignKey& key;
  std::size_t place;  // in the key

  const Table& referenced() const { return schema.table(key.referenced_table); }
  const Table& owner() const { return schema.table(key.table); }
};

constexpr std::int64_t kInitiallyDeferred = 5, kInitiallyImmediate = 6, kNotDeferrable = 7;

constexpr auto kFields = std::to_array<CatalogField<Row>>({
    {.name = "PKTABLE_CAT", .odbc2_name = "PKTABLE_QUALIFIER", .value = database_name},
    {.name = "PKTABLE_SCHEM",
     .odbc2_name = "PKTABLE_OWNER",
     .value = [](const Row& row) -> CatalogValue { return row.referenced().schema; }},
    {.name = "PKTABLE_NAME",
     .value = [](const Row& row) -> CatalogValue { return row.referenced().name; }},
    {.name = "PKCOLUMN_NAME",
     .value = [](const Row& row) -> CatalogValue {
       return row.referenced().column(row.key.referenced_columns[row.place]).name;
     }},
    {.name = "FKTABLE_CAT", .odbc2_name = "FKTABLE_QUALIFIER", .value = database_name},
    {.name = "FKTABLE_SCHEM",
     .odbc2_name = "FKTABLE_OWNER",
     .value = [](const Row& row) -> CatalogValue { return row.owner().schema; }},
    {.name = "FKTABLE_NAME",
     .value = [](const Row& row) -> CatalogValue { return row.owner().name; }},
    {.name = "FKCOLUMN_NAME",
     .value = [](const Row& row) -> CatalogValue {
       return row.owner().column(row.key.columns[row.place]).name;
     }},
    {.name = "KEY_SEQ",
     .type = CatalogType::kSmallint,
     .value = [](const Row& row) -> CatalogValue { return row.place + 1; }},
    {.name = "UPDATE_RULE",
     .type = CatalogType::kSmallint,
     .value = [](const Row& row) -> CatalogValue {
       return static_cast<std::int64_t>(row.key.on_update);
     }},
    {.name = "DELETE_RULE",
     .type = CatalogType::kSmallint,
     .value = [](const Row& row) -> CatalogValue {
       return static_cast<std::int64_t>(row.key.on_delete);
     }},
    {.name = "FK_NAME", .value = [](const Row& row) { return or_null(row.key.name); }},
    {.name = "PK_NAME", .value = [](const Row& row) { return or_null(row.key.referenced_key); }},
    {.name = "DEFERRABILITY",
     .type = CatalogType::kSmallint,
     .value = [](const Row& row) -> CatalogValue {
       if (!row.key.deferrable) return kNotDeferrable;
       return row.key.initially_deferred ? kInitiallyDeferred : kInitiallyImmediate;
     }},
});

// Ordered by the table that was not asked for (tables are numbered by schema and name), then by
// KEY_SEQ, as the specification says; the name of the key comes last.
void sort_rows(std::vector<std::pair<const ForeignKey*, std::size_t>>& rows,
               bool by_foreign_table) {
  std::ranges::sort(rows, {}, [&](const auto& row) {
    const auto& [key, place] = row;
    const TableId first = by_foreign_table ? key->table : key->referenced_table;
    return std::tuple(first, place, std::string_view(key->name));
  });
}

}  // namespace

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
  std::vector<std::pair<const ForeignKey*, std::size_t>> rows;
  for (const ForeignKey& key : schema.foreign_keys) {
    if (primary.table && !primary_tables.contains(key.referenced_table)) continue;
    if (foreign.table && !foreign_tables.contains(key.table)) continue;
    for (std::size_t place = 0; place < key.columns.size(); ++place) {
      rows.emplace_back(&key, place);
    }
  }
  sort_rows(rows, primary.table.has_value());
  CatalogRows<Row> result(kFields, options);
  for (const auto& [key, place] : rows) result.add({schema, *key, place});
  return result.finish();
}

}  // namespace pillion
