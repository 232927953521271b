"""What all pytest suites share: the built library, and a PostgreSQL server for the session."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SUPPORT = ROOT / "tests" / "support"

os.environ.setdefault("PILLION_LIBRARY", str(ROOT / "build" / "dev" / "driver" / "libpillion.so"))
os.environ.setdefault("PILLION_COMMAND", str(ROOT / "build" / "dev" / "tools" / "pillion"))
sys.path[:0] = [str(ROOT / "python"), str(SUPPORT)]

from servers import fresh_postgres  # noqa: E402

# Every statement is logged behind the process id of its session: what was sent can be asserted.
SERVER_SETTINGS = """
log_statement = all
log_line_prefix = '%p '
max_prepared_transactions = 5
"""


class Server:
    """A PostgreSQL of this test session; PGHOST and friends point to it."""

    def __init__(self, log: Path) -> None:
        self.log = log

    def statements(self, backend: int, since: int = 0) -> list[str]:
        """What the session with this process id was sent, from a mark() on."""
        with self.log.open("rb") as file:
            file.seek(since)
            lines = file.read().decode("utf-8", "replace").splitlines()
        prefix = f"{backend} LOG:  "
        found = [line[len(prefix) :] for line in lines if line.startswith(prefix)]
        return [line.split(": ", 1)[1] for line in found if line.startswith(("statement: ", "execute "))]

    def mark(self) -> int:
        return self.log.stat().st_size


@pytest.fixture(scope="session")
def server():
    with fresh_postgres(SERVER_SETTINGS) as log:
        yield Server(log)


@pytest.fixture
def in_thread():
    """Runs a function in a thread of its own; returns the thread, joined at the end of the test."""
    threads = []

    def run(function, *arguments):
        thread = threading.Thread(target=function, args=arguments, daemon=True)
        threads.append(thread)
        thread.start()
        return thread

    yield run
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
