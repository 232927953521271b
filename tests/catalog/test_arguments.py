"""What the arguments of the catalog functions mean: enumerations, patterns, names, nothing at all."""

from __future__ import annotations

import pytest
from odbc_client import OdbcError

TYPES = ["FOREIGN TABLE", "LOCAL TEMPORARY", "MATERIALIZED VIEW", "SYSTEM TABLE", "TABLE", "VIEW"]


def names(result):
    return result.column("TABLE_NAME")


def test_enumerations_of_tables(ours, host):
    catalogs = ours.call("SQLTables", "%", "", "", None)
    assert catalogs.rows == [("everything", None, None, None, None)]
    schemas = ours.call("SQLTables", "", "%", "", None)
    expected = host.execute(
        "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_(toast|temp)' ORDER BY nspname COLLATE \"C\""
    ).fetchall()
    assert schemas.rows == [(None, name, None, None, None) for (name,) in expected]
    types = ours.call("SQLTables", "", "", "", "%")
    assert types.rows == [(None, None, None, name, None) for name in TYPES]


def test_a_null_pointer_is_no_empty_text(ours):
    """SQLTables(%, NULL, NULL) is no enumeration, and an empty schema is the one of no table."""
    everything = names(ours.call("SQLTables", None, None, None, None))
    assert len(everything) > 100
    assert names(ours.call("SQLTables", "%", None, None, None)) == everything
    assert names(ours.call("SQLTables", "%", "%", "%", "%")) == everything
    assert names(ours.call("SQLTables", "", None, None, None)) == []
    assert names(ours.call("SQLTables", None, "", None, None)) == []
    assert names(ours.call("SQLTables", "another", None, None, None)) == []
    assert names(ours.call("SQLTables", None, "plant", "", None)) == []


@pytest.mark.parametrize(
    "types", ["VIEW,MATERIALIZED VIEW", "'VIEW', 'MATERIALIZED VIEW'", "view , materialized view"]
)
def test_lists_of_types(ours, types):
    assert names(ours.call("SQLTables", None, "plant", None, types)) == ["summary", "running"]
    assert names(ours.call("SQLTables", None, "plant", None, "NO SUCH TYPE")) == []


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("ba%", ["bay"]),
        ("re_ding", ["reading"]),
        ("reading\\_%", ["reading_new", "reading_old"]),
        ("reading_new", ["reading_new"]),
        ("reading-new", []),
        ("%\\_key", ["no_key", "nullable_key"]),
        ("BAY", []),
        ("%ing", ["nothing", "reading", "running"]),
    ],
)
def test_patterns(ours, pattern, expected):
    assert sorted(names(ours.call("SQLTables", None, "plant", pattern, None))) == expected


def test_patterns_of_columns_count_characters(ours):
    columns = ours.call("SQLColumns", None, "plant", "machine", 'Odd "Name" _').column("COLUMN_NAME")
    assert columns == ['Odd "Name" é']
    assert ours.call("SQLColumns", None, "De%", "Part _x_", "I_").column("REMARKS") == ["números"]


def test_a_key_function_takes_a_name_and_no_pattern(ours):
    assert ours.call("SQLPrimaryKeys", None, "plant", "ba_").rows == []
    assert ours.call("SQLPrimaryKeys", None, "Depot", 'Part "x"').column("COLUMN_NAME") == ["Id"]


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("SQLPrimaryKeys", (None, None, None)),
        ("SQLForeignKeys", (None,) * 6),
        ("SQLStatistics", (None, None, None, 1, 0)),
        ("SQLSpecialColumns", (1, None, None, None, 0, 1)),
        ("SQLColumnPrivileges", (None,) * 4),
    ],
)
def test_a_table_that_is_not_named(ours, function, arguments):
    with pytest.raises(OdbcError) as error:
        ours.call(function, *arguments)
    assert error.value.sqlstate == "HY009"


def test_identifiers_are_folded_unless_they_are_quoted(ours):
    def call(function, *arguments):
        return ours.call(function, *arguments, metadata_id=True).rows

    assert len(call("SQLColumns", "everything", "PLANT", "Bay  ", "Hall")) == 1
    assert len(call("SQLColumns", "everything", '"Depot"', '"Part ""x"""', '"Id"')) == 1
    assert call("SQLColumns", "everything", "Depot", '"Part ""x"""', '"Id"') == []
    assert call("SQLColumns", "everything", "plant", "b%", "hall") == []
    assert len(call("SQLPrimaryKeys", "everything", "Plant", "BAY")) == 2
    assert len(call("SQLProcedures", "everything", "PLANT", "Twice")) == 2
    assert len(call("SQLTablePrivileges", "everything", "PLANT", "Bay")) == 7
    with pytest.raises(OdbcError) as error:
        call("SQLColumns", "everything", None, "bay", "hall")
    assert error.value.sqlstate == "HY009"


def test_special_columns_and_statistics_refuse_numbers_they_do_not_know(ours):
    for arguments, state in {
        (3, None, "plant", "bay", 0, 1): "HY097",
        (1, None, "plant", "bay", 3, 1): "HY098",
        (1, None, "plant", "bay", 0, 2): "HY099",
    }.items():
        with pytest.raises(OdbcError) as error:
            ours.call("SQLSpecialColumns", *arguments)
        assert error.value.sqlstate == state
    for arguments, state in {(2, 0): "HY100", (1, 2): "HY101"}.items():
        with pytest.raises(OdbcError) as error:
            ours.call("SQLStatistics", None, "plant", "bay", *arguments)
        assert error.value.sqlstate == state
