"""Nonsense on a live socket: random, cut, reordered, repeated and oversized messages of guests.

    live_fuzz.py [--seconds 60] [--seed N]

The host is this process, inside a transaction. After each batch its session is what it was and a guest
that behaves is served; at the end nothing is left of the others: no thread, no open file, and not more
memory than some buffers take. The seed of each batch is printed: --seed repeats it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "python"), str(ROOT / "tests" / "support"), str(ROOT / "tests" / "share")]

import pillion  # noqa: E402
import psycopg  # noqa: E402
import wire  # noqa: E402
from servers import fresh_postgres  # noqa: E402

CLIENTS = 40  # of one batch
MOST_MEMORY = 300 << 20  # a few guests' messages and results of some MB each, and what malloc keeps
SQL = (
    *("SELECT 1", "SELECT $1::text", "SELECT generate_series(1, 1000)", "SELECT 1; SELECT 2", ";", ""),
    *("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT s", "SET DateStyle = 'ISO'", "RESET ALL", "DISCARD ALL"),
    *(
        "DELETE FROM fuzzed",
        "SELECT * FROM fuzzed",
        "COPY fuzzed TO STDOUT",
        "SELECT 1/0",
        "'",
        "/*",
        "(((((",
    ),
    *("SELECT pg_sleep(0.01)", "SELECT repeat('x', 300000)", "SHOW TimeZone", "EXPLAIN SELECT 1", "\ud7ff"),
)
NAMES = ("", "", "s", "p", "x" * 70)


class Maker:
    """Messages that are right in themselves, in an order that need not be, and what is done to them."""

    def __init__(self, choice: random.Random) -> None:
        self.choice = choice

    def message(self) -> bytes:
        pick = self.choice.choice
        name = pick(NAMES)
        values = tuple(
            pick((None, b"", b"1", b"\0\0\0\1", self.choice.randbytes(5)))
            for _ in range(self.choice.randrange(3))
        )
        formats = tuple(self.choice.randrange(3) for _ in range(self.choice.randrange(3)))
        return pick(
            (
                lambda: wire.query(pick(SQL)),
                lambda: wire.parse(pick(SQL), name, tuple(pick((0, 23, 25, 4_000_000_000)) for _ in values)),
                lambda: wire.bind(values, portal=pick(NAMES), name=name, formats=formats, results=formats),
                lambda: wire.describe(pick((b"S", b"P", b"Q")), name),
                lambda: wire.execute(name, pick((0, 1, 7, -1, 2**31 - 1))),
                lambda: wire.close(pick((b"S", b"P")), name),
                lambda: wire.SYNC,
                lambda: wire.FLUSH,
                lambda: wire.TERMINATE,
                lambda: wire.message(pick((b"F", b"d", b"c", b"f", b"p", b"Z", b"\0")), self.noise()),
            )
        )()

    def noise(self) -> bytes:
        return self.choice.randbytes(self.choice.choice((0, 1, 4, 40, 4000)))

    def damaged(self, data: bytes) -> bytes:
        """One thing goes wrong with the bytes."""
        at = self.choice.randrange(len(data) + 1)
        kind = self.choice.randrange(6)
        if kind == 0:
            return data[:at]
        if kind == 1:
            return data[:at] + self.noise() + data[at:]
        if kind == 2:
            return data[:at] + bytes([self.choice.randrange(256)]) + data[at + 1 :]
        if kind == 3:
            return data[:1] + self.choice.randbytes(4) + data[5:]
        if kind == 4:
            return data + data[:at]
        return data[:1] + (16 << 20).to_bytes(4, "big") + data[5:] + bytes(self.choice.randrange(1 << 20))

    def conversation(self) -> bytes:
        data = b"".join(self.message() for _ in range(self.choice.randrange(1, 25)))
        for _ in range(self.choice.choice((0, 0, 1, 1, 2, 5))):
            data = self.damaged(data)
        return data

    def way_in(self, password: str) -> bytes:
        data = wire.startup() + wire.message(b"p", password.encode() + b"\0")
        if self.choice.random() < 0.5:
            return data
        first = self.choice.choice((wire.SSL, wire.GSS, wire.CANCEL, wire.PROTOCOL, 2 << 16))
        return self.damaged(wire.first(first, self.noise()) + data)


def one_client(share, seed: str) -> None:
    choice = random.Random(seed)
    maker = Maker(choice)
    data = maker.conversation()
    with contextlib.suppress(OSError):  # it hangs up on us: so it should
        if choice.random() < 0.3:
            guest = wire.Wire(share, let_in=False)
            data = maker.way_in(share.password) + data
        else:
            guest = wire.Wire(share)
        with guest:
            guest.socket.settimeout(1)
            for piece in _pieces(data, choice):
                guest.send(piece)
            if choice.random() < 0.5:  # else it hangs up in the middle
                guest.socket.shutdown(socket.SHUT_WR)
                while guest.socket.recv(1 << 16):
                    pass


def _pieces(data: bytes, choice: random.Random) -> list[bytes]:
    if choice.random() < 0.5:
        return [data]
    cuts = sorted(choice.randrange(len(data) + 1) for _ in range(5))
    return [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)])]


class FuzzedHost:
    SESSION = (
        "SELECT (SELECT string_agg(concat_ws('=', name, setting), ';' ORDER BY name) FROM pg_settings), "
        "(SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_cursors), "
        "(SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid()), pg_backend_pid(), "
        "pg_current_xact_id_if_assigned()::text, (SELECT count(*) FROM fuzzed), current_user"
    )

    def __init__(self, share, connection) -> None:
        self.share, self.connection = share, connection
        self.session()  # itself takes locks
        self.before = self.session()
        self.files, self.threads = self._files(), self._threads()
        self.memory = self._memory()

    def session(self) -> tuple:
        return self.connection.execute(self.SESSION).fetchone()

    def is_unharmed(self) -> None:
        now = self.session()
        changed = [pair for pair in zip(self.before, now) if pair[0] != pair[1]]
        assert not changed, changed
        with psycopg.connect(self.share.conninfo, autocommit=True) as guest:
            assert guest.execute("SELECT count(*) FROM fuzzed").fetchone() == (2,)

    def is_rid_of_all(self) -> None:
        end = time.monotonic() + 20
        while (self._files(), self._threads()) != (self.files, self.threads):
            assert time.monotonic() < end, (self._files(), self.files, self._threads(), self.threads)
            time.sleep(0.05)
        grown = self._memory() - self.memory
        assert grown < MOST_MEMORY, f"{grown >> 20} MB more than before"
        print(f"memory grew by {grown >> 20} MB")

    @staticmethod
    def _files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    @staticmethod
    def _threads() -> int:
        return len(list(Path("/proc/self/task").iterdir()))

    @staticmethod
    def _memory() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def batch(share, seed: int) -> None:
    """Its clients, eight at a time."""
    numbers = iter(range(CLIENTS))
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            one_client(share, f"{seed} {number}")

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def fuzz(seconds: float, seed: int | None) -> None:
    with psycopg.connect("", prepare_threshold=None) as connection:
        connection.execute("CREATE TABLE fuzzed AS SELECT generate_series(1, 2) AS id")
        with (
            pillion.lend(connection, lock_timeout=30) as lease,
            lease.share("fuzzed", max_guests=12) as share,
        ):
            batch(share, 0)  # what is made at the first use is there
            time.sleep(1)
            host = FuzzedHost(share, connection)
            end = time.monotonic() + seconds
            batches = 0
            while batches == 0 or (seed is None and time.monotonic() < end):
                number = seed if seed is not None else random.randrange(1 << 32)
                print(f"seed {number}", flush=True)
                batch(share, number)
                host.is_unharmed()
                batches += 1
            host.is_rid_of_all()
            print(f"{batches} batches of {CLIENTS} clients: the host is unharmed")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int)
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        os.environ["XDG_RUNTIME_DIR"] = stack.enter_context(tempfile.TemporaryDirectory(prefix="fuzz"))
        if "PILLION_PG_LOG" not in os.environ:
            stack.enter_context(fresh_postgres())
        fuzz(options.seconds, options.seed)


if __name__ == "__main__":
    main()
