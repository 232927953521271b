"""Keeps guests of other threads off while Django starts a statement on psycopg 3.

psycopg 3 locks its connection around every operation. But ServerCursor.execute(), which iterator()
calls, looks before that whether libpq is in pipeline mode; the guard of a guest's statement is, and
so it would be refused. So Django's statements take the lease's lock first, by Django's own means: an
execute wrapper (connection.execute_wrapper()).
"""

from __future__ import annotations

import os
import threading
import weakref
from typing import Any, Callable

from .guests import Ride


class TakesTurns:
    """The execute wrapper of one DatabaseWrapper, for whatever connection is open in it."""

    def __init__(self) -> None:
        self.lock: Any = threading.RLock()
        _all.add(self)

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        with self.lock:
            return execute(sql, params, many, context)


def take_turns(wrapper: Any, ride: Ride) -> None:
    """Once a connection has opened. psycopg2's have a lock in every method (pillion.locking)."""
    if ride.lease is None or wrapper.Database.__name__ == "psycopg2":
        return
    wrappers = wrapper.execute_wrappers
    found = next((one for one in wrappers if isinstance(one, TakesTurns)), None)
    if found is None:
        found = TakesTurns()
        # In front: the end of a connection.execute_wrapper() block takes the last one away.
        wrappers.insert(0, found)
    found.lock = ride.lease.lock


_all: weakref.WeakSet[TakesTurns] = weakref.WeakSet()


def _renew_locks() -> None:
    """In a forked child, where the thread that held a lock is not."""
    for one in _all:
        one.lock = threading.RLock()


os.register_at_fork(after_in_child=_renew_locks)
