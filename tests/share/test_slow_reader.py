"""A client that reads its result a little at a time: how long the host waits for it."""

from __future__ import annotations

import re
import resource
import threading
import time
from pathlib import Path

import pillion
import pytest
import wire
from wire import Wire

FLOOD = wire.query("SELECT repeat('x', 1000000) FROM generate_series(1, 300)")
READY = wire.message(b"Z", b"I")
READ_AT_ONCE, PAUSE = 10_000, 0.1
LONGEST = 4.0  # for what ends the wait at once, on a busy machine


def megabytes() -> int:
    """Of the host's process, which is this one."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() >> 20


def wait_until_full(before: int) -> None:
    """Until the host's process holds all that may wait for a client, and takes no more."""
    seen = [before]
    while seen[-1] < before + 60 or max(seen[-4:]) - min(seen[-4:]) > 1:
        time.sleep(0.1)
        seen.append(megabytes())


class Trickle:
    """A guest that never stops reading, and never gets to the end."""

    def __init__(self, share, **settings: str) -> None:
        self.wire = Wire(share, **settings)
        while (got := self.wire.reply()) is not None and got[0] != b"Z":
            if got[0] == b"K":
                self.key = got[1]
        before = megabytes()
        self.wire.send(FLOOD)
        self._hurry = threading.Event()
        self._tail = b""
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        wait_until_full(before)

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
    with Trickle(share) as guest:
        assert seconds_for(lambda: ask(host)) < 10
        assert guest.state() == "54000"


def test_a_cancel_ends_the_wait(host, share):
    with Trickle(share) as guest:
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
        Trickle(share, **settings) as guest,
    ):
        assert seconds_for(lambda: ask(host)) < LONGEST
        assert guest.state() == "57014"


def test_a_reclaim_ends_the_wait(host):
    lease = pillion.lend(host)
    with Trickle(lease.share("reclaimed")):
        assert seconds_for(lease.reclaim) < LONGEST
    ask(host)
