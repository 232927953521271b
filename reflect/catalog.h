// The rows of ODBC's catalog functions, made from a schema snapshot: columns, types and order as
// the specification defines them, served as an ordinary result.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/session.h"
#include "core/type.h"
#include "reflect/schema.h"

namespace pillion {

// An argument of a catalog function; no value is the NULL pointer, which is not the empty string.
using CatalogArgument = std::optional<std::string>;

// Columns by table that a schema does not have.
using ColumnsByTable = std::map<TableId, std::vector<Column>>;

struct CatalogOptions {
  bool metadata_id = false;  // SQL_ATTR_METADATA_ID: arguments are identifiers, not patterns
  bool odbc2 = false;        // ODBC 2 column names and date/time codes
  TypeOptions types;
};

struct CatalogName {
  CatalogArgument catalog, schema, table;
};

Result<std::unique_ptr<ResultSet>> catalog_tables(const Schema& schema, const CatalogName& name,
                                                  const CatalogArgument& table_type,
                                                  const CatalogOptions& options);
// `further` ones follow those of the schema in each table.
Result<std::unique_ptr<ResultSet>> catalog_columns(const Schema& schema, const CatalogName& name,
                                                   const CatalogArgument& column,
                                                   const CatalogOptions& options,
                                                   const ColumnsByTable& further = {});
Result<std::unique_ptr<ResultSet>> catalog_primary_keys(const Schema& schema,
                                                        const CatalogName& name,
                                                        const CatalogOptions& options);
Result<std::unique_ptr<ResultSet>> catalog_foreign_keys(const Schema& schema,
                                                        const CatalogName& primary,
                                                        const CatalogName& foreign,
                                                        const CatalogOptions& options);
// SQLStatistics; `unique_only` is SQL_INDEX_UNIQUE.
Result<std::unique_ptr<ResultSet>> catalog_statistics(const Schema& schema, const CatalogName& name,
                                                      bool unique_only,
                                                      const CatalogOptions& options);
// SQLSpecialColumns; `row_version` is SQL_ROWVER (nothing here), else SQL_BEST_ROWID.
Result<std::unique_ptr<ResultSet>> catalog_special_columns(const Schema& schema,
                                                           const CatalogName& name,
                                                           bool row_version, bool nullable,
                                                           const CatalogOptions& options);
// SQLProcedures and SQLProcedureColumns; CatalogName::table is the procedure. `system_routines`:
// see system_routines.h.
Result<std::unique_ptr<ResultSet>> catalog_procedures(const Schema& schema,
                                                      std::span<const Routine> system_routines,
                                                      const CatalogName& name,
                                                      const CatalogOptions& options);
Result<std::unique_ptr<ResultSet>> catalog_procedure_columns(
    const Schema& schema, std::span<const Routine> system_routines, const CatalogName& name,
    const CatalogArgument& column, const CatalogOptions& options);
Result<std::unique_ptr<ResultSet>> catalog_table_privileges(const Schema& schema,
                                                            const CatalogName& name,
                                                            const CatalogOptions& options);
Result<std::unique_ptr<ResultSet>> catalog_column_privileges(const Schema& schema,
                                                             const CatalogName& name,
                                                             const CatalogArgument& column,
                                                             const CatalogOptions& options);
// SQLGetTypeInfo; sql_type 0 (SQL_ALL_TYPES) is every type.
std::unique_ptr<ResultSet> catalog_type_info(std::int16_t sql_type, const CatalogOptions& options);

}  // namespace pillion
