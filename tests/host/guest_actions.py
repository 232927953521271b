"""What guests do to a host, as data: a name, what is done, and how it must end for the guest.

`expect` holds the SQLSTATEs of which the guest gets one; it is empty where the guest succeeds.
"""

from __future__ import annotations

import ctypes
import gc
import threading
from dataclasses import dataclass
from typing import Callable

import pyodbc
from pillion import driver_path

READ_ONLY = ("25006",)
REFUSED = ("42501",)
SYNTAX = ("42601",)


@dataclass(frozen=True)
class Action:
    name: str
    do: str | Callable[[str], object]  # SQL, or a function of the connection string
    expect: tuple[str, ...] = ()

    def run(self, connection_string: str) -> None:
        try:
            if callable(self.do):
                self.do(connection_string)
            else:
                _query(connection_string, self.do)
        except pyodbc.Error as error:
            # pyodbc gives its own errors with the SQLSTATE last.
            assert set(error.args) & set(self.expect), f"{self.name}: {error}"
        else:
            assert not self.expect, f"{self.name}: expected {self.expect}, and it succeeded"


def _query(connection_string, sql, *parameters):
    guest = pyodbc.connect(connection_string)
    try:
        cursor = guest.execute(sql, *parameters)
        return cursor.fetchall() if cursor.description else None
    finally:
        guest.close()


def _with_parameters(sql, *parameters):
    return lambda connection_string: _query(connection_string, sql, *parameters)


# --- what needs more than one statement ---------------------------------------------------------


def connect_and_close(connection_string):
    pyodbc.connect(connection_string).close()


def commit_and_rollback(connection_string):
    guest = pyodbc.connect(connection_string)
    guest.execute("SELECT count(*) FROM host_book").fetchall()
    guest.commit()
    guest.execute("SELECT count(*) FROM host_book").fetchall()
    guest.rollback()
    guest.autocommit = True
    guest.close()


def half_read(connection_string):
    guest = pyodbc.connect(connection_string)
    cursor = guest.execute("SELECT g FROM generate_series(1, 5000) AS g")
    assert cursor.fetchmany(10)[-1][0] == 10
    guest.close()


def half_read_and_forgotten(connection_string):
    cursor = pyodbc.connect(connection_string).execute("SELECT g FROM generate_series(1, 5000) AS g")
    assert cursor.fetchone()[0] == 1
    del cursor
    gc.collect()


def never_closed(connection_string):
    """Kept until the process ends: nothing a guest forgets may be the host's to pay."""
    guest = pyodbc.connect(connection_string)
    _never_closed.append((guest, guest.execute("SELECT 1, 'left lying about'")))


_never_closed: list = []


def lost_thread(connection_string):
    """A thread that ends in the middle of a result, without closing anything."""

    def read_some():
        guest = pyodbc.connect(connection_string)
        cursor = guest.execute("SELECT g, repeat('x', 100) FROM generate_series(1, 3000) AS g")
        _never_closed.append((guest, cursor.fetchone()))

    thread = threading.Thread(target=read_some)
    thread.start()
    thread.join()


def two_guests(connection_string):
    one, two = pyodbc.connect(connection_string), pyodbc.connect(connection_string)
    cursor = one.execute("SELECT g FROM generate_series(1, 100) AS g")
    assert two.execute("SELECT count(*) FROM host_book").fetchone()[0] >= 3
    assert len(cursor.fetchall()) == 100
    one.close()
    assert two.execute("SELECT 1").fetchone()[0] == 1
    two.close()


def guests_in_threads(connection_string):
    failures = []

    def ride(number):
        try:
            guest = pyodbc.connect(connection_string)
            for _ in range(5):
                assert guest.execute("SELECT ? + 1", number).fetchone()[0] == number + 1
            guest.close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=ride, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures


def cancelled(connection_string):
    guest = pyodbc.connect(connection_string)
    cursor = guest.cursor()
    timer = threading.Timer(0.05, cursor.cancel)
    timer.start()
    try:
        cursor.execute("SELECT pg_sleep(20)")
    finally:
        timer.join()
        guest.close()


def timed_out(connection_string):
    guest = pyodbc.connect(connection_string)
    guest.timeout = 1
    try:
        guest.execute("SELECT pg_sleep(20)")
    finally:
        guest.close()


