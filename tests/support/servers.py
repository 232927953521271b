"""A PostgreSQL server of one's own, for tests in Python."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WITH_POSTGRES = Path(__file__).resolve().parent / "with-postgres"
ADDRESS = ("PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PILLION_PG_LOG")


def without_preload() -> dict[str, str]:
    """The environment for servers and compilers: a sanitizer preloaded for Python is not for them."""
    return {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}


@contextmanager
def fresh_postgres(configuration: str = "") -> Iterator[Path]:
    """Starts a server and gives its log; PGHOST and friends point to it meanwhile."""
    before = dict(os.environ)
    with subprocess.Popen(
        [WITH_POSTGRES, "sh", "-c", "env; echo READY; exec cat"],
        env={**without_preload(), "PILLION_PG_CONF": configuration},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        for line in process.stdout:
            name, _, value = line.rstrip("\n").partition("=")
            if name == "READY":
                break
            if name in ADDRESS:
                os.environ[name] = value
        else:
            raise RuntimeError("with-postgres could not start a server")
        try:
            yield Path(os.environ["PILLION_PG_LOG"])
        finally:
            os.environ.clear()
            os.environ.update(before)
            process.stdin.close()
