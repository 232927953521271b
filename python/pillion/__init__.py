"""Lend an open PostgreSQL connection; an ODBC client with the token rides on it.

    lease = pillion.lend(connection)          # psycopg 2, psycopg 3, or django.db.connection
    guest = lease.connect()                   # pyodbc, on the very same session
    guest.execute("SELECT title, author__name, count(review) FROM shop_book")

A guest sees what the connection sees (its transaction, its uncommitted rows, its search path)
and leaves nothing behind. A token stays valid until reclaim() or until the connection closes:
lend once a connection, not once a query.
"""

from .errors import ConnectionClosedError, Error, LibraryError, SchemaError, ShareError
from .lease import Lease, connection_string, lend
from .library import driver_path
from .locking import connection_factory
from .share import Share

__version__ = "0.1.0"

__all__ = [
    "ConnectionClosedError",
    "Error",
    "Lease",
    "LibraryError",
    "SchemaError",
    "Share",
    "ShareError",
    "connection_factory",
    "connection_string",
    "driver_path",
    "lend",
    "__version__",
]
