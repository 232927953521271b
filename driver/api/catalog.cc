// Chapter "Catalog functions", answered from the schema snapshot of the session.
#include "driver/api/catalog_call.h"

namespace pillion {
namespace {

template <OdbcChar Char>
SQLRETURN tables(SQLHSTMT handle, const Argument<Char> (&name)[3], const Argument<Char>& type) {
  return serve_catalog(handle,
                       [&](const Schema& schema, const CatalogOptions& options) -> CatalogResult {
                         PILLION_TRY(names, read_name(name));
                         PILLION_TRY(types, type.read());
                         return catalog_tables(schema, names, types, options);
                       });
}

template <OdbcChar Char>
SQLRETURN columns(SQLHSTMT handle, const Argument<Char> (&name)[3], const Argument<Char>& column) {
  return entry<Statement>(handle, [&](Statement& s) -> Outcome {
    PILLION_CHECK(s.require_idle());
    PILLION_TRY(names, read_name(name));
    PILLION_TRY(pattern, column.read());
    const Link& link = s.link();
    PILLION_TRY(view, link.guest->schema());
    std::shared_ptr<const ColumnsByTable> further = std::make_shared<ColumnsByTable>();
    if (link.options.virtual_columns) {
      PILLION_TRY(declared, link.guest->virtual_columns(view));
      further = std::move(declared);
    }
    PILLION_TRY(rows, catalog_columns(view->schema, names, pattern, options_of(s), *further));
    return s.serve(std::move(rows));
  });
}

template <OdbcChar Char>
SQLRETURN primary_keys(SQLHSTMT handle, const Argument<Char> (&name)[3]) {
  return serve_catalog(handle,
                       [&](const Schema& schema, const CatalogOptions& options) -> CatalogResult {
                         PILLION_TRY(names, read_name(name));
                         if (!names.table)
                           return fail("HY009", "SQLPrimaryKeys needs a table's name.");
                         return catalog_primary_keys(schema, names, options);
                       });
}

template <OdbcChar Char>
SQLRETURN foreign_keys(SQLHSTMT handle, const Argument<Char> (&primary)[3],
                       const Argument<Char> (&foreign)[3]) {
  return serve_catalog(
      handle, [&](const Schema& schema, const CatalogOptions& options) -> CatalogResult {
        PILLION_TRY(from, read_name(primary));
        PILLION_TRY(to, read_name(foreign));
        if (!from.table && !to.table)
          return fail("HY009", "SQLForeignKeys needs the name of one table or of both.");
        return catalog_foreign_keys(schema, from, to, options);
      });
}

template <OdbcChar Char>
SQLRETURN statistics(SQLHSTMT handle, const Argument<Char> (&name)[3], SQLUSMALLINT unique,
                     SQLUSMALLINT accuracy) {
  return serve_catalog(
      handle, [&](const Schema& schema, const CatalogOptions& options) -> CatalogResult {
        if (unique != SQL_INDEX_UNIQUE && unique != SQL_INDEX_ALL)
          return fail("HY100", "SQLStatistics takes SQL_INDEX_UNIQUE or SQL_INDEX_ALL.");
        if (accuracy != SQL_QUICK && accuracy != SQL_ENSURE)
          return fail("HY101", "SQLStatistics takes SQL_QUICK or SQL_ENSURE.");
        PILLION_TRY(names, read_name(name));
        if (!names.table) return fail("HY009", "SQLStatistics needs a table's name.");
        return catalog_statistics(schema, names, unique == SQL_INDEX_UNIQUE, options);
      });
}

template <OdbcChar Char>
SQLRETURN special_columns(SQLHSTMT handle, SQLUSMALLINT kind, const Argument<Char> (&name)[3],
                          SQLUSMALLINT scope, SQLUSMALLINT nullable) {
  return serve_catalog(
      handle, [&](const Schema& schema, const CatalogOptions& options) -> CatalogResult {
        if (kind != SQL_BEST_ROWID && kind != SQL_ROWVER)
          return fail("HY097", "SQLSpecialColumns takes SQL_BEST_ROWID or SQL_ROWVER.");
        if (scope > SQL_SCOPE_SESSION) return fail("HY098", "There is no such scope of a row id.");
        if (nullable > SQL_NULLABLE) return fail("HY099", "There is no such nullability.");
        PILLION_TRY(names, read_name(name));
        if (!names.table) return fail("HY009", "SQLSpecialColumns needs a table's name.");
        return catalog_special_columns(schema, names, kind == SQL_ROWVER, nullable == SQL_NULLABLE,
                                       options);
      });
}

}  // namespace
}  // namespace pillion

