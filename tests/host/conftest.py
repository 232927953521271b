"""Hosts with an open connection, in the states a guest may find one in."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from hosts import HOSTS


@pytest.fixture(scope="session")
def database(server):
    """The tables of schema.sql, made once."""
    with psycopg.connect("", autocommit=True) as connection:
        connection.execute((Path(__file__).parent / "schema.sql").read_text())
    return server


@pytest.fixture(params=list(HOSTS))
def host(request, database):
    """An open host of each kind, idle."""
    host = HOSTS[request.param]()
    yield host
    host.close()


@pytest.fixture(params=["psycopg2", "psycopg3"])
def psycopg_host(request, database):
    host = HOSTS[request.param]()
    yield host
    host.close()
