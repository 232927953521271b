"""Leases and their ends: closed and dropped connections, fork, busy hosts, threads, signals."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
import weakref

import pillion
import psycopg
import psycopg2
import pyodbc
import pytest

GONE = ("08003", "08S01")


def error_of(function, *arguments) -> tuple[str, str]:
    with pytest.raises(pyodbc.Error) as caught:
        function(*arguments)
    return caught.value.args


def state_of(function, *arguments) -> str:
    return error_of(function, *arguments)[0]


def test_a_guest_is_on_the_very_session(psycopg_host):
    lease = psycopg_host.lend()
    pid = psycopg_host.query("SELECT pg_backend_pid()")[0][0]
    with lease.connect() as guest:
        assert guest.execute("SELECT pg_backend_pid()").fetchone()[0] == pid


def test_a_closed_connection_is_an_error(psycopg_host):
    lease = psycopg_host.lend()
    guest = lease.connect()
    cursor = guest.execute("SELECT 1")
    psycopg_host.close()
    assert not lease.active
    assert cursor.fetchone()[0] == 1  # was buffered while the connection was open
    assert state_of(guest.execute, "SELECT 1") in GONE
    assert state_of(guest.cursor().tables) in GONE
    guest.close()
    lease.reclaim()


@pytest.mark.parametrize("by", ["close", "with"])
def test_closing_a_psycopg3_connection_reclaims_first(database, in_thread, by):
    """psycopg's own close() frees the connection under a guest of another thread (and so it hangs
    in ../share/test_closing.py)."""
    for _ in range(5):
        connection = psycopg.connect("", autocommit=True)
        lease = pillion.lend(connection)
        states = []

        def ride(lease=lease, states=states):
            def ask():
                guest = lease.connect()
                while True:
                    guest.execute("SELECT pg_sleep(0.01)")

            states.append(state_of(ask))

        riding = [in_thread(ride) for _ in range(3)]
        while not lease._host.is_ridden():
            time.sleep(0.01)
        if by == "close":
            connection.close()
        else:
            with connection:
                pass
        assert connection.closed and not lease.active
        for thread in riding:
            thread.join(30)
        assert len(states) == 3 and set(states) <= {"HY008", "57014", *GONE}


def test_a_psycopg3_connection_closes_as_ever_after_its_leases(database):
    with psycopg.connect("") as connection:
        first, second = pillion.lend(connection), pillion.lend(connection)
        assert type(connection) is psycopg.Connection and connection.close != psycopg.Connection.close
        first.reclaim()
        assert "close" in vars(connection)
        second.reclaim()
        assert "close" not in vars(connection)
        closed = []
        connection.close = lambda: closed.append("by its owner")
        with pillion.lend(connection) as lease:
            connection.close()
            assert closed == ["by its owner"] and not lease.active
        connection.close()
        assert len(closed) == 2
        del connection.close


def test_a_connection_that_the_server_closed(psycopg_host):
    guest = psycopg_host.lend().connect()
    with psycopg.connect("", autocommit=True) as other:
        pid = psycopg_host.query("SELECT pg_backend_pid()")[0][0]
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
    assert state_of(guest.execute, "SELECT 1") in (*GONE, "57P01")
    assert state_of(guest.execute, "SELECT 1") in GONE
    guest.close()


def test_a_lease_does_not_keep_its_connection(database):
    connection = psycopg2.connect("")
    lease = pillion.lend(connection)
    guest = lease.connect()
    guest.execute("SELECT 1")
    gone = weakref.ref(connection)
    del connection
    gc.collect()
    assert gone() is None
    assert state_of(guest.execute, "SELECT 1") in GONE
    guest.close()


def test_leases_of_dropped_connections_are_freed(database):
    from pillion import lease as module

    for _ in range(5):
        pillion.lend(psycopg2.connect(""))
    gc.collect()
    connection = psycopg2.connect("")
    lease = pillion.lend(connection)
    assert all(entry.host.is_open() for entry in module._lent.values())
    lease.reclaim()
    connection.close()


def test_a_reclaimed_lease(psycopg_host):
    lease = psycopg_host.lend()
    guest = lease.connect()
    lease.reclaim()
    lease.reclaim()
    assert not lease.active and "over" in repr(lease)
    state, message = error_of(guest.execute, "SELECT 1")
    assert state == "08003" and "reclaim" in message
    assert state_of(lease.connect) in ("08003", "08001")
    guest.close()


def test_a_with_block_reclaims(psycopg_host):
    with psycopg_host.lend() as lease:
        guest = lease.connect()
        assert guest.execute("SELECT 1").fetchone()[0] == 1
    assert state_of(guest.execute, "SELECT 1") == "08003"


def test_reclaim_cancels_a_statement_that_runs(psycopg_host, in_thread):
    lease = psycopg_host.lend()
    guest = lease.connect()
    states = []
    riding = in_thread(lambda: states.append(state_of(guest.execute, "SELECT pg_sleep(20)")))
    time.sleep(0.3)
    started = time.monotonic()
    lease.reclaim()
    assert time.monotonic() - started < 5
    assert psycopg_host.query("SELECT 1") == [(1,)]
    riding.join()
    guest.close()
    assert states[0] in ("57014", "HY008", "08003")


def test_two_leases_of_one_connection(psycopg_host):
    one, two = psycopg_host.lend(), psycopg_host.lend(statement_timeout=0.05)
    assert one.token != two.token
    first, second = one.connect(), two.connect()
    assert state_of(second.execute, "SELECT pg_sleep(5)") in ("57014", "HYT00")
    assert first.execute("SELECT 1").fetchone()[0] == 1
    one.reclaim()
    assert state_of(first.execute, "SELECT 1") == "08003"
    assert second.execute("SELECT 2").fetchone()[0] == 2
    first.close()
    second.close()


def test_a_role(psycopg_host):
    guest = psycopg_host.lend(role="host_reader").connect()
    assert guest.execute("SELECT current_user").fetchone()[0] == "host_reader"
    assert state_of(guest.execute, "SELECT * FROM host_book") == "42501"
    assert psycopg_host.query("SELECT current_user")[0][0] != "host_reader"
    guest.close()


def test_a_failed_transaction_is_refused(psycopg_host):
    with pytest.raises((psycopg.Error, psycopg2.Error)):
        psycopg_host.query("SELECT 1/0")
    guest = psycopg_host.lend().connect()
    assert state_of(guest.execute, "SELECT 1") == "25P02"
    psycopg_host.connection.rollback()
    assert guest.execute("SELECT 1").fetchone()[0] == 1
    guest.close()


def test_a_host_in_the_middle_of_a_stream(database):
    """psycopg holds its lock between the rows of a stream, also against its own thread."""
    with psycopg.connect("") as connection:
        guest = pillion.lend(connection, lock_timeout=0.2).connect()
        for number, _ in enumerate(connection.cursor().stream("SELECT generate_series(1, 3)")):
            if number == 0:
                assert state_of(guest.execute, "SELECT 1") in ("HYT00", "HY000")
        assert guest.execute("SELECT 1").fetchone()[0] == 1
        guest.close()


def test_a_host_in_a_pipeline(database):
    with psycopg.connect("") as connection:
        guest = pillion.lend(connection, lock_timeout=0.2).connect()
        with connection.pipeline():
            connection.execute("SELECT 1")
            assert state_of(guest.execute, "SELECT 1") in ("HYT00", "HY000")
        assert guest.execute("SELECT 1").fetchone()[0] == 1
        guest.close()


def test_a_host_in_a_copy(database):
    with psycopg.connect("") as connection:
        guest = pillion.lend(connection, lock_timeout=0.2).connect()
        with connection.cursor().copy("COPY host_author TO STDOUT") as copy:
            copy.read()
            assert state_of(guest.execute, "SELECT 1") in ("HYT00", "HY000")
            while copy.read():
                pass
        assert guest.execute("SELECT 1").fetchone()[0] == 1
        guest.close()


def test_a_guest_waits_for_a_busy_psycopg3_host(database, in_thread):
    with psycopg.connect("") as connection:
        guest = pillion.lend(connection).connect()
        in_thread(connection.execute, "SELECT pg_sleep(0.5)")
        time.sleep(0.1)
        assert guest.execute("SELECT 1").fetchone()[0] == 1
        guest.close()


def test_a_guest_does_not_wait_longer_than_the_lock_timeout(database, in_thread):
    with psycopg.connect("") as connection:
        guest = pillion.lend(connection, lock_timeout=0.1).connect()
        thread = in_thread(connection.execute, "SELECT pg_sleep(1)")
        time.sleep(0.2)
        started = time.monotonic()
        assert state_of(guest.execute, "SELECT 1") == "HYT00"
        assert time.monotonic() - started < 0.6
        thread.join()
        guest.close()


def test_hold_keeps_guests_off_a_psycopg2_host(database, in_thread):
    connection = psycopg2.connect("")
    lease = pillion.lend(connection, lock_timeout=0.1)
    guest = lease.connect()
    states = []
    with lease.hold():
        assert guest.execute("SELECT 1").fetchone()[0] == 1  # the holding thread's own guest
        in_thread(lambda: states.append(state_of(lease.connect().execute, "SELECT 1"))).join()
    assert states == ["HYT00"]
    guest.close()
    connection.close()


def test_hold_lets_a_psycopg3_host_open_a_server_cursor(database, in_thread):
    """It refuses by itself while a guest of another thread is in libpq's pipeline mode."""
    with psycopg.connect("") as connection, pillion.lend(connection) as lease, lease.connect() as guest:
        connection.execute("SELECT 1")
        riding = in_thread(guest.execute, "SELECT pg_sleep(0.5)")
        while not lease._host.is_ridden():
            time.sleep(0.01)
        with lease.hold(), connection.cursor("pages") as cursor:
            assert cursor.execute("SELECT generate_series(1, 3)").fetchall() == [(1,), (2,), (3,)]
            assert guest.execute("SELECT 1").fetchone()[0] == 1
        riding.join()


