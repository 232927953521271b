"""The same random database in PostgreSQL and in SQLite, and its answers as comparable values."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import psycopg
from model import ForeignKey, Table, View, World
from worlds import SCHEMAS

HOME = SCHEMAS[0]  # the schema whose tables need no schema's name
TYPES = {"int": "integer", "text": "text", "bool": "boolean"}


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def listed(names: list[str]) -> str:
    return ", ".join(quoted(name) for name in names)


def comparable(value):
    """A value as both databases and Python would have it: numbers by value, to six places."""
    if isinstance(value, (bool, int, float, Decimal, Fraction)):
        return round(float(value), 6)
    if isinstance(value, (list, tuple)):
        return tuple(comparable(item) for item in value)
    return value


class Database:
    """What the two have in common: tables made from a World, and queries run."""

    dialect = ""

    def _create(self, table: Table, *, with_keys: bool) -> str:
        parts = [
            f"{quoted(c.name)} {TYPES[c.type]}{'' if c.nullable else ' NOT NULL'}" for c in table.columns
        ]
        parts.append(f"PRIMARY KEY ({listed(table.primary)})")
        parts += [f"UNIQUE ({listed(key)})" for key in table.unique]
        if with_keys:
            parts += [self._foreign_key(key) for key in table.keys]
        return f"CREATE TABLE {self.full_name(table)} ({', '.join(parts)})"

    def _foreign_key(self, key: ForeignKey) -> str:
        return (
            f"FOREIGN KEY ({listed(key.columns)}) REFERENCES {self.full_name(key.target)}"
            f" ({listed(key.target_columns)})"
        )

    def full_name(self, table: Table) -> str:
        return f"{quoted(table.schema)}.{quoted(table.name)}"

    def objection(self, sql: str, parameters: int) -> str:
        """Why the database does not run the text; "" where it does."""
        try:
            self.run(sql, ["x"] * parameters)
        except QueryError as error:
            return str(error)
        return ""

    def script(self, world: World) -> list[str]:
        """The statements that make the tables and their rows."""
        statements = [self._create(table, with_keys=self.keys_at_once) for table in world.tables]
        for table in world.tables:
            names = listed([c.name for c in table.columns])
            for row in table.rows:
                values = ", ".join(literal(row[c.name]) for c in table.columns)
                statements.append(f"INSERT INTO {self.full_name(table)} ({names}) VALUES ({values})")
        if not self.keys_at_once:
            for table in world.tables:
                for key in table.keys:
                    statements.append(f"ALTER TABLE {self.full_name(table)} ADD {self._foreign_key(key)}")
        return statements + [self._create_view(view) for view in world.views]

    def _create_view(self, view: View) -> str:
        below = view.of.tests if view.of else []
        own = [f"{quoted(column)} {words}" for column, words in view.tests[len(below) :]]
        source = self.view_name(view.of) if view.of else self.full_name(view.table)
        where = f" WHERE {' AND '.join(own)}" if own else ""
        return f"CREATE VIEW {self.view_name(view)} AS SELECT {listed(view.columns)} FROM {source}{where}"

    def view_name(self, view: View) -> str:
        return f"{quoted(HOME)}.{quoted(view.name)}"


def literal(value) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("'", "''") + "'"


class Postgres(Database):
    dialect = "postgres"
    keys_at_once = False

    def __init__(self) -> None:
        self._connection = psycopg.connect("", autocommit=True, cursor_factory=psycopg.RawCursor)
        # Tables without statistics look large: compiling would take longer than any query here.
        self._connection.execute("SET jit = off")
        self._connection.execute("SET client_min_messages = warning")

    def close(self) -> None:
        self._connection.close()

    def load(self, world: World) -> str:
        """Makes the tables; returns what a client would connect to."""
        drops = [f"DROP SCHEMA IF EXISTS {quoted(name)} CASCADE" for name in SCHEMAS]
        makes = [f"CREATE SCHEMA {quoted(name)}" for name in SCHEMAS]
        with psycopg.ClientCursor(self._connection) as cursor:
            cursor.execute("; ".join(["BEGIN", *drops, *makes, *self.script(world), "COMMIT"]))
        self._connection.execute(f"SET search_path = {HOME}")
        return (
            f"host={os.environ['PGHOST']} dbname={os.environ['PGDATABASE']} options='-c search_path={HOME}'"
        )

    def run(self, sql: str, parameters: list) -> tuple[list[str], list[tuple]]:
        try:
            cursor = self._connection.execute(sql, parameters)
        except psycopg.Error as error:
            raise QueryError(f"{error.sqlstate} {error}") from error
        return [c.name for c in cursor.description], cursor.fetchall()

    def unknown_name(self, sql: str) -> bool:
        """Whether the server says 42703 or 42P01 of the statement."""
        result = self._connection.pgconn.prepare(b"", sql.encode())
        state = result.error_field(psycopg.pq.DiagnosticField.SQLSTATE)
        return state in (b"42703", b"42P01")


class Sqlite(Database):
    dialect = "sqlite"
    keys_at_once = True

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._number = 0
        self._connection: sqlite3.Connection | None = None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._folder.cleanup()

    def full_name(self, table: Table) -> str:
        return quoted(table.name)

    def view_name(self, view: View) -> str:
        return quoted(view.name)

    def load(self, world: World) -> str:
        if self._connection is not None:
            self._connection.close()
            self._path.unlink()
        self._number += 1
        self._path = Path(self._folder.name) / f"{self._number}.db"
        self._connection = sqlite3.connect(self._path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = off")
        self._connection.execute("PRAGMA synchronous = off")
        self._connection.executescript("BEGIN; " + "; ".join(self.script(world)) + "; COMMIT")
        return f"sqlite:{self._path}"

    def run(self, sql: str, parameters: list) -> tuple[list[str], list[tuple]]:
        named = {str(number): value for number, value in enumerate(parameters, 1)}
        try:
            cursor = self._connection.execute(sql, named)
        except sqlite3.Error as error:
            raise QueryError(str(error)) from error
        return [c[0] for c in cursor.description], cursor.fetchall()

    def unknown_name(self, sql: str) -> bool:
        try:
            self._connection.execute("EXPLAIN " + sql)
        except sqlite3.Error as error:
            return "no such" in str(error)
        return False


class QueryError(Exception):
    """The database refused a text that was sent to it."""
