"""A host that closes its psycopg 3 connection while guests of a share are on it.

Each in a process of its own: one that goes wrong hangs, or reads on a freed connection.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOST = """
import sys, threading, time
import pillion, psycopg, wire

host = psycopg.connect("", autocommit=True)
lease = pillion.lend(host)
share = lease.share("closing")

def ride():
    try:
        guest = wire.Wire(share)
        guest.replies()
        while "gone" not in guest.ask(wire.query(sys.argv[2])):
            pass
    except OSError:
        pass

guests = [threading.Thread(target=ride, daemon=True) for _ in range(4)]
for guest in guests:
    guest.start()
while not lease._host.is_ridden():
    time.sleep(0.01)
time.sleep(0.3)
if sys.argv[1] == "close":
    host.close()
else:
    with host:
        pass
assert host.closed and not lease.active
with psycopg.connect("", autocommit=True) as other:  # may get the socket's number
    for _ in range(20):
        assert other.execute("SELECT 2").fetchone() == (2,)
        time.sleep(0.01)
for guest in guests:
    guest.join(10)
assert not any(guest.is_alive() for guest in guests)
print("goes on")
"""


@pytest.mark.parametrize("by", ["close", "with"])
@pytest.mark.parametrize(
    "query",
    ["SELECT pg_sleep(0.05)", "SELECT repeat('x', 1000) FROM generate_series(1, 20000)"],
    ids=["waiting", "reading"],
)
def test_the_guests_are_put_off_first(server, runtime_directory, by, query):
    path = os.pathsep.join([os.environ.get("PYTHONPATH", ""), str(Path(__file__).parent)])
    ran = subprocess.run(
        [sys.executable, "-c", HOST, by, query],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (ran.returncode, ran.stdout.strip()) == (0, "goes on"), ran.stderr
