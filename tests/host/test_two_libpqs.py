"""Copies of libpq side by side in one process, each with its own lease."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import psycopg2
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
    leases = {name: __import__("pillion").lend(connection) for name, connection in hosts.items()}
    leases["plain"] = plain.lend()
    import pyodbc

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


def test_which_libpq_is_called(database, tmp_path):
    """The dynamic loader tells where it finds each PQ symbol when the driver asks for it."""
    program = """
import sys, psycopg, psycopg2, pillion
connection = {"psycopg2": psycopg2, "psycopg3": psycopg}[sys.argv[1]].connect("")
print("LENT", file=sys.stderr, flush=True)
lease = pillion.lend(connection)
lease.connect().execute("SELECT 1").fetchone()
print("DONE", file=sys.stderr, flush=True)
"""
    for name, folder in (("psycopg2", "psycopg2_binary.libs"), ("psycopg3", "psycopg_binary.libs")):
        log = tmp_path / name
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "LD_DEBUG": "bindings",
            "LD_DEBUG_OUTPUT": str(log),
        }
        subprocess.run(
            [sys.executable, "-c", program, name], env=environment, check=True, capture_output=True
        )
        (written,) = tmp_path.glob(f"{name}.*")
        bindings = [
            line
            for line in written.read_text().splitlines()
            if "symbol `PQ" in line and "libpillion.so" in line
        ]
        assert bindings, "no PQ function was looked up for the driver"
        assert all(folder in line for line in bindings), bindings[:5]
