// SQLTables, with its three enumerations.
#include <algorithm>
#include <array>
#include <set>

#include "core/identifier.h"
#include "reflect/catalog.h"
#include "reflect/catalog_fields.h"
#include "reflect/table_filter.h"

namespace pillion {
namespace {

// A table, or one value of an enumeration and NULL everywhere else.
struct Row {
  CatalogValue database = {}, schema = {}, table = {}, type = {}, remarks = {};
};

constexpr auto kFields = std::to_array<CatalogField<Row>>({
    {.name = "TABLE_CAT",
     .odbc2_name = "TABLE_QUALIFIER",
     .value = [](const Row& row) { return row.database; }},
    {.name = "TABLE_SCHEM",
     .odbc2_name = "TABLE_OWNER",
     .value = [](const Row& row) { return row.schema; }},
    {.name = "TABLE_NAME", .value = [](const Row& row) { return row.table; }},
    {.name = "TABLE_TYPE", .value = [](const Row& row) { return row.type; }},
    {.name = "REMARKS",
     .type = CatalogType::kText,
     .value = [](const Row& row) { return row.remarks; }},
});

constexpr std::string_view kAll = "%";  // SQL_ALL_CATALOGS, SQL_ALL_SCHEMAS, SQL_ALL_TABLE_TYPES

// In the order that the result has, by name. Tools ask for TABLE and VIEW, so whatever is used
// like one of them is called that: a partitioned table is a TABLE, as its partitions are.
constexpr std::array<std::string_view, 6> kTypes = {
    "FOREIGN TABLE", "LOCAL TEMPORARY", "MATERIALIZED VIEW", "SYSTEM TABLE", "TABLE", "VIEW"};

std::string_view type_of(const Table& table) {
  switch (table.kind) {
    case TableKind::kForeignTable:
      return "FOREIGN TABLE";
    case TableKind::kMaterializedView:
      return "MATERIALIZED VIEW";
    case TableKind::kSystemTable:
      return "SYSTEM TABLE";
    case TableKind::kView:
      return "VIEW";
    case TableKind::kTable:
    case TableKind::kPartitionedTable:
      break;
  }
  const bool is_temporary = table.schema == "temp" || table.schema.starts_with("pg_temp_");
  return is_temporary ? "LOCAL TEMPORARY" : "TABLE";
}

// Which of kTypes a list such as "TABLE,VIEW" or "'TABLE', 'VIEW'" asks for.
std::set<std::string_view> wanted_types(const CatalogArgument& list) {
  if (!list || list->empty() || *list == kAll) return {kTypes.begin(), kTypes.end()};
  std::set<std::string_view> wanted;
  std::string_view rest = *list;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    std::string_view word = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    const auto is_padding = [](char c) { return c == ' ' || c == '\''; };
    while (!word.empty() && is_padding(word.front())) word.remove_prefix(1);
    while (!word.empty() && is_padding(word.back())) word.remove_suffix(1);
    for (const std::string_view type : kTypes) {
      if (fold_identifier(type) == fold_identifier(word)) wanted.insert(type);
    }
  }
  return wanted;
}

bool is_empty(const CatalogArgument& argument) {
  return argument && argument->empty();
}

// Which enumeration is asked for: one argument is %, the others are empty texts (not NULL).
enum class Enumeration : std::int8_t { kNone, kCatalogs, kSchemas, kTableTypes };

Enumeration enumeration(const CatalogName& name, const CatalogArgument& table_type) {
  if (!is_empty(name.table)) return Enumeration::kNone;
  const bool no_catalog = is_empty(name.catalog), no_schema = is_empty(name.schema);
  if (name.catalog == kAll && no_schema) return Enumeration::kCatalogs;
  if (no_catalog && name.schema == kAll) return Enumeration::kSchemas;
  if (no_catalog && no_schema && table_type == kAll) return Enumeration::kTableTypes;
  return Enumeration::kNone;
}

void enumerate(CatalogRows<Row>& result, const Schema& schema, Enumeration what) {
  switch (what) {
    case Enumeration::kCatalogs:
      return result.add({.database = schema.database});
    case Enumeration::kSchemas:
      for (const std::string& name : schema.schemas) result.add({.schema = name});
      return;
    case Enumeration::kTableTypes:
      for (const std::string_view type : kTypes) result.add({.type = type});
      return;
    case Enumeration::kNone:
      return;
  }
}

}  // namespace

Result<std::unique_ptr<ResultSet>> catalog_tables(const Schema& schema, const CatalogName& name,
                                                  const CatalogArgument& table_type,
                                                  const CatalogOptions& options) {
  CatalogRows<Row> result(kFields, options);
  if (const Enumeration what = enumeration(name, table_type); what != Enumeration::kNone) {
    enumerate(result, schema, what);
    return result.finish();
  }
  PILLION_TRY(found, tables_by_pattern(schema, name, options));
  // Ordered by type, then by catalog, schema and name, as the tables already are.
  for (const std::string_view type : wanted_types(table_type)) {
    for (const TableId id : found) {
      const Table& table = schema.table(id);
      if (type_of(table) != type) continue;
      result.add({.database = or_null(schema.database),
                  .schema = table.schema,
                  .table = table.name,
                  .type = type,
                  .remarks = or_null(table.comment)});
    }
  }
  return result.finish();
}

}  // namespace pillion
