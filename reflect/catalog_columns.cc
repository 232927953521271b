// SQLColumns.
#include <array>
#include <functional>
#include <map>
#include <numeric>
#include <tuple>

#include "reflect/catalog.h"
#include "reflect/catalog_fields.h"
#include "reflect/name_filter.h"
#include "reflect/table_filter.h"

namespace pillion {
namespace {

struct Row : TableRow {
  const Column& column;
  std::int64_t place;  // from 1
  const ColumnDescription& description;
  const CatalogOptions& options;
};

constexpr auto kFields = std::to_array<CatalogField<Row>>({
    {.name = "TABLE_CAT", .odbc2_name = "TABLE_QUALIFIER", .value = database_name},
    {.name = "TABLE_SCHEM", .odbc2_name = "TABLE_OWNER", .value = table_schema},
    {.name = "TABLE_NAME", .value = table_name},
    {.name = "COLUMN_NAME",
     .value = [](const Row& row) -> CatalogValue { return row.column.name; }},
    {.name = "DATA_TYPE", .type = CatalogType::kSmallint, .value = data_type, .of_type = true},
    {.name = "TYPE_NAME", .value = type_name, .of_type = true},
    {.name = "COLUMN_SIZE",
     .odbc2_name = "PRECISION",
     .type = CatalogType::kInteger,
     .value = column_size,
     .of_type = true},
    {.name = "BUFFER_LENGTH",
     .odbc2_name = "LENGTH",
     .type = CatalogType::kInteger,
     .value = buffer_length,
     .of_type = true},
    {.name = "DECIMAL_DIGITS",
     .odbc2_name = "SCALE",
     .type = CatalogType::kSmallint,
     .value = decimal_digits,
     .of_type = true},
    {.name = "NUM_PREC_RADIX",
     .odbc2_name = "RADIX",
     .type = CatalogType::kSmallint,
     .value = num_prec_radix,
     .of_type = true},
    {.name = "NULLABLE",  // SQL_NULLABLE 1, SQL_NO_NULLS 0
     .type = CatalogType::kSmallint,
     .value = [](const Row& row) -> CatalogValue { return row.column.nullable ? 1 : 0; }},
    {.name = "REMARKS",
     .type = CatalogType::kText,
     .value = [](const Row& row) { return or_null(row.column.comment); }},
    {.name = "COLUMN_DEF",
     .type = CatalogType::kText,
     .value = [](const Row& row) { return or_null(row.column.default_expression); }},
    {.name = "SQL_DATA_TYPE",
     .type = CatalogType::kSmallint,
     .value = sql_data_type,
     .of_type = true},
    {.name = "SQL_DATETIME_SUB",
     .type = CatalogType::kSmallint,
     .value = sql_datetime_sub,
     .of_type = true},
    {.name = "CHAR_OCTET_LENGTH",
     .type = CatalogType::kInteger,
     .value = char_octet_length,
     .of_type = true},
    // Attribute numbers have gaps; the ordinal position counts what is there.
    {.name = "ORDINAL_POSITION",
     .type = CatalogType::kInteger,
     .value = [](const Row& row) -> CatalogValue { return row.place; }},
    {.name = "IS_NULLABLE",
     .value = [](const Row& row) -> CatalogValue { return row.column.nullable ? "YES" : "NO"; }},
});

std::size_t column_total(const Schema& schema, const std::vector<TableId>& tables) {
  return std::transform_reduce(tables.begin(), tables.end(), std::size_t{0}, std::plus<>(),
                               [&](TableId id) { return schema.table(id).columns.size(); });
}

// What the types of columns are like is asked once for each of them: a schema has many columns and
// few types.
class DescribedTypes {
 public:
  struct Described {
    ColumnDescription description;
    std::int64_t first_row = -1;  // -1: there is none yet
  };

  explicit DescribedTypes(const CatalogOptions& options) : options_(options) {}

  Described& of(const Column& column) {
    const Key key{column.type, column.type_modifier, column.is_domain, column.type_name};
    if (const auto found = known_.find(key); found != known_.end()) return found->second;
    return known_.emplace(key, Described{describe_column(column, options_)}).first->second;
  }

 private:
  using Key = std::tuple<Oid, std::int32_t, bool, std::string_view>;

  const CatalogOptions& options_;
  std::map<Key, Described> known_;
};

}  // namespace

Result<std::unique_ptr<ResultSet>> catalog_columns(const Schema& schema, const CatalogName& name,
                                                   const CatalogArgument& column,
                                                   const CatalogOptions& options,
                                                   const ColumnsByTable& further) {
  PILLION_TRY(found, tables_by_pattern(schema, name, options));
  PILLION_TRY(wanted, NameFilter::pattern(column, schema.dialect, options.metadata_id));
  CatalogRows<Row> result(kFields, options);
  DescribedTypes types(options);
  if (wanted.is_any()) result.reserve(column_total(schema, found));
  for (const TableId id : found) {
    const Table& table = schema.table(id);
    std::int64_t place = 0;
    const auto add_all = [&](const std::vector<Column>& columns) {
      for (const Column& each : columns) {
        ++place;
        if (!wanted.matches(each.name)) continue;
        DescribedTypes::Described& type = types.of(each);
        const Row row{{schema, table}, each, place, type.description, options};
        if (type.first_row < 0) {
          type.first_row = result.row_count();
          result.add(row);
        } else {
          result.add(row, type.first_row);
        }
      }
    };
    add_all(table.columns);
    if (const auto more = further.find(id); more != further.end()) add_all(more->second);
  }
  return result.finish();
}

}  // namespace pillion