@pytest.mark.parametrize("switch_interval", [0.005, 1e-6])
def test_hosts_and_guests_in_many_threads(database, in_thread, switch_interval):
    """psycopg 3 host and guests at once: every answer is the right one, and nothing hangs."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(switch_interval)
    try:
        with psycopg.connect("", autocommit=True) as connection:
            lease = pillion.lend(connection)
            wrong = []

            def as_guest(number):
                with lease.connect() as guest:
                    for n in range(100):
                        if guest.execute("SELECT ? * 2", number + n).fetchone()[0] != 2 * (number + n):
                            wrong.append(number)

            def as_host(number):
                for n in range(100):
                    if connection.execute("SELECT %s * 3", [number + n]).fetchone()[0] != 3 * (number + n):
                        wrong.append(number)

            threads = [in_thread(run, 1000 * n) for n in range(3) for run in (as_guest, as_host)]
            for thread in threads:
                thread.join(60)
            assert wrong == [] and not any(thread.is_alive() for thread in threads)
    finally:
        sys.setswitchinterval(interval)


@pytest.mark.parametrize("exception", [KeyboardInterrupt, TimeoutError])
def test_a_signal_during_a_guest_statement(psycopg_host, exception):
    """The handler's exception is raised when the statement is over, and the lock is free."""

    def handler(number, frame):
        raise exception

    lease = psycopg_host.lend()
    guest = lease.connect()
    previous = signal.signal(signal.SIGUSR1, handler)
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGUSR1))
    timer.start()
    try:
        with pytest.raises(exception):
            guest.execute("SELECT pg_sleep(0.5)")
            time.sleep(0.5)
        timer.join()
        assert psycopg_host.query("SELECT 1") == [(1,)]
        assert guest.execute("SELECT 2").fetchone()[0] == 2
    finally:
        signal.signal(signal.SIGUSR1, previous)
        guest.close()


