"""Which lease belongs to which of Django's connections, and the guests that ride on it.

A connection is lent when Django opens it, once for its life: pyodbc remembers every connection
string it has seen, for ever, so there must not be one a request.
"""

from __future__ import annotations

import logging
import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pyodbc
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, InterfaceError, NotSupportedError, connections

import pillion
from pillion.locking import ConnectionFactory

from .conf import is_lent, option
from .guests import Ride
from .relations import declared
from .turns import take_turns

logger = logging.getLogger("pillion.django")

# By psycopg's connection: what a pool lends again keeps its ride.
_rides: weakref.WeakKeyDictionary[Any, Ride] = weakref.WeakKeyDictionary()
# In a forked child: the connections that are the parent's, and what rode on them.
_inherited: weakref.WeakKeyDictionary[Any, Ride] = weakref.WeakKeyDictionary()
_reflected: set[str] = set()


@contextmanager
def live(using: str = DEFAULT_DB_ALIAS) -> Iterator[pyodbc.Connection]:
    """A pyodbc connection that rides on connections[using], for the time of the block.

    It sees what Django sees there: the transaction, its uncommitted rows, the search path. It can
    only read. Django's connection is opened if need be, and stays the thread's own.
    """
    wrapper = connections[using]
    ride = ride_of(wrapper)
    rider = ride.mount()
    try:
        yield rider
    except pyodbc.Error as error:
        if is_connection_lost(error):
            # Django looks at its connection before the next request only where it saw an error.
            wrapper.errors_occurred = True
        raise
    finally:
        ride.dismount(rider)


def share(name: str | None = None, *, using: str = DEFAULT_DB_ALIAS, **options: Any) -> pillion.Share:
    """Lets other processes ride on connections[using] of this thread: psql, isql, any client.

    name and options are those of Lease.share(). It ends at close(), at the end of its `with` block,
    or when Django closes the connection.
    """
    ride = ride_of(connections[using])
    if ride.lease is None:
        raise NotSupportedError(f"Only PostgreSQL can be shared, and {using!r} is an SQLite file.")
    ride.is_shared = True
    return ride.lease.share(name, **options)


def ride_of(wrapper: Any) -> Ride:
    """The ride on the connection that is open in this wrapper; opens one if need be."""
    # The door that the ORM goes through as well: it opens the connection, looks at its health and
    # whether it belongs to this thread, and refuses inside an event loop and in a SimpleTestCase.
    with wrapper.cursor():
        pass
    if wrapper.vendor == "sqlite":
        return Ride(None, pillion.connection_string(f"sqlite:{_file_of(wrapper)}"))
    raw = wrapper.connection
    ride = _rides.get(raw)
    return _lend(wrapper) if ride is None else ride


def lend_new_connection(sender: Any, connection: Any, **_: Any) -> None:
    """Receives connection_created. A failure must not keep Django from its connection."""
    if connection.vendor != "postgresql" or not is_lent(connection.alias):
        return
    try:
        ride = _of_a_pooled(connection.connection)
        if ride is None:
            ride = _lend(connection)
        else:
            _hand_over(ride, connection)
        if option("REFLECT"):
            _reflect(connection.alias, ride)
    except Exception:
        logger.exception("The connection to %r could not be lent; live() will say why.", connection.alias)


def prepare(wrapper: Any) -> None:
    """At start-up, before any connection: psycopg2's are to be of the class that takes a lock."""
    if wrapper.vendor != "postgresql" or not is_lent(wrapper.alias):
        return
    if wrapper.Database.__name__ == "psycopg2":
        options = wrapper.settings_dict.setdefault("OPTIONS", {})
        factory = options.get("connection_factory")
        if factory is None or isinstance(factory, type):
            options["connection_factory"] = ConnectionFactory(factory)


def is_connection_lost(error: pyodbc.Error) -> bool:
    return bool(error.args) and str(error.args[0]).startswith("08")


def _lend(wrapper: Any) -> Ride:
    raw = wrapper.connection
    if wrapper.vendor != "postgresql":
        raise NotSupportedError(
            f"Pillion rides on PostgreSQL, and {wrapper.alias!r} is {wrapper.display_name}."
        )
    if not is_lent(wrapper.alias):
        raise ImproperlyConfigured(f'PILLION["DATABASES"] does not have {wrapper.alias!r}: it is not lent.')
    if raw in _inherited:
        raise InterfaceError(
            f"The connection to {wrapper.alias!r} was opened by this process's parent, and cannot be lent "
            "here. Close it before the fork, or call connections.close_all() in the child."
        )
    ride = Ride(weakref.ref(wrapper))
    ride.lend(
        raw,
        statement_timeout=option("STATEMENT_TIMEOUT"),
        lock_timeout=option("LOCK_TIMEOUT"),
        role=option("ROLE"),
        relations=declared() if option("RELATIONS") else None,
    )
    _rides[raw] = ride
    _hand_over(ride, wrapper)
    return ride


def _hand_over(ride: Ride, wrapper: Any) -> None:
    ride.holder = weakref.ref(wrapper)
    take_turns(wrapper, ride)


def _of_a_pooled(raw: Any) -> Ride | None:
    """The ride of a connection that Django had before and gave back to its pool (Django 5.1).

    It goes on under its token, unless a guest or a share of the former holder is still on it, who
    must not see what the next one does.
    """
    ride = _rides.get(raw)
    if ride is None or not (ride.mounted or ride.is_shared):
        return ride
    if ride.lease is not None:
        ride.lease.reclaim()
    return None


def _reflect(alias: str, ride: Ride) -> None:
    """Once a process: all leases share what is read."""
    if alias not in _reflected:
        with suppress(pillion.Error, TimeoutError):
            ride.lease.reflect()
            _reflected.add(alias)


def _file_of(wrapper: Any) -> str:
    name = str(wrapper.settings_dict["NAME"])
    if wrapper.is_in_memory_db():
        raise NotSupportedError(
            f"{wrapper.alias!r} is an SQLite database in memory, which no guest can open. Name a file, for "
            'tests in DATABASES[...]["TEST"]["NAME"].'
        )
    return name


def _forget_after_fork() -> None:
    _inherited.update(_rides)
    _rides.clear()
    _reflected.clear()


os.register_at_fork(after_in_child=_forget_after_fork)
