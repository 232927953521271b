"""The share's cases: the same client on a share, whose host is a process of its own, and direct.

PgBouncer beside them is what any process between client and server costs: it copies bytes, and
guards nothing.
"""

from __future__ import annotations

import atexit
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Callable

Work = Callable[[], object]
Samples = dict[str, list[float]]
Interleave = Callable[..., Samples]


# As bench/main.cc has them; in seconds.
OWN_WORK = 200e-6
KEYS_PER_ROUND = 2000

BOUNCER = """
[databases]
{PGDATABASE} = host={PGHOST} port={PGPORT}
[pgbouncer]
listen_addr =
listen_port = 6432
unix_socket_dir = {directory}
auth_type = trust
auth_file = {directory}/users
pool_mode = session
"""


def _start(place: tempfile.TemporaryDirectory, command: list, ready: str, environment: dict) -> None:
    """Starts a server that ends with this program, and waits until it says that it is ready."""
    server = subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.PIPE, text=True)
    atexit.register(place.cleanup)
    atexit.register(server.wait)
    atexit.register(server.terminate)
    said = ""
    for line in server.stderr:
        said += line
        if ready in line:
            return
    raise SystemExit(said)


class ShareCases:
    """The host is idle between the statements of its one guest: `pillion lend`, or one in Python."""

    def __init__(self, interleave: Interleave, all_rows: str, rows: int) -> None:
        self._interleave = interleave
        self._all_rows = all_rows
        self._rows = rows
        self._conninfo = self._share(os.environ["PILLION_COMMAND"], "lend", "", "--name", "bench")
        self.of_python = self._share(sys.executable, str(Path(__file__).with_name("share_host.py")))
        os.environ["PILLION_BENCH_SHARE"] = self._conninfo
        os.environ["PILLION_BENCH_BOUNCER"] = self._bounce()

    def _share(self, *host: str) -> str:
        place = tempfile.TemporaryDirectory(prefix="pillion-bench")
        _start(place, list(host), "shared as @bench", {"XDG_RUNTIME_DIR": place.name})
        directory = Path(place.name) / "pillion" / "bench"
        return f"host={directory} port=5432 user=guest dbname=bench passfile={directory}/pgpass"

    def _bounce(self) -> str:
        place = tempfile.TemporaryDirectory(prefix="pillion-bench")
        settings = Path(place.name) / "pgbouncer.ini"
        (Path(place.name) / "users").write_text(f'"{os.environ["PGUSER"]}" ""\n')
        settings.write_text(BOUNCER.format(directory=place.name, **os.environ))
        command = ["/usr/sbin/pgbouncer", settings]
        if os.getuid() == 0:  # it does not run as root
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
            shutil.chown(place.name, "postgres")
        _start(place, command, "process up", {})
        return f"host={place.name} port=6432"

    def cases(self) -> list[tuple]:
        """Of the Python drivers, as run.cases() has them."""
        found = []
        for driver, name in (("psycopg2", "psycopg 2"), ("psycopg", "psycopg 3")):
            one = f"one row by key through a share, {name}"
            found += [
                (
                    f"{self._rows:,} rows through a share, {name}",
                    self.all_rows(driver),
                    {"direct": 1.3},
                    11,
                    3,
                ),
                (one, self.one_row(driver), {"direct": 2.0}, 21, 3),
                (f"{one}, own work", self.one_row(driver, OWN_WORK), {"direct": 2.0}, 21, 3),
            ]
        # Else psycopg has what it repeats prepared by the server, which no guest can.
        never = self.one_row("psycopg", prepare=False)
        found.append(
            ("one row by key through a share, psycopg 3, never prepared", never, {"direct": 2.0}, 21, 3)
        )
        return found

    def all_rows(self, driver: str) -> Callable[[int], Samples]:
        def fetchall(connection) -> Work:
            def work() -> None:
                with connection.cursor() as cursor:
                    cursor.execute(self._all_rows)
                    assert len(cursor.fetchall()) == self._rows

            return work

        return lambda rounds: self._measure(driver, fetchall, rounds)

    def one_row(self, driver: str, own_work: float = 0.0, **options: bool) -> Callable[[int], Samples]:
        def fetchone(connection) -> Work:
            def work() -> None:
                with connection.cursor() as cursor:
                    cursor.execute(self._all_rows + " WHERE id = %s", (4711,), **options)
                    assert cursor.fetchone()[0] == 4711

            return work

        return lambda rounds: self._measure(
            driver, fetchone, rounds, repeat=KEYS_PER_ROUND, own_work=own_work
        )

    def _measure(
        self, driver: str, work: Callable[[object], Work], rounds: int, repeat: int = 1, own_work: float = 0.0
    ) -> Samples:
        """The same work of the same client, through the share and on a connection of its own."""
        module = importlib.import_module(driver)
        shared, direct = module.connect(self._conninfo), module.connect("")
        for connection in (shared, direct):
            connection.autocommit = True
        samples = self._interleave(
            {"pillion": work(shared), "direct": work(direct)}, rounds, repeat, own_work
        )
        shared.close()
        direct.close()
        return samples
