"""A psycopg2 connection that guests of other threads may ride on, and its host never notices.

psycopg 3 locks its connection around every operation; psycopg2 has nothing of the kind. So here is
a connection class, made from psycopg2's own or from any other, whose every method that reaches the
server takes the connection's `lock`; guests take the same one.

    psycopg2.connect(dsn, connection_factory=pillion.connection_factory)

An operation that nobody competes with pays for one uncontended lock: a fraction of a microsecond.
"""

from __future__ import annotations

import functools
import os
import threading
import weakref
from typing import Any, Callable

from .lease import reclaim_all_of

# What psycopg2 sends to the server from, or reads the socket in. cancel() is not among them: it is
# meant for other threads, and opens a connection of its own.
_CONNECTION_METHODS = (
    *("commit", "rollback", "reset", "poll", "lobject"),
    *("set_session", "set_isolation_level", "set_client_encoding"),
    *("tpc_begin", "tpc_prepare", "tpc_commit", "tpc_rollback", "tpc_recover"),
)
_CONNECTION_ATTRIBUTES = ("autocommit", "isolation_level", "readonly", "deferrable")
_CURSOR_METHODS = ("execute", "executemany", "callproc", "copy_from", "copy_to", "copy_expert")
# These reach the server from a cursor that has a name there, and only there are they locked: other
# cursors have all rows already, and every row of theirs would pay.
_NAMED_CURSOR_METHODS = ("fetchone", "fetchmany", "fetchall", "scroll", "close", "__next__")


class ConnectionFactory:
    """Makes locking connections from what another connection_factory makes (None: psycopg2's own).

    An object rather than a closure, because Django's settings are pickled for parallel tests.
    """

    def __init__(self, base: Any = None) -> None:
        self.base = base

    def __call__(self, dsn: str, async_: int = 0) -> Any:
        import psycopg2.extensions

        base = psycopg2.extensions.connection if self.base is None else self.base
        if not isinstance(base, type):
            raise TypeError(
                f"connection_factory is {base!r}: give a class derived from "
                "psycopg2.extensions.connection, which can be made a locking one"
            )
        return _locking_connection(base)(dsn, async_)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ConnectionFactory) and other.base == self.base

    def __hash__(self) -> int:
        return hash(self.base)


connection_factory = ConnectionFactory()
"""For psycopg2.connect(connection_factory=...)."""


@functools.cache
def _locking_connection(base: type) -> type:
    namespace: dict[str, Any] = {
        name: _locked(getattr(base, name)) for name in _CONNECTION_METHODS if hasattr(base, name)
    }
    namespace |= {name: _locked_attribute(getattr(base, name)) for name in _CONNECTION_ATTRIBUTES}

    def initialize(self: Any, *arguments: Any, **options: Any) -> None:
        self.lock = threading.RLock()
        self.own_cursor = None
        super(made, self).__init__(*arguments, **options)
        _connections.add(self)

    open_cursor = base.cursor  # type: ignore[attr-defined]

    def cursor(self: Any, name: Any = None, cursor_factory: Any = None, **options: Any) -> Any:
        factory = cursor_factory or self.cursor_factory
        if factory is None:
            if self.own_cursor is None:  # what this kind of connection makes
                self.own_cursor = _locking_cursor(type(open_cursor(self)))
            locking = self.own_cursor
        elif isinstance(factory, type):
            locking = _locking_cursor(factory)
        else:
            return open_cursor(self, name, cursor_factory=factory, **options)
        opened = open_cursor(self, name, cursor_factory=locking, **options)
        if opened.name is not None:  # also where its class has given it one
            opened.__class__ = _locking_cursor(locking.__base__, named=True)
        return opened

    def close(self: Any) -> None:
        reclaim_all_of(self)
        with self.lock:
            super(made, self).close()

    namespace |= {"__init__": initialize, "cursor": cursor, "close": close}
    made = type(base.__name__, (base,), {**namespace, "takes_the_lock": True, "__module__": __name__})
    return made


@functools.cache
def _locking_cursor(base: type, named: bool = False) -> type:
    names = (*_CURSOR_METHODS, *_NAMED_CURSOR_METHODS) if named else _CURSOR_METHODS
    namespace: dict[str, Any] = {name: _locked_in_cursor(getattr(base, name)) for name in names}
    return type(base.__name__, (base,), {**namespace, "__module__": __name__})


def _locked(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def locked(self: Any, *arguments: Any, **options: Any) -> Any:
        with self.lock:
            return method(self, *arguments, **options)

    return locked


def _locked_attribute(attribute: Any) -> property:
    def write(self: Any, value: Any) -> None:
        with self.lock:
            attribute.__set__(self, value)

    return property(attribute.__get__, write, doc=attribute.__doc__)


def _locked_in_cursor(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def locked(self: Any, *arguments: Any, **options: Any) -> Any:
        with self.connection.lock:
            return method(self, *arguments, **options)

    return locked


_connections: weakref.WeakSet[Any] = weakref.WeakSet()


def _renew_locks() -> None:
    """In a forked child, where the thread that held a lock is not."""
    for connection in _connections:
        connection.lock = threading.RLock()


os.register_at_fork(after_in_child=_renew_locks)
