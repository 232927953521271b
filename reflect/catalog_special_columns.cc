// SQLSpecialColumns.
#include <algorithm>
#include <array>

#include "reflect/catalog.h"
#include "reflect/catalog_fields.h"
#include "reflect/table_filter.h"

namespace pillion {
namespace {

struct Row {
  const Column& column;
  const ColumnDescription& description;
  const CatalogOptions& options;
};

constexpr std::int64_t kScopeSession = 2;  // a key's value stays for as long as the row
constexpr std::int64_t kNotPseudo = 1;

constexpr auto kFields = std::to_array<CatalogField<Row>>({
    {.name = "SCOPE",
     .type = CatalogType::kSmallint,
     .value = [](const Row&) -> CatalogValue { return kScopeSession; }},
    {.name = "COLUMN_NAME",
     .value = [](const Row& row) -> CatalogValue { return row.column.name; }},
    {.name = "DATA_TYPE", .type = CatalogType::kSmallint, .value = data_type},
    {.name = "TYPE_NAME", .value = type_name},
    {.name = "COLUMN_SIZE",
     .odbc2_name = "PRECISION",
     .type = CatalogType::kInteger,
     .value = column_size},
    {.name = "BUFFER_LENGTH",
     .odbc2_name = "LENGTH",
     .type = CatalogType::kInteger,
     .value = buffer_length},
    {.name = "DECIMAL_DIGITS",
     .odbc2_name = "SCALE",
     .type = CatalogType::kSmallint,
     .value = decimal_digits},
    {.name = "PSEUDO_COLUMN",
     .type = CatalogType::kSmallint,
     .value = [](const Row&) -> CatalogValue { return kNotPseudo; }},
});

// The columns that tell one row from every other: the primary key, else a unique key, one without
// nullable columns first. nullptr: there are none.
const Key* best_key(const Table& table, bool nullable_allowed) {
  const auto has_nulls = [&](const Key& key) {
    return std::ranges::any_of(key.columns, [&](ColumnId id) { return table.column(id).nullable; });
  };
  const auto is_strict = [&](const Key& key) { return !key.deferrable && !has_nulls(key); };
  const auto is_loose = [](const Key& key) { return !key.deferrable; };
  auto found = std::ranges::find_if(table.keys, is_strict);
  if (found == table.keys.end() && nullable_allowed) {
    found = std::ranges::find_if(table.keys, is_loose);
  }
  return found == table.keys.end() ? nullptr : &*found;
}

}  // namespace

Result<std::unique_ptr<ResultSet>> catalog_special_columns(const Schema& schema,
                                                           const CatalogName& name,
                                                           bool row_version, bool nullable,
                                                           const CatalogOptions& options) {
  PILLION_TRY(found, tables_by_name(schema, name, options));
  CatalogRows<Row> result(kFields, options);
  for (const TableId id : found) {
    const Table& table = schema.table(id);
    const Key* const key = row_version ? nullptr : best_key(table, nullable);
    if (key == nullptr) continue;
    for (const ColumnId column_id : key->columns) {
      const Column& column = table.column(column_id);
      result.add({column, describe_column(column, options), options});
    }
  }
  return result.finish();
}

}  // namespace pillion
