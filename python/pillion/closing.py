"""A psycopg 3 connection that ends its leases before it closes.

psycopg's close() waits for nobody: it would free a connection under a guest of another thread or of
a share. So a lent connection has a close() of its own, which reclaims first; leaving a `with
connection:` block goes through it too. The class of the connection stays what it is.
"""

from __future__ import annotations

import weakref
from typing import Any, Callable


class _Close:
    """In the connection's __dict__, and so without a reference to it that would keep it open."""

    def __init__(self, connection: Any, reclaim: Callable[[Any], None]) -> None:
        self._connection = weakref.ref(connection)
        self._reclaim = reclaim
        self.own = vars(connection).get("close")  # where somebody else has done the same

    def __call__(self) -> None:
        """Ends the leases of this connection, then closes it."""
        connection = self._connection()
        self._reclaim(connection)
        if self.own is not None:
            self.own()
        else:
            type(connection).close(connection)


def reclaim_before_close(connection: Any, reclaim: Callable[[Any], None]) -> None:
    if not isinstance(vars(connection).get("close"), _Close):
        connection.close = _Close(connection, reclaim)


def close_as_before(connection: Any) -> None:
    """Takes that back."""
    close = vars(connection).get("close")
    if not isinstance(close, _Close):
        return
    if close.own is not None:
        connection.close = close.own
    else:
        del connection.close
