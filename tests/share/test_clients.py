"""Clients of PostgreSQL in other processes, or with their own protocol code, on one share."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import threading

import asyncpg
import pg8000.native
import psycopg
import psycopg2
import pytest

BOOKS = "SELECT title, author__name FROM share_book ORDER BY id"
BOOK_ROWS = [("First", "Ann"), ("Second", "Ann"), (None, "Bob")]

# One value of each kind that clients read by their own means.
VALUES = """
SELECT 1::int2, -2::int4, 9007199254740993::int8, 1.5::float4, 0.1::float8, 12345.6789::numeric,
       'NaN'::numeric, true, 'text é €', 'c'::char(3), 'v'::varchar, '\\x00ff'::bytea,
       date '2024-02-29', time '12:34:56.789', timestamp '2024-02-29 12:34:56.789',
       timestamptz '2024-02-29 12:34:56+00', '3 days'::interval, ARRAY[1,2,NULL], ARRAY['a','b"'],
       '{"a": [1]}'::json, '{"a": [1]}'::jsonb, NULL::int,
       '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid, '10.0.0.1'::inet, '[1,5)'::int4range
"""


def test_psql_sees_uncommitted_rows_and_paths(psql):
    assert psql(BOOKS).stdout.splitlines() == ["First|Ann", "Second|Ann", "|Bob"]


def test_psql_describes(psql):
    described = psql("\\d share_book", "-P", "tuples_only=off").stdout
    assert "author_id|integer||not null|" in described
    assert "share_book_author_id_fkey" in described
    for command in ("\\dt", "\\d+ share_author", "\\dn", "\\df pg_catalog.abs", "\\l", "\\du", "\\di"):
        run = psql(command)
        assert run.returncode == 0 and not run.stderr, (command, run.stderr)
    assert "share_book" in psql("\\dt").stdout


def test_psql_completes_names(server, share, tmp_path):
    """psql's own queries for completion, by keys pressed in a terminal."""
    script = tmp_path / "keys"
    script.write_text("SELECT * FROM share_b\t WHERE ti\t = 'First';\n\\q\n")
    command = f"psql -X '{share.conninfo}'"
    run = subprocess.run(
        ["script", "-qec", command, "/dev/null"],
        stdin=script.open(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "1 | First |         1" in run.stdout, run.stdout
    assert "ERROR" not in run.stdout, run.stdout


def test_psycopg3_simple_and_extended(share):
    with psycopg.connect(share.conninfo) as guest:
        assert guest.execute(BOOKS).fetchall() == BOOK_ROWS
        row = guest.execute("SELECT title FROM share_book WHERE id = %s", (1,)).fetchone()
        assert row == ("First",)
        assert guest.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS
        guest.commit()
        assert guest.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        for _ in range(10):  # from the fifth time on, prepared
            assert guest.execute("SELECT %s::int", (5,)).fetchone() == (5,)
        with guest.transaction(), guest.transaction():
            assert guest.execute("SELECT 1").fetchone() == (1,)
        with guest.pipeline():
            results = [guest.execute("SELECT %s::int", (n,)) for n in range(20)]
        assert [result.fetchone()[0] for result in results] == list(range(20))


@pytest.mark.parametrize("binary", [False, True])
def test_psycopg3_values_are_those_of_a_direct_connection(share, binary):
    with psycopg.connect("") as direct, psycopg.connect(share.conninfo) as guest:
        expected = direct.execute(VALUES, binary=binary)
        got = guest.execute(VALUES, binary=binary)
        assert repr(got.fetchall()) == repr(expected.fetchall())
        assert [column.type_code for column in got.description] == [
            column.type_code for column in expected.description
        ]


def test_psycopg3_errors_have_their_fields(share):
    with psycopg.connect(share.conninfo, autocommit=True) as guest:
        with pytest.raises(psycopg.errors.DivisionByZero):
            guest.execute("SELECT 1/0")
        with pytest.raises(psycopg.errors.UndefinedColumn) as caught:
            guest.execute("SELECT 'é', nonsense FROM share_book")
        assert caught.value.diag.statement_position == "13"
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction) as caught:
            guest.execute("DELETE FROM share_book")
        assert caught.value.diag.severity == "ERROR"
        assert guest.execute("SELECT 1").fetchone() == (1,)


SPEAKERS = """
CREATE DOMAIN share_positive AS int CONSTRAINT share_above_zero CHECK (VALUE > 0);
CREATE FUNCTION share_asks() RETURNS int LANGUAGE plpgsql AS
  $$ BEGIN EXECUTE 'SELECT 1, nonsense'; END $$;
CREATE FUNCTION share_refuses() RETURNS int LANGUAGE plpgsql AS
  $$ BEGIN RAISE 'refused' USING ERRCODE = '23505', DETAIL = 'a detail', HINT = 'a hint',
     SCHEMA = 's', TABLE = 't', COLUMN = 'c', DATATYPE = 'd', CONSTRAINT = 'k'; END $$;
CREATE FUNCTION share_says() RETURNS int LANGUAGE plpgsql AS
  $$ BEGIN RAISE NOTICE 'said' USING DETAIL = 'a detail', HINT = 'a hint', TABLE = 't'; RETURN 1; END $$;
"""
FAILING = ["SELECT 1/0", "SELECT (-1)::share_positive", "SELECT share_asks()", "SELECT share_refuses()"]


def _fields(diagnostic):
    names = [name for name in dir(diagnostic) if not name.startswith("_")]
    return {name: getattr(diagnostic, name) for name in names if isinstance(getattr(diagnostic, name), str)}


@pytest.mark.parametrize("failing", FAILING)
def test_errors_say_all_that_they_say_to_the_host(host, share, failing):
    host.execute(SPEAKERS)
    with pytest.raises(psycopg.Error) as expected, host.transaction():
        host.execute(failing)
    with psycopg.connect(share.conninfo) as guest, pytest.raises(psycopg.Error) as caught:
        guest.execute(failing)
    fields = _fields(expected.value.diag)
    assert {"sqlstate", "source_function", "source_line"} <= fields.keys()
    assert _fields(caught.value.diag) == fields


def test_the_fields_that_errors_have_besides(host, share):
    host.execute(SPEAKERS)
    with psycopg.connect(share.conninfo) as guest:
        diagnostics = []
        for failing in FAILING:
            with pytest.raises(psycopg.Error) as caught:
                guest.execute(failing)
            diagnostics.append(caught.value.diag)
    _, domain, asking, refusing = diagnostics
    assert (domain.datatype_name, domain.constraint_name) == ("share_positive", "share_above_zero")
    assert (asking.internal_query, asking.internal_position) == ("SELECT 1, nonsense", "11")
    assert asking.context.startswith("PL/pgSQL function share_asks() line 1 at EXECUTE")
    assert (refusing.schema_name, refusing.table_name, refusing.column_name) == ("s", "t", "c")
    assert (refusing.message_detail, refusing.message_hint) == ("a detail", "a hint")


def test_notices_say_all_that_they_say_to_the_host(host, share):
    host.execute(SPEAKERS)
    heard = {"host": [], "guest": []}
    host.add_notice_handler(lambda diag: heard["host"].append(_fields(diag)))
    host.execute("SELECT share_says()")
    with psycopg.connect(share.conninfo, autocommit=True) as guest:
        guest.add_notice_handler(lambda diag: heard["guest"].append(_fields(diag)))
        guest.execute("SELECT share_says()")
    assert heard["host"][0]["message_detail"] == "a detail"
    assert heard["guest"] == heard["host"]


def test_psql_says_where_an_error_comes_from(psql):
    verbose = ("-v", "VERBOSITY=verbose")
    direct = subprocess.run(["psql", "-X", *verbose, "-c", "SELECT 1/0"], capture_output=True, text=True)
    assert "LOCATION:  int4div, int.c:" in direct.stderr
    assert psql("SELECT 1/0", *verbose, check=False).stderr == direct.stderr


def test_psycopg2(share):
    guest = psycopg2.connect(share.conninfo)
    cursor = guest.cursor()
    cursor.execute("SELECT title FROM share_book WHERE id = %s", (2,))
    assert cursor.fetchall() == [("Second",)]
    guest.rollback()
    direct = psycopg2.connect("")
    expected = direct.cursor()
    expected.execute(VALUES)
    cursor.execute(VALUES)
    assert _plain(cursor.fetchall()) == _plain(expected.fetchall())
    guest.close()
    direct.close()


def _plain(rows):
    """repr() of a memoryview tells where it is, not what is in it."""
    return repr([[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in rows])


def test_asyncpg_binary_and_portals(server, share):
    async def run():
        guest = await asyncpg.connect(
            host=share.directory, user="me", password=share.password, database="any"
        )
        direct = await asyncpg.connect()
        # Arrays and ranges asyncpg looks up with jit turned off by set_config, which no guest may
        # call.
        values = VALUES
        for value in (", '[1,5)'::int4range", "ARRAY[1,2,NULL], ARRAY['a','b\"'],"):
            assert value in values
            values = values.replace(value, "")
        assert repr(await guest.fetch(values)) == repr(await direct.fetch(values))
        rows = await guest.fetch("SELECT title FROM share_book WHERE id = $1", 1)
        assert [row["title"] for row in rows] == ["First"]
        async with guest.transaction():
            read = [
                row["g"] async for row in guest.cursor("SELECT g FROM generate_series(1, 95) g", prefetch=10)
            ]
        assert read == list(range(1, 96))
        await guest.close()
        await direct.close()

    asyncio.run(run())


def test_pg8000(share):
    guest = pg8000.native.Connection(
        "me", unix_sock=f"{share.directory}/.s.PGSQL.5432", password=share.password, database="any"
    )
    direct = _direct_pg8000()
    assert guest.run("SELECT title FROM share_book WHERE id = :id", id=1) == [["First"]]
    assert repr(guest.run(VALUES)) == repr(direct.run(VALUES))
    guest.close()
    direct.close()


def _direct_pg8000():
    return pg8000.native.Connection(
        os.environ["PGUSER"],
        unix_sock=f"{os.environ['PGHOST']}/.s.PGSQL.{os.environ['PGPORT']}",
        database=os.environ["PGDATABASE"],
    )


def test_all_at_once(share, psql):
    """Guests side by side, each with statements of its own."""
    guests = [psycopg.connect(share.conninfo, autocommit=True) for _ in range(8)]
    old = psycopg2.connect(share.conninfo)
    for round_ in range(20):
        for number, guest in enumerate(guests):
            assert guest.execute("SELECT %s::int", (number + round_,)).fetchone() == (number + round_,)
    with old.cursor() as cursor:
        cursor.execute(BOOKS)
        assert cursor.fetchall() == BOOK_ROWS
    assert psql("SELECT 5").stdout.strip() == "5"
    for guest in guests:
        guest.close()
    old.close()


def test_a_large_result_comes_whole(share):
    with psycopg.connect(share.conninfo) as guest:
        rows = guest.execute(
            "SELECT g, g::text, repeat('x', g % 100) FROM generate_series(1, 200000) g"
        ).fetchall()
    assert len(rows) == 200_000
    assert rows[-1] == (200_000, "200000", "")


def test_settings_are_the_guests_own(host, share):
    before = host.execute("SHOW DateStyle").fetchone()
    with psycopg.connect(share.conninfo, autocommit=True, options="-c TimeZone=Asia/Tokyo") as guest:
        assert guest.info.parameter_status("TimeZone") == "Asia/Tokyo"
        guest.execute("SET DateStyle = 'German, DMY'")
        assert guest.info.parameter_status("DateStyle") == "German, DMY"
        assert guest.execute("SELECT date '2024-12-31'::text").fetchone() == ("31.12.2024",)
        guest.execute("RESET DateStyle")
        assert guest.execute("SELECT date '2024-12-31'::text").fetchone() == ("2024-12-31",)
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            guest.execute("SET DateStyle = 'no such'")
        assert guest.execute("SHOW TimeZone").fetchone() == ("Asia/Tokyo",)
    assert host.execute("SHOW DateStyle").fetchone() == before


def test_a_query_is_cancelled(share):
    with psycopg.connect(share.conninfo, autocommit=True) as guest:
        threading.Timer(0.5, guest.cancel).start()
        with pytest.raises(psycopg.errors.QueryCanceled):
            guest.execute("SELECT pg_sleep(30)")
        assert guest.execute("SELECT 1").fetchone() == (1,)
        guest.execute("SET statement_timeout = 200")
        with pytest.raises(psycopg.errors.QueryCanceled):
            guest.execute("SELECT pg_sleep(30)")


def test_what_nothing_is_done_for_is_said(share):
    with psycopg.connect(share.conninfo, autocommit=True) as guest:
        said = []
        guest.add_notice_handler(lambda notice: said.append(notice.message_primary))
        guest.execute("BEGIN ISOLATION LEVEL SERIALIZABLE")
        guest.execute("COMMIT")
        assert [re.match(r"(\w+) does nothing here", text)[1] for text in said] == ["BEGIN", "COMMIT"]
