"""What pyodbc's users count on: descriptions, fetching, errors, catalog functions, paths."""

from __future__ import annotations

import decimal

import pillion
import pyodbc
import pytest


def error_of(function, *arguments) -> tuple[str, str]:
    with pytest.raises(pyodbc.Error) as caught:
        function(*arguments)
    return caught.value.args


def test_a_path_query(shop):
    rows = shop.execute(
        "SELECT title, author__name, count(review), avg(review__rating), sum(sale__qty)"
        " FROM shop_book ORDER BY id"
    ).fetchall()
    assert [tuple(row[:3]) for row in rows] == [
        ("The Quiet Harbour", "Ana Dra", 2),
        ("A Glass Garden", "Bo Fin", 1),
        ("Café ☕", "Bo Fin", 0),
    ]
    assert [None if row[3] is None else float(row[3]) for row in rows] == [4.0, 4.0, None]
    assert [row[4] for row in rows] == [12, None, 7]


def test_labels_of_paths(shop):
    cursor = shop.execute("SELECT author__name, author__mentor__name AS mentor, count(review) FROM shop_book")
    assert [column[0] for column in cursor.description] == ["author__name", "mentor", "count"]


def test_a_long_path(shop):
    sql = "SELECT b.title FROM shop_book b WHERE b.author__mentor__country = ? ORDER BY b.id"
    assert [row.title for row in shop.execute(sql, "Ardenia")] == ["A Glass Garden", "Café ☕"]


def test_description(guest):
    cursor = guest.execute("SELECT id, title, price, published, NULL::bool AS flag FROM shop_book")
    names = [column[0] for column in cursor.description]
    types = [column[1] for column in cursor.description]
    assert names == ["id", "title", "price", "published", "flag"]
    assert types == [int, str, decimal.Decimal, __import__("datetime").date, bool]
    assert cursor.description[1][3] == 200
    assert cursor.description[2][4:6] == (8, 2)


def test_fetching(shop):
    cursor = shop.execute("SELECT id FROM shop_book ORDER BY id")
    assert cursor.fetchone().id == 1
    assert [row.id for row in cursor.fetchmany(1)] == [2]
    assert [row.id for row in cursor] == [3]
    assert cursor.fetchone() is None
    assert cursor.fetchall() == []


def test_an_empty_result(shop):
    cursor = shop.execute("SELECT id, title FROM shop_book WHERE id = 0")
    assert cursor.fetchall() == [] and len(cursor.description) == 2


def test_a_cursor_is_used_again(shop):
    cursor = shop.cursor()
    for number in range(20):
        assert cursor.execute("SELECT ? + 1", number).fetchone()[0] == number + 1
    assert cursor.execute("SELECT title FROM shop_book WHERE id = 1").fetchval() == "The Quiet Harbour"


def test_two_cursors_side_by_side(shop):
    one = shop.execute("SELECT id FROM shop_book ORDER BY id")
    two = shop.execute("SELECT id FROM shop_book ORDER BY id DESC")
    assert [one.fetchone().id, two.fetchone().id, one.fetchone().id] == [1, 3, 2]


def test_uncommitted_rows_of_the_host(host, guest):
    host.execute("INSERT INTO shop_author VALUES (99, 'Not Yet', 'Nowhere')")
    assert guest.execute("SELECT name FROM shop_author WHERE id = 99").fetchval() == "Not Yet"
    host.rollback()
    assert guest.execute("SELECT name FROM shop_author WHERE id = 99").fetchval() is None


ERRORS = {
    "SELEKT 1": ("42601", pyodbc.ProgrammingError),
    "SELECT * FROM nowhere": ("42P01", pyodbc.ProgrammingError),
    "SELECT nothing FROM shop_book": ("42703", pyodbc.ProgrammingError),
    "SELECT 1/0": ("22012", pyodbc.DataError),
    "SELECT 'x'::int": ("22P02", pyodbc.DataError),
    "INSERT INTO shop_store VALUES (9, 'x', 'y')": ("25006", pyodbc.Error),
    "SELECT 1; SELECT 2": ("42601", pyodbc.ProgrammingError),
    "SELECT pg_advisory_lock(1)": ("42501", pyodbc.ProgrammingError),
    "SELECT review__rating FROM shop_book": ("42803", pyodbc.ProgrammingError),
    "SELECT author__nam FROM shop_book": ("42703", pyodbc.ProgrammingError),
}


