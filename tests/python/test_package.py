"""The package by itself: what lend() takes and refuses, and where the library is looked for."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import pillion
import psycopg
import psycopg2
import pytest
from pillion import lease as lease_module
from pillion import library as library_module

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_package_and_the_library_are_of_one_version():
    assert library_module.library().version == pillion.__version__


def test_the_library_is_named_by_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("PILLION_LIBRARY", str(tmp_path / "none.so"))
    with pytest.raises(pillion.LibraryError, match="PILLION_LIBRARY names .*none.so"):
        pillion.driver_path()


def test_the_library_is_found_beside_the_package(monkeypatch, tmp_path):
    monkeypatch.delenv("PILLION_LIBRARY")
    monkeypatch.setattr(library_module, "__file__", str(tmp_path / "library.py"))
    monkeypatch.setattr(library_module.sys, "prefix", str(tmp_path / "venv"))
    (tmp_path / "libpillion.so").touch()
    assert pillion.driver_path() == str(tmp_path / "libpillion.so")


def test_a_missing_library_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.delenv("PILLION_LIBRARY")
    monkeypatch.setattr(library_module, "_candidates", lambda: iter([tmp_path / "libpillion.so"]))
    with pytest.raises(pillion.LibraryError, match="set PILLION_LIBRARY"):
        pillion.driver_path()


def test_a_library_that_is_none():
    with pytest.raises(pillion.LibraryError, match="cannot be used"):
        library_module.Library("libc.so.6")


@pytest.mark.parametrize("connection", [None, object(), "dbname=x"])
def test_what_cannot_be_lent(connection):
    with pytest.raises(TypeError, match="give a psycopg2 or psycopg"):
        pillion.lend(connection)


@pytest.mark.parametrize("module", [psycopg, psycopg2])
def test_a_closed_connection_cannot_be_lent(server, module):
    connection = module.connect("")
    connection.close()
    with pytest.raises(pillion.ConnectionClosedError, match="closed"):
        pillion.lend(connection)


def test_asynchronous_connections_cannot_be_lent(server):
    import asyncio

    async def lend_one():
        async with await psycopg.AsyncConnection.connect("") as connection:
            pillion.lend(connection)

    with pytest.raises(TypeError, match="AsyncConnection"):
        asyncio.run(lend_one())
    connection = psycopg2.connect("", async_=1)
    with pytest.raises(TypeError, match="async_=1"):
        pillion.lend(connection)
    connection.close()


@pytest.mark.parametrize(
    ("seconds", "milliseconds"), [(None, 0), (1, 1000), (0.0001, 1), (2.5, 2500), (math.inf, -1)]
)
def test_timeouts(seconds, milliseconds):
    assert lease_module._milliseconds("lock_timeout", seconds) == milliseconds


@pytest.mark.parametrize("seconds", [0, -1, math.nan])
def test_timeouts_that_are_none(server, seconds):
    with psycopg.connect("") as connection, pytest.raises(ValueError, match="more than 0"):
        pillion.lend(connection, lock_timeout=seconds)


@pytest.mark.parametrize(
    ("value", "written"),
    [("7.0af3", "7.0af3"), ("sqlite:/a b.db", "sqlite:/a b.db"), ("sqlite:/a;b}.db", "{sqlite:/a;b}}.db}")],
)
def test_connection_strings(value, written):
    assert pillion.connection_string(value) == f"Driver={pillion.driver_path()};Session={written}"


def test_a_token_is_not_shown_by_repr(server):
    with psycopg.connect("") as connection, pillion.lend(connection) as lease:
        name, _, secret = lease.token.partition(".")
        assert name in repr(lease) and "active" in repr(lease)
        assert secret not in repr(lease)


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """What pip installs from the source tree: a folder of its own, with this build's driver in it."""
    target = tmp_path_factory.mktemp("site")
    options = ["-q", "--no-build-isolation", "--no-deps", "--no-index", "--disable-pip-version-check"]
    build = f"cmake.define.PILLION_PREBUILT={Path(os.environ['PILLION_LIBRARY']).parents[1]}"
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        *options,
        "--config-settings",
        build,
        "--target",
        str(target),
        str(ROOT),
    ]
    subprocess.run(command, check=True)
    return target


def run_installed(installed, *arguments, **environment):
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PILLION_")}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=installed,
        env={**inherited, "PYTHONPATH": str(installed), **environment},
        capture_output=True,
        text=True,
    )


RIDE = """
import pillion, psycopg
with psycopg.connect("") as host, pillion.lend(host) as lease, lease.connect() as guest:
    assert guest.execute("SELECT 1").fetchone()[0] == 1
print(pillion.driver_path())
"""


def test_pip_installs_the_driver_inside_the_package(installed, server):
    for name in ("py.typed", "libpillion.so", "django/apps.py", "django/management/commands/pillion.py"):
        assert (installed / "pillion" / name).is_file()
    assert os.access(installed / "bin" / "pillion", os.X_OK)
    done = run_installed(installed, "-c", RIDE)
    assert done.stdout.strip() == str(installed / "pillion" / "libpillion.so"), done.stderr


def test_the_doctor_of_a_good_installation(installed, server):
    done = run_installed(installed, "-m", "pillion", "doctor", "--conninfo", "")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAILED" not in done.stdout
    for word in ("libpillion.so", "pyodbc", "psycopg2", "psycopg ", "a round trip"):
        assert word in done.stdout


def test_the_doctor_says_what_to_do(installed):
    done = run_installed(installed, "-m", "pillion", "doctor", PILLION_LIBRARY="/nowhere.so")
    assert done.returncode == 1
    assert "FAILED" in done.stdout and "PILLION_LIBRARY" in done.stdout
    done = run_installed(installed, "-m", "pillion", "doctor", "--conninfo", "host=/nowhere")
    assert done.returncode == 1
    assert "/nowhere" in done.stdout


DJANGO = """
import sys
sys.modules.update(dict.fromkeys(sys.argv[2:]))  # these cannot be imported
import django
from django.conf import settings
settings.configure(DATABASES={
    "default": {"ENGINE": "django.db.backends.postgresql", "NAME": "postgres"},
    "lite": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
django.setup()
from django.db import connection, connections
import pillion
for wrapper in (connection, connections["default"]):
    with pillion.lend(wrapper) as lease, lease.connect() as guest:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            assert guest.execute("SELECT pg_backend_pid()").fetchone()[0] == cursor.fetchone()[0]
assert type(connection.connection).__module__.split(".")[0] == sys.argv[1]
try:
    pillion.lend(connections["lite"])
except TypeError as error:
    print(error)
"""


@pytest.mark.parametrize(("module", "hidden"), [("psycopg", []), ("psycopg2", ["psycopg"])])
def test_djangos_wrapper_is_understood(server, module, hidden):
    shown = subprocess.run(
        [sys.executable, "-c", DJANGO, module, *hidden],
        env={**os.environ, "PYTHONPATH": str(ROOT / "python")},
        capture_output=True,
        text=True,
    )
    assert shown.returncode == 0, shown.stderr
    assert "sqlite:" in shown.stdout
