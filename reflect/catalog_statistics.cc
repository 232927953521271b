// SQLStatistics and SQLSpecialColumns.
#include <algorithm>
#include <array>

#include "reflect/catalog.h"
#include "reflect/column_description.h"
#include "reflect/memory_result.h"
#include "reflect/table_filter.h"

namespace pillion {
namespace {

constexpr std::array<CatalogColumn, 13> kStatisticsColumns = {{
    {.name = "TABLE_CAT", .odbc2_name = "TABLE_QUALIFIER"},
    {.name = "TABLE_SCHEM", .odbc2_name = "TABLE_OWNER"},
    {.name = "TABLE_NAME"},
    {.name = "NON_UNIQUE", .type = CatalogType::kSmallint},
    {.name = "INDEX_QUALIFIER"},
    {.name = "INDEX_NAME"},
    {.name = "TYPE", .type = CatalogType::kSmallint},
    {.name = "ORDINAL_POSITION", .type = CatalogType::kSmallint, .odbc2_name = "SEQ_IN_INDEX"},
    {.name = "COLUMN_NAME"},
    {.name = "ASC_OR_DESC", .type = CatalogType::kFlag, .odbc2_name = "COLLATION"},
    {.name = "CARDINALITY", .type = CatalogType::kInteger},
    {.name = "PAGES", .type = CatalogType::kInteger},
    {.name = "FILTER_CONDITION", .type = CatalogType::kText},
}};

constexpr std::array<CatalogColumn, 8> kSpecialColumns = {{
    {.name = "SCOPE", .type = CatalogType::kSmallint},
    {.name = "COLUMN_NAME"},
    {.name = "DATA_TYPE", .type = CatalogType::kSmallint},
    {.name = "TYPE_NAME"},
    {.name = "COLUMN_SIZE", .type = CatalogType::kInteger, .odbc2_name = "PRECISION"},
    {.name = "BUFFER_LENGTH", .type = CatalogType::kInteger, .odbc2_name = "LENGTH"},
    {.name = "DECIMAL_DIGITS", .type = CatalogType::kSmallint, .odbc2_name = "SCALE"},
    {.name = "PSEUDO_COLUMN", .type = CatalogType::kSmallint},
}};

// SQL_TABLE_STAT and the kinds of indexes, by ODBC's numbers.
enum class StatisticsType : std::int8_t { kTable = 0, kClustered = 1, kHashed = 2, kOther = 3 };

constexpr std::int64_t kScopeSession = 2;  // a key's value stays for as long as the row
constexpr std::int64_t kNotPseudo = 1;

StatisticsType type_of(const Index& index) {
  if (index.clustered) return StatisticsType::kClustered;
  return index.method == "hash" ? StatisticsType::kHashed : StatisticsType::kOther;
}

void add_table_row(MemoryResultBuilder& result, const Schema& schema, const Table& table) {
  result.text_or_null(schema.database).text(table.schema).text(table.name);
  result.null().null().null().number(static_cast<std::int64_t>(StatisticsType::kTable));
  result.null().null().null();
  const bool is_known = table.row_estimate >= 0;
  number_or_null(result, static_cast<std::int64_t>(table.row_estimate), is_known);
  number_or_null(result, table.pages, is_known);
  result.null();
}

void add_index_row(MemoryResultBuilder& result, const Schema& schema, const Table& table,
                   const Index& index, std::size_t place) {
  const ColumnId column = index.columns[place];
  result.text_or_null(schema.database).text(table.schema).text(table.name);
  result.number(index.unique ? 0 : 1).text(table.schema).text(index.name);
  result.number(static_cast<std::int64_t>(type_of(index)));
  result.number(static_cast<std::int64_t>(place) + 1);
  result.text(column >= 0 ? table.columns[static_cast<std::size_t>(column)].name
                          : index.expressions[place]);
  index.method == "btree" ? result.text(index.descending[place] ? "D" : "A") : result.null();
  const bool is_known = index.row_estimate >= 0;
  number_or_null(result, static_cast<std::int64_t>(index.row_estimate), is_known);
  number_or_null(result, index.pages, is_known);
  result.text_or_null(index.predicate);
}

// NON_UNIQUE, TYPE, then the name: the unique ones first.
std::vector<const Index*> ordered_indexes(const Table& table, bool unique_only) {
  std::vector<const Index*> indexes;
  for (const Index& index : table.indexes) {
    if (index.unique || !unique_only) indexes.push_back(&index);
  }
  std::ranges::sort(indexes, {}, [](const Index* index) {
    return std::tuple(!index->unique, type_of(*index), std::string_view(index->name));
  });
  return indexes;
}

// The columns that tell one row from every other: the primary key, else a unique key, one without
// nullable columns first. nullptr: there are none.
const Key* best_key(const Table& table, bool nullable_allowed) {
  const auto has_nulls = [&](const Key& key) {
    return std::ranges::any_of(key.columns, [&](ColumnId id) {
      return table.columns[static_cast<std::size_t>(id)].nullable;
    });
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

Result<std::unique_ptr<ResultSet>> catalog_statistics(const Schema& schema, const CatalogName& name,
                                                      bool unique_only,
                                                      const CatalogOptions& options) {
  PILLION_TRY(found, tables_by_name(schema, name, options));
  MemoryResultBuilder result(kStatisticsColumns, options.odbc2);
  // The rows about tables have no NON_UNIQUE, and NULL comes first.
  for (const TableId id : found) {
    add_table_row(result, schema, schema.tables[static_cast<std::size_t>(id)]);
  }
  for (const TableId id : found) {
    const Table& table = schema.tables[static_cast<std::size_t>(id)];
    for (const Index* index : ordered_indexes(table, unique_only)) {
      for (std::size_t place = 0; place < index->columns.size(); ++place) {
        add_index_row(result, schema, table, *index, place);
      }
    }
  }
  return result.finish();
}

Result<std::unique_ptr<ResultSet>> catalog_special_columns(const Schema& schema,
                                                           const CatalogName& name,
                                                           bool row_version, bool nullable,
                                                           const CatalogOptions& options) {
  PILLION_TRY(found, tables_by_name(schema, name, options));
  MemoryResultBuilder result(kSpecialColumns, options.odbc2);
  for (const TableId id : found) {
    const Table& table = schema.tables[static_cast<std::size_t>(id)];
    const Key* const key = row_version ? nullptr : best_key(table, nullable);
    if (key == nullptr) continue;
    for (const ColumnId column_id : key->columns) {
      const Column& column = table.columns[static_cast<std::size_t>(column_id)];
      const ColumnDescription description = describe_column(column, options);
      const TypeDescription& type = description.type;
      result.number(kScopeSession).text(column.name);
      result.number(concise_type(type.sql_type, options)).text(description.type_name);
      result.number(type.column_size).number(type.octet_length);
      number_or_null(result, type.decimal_digits, type.has_decimal_digits);
      result.number(kNotPseudo);
    }
  }
  return result.finish();
}

}  // namespace pillion
