"""manage.py pillion: the live connection from the command line."""

from __future__ import annotations

import argparse
import signal
import threading
from typing import Any

import pyodbc
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections

from pillion.django import live, share
from pillion.errors import Error
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

        for command in (sql, shared):
            command.add_argument("--database", default=DEFAULT_DB_ALIAS, help="alias (default: %(default)s)")

    def handle(self, *arguments: Any, command: str, database: str, **options: Any) -> None:
        if database not in connections:
            raise CommandError(f"There is no database {database!r}; there are {', '.join(connections)}.")
        try:
            getattr(self, f"handle_{command}")(database, options)
        except pyodbc.Error as error:
            raise CommandError(f"{error.args[0]}: {error.args[1]}") from error
        except Error as error:
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
        signals = (signal.SIGINT, signal.SIGTERM)
        before = [signal.signal(number, lambda *_: stopped.set()) for number in signals]
        try:
            with share(options["name"], using=database) as opened:
                self.stdout.write(f"Shared as {opened.name}. In another terminal:\n")
                self.stdout.write(f'  psql "{opened.conninfo}"\n')
                self.stdout.write("Ctrl-C ends it.")
                self.stdout.flush()
                stopped.wait()
        finally:
            for number, handler in zip(signals, before):
                signal.signal(number, handler)
