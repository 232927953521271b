"""The share's cases: the same client on a share, whose host is a process of its own, and direct."""

from __future__ import annotations

import atexit
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Callable

Work = Callable[[], object]
Interleave = Callable[..., dict[str, list[float]]]


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

    def psycopg3(self, rounds: int) -> dict[str, list[float]]:
        import psycopg

        return self._read_all(lambda info: psycopg.connect(info, autocommit=True), rounds)

    def psycopg2(self, rounds: int) -> dict[str, list[float]]:
        import psycopg2

        return self._read_all(psycopg2.connect, rounds)

    def _read_all(self, connect: Callable[[str], object], rounds: int) -> dict[str, list[float]]:
        shared, direct = connect(self._conninfo), connect("")

        def fetchall(connection) -> Work:
            def work() -> None:
                with connection.cursor() as cursor:
                    cursor.execute(self._all_rows)
                    assert len(cursor.fetchall()) == self._rows

            return work

        samples = self._interleave({"pillion": fetchall(shared), "direct": fetchall(direct)}, rounds)
        shared.close()
        direct.close()
        return samples
