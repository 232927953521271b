"""What can be wrong with an installation, looked at piece by piece."""

from __future__ import annotations

import contextlib
import importlib
import platform
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

from . import __version__
from .lease import connection_string, lend
from .library import library


class ProblemError(Exception):
    """What is wrong, and what to do about it."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(what)
        self.advice = advice


def examine(conninfo: str | None = None) -> bool:
    """Prints a line for each thing looked at; whether all of them are as they should be.

    conninfo: of a database to ride on (None: only a small SQLite file is ridden on).
    """
    print(f"pillion {__version__}, Python {platform.python_version()}, {platform.platform()}")
    looks: list[tuple[str, Callable[[], str]]] = [
        ("libpillion.so", _library),
        ("pyodbc", _pyodbc),
        ("psycopg2", _psycopg2),
        ("psycopg 3", _psycopg3),
        ("a round trip, on SQLite", _sqlite_trip),
    ]
    if conninfo is not None:
        hosts = [name for name in ("psycopg2", "psycopg") if _can_import(name)]
        looks += [(f"a round trip, on {name}", _trip(name, conninfo)) for name in hosts]
    results = [_look(name, look) for name, look in looks]  # all of them, also after a failure
    return all(results)


def _look(name: str, look: Callable[[], str]) -> bool:
    try:
        print(f"  ok      {name}: {look()}")
    except ProblemError as problem:
        print(f"  FAILED  {name}: {problem}\n          {problem.advice}")
        return False
    except Exception as error:
        print(f"  FAILED  {name}: {' '.join(str(error).split())}")
        return False
    return True


def _library() -> str:
    found = library()
    if found.version != __version__:
        raise ProblemError(
            f"{found.path} is of version {found.version}",
            "Install it from the same source tree as the package.",
        )
    return found.path


def _pyodbc() -> str:
    try:
        import pyodbc
    except ImportError as error:
        raise ProblemError(
            str(error), "pip install pyodbc; it needs unixODBC's library (Debian: apt install unixodbc)."
        ) from error
    return str(pyodbc.version)


def _psycopg2() -> str:
    if not _can_import("psycopg2"):
        return "not installed"
    return str(importlib.import_module("psycopg2").__version__)


def _psycopg3() -> str:
    if not _can_import("psycopg"):
        return "not installed"
    psycopg: Any = importlib.import_module("psycopg")
    return f"{psycopg.__version__}, {psycopg.pq.__impl__}, libpq {psycopg.pq.version()}"


def _can_import(name: str) -> bool:
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
        return True
    return False


def _sqlite_trip() -> str:
    with _guest_of_a_file() as guest:
        (author,) = guest.execute("SELECT author__name FROM book").fetchone()
    return f"a path was followed to {author!r}"


@contextlib.contextmanager
def _guest_of_a_file() -> Iterator[Any]:
    import pyodbc

    with tempfile.TemporaryDirectory(prefix="pillion-doctor.") as directory:
        file = Path(directory) / "books.sqlite3"
        with contextlib.closing(sqlite3.connect(file)) as connection:
            connection.executescript(
                "CREATE TABLE author (id integer PRIMARY KEY, name text);"
                "CREATE TABLE book (id integer PRIMARY KEY, author_id integer REFERENCES author (id));"
                "INSERT INTO author VALUES (1, 'Ana Dra'); INSERT INTO book VALUES (1, 1);"
            )
        with contextlib.closing(pyodbc.connect(connection_string(f"sqlite:{file}"))) as guest:
            yield guest


def _trip(name: str, conninfo: str) -> Callable[[], str]:
    def ride() -> str:
        host: Any = importlib.import_module(name).connect(conninfo)
        with contextlib.closing(host), lend(host) as lease, contextlib.closing(lease.connect()) as guest:
            version, pid = guest.execute("SELECT version(), pg_backend_pid()").fetchone()
            cursor = host.cursor()
            cursor.execute("SELECT pg_backend_pid()")
            if cursor.fetchone()[0] != pid:
                raise ProblemError("the guest is in another session than its host", "Please report this.")
        return str(version).split(" on ")[0]

    return ride