@pytest.mark.parametrize("sql", ERRORS)
def test_errors(host, guest, sql):
    state, kind = ERRORS[sql]
    with pytest.raises(kind) as caught:
        guest.execute(sql)
    assert caught.value.args[0] == state
    assert "Pillion" in caught.value.args[1]
    assert guest.execute("SELECT 1").fetchval() == 1
    assert host.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize(
    ("sql", "state"),
    [
        ("SELECT * FROM nowhere", ("42S02", "42P01", "HY000")),
        ("INSERT INTO shop_store VALUES (9, 'x', 'y')", ("25006",)),
        ("ATTACH DATABASE 'x' AS y", ("25006",)),
        ("PRAGMA journal_mode = DELETE", ("25006",)),
        ("SELECT 1; SELECT 2", ("42601",)),
    ],
)
def test_errors_on_sqlite(sqlite_guest, sql, state):
    assert error_of(sqlite_guest.execute, sql)[0] in state
    assert sqlite_guest.execute("SELECT 1").fetchval() == 1


def test_an_output_parameter_is_refused(guest):
    state, message = error_of(guest.execute, "{? = call abs(?)}", 1, -2)
    assert state == "HYC00"
    assert "SELECT f(...)" in message
    assert guest.execute("{call abs(?)}", -2).fetchval() == 2


def test_a_hint_names_what_was_meant(shop):
    _, message = error_of(shop.execute, "SELECT auther__name FROM shop_book")
    assert "author" in message


def test_tables(shop):
    cursor = shop.cursor()
    found = {row.table_name: row.table_type for row in cursor.tables() if row.table_name.startswith("shop_")}
    assert {name for name, kind in found.items() if kind == "TABLE"} >= {
        "shop_book",
        "shop_review",
        "shop_sale",
    }
    assert [row.table_name for row in cursor.tables(table="shop\\_b%", tableType="TABLE")] == ["shop_book"]
    assert cursor.tables(table="nothing").fetchall() == []


def test_columns(shop):
    columns = list(shop.cursor().columns(table="shop_book"))
    assert [row.column_name for row in columns] == [
        "id", "title", "price", "published", "publisher_id", "author_id", "editor_id",
    ]  # fmt: skip
    assert [row.ordinal_position for row in columns] == list(range(1, 8))
    by_name = {row.column_name: row for row in columns}
    assert by_name["title"].column_size == 200
    assert (by_name["price"].column_size, by_name["price"].decimal_digits) == (8, 2)
    assert by_name["publisher_id"].nullable == 1 and by_name["title"].nullable == 0
    assert [row.column_name for row in shop.cursor().columns(table="shop_book", column="%_id")] == [
        "publisher_id",
        "author_id",
        "editor_id",
    ]


def test_keys(shop):
    cursor = shop.cursor()
    assert [(row.column_name, row.key_seq) for row in cursor.primaryKeys("shop_book")] == [("id", 1)]
    foreign = [
        (row.fkcolumn_name, row.pktable_name, row.pkcolumn_name)
        for row in cursor.foreignKeys(foreignTable="shop_book")
    ]
    assert sorted(foreign) == [
        ("author_id", "shop_author", "id"),
        ("editor_id", "shop_author", "id"),
        ("publisher_id", "shop_publisher", "id"),
    ]
    referring = {row.fktable_name for row in cursor.foreignKeys(table="shop_book")}
    assert referring == {"shop_review", "shop_sale"}


def test_type_info(shop):
    assert {row.type_name for row in shop.cursor().getTypeInfo()} != set()


def test_info(guest):
    assert guest.getinfo(pyodbc.SQL_DBMS_NAME) == "PostgreSQL"
    assert guest.getinfo(pyodbc.SQL_DRIVER_NAME).startswith("libpillion")
    assert guest.getinfo(pyodbc.SQL_DATA_SOURCE_READ_ONLY) in (True, "Y")


def test_a_timeout(guest):
    guest.timeout = 1
    assert error_of(guest.execute, "SELECT pg_sleep(10)")[0] in ("57014", "HYT00")
    guest.timeout = 0
    assert guest.execute("SELECT 1").fetchval() == 1


def test_commit_and_autocommit_are_accepted(host, guest):
    host.execute("SELECT 1")
    guest.commit()
    guest.rollback()
    guest.autocommit = True
    guest.autocommit = False
    with guest:
        guest.execute("SELECT 1")
    assert host.info.transaction_status.name == "INTRANS"


