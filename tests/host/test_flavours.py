"""The other builds of psycopg: from source, and in pure Python, all on the system's libpq.

The suites of this folder run with the binary wheels; here each runs again in a process that
imports another build.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent

# name: (directory put first in the path, implementation of psycopg 3, whose tests are run)
FLAVOURS = {
    "psycopg2 from source": ("psycopg2-source", "binary", "psycopg2"),
    "psycopg 3 in C": ("psycopg-c", "c", "psycopg3"),
    "psycopg 3 in Python": (None, "python", "psycopg3"),
}

WHICH = """
import sys, psycopg, psycopg2, pillion
from pillion.host import host_of
connection = {"psycopg2": psycopg2, "psycopg3": psycopg}[sys.argv[1]].connect("")
maps = [line.split()[-1] for line in open("/proc/self/maps") if "/libpq" in line]
print(psycopg.pq.__impl__, psycopg2.__file__, host_of(connection).libpq, *sorted(set(maps)), sep="\\n")
"""


@pytest.fixture(scope="session")
def flavours():
    """The directory that install-flavours fills; some 40 seconds the first time."""
    directory = TESTS.parent / "build" / "flavours"
    environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    subprocess.run(
        [str(TESTS / "python" / "install-flavours"), str(directory)],
        env={**environment, "PILLION_TEST_PYTHON": sys.executable},
        check=True,
    )
    return directory


def environment_of(flavours, name):
    folder, implementation, host = FLAVOURS[name]
    paths = [str(flavours / folder)] if folder else []
    return host, {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([*paths, str(TESTS.parent / "python")]),
        "PSYCOPG_IMPL": implementation,
    }


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", FLAVOURS)
def test_the_suites_pass(database, flavours, name):
    host, environment = environment_of(flavours, name)
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-k", f"{host} or database"]
    files = ["test_leases.py", "test_never_notices.py::test_the_session_is_as_it_was"]
    command += [str(TESTS / "host" / file) for file in files[:1]]
    leases = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert leases.returncode == 0, leases.stdout[-5000:]

    command = [sys.executable, "-m", "pytest", "-q", "-x", "-k", f"{host} and (idle or REPEATABLE)"]
    command += [str(TESTS / "host" / files[1])]
    notices = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert notices.returncode == 0, notices.stdout[-5000:]


@pytest.mark.parametrize("name", FLAVOURS)
def test_it_is_the_build_it_claims_to_be(database, flavours, name):
    host, environment = environment_of(flavours, name)
    shown = subprocess.run(
        [sys.executable, "-c", WHICH, host], env=environment, capture_output=True, text=True, check=True
    )
    implementation, psycopg2_file, library, *maps = shown.stdout.split()
    folder = FLAVOURS[name][0] or ""
    assert implementation == FLAVOURS[name][1]
    assert folder in (psycopg2_file if host == "psycopg2" else library)
    assert any(path.startswith(("/lib/", "/usr/lib/")) for path in maps), maps
