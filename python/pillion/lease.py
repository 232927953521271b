"""Lending a connection, and the leases that come of it."""

from __future__ import annotations

import atexit
import contextlib
import itertools
import math
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable, Union

from .errors import Error
from .host import WAIT_FOR_EVER, Host, forget_after_fork, host_of
from .library import Options, ReleaseCallback, library
from .share import Share
from .thread_state import drop_thread_state, keep_thread_state
from .turns import Turns

Seconds = Union[int, float]

_TIME_TO_COME_OUT = 0.1  # seconds


class Lease:
    """One lending of one connection. Made by lend(); safe to use from any thread.

    It ends at reclaim(), at the end of its `with` block, or when its connection closes. Dropping
    the object ends nothing: a token that was handed out stays good.
    """

    def __init__(self, key: int, host: Host, token: str) -> None:
        self._key = key
        self._host = host
        self._process = os.getpid()
        self.token = token
        """Names and unlocks the lease; who has it can read all the connection can read."""

    @property
    def connection_string(self) -> str:
        """For any ODBC client in this process. The same text as long as the lease lasts."""
        return connection_string(self.token)

    @property
    def active(self) -> bool:
        """Whether a guest could ride now. False in a forked child: the lease is its parent's."""
        return self._key in _lent and self._process == os.getpid() and self._host.is_open()

    def connect(self, **options: Any) -> Any:
        """A pyodbc connection that rides on the lent one; options are pyodbc.connect's."""
        import pyodbc  # other ODBC clients do without it

        return pyodbc.connect(self.connection_string, **options)

    @property
    def lock(self) -> Any:
        """What hold() takes: a reentrant lock. The same for all leases of one connection."""
        return self._host.lock

    @contextlib.contextmanager
    def hold(self, timeout: Seconds | None = None) -> Iterator[None]:
        """Keeps the guests of other threads off the connection during the block.

        For hosts whose threads use the connection while guests ride in other threads. psycopg 3 takes
        a lock of its own around every query; with it, only ServerCursor.execute() and Cursor.stream()
        need this: they look at the connection before they lock it, and refuse what a guest is doing.
        """
        if not self._host.lock.acquire(timeout=WAIT_FOR_EVER if timeout is None else timeout):
            raise TimeoutError(f"a guest did not leave the connection within {timeout} s")
        try:
            yield
        finally:
            self._host.lock.release()

    def reflect(self, *, anew: bool = False) -> None:
        """Reads the schema now, where it is not known or has changed; else the first guest that needs
        it does. After a migration, say.

        anew: read it whatever is known, the planner's estimates with it.

        A schema that was known stays where this fails: with SchemaError in a failed transaction, with
        TimeoutError where another thread of the host does not let go of the connection.
        """
        library().reflect(self.token, anew)

    def share(
        self,
        name: str | None = None,
        *,
        max_guests: int = 16,
        idle_timeout: Seconds | None = None,
        row_limit: int | None = None,
    ) -> Share:
        """Lets other processes of this user ride on the lease: psql, psycopg, any PostgreSQL client.

        name: of the share and its directory (None: the token's part before the dot).
        max_guests: how many at the same time.
        idle_timeout: a guest that asks nothing for so many seconds is dropped (None: none is).
        row_limit: a result with more rows is an error (None: no limit).

        It ends with the lease. psycopg 3 keeps guests and host apart by its own lock (but see hold());
        a host on psycopg2 has to use the connection inside hold() while it is shared.
        """
        return Share.open(
            self.token,
            name=name,
            max_guests=max_guests,
            idle_timeout_ms=_milliseconds("idle_timeout", idle_timeout),
            row_limit=0 if row_limit is None else row_limit,
        )

    def reclaim(self) -> None:
        """Ends the lease: a guest's statement that runs is cancelled, and later ones get 08003.

        Does nothing where the lease is over, and nothing in a forked child.
        """
        if self._process == os.getpid():
            library().reclaim(self.token)

    def __enter__(self) -> Lease:
        return self

    def __exit__(self, *exception: object) -> None:
        self.reclaim()

    def __repr__(self) -> str:
        name, _, _ = self.token.partition(".")  # never the secret: it would reach logs
        return f"<pillion.Lease {name} {'active' if self.active else 'over'}>"


