"""What a guest of a share must not reach: the door itself, and each of these attempts behind it."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import stat
import struct
import subprocess
import tempfile
from pathlib import Path

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


# What a guest could change of the host's session, and must not.
SESSION = """
SELECT (SELECT string_agg(concat_ws('=', name, setting), E'\\n' ORDER BY name) FROM pg_settings),
       (SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_cursors),
       (SELECT string_agg(concat_ws(' ', locktype, relation, objid, mode), ',' ORDER BY 1) FROM pg_locks
        WHERE pid = pg_backend_pid()),
       (SELECT count(*) FROM pg_listening_channels()), pg_current_xact_id_if_assigned()::text,
       current_user, session_user, current_schemas(true)::text, pg_my_temp_schema()
"""

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
    "FETCH 1 FROM c",
    "MOVE 1 FROM c",
    "CLOSE ALL",
    "EXECUTE something",
    "PREPARE p AS DELETE FROM share_book",
    "VACUUM",
    "ANALYZE share_book",
    "REINDEX TABLE share_book",
    "CLUSTER share_book",
    "CHECKPOINT",
    "LOAD 'auto_explain'",
    "UPDATE share_book SET title = 'x'",
    "MERGE INTO share_book USING share_author a ON false WHEN NOT MATCHED THEN DO NOTHING",
    "WITH a AS (WITH b AS (INSERT INTO share_book VALUES (9, 'x', 1) RETURNING id) SELECT * FROM b) TABLE a",
    "SELECT (WITH gone AS (DELETE FROM share_book RETURNING 1) SELECT count(*) FROM gone)",
    "SELECT * FROM share_book FOR NO KEY UPDATE",
    "SELECT * FROM share_book FOR SHARE",
    "SELECT * FROM share_book FOR KEY SHARE SKIP LOCKED",
    "SELECT * FROM (SELECT * FROM share_book FOR UPDATE) AS held",
    "CREATE TABLE taken AS SELECT * FROM share_book",
    "EXPLAIN ANALYZE CREATE TABLE taken AS SELECT 1",
    "EXPLAIN (ANALYZE, VERBOSE) INSERT INTO share_book VALUES (9, 'x', 1)",
    "EXPLAIN EXECUTE something",
    "CREATE MATERIALIZED VIEW taken AS SELECT 1",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE EXTENSION dblink",
    "CREATE ROLE evil SUPERUSER",
    "CREATE DATABASE evil",
    "CREATE SUBSCRIPTION s CONNECTION 'dbname=x' PUBLICATION p",
    "ALTER TABLE share_book ADD x int",
    "ALTER ROLE CURRENT_USER PASSWORD 'x'",
    "ALTER SYSTEM SET work_mem = '1GB'",
    "ALTER DATABASE postgres SET work_mem = '1GB'",
    "GRANT ALL ON share_book TO public",
    "REVOKE ALL ON share_book FROM public",
    "COMMENT ON TABLE share_book IS 'x'",
    "REASSIGN OWNED BY CURRENT_USER TO postgres",
    "DROP OWNED BY CURRENT_USER",
    "IMPORT FOREIGN SCHEMA x FROM SERVER s INTO public",
    "SECURITY LABEL ON TABLE share_book IS 'x'",
    "REFRESH MATERIALIZED VIEW taken",
    "SET LOCAL ROLE postgres",
    "SET SESSION ROLE postgres",
    "RESET ROLE",
    "RESET SESSION AUTHORIZATION",
    "SET session_replication_role = replica",
    "SET transaction_read_only = off",
    "SET zero_damaged_pages = on",
    "SET my.own = 'x'",
    "SET LOCAL client_encoding = 'LATIN1'",
    "SET standard_conforming_strings = off",
    "SELECT set_config('role', 'postgres', true)",
    "SELECT pg_catalog.\"set_config\"('my.own', 'x', false)",
    "SELECT U&\"set\\005fconfig\"('my.own', 'x', false)",
    "SELECT * FROM set_config('my.own', 'x', false)",
    "SELECT * FROM ROWS FROM (set_config('my.own', 'x', false)) AS t",
    "VALUES (set_config('my.own', 'x', false))",
    "SELECT 1 WHERE set_config('my.own', 'x', false) IS NOT NULL",
    "SELECT 1 ORDER BY set_config('my.own', 'x', false)",
    "SELECT 1 LIMIT length(set_config('my.own', 'x', false))",
    "SELECT CASE WHEN true THEN set_config('my.own', 'x', false) END",
    "SELECT count(*) FILTER (WHERE set_config('my.own', 'x', false) = 'x') FROM share_book",
    "EXPLAIN ANALYZE SELECT set_config('my.own', 'x', false)",
    "WITH x AS MATERIALIZED (SELECT set_config('my.own', 'x', false)) SELECT 1 FROM x",
    "SELECT l FROM share_book, LATERAL (SELECT set_config('my.own', title, false)) AS l",
    "SELECT title, author__name FROM share_book WHERE set_config('my.own', author__name, false) > ''",
    "SELECT /* not */ pg_advisory_lock -- the\n (1)",
    "SELECT int8.pg_advisory_lock FROM CAST(5 AS bigint)",
    "SELECT coalesce.pg_advisory_lock FROM coalesce(6::bigint)",
    "SELECT text.pg_read_file FROM CAST('/etc/passwd' AS text)",
    "SELECT text.ts_stat FROM CAST('select 1' AS text)",
    'SELECT "current_catalog".pg_read_file FROM current_catalog',
    "SELECT " + "/**/" * 25_000 + " 1",
    "SELECT " + "/*" * 50_000 + "*/" * 50_000 + " 1",
    "SELECT " + "+" * 100_000 + "1",
    "WITH " + ", ".join(f"c{i} AS (SELECT 1)" for i in range(1001)) + " SELECT 1",
    "SELECT lo_get(1)",
    "SELECT pg_advisory_xact_lock(1)",
    "SELECT pg_try_advisory_lock(1)",
    "SELECT pg_advisory_lock_shared(1, 2)",
    "SELECT pg_advisory_unlock_all()",
    "SELECT pg_current_xact_id()",
    "SELECT txid_current()",
    "SELECT pg_export_snapshot()",
    "SELECT setval('share_seq', 1)",
    "SELECT lo_export(1, '/tmp/stolen')",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT lo_put(1, 0, 'x')",
    "SELECT lo_unlink(1)",
    "SELECT pg_read_binary_file('/etc/passwd')",
    "SELECT pg_stat_file('/etc/passwd')",
    "SELECT pg_ls_waldir()",
    "SELECT pg_ls_logdir()",
    "SELECT pg_ls_tmpdir()",
    "SELECT * FROM pg_read_file('/etc/passwd') AS f",
    "SELECT xmlparse(document query_to_xml('SELECT 1', true, true, '')::text)",
    "SELECT cursor_to_xml('c', 1, true, true, '')",
    "SELECT query_to_xmlschema('SELECT 1', true, true, '')",
    "SELECT ts_stat('SELECT 1')",
    "SELECT ts_rewrite('a'::tsquery, 'SELECT 1')",
    "SELECT * FROM dblink('dbname=postgres', 'SELECT 1') AS t(x int)",
    "SELECT pg_stat_reset()",
    "SELECT pg_rotate_logfile()",
    "SELECT pg_promote()",
    "SELECT pg_create_restore_point('x')",
    "SELECT pg_logical_emit_message(false, 'a', 'b')",
    "SELECT pg_create_physical_replication_slot('x')",
    "SELECT pg_create_logical_replication_slot('x', 'test_decoding')",
    "SELECT pg_drop_replication_slot('x')",
    "SELECT pg_replication_origin_create('x')",
    "SELECT pg_wal_replay_pause()",
    "SELECT pg_backup_start('x')",
    "SELECT pg_log_backend_memory_contexts(pg_backend_pid())",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity",
]


# What the server says of a name that it has not got; where there is one, it is refused as well.
NOT_THERE = ("42883", "42P01")


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_attempt_fails_and_leaves_nothing(host, share, attempt):
    before = host.execute(SESSION).fetchone()
    log = []
    with psycopg.connect(share.conninfo, autocommit=True) as guest:
        for parameters in (None, ()):  # the simple protocol and the extended one
            with pytest.raises(psycopg.Error) as caught:
                guest.execute(attempt, parameters, prepare=parameters is not None)
            log.append(caught.value.sqlstate)
        assert guest.execute("SELECT count(*) FROM share_book").fetchone() == (3,)
    assert log[0] == log[1] and log[0] not in NOT_THERE, log
    assert host.execute(SESSION).fetchone() == before


def test_a_value_of_a_setting_is_no_sql(host):
    """Where the host's session takes a backslash for an escape."""
    host.execute("CREATE ROLE lowly")
    host.execute("SET standard_conforming_strings = off")
    before = host.execute(SESSION).fetchone()
    with (
        pillion.lend(host, role="lowly") as lease,
        lease.share("escapes") as share,
        psycopg.connect(share.conninfo, autocommit=True) as guest,
    ):
        with pytest.raises(psycopg.Error, match="invalid value for parameter"):
            guest.execute("""SET TimeZone = '\\''||null, true), pg_catalog.pg_advisory_lock(7) --'""")
        guest.execute("SET TimeZone = 'Asia/Tokyo'")
        assert guest.execute("SELECT current_user").fetchone() == ("lowly",)
    assert host.execute(SESSION).fetchone() == before


