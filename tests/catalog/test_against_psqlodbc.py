"""Every catalog function beside the usual driver's answer: what differs is listed, with the reason.

docs/reflection.md tells the same in short. A difference that is not listed fails the test, and so
does one that is listed and is none any more.
"""

from __future__ import annotations

import pytest
from oracle import SCHEMAS, Oracle

# How a function is called (for each table, where it takes one), and what tells one row from another.
CALLS = {
    "SQLTables": ("schema", (None,), (1, 2)),
    "SQLColumns": ("schema", (None,), (1, 2, 3)),
    "SQLPrimaryKeys": ("table", (), (1, 2, 3)),
    "SQLForeignKeys": ("foreign", (), (5, 6, 11, 8)),
    "SQLStatistics": ("table", (1, 0), (1, 2, 5, 7)),
    "SQLSpecialColumns": ("special", (0, 1), (1,)),
    "SQLProcedures": ("schema", (), (1, 2)),
    "SQLProcedureColumns": ("schema", (None,), (1, 2, 3, 4, 17)),
    "SQLTablePrivileges": ("schema", (), (1, 2, 4, 5)),
}

# By function: columns that the two fill otherwise in some row, or rows that only one of them has.
TEXT = "it calls no text wide, and takes its sizes from settings (255, 8190) and not from the type"
NOT_NULL_BUT_EMPTY = "it says the empty text where there is none, and does not look comments up"
DIFFERENCES = {
    "SQLTables": {
        "TABLE_TYPE": "MATVIEW there, MATERIALIZED VIEW here, as PostgreSQL calls it",
        "REMARKS": NOT_NULL_BUT_EMPTY,
    },
    "SQLColumns": {
        "a row of theirs": "columns of indexes, sequences and composite types, which SQLTables does not list",
        "DATA_TYPE": "text is wide here, boolean a SQL_BIT, double precision a SQL_DOUBLE, money a text, "
        "and bytea a SQL_VARBINARY",
        "SQL_DATA_TYPE": "as DATA_TYPE",
        "TYPE_NAME": "the names of pg_type there; here those of SQL, as SQLGetTypeInfo lists them",
        "COLUMN_SIZE": TEXT + "; real and double precision have 7 and 15 digits by the reference, a boolean "
        "1, a time with a fraction 9 and more, a uuid 36; it makes the length of bit varying smaller by 4",
        "BUFFER_LENGTH": TEXT,
        "DECIMAL_DIGITS": "6 of a numeric without a scale, which has up to 16,383; none of a real",
        "NUM_PREC_RADIX": "money is a number there",
        "NULLABLE": "it does not look at the NOT NULL of domains",
        "IS_NULLABLE": "it leaves the column empty, which ODBC 3 asks for",
        "REMARKS": NOT_NULL_BUT_EMPTY,
        "COLUMN_DEF": "it gives the expression of a generated column for a default",
        "CHAR_OCTET_LENGTH": "-1 where it does not apply, and the setting 255 for varchar(80)",
        "ORDINAL_POSITION": "it counts on from table to table",
    },
    "SQLPrimaryKeys": {},
    "SQLForeignKeys": {
        "a row of theirs": "the copies that a key to a partitioned table has for each of its partitions",
    },
    "SQLStatistics": {
        "a row of theirs": "an included column as if the index were ordered by it",
        "a row of ours": "the row about the table itself, which the reference asks for",
        "CARDINALITY": "it leaves the planner's estimates out",
        "PAGES": "as CARDINALITY",
        "FILTER_CONDITION": "it does not tell the condition of a partial index",
        "ASC_OR_DESC": "A there for a hash index, which is in no order",
    },
    "SQLSpecialColumns": {
        "a row of ours": "it asks for the ctid or oid only, and these tables have no oid; here the key",
    },
    "SQLProcedures": {
        "a row of theirs": "an aggregate, which {call} cannot reach",
        "PROCEDURE_CAT": "empty there, in SQLProcedureColumns the database",
        "NUM_INPUT_PARAMS": "empty there",
        "NUM_OUTPUT_PARAMS": "empty there",
        "NUM_RESULT_SETS": "empty there",
        "REMARKS": NOT_NULL_BUT_EMPTY,
        "PROCEDURE_TYPE": "a procedure is a function there",
    },
    "SQLProcedureColumns": {
        "a row of theirs": "columns of a result are counted on from the arguments, or all 0, and may have "
        "NULL for a name; aggregates",
        "a row of ours": "the same columns, each counted from 1 as the reference has it",
        "DATA_TYPE": "text is wide here",
        "SQL_DATA_TYPE": "as DATA_TYPE",
        "TYPE_NAME": "as in SQLColumns; unknown there for types that it does not know",
        "COLUMN_SIZE": TEXT,
        "BUFFER_LENGTH": TEXT,
        "DECIMAL_DIGITS": "as in SQLColumns",
        "NULLABLE": "unknown (2) there; any argument of a function may be NULL",
        "IS_NULLABLE": "as NULLABLE",
        "COLUMN_DEF": "it does not tell defaults",
        "CHAR_OCTET_LENGTH": TEXT,
    },
    "SQLTablePrivileges": {
        "a row of theirs": "its fixed list of rights for the owner, also of a table whose owner "
        "revoked them; TRUNCATE and TRIGGER are empty texts",
        "a row of ours": "TRUNCATE, TRIGGER, and what was granted to others than the owner",
        "GRANTOR": "_SYSTEM there",
    },
}


def rows_of(client, function, tables):
    form, more, key = CALLS[function]
    if form == "schema":
        calls = [(None, schema, None, *more) for schema in SCHEMAS]
    elif form == "table":
        calls = [(None, *table, *more) for table in tables]
    elif form == "foreign":
        calls = [(None, None, None, None, *table) for table in tables]
    else:
        calls = [(1, None, *table, *more) for table in tables]
    found: dict[tuple, list[tuple]] = {}
    names: list[str] = []
    for arguments in calls:
        result = client.call(function, *arguments)
        names = result.names
        for row in result.rows:
            about = arguments[1:4] if form == "special" else ()
            found.setdefault((*about, *(row[place] for place in key)), []).append(row)
    return names, found


def differences(ours, theirs, function, tables):
    """Columns of ours that the other driver fills otherwise, and rows that only one has; examples."""
    names, our_rows = rows_of(ours, function, tables)
    _, their_rows = rows_of(theirs, function, tables)
    found = {}
    for key in our_rows.keys() | their_rows.keys():
        mine, other = our_rows.get(key, []), their_rows.get(key, [])
        if len(mine) > len(other):
            found["a row of ours"] = key
        if len(other) > len(mine):
            found["a row of theirs"] = key
        for our_row, their_row in zip(mine, other):
            for name, our_cell, their_cell in zip(names, our_row, their_row):
                if our_cell != their_cell:
                    found.setdefault(name, (key, our_cell, their_cell))
    return found


@pytest.mark.parametrize("function", CALLS)
def test_differences(ours, theirs, host, function):
    tables = [(row["TABLE_SCHEM"], row["TABLE_NAME"]) for row in Oracle(host).tables()]
    found = differences(ours, theirs, function, tables)
    reasons = DIFFERENCES[function]
    assert set(found) == set(reasons), {name: found.get(name) for name in set(found) ^ set(reasons)}
