"""The share's cases: the same client on a share, whose host is a process of its own, and direct."""

from __future__ import annotations

import atexit
import importlib
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Callable

Work = Callable[[], object]
Samples = dict[str, list[float]]
Interleave = Callable[..., Samples]


class ShareCases:
    """`pillion lend` is the host: idle between the statements of its one guest."""

    def __init__(self, interleave: Interleave, all_rows: str, rows: int) -> None:
        self._interleave = interleave
        self._all_rows = all_rows
        self._rows = rows
        self._conninfo = self._lend()
        os.environ["PILLION_BENCH_SHARE"] = self._conninfo

    def _lend(self) -> str:
        place = tempfile.TemporaryDirectory(prefix="pillion-bench")
        command = [os.environ["PILLION_COMMAND"], "lend", "", "--name", "bench"]
        host = subprocess.Popen(
            command, env={**os.environ, "XDG_RUNTIME_DIR": place.name}, stderr=subprocess.PIPE, text=True
        )
        atexit.register(place.cleanup)
        atexit.register(host.wait)
        atexit.register(host.terminate)
        assert "shared as @bench" in host.stderr.readline()
        directory = Path(place.name) / "pillion" / "bench"
        return f"host={directory} port=5432 user=guest dbname=bench passfile={directory}/pgpass"

    def all_rows(self, driver: str) -> Callable[[int], Samples]:
        def fetchall(connection) -> Work:
            def work() -> None:
                with connection.cursor() as cursor:
                    cursor.execute(self._all_rows)
                    assert len(cursor.fetchall()) == self._rows

            return work

        return lambda rounds: self._measure(driver, fetchall, rounds)

    def one_row(self, driver: str) -> Callable[[int], Samples]:
        def fetchone(connection) -> Work:
            def work() -> None:
                with connection.cursor() as cursor:
                    cursor.execute(self._all_rows + " WHERE id = %s", (4711,))
                    assert cursor.fetchone()[0] == 4711

            return work

        return lambda rounds: self._measure(driver, fetchone, rounds, repeat=500)

    def _measure(self, driver: str, work: Callable[[object], Work], rounds: int, repeat: int = 1) -> Samples:
        """The same work of the same client, through the share and on a connection of its own."""
        module = importlib.import_module(driver)
        shared, direct = module.connect(self._conninfo), module.connect("")
        for connection in (shared, direct):
            connection.autocommit = True
        samples = self._interleave({"pillion": work(shared), "direct": work(direct)}, rounds, repeat)
        shared.close()
        direct.close()
        return samples
