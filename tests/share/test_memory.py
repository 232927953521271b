"""A host's process that has little memory left, and guests that ask for much."""

from __future__ import annotations

import os
import resource
import subprocess
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

LARGE = b"SELECT 1 /* " + b"x" * 15_000_000 + b" */"
needs_a_limit = pytest.mark.skipif(
    "libasan" in os.environ.get("LD_PRELOAD", ""),
    reason="AddressSanitizer needs an address space without a limit",
)


@pytest.fixture
def lender(server):
    """A host that is a process of its own; and what to connect to it with."""
    command = [os.environ["PILLION_COMMAND"], "lend", "", "--name", "narrow"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert "shared as @narrow" in process.stderr.readline()
        directory = f"{os.environ['XDG_RUNTIME_DIR']}/pillion/narrow"
        conninfo = f"host={directory} port=5432 user=me dbname=narrow passfile={directory}/pgpass"
        with psycopg.connect(conninfo) as guest:
            guest.execute("SELECT 1")
        yield process, conninfo
        process.terminate()
        assert process.wait(20) == 0


@contextmanager
def room(process, size):
    """The process may have so many bytes more than it has."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    used = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmSize"))
    before = resource.prlimit(process.pid, resource.RLIMIT_AS)
    resource.prlimit(process.pid, resource.RLIMIT_AS, (used * 1024 + size, before[1]))
    yield
    resource.prlimit(process.pid, resource.RLIMIT_AS, before)


@needs_a_limit
@pytest.mark.parametrize("size", [5_000_000, 20_000_000, 40_000_000, 60_000_000])
@pytest.mark.parametrize("kept", [True, False])
def test_a_guest_that_asks_for_more_memory_than_there_is(lender, size, kept):
    process, conninfo = lender
    guest = psycopg.connect(conninfo, autocommit=True)
    with room(process, size):
        for number in range(8):
            if kept:
                guest.pgconn.prepare(b"s%d" % number, LARGE)
            else:
                guest.pgconn.exec_(LARGE)
            if guest.pgconn.status != psycopg.pq.ConnStatus.OK:
                break
    assert process.poll() is None
    try:
        with psycopg.connect(conninfo) as another:
            assert another.execute("SELECT 7").fetchone() == (7,)
    except psycopg.Error as error:
        # Where the memory is libpq's own, it gives up the host's connection.
        assert "closed the connection that was lent" in str(error)


@needs_a_limit
def test_a_guest_for_which_there_is_no_thread(lender):
    process, conninfo = lender
    guests = []
    with (
        room(process, 3_000_000),
        pytest.raises(psycopg.OperationalError, match="has no thread for a client"),
    ):
        while len(guests) < 12:
            guests.append(psycopg.connect(conninfo))
    assert process.poll() is None
    with psycopg.connect(conninfo) as another:
        assert another.execute("SELECT 7").fetchone() == (7,)


def test_a_row_beyond_what_may_wait_is_refused(share):
    with psycopg.connect(share.conninfo, autocommit=True) as guest:
        with pytest.raises(psycopg.errors.ProgramLimitExceeded, match="more than 64 MB"):
            guest.execute("SELECT repeat('x', 70000000)")
        assert guest.execute("SELECT length(repeat('x', 70000000))").fetchone() == (70000000,)
        row = guest.execute("SELECT repeat('x', 30000000), repeat('y', 30000000)").fetchone()
        assert [len(value) for value in row] == [30000000, 30000000]


def test_what_one_guest_asks_means_the_same_for_one_with_a_path_of_its_own(host, share):
    host.execute(
        "CREATE SCHEMA other;"
        "CREATE TABLE other.share_book (id int, author_id int, author__name text);"
        "INSERT INTO other.share_book VALUES (1, 1, 'the column')"
    )
    asked = "SELECT author__name FROM share_book WHERE id = 1"
    with (
        psycopg.connect(share.conninfo, autocommit=True) as own,
        psycopg.connect(share.conninfo, autocommit=True) as usual,
    ):
        own.execute("SET search_path = other, public")
        for _ in range(2):
            assert own.execute(asked).fetchone() == ("the column",)
            assert usual.execute(asked).fetchone() == ("Ann",)
        assert own.execute("SELECT author__name AS n FROM share_book").fetchone() == ("the column",)
        own.execute("SET search_path = other")
        assert own.execute(asked).fetchone() == ("the column",)


def test_a_statement_prepared_before_the_path_was_set(host, share):
    host.execute(
        "CREATE SCHEMA later;"
        "CREATE TABLE later.share_book (id int, author_id int, author__name text);"
        "INSERT INTO later.share_book VALUES (1, 1, 'the column')"
    )
    asked = "SELECT author__name FROM share_book WHERE id = 1"
    with psycopg.connect(share.conninfo, autocommit=True) as guest:
        for _ in range(2):
            assert guest.execute(asked, prepare=True).fetchone() == ("Ann",)
        for path in ("later, public", "later"):
            guest.execute(f"SET search_path = {path}")
            assert guest.execute(asked, prepare=True).fetchone() == ("the column",)
        guest.execute("RESET search_path")
        assert guest.execute(asked, prepare=True).fetchone() == ("Ann",)
