"""manage.py pillion: the live connection from the command line."""

from __future__ import annotations

import argparse
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pyodbc
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, NotSupportedError, connections

from pillion.django import live, share
from pillion.django.relations import declared
from pillion.django.riding import ride_of
from pillion.errors import Error
from pillion.lease import connection_string
from pillion.table import Table


class Command(BaseCommand):
    help = "Rides on the database connection: runs a query, or lets other programs in."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

        sql = commands.add_parser("sql", help="run one read-only statement and print its rows")
        sql.add_argument("statement", help='e.g. "SELECT title, author__name, count(review) FROM shop_book"')
        sql.add_argument("parameters", nargs="*", help="one for each ? of the statement")
        sql.add_argument(
            "--limit", type=int, default=1000, help="rows to print; 0: all (default: %(default)s)"
        )

        shared = commands.add_parser("share", help="let other programs ride, until Ctrl-C")
        shared.add_argument("--name", help="of the share (default: the lease's)")

        isql = commands.add_parser("isql", help="unixODBC's isql on this connection")
        isql.add_argument(
            "isql_options", nargs="*", metavar="-- OPTION", help="isql's own options, behind --: -- -b -m40"
        )

        commands.add_parser("relations", help="print what the models declare, as a relations file")

        for command in (sql, shared, isql):
            command.add_argument("--database", default=DEFAULT_DB_ALIAS, help="alias (default: %(default)s)")

    def handle(self, *arguments: Any, command: str, **options: Any) -> None:
        if command == "relations":
            self.stdout.write(declared(), ending="")
        else:
            self.ride(command, options["database"], options)

    def ride(self, command: str, database: str, options: dict[str, Any]) -> None:
        if database not in connections:
            raise CommandError(f"There is no database {database!r}; there are {', '.join(connections)}.")
        try:
            getattr(self, f"handle_{command}")(database, options)
        except pyodbc.Error as error:
            raise CommandError(f"{error.args[0]}: {error.args[1]}") from error
        except (Error, ImproperlyConfigured, NotSupportedError) as error:
            raise CommandError(str(error)) from error

    def handle_sql(self, database: str, options: dict[str, Any]) -> None:
        with live(database) as guest:
            cursor = guest.execute(options["statement"], *options["parameters"])
            limit = options["limit"] or None
            rows = cursor.fetchall() if limit is None else cursor.fetchmany(limit)
            more = limit is not None and cursor.fetchone() is not None
            table = Table([column[0] for column in cursor.description], rows)
            del cursor
        for line in table.lines():
            self.stdout.write(line)
        if more:
            self.stderr.write(f"There are more rows than {limit}: --limit 0 prints them all.")

    def handle_share(self, database: str, options: dict[str, Any]) -> None:
        stopped = threading.Event()
        with signals_handled(stopped.set), share(options["name"], using=database) as opened:
            self.stdout.write(f"Shared as {opened.name}. In another terminal:\n")
            self.stdout.write(f'  psql "{opened.conninfo}"\n')
            self.stdout.write("Ctrl-C ends it.")
            self.stdout.flush()
            stopped.wait()

    def handle_isql(self, database: str, options: dict[str, Any]) -> None:
        program = shutil.which("isql")
        if program is None:
            raise CommandError("isql is not here: it comes with unixODBC (Debian: apt install unixodbc).")
        # Ctrl-C is isql's own affair: it ends, and so do we.
        with signals_handled(lambda: None), for_other_processes(database) as text:
            command = [program, *options["isql_options"], "-k", text]
            ended = subprocess.run(command, check=False)
        if ended.returncode != 0:
            raise CommandError(f"isql ended with status {ended.returncode}.", returncode=ended.returncode)


@contextmanager
def for_other_processes(database: str) -> Iterator[str]:
    """The connection string that leads another process there, for the time of the block."""
    ride = ride_of(connections[database])
    if ride.lease is None:
        yield ride.connection_string  # an SQLite file, which anybody may open
        return
    with ride.lease.share() as opened:
        yield connection_string(f"@{opened.name}")


@contextmanager
def signals_handled(handler: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C and a request to end call the handler. A child process starts with the usual ones."""
    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: handler()) for number in signals]
    try:
        yield
    finally:
        for number, old in zip(signals, before):
            signal.signal(number, old)
