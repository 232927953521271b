"""Scripts for psql are cut where psql cuts them, or the regression suite would prove nothing."""

from __future__ import annotations

import pytest
from psql_script import Script


def statements(text: str, **variables: str) -> list[str]:
    return [piece.sql for piece in Script(text, variables).pieces() if not piece.reconnects]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT 1; SELECT 2;", ["SELECT 1;", "SELECT 2;"]),
        ("SELECT ';' AS a, \";\" -- ;\n;", ["SELECT ';' AS a, \";\" -- ;\n;"]),
        ("SELECT E'\\';' ; SELECT 'a\\'; SELECT 3;", ["SELECT E'\\';' ;", "SELECT 'a\\';", "SELECT 3;"]),
        ("SELECT $a$ ; $b$ ; $a$; SELECT $1;", ["SELECT $a$ ; $b$ ; $a$;", "SELECT $1;"]),
        ("SELECT /* ; /* ; */ ; */ 1;", ["SELECT /* ; /* ; */ ; */ 1;"]),
        (
            "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3;",
            ["CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);", "SELECT 3;"],
        ),
        (
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC"
            " SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3;",
            [
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC"
                " SELECT CASE WHEN true THEN 1 END; SELECT 2; END;",
                "SELECT 3;",
            ],
        ),
        ("\\pset null x\nSELECT 1 \\gset\nSELECT 2;", ["SELECT 1", "SELECT 2;"]),
        ("SELECT 1\\; SELECT 2;", ["SELECT 1; SELECT 2;"]),
        ("SELECT a[1:n], b::text, :'v', :\"v\";", ["SELECT a[1:n], b::text, 'it''s', \"it's\";"]),
    ],
)
def test_statements(text, expected):
    assert statements(text, v="it's") == expected


def test_rows_of_copy_are_not_statements():
    pieces = list(Script("COPY t FROM stdin;\n1\t;\n2\n\\.\nSELECT 1;").pieces())
    assert [(piece.sql, piece.data) for piece in pieces] == [
        ("COPY t FROM stdin;", "1\t;\n2\n"),
        ("SELECT 1;", ""),
    ]


def test_a_new_connection_and_the_lines():
    pieces = list(Script("SELECT 1;\n\n\\c -\nSELECT\n 2;").pieces())
    assert [(piece.sql, piece.line, piece.reconnects) for piece in pieces] == [
        ("SELECT 1;", 1, False),
        ("", 0, True),
        ("SELECT\n 2;", 4, False),
    ]
