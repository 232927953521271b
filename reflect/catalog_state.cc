#include "reflect/catalog_state.h"

#include <array>

#include <fmt/format.h>

#include "reflect/cell_reader.h"

namespace pillion {
namespace {

// The catalog tables that a snapshot and its parts are read from. All of them can be read by every
// role (pg_authid cannot, so a role that is renamed goes unnoticed).
struct CatalogTable {
  int oid;
  std::string_view name;
  std::string_view condition = "true";
};
constexpr std::array kCatalogTables = {
    CatalogTable{.oid = 1247, .name = "pg_type"},
    CatalogTable{.oid = 1249, .name = "pg_attribute", .condition = "attnum > 0"},
    CatalogTable{.oid = 1255, .name = "pg_proc"},
    CatalogTable{.oid = 1259, .name = "pg_class"},
    CatalogTable{.oid = 1261, .name = "pg_auth_members"},
    CatalogTable{.oid = 2604, .name = "pg_attrdef"},
    CatalogTable{.oid = 2606, .name = "pg_constraint"},
    CatalogTable{.oid = 2609, .name = "pg_description"},
    CatalogTable{.oid = 2610, .name = "pg_index"},
    CatalogTable{.oid = 2611, .name = "pg_inherits"},
    CatalogTable{.oid = 2615, .name = "pg_namespace"},
    CatalogTable{.oid = 2618, .name = "pg_rewrite"},
    CatalogTable{.oid = 3456, .name = "pg_collation"},
    CatalogTable{.oid = 3501, .name = "pg_enum"},
};

// A row of the catalog never changes: an update puts another in its place, made by another
// transaction. So the number of the rows that are visible, and the transactions that made them,
// tell one content from another; ROLLBACK TO brings the old ones back. Within one transaction a
// row may be replaced by another of the same, which the session's own count tells. age(xmin) turns
// a transaction number into an integer; less that of a fixed one, it stays as it is while time
// goes on. Rows made by initdb have no age to speak of (2147483647).
constexpr std::string_view kRowsOfTable =
    R"(SELECT {0} AS t, count(*) || ':' || coalesce(sum(pg_catalog.hashint8(
       pg_catalog.age('3'::pg_catalog.xid)::int8 - pg_catalog.age(c.xmin)))
       FILTER (WHERE pg_catalog.age(c.xmin) < 2147483647), 0) AS rows
       FROM pg_catalog.{1} c WHERE {2})";

// pg_postmaster_start_time() tells one server from every other; current_schemas(true) has the
// session's own temporary schema in it. `reported` is what all sessions have told of their changes
// to the catalog, `own` what this one has not told yet: together they change whenever this session
// changes the catalog (aborted changes count as well, and do no harm). Other sessions tell late, so
// of them only what is visible counts.
constexpr std::string_view kPostgresState = R"(
WITH counted AS (
  SELECT sum(pg_catalog.pg_stat_get_tuples_inserted(t.oid)
             + pg_catalog.pg_stat_get_tuples_updated(t.oid)
             + pg_catalog.pg_stat_get_tuples_deleted(t.oid)) AS reported,
         sum(pg_catalog.pg_stat_get_xact_tuples_inserted(t.oid)
             + pg_catalog.pg_stat_get_xact_tuples_updated(t.oid)
             + pg_catalog.pg_stat_get_xact_tuples_deleted(t.oid)) AS own
  FROM (VALUES {0}) AS t(oid)),
place AS (
  SELECT pg_catalog.concat_ws(' ', pg_catalog.pg_postmaster_start_time(),
           (SELECT d.oid FROM pg_catalog.pg_database d
            WHERE d.datname = pg_catalog.current_database()),
           current_user, pg_catalog.current_schemas(true)) AS name),
state AS (
  SELECT place.name, own,
         pg_catalog.concat_ws(' ', place.name, reported, own) AS session,
         pg_catalog.pg_current_snapshot()::text AS visible,
         pg_catalog.current_setting('track_counts')::bool AS is_counted
  FROM counted, place)