def lend(
    connection: Any,
    *,
    statement_timeout: Seconds | None = None,
    lock_timeout: Seconds | None = None,
    role: str | None = None,
    reflect: bool = False,
    relations: str | os.PathLike[str] | None = None,
    held: Callable[[], bool] | None = None,
) -> Lease:
    """Lends an open connection to the ODBC clients of this process.

    connection: psycopg2's, psycopg's (3), or Django's wrapper of either. It stays the caller's,
        is held weakly, and may be closed at any time by the thread that uses it: psycopg's (3) then
        reclaims first. psycopg2's does so if it was opened with pillion.connection_factory; else
        reclaim before closing it where guests ride in other threads, or of a share.
    statement_timeout: the longest run of a guest's statement, in seconds (None: the session's).
    lock_timeout: the longest wait for the host to let go of the connection, in seconds
        (None: 10; math.inf: for ever); then the guest gets HYT00.
    role: a role that guests run as, for the time of each statement (None: the session's).
    reflect: read the schema now, so that no guest waits for it (Lease.reflect()).
    relations: what the host declares beside the schema, as a relations file (docs/relations.md): its
        text, or a pathlib.Path of one. What of it the database does not have is left out.
    held: asked before each statement of a guest; False is 08003. For a host that gives its
        connection back to a pool, where it stays open and is somebody else's.

    Several leases of one connection are independent but for the lock that they share.
    Raises ConnectionClosedError, LibraryError, TypeError or ValueError; with `reflect` SchemaError and
    TimeoutError too.
    """
    host = host_of(connection)
    _reclaim_the_dead()
    text, name = _relations(relations)
    key = next(_keys)
    entry = _Entry(host, held)
    options = Options(
        libpq=None if host.libpq is None else os.fsencode(host.libpq),
        enter=entry.turns.enter,
        leave=entry.turns.leave,
        release=_release,
        context=key,
        statement_timeout_ms=_milliseconds("statement_timeout", statement_timeout),
        lock_timeout_ms=_milliseconds("lock_timeout", lock_timeout),
        role=None if role is None else role.encode("utf-8"),
        relations=text,
        relations_name=name,
        thread_begin=keep_thread_state,
        thread_end=drop_thread_state,
    )
    _lent[key] = entry
    host.reclaim_before_close(reclaim_all_of)
    try:
        token = library().lend(host.address, options)
    except BaseException:
        _forget(key)
        raise
    entry.lease = Lease(key, host, token)
    if reflect:
        try:
            entry.lease.reflect()
        except BaseException:
            entry.lease.reclaim()
            raise
    return entry.lease


def _relations(given: str | os.PathLike[str] | None) -> tuple[bytes | None, bytes | None]:
    """The text, and what messages call it."""
    if given is None:
        return None, None
    if isinstance(given, str):
        text, name = given.encode("utf-8"), None
    else:
        text, name = Path(given).read_bytes(), os.fsencode(given)
    if b"\0" in text:
        raise ValueError("relations holds a NUL character")
    return text, name


def connection_string(session: str) -> str:
    """`Driver=...;Session=...` for a token, or for "sqlite:<path>"."""
    return f"Driver={_braced(library().path)};Session={_braced(session)}"


def _braced(value: str) -> str:
    special = any(character in value for character in "[]{}(),;?*=!@") or value != value.strip()
    return "{" + value.replace("}", "}}") + "}" if special else value


def _milliseconds(name: str, seconds: Seconds | None) -> int:
    if seconds is None:
        return 0
    if not seconds > 0:
        raise ValueError(f"{name} must be more than 0 seconds, and is {seconds}")
    if seconds == math.inf:
        return WAIT_FOR_EVER if name == "lock_timeout" else 0
    return math.ceil(seconds * 1000)


class _Entry:
    """A lease that the library knows."""

    def __init__(self, host: Host, held: Callable[[], bool] | None) -> None:
        self.host = host
        self.turns = Turns(host, held)
        self.lease: Lease | None = None


# By the number that the library gets as `context`.
_lent: dict[int, _Entry] = {}
_keys = itertools.count(1)


def _forget(key: int) -> None:
    """The last lease of a connection gives it its own close() back.

    Without a lock, as this may be called at any moment: a lease that another thread makes just now
    is in _lent before its connection is looked at.
    """
    entry = _lent.pop(key, None)
    if entry is None or _is_lent(entry.host):
        return
    entry.host.close_as_before()
    if _is_lent(entry.host):
        entry.host.reclaim_before_close(reclaim_all_of)


def _is_lent(host: Host) -> bool:
    return any(entry.host is host for entry in list(_lent.values()))


# One for all leases: a callback must not be freed by the call that runs in it.
_release = ReleaseCallback(_forget)


def _reclaim_the_dead() -> None:
    """Frees leases whose connection was closed or dropped without a reclaim.

    Not done at the moment a connection is collected: that may happen inside a callback, where
    the library's own lock is held.
    """
    for entry in list(_lent.values()):
        if entry.lease is not None and not entry.host.is_open():
            entry.lease.reclaim()


def reclaim_all_of(connection: Any) -> None:
    """Ends every lease of this connection; for who is about to close it."""
    for entry in list(_lent.values()):
        if entry.lease is not None and entry.host.lends(connection):
            entry.lease.reclaim()


def _reclaim_all() -> None:
    """At exit: afterwards no guest calls into an interpreter that is being taken down."""
    entries = list(_lent.values())
    ridden = any(entry.host.is_ridden() for entry in entries)
    for entry in entries:
        if entry.lease is not None:
            with contextlib.suppress(Error):
                entry.lease.reclaim()
    if ridden:
        # A daemon thread was in the statement that is cancelled now. It comes out of its ODBC
        # client while Python still runs, or crashes in there: so it gets the time.
        time.sleep(_TIME_TO_COME_OUT)


def _forget_after_fork() -> None:
    _lent.clear()
    forget_after_fork()


atexit.register(_reclaim_all)
os.register_at_fork(after_in_child=_forget_after_fork)
