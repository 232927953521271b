"""The commands of a share: pillion lend, run, list and doctor, as a user types them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from contextlib import contextmanager

import pillion
import psycopg
import pytest


def command(*words: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [os.environ["PILLION_COMMAND"], *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=50,
    )


@contextmanager
def lender(*words: str):
    """`pillion lend` until the block ends; gives what it told at its start."""
    with subprocess.Popen(
        [os.environ["PILLION_COMMAND"], "lend", "", *words], stderr=subprocess.PIPE, text=True
    ) as process:
        told = process.stderr.readline()
        assert "shared as @" in told, told
        try:
            yield process
        finally:
            process.terminate()
            assert process.wait(20) == 0


def listed() -> dict[str, dict]:
    shown = command("list", "--json")
    assert shown.returncode == 0, shown.stderr
    return {share["name"]: share for share in map(json.loads, shown.stdout.splitlines())}


def test_list_says_that_there_is_none(server):
    assert command("list").stdout == ""
    assert "No connection is shared" in command("list").stderr


def test_list_tells_of_each_share(host, lease):
    database = host.info.dbname
    with (
        lease.share("one") as share,
        lender("--name", "two"),
        psycopg.connect(share.conninfo),
        psycopg.connect(share.conninfo),
    ):
        found = listed()
        assert set(found) == {"@one", "@two"}
        assert found["@one"]["database"] == found["@two"]["database"] == database
        assert (found["@one"]["host_state"], found["@one"]["guests"]) == ("in a transaction", "2")
        assert (found["@two"]["host_state"], found["@two"]["guests"]) == ("idle", "0")
        assert found["@one"]["process"] == str(os.getpid())
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found["@one"]["since"])
        head, *lines = command("list").stdout.splitlines()
        assert head.split() == ["NAME", "DATABASE", "HOST", "GUESTS", "SINCE", "PROCESS"]
        assert len(lines) == 2 and "in a transaction" in lines[0]
    assert listed() == {}


def test_list_tells_the_state_of_the_hosts_transaction(server):
    with psycopg.connect("") as host, pillion.lend(host) as lease, lease.share("state"):
        assert listed()["@state"]["host_state"] == "idle"
        host.execute("SELECT 1")
        assert listed()["@state"]["host_state"] == "in a transaction"
        with pytest.raises(psycopg.Error):
            host.execute("SELECT 1/0")
        assert listed()["@state"]["host_state"] == "in a failed transaction"
        host.rollback()
        with host.lock:
            assert listed()["@state"]["host_state"] == "busy"


def test_run_prints_a_table_csv_or_json(share):
    sql = "SELECT title, author__name, id = 1 AS first FROM share_book ORDER BY id LIMIT 2"
    assert command("run", "@demo", sql).stdout.splitlines()[0].split() == [
        *("title", "|", "author__name", "|", "first")
    ]
    assert command("run", "-f", "csv", "@demo", sql).stdout.splitlines()[1].startswith("First,Ann,t")
    rows = [json.loads(line) for line in command("run", "-f", "json", "@demo", sql).stdout.splitlines()]
    assert rows[0] == {"title": "First", "author__name": "Ann", "first": True}


def test_run_points_at_what_is_wrong(share):
    failed = command("run", "@demo", "SELECT nonsense FROM share_book")
    assert failed.returncode == 1 and failed.stdout == ""
    assert "(42703)" in failed.stderr and failed.stderr.splitlines()[-1].index("^") == 9
    assert "(25006)" in command("run", "@demo", "DELETE FROM share_book").stderr
    timed_out = command("run", "--timeout", "0.2", "@demo", "SELECT pg_sleep(30)")
    assert timed_out.returncode == 1 and "(HYT00)" in timed_out.stderr, timed_out.stderr


def test_lend_runs_a_command_beside_it(server):
    """Clients of libpq and ODBC find the share without being told; the exit code is the command's."""
    script = "psql -XAtc 'SELECT 7'; echo $PILLION_SESSION; psql -XAtc 'SELECT current_user'; exit 5"
    run = command("lend", "", "--name", "beside", "--", "sh", "-c", script)
    assert run.stdout.splitlines() == ["7", "@beside", os.environ["PGUSER"]], run.stderr
    assert run.returncode == 5
    assert command("lend", "", "--", "no-such-command").returncode == 127
    assert listed() == {}


def test_lend_has_the_limits_of_a_share(server):
    words = ("--name", "tight", "--row-limit", "2", "--read-timeout", "0.2", "--max-guests", "1")
    with lender(*words, "--role", "pg_read_all_data"):
        assert "(54000)" in command("run", "@tight", "SELECT generate_series(1, 3)").stderr
        assert "(HYT00)" in command("run", "@tight", "SELECT pg_sleep(5)").stderr
        shown = command("run", "-f", "csv", "@tight", "SELECT current_user")
        assert shown.stdout.splitlines()[1] == "pg_read_all_data", shown.stderr


def test_a_name_is_given_once(server):
    with lender("--name", "only"):
        second = command("lend", "", "--name", "only", "--", "true")
        assert second.returncode == 1 and "There is a share named" in second.stderr
    assert command("lend", "", "--name", "only", "--", "true").returncode == 0


def test_lend_that_is_killed_leaves_nothing_that_stays(server, runtime_directory):
    with subprocess.Popen(
        [os.environ["PILLION_COMMAND"], "lend", "", "--name", "killed"], stderr=subprocess.PIPE, text=True
    ) as process:
        assert "shared as" in process.stderr.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert (runtime_directory / "pillion" / "killed").exists()
    assert "no share named" in command("run", "@killed", "SELECT 1").stderr
    assert not (runtime_directory / "pillion" / "killed").exists()


def test_lend_says_why_there_is_no_connection(server):
    failed = command("lend", "host=/nowhere")
    assert failed.returncode == 1 and "(08001)" in failed.stderr


def test_doctor_makes_a_round_trip(share, tmp_path):
    (tmp_path / "odbcinst.ini").write_text(f"[Pillion]\nDriver = {pillion.driver_path()}\n")
    well = command("doctor", "@demo", ODBCSYSINI=str(tmp_path))
    assert well.returncode == 0 and "WRONG" not in well.stdout, well.stdout
    (tmp_path / "odbcinst.ini").write_text("")
    ill = command("doctor", "@demo", ODBCSYSINI=str(tmp_path))
    assert ill.returncode == 1 and "no driver is registered" in ill.stdout and "->" in ill.stdout


def test_doctor_looks_at_the_place_of_the_shares(server, tmp_path):
    (tmp_path / "pillion").mkdir(mode=0o755)
    (tmp_path / "pillion").chmod(0o755)
    ill = command("doctor", XDG_RUNTIME_DIR=str(tmp_path))
    assert ill.returncode == 1 and "not safe" in ill.stdout, ill.stdout
