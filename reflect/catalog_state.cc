#include "reflect/catalog_state.h"

#include <array>

#include "reflect/cell_reader.h"

namespace pillion {
namespace {

// pg_postmaster_start_time() tells one server from every other; current_schemas(true) has the
// session's own temporary schema in it. `reported` is what all sessions have told of their changes
// to the catalog, `own` what this one has not told yet (aborted changes count as well, and do no
// harm). A key with `own` in it is of use to this session alone, hence the process id; so is a
// snapshot with temporary tables. The numbers are the catalog tables that a snapshot is read from:
// pg_type, pg_attribute, pg_class, pg_attrdef, pg_constraint, pg_description, pg_index,
// pg_namespace.
constexpr std::string_view kPostgresState = R"(
SELECT pg_catalog.concat_ws(' ', pg_catalog.pg_postmaster_start_time(),
         (SELECT d.oid FROM pg_catalog.pg_database d
          WHERE d.datname = pg_catalog.current_database()),
         current_user, pg_catalog.current_schemas(true), s.reported,
         CASE WHEN s.own <> 0 OR pg_catalog.pg_my_temp_schema() <> 0
              THEN pg_catalog.pg_backend_pid() END, s.own),
       (s.own <> 0 AND pg_catalog.txid_current_if_assigned() IS NOT NULL)::int4
FROM (SELECT sum(pg_catalog.pg_stat_get_tuples_inserted(t.oid)
                 + pg_catalog.pg_stat_get_tuples_updated(t.oid)
                 + pg_catalog.pg_stat_get_tuples_deleted(t.oid)) AS reported,
             sum(pg_catalog.pg_stat_get_xact_tuples_inserted(t.oid)
                 + pg_catalog.pg_stat_get_xact_tuples_updated(t.oid)
                 + pg_catalog.pg_stat_get_xact_tuples_deleted(t.oid)) AS own
      FROM (VALUES (1247::pg_catalog.oid), (1249), (1259), (2604), (2606), (2609), (2610), (2615))
           AS t(oid)) AS s)";

// SQLite counts its changes itself, those of a transaction that was rolled back too.
constexpr std::string_view kSqliteState = R"(
SELECT (SELECT schema_version FROM pragma_schema_version) || ' ' ||
       (SELECT coalesce(group_concat(name || coalesce(sql, '')), '') FROM temp.sqlite_schema), 0)";

constexpr std::array kAsText = {Format::kText};

}  // namespace

Result<CatalogState> catalog_state(QueryRunner& session) {
  const bool is_sqlite = session.dialect() == Dialect::kSqlite;
  PILLION_TRY(result, session.run({.text = is_sqlite ? kSqliteState : kPostgresState,
                                   .parameters = {},
                                   .formats = kAsText}));
  const CellReader rows(*result);
  if (rows.row_count() == 0) return fail("HY000", "The database does not tell its state.");
  return CatalogState{.key = std::string(rows.text(0, 0)), .settled = rows.number(0, 1) == 0};
}

}  // namespace pillion
