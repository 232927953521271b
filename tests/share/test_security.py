"""What a guest of a share must not reach: the door itself, and each of these attempts behind it."""

from __future__ import annotations

import os
import socket
import struct

import pillion
import psycopg
import pytest


@pytest.mark.parametrize("change", ["empty", "cut", "longer", "other", "id alone"])
def test_a_wrong_password_is_refused(share, lease, change):
    right = share.password
    wrong = {
        "empty": "",
        "cut": right[:-1],
        "longer": right + "0",
        "other": right[::-1],
        "id alone": lease.token.partition(".")[0],
    }[change]
    if change == "empty":
        assert b"28P01" in _answer_to_password(share, b"")
        return
    with pytest.raises(psycopg.OperationalError, match="not the secret"):
        psycopg.connect(host=share.directory, port=5432, user="x", dbname="x", password=wrong)


def _answer_to_password(share, password: bytes) -> bytes:
    start = struct.pack("!I", 196608) + b"user\0x\0\0"
    message = password + b"\0"
    with socket.socket(socket.AF_UNIX) as raw:
        raw.settimeout(10)
        raw.connect(f"{share.directory}/.s.PGSQL.5432")
        raw.sendall(struct.pack("!I", len(start) + 4) + start)
        raw.recv(1000)
        raw.sendall(b"p" + struct.pack("!I", len(message) + 4) + message)
        return raw.recv(1000)


def test_a_token_of_an_ended_lease_is_refused(host):
    with pillion.lend(host) as old, old.share("replayed") as share:
        password = share.password
    with (
        pillion.lend(host) as new,
        new.share("replayed") as share,
        pytest.raises(psycopg.OperationalError, match="not the secret"),
    ):
        psycopg.connect(host=share.directory, port=5432, user="x", dbname="x", password=password)


@pytest.mark.parametrize("kind", ["mode", "link", "file", "owner"])
def test_an_unsafe_directory_is_refused(lease, tmp_path, monkeypatch, kind):
    place = tmp_path / "pillion"
    if kind == "link":
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        place.symlink_to(tmp_path / "elsewhere")
    elif kind == "file":
        place.write_text("")
    else:
        place.mkdir(mode=0o700)
        if kind == "mode":
            place.chmod(0o750)
        elif os.geteuid() == 0:
            os.chown(place, 1, 1)
        else:
            place.chmod(0o707)  # only root can give a directory away
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with pytest.raises(pillion.ShareError, match="not safe"):
        lease.share("unsafe")


ATTEMPTS = [
    "INSERT INTO share_book VALUES (9, 'x', 1)",
    "WITH gone AS (DELETE FROM share_book RETURNING *) SELECT * FROM gone",
    "SELECT * INTO taken FROM share_book",
    "SELECT * FROM share_book FOR UPDATE",
    "EXPLAIN ANALYZE DELETE FROM share_book",
    "TRUNCATE share_book",
    "CREATE TEMP TABLE mine (id int)",
    "DROP TABLE share_book",
    "DO $$ BEGIN DELETE FROM share_book; END $$",
    "CALL nothing()",
    "PREPARE TRANSACTION 'x'",
    "COMMIT PREPARED 'x'",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION postgres",
    "SET work_mem = '1GB'",
    "SET row_security = off",
    "SELECT set_config('work_mem', '1GB', false)",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('/')",
    "COPY share_book TO '/tmp/stolen'",
    "COPY share_book TO PROGRAM 'cat'",
    "COPY share_book FROM STDIN",
    "SELECT lo_import('/etc/passwd')",
    "SELECT pg_terminate_backend(1)",
    "SELECT pg_cancel_backend(1)",
    "SELECT pg_advisory_lock(1)",
    "SELECT pg_notify('x', 'y')",
    "LISTEN x",
    "NOTIFY x",
    "LOCK TABLE share_book",
    "SELECT nextval('share_seq')",
    "SELECT query_to_xml('DELETE FROM share_book', true, true, '')",
    "SELECT dblink('dbname=postgres', 'DELETE FROM share_book')",
    "SELECT pg_reload_conf()",
    "SELECT pg_switch_wal()",
    "DECLARE c CURSOR FOR SELECT 1",
    "EXECUTE something",
    "VACUUM",
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_attempt_fails_and_leaves_nothing(host, share, attempt):
    before = host.execute("SELECT name, setting FROM pg_settings ORDER BY 1").fetchall()
    with psycopg.connect(share.conninfo, autocommit=True) as guest:
        with pytest.raises(psycopg.Error):
            guest.execute(attempt, prepare=False)
        assert guest.execute("SELECT count(*) FROM share_book").fetchone() == (3,)
    assert host.execute("SELECT name, setting FROM pg_settings ORDER BY 1").fetchall() == before


@pytest.mark.parametrize(
    "words", ["COMMIT", "ROLLBACK", "END", "ABORT", "DISCARD ALL", "RESET ALL", "ROLLBACK; SELECT 1"]
)
def test_words_of_a_transaction_end_nothing(host, share, words):
    with psycopg.connect(share.conninfo, autocommit=True) as guest:
        guest.execute(words)
    assert host.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS
