"""psycopg2 connections with a lock (pillion.connection_factory): what takes it."""

from __future__ import annotations

import pillion
import psycopg2
import psycopg2.extensions
import pytest


class CountingLock:
    def __init__(self):
        self.taken = 0

    def __enter__(self):
        self.taken += 1

    def __exit__(self, *exception):
        pass


class NamesItself(psycopg2.extensions.cursor):
    def __init__(self, connection, name=None):
        super().__init__(connection, "its_own")


@pytest.fixture
def connection(database):
    opened = psycopg2.connect("", connection_factory=pillion.connection_factory)
    opened.lock = CountingLock()
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("options", "reaches_the_server"),
    [
        ({}, False),
        ({"cursor_factory": psycopg2.extensions.cursor}, False),
        ({"name": "named"}, True),
        ({"name": "named", "cursor_factory": psycopg2.extensions.cursor}, True),
        ({"cursor_factory": NamesItself}, True),
    ],
    ids=["its own", "a class", "named", "a named class", "a class that names itself"],
)
def test_a_cursor_locks_what_reaches_the_server(connection, options, reaches_the_server):
    def taken(call, *arguments):
        before = connection.lock.taken
        call(*arguments)
        return connection.lock.taken > before

    cursor = connection.cursor(**options)
    assert isinstance(cursor, options.get("cursor_factory", psycopg2.extensions.cursor))
    assert taken(cursor.execute, "SELECT generate_series(1, 5)")
    for fetch in (cursor.fetchone, cursor.fetchmany, cursor.__next__, cursor.fetchall, cursor.close):
        assert taken(fetch) == reaches_the_server, fetch.__name__
    assert taken(connection.commit)
