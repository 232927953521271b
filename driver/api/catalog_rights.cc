// Chapter "Catalog functions": procedures, and privileges.
#include "driver/api/catalog_call.h"

namespace pillion {
namespace {

// The functions of the system itself are read only where the arguments ask for them.
template <OdbcChar Char, class Body>
SQLRETURN serve_routines(SQLHSTMT handle, const Argument<Char> (&name)[3], Body body) {
  return entry<Statement>(handle, [&](Statement& s) -> Outcome {
    PILLION_CHECK(s.require_idle());
    PILLION_TRY(names, read_name(name));
    Guest& guest = *s.link().guest;
    PILLION_TRY(view, guest.schema());
    const CatalogOptions options = options_of(s);
    RoutinesPtr system;
    if (asks_for_system(names, options, view->schema.dialect)) {
      PILLION_TRY(found, guest.system_routines(*view));
      system = std::move(found);
    }
    const std::span<const Routine> routines =
        system == nullptr ? std::span<const Routine>{} : std::span<const Routine>(*system);
    PILLION_TRY(rows, body(view->schema, routines, names, options));
    return s.serve(std::move(rows));
  });
}

template <OdbcChar Char>
SQLRETURN procedures(SQLHSTMT handle, const Argument<Char> (&name)[3]) {
  return serve_routines(handle, name, catalog_procedures);
}

template <OdbcChar Char>
SQLRETURN procedure_columns(SQLHSTMT handle, const Argument<Char> (&name)[3],
                            const Argument<Char>& column) {
  return serve_routines(
      handle, name,
      [&](const Schema& schema, std::span<const Routine> system, const CatalogName& names,
          const CatalogOptions& options) -> CatalogResult {
        PILLION_TRY(pattern, column.read());
        return catalog_procedure_columns(schema, system, names, pattern, options);
      });
}

template <OdbcChar Char>
SQLRETURN table_privileges(SQLHSTMT handle, const Argument<Char> (&name)[3]) {
  return serve_catalog(handle,
                       [&](const Schema& schema, const CatalogOptions& options) -> CatalogResult {
                         PILLION_TRY(names, read_name(name));
                         return catalog_table_privileges(schema, names, options);
                       });
}

template <OdbcChar Char>
SQLRETURN column_privileges(SQLHSTMT handle, const Argument<Char> (&name)[3],
                            const Argument<Char>& column) {
  return serve_catalog(handle,
                       [&](const Schema& schema, const CatalogOptions& options) -> CatalogResult {
                         PILLION_TRY(names, read_name(name));
                         if (!names.table)
                           return fail("HY009", "SQLColumnPrivileges needs a table's name.");
                         PILLION_TRY(pattern, column.read());
                         return catalog_column_privileges(schema, names, pattern, options);
                       });
}

}  // namespace
}  // namespace pillion

using namespace pillion;

extern "C" {

SQLRETURN SQL_API SQLProcedures(SQLHSTMT handle, SQLCHAR* catalog, SQLSMALLINT catalog_length,
                                SQLCHAR* schema, SQLSMALLINT schema_length, SQLCHAR* procedure,
                                SQLSMALLINT procedure_length) {
  return procedures<SQLCHAR>(
      handle, {{catalog, catalog_length}, {schema, schema_length}, {procedure, procedure_length}});
}

SQLRETURN SQL_API SQLProceduresW(SQLHSTMT handle, SQLWCHAR* catalog, SQLSMALLINT catalog_length,
                                 SQLWCHAR* schema, SQLSMALLINT schema_length, SQLWCHAR* procedure,
                                 SQLSMALLINT procedure_length) {
  return procedures<SQLWCHAR>(
      handle, {{catalog, catalog_length}, {schema, schema_length}, {procedure, procedure_length}});
}

SQLRETURN SQL_API SQLProcedureColumns(SQLHSTMT handle, SQLCHAR* catalog, SQLSMALLINT catalog_length,
                                      SQLCHAR* schema, SQLSMALLINT schema_length,
                                      SQLCHAR* procedure, SQLSMALLINT procedure_length,
                                      SQLCHAR* column, SQLSMALLINT column_length) {
  return procedure_columns<SQLCHAR>(
      handle, {{catalog, catalog_length}, {schema, schema_length}, {procedure, procedure_length}},
      {column, column_length});
}

SQLRETURN SQL_API SQLProcedureColumnsW(SQLHSTMT handle, SQLWCHAR* catalog,
                                       SQLSMALLINT catalog_length, SQLWCHAR* schema,
                                       SQLSMALLINT schema_length, SQLWCHAR* procedure,
                                       SQLSMALLINT procedure_length, SQLWCHAR* column,
                                       SQLSMALLINT column_length) {
  return procedure_columns<SQLWCHAR>(
      handle, {{catalog, catalog_length}, {schema, schema_length}, {procedure, procedure_length}},
      {column, column_length});
}

SQLRETURN SQL_API SQLTablePrivileges(SQLHSTMT handle, SQLCHAR* catalog, SQLSMALLINT catalog_length,
                                     SQLCHAR* schema, SQLSMALLINT schema_length, SQLCHAR* table,
                                     SQLSMALLINT table_length) {
  return table_privileges<SQLCHAR>(
      handle, {{catalog, catalog_length}, {schema, schema_length}, {table, table_length}});
}

SQLRETURN SQL_API SQLTablePrivilegesW(SQLHSTMT handle, SQLWCHAR* catalog,
                                      SQLSMALLINT catalog_length, SQLWCHAR* schema,
                                      SQLSMALLINT schema_length, SQLWCHAR* table,
                                      SQLSMALLINT table_length) {
  return table_privileges<SQLWCHAR>(
      handle, {{catalog, catalog_length}, {schema, schema_length}, {table, table_length}});
}

SQLRETURN SQL_API SQLColumnPrivileges(SQLHSTMT handle, SQLCHAR* catalog, SQLSMALLINT catalog_length,
                                      SQLCHAR* schema, SQLSMALLINT schema_length, SQLCHAR* table,
                                      SQLSMALLINT table_length, SQLCHAR* column,
                                      SQLSMALLINT column_length) {
  return column_privileges<SQLCHAR>(
      handle, {{catalog, catalog_length}, {schema, schema_length}, {table, table_length}},
      {column, column_length});
}

SQLRETURN SQL_API SQLColumnPrivilegesW(SQLHSTMT handle, SQLWCHAR* catalog,
                                       SQLSMALLINT catalog_length, SQLWCHAR* schema,
                                       SQLSMALLINT schema_length, SQLWCHAR* table,
                                       SQLSMALLINT table_length, SQLWCHAR* column,
                                       SQLSMALLINT column_length) {
  return column_privileges<SQLWCHAR>(
      handle, {{catalog, catalog_length}, {schema, schema_length}, {table, table_length}},
      {column, column_length});
}

}  // extern "C"
