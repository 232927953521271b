"""A table with every kind of built-in type, and its rows as psycopg reads them."""

from __future__ import annotations

# name, type, a value, another value; the third row is all NULL.
COLUMNS = [
    ("yes", "boolean", "true", "false"),
    ("small", "smallint", "-32768", "7"),
    ("whole", "integer", "2147483647", "0"),
    ("big", "bigint", "-9223372036854775808", "9007199254740993"),
    ("single_float", "real", "1.1", "-0"),
    ("double_float", "double precision", "0.1", "1e300"),
    ("exact", "numeric", "12345678901234567890.123", "-0.00001"),
    ("price", "numeric(10,2)", "9.90", "-12345678.01"),
    ("words", "text", "'Grüße 😀'", "''"),
    ("code", "varchar(5)", "'abc'", "'ÄÖÜ'"),
    ("fixed", "char(4)", "'ab'", "'abcd'"),
    ("raw", "bytea", r"'\xdeadbeef00'", "''"),
    ("born", "date", "'2024-02-29'", "'0001-01-01'"),
    ("at", "time", "'12:34:56'", "'00:00:00'"),
    ("at_zone", "timetz", "'12:34:56+02'", "'00:00:00-05:30'"),
    ("made", "timestamp", "'2024-02-29 23:59:59.999999'", "'1999-12-31 00:00:00'"),
    ("seen", "timestamptz", "'2024-07-01 12:00:00.5+00'", "'2024-01-01 00:00:00+00'"),
    ("span", "interval", "'1 year 2 days 03:04:05.6'", "'-1 day'"),
    ("key", "uuid", "'123e4567-e89b-12d3-a456-426614174000'", "'00000000-0000-0000-0000-000000000000'"),
    ("doc", "json", """'{"a": [1, null]}'""", "'null'"),
    ("docb", "jsonb", """'{"a": "é"}'""", "'[]'"),
    ("markup", "xml", "'<a>b</a>'", "'<b/>'"),
    ("list", "integer[]", "'{1,NULL,3}'", "'{}'"),
    ("texts", "text[]", """'{"a b",c}'""", "'{{x},{y}}'"),
    ("level", "shop_level", "'low'", "'high'"),
    ("numbers", "int4range", "'[1,5)'", "'empty'"),
    ("amount", "money", "'12.34'", "'-1'"),
    ("address", "inet", "'10.0.0.1/8'", "'::1'"),
    ("mac", "macaddr", "'08:00:2b:01:02:03'", "'ff:ff:ff:ff:ff:ff'"),
    ("bits", "bit(3)", "'101'", "'000'"),
    ("more_bits", "varbit", "'10'", "''"),
    ("place", "point", "'(1,2.5)'", "'(0,0)'"),
    ("ring", "polygon", "'((0,0),(1,1),(1,0))'", "'((0,0))'"),
    ("found", "tsvector", "'a:1 b:2'", "''"),
    ("pair", "shop_pair", "'(1,x)'", "'(,)'"),
    ("object", "oid", "4294967295", "1"),
]

CREATE = (
    "CREATE TYPE shop_pair AS (a integer, b text);"
    f"CREATE TABLE every_type (id integer, {', '.join(f'{name} {type_}' for name, type_, *_ in COLUMNS)});"
    + "".join(
        f"INSERT INTO every_type VALUES ({row}, {', '.join(column[row + 1] for column in COLUMNS)});"
        for row in (1, 2)
    )
    + "INSERT INTO every_type (id) VALUES (3);"
)
NAMES = [name for name, *_ in COLUMNS]
SELECT = f"SELECT {', '.join(NAMES)} FROM every_type ORDER BY id"

# The server's own output: a cast to text shows some types otherwise (inet).
_OUTPUT = "CASE WHEN {0}::text IS NOT NULL THEN format('%s', {0}) END"
# The types whose text is ODBC's, not the server's.
_AS_TEXT = {
    "boolean": "({0}::int)::text",
    "bytea": "upper(encode({0}, 'hex'))",
}
SELECT_TEXT = "SELECT {} FROM every_type ORDER BY id".format(
    ", ".join(_AS_TEXT.get(type_, _OUTPUT).format(name) for name, type_, *_ in COLUMNS)
)
# What pyodbc has a Python type for; everything else is text to it.
NATIVE = {
    "boolean", "smallint", "integer", "bigint", "real", "double precision", "numeric", "numeric(10,2)",
    "text", "varchar(5)", "char(4)", "bytea", "date", "time", "timestamp", "oid",
}  # fmt: skip
SELECT_NATIVE = "SELECT {} FROM every_type ORDER BY id".format(
    ", ".join(name if type_ in NATIVE else _OUTPUT.format(name) for name, type_, *_ in COLUMNS)
)
