// What the entry points of the catalog functions have in common.
#pragma once

#include "driver/api/entry.h"
#include "driver/api/text.h"
#include "driver/handles/statement.h"
#include "reflect/catalog.h"

namespace pillion {

using CatalogResult = Result<std::unique_ptr<ResultSet>>;

// An argument as the caller passed it: pointer and length in characters.
template <OdbcChar Char>
struct Argument {
  const Char* text;
  SQLSMALLINT length;
  Result<CatalogArgument> read() const { return optional_argument(text, length); }
};

template <OdbcChar Char>
Result<CatalogName> read_name(const Argument<Char> (&name)[3]) {
  PILLION_TRY(catalog, name[0].read());
  PILLION_TRY(schema, name[1].read());
  PILLION_TRY(table, name[2].read());
  return CatalogName{
      .catalog = std::move(catalog), .schema = std::move(schema), .table = std::move(table)};
}

inline CatalogOptions options_of(Statement& s) {
  return {.metadata_id = s.attributes().metadata_id == SQL_TRUE,
          .odbc2 = s.is_odbc2(),
          .types = s.link().options.types};
}

// Runs a catalog function on the snapshot and serves its rows.
template <class Body>
SQLRETURN serve_catalog(SQLHSTMT handle, Body body) {
  return entry<Statement>(handle, [&](Statement& s) -> Outcome {
    PILLION_CHECK(s.require_idle());
    PILLION_TRY(view, s.link().guest->schema());
    PILLION_TRY(rows, body(view->schema, options_of(s)));
    return s.serve(std::move(rows));
  });
}

}  // namespace pillion
