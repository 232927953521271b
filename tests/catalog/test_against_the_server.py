"""Every catalog function, cell by cell, against what the host itself reads of its catalogs."""

from __future__ import annotations

import pytest
from oracle import SCHEMAS, Oracle, as_texts

# Where information_schema says something else, and why ours is right.
NESTED_DOMAIN = {
    # short_code rests on code, which rests on varchar(12) and is NOT NULL; information_schema looks one
    # domain down only, but the server checks both.
    "DATA_TYPE": "-9",
    "TYPE_NAME": "plant.short_code",
    "COLUMN_SIZE": "12",
    "BUFFER_LENGTH": "48",
    "SQL_DATA_TYPE": "-9",
    "CHAR_OCTET_LENGTH": "48",
    "NULLABLE": "0",
    "IS_NULLABLE": "NO",
}


@pytest.fixture(scope="module")
def oracle(host):
    return Oracle(host)


@pytest.fixture(scope="module")
def tables(oracle):
    return [(row["TABLE_SCHEM"], row["TABLE_NAME"]) for row in oracle.tables()]


def compare(result, expected, key=()):
    """The same columns, rows and order (`key`: by these columns, where the order is tested elsewhere)."""
    expected = [as_texts(row) for row in expected]
    found = result.dicts()
    if key:
        found, expected = (
            sorted(rows, key=lambda row: [row[name] or "" for name in key]) for rows in (found, expected)
        )
    assert found and set(found[0]) == set(expected[0])
    for ours, theirs in zip(found, expected):
        assert ours == theirs
    assert len(found) == len(expected)


def of_schemas(ours, function, *more):
    """The rows of both schemas together: no pattern matches them alone."""
    results = [ours.call(function, None, schema, None, *more) for schema in sorted(SCHEMAS)]
    results[0].rows += results[1].rows
    return results[0]


def test_tables(ours, oracle):
    result = of_schemas(ours, "SQLTables", None)
    result.rows.sort(key=lambda row: row[3])
    compare(result, oracle.tables())


def test_columns(ours, oracle):
    expected = []
    for row in oracle.columns():
        row = as_texts(row)
        expected.append({**row, **NESTED_DOMAIN} if row["COLUMN_NAME"] == "short" else row)
    result = of_schemas(ours, "SQLColumns", None)
    # information_schema leaves materialized views out.
    found = [row for row in result.rows if row[2] != "summary"]
    assert len(result.rows) == len(found) + 1
    result.rows = found
    compare(result, expected)


def test_columns_of_a_materialized_view(ours):
    (row,) = ours.call("SQLColumns", None, "plant", "summary", None).dicts()
    assert (row["COLUMN_NAME"], row["DATA_TYPE"], row["NULLABLE"]) == ("machines", "-5", "1")


def test_primary_keys(ours, oracle, tables):
    result = None
    for schema, table in sorted(tables):
        found = ours.call("SQLPrimaryKeys", None, schema, table)
        result, found.rows = found, (result.rows if result else []) + found.rows
    compare(result, oracle.primary_keys())


KEY = ("FKTABLE_SCHEM", "FKTABLE_NAME", "FK_NAME", "KEY_SEQ")


def test_foreign_keys_by_the_table_that_has_them(ours, oracle, tables):
    result = None
    for schema, table in tables:
        found = ours.call("SQLForeignKeys", None, None, None, None, schema, table)
        places = [found.names.index(name) for name in ("PKTABLE_SCHEM", "PKTABLE_NAME", "KEY_SEQ")]
        assert found.rows == sorted(found.rows, key=lambda row: [row[place] for place in places])
        result, found.rows = found, (result.rows if result else []) + found.rows
    compare(result, oracle.foreign_keys(), KEY)


def test_foreign_keys_by_the_table_that_they_refer_to(ours, oracle, tables):
    result = None
    for schema, table in tables:
        found = ours.call("SQLForeignKeys", None, schema, table, None, None, None)
        places = [found.names.index(name) for name in ("FKTABLE_SCHEM", "FKTABLE_NAME", "KEY_SEQ")]
        assert found.rows == sorted(found.rows, key=lambda row: [row[place] for place in places])
        result, found.rows = found, (result.rows if result else []) + found.rows
    compare(result, oracle.foreign_keys(), KEY)


def test_foreign_keys_between_two_tables(ours, oracle, tables):
    result = None
    for schema, table in tables:
        for other_schema, other in tables:
            found = ours.call("SQLForeignKeys", None, schema, table, None, other_schema, other)
            result, found.rows = found, (result.rows if result else []) + found.rows
    compare(result, oracle.foreign_keys(), KEY)