def error_then_success(connection_string):
    guest = pyodbc.connect(connection_string)
    for wrong in ("SELECT 1/0", "SELECT * FROM nowhere", "SELEKT", "SELECT 'x'::int"):
        try:
            guest.execute(wrong)
        except pyodbc.Error:
            pass
        else:
            raise AssertionError(f"{wrong} succeeded")
    assert guest.execute("SELECT 1").fetchone()[0] == 1
    guest.close()


def error_after_rows(connection_string):
    _query(connection_string, "SELECT 1 / (500 - g) FROM generate_series(1, 1000) AS g")


def big_result(connection_string):
    rows = _query(connection_string, "SELECT g, g::text, now() FROM generate_series(1, 50000) AS g")
    assert len(rows) == 50000


def wide_value(connection_string):
    rows = _query(connection_string, "SELECT repeat('é', 1000000)")
    assert len(rows[0][0]) == 1000000


def many_statements(connection_string):
    guest = pyodbc.connect(connection_string)
    for number in range(50):
        assert guest.execute("SELECT ?, 'the same text'", number).fetchone()[0] == number
    guest.close()


def catalog_calls(connection_string):
    guest = pyodbc.connect(connection_string)
    cursor = guest.cursor()
    assert {row.table_name for row in cursor.tables()} >= {"host_book", "host_author"}
    assert [row.column_name for row in cursor.columns("host_book")] == ["id", "title", "author_id", "price"]
    assert [row.column_name for row in cursor.primaryKeys("host_book")] == ["id"]
    assert [row.pktable_name for row in cursor.foreignKeys(foreignTable="host_book")] == ["host_author"]
    assert cursor.getTypeInfo().fetchall()
    guest.close()


def good_paths(connection_string):
    rows = _query(
        connection_string,
        "SELECT title, author__name, count(review), avg(review__rating) FROM host_book ORDER BY id",
    )
    assert [tuple(row)[:3] for row in rows[:3]] == [
        ("Tides", "Ana", 2),
        ("Maps", "Ana", 0),
        ("Birds", "Bo", 1),
    ]


def insert_many(connection_string):
    guest = pyodbc.connect(connection_string)
    try:
        guest.cursor().executemany("INSERT INTO host_book (title, author_id) VALUES (?, 1)", [("a",), ("b",)])
    finally:
        guest.close()


def insert_many_fast(connection_string):
    guest = pyodbc.connect(connection_string)
    cursor = guest.cursor()
    cursor.fast_executemany = True
    try:
        cursor.executemany("INSERT INTO host_book (title, author_id) VALUES (?, 1)", [("a",), ("b",)])
    finally:
        guest.close()


def handles_in_odd_order(connection_string):
    """Straight to the driver, as no driver manager would: parents freed before their children."""
    odbc = ctypes.CDLL(driver_path())
    environment, connection, statement = (ctypes.c_void_p() for _ in range(3))
    odbc.SQLAllocHandle(1, None, ctypes.byref(environment))
    odbc.SQLSetEnvAttr(environment, 200, ctypes.c_void_p(3), 0)
    odbc.SQLAllocHandle(2, environment, ctypes.byref(connection))
    text = connection_string.partition(";")[2].encode()
    assert odbc.SQLDriverConnect(connection, None, text, len(text), None, 0, None, 0) in (0, 1)
    odbc.SQLAllocHandle(3, connection, ctypes.byref(statement))
    query = b"SELECT g FROM generate_series(1, 1000) AS g"
    assert odbc.SQLExecDirect(statement, query, len(query)) == 0
    assert odbc.SQLFetch(statement) == 0
    for kind, handle in ((1, environment), (2, connection)):
        odbc.SQLFreeHandle(kind, handle)
    odbc.SQLDisconnect(connection)
    for kind, handle in ((1, environment), (3, statement), (2, connection), (3, statement), (1, environment)):
        odbc.SQLFreeHandle(kind, handle)


def too_few_parameters(connection_string):
    _query(connection_string, "SELECT ?, ?", 1)


def too_many_parameters(connection_string):
    _query(connection_string, "SELECT ?", 1, 2)


