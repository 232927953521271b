"""Databases of their own, for cases whose tables would be in each other's way."""

from __future__ import annotations


def create(name: str) -> None:
    """On the server that PGHOST and friends name."""
    import psycopg2

    connection = psycopg2.connect("")
    connection.autocommit = True
    connection.cursor().execute(f"DROP DATABASE IF EXISTS {name}")
    connection.cursor().execute(f"CREATE DATABASE {name}")
    connection.close()
