"""A share: the door through which other processes ride on a lease."""

from __future__ import annotations

import os
from pathlib import Path

from .library import ShareOptions, library


class Share:
    """Made by Lease.share(); ends at close(), at the end of its `with` block, or with the lease."""

    def __init__(self, token: str, directory: str) -> None:
        self._token = token
        self._process = os.getpid()
        self.directory = directory
        """The directory of the socket: libpq's `host`, psql's -h."""

    @classmethod
    def open(
        cls, token: str, *, name: str | None, max_guests: int, idle_timeout_ms: int, row_limit: int
    ) -> Share:
        if max_guests < 1:
            raise ValueError(f"max_guests must be at least 1, and is {max_guests}")
        options = ShareOptions(
            name=None if name is None else name.encode("utf-8"),
            max_guests=max_guests,
            idle_timeout_ms=idle_timeout_ms,
            row_limit=row_limit,
        )
        return cls(token, library().share(token, options))

    @property
    def name(self) -> str:
        """The last part of its directory, and the database name that clients may give."""
        return Path(self.directory).name

    @property
    def password(self) -> str:
        """The token's secret, which a PostgreSQL client sends as its password."""
        return self._token.partition(".")[2]

    @property
    def conninfo(self) -> str:
        """For any client that is built on libpq: psql, psycopg. Holds no secret."""
        return (
            f"host={_quoted(self.directory)} port=5432 user=guest dbname={_quoted(self.name)} "
            f"passfile={_quoted(str(Path(self.directory) / 'pgpass'))}"
        )

    def close(self) -> None:
        """Drops its guests and takes the door away; the lease goes on."""
        if self._process == os.getpid():
            library().unshare(self._token)

    def __enter__(self) -> Share:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<pillion.Share @{self.name}>"


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