def test_output_converters_and_row_access(guest):
    guest.add_output_converter(pyodbc.SQL_WVARCHAR, lambda raw: raw.decode().upper())
    row = guest.execute("SELECT 'abc'::varchar(10) AS word").fetchone()
    assert row.word == "ABC"
    guest.clear_output_converters()


# --- bad connection strings -----------------------------------------------------------------------


def refused(session: str) -> tuple[str, str]:
    return error_of(pyodbc.connect, f"Driver={pillion.driver_path()};{session}")


@pytest.mark.parametrize(
    ("session", "says"),
    [
        ("", "Session"),
        ("Session=", "Session"),
        ("Session=1", "token"),
        ("Session=12345.0123456789abcdef0123456789abcdef", "lend"),
        ("Session=nonsense", "token"),
        ("Session=../../etc/passwd", "token"),
        ("Session={1.2", ""),
        ("Session=sqlite:/nowhere/at/all.sqlite3", "/nowhere/at/all.sqlite3"),
        ("Session=" + "9" * 5000, ""),
    ],
)
def test_a_bad_session(session, says):
    state, message = refused(session)
    assert state[:2] in ("IM", "08", "HY"), (state, message)
    assert says.lower() in message.lower()


def test_a_token_with_a_wrong_secret(host):
    with pillion.lend(host) as lease:
        name, _, secret = lease.token.partition(".")
        wrong = secret[:-1] + ("0" if secret[-1] != "0" else "1")
        assert refused(f"Session={name}.{wrong}")[0][:2] in ("IM", "08")
        assert refused(f"Session={name}.")[0][:2] in ("IM", "08")


def test_a_reclaimed_token(host):
    lease = pillion.lend(host)
    lease.reclaim()
    state, message = refused(f"Session={lease.token}")
    assert state[:2] in ("IM", "08") and "lent" in message


def test_a_token_of_another_process(host):
    import os
    import subprocess
    import sys

    with pillion.lend(host) as lease:
        program = (
            "import sys, pyodbc\ntry: pyodbc.connect(sys.argv[1])\nexcept pyodbc.Error as e: print(e.args)"
        )
        shown = subprocess.run(
            [sys.executable, "-c", program, lease.connection_string],
            env=os.environ, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        assert shown.startswith(("('08", "('IM")), shown
        assert "process" in shown


# --- what reaches the server ----------------------------------------------------------------------


def test_connecting_and_closing_sends_nothing(shop_server, host):
    pid = host.info.backend_pid
    lease = pillion.lend(host)
    lease.connect().close()  # pyodbc asks a new connection string for its types, once
    since = shop_server.mark()
    for _ in range(3):
        guest = lease.connect()
        guest.commit()
        guest.rollback()
        guest.close()
    lease.reclaim()
    assert shop_server.statements(pid, since) == []


def test_the_first_connect_sends_nothing_either(shop_server, host):
    pid = host.info.backend_pid
    since = shop_server.mark()
    with pillion.lend(host) as lease:
        lease.connect().close()
    assert shop_server.statements(pid, since) == []


def test_a_statement_in_a_transaction_is_guarded(shop_server, host):
    pid = host.info.backend_pid
    host.execute("SELECT 'begin'")
    with pillion.lend(host) as lease:
        guest = lease.connect()
        guest.execute("SELECT 1").fetchall()
        since = shop_server.mark()
        guest.execute("SELECT title FROM shop_book WHERE id = ?", 1).fetchall()
        guest.close()
    host.execute("SELECT 'end'")
    sent = shop_server.statements(pid, since)
    assert sent[0].upper().startswith("SAVEPOINT")
    assert "SELECT title FROM shop_book WHERE id = $1" in sent
    assert [line.upper().split()[0] for line in sent[-3:]] == ["ROLLBACK", "RELEASE", "SELECT"]
    assert not any(line.upper().startswith(("COMMIT", "BEGIN", "DISCARD")) for line in sent)


def test_a_statement_on_an_idle_host_is_guarded(shop_server, host):
    pid = host.info.backend_pid
    with pillion.lend(host) as lease:
        guest = lease.connect()
        guest.execute("SELECT 1").fetchall()
        since = shop_server.mark()
        guest.execute("SELECT 2").fetchall()
        guest.close()
    sent = shop_server.statements(pid, since)
    assert sent[0].upper().startswith(("BEGIN", "START")) and "READ ONLY" in sent[0].upper()
    assert "SELECT 2" in sent
    assert sent[-1].upper().startswith(("ROLLBACK", "COMMIT"))
