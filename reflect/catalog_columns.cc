// SQLColumns.
#include <array>

#include "reflect/catalog.h"
#include "reflect/column_description.h"
#include "reflect/memory_result.h"
#include "reflect/name_filter.h"
#include "reflect/table_filter.h"

namespace pillion {
namespace {

constexpr std::array<CatalogColumn, 18> kColumns = {{
    {.name = "TABLE_CAT", .odbc2_name = "TABLE_QUALIFIER"},
    {.name = "TABLE_SCHEM", .odbc2_name = "TABLE_OWNER"},
    {.name = "TABLE_NAME"},
    {.name = "COLUMN_NAME"},
    {.name = "DATA_TYPE", .type = CatalogType::kSmallint},
    {.name = "TYPE_NAME"},
    {.name = "COLUMN_SIZE", .type = CatalogType::kInteger, .odbc2_name = "PRECISION"},
    {.name = "BUFFER_LENGTH", .type = CatalogType::kInteger, .odbc2_name = "LENGTH"},
    {.name = "DECIMAL_DIGITS", .type = CatalogType::kSmallint, .odbc2_name = "SCALE"},
    {.name = "NUM_PREC_RADIX", .type = CatalogType::kSmallint, .odbc2_name = "RADIX"},
    {.name = "NULLABLE", .type = CatalogType::kSmallint},
    {.name = "REMARKS", .type = CatalogType::kText},
    {.name = "COLUMN_DEF", .type = CatalogType::kText},
    {.name = "SQL_DATA_TYPE", .type = CatalogType::kSmallint},
    {.name = "SQL_DATETIME_SUB", .type = CatalogType::kSmallint},
    {.name = "CHAR_OCTET_LENGTH", .type = CatalogType::kInteger},
    {.name = "ORDINAL_POSITION", .type = CatalogType::kInteger},
    {.name = "IS_NULLABLE"},
}};

void add_column(MemoryResultBuilder& result, const Schema& schema, const Table& table,
                std::size_t place, const CatalogOptions& options) {
  const Column& column = table.columns[place];
  const ColumnDescription description = describe_column(column, options);
  const TypeDescription& type = description.type;
  result.text_or_null(schema.database).text(table.schema).text(table.name).text(column.name);
  result.number(concise_type(type.sql_type, options)).text(description.type_name);
  result.number(type.column_size).number(type.octet_length);
  number_or_null(result, type.decimal_digits, type.has_decimal_digits);
  number_or_null(result, type.num_prec_radix, type.num_prec_radix != 0);
  result.number(column.nullable ? 1 : 0);  // SQL_NULLABLE, SQL_NO_NULLS
  result.text_or_null(column.comment).text_or_null(column.default_expression);
  result.number(verbose_type(type.sql_type));
  const std::int16_t subcode = datetime_subcode(type.sql_type);
  number_or_null(result, subcode, subcode != 0);
  number_or_null(result, type.octet_length, is_text(type.sql_type) || is_binary(type.sql_type));
  // Attribute numbers have gaps; the ordinal position counts what is there.
  result.number(static_cast<std::int64_t>(place) + 1).text(column.nullable ? "YES" : "NO");
}

}  // namespace

Result<std::unique_ptr<ResultSet>> catalog_columns(const Schema& schema, const CatalogName& name,
                                                   const CatalogArgument& column,
                                                   const CatalogOptions& options) {
  PILLION_TRY(found, tables_by_pattern(schema, name, options));
  PILLION_TRY(wanted, NameFilter::pattern(column, schema.dialect, options.metadata_id));
  MemoryResultBuilder result(kColumns, options.odbc2);
  for (const TableId id : found) {
    const Table& table = schema.tables[static_cast<std::size_t>(id)];
    for (std::size_t place = 0; place < table.columns.size(); ++place) {
      if (wanted.matches(table.columns[place].name)) {
        add_column(result, schema, table, place, options);
      }
    }
  }
  return result.finish();
}

}  // namespace pillion