SELECT session, visible, {1},
       (NOT is_counted AND pg_catalog.pg_current_xact_id_if_assigned() IS NOT NULL)::int4,
       pg_catalog.concat_ws(' ', name, CASE WHEN own <> 0
                            THEN pg_catalog.concat(pg_catalog.pg_backend_pid(), '/', own) END),
       (is_counted AND own = 0)::int4
FROM state)";
enum StateField : std::int8_t { kSession, kVisible, kRows, kIsUnsettled, kKey, kTellsAll };

// SQLite counts its changes itself, those of a transaction that was rolled back too.
constexpr std::string_view kSqliteState = R"(
SELECT '', '', (SELECT schema_version FROM pragma_schema_version) || ' ' ||
       (SELECT coalesce(group_concat(name || coalesce(sql, '')), '') FROM temp.sqlite_schema) || ' ' ||
       (SELECT coalesce(group_concat(name || narg), '') FROM pragma_function_list
        WHERE NOT builtin AND type IN ('a', 'w')), 0, '', 0)";

// What the session tells by itself, without a look at the catalog: planning fourteen tables takes
// five times as long as the rest.
std::string quick_query() {
  std::string oids;
  for (const CatalogTable& table : kCatalogTables) {
    oids += fmt::format("{}({}::pg_catalog.oid)", oids.empty() ? "" : ", ", table.oid);
  }
  return fmt::format(kPostgresState, oids, "''");
}

std::string whole_query() {
  std::string oids, tables;
  for (const CatalogTable& table : kCatalogTables) {
    oids += fmt::format("{}({}::pg_catalog.oid)", oids.empty() ? "" : ", ", table.oid);
    tables += tables.empty() ? "" : " UNION ALL ";
    tables += fmt::format(kRowsOfTable, table.oid, table.name, table.condition);
  }
  return fmt::format(
      kPostgresState, oids,
      "(SELECT pg_catalog.string_agg(r.rows, ' ' ORDER BY r.t) FROM (" + tables + ") AS r)");
}

constexpr std::array kAsText = {Format::kText};

struct State {
  CatalogState state;
  bool tells_all = false;  // a change of this session's own would show
};

Result<State> ask(QueryRunner& session, std::string_view text,
                  std::span<const Setting> settings = {}) {
  PILLION_TRY(result, session.run({.text = text, .formats = kAsText, .settings = settings}));
  const CellReader rows(*result);
  if (rows.row_count() == 0) return fail("HY000", "The database does not tell its state.");
  State out{.state = {.session = std::string(rows.text(0, kSession)),
                      .visible = std::string(rows.text(0, kVisible)),
                      .key = std::string(rows.text(0, kKey)),
                      .was_read = !rows.text(0, kRows).empty(),
                      .settled = rows.number(0, kIsUnsettled) == 0},
            .tells_all = rows.number(0, kTellsAll) != 0};
  out.state.key += ' ';
  out.state.key += rows.text(0, kRows);
  return out;
}

}  // namespace

Result<CatalogState> catalog_state(QueryRunner& session, const CatalogState& known,
                                   Scrutiny scrutiny) {
  if (session.dialect() != Dialect::kPostgres) {
    PILLION_TRY(now, ask(session, kSqliteState));
    return now.state;
  }
  static const std::string quick = quick_query(), whole = whole_query();
  // The server would compile a query of this cost, which takes longer than to run it.
  static const std::array jit_off = {Setting{.name = "jit", .value = "off"}};
  if (!known.session.empty()) {
    PILLION_TRY(now, ask(session, quick));
    if (now.tells_all && now.state.session == known.session &&
        (scrutiny == Scrutiny::kOwnChanges || now.state.visible == known.visible)) {
      now.state.key = known.key;
      return now.state;
    }
  }
  PILLION_TRY(now, ask(session, whole, jit_off));
  return now.state;
}

}  // namespace pillion
