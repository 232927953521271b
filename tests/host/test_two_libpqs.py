"""Copies of libpq side by side in one process, each with its own lease."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pillion
import psycopg
import psycopg2
import pyodbc
import pytest
from hosts import PlainHost
from pillion.host import host_of


def loaded_libpqs() -> set[str]:
    lines = Path("/proc/self/maps").read_text().splitlines()
    return {line.split()[-1] for line in lines if "/libpq" in line}


def test_each_guest_rides_by_the_libpq_of_its_host(database):
    """psycopg2-binary, psycopg[binary] and the system's: three copies, one process."""
    hosts = {"psycopg2": psycopg2.connect(""), "psycopg3": psycopg.connect("")}
    plain = PlainHost()
    assert len(loaded_libpqs()) == 3, loaded_libpqs()
    leases = {name: pillion.lend(connection) for name, connection in hosts.items()}
    leases["plain"] = plain.lend()
    for _ in range(3):
        for lease in leases.values():
            guest = pyodbc.connect(lease.connection_string)
            assert guest.execute("SELECT 1").fetchone()[0] == 1
            guest.close()
    paths = {host_of(connection).libpq for connection in hosts.values()}
    assert len(paths) == 2
    plain.close()
    for connection in hosts.values():
        connection.close()


PROGRAM = """
import sys, psycopg, psycopg2, pillion
connection = {"psycopg2": psycopg2, "psycopg_binary": psycopg}[sys.argv[1]].connect("")
pillion.lend(connection).connect().execute("SELECT 1").fetchone()
"""


@pytest.mark.parametrize("module", ["psycopg2", "psycopg_binary"])
def test_which_libpq_is_called(database, tmp_path, module):
    """The dynamic loader tells in which library it found what the driver asked for."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "LD_DEBUG": "bindings",
        "LD_DEBUG_OUTPUT": str(tmp_path / "loader"),
    }
    subprocess.run([sys.executable, "-c", PROGRAM, module], env=environment, check=True, capture_output=True)
    written = "".join(path.read_text() for path in tmp_path.glob("loader.*"))
    found = re.findall(r"binding file (\S+) .* to (\S+) .*symbol `PQenterPipelineMode'", written)
    # psycopg 3 uses the function itself; psycopg 2 does not, so there it is the driver's question.
    asked = [answer for asker, answer in found if f"/{module}/" in asker]
    libraries = f"/{module.partition('_')[0]}_binary.libs/"
    assert asked and all(libraries in answer for answer in asked), asked
    assert all("/psycopg" in asker for asker, _ in found), found
