"""The host's side of a lease: whose connection it is, which libpq made it, and the host's lock.

A Host holds its connection weakly, and strongly only while a guest is on it, so that a lease
never keeps a connection open that its owner has let go.
"""

from __future__ import annotations

import sys
import threading
import time
import weakref
from typing import Any, Callable

from .closing import close_as_before, reclaim_before_close
from .errors import ConnectionClosedError
from .library import EBUSY, ECONNECTION, OK, file_of

WAIT_FOR_EVER = -1


class Host:
    """One lent connection; all its leases share it, and with it one lock."""

    def __init__(
        self,
        connection: Any,
        address: int | None,
        libpq: str | None,
        current_address: Callable[[Any], int | None],
        lock: Any = None,
        own_lock: Any = None,
    ) -> None:
        if address is None:
            raise ConnectionClosedError("the connection is closed: lend one that is open")
        self.address: int = address
        self.libpq = libpq
        # What Lease.hold() takes; reentrant, so that a guest of the holding thread is let in.
        # psycopg2 has none to offer, unless it is one of our locking connections.
        self.lock = lock if lock is not None else threading.RLock()
        # psycopg 3's, which is around every operation and not reentrant. Guests take it last.
        self._own_lock = own_lock
        self._connection = weakref.ref(connection)
        self._current_address = current_address
        # In use by a guest; one entry for each enter without its leave.
        self._held: list[Any] = []

    def is_open(self) -> bool:
        connection = self._connection()
        return connection is not None and self._is_what_was_lent(connection)

    def lends(self, connection: Any) -> bool:
        return self._connection() is connection

    def reclaim_before_close(self, reclaim: Callable[[Any], None]) -> None:
        """While it is lent. psycopg2's cannot be given that: see locking.py."""
        connection = self._connection()
        if connection is not None and self._own_lock is not None:
            reclaim_before_close(connection, reclaim)

    def close_as_before(self) -> None:
        connection = self._connection()
        if connection is not None and self._own_lock is not None:
            close_as_before(connection)

    def is_ridden(self) -> bool:
        return bool(self._held)

    def enter(self, timeout_ms: int) -> int:
        """Takes the host's lock for a guest. The contract of pillion_options.enter."""
        connection = self._connection()
        if connection is None or not self._is_what_was_lent(connection):
            return ECONNECTION
        if not self._acquire(timeout_ms):
            return EBUSY
        if not self._is_what_was_lent(connection):  # closed while we waited
            self._release()
            return ECONNECTION
        self._held.append(connection)
        return OK

    def leave(self) -> None:
        connection = self._held.pop()
        self._release()
        # Where the host let go meanwhile, the connection is closed here, after the lock.
        del connection

    def _acquire(self, timeout_ms: int) -> bool:
        timeout = WAIT_FOR_EVER if timeout_ms < 0 else timeout_ms / 1000
        began = time.monotonic()
        if not self.lock.acquire(timeout=timeout):
            return False
        if self._own_lock is None:
            return True
        rest = WAIT_FOR_EVER if timeout_ms < 0 else max(0, timeout - (time.monotonic() - began))
        if self._own_lock.acquire(timeout=rest):
            return True
        self.lock.release()
        return False

    def _release(self) -> None:
        if self._own_lock is not None:
            self._own_lock.release()
        self.lock.release()

    def _is_what_was_lent(self, connection: Any) -> bool:
        return self._current_address(connection) == self.address


def host_of(connection: Any) -> Host:
    """The Host of a psycopg connection, or of the one inside Django's wrapper."""
    connection = _inside_django(connection)
    with _hosts_lock:
        host = _hosts.get(connection) if _is_known_kind(connection) else None
        if host is None or not host.is_open():
            host = _describe(connection)
            _hosts[connection] = host
        return host


def _inside_django(connection: Any) -> Any:
    if not hasattr(connection, "ensure_connection"):
        return connection
    if connection.vendor != "postgresql":
        raise TypeError(
            f"Pillion lends PostgreSQL connections, and this is one of Django's for "
            f"{connection.display_name}; an SQLite file is reached by "
            "pillion.connection_string('sqlite:<path>')"
        )
    connection.ensure_connection()
    return connection.connection


def _is_known_kind(connection: Any) -> bool:
    return _is_psycopg2(connection) or _is_psycopg3(connection, "Connection")


def _describe(connection: Any) -> Host:
    if _is_psycopg3(connection, "AsyncConnection"):
        raise TypeError(
            "an AsyncConnection cannot be lent: its lock belongs to the event loop, and a guest "
            "waits outside of it; lend a psycopg.Connection"
        )
    if _is_psycopg3(connection, "Connection"):
        return Host(
            connection,
            _psycopg3_address(connection),
            _psycopg3_libpq(),
            _psycopg3_address,
            own_lock=connection.lock,
        )
    if _is_psycopg2(connection):
        if connection.async_:
            raise TypeError(
                "an asynchronous psycopg2 connection cannot be lent: a query of the host may be "
                "under way at any time; lend one that was opened without async_=1"
            )
        return Host(
            connection,
            _psycopg2_address(connection),
            sys.modules["psycopg2._psycopg"].__file__,
            _psycopg2_address,
            lock=connection.lock if getattr(connection, "takes_the_lock", False) else None,
        )
    raise TypeError(
        f"cannot lend {type(connection).__module__}.{type(connection).__qualname__}: give a "
        "psycopg2 or psycopg (3) connection, or django.db.connection"
    )


def _is_psycopg3(connection: Any, class_name: str) -> bool:
    psycopg = sys.modules.get("psycopg")
    return psycopg is not None and isinstance(connection, getattr(psycopg, class_name))


def _is_psycopg2(connection: Any) -> bool:
    extensions = sys.modules.get("psycopg2.extensions")
    return extensions is not None and isinstance(connection, extensions.connection)


def _psycopg3_address(connection: Any) -> int | None:
    address: int | None = connection.pgconn.pgconn_ptr
    return None if connection.closed else address


def _psycopg2_address(connection: Any) -> int | None:
    try:
        address: int | None = None if connection.closed else connection.pgconn_ptr
        return address
    except sys.modules["psycopg2"].InterfaceError:  # closed by another thread just now
        return None


def _psycopg3_libpq() -> str | None:
    implementation = sys.modules["psycopg"].pq.__impl__
    if implementation == "python":
        # dlopen found it by its short name; what it found, the loader knows.
        return file_of(sys.modules["psycopg.pq._pq_ctypes"].PQlibVersion)
    return sys.modules[f"psycopg_{implementation}.pq"].__file__


_hosts: weakref.WeakKeyDictionary[Any, Host] = weakref.WeakKeyDictionary()
_hosts_lock = threading.Lock()


def forget_after_fork() -> None:
    """In a child process: nothing is lent, and no lock is held by a thread that is not here."""
    global _hosts, _hosts_lock
    _hosts = weakref.WeakKeyDictionary()
    _hosts_lock = threading.Lock()
