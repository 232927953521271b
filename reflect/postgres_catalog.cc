#include "reflect/postgres_catalog.h"

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace pillion {
namespace {

// The type of each column is that of the first branch, so this one casts.
constexpr std::string_view kDatabase = R"(
SELECT 1, 0::pg_catalog.oid, 0::pg_catalog.oid, 0, 0, pg_catalog.current_database()::text,
       pg_catalog.array_to_string(pg_catalog.acldefault('r', 10), ','), NULL::text)";

// current_schemas(true) is what names are really looked for in: schemas that do not exist are left
// out, pg_catalog and the session's temporary schema are put where they are searched.
constexpr std::string_view kSearchPath = R"(
SELECT 2, 0, 0, s.place::int4, 0, s.name::text, NULL, NULL
FROM pg_catalog.unnest(pg_catalog.current_schemas(true)) WITH ORDINALITY AS s(name, place))";

// relkind: tables, partitioned tables, views, materialized views and foreign tables. The rest are
// indexes, sequences, composite types and TOAST tables. Another session's temporary tables are in
// the catalog too, but nobody else can read them.
constexpr std::string_view kTables = R"(
SELECT 3, c.oid, c.relowner, pg_catalog.ascii(c.relkind::text) + c.relispartition::int4 * 256, c.relpages, c.relname::text,
       n.nspname::text, c.reltuples::int8::text
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND NOT pg_catalog.pg_is_other_temp_schema(n.oid))";

// attnum > 0: the system columns (ctid, xmin) are below. A dropped column stays in the catalog for
// as long as the table. Indexes have attributes as well, hence the join.
constexpr std::string_view kColumns = R"(
SELECT 4, a.attrelid, a.atttypid,
       a.attnum + a.attnotnull::int4 * 65536 + (a.attidentity <> '')::int4 * 131072
       + (a.attgenerated <> '')::int4 * 262144 + (a.attidentity = 'a')::int4 * 524288,
       a.atttypmod, a.attname::text,
       CASE WHEN a.attcollation NOT IN (0, 100) AND a.atttypid <> 19
            THEN (SELECT l.collname::text FROM pg_catalog.pg_collation l
                  WHERE l.oid = a.attcollation) END, NULL
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f'))";

// Types are spelled once for each (type, modifier), not once for each column.
constexpr std::string_view kTypes = R"(
SELECT 5, 0, t.atttypid, 0, t.atttypmod, pg_catalog.format_type(t.atttypid, t.atttypmod), NULL, NULL
FROM (SELECT DISTINCT a.atttypid, a.atttypmod FROM pg_catalog.pg_attribute a
      WHERE a.attnum > 0 AND NOT a.attisdropped) AS t)";

// A default names no columns, so it is spelled without its table (0), which is several times as
// fast. The expression of a generated column is kept in the same place.
constexpr std::string_view kDefaults = R"(
SELECT 6, d.adrelid, 0, d.adnum::int4, (a.attgenerated <> '')::int4,
       pg_catalog.pg_get_expr(d.adbin, CASE WHEN a.attgenerated = '' THEN 0 ELSE d.adrelid END),
       NULL, NULL
FROM pg_catalog.pg_attrdef d
JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum)";

constexpr std::string_view kComments = R"(
SELECT 7, d.objoid, 0, d.objsubid, (d.classoid = 1247)::int4, d.description, NULL, NULL
FROM pg_catalog.pg_description d
WHERE d.classoid IN ('pg_catalog.pg_class'::pg_catalog.regclass,
                     'pg_catalog.pg_type'::pg_catalog.regclass))";

// An index is no key where it is not valid yet (CREATE INDEX CONCURRENTLY that failed) or where it
// excludes overlaps instead of equals; it is a late one where its constraint is deferrable. Every
// table has a TOAST index of its own, which nobody asks for.
constexpr std::string_view kIndexes = R"(
SELECT 8, i.indrelid, i.indexrelid,
       i.indisunique::int4 + i.indisprimary::int4 * 2 + (i.indpred IS NOT NULL)::int4 * 4
       + (NOT i.indimmediate)::int4 * 8 + (i.indisexclusion OR NOT i.indisvalid)::int4 * 16
       + i.indisclustered::int4 * 32 + i.indisexclusion::int4 * 64
       + (NOT i.indisvalid)::int4 * 128,
       c.relpages, c.relname::text, i.indkey::text,
       i.indnkeyatts::text || ' ' || c.reltuples::int8::text || ' ' || m.amname::text || ' '
       || i.indoption::text
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
JOIN pg_catalog.pg_am m ON m.oid = c.relam
WHERE c.relnamespace <> 'pg_toast'::pg_catalog.regnamespace)";

