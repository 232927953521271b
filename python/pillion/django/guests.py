"""The guests of one lease, kept warm between two `live()` blocks.

Connecting sends nothing, but unixODBC looks up every function of the driver anew, some 200
microseconds. So a guest that leaves its block clean waits for the next one, and one that leaves
anything behind (an open cursor, a changed attribute) is closed.
"""

from __future__ import annotations

import sys
import weakref
from contextlib import suppress
from typing import Any

import pyodbc

import pillion

_KEPT = 4  # guests at most, of one lease: blocks may be nested

# The guest's reference in the rider, and the argument of getrefcount.
_NO_CURSOR_LEFT = 2


class Ride:
    """One lease and its guests. `lease` is None for an SQLite file, which needs none."""

    def __init__(self, holder: weakref.ref[Any] | None, connection_string: str = "") -> None:
        self.holder = holder
        self.lease: pillion.Lease | None = None
        self.connection_string = connection_string
        self.mounted = 0  # guests inside their blocks
        self.is_shared = False  # has been, at least
        self._waiting: list[pyodbc.Connection] = []

    def lend(self, connection: Any, **limits: Any) -> None:
        lent = weakref.ref(connection)

        def held() -> bool:
            wrapper = self.holder() if self.holder is not None else None
            return wrapper is not None and wrapper.connection is lent()

        self.lease = pillion.lend(connection, held=held, **limits)
        self.connection_string = self.lease.connection_string

    def mount(self) -> Rider:
        try:
            guest = self._waiting.pop()
        except IndexError:
            guest = pyodbc.connect(self.connection_string)
        self.mounted += 1
        return Rider(guest)

    def dismount(self, rider: Rider) -> None:
        self.mounted -= 1
        guest, clean = rider._leave()
        if clean and self.lease is not None and len(self._waiting) < _KEPT:
            self._waiting.append(guest)
        else:
            with suppress(pyodbc.Error):
                guest.close()


class Rider:
    """What a `live()` block gets: a pyodbc.Connection in all but its close.

    It says that it is one (isinstance), and does what one does. At the end of the block it is
    closed, and so are its cursors, whatever becomes of the connection underneath.
    """

    __slots__ = ("_changed", "_guest")

    def __init__(self, guest: pyodbc.Connection) -> None:
        object.__setattr__(self, "_guest", guest)
        object.__setattr__(self, "_changed", False)

    def execute(self, sql: str, *parameters: Any) -> pyodbc.Cursor:
        return self._guest.execute(sql, *parameters)

    def cursor(self) -> pyodbc.Cursor:
        return self._guest.cursor()

    def __getattr__(self, name: str) -> Any:
        # Anything else may change the connection, so the next block gets another.
        object.__setattr__(self, "_changed", True)
        return getattr(self._guest, name)

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, "_changed", True)
        setattr(self._guest, name, value)

    def __enter__(self) -> Rider:
        return self

    def __exit__(self, *exception: object) -> None:
        """pyodbc commits here and closes nothing; here is nothing to commit."""

    @property
    def __class__(self) -> type:  # type: ignore[override]
        return pyodbc.Connection

    def _leave(self) -> tuple[pyodbc.Connection, bool]:
        # Each of pyodbc's cursors has a reference to its connection.
        clean = not self._changed and sys.getrefcount(self._guest) <= _NO_CURSOR_LEFT
        guest = self._guest
        object.__setattr__(self, "_guest", _Closed())
        return guest, clean


class _Closed:
    """In place of the guest, once the block has ended."""

    def __getattr__(self, name: str) -> Any:
        raise pyodbc.ProgrammingError("08003", "The live() block of this connection has ended.")

    def __setattr__(self, name: str, value: Any) -> None:
        raise pyodbc.ProgrammingError("08003", "The live() block of this connection has ended.")