# --- the list -------------------------------------------------------------------------------------

WRITES = {
    "insert": "INSERT INTO host_book (title, author_id) VALUES ('x', 1)",
    "insert returning": "INSERT INTO host_book (title, author_id) VALUES ('x', 1) RETURNING id",
    "update": "UPDATE host_book SET title = 'x'",
    "delete": "DELETE FROM host_review",
    "merge": "MERGE INTO host_book USING host_author ON false WHEN NOT MATCHED THEN DO NOTHING",
    "truncate": "TRUNCATE host_review",
    "copy from": "COPY host_book FROM STDIN",
    "copy to": "COPY host_book TO STDOUT",
    "copy to program": "COPY host_book TO PROGRAM 'true'",
    "create table": "CREATE TABLE left_behind (x int)",
    "create temporary table": "CREATE TEMP TABLE left_behind (x int)",
    "create table as": "CREATE TABLE left_behind AS SELECT 1",
    "select into": "SELECT 1 AS x INTO left_behind",
    "select into temporary": "SELECT 1 AS x INTO TEMP left_behind",
    "create view": "CREATE VIEW left_behind AS SELECT 1",
    "create function": "CREATE FUNCTION left_behind() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "create index": "CREATE INDEX left_behind ON host_book (title)",
    "alter table": "ALTER TABLE host_book ADD COLUMN x int",
    "drop table": "DROP TABLE host_book CASCADE",
    "comment": "COMMENT ON TABLE host_book IS 'x'",
    "grant": "GRANT ALL ON host_book TO PUBLIC",
    "vacuum": "VACUUM host_book",
    "analyze": "ANALYZE host_book",
    "do block": "DO $$ BEGIN INSERT INTO host_book (title, author_id) VALUES ('x', 1); END $$",
    "call": "CALL host_procedure()",
    "checkpoint": "CHECKPOINT",
    "commit": "COMMIT",
    "end": "END",
    "rollback": "ROLLBACK",
    "abort": "ABORT",
    "begin": "BEGIN",
    "start transaction": "START TRANSACTION READ WRITE",
    "savepoint": "SAVEPOINT mine",
    "rollback to the host's savepoint": "ROLLBACK TO SAVEPOINT host_savepoint",
    "release the host's savepoint": "RELEASE SAVEPOINT host_savepoint",
    "prepare transaction": "PREPARE TRANSACTION 'left_behind'",
    "commit prepared": "COMMIT PREPARED 'left_behind'",
    "set transaction": "SET TRANSACTION READ WRITE",
    "set": "SET work_mem = '1MB'",
    "set local": "SET LOCAL work_mem = '1MB'",
    "set search_path": "SET search_path = pg_catalog",
    "set role": "SET ROLE host_reader",
    "set session authorization": "SET SESSION AUTHORIZATION host_reader",
    "set constraints": "SET CONSTRAINTS ALL DEFERRED",
    "set write mode": "SET transaction_read_only = off",
    "reset all": "RESET ALL",
    "discard all": "DISCARD ALL",
    "discard temp": "DISCARD TEMP",
    "listen": "LISTEN left_behind",
    "unlisten": "UNLISTEN *",
    "notify": "NOTIFY host_channel, 'from the guest'",
    "lock table": "LOCK TABLE host_book IN SHARE MODE",
    "declare cursor": "DECLARE left_behind CURSOR WITH HOLD FOR SELECT 1",
    "close all": "CLOSE ALL",
    "prepare": "PREPARE left_behind AS SELECT 1",
    "deallocate all": "DEALLOCATE ALL",
    "load": "LOAD 'auto_explain'",
    "explain analyze insert": "EXPLAIN ANALYZE INSERT INTO host_book (title, author_id) VALUES ('x', 1)",
    "explain analyze create": "EXPLAIN ANALYZE CREATE TABLE left_behind AS SELECT 1",
    "insert in a query": "WITH made AS (INSERT INTO host_author VALUES (9, 'x') RETURNING 1) TABLE made",
    "delete in a deep query": "SELECT (WITH gone AS (DELETE FROM host_review RETURNING 1) TABLE gone)",
    "for update": "SELECT * FROM host_book FOR UPDATE",
    "for share": "SELECT * FROM host_book FOR SHARE SKIP LOCKED",
    "for update deep inside": "SELECT * FROM (SELECT * FROM host_book FOR NO KEY UPDATE) AS b",
    "commit behind a comment": "/* SELECT 1 */ COMMIT",
    "commit behind a line comment": "-- SELECT 1\nCOMMIT",
    "lower case and spaces": " \n\t cOmMiT ;",
}

