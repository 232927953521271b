"""Every kind of client on one share at the same time, each held against a connection of its own."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading

import asyncpg
import pg8000.native
import pillion
import psycopg
import psycopg2
import pytest

READ = (
    "SELECT b.id, b.title, a.name, b.id * 1.5::float8 AS x, b.id::numeric / 3 AS n, b.id > 1 AS big, "
    "date '2024-02-29' + b.id AS day, NULL::int AS nothing "
    "FROM share_book b JOIN share_author a ON a.id = b.author_id ORDER BY b.id"
)
ROUNDS = 25


@pytest.fixture
def meet():
    """Runs works in threads; each gets a barrier that all pass once they are connected."""

    def run(*works) -> None:
        barrier = threading.Barrier(len(works), timeout=50)
        failures = []

        def guarded(work) -> None:
            try:
                work(barrier)
            except BaseException as error:
                failures.append((work.__name__, error))
                barrier.abort()

        threads = [threading.Thread(target=guarded, args=(work,), daemon=True) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(55)
        assert not failures, failures

    return run


def test_all_clients_at_once(server, host, share, meet):
    expected = host.execute(READ).fetchall()
    types = [column.type_code for column in host.execute(READ).description]
    shown = [["" if v is None else str(v) for v in row] for row in host.execute(_as_text(READ)).fetchall()]

    def psycopg3(barrier) -> None:
        for binary in (False, True):
            with psycopg.connect(share.conninfo) as guest:
                if not binary:
                    barrier.wait()
                for _ in range(ROUNDS):
                    got = guest.execute(READ, binary=binary)
                    assert got.fetchall() == expected
                    assert [column.type_code for column in got.description] == types

    def psycopg_2(barrier) -> None:
        guest = psycopg2.connect(share.conninfo)
        barrier.wait()
        cursor = guest.cursor()
        for _ in range(ROUNDS):
            cursor.execute(READ)
            assert cursor.fetchall() == expected
            assert [column.type_code for column in cursor.description] == types
        guest.close()

    def pg_8000(barrier) -> None:
        socket = f"{share.directory}/.s.PGSQL.5432"
        guest = pg8000.native.Connection("me", unix_sock=socket, password=share.password)
        barrier.wait()
        for _ in range(ROUNDS):
            assert [tuple(row) for row in guest.run(READ)] == expected
            assert [column["type_oid"] for column in guest.columns] == types
        guest.close()

    def async_pg(barrier) -> None:
        async def read() -> None:
            guest = await asyncpg.connect(host=share.directory, user="me", password=share.password)
            await asyncio.to_thread(barrier.wait)
            for _ in range(ROUNDS):
                assert [tuple(row) for row in await guest.fetch(READ)] == expected
            await guest.close()

        asyncio.run(read())

    def psql(barrier) -> None:
        command = ["psql", "-X", "-A", "-t", share.conninfo]
        with _program(command) as program:
            barrier.wait()
            said, _ = program.communicate(
                f"{_as_text(READ)};\n" * ROUNDS + "\\pset tuples_only off\n\\d share_book\n\\dt\n"
            )
            rows = [line.split("|") for line in said.splitlines() if line.count("|") == 7]
            assert program.returncode == 0 and rows == shown * ROUNDS, said
            assert "share_book_author_id_fkey" in said

    def isql(barrier) -> None:
        command = ["isql", "-b", "-v", "-d|", "-k", pillion.connection_string("@demo")]
        with _program(command) as program:
            barrier.wait()
            said, _ = program.communicate(f"{_as_text(READ)}\n" * ROUNDS)
            rows = [line.split("|") for line in said.splitlines() if line.count("|") >= 7]
            assert [row[:8] for row in rows] == shown * ROUNDS, said

    meet(psycopg3, psycopg_2, pg_8000, async_pg, psql, isql)


def _as_text(sql: str) -> str:
    """isql writes numbers and booleans its own way; text is text."""
    columns = ", ".join(f"t.{name}::text" for name in ("id", "title", "name", "x", "n"))
    more = ", ".join(f"t.{name}::text" for name in ("big", "day", "nothing"))
    return f"SELECT {columns}, {more} FROM ({sql}) AS t ORDER BY 1"


def _program(command: list[str]) -> subprocess.Popen:
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ,
    )


def test_a_result_by_pages_is_refused_over_a_share(share):
    """The driver in another process reads whole results; it says so where pages are asked for."""
    script = (
        "import pyodbc, sys; pyodbc.pooling = False\n"
        "for fetch in ('auto', 'cursor'):\n"
        "    c = pyodbc.connect(sys.argv[1] + ';Fetch=' + fetch)\n"
        "    try: print(len(c.execute('SELECT g FROM generate_series(1, 5000) g').fetchall()))\n"
        "    except pyodbc.Error as error: print(error.args[0], 'Fetch=auto' in error.args[1])\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, pillion.connection_string("@demo")],
        capture_output=True,
        text=True,
        timeout=50,
    )
    assert run.stdout.splitlines() == ["5000", "HYC00 True"], run.stdout + run.stderr