@pytest.mark.parametrize("unique", [0, 1], ids=["unique indexes", "all indexes"])
def test_statistics(ours, oracle, tables, unique):
    for schema, table in tables:
        compare(
            ours.call("SQLStatistics", None, schema, table, unique, 0),
            oracle.statistics(schema, table, unique == 0),
        )


def test_special_columns(ours, oracle, tables):
    """The primary key, with the columns as SQLColumns describes them; else a unique key."""
    keys = oracle.primary_keys()
    described = {(row["TABLE_NAME"], row["COLUMN_NAME"]): as_texts(row) for row in oracle.columns()}
    for schema, table in tables:
        result = ours.call("SQLSpecialColumns", 1, None, schema, table, 0, 1)
        expected = [
            row["COLUMN_NAME"] for row in keys if (row["TABLE_SCHEM"], row["TABLE_NAME"]) == (schema, table)
        ]
        expected = {"nullable_key": ["a"], "summary": ["machines"]}.get(table, expected)
        assert result.column("COLUMN_NAME") == expected
        for row in result.dicts():
            assert (row["SCOPE"], row["PSEUDO_COLUMN"]) == ("2", "1")
            for name in ("DATA_TYPE", "TYPE_NAME", "COLUMN_SIZE", "BUFFER_LENGTH", "DECIMAL_DIGITS"):
                if table != "summary":  # which information_schema leaves out
                    assert row[name] == described[table, row["COLUMN_NAME"]][name]
        assert not ours.call("SQLSpecialColumns", 2, None, schema, table, 0, 1).rows
    # A nullable key is none to who does not want NULL.
    assert not ours.call("SQLSpecialColumns", 1, None, "plant", "nullable_key", 0, 0).rows


def test_table_privileges(ours, oracle):
    result = of_schemas(ours, "SQLTablePrivileges")
    result.rows = [row for row in result.rows if row[2] != "summary"]  # information_schema leaves it out
    compare(result, oracle.table_privileges())


def test_column_privileges(ours, oracle, tables):
    for schema, table in tables:
        if table in ("summary", "nothing"):
            continue
        result = ours.call("SQLColumnPrivileges", None, schema, table, None)
        expected = oracle.column_privileges(schema, table)
        if expected:
            compare(result, expected)
        else:
            assert not result.rows


def test_procedures(ours, oracle):
    compare(of_schemas(ours, "SQLProcedures"), oracle.procedures())


def test_procedure_columns(ours, oracle):
    compare(of_schemas(ours, "SQLProcedureColumns", None), oracle.procedure_columns())


def test_functions_of_the_system(ours, host):
    count = host.execute(
        "SELECT count(*) FROM pg_proc WHERE prokind IN ('f', 'p')"
        " AND pronamespace = 'pg_catalog'::regnamespace"
    ).fetchone()[0]
    assert len(ours.call("SQLProcedures", None, "pg_catalog", None).rows) == count
    (row,) = ours.call("SQLProcedures", None, "pg%", "pg_backend_pid").dicts()
    assert row["NUM_INPUT_PARAMS"] == "0" and row["REMARKS"] == "statistics: current backend PID"
    kinds = ours.call("SQLProcedureColumns", None, "pg_catalog", "pg_backend_pid", None).column("COLUMN_TYPE")
    assert kinds == ["5"]


def test_types_are_names_that_the_server_knows(ours, host):
    result = ours.call("SQLGetTypeInfo", 0)
    for name in result.column("TYPE_NAME"):
        assert host.execute("SELECT %s::regtype", [name]).fetchone()
    codes = [int(code) for code in result.column("DATA_TYPE")]
    assert codes == sorted(codes)


def test_lengths_that_a_client_can_bind(ours):
    """No column of a catalog function says 0, or more than a client would allocate."""
    calls = {
        "SQLTables": (None,) * 4,
        "SQLColumns": (None,) * 4,
        "SQLPrimaryKeys": (None, "plant", "bay"),
        "SQLForeignKeys": (None, "plant", "machine", None, None, None),
        "SQLStatistics": (None, "plant", "bay", 1, 0),
        "SQLSpecialColumns": (1, None, "plant", "bay", 0, 1),
        "SQLProcedures": (None, "plant", None),
        "SQLProcedureColumns": (None, "plant", None, None),
        "SQLTablePrivileges": (None,) * 3,
        "SQLColumnPrivileges": (None, "plant", "machine", None),
        "SQLGetTypeInfo": (0,),
    }
    for function, arguments in calls.items():
        result = ours.call(function, *arguments)
        assert result.rows
        for name, (kind, size) in zip(result.names, result.types):
            assert kind in (4, 5, -8, -9) and 0 < size <= 4000, (function, name)
            limit = size if kind in (-8, -9) else 20
            assert all(len(cell or "") <= limit for cell in result.column(name)), (function, name)
