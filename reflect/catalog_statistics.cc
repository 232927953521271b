// SQLStatistics.
#include <algorithm>
#include <array>
#include <tuple>

#include "reflect/catalog.h"
#include "reflect/catalog_fields.h"
#include "reflect/table_filter.h"

namespace pillion {
namespace {

// A table as a whole, or one column of an index of it.
struct Row : TableRow {
  const Index* index;  // nullptr: the table
  std::size_t place;   // in the index
};

// SQL_TABLE_STAT and the kinds of indexes, by ODBC's numbers.
enum class StatisticsType : std::int8_t { kTable = 0, kClustered = 1, kHashed = 2, kOther = 3 };

StatisticsType type_of(const Index& index) {
  if (index.clustered) return StatisticsType::kClustered;
  return index.method == "hash" ? StatisticsType::kHashed : StatisticsType::kOther;
}

// The value that an index has and a table has not.
template <CatalogValue (*value)(const Row&, const Index&)>
CatalogValue of_index(const Row& row) {
  return row.index == nullptr ? CatalogValue() : value(row, *row.index);
}

CatalogValue index_column(const Row& row, const Index& index) {
  const ColumnId column = index.columns[row.place];
  return column >= 0 ? row.table.column(column).name : index.expressions[row.place];
}

// Only a B-tree is in an order.
CatalogValue order(const Row& row, const Index& index) {
  if (index.method != "btree") return {};
  return index.descending[row.place] ? "D" : "A";
}

// An empty text is a condition that the database does not tell.
CatalogValue filter(const Row& /*row*/, const Index& index) {
  return index.partial ? CatalogValue(index.predicate) : CatalogValue();
}

double row_estimate(const Row& row) {
  return row.index == nullptr ? row.table.row_estimate : row.index->row_estimate;
}

constexpr auto kFields = std::to_array<CatalogField<Row>>({
    {.name = "TABLE_CAT", .odbc2_name = "TABLE_QUALIFIER", .value = database_name},
    {.name = "TABLE_SCHEM", .odbc2_name = "TABLE_OWNER", .value = table_schema},
    {.name = "TABLE_NAME", .value = table_name},
    {.name = "NON_UNIQUE",
     .type = CatalogType::kSmallint,
     .value = of_index<[](const Row&, const Index& index) -> CatalogValue {
       return index.unique ? 0 : 1;
     }>},
    {.name = "INDEX_QUALIFIER",
     .value =
         of_index<[](const Row& row, const Index&) -> CatalogValue { return row.table.schema; }>},
    {.name = "INDEX_NAME",
     .value = of_index<[](const Row&, const Index& index) -> CatalogValue { return index.name; }>},
    {.name = "TYPE",
     .type = CatalogType::kSmallint,
     .value = [](const Row& row) -> CatalogValue {
       const auto type = row.index == nullptr ? StatisticsType::kTable : type_of(*row.index);
       return static_cast<std::int64_t>(type);
     }},
    {.name = "ORDINAL_POSITION",
     .odbc2_name = "SEQ_IN_INDEX",
     .type = CatalogType::kSmallint,
     .value = of_index<[](const Row& row, const Index&) -> CatalogValue { return row.place + 1; }>},
    {.name = "COLUMN_NAME", .value = of_index<index_column>},
    {.name = "ASC_OR_DESC",
     .odbc2_name = "COLLATION",
     .type = CatalogType::kFlag,
     .value = of_index<order>},
    {.name = "CARDINALITY",
     .type = CatalogType::kInteger,
     .value =
         [](const Row& row) {
           return number_if(row_estimate(row) >= 0, static_cast<std::int64_t>(row_estimate(row)));
         }},
    {.name = "PAGES",
     .type = CatalogType::kInteger,
     .value =
         [](const Row& row) {
           const std::int32_t pages = row.index == nullptr ? row.table.pages : row.index->pages;
           return number_if(row_estimate(row) >= 0, pages);
         }},
    {.name = "FILTER_CONDITION", .type = CatalogType::kText, .value = of_index<filter>},
});

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

}  // namespace

Result<std::unique_ptr<ResultSet>> catalog_statistics(const Schema& schema, const CatalogName& name,
                                                      bool unique_only,
                                                      const CatalogOptions& options) {
  PILLION_TRY(found, tables_by_name(schema, name, options));
  CatalogRows<Row> result(kFields, options);
  // The rows about tables have no NON_UNIQUE, and NULL comes first.
  for (const TableId id : found) result.add({{schema, schema.table(id)}, nullptr, 0});
  for (const TableId id : found) {
    const Table& table = schema.table(id);
    for (const Index* index : ordered_indexes(table, unique_only)) {
      for (std::size_t place = 0; place < index->columns.size(); ++place) {
        result.add({{schema, table}, index, place});
      }
    }
  }
  return result.finish();
}

}  // namespace pillion
