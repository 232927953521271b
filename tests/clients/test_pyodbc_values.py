"""Values through pyodbc: what comes out is what psycopg reads, what goes in is what was given."""

from __future__ import annotations

import datetime
import decimal
import math
import uuid

import pyodbc
import pytest

# SQL expressions whose value psycopg and pyodbc must agree on, by Python's ==.
SAME = {
    "smallint": "(-32768)::int2",
    "integer": "(-2147483648)::int4",
    "bigint": "9223372036854775807::int8",
    "boolean, true": "true",
    "boolean, false": "false",
    "real": "1.5::float4",
    "double": "0.1::float8 + 0.2",
    "double, infinite": "'-Infinity'::float8",
    "double, tiny": "5e-324::float8",
    "numeric": "12345678901234567890.123456789::numeric",
    "numeric with scale": "10.50::numeric(8, 2)",
    "numeric, negative": "-0.000001::numeric(20, 6)",
    "text": "'plain'::text",
    "text, empty": "''::text",
    "text, emoji": "'a 🐎 rides a 🏍️, naïvely'::text",
    "text, 4095": "repeat('é', 4095)",
    "text, 4096": "repeat('x', 4096)",
    "text, 4097": "repeat('x', 4097)",
    "text, emoji at the edge": "repeat('x', 2047) || '🐎' || repeat('y', 5000)",
    "text, a megabyte": "repeat('0123456789', 100000)",
    "varchar": "'abc'::varchar(10)",
    "char": "'abc'::char(5)",
    "name": "'abc'::name",
    "bytea": "'\\x00ff10'::bytea",
    "bytea, empty": "''::bytea",
    "bytea, long": "decode(repeat('00ff', 10000), 'hex')",
    "date": "'2024-02-29'::date",
    "date, first": "'0001-01-01'::date",
    "date, last": "'9999-12-31'::date",
    "time": "'23:59:59'::time",
    "timestamp": "'2024-02-29 12:34:56.789012'::timestamp",
    "timestamp, early": "'1700-01-01 00:00:00'::timestamp",
    "null": "NULL::int4",
    "null text": "NULL::text",
    "whole number of a count": "(SELECT count(*) FROM shop_book)",
    "sum": "(SELECT sum(qty) FROM shop_sale)",
    "average": "(SELECT avg(qty) FROM shop_sale)",
}


@pytest.mark.parametrize("expression", SAME.values(), ids=SAME)
def test_a_value_is_what_psycopg_reads(host, guest, expression):
    expected = host.execute(f"SELECT {expression}").fetchone()[0]
    read = guest.execute(f"SELECT {expression}").fetchone()[0]
    assert read == expected
    assert type(read) is type(expected)


# Where pyodbc has no type of its own for it: SQL, and what is read.
AS_TEXT = {
    "interval": ("'1 day 02:03:04'::interval", str),
    "json": ("""'{"a": [1, 2]}'::json""", str),
    "jsonb": ("""'{"a": [1, 2]}'::jsonb""", str),
    "array": ("ARRAY[1, 2, 3]", str),
    "inet": ("'10.0.0.1'::inet", str),
    "xml": ("'<a/>'::xml", str),
    "range": ("'[1,5)'::int4range", str),
    "record": ("ROW(1, 'a')", str),
    "enum": ("'high'::shop_level", str),
    "money": ("12.5::numeric::money", str),
    "timestamptz": ("'2024-02-29 12:00:00+02'::timestamptz", datetime.datetime),
    "infinity date": ("'infinity'::timestamp", (datetime.datetime, str)),
}


@pytest.mark.parametrize(("expression", "kind"), AS_TEXT.values(), ids=AS_TEXT)
def test_any_type_can_be_read(host, guest, expression, kind):
    try:
        read = guest.execute(f"SELECT {expression}").fetchone()[0]
    except pyodbc.Error as error:
        assert "infinity" in expression and error.args[0].startswith("22")
        return
    assert isinstance(read, kind)
    if expression.startswith("ARRAY"):
        assert read == "{1,2,3}"


def test_numeric_nan(guest):
    assert math.isnan(guest.execute("SELECT 'NaN'::float8").fetchone()[0])
    assert guest.execute("SELECT 'NaN'::numeric").fetchone()[0].is_nan()


def test_uuid(guest):
    value = uuid.UUID("12345678-1234-5678-1234-567812345678")
    read = guest.execute("SELECT ?", value).fetchone()[0]
    assert uuid.UUID(str(read)) == value
    assert guest.execute("SELECT ?::uuid = '12345678-1234-5678-1234-567812345678'::uuid", value).fetchone()[0]


def test_timestamptz_is_shown_in_the_zone_of_the_session(host, guest):
    host.execute("SET TimeZone = 'Asia/Tokyo'")
    read = guest.execute("SELECT '2024-01-01 00:00:00+00'::timestamptz").fetchone()[0]
    assert read == datetime.datetime(2024, 1, 1, 9)


