"""A database with one of everything (tests/fixtures), seen by Pillion, by its host and by psqlODBC."""

from __future__ import annotations

import os
from pathlib import Path

import pillion
import psycopg
import pytest
from odbc_client import OdbcClient

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
DATABASE = "everything"


@pytest.fixture(scope="session")
def everything(server):
    """The database's conninfo."""
    with psycopg.connect("", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}")
    with psycopg.connect(dbname=DATABASE, autocommit=True) as connection:
        connection.execute((FIXTURES / "everything.postgres.sql").read_text())
    return f"dbname={DATABASE}"


@pytest.fixture(scope="module")
def host(everything):
    with psycopg.connect(everything, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def ours(host):
    """A client of ours that rides on the host."""
    with pillion.lend(host) as lease, OdbcClient(lease.connection_string) as client:
        yield client


@pytest.fixture(scope="module")
def theirs(everything):
    """The same by the usual driver."""
    found = sorted(Path("/usr/lib").glob("*/odbc/psqlodbcw.so"))
    assert found, "psqlODBC is not installed: ./dev test installs odbc-postgresql"
    address = {"Servername": "PGHOST", "Port": "PGPORT", "Username": "PGUSER"}
    parts = [f"{key}={os.environ[name]}" for key, name in address.items()]
    with OdbcClient(";".join([f"Driver={found[0]}", f"Database={DATABASE}", *parts])) as client:
        yield client
