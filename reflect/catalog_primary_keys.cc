// SQLPrimaryKeys.
#include <array>

#include "reflect/catalog.h"
#include "reflect/catalog_fields.h"
#include "reflect/table_filter.h"

namespace pillion {
namespace {

struct Row : TableRow {
  const Key& key;
  std::size_t place;  // in the key
};

constexpr auto kFields = std::to_array<CatalogField<Row>>({
    {.name = "TABLE_CAT", .odbc2_name = "TABLE_QUALIFIER", .value = database_name},
    {.name = "TABLE_SCHEM", .odbc2_name = "TABLE_OWNER", .value = table_schema},
    {.name = "TABLE_NAME", .value = table_name},
    {.name = "COLUMN_NAME",
     .value = [](const Row& row) -> CatalogValue {
       return row.table.column(row.key.columns[row.place]).name;
     }},
    {.name = "KEY_SEQ",
     .type = CatalogType::kSmallint,
     .value = [](const Row& row) -> CatalogValue { return row.place + 1; }},
    {.name = "PK_NAME", .value = [](const Row& row) { return or_null(row.key.name); }},
});

}  // namespace

Result<std::unique_ptr<ResultSet>> catalog_primary_keys(const Schema& schema,
                                                        const CatalogName& name,
                                                        const CatalogOptions& options) {
  PILLION_TRY(found, tables_by_name(schema, name, options));
  CatalogRows<Row> result(kFields, options);
  for (const TableId id : found) {
    const Table& table = schema.table(id);
    const Key* const key = table.primary_key();
    if (key == nullptr) continue;
    for (std::size_t place = 0; place < key->columns.size(); ++place) {
      result.add({{schema, table}, *key, place});
    }
  }
  return result.finish();
}

}  // namespace pillion
