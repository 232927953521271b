"""A client that reads its result a little at a time: how long the host waits for it."""

from __future__ import annotations

import re
import threading
import time

import pillion
import psycopg
import pytest
import wire
from wire import Wire

FLOOD = wire.query("SELECT repeat('x', 1000000) FROM generate_series(1, 300)")
READY = wire.message(b"Z", b"I")
READ_AT_ONCE, PAUSE = 10_000, 0.1
LONGEST = 4.0  # for what ends the wait at once, on a busy machine


def wait_until_full(backend: int) -> None:
    """Until all waits for a client that may, and the server waits for the host's process."""
    with psycopg.connect("", autocommit=True) as observer:
        waits = 0
        while waits < 5:
            time.sleep(0.1)
            (event,) = observer.execute(
                "SELECT wait_event FROM pg_stat_activity WHERE pid = %s", [backend]
            ).fetchone()
            waits = waits + 1 if event == "ClientWrite" else 0


class Trickle:
    """A guest that never stops reading, and never gets to the end."""

    def __init__(self, host, share, **settings: str) -> None:
        self.wire = Wire(share, **settings)
        while (got := self.wire.reply()) is not None and got[0] != b"Z":
            if got[0] == b"K":
                self.key = got[1]
        self.wire.send(FLOOD)
        self._hurry = threading.Event()
        self._tail = b""
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        wait_until_full(host.info.backend_pid)

    def _read(self) -> None:
        size = READ_AT_ONCE
        while not self._tail.endswith(READY) and (got := self.wire.socket.recv(size)):
            self._tail = (self._tail + got)[-1000:]
            if self._hurry.wait(PAUSE):
                size = 1 << 20

    def state(self) -> str:
        """Of the error that its result ends with."""
        self._hurry.set()
        self._thread.join()
        return re.findall(rb"\0C(\w{5})\0", self._tail)[0].decode()

    def __enter__(self) -> Trickle:
        return self

    def __exit__(self, *exception: object) -> None:
        self._hurry.set()
        self._thread.join()
        self.wire.close()


def seconds_for(work) -> float:
    start = time.monotonic()
    work()
    return time.monotonic() - start


def ask(host) -> None:
    assert host.execute("SELECT 1").fetchone() == (1,)


def test_the_host_waits_for_some_seconds_in_all(host, share):
    with Trickle(host, share) as guest:
        assert seconds_for(lambda: ask(host)) < 10
        assert guest.state() == "54000"


def test_a_cancel_ends_the_wait(host, share):
    with Trickle(host, share) as guest:
        with Wire(share, let_in=False) as other:
            other.send(wire.first(wire.CANCEL, guest.key))
            other.replies()
        assert seconds_for(lambda: ask(host)) < LONGEST
        assert guest.state() == "57014"


@pytest.mark.parametrize("of", ["lease", "guest"])
def test_a_time_limit_ends_the_wait(host, of):
    settings = {"statement_timeout": "3s"} if of == "guest" else {}
    with (
        pillion.lend(host, statement_timeout=3 if of == "lease" else None) as lease,
        lease.share("timed") as share,
        Trickle(host, share, **settings) as guest,
    ):
        assert seconds_for(lambda: ask(host)) < LONGEST
        assert guest.state() == "57014"


def test_a_reclaim_ends_the_wait(host):
    lease = pillion.lend(host)
    with Trickle(host, lease.share("reclaimed")):
        assert seconds_for(lease.reclaim) < LONGEST
    ask(host)