@pytest.mark.parametrize(
    "words", ["COMMIT", "ROLLBACK", "END", "ABORT", "DISCARD ALL", "RESET ALL", "ROLLBACK; SELECT 1"]
)
def test_words_of_a_transaction_end_nothing(host, share, words):
    with psycopg.connect(share.conninfo, autocommit=True) as guest:
        guest.execute(words)
    assert host.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS


def test_words_that_discard_discard_nothing(server):
    """The host's temporary table, sequence value, prepared statement and cursor outlive a guest's words."""
    with psycopg.connect("") as host, pillion.lend(host) as lease, lease.share("kept") as share:
        host.execute(
            "CREATE TEMP TABLE mine AS SELECT 1 AS x; CREATE TEMP SEQUENCE count; PREPARE p AS SELECT 3"
        )
        host.execute("SELECT nextval('count'); DECLARE c CURSOR FOR SELECT 4; SET LOCAL work_mem = '5MB'")
        with psycopg.connect(share.conninfo, autocommit=True) as guest:
            for words in (
                *(
                    "DISCARD TEMP",
                    "DISCARD PLANS",
                    "DISCARD SEQUENCES",
                    "DISCARD ALL",
                    "RESET ALL",
                    "UNLISTEN *",
                ),
                *("DEALLOCATE ALL", "BEGIN", "SAVEPOINT s", "RELEASE s", "ROLLBACK", "ABORT AND NO CHAIN"),
            ):
                guest.execute(words)
            with pytest.raises(psycopg.errors.InvalidSqlStatementName):
                guest.execute("DEALLOCATE p")
        assert host.execute("SELECT x FROM mine").fetchone() == (1,)
        assert host.execute("SELECT currval('count')").fetchone() == (1,)
        assert host.execute("EXECUTE p").fetchone() == (3,)
        assert host.execute("FETCH c").fetchone() == (4,)
        assert host.execute("SHOW work_mem").fetchone() == ("5MB",)