// A key to a partitioned table has a copy for each partition it may point into, with the same
// conrelid as its parent: those say nothing new. A partition's own copy of a key has another
// conrelid, and is needed where the partition is queried by its name. A temporal key (PERIOD)
// refers to an exclusion index: it is no equality, so it makes no join.
constexpr std::string_view kForeignKeys = R"(
SELECT 9, k.conrelid, k.confrelid,
       k.condeferrable::int4 + k.condeferred::int4 * 2 + (k.conparentid <> 0)::int4 * 4
       + (NOT k.convalidated)::int4 * 8,
       pg_catalog.ascii(k.confupdtype::text) * 256 + pg_catalog.ascii(k.confdeltype::text),
       k.conname::text,
       pg_catalog.array_to_string(k.conkey, ' ') || ';' ||
       pg_catalog.array_to_string(k.confkey, ' '), c.relname::text
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid AND NOT i.indisexclusion
JOIN pg_catalog.pg_class c ON c.oid = k.conindid
LEFT JOIN pg_catalog.pg_constraint parent ON parent.oid = k.conparentid
WHERE k.contype = 'f' AND (parent.oid IS NULL OR parent.conrelid <> k.conrelid))";

constexpr std::string_view kSchemas = R"(
SELECT 10, 0, 0, pg_catalog.has_schema_privilege(n.oid, 'USAGE')::int4, 0, n.nspname::text, NULL, NULL
FROM pg_catalog.pg_namespace n
WHERE n.nspname NOT LIKE 'pg\_toast%' AND NOT pg_catalog.pg_is_other_temp_schema(n.oid))";

// Enumerations, domains and composite types. Every table has a composite type as well, which says
// nothing new; that of CREATE TYPE has an entry of kind 'c' in pg_class.
constexpr std::string_view kUserTypes = R"(
SELECT 11, t.oid, t.typbasetype, pg_catalog.ascii(t.typtype::text) + t.typnotnull::int4 * 256,
       t.typtypmod, t.typname::text, n.nspname::text, t.typdefault
FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
WHERE (t.typtype IN ('d', 'e') OR t.typtype = 'c' AND c.relkind = 'c')
  AND NOT pg_catalog.pg_is_other_temp_schema(n.oid))";

constexpr std::string_view kLabels = R"(
SELECT 14, e.enumtypid, 0,
       (pg_catalog.row_number() OVER (PARTITION BY e.enumtypid ORDER BY e.enumsortorder))::int4, 0,
       e.enumlabel::text, NULL, NULL
FROM pg_catalog.pg_enum e)";

// Place 0 is the type that a domain rests on.
constexpr std::string_view kAttributes = R"(
SELECT 15, t.oid, t.typbasetype, 0, t.typtypmod, NULL,
       pg_catalog.format_type(t.typbasetype, t.typtypmod), NULL
FROM pg_catalog.pg_type t WHERE t.typtype = 'd'
UNION ALL
SELECT 15, c.reltype, a.atttypid, a.attnum::int4, a.atttypmod, a.attname::text,
       pg_catalog.format_type(a.atttypid, a.atttypmod), NULL
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind = 'c' AND a.attnum > 0 AND NOT a.attisdropped)";

// Partitions too. A partitioned index inherits as well, and is of no table's kind.
constexpr std::string_view kParents = R"(
SELECT 13, i.inhrelid, i.inhparent, i.inhseqno, 0, NULL, NULL, NULL
FROM pg_catalog.pg_inherits i)";

// Few indexes have expressions or a predicate, and spelling one takes long: only those are.
constexpr std::string_view kIndexTexts = R"(
SELECT 12, i.indrelid, i.indexrelid, p.place, 0,
       CASE WHEN p.place = 0 THEN pg_catalog.pg_get_expr(i.indpred, i.indrelid)
            ELSE pg_catalog.pg_get_indexdef(i.indexrelid, p.place, false) END, NULL, NULL
FROM pg_catalog.pg_index i, pg_catalog.generate_series(0, i.indnkeyatts::int4) AS p(place)
WHERE (i.indpred IS NOT NULL OR i.indexprs IS NOT NULL)
  AND CASE WHEN p.place = 0 THEN i.indpred IS NOT NULL ELSE i.indkey[p.place - 1] = 0 END)";

// The parse tree, and not pg_get_viewdef(): that takes locks, and ten times as long. The views of
// the system lead to no keys.
constexpr std::string_view kViews = R"(
SELECT 16, r.ev_class, 0, 0, 0, r.ev_action::text, NULL, NULL
FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE r.ev_type = '1' AND c.relkind IN ('v', 'm')
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND NOT pg_catalog.pg_is_other_temp_schema(n.oid))";

// The session has the rights of a role that it is a member of and inherits from.
constexpr std::string_view kRoles = R"(
SELECT 17, r.oid, 0, pg_catalog.pg_has_role(r.oid, 'USAGE')::int4, 0, r.rolname::text, NULL, NULL
FROM pg_catalog.pg_roles r)";

