"""ODBC clients in other processes: Session=@name, and a token of another process."""

from __future__ import annotations

import json
import subprocess
import sys
import threading

import pillion
import psycopg
import pyodbc
import pytest

BOOKS = "SELECT title, author__name FROM share_book ORDER BY id"

# A guest of its own process: reads statements as JSON, one a line, and answers with rows or an error.
RIDER = """
import json, sys, pyodbc
pyodbc.pooling = False
guest = pyodbc.connect(sys.argv[1], autocommit=True)
for line in sys.stdin:
    sql, parameters = json.loads(line)
    try:
        rows = [[repr(value) for value in row] for row in guest.execute(sql, *parameters).fetchall()]
        print(json.dumps({"rows": rows}), flush=True)
    except pyodbc.Error as error:
        print(json.dumps({"state": error.args[0], "message": error.args[1]}), flush=True)
"""


class Rider:
    """pyodbc in another process."""

    def __init__(self, session: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", RIDER, pillion.connection_string(session)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, sql: str, *parameters) -> dict:
        self.process.stdin.write(json.dumps([sql, parameters]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        self.process.stdin.close()
        assert self.process.wait(30) == 0


@pytest.fixture
def rider(share):
    guest = Rider("@demo")
    yield guest
    guest.close()


def isql(session: str, sql: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["isql", "-b", "-v", "-k", pillion.connection_string(session)],
        input=sql + "\n",
        capture_output=True,
        text=True,
        timeout=60,
    )


def cells(shown: subprocess.CompletedProcess) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in shown.stdout.splitlines() if "|" in line
    ]


def test_isql_sees_uncommitted_rows_and_paths(share):
    shown = isql("@demo", BOOKS)
    assert cells(shown)[1:] == [["First", "Ann"], ["Second", "Ann"], ["", "Bob"]], shown.stdout
    counted = isql("@demo", "SELECT name, count(share_book) AS n FROM share_author ORDER BY id")
    assert cells(counted) == [["name", "n"], ["Ann", "2"], ["Bob", "1"]], counted.stdout
    assert "share_book" in isql("@demo", "help").stdout


def test_isql_by_a_data_source(share, tmp_path, monkeypatch):
    """The DSN stays as it is while tokens change."""
    (tmp_path / "odbcinst.ini").write_text(f"[Pillion]\nDriver = {pillion.driver_path()}\n")
    (tmp_path / "odbc.ini").write_text("[django]\nDriver = Pillion\nSession = @demo\n")
    monkeypatch.setenv("ODBCSYSINI", str(tmp_path))
    monkeypatch.setenv("ODBCINI", str(tmp_path / "odbc.ini"))
    shown = subprocess.run(
        ["isql", "-b", "django"], input=BOOKS + "\n", capture_output=True, text=True, timeout=60
    )
    assert "Second" in shown.stdout, shown.stdout + shown.stderr


def test_pyodbc_in_another_process(rider, host):
    assert rider.ask(BOOKS)["rows"] == [["'First'", "'Ann'"], ["'Second'", "'Ann'"], ["None", "'Bob'"]]
    host.execute("INSERT INTO share_book VALUES (4, 'Fourth', 2)")
    rows = rider.ask("SELECT title, author.name FROM share_book WHERE id = ? AND author_id = ?", 4, 2)
    assert rows == {"rows": [["'Fourth'", "'Bob'"]]}
    host.execute("DELETE FROM share_book WHERE id = 4")
    assert rider.ask("SELECT count(*) FROM share_book")["rows"] == [["3"]]


def test_values_are_those_of_the_host_process(rider, lease):
    """The same client on the lease itself and over its share."""
    values = (
        "SELECT 1::int2, 9007199254740993, 0.1::float8, 12345.6789::numeric, true, 'text é €',"
        " '\\x00ff'::bytea, date '2024-02-29', time '12:34:56', timestamp '2024-02-29 12:34:56.789',"
        " timestamptz '2024-02-29 12:34:56+00', '3 days'::interval, ARRAY[1,2], '{\"a\": 1}'::jsonb,"
        " NULL::int, '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid"
    )
    with lease.connect() as direct:
        expected = [[repr(value) for value in row] for row in direct.execute(values).fetchall()]
    assert rider.ask(values)["rows"] == expected


def test_the_hosts_time_zone_is_followed(rider, host):
    stamp = "SELECT timestamptz '2024-01-01 00:00:00+00'"
    host.execute("SET TimeZone = 'Asia/Tokyo'")
    assert rider.ask("SELECT 1") == {"rows": [["1"]]}
    assert rider.ask(stamp)["rows"] == [["datetime.datetime(2024, 1, 1, 9, 0)"]]
    host.execute("SET TimeZone = 'UTC'")
    assert rider.ask("SELECT 1") == {"rows": [["1"]]}
    assert rider.ask(stamp)["rows"] == [["datetime.datetime(2024, 1, 1, 0, 0)"]]


@pytest.mark.parametrize(
    ("sql", "state"),
    [
        ("DELETE FROM share_book", "25006"),
        ("COMMIT", "25006"),
        ("SELECT nonsense FROM share_book", "42703"),
        ("SELECT author__nonsense FROM share_book", "42703"),
        ("SELECT 1/0", "22012"),
        ("SELECT set_config('role', 'x', false)", "42501"),
    ],
)
def test_errors_have_the_states_of_a_lease(rider, lease, sql, state):
    with lease.connect() as direct, pytest.raises(pyodbc.Error) as caught:
        direct.execute(sql).fetchall()
    answer = rider.ask(sql)
    assert (answer["state"], caught.value.args[0]) == (state, state), answer["message"]
    assert rider.ask("SELECT 1") == {"rows": [["1"]]}


def test_a_token_is_good_in_another_process_while_it_is_shared(share, lease):
    guest = Rider(lease.token)
    assert guest.ask("SELECT count(*) FROM share_book") == {"rows": [["3"]]}
    guest.close()
    shown = isql(lease.token[:-1] + ("0" if lease.token[-1] != "0" else "1"), "SELECT 1")
    assert "28P01" in shown.stdout + shown.stderr or "not the secret" in shown.stdout + shown.stderr


def test_a_token_without_a_share_is_refused_elsewhere(lease):
    shown = isql(lease.token, "SELECT 1")
    assert "08003" in shown.stdout + shown.stderr
    assert "not shared" in shown.stdout + shown.stderr


def test_a_name_that_is_not_there(share):
    shown = isql("@nobody", "SELECT 1")
    assert "08001" in shown.stdout + shown.stderr
    assert "pillion list" in shown.stdout + shown.stderr


def test_a_name_in_the_hosts_own_process(share):
    with pyodbc.connect(pillion.connection_string("@demo")) as guest:
        assert guest.execute("SELECT count(*) FROM share_book").fetchval() == 3


def test_a_query_is_timed_out_and_goes_on(rider):
    answer = rider.ask("SELECT pg_sleep(0)")
    assert "rows" in answer


def test_a_pyodbc_timeout_is_the_guests(share):
    script = (
        "import pyodbc, sys; pyodbc.pooling = False; c = pyodbc.connect(sys.argv[1]); c.timeout = 1\n"
        "try: c.execute('SELECT pg_sleep(30)')\n"
        "except pyodbc.Error as error: print(error.args[0])\n"
        "c.timeout = 0; print(c.execute('SELECT 1').fetchval())"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, pillion.connection_string("@demo")],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.stdout.split() == ["HYT00", "1"], run.stdout + run.stderr


def test_the_end_of_a_share_is_08003(host):
    with pillion.lend(host) as lease:
        share = lease.share("ending")
        guest = Rider("@ending")
        assert guest.ask("SELECT 1") == {"rows": [["1"]]}
        share.close()
        assert guest.ask("SELECT 1")["state"] in ("08003", "08S01")
        guest.close()


def test_what_a_dead_process_left_is_swept(server, runtime_directory):
    script = (
        "import os, sys, psycopg, pillion; c = psycopg.connect(''); l = pillion.lend(c);"
        " l.share('left'); print('shared', flush=True); os._exit(9)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert "shared" in run.stdout, run.stderr
    left = runtime_directory / "pillion" / "left"
    assert left.is_dir()
    shown = isql("@left", "SELECT 1")
    assert "08001" in shown.stdout + shown.stderr
    assert not left.exists()


def test_a_guest_connects_while_the_hosts_transaction_has_failed(server):
    with psycopg.connect("") as host, pillion.lend(host) as lease, lease.share("failed") as share:
        with pytest.raises(psycopg.Error):
            host.execute("SELECT 1/0")
        with psycopg.connect(share.conninfo, autocommit=True) as guest:
            with pytest.raises(psycopg.errors.InFailedSqlTransaction, match="until the host rolls back"):
                guest.execute("SELECT 1")
            rider = Rider("@failed")
            assert rider.ask("SELECT 1")["state"] == "25P02"
            host.rollback()
            assert guest.execute("SELECT 1").fetchone() == (1,)
            assert rider.ask("SELECT 1") == {"rows": [["1"]]}
            rider.close()


def test_a_child_of_the_host_keeps_no_door_open(server, runtime_directory):
    """fork(): the sockets are the parent's alone."""
    script = (
        "import os, sys, time, psycopg, pillion\n"
        "c = psycopg.connect(''); l = pillion.lend(c); s = l.share('forked')\n"
        "g = psycopg.connect(s.conninfo)\n"
        "if os.fork() == 0:\n"
        "    time.sleep(20); os._exit(0)\n"
        "print('forked', flush=True); sys.stdin.read(); os._exit(9)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as host:
        assert host.stdout.readline() == "forked\n"
        guest = Rider("@forked")
        assert guest.ask("SELECT 1") == {"rows": [["1"]]}
        host.stdin.close()
        host.wait(30)
        answered = threading.Event()
        state = []

        def ask():
            state.append(guest.ask("SELECT 1"))
            answered.set()

        threading.Thread(target=ask, daemon=True).start()
        assert answered.wait(10), "the child of the host holds the guest's socket"
        assert "state" in state[0]
        guest.close()
        assert "08001" in isql("@forked", "SELECT 1").stdout


def test_the_hosts_measures_are_there_for_every_guest(host, tmp_path):
    """A guest has the host's names and its own, over the share too; its own count first."""
    (tmp_path / "mine.toml").write_text(
        '[measure.share_book]\nlabel = "upper(title)"\nshout = "label || \'!\'"\n'
    )
    given = """
        [measure.share_author]
        books = "count(share_book)"
        [measure.share_book]
        label = "title || ' by ' || author__name"
    """
    with pillion.lend(host, relations=given) as lease, lease.share("demo"):
        counted = isql("@demo", "SELECT name, books FROM share_author ORDER BY books DESC")
        assert cells(counted) == [["name", "books"], ["Ann", "2"], ["Bob", "1"]], counted.stdout
        guests = pillion.connection_string("@demo") + ";VirtualColumns=1;"
        with pyodbc.connect(guests) as guest:
            assert guest.execute("SELECT label FROM share_book WHERE id = 1").fetchval() == "First by Ann"
            described = {c.column_name: c.type_name for c in guest.cursor().columns(table="share_author")}
            assert described == {"id": "integer", "name": "text", "books": "bigint"}
        with pyodbc.connect(f"{guests}Relations={{{tmp_path / 'mine.toml'}}};") as guest:
            assert guest.execute("SELECT shout FROM share_book WHERE id = 1").fetchval() == "FIRST!"
            assert guest.execute("SELECT books FROM share_author WHERE id = 1").fetchval() == 2
