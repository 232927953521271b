// SQLTablePrivileges and SQLColumnPrivileges.
#include <algorithm>
#include <array>
#include <tuple>

#include "reflect/catalog.h"
#include "reflect/catalog_fields.h"
#include "reflect/name_filter.h"
#include "reflect/table_filter.h"

namespace pillion {
namespace {

constexpr std::array<std::string_view, kPrivilegeCount> kNames = {
    "DELETE", "INSERT", "MAINTAIN", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"};

constexpr std::string_view kPublic = "PUBLIC";  // every role

// Those that a column can have.
constexpr std::array kColumnPrivileges = {Privilege::kInsert, Privilege::kReferences,
                                          Privilege::kSelect, Privilege::kUpdate};

// One privilege that one role has from another.
struct Row : TableRow {
  std::string_view column;  // empty: on the whole table
  std::string_view grantor, grantee;
  Privilege privilege;
  bool grantable;
};

CatalogValue grantor(const Row& row) {
  return row.grantor;
}
CatalogValue grantee(const Row& row) {
  return row.grantee;
}
CatalogValue privilege(const Row& row) {
  return kNames[static_cast<std::size_t>(row.privilege)];
}
CatalogValue is_grantable(const Row& row) {
  return row.grantable ? "YES" : "NO";
}

constexpr auto kTableFields = std::to_array<CatalogField<Row>>({
    {.name = "TABLE_CAT", .odbc2_name = "TABLE_QUALIFIER", .value = database_name},
    {.name = "TABLE_SCHEM", .odbc2_name = "TABLE_OWNER", .value = table_schema},
    {.name = "TABLE_NAME", .value = table_name},
    {.name = "GRANTOR", .value = grantor},
    {.name = "GRANTEE", .value = grantee},
    {.name = "PRIVILEGE", .value = privilege},
    {.name = "IS_GRANTABLE", .value = is_grantable},
});

constexpr auto kColumnFields = std::to_array<CatalogField<Row>>({
    {.name = "TABLE_CAT", .odbc2_name = "TABLE_QUALIFIER", .value = database_name},
    {.name = "TABLE_SCHEM", .odbc2_name = "TABLE_OWNER", .value = table_schema},
    {.name = "TABLE_NAME", .value = table_name},
    {.name = "COLUMN_NAME", .value = [](const Row& row) -> CatalogValue { return row.column; }},
    {.name = "GRANTOR", .value = grantor},
    {.name = "GRANTEE", .value = grantee},
    {.name = "PRIVILEGE", .value = privilege},
    {.name = "IS_GRANTABLE", .value = is_grantable},
});

void add_privilege(std::vector<Row>& rows, const Schema& schema, const Table& table,
                   std::string_view column, const Grant& grant, Privilege privilege) {
  if ((grant.privileges & Grant::bit(privilege)) == 0) return;
  const std::string_view grantee = grant.grantee.empty() ? kPublic : grant.grantee;
  const bool grantable = (grant.grantable & Grant::bit(privilege)) != 0;
  // A right on a column beside the same one on its table is told once.
  const auto same = std::ranges::find_if(rows, [&](const Row& row) {
    return row.column == column && row.grantor == grant.grantor && row.grantee == grantee &&
           row.privilege == privilege;
  });
  if (same != rows.end()) {
    same->grantable = same->grantable || grantable;
    return;
  }
  rows.push_back({{schema, table}, column, grant.grantor, grantee, privilege, grantable});
}

// PRIVILEGE, then GRANTEE, as the specification orders them; then GRANTOR.
void add_sorted(CatalogRows<Row>& result, std::vector<Row>& rows) {
  std::vector<const Row*> order;
  order.reserve(rows.size());
  for (const Row& row : rows) order.push_back(&row);
  std::ranges::sort(order, {}, [](const Row* row) {
    return std::tuple(row->privilege, row->grantee, row->grantor);
  });
  for (const Row* row : order) result.add(*row);
}

}  // namespace

Result<std::unique_ptr<ResultSet>> catalog_table_privileges(const Schema& schema,
                                                            const CatalogName& name,
                                                            const CatalogOptions& options) {
  PILLION_TRY(found, tables_by_pattern(schema, name, options));
  CatalogRows<Row> result(kTableFields, options);
  for (const TableId id : found) {
    const Table& table = schema.table(id);
    std::vector<Row> rows;
    for (const Grant& grant : table.grants) {
      if (grant.column >= 0) continue;
      for (std::size_t i = 0; i < kPrivilegeCount; ++i) {
        add_privilege(rows, schema, table, {}, grant, static_cast<Privilege>(i));
      }
    }
    add_sorted(result, rows);
  }
  return result.finish();
}

Result<std::unique_ptr<ResultSet>> catalog_column_privileges(const Schema& schema,
                                                             const CatalogName& name,
                                                             const CatalogArgument& column,
                                                             const CatalogOptions& options) {
  PILLION_TRY(found, tables_by_name(schema, name, options));
  PILLION_TRY(wanted, NameFilter::pattern(column, schema.dialect, options.metadata_id));
  CatalogRows<Row> result(kColumnFields, options);
  for (const TableId id : found) {
    const Table& table = schema.table(id);
    std::vector<ColumnId> columns;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (wanted.matches(table.columns[i].name)) columns.push_back(static_cast<ColumnId>(i));
    }
    // COLUMN_NAME comes first in the order.
    std::ranges::sort(columns, {}, [&](ColumnId each) { return table.column(each).name; });
    for (const ColumnId each : columns) {
      std::vector<Row> rows;
      for (const Grant& grant : table.grants) {
        if (grant.column >= 0 && grant.column != each) continue;
        for (const Privilege privilege : kColumnPrivileges) {
          add_privilege(rows, schema, table, table.column(each).name, grant, privilege);
        }
      }
      add_sorted(result, rows);
    }
  }
  return result.finish();
}

}  // namespace pillion