def as_other_user(work) -> str:
    """What `work` returns in a child process that has become `nobody`."""
    if os.geteuid() != 0:
        pytest.skip("NOT TESTED: only root can become another user; run this test as root")
    nobody = pwd.getpwnam("nobody")
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(nobody.pw_gid)
            os.setuid(nobody.pw_uid)
            said = work()
        except BaseException as error:
            said = type(error).__name__
        os.write(writable, said.encode())
        os._exit(0)
    os.close(writable)
    os.waitpid(child, 0)
    with os.fdopen(readable) as answer:
        return answer.read()


@pytest.fixture
def open_place(monkeypatch):
    """A runtime directory below one that everybody may enter."""
    place = Path(tempfile.mkdtemp(prefix="pillion-open"))
    place.chmod(0o755)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(place))
    yield place
    shutil.rmtree(place)


def test_another_user_reaches_nothing(lease, open_place):
    with lease.share("mine") as share:
        place = Path(share.directory)
        assert as_other_user(lambda: (place / "token").read_text()) == "PermissionError"
        assert as_other_user(lambda: (place / "pgpass").read_text()) == "PermissionError"
        assert as_other_user(lambda: _answer_to_password(share, share.password.encode()).decode()) == (
            "PermissionError"
        )


def test_the_kernel_tells_another_user_from_this_one(lease, open_place):
    """Whatever the modes are, and though the password is right: nothing is answered."""

    def knock() -> str:
        try:
            answer = _answer_to_password(share, share.password.encode())
        except (ConnectionResetError, BrokenPipeError):
            answer = b""
        return repr(answer)

    with lease.share("mine") as share:
        for path in (open_place / "pillion", Path(share.directory)):
            path.chmod(0o755)
        (Path(share.directory) / ".s.PGSQL.5432").chmod(0o777)
        assert as_other_user(knock) == "b''"
        assert b"R" in _answer_to_password(share, share.password.encode())


def test_another_users_entry_is_not_read(open_place, host):
    """A directory that somebody else has prepared for us is refused, and its token not believed."""
    if os.geteuid() != 0:
        pytest.skip("NOT TESTED: only root can give a directory away; run this test as root")
    nobody = pwd.getpwnam("nobody")
    with pillion.lend(host) as lease, lease.share("mine"):
        token = open_place / "pillion" / "mine" / "token"
        os.chown(token, nobody.pw_uid, nobody.pw_gid)
        run = subprocess.run([os.environ["PILLION_COMMAND"], "run", "@mine", "SELECT 1"], capture_output=True)
        assert run.returncode != 0 and b"no share named" in run.stderr, run.stderr
    with pillion.lend(host) as lease:
        os.chown(open_place / "pillion", nobody.pw_uid, nobody.pw_gid)
        with pytest.raises(pillion.ShareError, match="another user"):
            lease.share("mine")


def test_the_secrets_of_a_share_are_this_users_alone(share):
    place = Path(share.directory)
    assert stat.S_IMODE(place.stat().st_mode) == stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    for name in ("token", "pgpass"):
        assert stat.S_IMODE((place / name).stat().st_mode) == 0o600
    assert share.password not in share.conninfo and share.password not in repr(share)


def test_the_password_of_one_share_opens_no_other(host, share):
    with (
        psycopg.connect("") as second,
        pillion.lend(second) as lease,
        lease.share("other") as other,
        pytest.raises(psycopg.OperationalError, match="not the secret"),
    ):
        psycopg.connect(host=other.directory, user="x", dbname="x", password=share.password)


@pytest.mark.parametrize("name", ["../up", "/etc", ".hidden", "-n", "a/b", "a b", "x" * 41, "\u00e9"])
def test_a_name_leads_nowhere_else(lease, name):
    with pytest.raises(pillion.ShareError, match="cannot be the name"):
        lease.share(name)
