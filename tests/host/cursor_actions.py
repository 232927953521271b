"""What guests do to a host in cursor mode: results by pages, an open cursor on the host's session."""

from __future__ import annotations

import gc
import os
import threading

import guest_actions
import pyodbc
from guest_actions import Action


def by_pages(do, size=10):
    """The action on a connection that reads every result by pages."""
    return lambda connection_string: do(f"{connection_string};Fetch=cursor;FetchSize={size}")


def read_to_the_end(connection_string):
    guest = pyodbc.connect(connection_string)
    rows = guest.execute("SELECT g FROM generate_series(1, 95) AS g").fetchall()
    assert [row[0] for row in rows] == list(range(1, 96))
    guest.close()


def closed_by_itself(connection_string):
    guest = pyodbc.connect(connection_string)
    cursor = guest.execute("SELECT g FROM generate_series(1, 95) AS g")
    assert cursor.fetchmany(25)[-1][0] == 25
    cursor.close()
    guest.close()


def another_statement_on_it(connection_string):
    guest = pyodbc.connect(connection_string)
    cursor = guest.execute("SELECT g FROM generate_series(1, 95) AS g")
    assert cursor.fetchone()[0] == 1
    assert cursor.execute("SELECT count(*) FROM host_author").fetchone()[0] >= 2
    guest.close()


def three_in_turns(connection_string):
    guest = pyodbc.connect(connection_string)
    cursors = [guest.cursor() for _ in range(3)]
    for number, cursor in enumerate(cursors):
        cursor.execute("SELECT ? + g FROM generate_series(1, 35) AS g", 100 * number)
    for row in range(1, 31):
        assert [cursor.fetchone()[0] for cursor in cursors] == [row, 100 + row, 200 + row]
    guest.close()


def lost_thread(connection_string):
    """A thread that ends in the middle of a result: what it had is dropped, not closed."""

    def read_some():
        guest = pyodbc.connect(connection_string)
        cursor = guest.execute("SELECT g FROM generate_series(1, 95) AS g")
        assert cursor.fetchmany(15)[-1][0] == 15

    thread = threading.Thread(target=read_some)
    thread.start()
    thread.join()
    gc.collect()


def forked(connection_string):
    """A child reads and closes what its parent has open; the parent reads on."""
    guest = pyodbc.connect(connection_string)
    cursor = guest.execute("SELECT g FROM generate_series(1, 35) AS g")
    assert cursor.fetchone()[0] == 1
    child = os.fork()
    if child == 0:
        wrong = 1
        try:
            cursor.fetchall()
        except pyodbc.Error as error:
            guest.close()
            wrong = int(error.args[0] != "08003")
        finally:
            os._exit(wrong)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert [row[0] for row in cursor.fetchall()] == list(range(2, 36))
    guest.close()


def error_on_a_later_page(connection_string):
    guest = pyodbc.connect(connection_string)
    cursor = guest.execute("SELECT 1 / (50 - g) FROM generate_series(1, 95) AS g")
    try:
        assert len(cursor.fetchmany(40)) == 40
        cursor.fetchall()
    finally:
        guest.close()


def cancelled_on_a_later_page(connection_string):
    guest = pyodbc.connect(connection_string)
    cursor = guest.cursor()
    over = threading.Event()

    def cancel():
        while not over.wait(0.1):
            cursor.cancel()

    cancelling = threading.Thread(target=cancel)
    cancelling.start()
    try:
        cursor.execute("SELECT CASE WHEN g > 20 THEN pg_sleep(20) END FROM generate_series(1, 95) AS g")
        cursor.fetchall()
    finally:
        over.set()
        cancelling.join()
        guest.close()


def a_write(connection_string):
    pyodbc.connect(connection_string).execute("DELETE FROM host_review")


# In an idle host, a held cursor is read to its end when it is opened: what happens on a later page
# in a transaction happens there at once.
ACTIONS = [
    Action("by pages: read to the end", by_pages(read_to_the_end)),
    Action("by pages: closed half-read", by_pages(closed_by_itself)),
    Action("by pages: disconnected half-read", by_pages(guest_actions.half_read)),
    Action("by pages: half-read, forgotten", by_pages(guest_actions.half_read_and_forgotten)),
    Action("by pages: another statement", by_pages(another_statement_on_it)),
    Action("by pages: three in turns", by_pages(three_in_turns)),
    Action("by pages: two guests", by_pages(guest_actions.two_guests)),
    Action("by pages: lost thread", by_pages(lost_thread)),
    Action("by pages: guests in threads", by_pages(guest_actions.guests_in_threads)),
    Action("by pages: forked", by_pages(forked)),
    Action("by pages: error on the first page", by_pages(guest_actions.error_after_rows, 1000), ("22012",)),
    Action("by pages: error on a later page", by_pages(error_on_a_later_page), ("22012",)),
    Action("by pages: cancelled", by_pages(guest_actions.cancelled), ("57014", "HY008")),
    Action("by pages: cancelled on a later page", by_pages(cancelled_on_a_later_page), ("57014", "HY008")),
    Action("by pages: timed out", by_pages(guest_actions.timed_out), ("57014", "HYT00")),
    Action("by pages: big result", by_pages(guest_actions.big_result, 10_000)),
    Action("by pages: wide value", by_pages(guest_actions.wide_value)),
    Action("by pages: handles freed in odd order", by_pages(guest_actions.handles_in_odd_order)),
    Action(
        "by pages: a write",
        by_pages(lambda string: guest_actions._query(string, "DELETE FROM host_review")),
        ("25006",),
    ),
]