@pytest.mark.parametrize(
    "setting",
    [
        "DateStyle = 'German'",
        "IntervalStyle = 'iso_8601'",
        "bytea_output = 'escape'",
        "extra_float_digits = -10",
    ],
)
def test_the_hosts_settings_do_not_change_what_is_read(host, guest, setting):
    expressions = ", ".join(
        ["'2024-02-29'::date", "'2024-02-29 01:02:03'::timestamp", "'\\x00ff'::bytea", "0.1::float8 + 0.2"]
    )
    expected = tuple(guest.execute(f"SELECT {expressions}").fetchone())
    host.execute(f"SET {setting}")
    assert tuple(guest.execute(f"SELECT {expressions}").fetchone()) == expected


def test_a_host_with_another_client_encoding(host, guest):
    host.execute("SET client_encoding = 'LATIN1'")
    assert tuple(guest.execute("SELECT 'né', '🐎', ?", "ž🐎").fetchone()) == ("né", "🐎", "ž🐎")
    assert host.info.parameter_status("client_encoding") == "LATIN1"


# A Python value, and the SQL type to cast the marker to; what is read back must be the value.
PARAMETERS = {
    "int": (42, "int4"),
    "int, negative": (-1, "int8"),
    "int, large": (2**62, "int8"),
    "int, huge": (decimal.Decimal(2**70), "numeric"),
    "bool": (True, "bool"),
    "float": (0.1, "float8"),
    "float, large": (1.7976931348623157e308, "float8"),
    "decimal": (decimal.Decimal("12345.678900"), "numeric"),
    "decimal, negative": (decimal.Decimal("-0.01"), "numeric(10, 2)"),
    "str": ("plain", "text"),
    "str, empty": ("", "text"),
    "str, quotes": ('it\'s "quoted" \\ $1 ? {fn x}', "text"),
    "str, emoji": ("🐎🏍️é", "text"),
    "str, long": ("0123456789" * 500, "text"),
    "str, very long": ("é" * 300000, "text"),
    "bytes": (b"\x00\xff\x10", "bytea"),
    "bytes, empty": (b"", "bytea"),
    "bytes, long": (bytes(range(256)) * 100, "bytea"),
    "bytearray": (bytearray(b"abc"), "bytea"),
    "date": (datetime.date(2024, 2, 29), "date"),
    "time": (datetime.time(12, 34, 56), "time"),
    "datetime": (datetime.datetime(2024, 2, 29, 12, 34, 56, 789012), "timestamp"),
    "datetime, whole": (datetime.datetime(2024, 2, 29), "timestamp"),
    "uuid": (uuid.UUID("12345678-1234-5678-1234-567812345678"), "uuid"),
    "None": (None, "int4"),
    "None, text": (None, "text"),
}


@pytest.mark.parametrize(("value", "type_name"), PARAMETERS.values(), ids=PARAMETERS)
def test_a_parameter_arrives_as_given(host, guest, value, type_name):
    same = "IS NOT DISTINCT FROM"
    sent = bytes(value) if isinstance(value, bytearray) else value
    read = guest.execute(f"SELECT ?::{type_name}", value).fetchone()[0]
    assert (uuid.UUID(read) if type_name == "uuid" and isinstance(read, str) else read) == sent
    # And the server holds it for what psycopg sends for the same value.
    typed = host.execute(f"SELECT (%s::{type_name})::text", [sent]).fetchone()[0]
    assert guest.execute(f"SELECT (?::{type_name})::text {same} ?", value, typed).fetchone()[0]


@pytest.mark.parametrize(
    ("sql", "value", "ids"),
    [
        ("SELECT id FROM shop_book WHERE id = ?", 1, [1]),
        ("SELECT id FROM shop_book WHERE id > ? ORDER BY id", 1.5, [2, 3]),
        ("SELECT id FROM shop_book WHERE price = ?", decimal.Decimal("12.50"), [1]),
        ("SELECT id FROM shop_book WHERE price > ? ORDER BY id", 10, [1, 3]),
        ("SELECT id FROM shop_book WHERE title = ?", "Café ☕", [3]),
        ("SELECT id FROM shop_book WHERE title LIKE ? ORDER BY id", "%a%", [1, 2, 3]),
        ("SELECT id FROM shop_book WHERE published < ? ORDER BY id", datetime.date(2015, 1, 1), [1, 2]),
        ("SELECT id FROM shop_book WHERE publisher_id = ?", None, []),
        ("SELECT id FROM shop_review WHERE verified = ? ORDER BY id", True, [1, 3]),
    ],
)
def test_a_parameter_beside_a_column(shop, sql, value, ids):
    assert [row.id for row in shop.execute(sql, value)] == ids


def test_many_parameters_in_their_order(shop):
    values = list(range(50))
    row = shop.execute("SELECT " + ", ".join(f"{n} + ?" for n in values), *values).fetchone()
    assert list(row) == [2 * n for n in values]


def test_markers_in_strings_and_comments_are_none(shop):
    sql = "SELECT '?', \"title\" /* ? */, ? -- ?\nFROM shop_book WHERE id = ?"
    assert tuple(shop.execute(sql, "yes", 1).fetchone()) == ("?", "The Quiet Harbour", "yes")


def test_odbc_escapes(shop):
    row = shop.execute(
        "SELECT {fn ucase('abc')}, title FROM shop_book WHERE published = {d '2001-02-03'}"
    ).fetchone()
    assert tuple(row) == ("ABC", "The Quiet Harbour")
