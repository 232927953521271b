"""What the catalog functions must answer, from information_schema and the system catalogs alone."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

SCHEMAS = ("plant", "Depot")
UNKNOWN = 65535  # the size said of text without a limit

# udt_name: TYPE_NAME, DATA_TYPE, COLUMN_SIZE, BUFFER_LENGTH, DECIMAL_DIGITS, NUM_PREC_RADIX, by
# Appendix D of the ODBC reference (sizes, transfer octet lengths). A type that is not here is text.
FIXED = {
    "bool": ("boolean", -7, 1, 1, None, None),
    "int2": ("smallint", 5, 5, 2, 0, 10),
    "int4": ("integer", 4, 10, 4, 0, 10),
    "int8": ("bigint", -5, 19, 8, 0, 10),
    "float4": ("real", 7, 7, 4, None, 10),
    "float8": ("double precision", 8, 15, 8, None, 10),
    "date": ("date", 91, 10, 6, None, None),
    "uuid": ("uuid", -11, 36, 16, None, None),
    "bytea": ("bytea", -3, UNKNOWN, UNKNOWN, None, None),
}
# Text whose length the type itself limits: characters.
LIMITED = {"interval": 64, "timetz": 24, "name": 63}
SPELLED = {
    "varchar": ("character varying", -9),
    "bpchar": ("character", -8),
    "timetz": ("time with time zone", -9),
    "bit": ("bit", -9),
    "varbit": ("bit varying", -9),
}
DATETIME = {91: 1, 92: 2, 93: 3}  # SQL_DATETIME_SUB


def describe(
    udt: str,
    spelled: str,  # as format_type() does without the modifier
    length: int | None = None,
    precision: int | None = None,
    scale: int | None = None,
    fraction: int | None = None,
) -> Row:
    """The columns about a type, from what information_schema says of it."""
    octets = None
    if udt in FIXED:
        name, kind, size, buffer, digits, radix = FIXED[udt]
        octets = buffer if udt == "bytea" else None
    elif udt == "numeric":
        name, kind, size, digits, radix = (
            "numeric",
            2,
            precision or 38,
            16 if precision is None else scale,
            10,
        )
        buffer = size + 2
    elif udt in ("time", "timestamp", "timestamptz"):
        fraction = 6 if fraction is None else fraction
        name = spelled
        kind, whole, buffer = (92, 8, 6) if udt == "time" else (93, 19, 16)
        size, digits, radix = whole + (fraction + 1 if fraction else 0), fraction, None
    else:
        name, kind = SPELLED.get(udt, (spelled, -9))
        size = length or LIMITED.get(udt, UNKNOWN)
        digits = radix = None
        buffer = octets = 4 * size
    return {
        "DATA_TYPE": kind,
        "TYPE_NAME": name,
        "COLUMN_SIZE": size,
        "BUFFER_LENGTH": buffer,
        "DECIMAL_DIGITS": digits,
        "NUM_PREC_RADIX": radix,
        "SQL_DATA_TYPE": 9 if kind in DATETIME else kind,
        "SQL_DATETIME_SUB": DATETIME.get(kind),
        "CHAR_OCTET_LENGTH": octets,
    }


def as_texts(row: Row) -> dict[str, str | None]:
    return {name: None if value is None else str(value) for name, value in row.items()}


class Oracle:
    def __init__(self, host: Any) -> None:
        self.host = host

    def rows(self, query: str, *parameters: Any) -> list[Row]:
        cursor = self.host.execute(query, parameters)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor.fetchall()]

    def tables(self) -> list[Row]:
        return self.rows(
            """
            SELECT current_database() AS "TABLE_CAT", s AS "TABLE_SCHEM", t AS "TABLE_NAME",
                   kind AS "TABLE_TYPE",
                   obj_description(format('%%I.%%I', s, t)::regclass, 'pg_class') AS "REMARKS"
            FROM (SELECT table_schema::text, table_name::text,
                         CASE table_type WHEN 'BASE TABLE' THEN 'TABLE' WHEN 'FOREIGN' THEN 'FOREIGN TABLE'
                              ELSE table_type END
                  FROM information_schema.tables
                  UNION ALL SELECT schemaname, matviewname, 'MATERIALIZED VIEW' FROM pg_matviews
                 ) AS x(s, t, kind)
            WHERE s = ANY (%s)
            ORDER BY kind COLLATE "C", s COLLATE "C", t COLLATE "C" """,
            list(SCHEMAS),
        )

    def columns(self) -> list[Row]:
        found = self.rows(
            """
            SELECT c.*, format_type(a.atttypid, NULL) AS spelled,
                   col_description(a.attrelid, a.attnum) AS remarks,
                   row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS place
            FROM information_schema.columns c
            JOIN pg_attribute a ON a.attrelid = format('%%I.%%I', table_schema, table_name)::regclass
                               AND a.attname = column_name
            WHERE table_schema = ANY (%s)
            ORDER BY table_schema COLLATE "C", table_name COLLATE "C", ordinal_position""",
            list(SCHEMAS),
        )
        return [
            {
                "TABLE_CAT": c["table_catalog"],
                "TABLE_SCHEM": c["table_schema"],
                "TABLE_NAME": c["table_name"],
                "COLUMN_NAME": c["column_name"],
                **describe(
                    c["udt_name"],
                    c["spelled"],
                    c["character_maximum_length"],
                    c["numeric_precision"],
                    c["numeric_scale"],
                    c["datetime_precision"],
                ),
                "NULLABLE": int(c["is_nullable"] == "YES"),
                "REMARKS": c["remarks"],
                "COLUMN_DEF": c["column_default"],
                "ORDINAL_POSITION": c["place"],
                "IS_NULLABLE": c["is_nullable"],
            }
            for c in found
        ]

    def primary_keys(self) -> list[Row]:
        return self.rows(
            """
            SELECT k.table_catalog AS "TABLE_CAT", k.table_schema AS "TABLE_SCHEM",
                   k.table_name AS "TABLE_NAME", k.column_name AS "COLUMN_NAME",
                   k.ordinal_position AS "KEY_SEQ", k.constraint_name AS "PK_NAME"
            FROM information_schema.table_constraints c
            JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name, table_name)
            WHERE c.constraint_type = 'PRIMARY KEY' AND c.table_schema = ANY (%s)
            ORDER BY k.table_schema COLLATE "C", k.table_name COLLATE "C", k.ordinal_position""",
            list(SCHEMAS),
        )

    def foreign_keys(self) -> list[Row]:
        """Without the copies that a key to a partitioned table has for each of its partitions."""
        return self.rows(
            """
            SELECT current_database() AS "PKTABLE_CAT", pn.nspname AS "PKTABLE_SCHEM",
                   p.relname AS "PKTABLE_NAME", pa.attname AS "PKCOLUMN_NAME",
                   current_database() AS "FKTABLE_CAT", fn.nspname AS "FKTABLE_SCHEM",
                   f.relname AS "FKTABLE_NAME", fa.attname AS "FKCOLUMN_NAME", place AS "KEY_SEQ",
                   array_position(a.rules, r.update_rule::text) - 1 AS "UPDATE_RULE",
                   array_position(a.rules, r.delete_rule::text) - 1 AS "DELETE_RULE",
                   c.conname AS "FK_NAME", r.unique_constraint_name AS "PK_NAME",
                   CASE WHEN t.initially_deferred = 'YES' THEN 5 WHEN t.is_deferrable = 'YES' THEN 6
                        ELSE 7 END AS "DEFERRABILITY"
            FROM pg_constraint c
            CROSS JOIN (VALUES ('{CASCADE,RESTRICT,SET NULL,NO ACTION,SET DEFAULT}'::text[])) AS a(rules)
            JOIN pg_class f ON f.oid = c.conrelid JOIN pg_namespace fn ON fn.oid = f.relnamespace
            JOIN pg_class p ON p.oid = c.confrelid JOIN pg_namespace pn ON pn.oid = p.relnamespace
            CROSS JOIN unnest(c.conkey, c.confkey) WITH ORDINALITY AS k(own, other, place)
            JOIN pg_attribute fa ON fa.attrelid = f.oid AND fa.attnum = own
            JOIN pg_attribute pa ON pa.attrelid = p.oid AND pa.attnum = other
            JOIN information_schema.table_constraints t
              ON t.constraint_name = c.conname AND t.table_name = f.relname AND t.table_schema = fn.nspname
            JOIN LATERAL (SELECT * FROM information_schema.referential_constraints r
                          WHERE r.constraint_name = c.conname AND r.constraint_schema = fn.nspname
                          LIMIT 1) r ON true
            WHERE c.contype = 'f' AND fn.nspname = ANY (%s)
              AND NOT EXISTS (SELECT FROM pg_constraint up
                              WHERE up.oid = c.conparentid AND up.conrelid = c.conrelid)
            """,
            list(SCHEMAS),
        )

    def statistics(self, schema: str, table: str, unique_only: bool) -> list[Row]:
        return self.rows(
            """
            SELECT current_database() AS "TABLE_CAT", n.nspname AS "TABLE_SCHEM", t.relname AS "TABLE_NAME",
                   x.non_unique AS "NON_UNIQUE", x.qualifier AS "INDEX_QUALIFIER", x.index AS "INDEX_NAME",
                   x.kind AS "TYPE", x.place AS "ORDINAL_POSITION", x.what AS "COLUMN_NAME",
                   x.direction AS "ASC_OR_DESC",
                   CASE WHEN x.tuples >= 0 THEN x.tuples::bigint END AS "CARDINALITY",
                   CASE WHEN x.tuples >= 0 THEN x.pages END AS "PAGES", x.filter AS "FILTER_CONDITION"
            FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
            CROSS JOIN LATERAL (
              SELECT NULL::int AS non_unique, NULL::text AS qualifier, NULL::text AS index, 0 AS kind,
                     NULL::bigint AS place, NULL::text AS what, NULL::text AS direction,
                     t.reltuples AS tuples, t.relpages AS pages, NULL::text AS filter
              UNION ALL
              SELECT 1 - i.indisunique::int, n.nspname, c.relname,
                     CASE WHEN i.indisclustered THEN 1 WHEN m.amname = 'hash' THEN 2 ELSE 3 END,
                     k.place, coalesce(a.attname::text, pg_get_indexdef(i.indexrelid, k.place::int, false)),
                     CASE WHEN m.amname = 'btree' THEN
                       CASE WHEN pg_index_column_has_property(i.indexrelid, k.place::int, 'desc')
                            THEN 'D' ELSE 'A' END END,
                     c.reltuples, c.relpages, pg_get_expr(i.indpred, i.indrelid)
              FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
              CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attribute, place)
              LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attribute AND k.attribute > 0
              WHERE i.indrelid = t.oid AND k.place <= i.indnkeyatts AND (i.indisunique OR NOT %s)) AS x
            WHERE n.nspname = %s AND t.relname = %s
            ORDER BY x.non_unique NULLS FIRST, x.kind, x.index COLLATE "C", x.place""",
            unique_only,
            schema,
            table,
        )

    def table_privileges(self) -> list[Row]:
        return self.rows(
            """
            SELECT table_catalog AS "TABLE_CAT", table_schema AS "TABLE_SCHEM", table_name AS "TABLE_NAME",
                   grantor AS "GRANTOR", grantee AS "GRANTEE", privilege_type AS "PRIVILEGE",
                   is_grantable AS "IS_GRANTABLE"
            FROM information_schema.table_privileges WHERE table_schema = ANY (%s)
            ORDER BY table_schema COLLATE "C", table_name COLLATE "C", privilege_type COLLATE "C",
                     grantee COLLATE "C", grantor COLLATE "C" """,
            list(SCHEMAS),
        )

    def column_privileges(self, schema: str, table: str) -> list[Row]:
        return self.rows(
            """
            SELECT table_catalog AS "TABLE_CAT", table_schema AS "TABLE_SCHEM", table_name AS "TABLE_NAME",
                   column_name AS "COLUMN_NAME", grantor AS "GRANTOR", grantee AS "GRANTEE",
                   privilege_type AS "PRIVILEGE", is_grantable AS "IS_GRANTABLE"
            FROM information_schema.column_privileges WHERE table_schema = %s AND table_name = %s
            ORDER BY column_name COLLATE "C", privilege_type COLLATE "C",
                     grantee COLLATE "C", grantor COLLATE "C" """,
            schema,
            table,
        )

    def _routines(self) -> list[Row]:
        return self.rows(
            """
            SELECT r.*, p.oid, p.prorettype, format_type(p.prorettype, NULL) AS spelled,
                   p.proretset::int AS returns_set, obj_description(p.oid, 'pg_proc') AS remarks,
                   coalesce(p.proargmodes @> '{t}', false) AS returns_table, t.typtype, t.typrelid
            FROM information_schema.routines r
            JOIN pg_proc p ON r.specific_name = p.proname || '_' || p.oid
            JOIN pg_type t ON t.oid = p.prorettype
            WHERE r.routine_schema = ANY (%s) AND r.routine_type IS NOT NULL
            ORDER BY r.routine_schema COLLATE "C", r.routine_name COLLATE "C",
                     pg_get_function_identity_arguments(p.oid) COLLATE "C" """,
            list(SCHEMAS),
        )

    def _parameters(self, routine: Row) -> list[Row]:
        return self.rows(
            """
            SELECT a.*, a.ordinal_position > p.pronargs AND a.parameter_mode = 'OUT'
                        AND coalesce(p.proargmodes[a.ordinal_position] = 't', false) AS of_table,
                   t.type, format_type(t.type, NULL) AS spelled
            FROM information_schema.parameters a JOIN pg_proc p ON p.oid = %s,
                 LATERAL (SELECT (coalesce(p.proallargtypes, p.proargtypes::oid[]))[a.ordinal_position
                          - CASE WHEN p.proallargtypes IS NULL THEN 1 ELSE 0 END]) AS t(type)
            WHERE a.specific_name = %s AND a.specific_schema = %s ORDER BY a.ordinal_position""",
            routine["oid"],
            routine["specific_name"],
            routine["specific_schema"],
        )

    def _length(self, type_: int, modifier: int = -1) -> int | None:
        """Of text, in characters; that of a domain is further down, where it may rest on a domain."""
        [row] = self.rows(
            """
            WITH RECURSIVE down (type, modifier) AS (
                SELECT %s::oid, %s::int UNION ALL
                SELECT t.typbasetype, t.typtypmod FROM down JOIN pg_type t ON t.oid = down.type
                WHERE t.typtype = 'd')
            SELECT max(information_schema._pg_char_max_length(type, modifier)) AS length FROM down""",
            type_,
            modifier,
        )
        return row["length"]

    def procedures(self) -> list[Row]:
        rows = []
        for routine in self._routines():
            modes = [p["parameter_mode"] for p in self._parameters(routine) if not p["of_table"]]
            rows.append(
                {
                    "PROCEDURE_CAT": routine["routine_catalog"],
                    "PROCEDURE_SCHEM": routine["routine_schema"],
                    "PROCEDURE_NAME": routine["routine_name"],
                    "NUM_INPUT_PARAMS": sum(mode in ("IN", "INOUT") for mode in modes),
                    "NUM_OUTPUT_PARAMS": sum(mode in ("OUT", "INOUT") for mode in modes),
                    "NUM_RESULT_SETS": routine["returns_set"],
                    "REMARKS": routine["remarks"],
                    "PROCEDURE_TYPE": {"PROCEDURE": 1, "FUNCTION": 2}[routine["routine_type"]],
                }
            )
        return rows

    def procedure_columns(self) -> list[Row]:
        rows = []
        for routine in self._routines():
            columns = self._columns_of(routine)
            for kind, name, described, default, place in sorted(columns, key=lambda column: column[0]):
                rows.append(
                    {
                        "PROCEDURE_CAT": routine["routine_catalog"],
                        "PROCEDURE_SCHEM": routine["routine_schema"],
                        "PROCEDURE_NAME": routine["routine_name"],
                        "COLUMN_NAME": name or "",
                        "COLUMN_TYPE": kind,
                        **described,
                        "NULLABLE": 1,
                        "REMARKS": None,
                        "COLUMN_DEF": default,
                        "ORDINAL_POSITION": place,
                        "IS_NULLABLE": "YES",
                    }
                )
        return rows

    def _columns_of(self, routine: Row) -> list[tuple]:
        columns, results, arguments = [], 0, 0
        for each in self._parameters(routine):
            if each["of_table"]:
                results += 1
                kind, place = 3, results
            else:
                arguments += 1
                kind, place = {"IN": 1, "INOUT": 2, "OUT": 4}[each["parameter_mode"]], arguments
            described = describe(each["udt_name"], each["spelled"], self._length(each["type"]))
            columns.append((kind, each["parameter_name"], described, each["parameter_default"], place))
        if any(kind != 1 for kind, *_ in columns) or routine["data_type"] in (None, "void"):
            return columns
        if routine["typtype"] == "c":
            fields = self.rows(
                """SELECT attname, typname, format_type(atttypid, NULL) AS spelled, attnum, atttypid,
                          atttypmod
                   FROM pg_attribute JOIN pg_type t ON t.oid = atttypid
                   WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum""",
                routine["typrelid"],
            )
            for place, field in enumerate(fields, 1):
                length = self._length(field["atttypid"], field["atttypmod"])
                described = describe(field["typname"], field["spelled"], length)
                columns.append((3, field["attname"], described, None, place))
            return columns
        length = self._length(routine["prorettype"])
        described = describe(routine["type_udt_name"], routine["spelled"], length)
        columns.append((3, "", described, None, 1) if routine["returns_set"] else (5, "", described, None, 0))
        return columns
