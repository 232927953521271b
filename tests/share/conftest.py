"""A host with uncommitted rows, shared: what other processes see of it."""

from __future__ import annotations

import os
import subprocess

import pillion
import psycopg
import pytest

SCHEMA = """
CREATE TABLE share_author (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE share_book (id int PRIMARY KEY, title text,
                         author_id int NOT NULL REFERENCES share_author);
"""
ROWS = """
INSERT INTO share_author VALUES (1, 'Ann'), (2, 'Bob');
INSERT INTO share_book VALUES (1, 'First', 1), (2, 'Second', 1), (3, NULL, 2);
"""


@pytest.fixture(scope="session", autouse=True)
def runtime_directory(tmp_path_factory):
    directory = tmp_path_factory.mktemp("run")
    directory.chmod(0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(directory)
    return directory


@pytest.fixture
def host(server):
    """psycopg 3, inside a transaction whose tables and rows nobody else can see."""
    with psycopg.connect("") as connection:
        connection.execute(SCHEMA)
        connection.execute(ROWS)
        yield connection
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS
        assert connection.execute("SELECT count(*) FROM share_book").fetchone() == (3,)
        connection.rollback()


@pytest.fixture
def lease(host):
    with pillion.lend(host) as lent:
        yield lent


@pytest.fixture
def share(lease):
    with lease.share("demo") as opened:
        yield opened


@pytest.fixture
def psql(share):
    def run(sql, *arguments, check=True):
        return subprocess.run(
            ["psql", "-X", "-A", "-t", share.conninfo, *arguments, "-c", sql],
            capture_output=True,
            text=True,
            timeout=60,
            check=check,
        )

    return run
