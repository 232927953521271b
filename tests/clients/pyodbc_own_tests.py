"""A pytest plugin: pyodbc's own tests for PostgreSQL, on a connection that only reads.

Those tests make their tables through the connection they test. Here the host makes them: what
writes is run by psycopg on the host's connection, in a transaction that is rolled back after each
test, and what reads by a guest that rides on it. Nothing else of the tests is changed.
"""

from __future__ import annotations

import re

import pillion
import psycopg
import pyodbc
import pytest

_READS = re.compile(r"\s*(select|with|values|table|show)\b", re.IGNORECASE)

WRITES = "it tests how a parameter is written, or what a failed write raises"
# What cannot be asked of a guest, and what this driver does in another way, by how a test's name
# begins and ends. The same reasons stand in docs/clients.md.
NOT_HERE = [
    ("test_cnxn_execute_error", "", WRITES),
    ("test_exc_integrity", "", WRITES),
    ("test_executemany_failure", "", WRITES),
    ("test_numeric_write_comma_locale", "", WRITES),
    ("test_numeric_special_values_write", "", WRITES),
    ("test_numeric_snan_write_rejected", "", WRITES),
    ("test_numeric_special_values_fast_executemany_rejected", "", WRITES),
    ("test_fast_executemany", "", WRITES),
    ("test_rowcount", "", "it wants psqlODBC's row count of CREATE TABLE"),
    ("test_cursor_messages", "", "it calls a procedure, which the gate refuses"),
    ("test_nonnative_uuid", "", "it wants a uuid in upper case, and PostgreSQL writes it in lower case"),
    ("test_columns", "", "it wants psqlODBC's names of types: int4 for integer"),
    (
        "test_numeric_over_38_digits_read",
        "-binary]",
        "it wants an error for a number that SQL_NUMERIC_STRUCT cannot hold; here pyodbc is told so"
        " (22003), and reads the exact number as text",
    ),
]


class RidingConnection:
    """A pyodbc connection whose cursors leave writing to the host."""

    def __init__(self, host: psycopg.Connection, guest: pyodbc.Connection) -> None:
        self.__dict__.update(host=host, guest=guest)

    def cursor(self) -> RidingCursor:
        return RidingCursor(self)

    def getinfo(self, info_type: int):
        # The version from which on psqlODBC names the columns of SQLColumns as ODBC 3 does.
        return "13.02.0000" if info_type == pyodbc.SQL_DRIVER_VER else self.guest.getinfo(info_type)

    def __getattr__(self, name: str):
        return getattr(self.guest, name)

    def __setattr__(self, name: str, value) -> None:
        setattr(self.guest, name, value)


class RidingCursor:
    def __init__(self, connection: RidingConnection) -> None:
        self.__dict__.update(connection=connection, guest=connection.guest.cursor())

    def execute(self, sql: str, *parameters):
        if _READS.match(sql):
            self.guest.execute(sql, *parameters)
        else:
            self.connection.host.execute(sql.replace("?", "%s"), parameters or None)
        return self

    def executemany(self, sql: str, rows) -> None:
        with self.connection.host.cursor() as cursor:
            cursor.executemany(sql.replace("?", "%s"), rows)

    def __iter__(self):
        return iter(self.guest)

    def __getattr__(self, name: str):
        return getattr(self.guest, name)

    def __setattr__(self, name: str, value) -> None:
        setattr(self.guest, name, value)


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        for begin, end, why in NOT_HERE:
            if item.name.startswith(begin) and item.name.endswith(end):
                item.add_marker(pytest.mark.skip(reason=why))


@pytest.fixture(autouse=True)
def riding(request, monkeypatch):
    """A host for each test; the module's connect() rides on it."""
    with psycopg.connect("", prepare_threshold=None) as host:
        lease = pillion.lend(host)

        def connect(autocommit=False, attrs_before=None) -> RidingConnection:
            return RidingConnection(
                host, lease.connect(autocommit=autocommit, attrs_before=attrs_before or {})
            )

        monkeypatch.setattr(request.module, "connect", connect)
        monkeypatch.setattr(request.module, "CNXNSTR", lease.connection_string)
        yield
        lease.reclaim()
        host.rollback()