SEVERAL = {
    "select and commit": "SELECT 1; COMMIT",
    "two selects": "SELECT 1; SELECT 2",
    "commit behind a string": "SELECT ';'; COMMIT; SELECT ';'",
    "commit behind a dollar string": "SELECT $a$ ; $a$; ROLLBACK",
    "nested comment": "SELECT /* /* */ ; COMMIT; -- */ 1; COMMIT",
}

REACHING_OUT = {
    "pg_advisory_lock": "SELECT pg_advisory_lock(1)",
    "pg_advisory_lock, qualified": "SELECT pg_catalog.pg_advisory_lock(1)",
    "pg_advisory_lock, quoted": 'SELECT "pg_catalog"."pg_advisory_lock"(1)',
    "pg_advisory_lock in FROM": "SELECT * FROM pg_advisory_lock(1)",
    "pg_advisory_lock in a subquery": "SELECT 1 WHERE EXISTS (SELECT pg_advisory_lock(1))",
    "pg_advisory_lock_shared": "SELECT pg_advisory_lock_shared(1, 2)",
    "pg_try_advisory_lock": "SELECT pg_try_advisory_lock(1)",
    "pg_advisory_xact_lock": "SELECT pg_advisory_xact_lock(1)",
    "pg_advisory_unlock_all": "SELECT pg_advisory_unlock_all()",
    "set_config": "SELECT set_config('work_mem', '1MB', false)",
    "set_config, write mode": "SELECT set_config('transaction_read_only', 'off', false)",
    "pg_notify": "SELECT pg_notify('host_channel', 'from the guest')",
    "terminate": "SELECT pg_terminate_backend(pg_backend_pid())",
    "cancel": "SELECT pg_cancel_backend(pg_backend_pid())",
    "txid_current": "SELECT txid_current()",
    "pg_current_xact_id": "SELECT pg_current_xact_id()",
    "server file": "SELECT pg_read_file('/etc/passwd')",
    "large object": "SELECT lo_create(0)",
    "large object import": "SELECT lo_import('/etc/passwd')",
    "query as text": "SELECT query_to_xml('SELECT pg_advisory_lock(1)', true, false, '')",
    "cursor as text": "SELECT ts_stat('SELECT pg_advisory_lock(1)')",
    "reload": "SELECT pg_reload_conf()",
    "switch wal": "SELECT pg_switch_wal()",
    "logical message": "SELECT pg_logical_emit_message(false, 'a', 'b')",
    "export snapshot": "SELECT pg_export_snapshot()",
    "setval": "SELECT setval('host_sequence', 1000)",
    "nextval": "SELECT nextval('host_sequence')",
    "currval": "SELECT currval('host_sequence')",
}

ERRORS = {
    "syntax": ("SELEKT 1", SYNTAX),
    "syntax at the end": ("SELECT (1", SYNTAX),
    "empty": ("", (*SYNTAX, "HY090")),
    "no such table": ("SELECT * FROM nowhere", ("42P01",)),
    "no such column": ("SELECT nothing FROM host_book", ("42703",)),
    "no such function": ("SELECT nothing(1)", ("42883",)),
    "no such type": ("SELECT 1::nothing", ("42704",)),
    "no such schema": ("SELECT * FROM nowhere.nothing", ("42P01", "3F000")),
    "division by zero": ("SELECT 1/0", ("22012",)),
    "not a number": ("SELECT 'x'::int", ("22P02",)),
    "not a date": ("SELECT '2024-02-30'::date", ("22008",)),
    "number too large": ("SELECT 2147483647 + 1", ("22003",)),
    "wrong types": ("SELECT 1 + true", ("42883",)),
    "wrong grouping": ("SELECT title, count(*) FROM host_book GROUP BY price", ("42803",)),
    "ambiguous": ("SELECT id FROM host_book, host_author", ("42702",)),
    "constraint": ("SELECT (-1)::host_positive", ("23514",)),
    "raised": ("SELECT host_fails()", ("P0001",)),
    "endless recursion": ("SELECT host_recurses(1)", ("54001",)),
    "two rows of one": ("SELECT (SELECT id FROM host_book)", ("21000",)),
    "bad path": ("SELECT author__nothing FROM host_book", ("42703",)),
    "path to many": ("SELECT title, review__rating FROM host_book", ("42803",)),
    "write in a function": ("SELECT host_writes()", READ_ONLY),
    "commit in a function": ("SELECT host_commits()", ("2D000",)),
}

