"""A pyodbc connection on Django's own connection."""

from contextlib import contextmanager

import pillion
import pyodbc
from django.db import connections
from django.db.backends.signals import connection_created
from django.dispatch import receiver


@receiver(connection_created)
def lend_it(connection, **_):
    """One lease for each connection that Django opens, kept for the connection's life.

    pyodbc remembers every connection string it has seen, for ever: so not one a request.
    """
    if connection.vendor == "postgresql":
        connection.pillion_session = pillion.lend(connection).token
    else:
        # SQLite stands in where there is no server; the guest reads what is committed.
        connection.pillion_session = f"sqlite:{connection.settings_dict['NAME']}"


@contextmanager
def live(using="default"):
    """Rides on connections[using]: same transaction, same uncommitted rows, read-only."""
    connections[using].ensure_connection()
    guest = pyodbc.connect(pillion.connection_string(connections[using].pillion_session))
    try:
        yield guest
    finally:
        guest.close()