// NULL: nothing was granted, and the owner has what an owner has by default.
constexpr std::string_view kGrants = R"(
SELECT 18, c.oid, 0, 0, 0, pg_catalog.array_to_string(c.relacl, ','), NULL, NULL
FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relacl IS NOT NULL
UNION ALL
SELECT 18, a.attrelid, 0, a.attnum::int4, 0, pg_catalog.array_to_string(a.attacl, ','), NULL, NULL
FROM pg_catalog.pg_attribute a WHERE a.attacl IS NOT NULL AND a.attnum > 0 AND NOT a.attisdropped)";

// Aggregates and window functions are of another prokind.
constexpr std::string_view kRoutines = R"(
SELECT 19, p.oid, 0, pg_catalog.ascii(p.prokind::text) + p.proretset::int4 * 256, 0,
       p.proname::text, n.nspname::text,
       (SELECT d.description FROM pg_catalog.pg_description d
        WHERE d.objoid = p.oid AND d.classoid = 1255 AND d.objsubid = 0)
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE p.prokind IN ('f', 'p') AND n.nspname {0} IN ('pg_catalog', 'information_schema')
  AND NOT pg_catalog.pg_is_other_temp_schema(n.oid))";

// A function of the session's temporary schema is only found under that schema's alias.
constexpr std::string_view kAggregates = R"(
SELECT 21, 0, 0, CASE WHEN p.provariadic = 0 THEN p.pronargs::int4 ELSE -1 END, 0, p.proname::text,
       CASE WHEN n.oid = pg_catalog.pg_my_temp_schema() THEN 'pg_temp' ELSE n.nspname::text END, NULL
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE p.prokind = 'a' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND NOT pg_catalog.pg_is_other_temp_schema(n.oid))";

// proallargtypes and proargmodes are NULL where all are input. The result is told apart where none
// of the arguments is one; a composite one gives its columns, as mode 't' (116).
constexpr std::string_view kArguments = R"(
SELECT 20, p.oid, t.type,
       t.place::int4 * 256 + pg_catalog.ascii(coalesce(p.proargmodes[t.place], 'i')::text), -1, p.proargnames[t.place],
       pg_catalog.format_type(t.type, NULL),
       CASE WHEN p.pronargdefaults > 0
            THEN pg_catalog.pg_get_function_arg_default(p.oid, t.place::int4) END
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace,
     pg_catalog.unnest(coalesce(p.proallargtypes, p.proargtypes::pg_catalog.oid[]))
       WITH ORDINALITY AS t(type, place)
WHERE p.prokind IN ('f', 'p') AND n.nspname {0} IN ('pg_catalog', 'information_schema')
UNION ALL
SELECT 20, p.oid, p.prorettype, 0, -1, NULL, pg_catalog.format_type(p.prorettype, NULL), NULL
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_type t ON t.oid = p.prorettype
WHERE p.prokind = 'f' AND t.typtype <> 'c'
  AND NOT coalesce(p.proargmodes && '{{o,b,t}}'::pg_catalog."char"[], false)
  AND p.prorettype <> 'pg_catalog.void'::pg_catalog.regtype
  AND n.nspname {0} IN ('pg_catalog', 'information_schema')
UNION ALL
SELECT 20, p.oid, a.atttypid, (1000 + a.attnum::int4) * 256 + 116, a.atttypmod, a.attname::text,
       pg_catalog.format_type(a.atttypid, a.atttypmod), NULL
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_type t ON t.oid = p.prorettype AND t.typtype = 'c'
JOIN pg_catalog.pg_attribute a ON a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
WHERE p.prokind = 'f' AND NOT coalesce(p.proargmodes && '{{o,b,t}}'::pg_catalog."char"[], false)
  AND n.nspname {0} IN ('pg_catalog', 'information_schema'))";

// For a routine's branches, which are either those of the system or the others.
std::string of_system(std::string_view branch) {
  return fmt::format(fmt::runtime(branch), "");
}
std::string of_users(std::string_view branch) {
  return fmt::format(fmt::runtime(branch), "NOT");
}

constexpr std::array kBranches = {kDatabase,  kSearchPath, kTables,     kColumns,     kTypes,
                                  kDefaults,  kComments,   kIndexes,    kForeignKeys, kSchemas,
                                  kUserTypes, kLabels,     kAttributes, kParents,     kIndexTexts,
                                  kViews,     kRoles,      kGrants,     kAggregates};

std::string joined(std::span<const std::string> branches) {
  return fmt::format("{}", fmt::join(branches, "\nUNION ALL"));
}

std::string catalog_query() {
  std::vector<std::string> branches(kBranches.begin(), kBranches.end());
  branches.push_back(of_users(kRoutines));
  branches.push_back(of_users(kArguments));
  return joined(branches);
}

std::string system_routines_query() {
  const std::array branches = {std::string(kDatabase), of_system(kRoutines), of_system(kArguments)};
  return joined(branches);
}

}  // namespace

const std::string& postgres_catalog_query() {
  static const std::string query = catalog_query();
  return query;
}

const std::string& postgres_system_routines_query() {
  static const std::string query = system_routines_query();
  return query;
}

}  // namespace pillion