READS = {
    "select": "SELECT * FROM host_book",
    "values": "VALUES (1), (2)",
    "table": "TABLE host_author",
    "with": "WITH b AS (SELECT * FROM host_book) SELECT count(*) FROM b",
    "with materialized": "WITH b AS MATERIALIZED (SELECT * FROM host_book) SELECT count(*) FROM b",
    "show": "SHOW work_mem",
    "explain": "EXPLAIN SELECT * FROM host_book",
    "explain analyze": "EXPLAIN (ANALYZE, FORMAT JSON) SELECT * FROM host_book",
    "empty result": "SELECT * FROM host_book WHERE false",
    "sees what the host sees": "SELECT pg_current_xact_id_if_assigned(), current_user, current_schemas(true)",
    "notices in a function": "SELECT host_shouts()",
    "settings in a function": "SELECT host_sets()",
    "transaction lock in a function": "SELECT host_locks()",
    "cursors in a function": "SELECT host_reads_by_cursor()",
    "its own temporary files": "SELECT g FROM generate_series(1, 100000) AS g ORDER BY -g OFFSET 99999",
}

SPECIAL = [
    Action("connect and close", connect_and_close),
    Action("commit and rollback by the API", commit_and_rollback),
    Action("half-read result", half_read),
    Action("half-read result, forgotten", half_read_and_forgotten),
    Action("never closed", never_closed),
    Action("lost thread", lost_thread),
    Action("two guests", two_guests),
    Action("guests in threads", guests_in_threads),
    Action("cancelled", cancelled, ("57014", "HY008")),
    Action("timed out", timed_out, ("57014", "HYT00")),
    Action("errors, then success", error_then_success),
    Action("error after rows", error_after_rows, ("22012",)),
    Action("big result", big_result),
    Action("wide value", wide_value),
    Action("many statements", many_statements),
    Action("catalog calls", catalog_calls),
    Action("good paths", good_paths),
    Action("executemany insert", insert_many, READ_ONLY),
    Action("fast executemany insert", insert_many_fast, READ_ONLY),
    Action("handles freed in odd order", handles_in_odd_order),
    Action("too few parameters", too_few_parameters, ("07002", "HY000")),
    Action("too many parameters", too_many_parameters, ("07002", "HY000")),
    Action("parameter of a wrong type", _with_parameters("SELECT ?::int", "not a number"), ("22P02",)),
    Action(
        "parameter that cannot be inferred",
        _with_parameters("SELECT ? + ?", "a", "b"),
        ("42725", "22P02", "42883"),
    ),
    Action("NUL in a parameter", _with_parameters("SELECT ?", "a\0b"), ("22021",)),
    Action("NUL in the text", "SELECT 'a\0b'", (*SYNTAX, "22021", "HY000", "HY090")),
    Action(
        "insert with parameters", _with_parameters("INSERT INTO host_author VALUES (?, ?)", 9, "x"), READ_ONLY
    ),
    Action("parameters", _with_parameters("SELECT * FROM host_book WHERE id = ? AND title <> ?", 1, "x")),
]

ACTIONS = [
    *(Action(name, sql, READ_ONLY) for name, sql in WRITES.items()),
    *(Action(name, sql, SYNTAX) for name, sql in SEVERAL.items()),
    *(Action(name, sql, REFUSED + READ_ONLY) for name, sql in REACHING_OUT.items()),
    *(Action(name, sql, state) for name, (sql, state) in ERRORS.items()),
    *(Action(name, sql) for name, sql in READS.items()),
    *SPECIAL,
]