def test_a_signal_while_a_guest_waits(database, in_thread):
    def handler(number, frame):
        raise KeyboardInterrupt

    with psycopg.connect("") as connection:
        guest = pillion.lend(connection, lock_timeout=1).connect()
        previous = signal.signal(signal.SIGUSR1, handler)
        thread = in_thread(connection.execute, "SELECT pg_sleep(1.5)")
        time.sleep(0.1)
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGUSR1)).start()
        try:
            with pytest.raises(KeyboardInterrupt):
                try:
                    guest.execute("SELECT 1")
                except pyodbc.Error as error:
                    assert error.args[0] == "HYT00"
                time.sleep(0.5)
            thread.join()
            assert guest.execute("SELECT 2").fetchone()[0] == 2
        finally:
            signal.signal(signal.SIGUSR1, previous)
            guest.close()


def in_child(function) -> str:
    """What the function returns in a forked child; the child leaves without any clean-up."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        signal.alarm(30)  # a child that hangs ends, and its parent sees how
        try:
            answer = repr(function())
        except BaseException as error:
            answer = f"{type(error).__name__}: {error}"
        os.write(writer, answer.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        answer = pipe.read()
    assert os.waitpid(pid, 0)[1] == 0
    return answer


def test_after_fork_the_child_has_no_lease(psycopg_host):
    lease = psycopg_host.lend()
    guest = lease.connect()
    assert guest.execute("SELECT 1").fetchone()[0] == 1

    assert "08003" in in_child(lambda: error_of(guest.execute, "SELECT 1"))
    assert in_child(lambda: state_of(lease.connect)) in ("'08003'", "'08001'")
    assert in_child(lambda: lease.active) == "False"
    assert in_child(lease.reclaim) == "None"

    assert lease.active
    assert guest.execute("SELECT 1").fetchone()[0] == 1
    assert psycopg_host.query("SELECT 1") == [(1,)]
    guest.close()


def test_a_child_lends_its_own_connection(psycopg_host):
    lease = psycopg_host.lend()

    def ride_in_child():
        connection = psycopg2.connect("")
        with pillion.lend(connection) as own, own.connect() as guest:
            return guest.execute("SELECT 40 + 2").fetchone()[0]

    assert in_child(ride_in_child) == "42"
    assert lease.active


def test_a_fork_while_a_guest_rides(psycopg_host, in_thread, capfd):
    lease = psycopg_host.lend()
    guest = lease.connect()
    rows = []
    thread = in_thread(lambda: rows.append(guest.execute("SELECT 7, pg_sleep(0.5)").fetchone()[0]))
    time.sleep(0.2)
    assert in_child(lambda: state_of(lease.connect)) == "'08003'"
    thread.join()
    assert rows == [7]
    assert capfd.readouterr().err == ""  # nothing is cleaned up in the child that is the parent's
    guest.close()


@pytest.mark.skipif(
    "libasan" in os.environ.get("LD_PRELOAD", ""),
    reason="AddressSanitizer's allocator may be locked by a thread that a forked child lacks",
)
def test_forks_at_any_moment_of_a_guest(psycopg_host, in_thread, capfd):
    """A child forked in the middle of enter, of a statement or of leave goes its own way.

    It asks the driver manager nothing: its locks, too, may be held by a thread the child lacks.
    """
    lease = psycopg_host.lend()
    guest = lease.connect()
    going = threading.Event()
    going.set()

    def ride():
        while going.is_set():
            assert guest.execute("SELECT 7").fetchone()[0] == 7

    thread = in_thread(ride)
    try:
        answers = {in_child(lambda: (lease.active, lease.reclaim())) for _ in range(60)}
    finally:
        going.clear()
        thread.join()
    assert answers == {"(False, None)"}
    assert capfd.readouterr().err == ""
    assert guest.execute("SELECT 7").fetchone()[0] == 7
    guest.close()


def test_interpreter_exit_with_everything_open(database, tmp_path):
    """No crash and no message, whatever is left open, also by a thread."""
    import subprocess

    program = """
import threading, time, psycopg, psycopg2, pillion
kept = [psycopg.connect(""), psycopg2.connect("")]
guests = [pillion.lend(connection).connect() for connection in kept]
cursors = [guest.execute("SELECT generate_series(1, 1000)") for guest in guests]
cursors[0].fetchone()
waiting = pillion.lend(kept[0]).connect()
threading.Thread(target=lambda: waiting.execute("SELECT pg_sleep(30)"), daemon=True).start()
time.sleep(0.3)
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    started = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 0, ended.stderr
    assert "Fatal" not in ended.stderr and "ctypes callback" not in ended.stderr
    assert time.monotonic() - started < 15