using namespace pillion;

extern "C" {

SQLRETURN SQL_API SQLTables(SQLHSTMT handle, SQLCHAR* catalog, SQLSMALLINT catalog_length,
                            SQLCHAR* schema, SQLSMALLINT schema_length, SQLCHAR* table,
                            SQLSMALLINT table_length, SQLCHAR* type, SQLSMALLINT type_length) {
  return tables<SQLCHAR>(
      handle, {{catalog, catalog_length}, {schema, schema_length}, {table, table_length}},
      {type, type_length});
}

SQLRETURN SQL_API SQLTablesW(SQLHSTMT handle, SQLWCHAR* catalog, SQLSMALLINT catalog_length,
                             SQLWCHAR* schema, SQLSMALLINT schema_length, SQLWCHAR* table,
                             SQLSMALLINT table_length, SQLWCHAR* type, SQLSMALLINT type_length) {
  return tables<SQLWCHAR>(
      handle, {{catalog, catalog_length}, {schema, schema_length}, {table, table_length}},
      {type, type_length});
}

SQLRETURN SQL_API SQLColumns(SQLHSTMT handle, SQLCHAR* catalog, SQLSMALLINT catalog_length,
                             SQLCHAR* schema, SQLSMALLINT schema_length, SQLCHAR* table,
                             SQLSMALLINT table_length, SQLCHAR* column, SQLSMALLINT column_length) {
  return columns<SQLCHAR>(
      handle, {{catalog, catalog_length}, {schema, schema_length}, {table, table_length}},
      {column, column_length});
}

SQLRETURN SQL_API SQLColumnsW(SQLHSTMT handle, SQLWCHAR* catalog, SQLSMALLINT catalog_length,
                              SQLWCHAR* schema, SQLSMALLINT schema_length, SQLWCHAR* table,
                              SQLSMALLINT table_length, SQLWCHAR* column,
                              SQLSMALLINT column_length) {
  return columns<SQLWCHAR>(
      handle, {{catalog, catalog_length}, {schema, schema_length}, {table, table_length}},
      {column, column_length});
}

SQLRETURN SQL_API SQLPrimaryKeys(SQLHSTMT handle, SQLCHAR* catalog, SQLSMALLINT catalog_length,
                                 SQLCHAR* schema, SQLSMALLINT schema_length, SQLCHAR* table,
                                 SQLSMALLINT table_length) {
  return primary_keys<SQLCHAR>(
      handle, {{catalog, catalog_length}, {schema, schema_length}, {table, table_length}});
}

SQLRETURN SQL_API SQLPrimaryKeysW(SQLHSTMT handle, SQLWCHAR* catalog, SQLSMALLINT catalog_length,
                                  SQLWCHAR* schema, SQLSMALLINT schema_length, SQLWCHAR* table,
                                  SQLSMALLINT table_length) {
  return primary_keys<SQLWCHAR>(
      handle, {{catalog, catalog_length}, {schema, schema_length}, {table, table_length}});
}

SQLRETURN SQL_API SQLForeignKeys(SQLHSTMT handle, SQLCHAR* primary_catalog,
                                 SQLSMALLINT primary_catalog_length, SQLCHAR* primary_schema,
                                 SQLSMALLINT primary_schema_length, SQLCHAR* primary_table,
                                 SQLSMALLINT primary_table_length, SQLCHAR* foreign_catalog,
                                 SQLSMALLINT foreign_catalog_length, SQLCHAR* foreign_schema,
                                 SQLSMALLINT foreign_schema_length, SQLCHAR* foreign_table,
                                 SQLSMALLINT foreign_table_length) {
  return foreign_keys<SQLCHAR>(handle,
                               {{primary_catalog, primary_catalog_length},
                                {primary_schema, primary_schema_length},
                                {primary_table, primary_table_length}},
                               {{foreign_catalog, foreign_catalog_length},
                                {foreign_schema, foreign_schema_length},
                                {foreign_table, foreign_table_length}});
}

SQLRETURN SQL_API SQLForeignKeysW(SQLHSTMT handle, SQLWCHAR* primary_catalog,
                                  SQLSMALLINT primary_catalog_length, SQLWCHAR* primary_schema,
                                  SQLSMALLINT primary_schema_length, SQLWCHAR* primary_table,
                                  SQLSMALLINT primary_table_length, SQLWCHAR* foreign_catalog,
                                  SQLSMALLINT foreign_catalog_length, SQLWCHAR* foreign_schema,
                                  SQLSMALLINT foreign_schema_length, SQLWCHAR* foreign_table,
                                  SQLSMALLINT foreign_table_length) {
  return foreign_keys<SQLWCHAR>(handle,
                                {{primary_catalog, primary_catalog_length},
                                 {primary_schema, primary_schema_length},
                                 {primary_table, primary_table_length}},
                                {{foreign_catalog, foreign_catalog_length},
                                 {foreign_schema, foreign_schema_length},
                                 {foreign_table, foreign_table_length}});
}

SQLRETURN SQL_API SQLStatistics(SQLHSTMT handle, SQLCHAR* catalog, SQLSMALLINT catalog_length,
                                SQLCHAR* schema, SQLSMALLINT schema_length, SQLCHAR* table,
                                SQLSMALLINT table_length, SQLUSMALLINT unique,
                                SQLUSMALLINT accuracy) {
  return statistics<SQLCHAR>(
      handle, {{catalog, catalog_length}, {schema, schema_length}, {table, table_length}}, unique,
      accuracy);
}

SQLRETURN SQL_API SQLStatisticsW(SQLHSTMT handle, SQLWCHAR* catalog, SQLSMALLINT catalog_length,
                                 SQLWCHAR* schema, SQLSMALLINT schema_length, SQLWCHAR* table,
                                 SQLSMALLINT table_length, SQLUSMALLINT unique,
                                 SQLUSMALLINT accuracy) {
  return statistics<SQLWCHAR>(
      handle, {{catalog, catalog_length}, {schema, schema_length}, {table, table_length}}, unique,
      accuracy);
}

SQLRETURN SQL_API SQLSpecialColumns(SQLHSTMT handle, SQLUSMALLINT kind, SQLCHAR* catalog,
                                    SQLSMALLINT catalog_length, SQLCHAR* schema,
                                    SQLSMALLINT schema_length, SQLCHAR* table,
                                    SQLSMALLINT table_length, SQLUSMALLINT scope,
                                    SQLUSMALLINT nullable) {
  return special_columns<SQLCHAR>(
      handle, kind, {{catalog, catalog_length}, {schema, schema_length}, {table, table_length}},
      scope, nullable);
}

SQLRETURN SQL_API SQLSpecialColumnsW(SQLHSTMT handle, SQLUSMALLINT kind, SQLWCHAR* catalog,
                                     SQLSMALLINT catalog_length, SQLWCHAR* schema,
                                     SQLSMALLINT schema_length, SQLWCHAR* table,
                                     SQLSMALLINT table_length, SQLUSMALLINT scope,
                                     SQLUSMALLINT nullable) {
  return special_columns<SQLWCHAR>(
      handle, kind, {{catalog, catalog_length}, {schema, schema_length}, {table, table_length}},
      scope, nullable);
}

}  // extern "C"
