"""The directory of the shares: what is swept, and what stands in the way there."""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess

import pillion
import psycopg
import pyodbc
import pytest

# A number that no process has: 2^22 is the highest on Linux.
NOBODY = 2**22


@pytest.fixture
def directory(runtime_directory):
    made = runtime_directory / "pillion"
    made.mkdir(mode=0o700, exist_ok=True)
    return made


def run(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [os.environ["PILLION_COMMAND"], *words], capture_output=True, text=True, timeout=20, check=False
    )


def test_a_living_share_is_not_swept_whatever_its_process_is_called(share, directory):
    """As from another PID namespace, where the number in its token is nobody's."""
    token = directory / "demo" / "token"
    number, _, rest = token.read_text().partition("-")
    assert int(number) == os.getpid()
    token.write_text(f"{NOBODY}-{rest}")
    assert "@demo" in run("list").stdout
    assert "There is no share" not in run("run", "@demo", "SELECT 1").stderr
    assert token.exists()
    with psycopg.connect(share.conninfo, autocommit=True) as guest:
        assert guest.execute("SELECT 1").fetchone() == (1,)
    with (
        psycopg.connect("") as other,
        pillion.lend(other) as lease,
        pytest.raises(pillion.Error, match="demo"),
    ):
        lease.share("demo")


def test_a_host_whose_number_is_the_guests_own(runtime_directory, server):
    """As two containers have it that share the directory: in each, this process is number 1."""
    command = [os.environ["PILLION_COMMAND"], "lend", "", "--name", "twin"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert "shared as @twin" in process.stderr.readline()
        token = runtime_directory / "pillion" / "twin" / "token"
        secret = token.read_text().partition(".")[2]
        token.write_text(f"{os.getpid()}-987654.{secret}")
        for session in ("@twin", token.read_text()):
            with contextlib.closing(pyodbc.connect(pillion.connection_string(session))) as guest:
                assert guest.execute("SELECT 7").fetchone()[0] == 7
        with pytest.raises(pyodbc.Error, match="reclaimed, or the token is wrong"):
            pyodbc.connect(pillion.connection_string(f"{os.getpid()}-987655.{secret}"))
        process.terminate()
        assert process.wait(20) == 0


@pytest.mark.parametrize("number", [NOBODY, os.getpid()], ids=["nobody's", "a process's"])
def test_a_share_that_does_not_answer_is_swept(share, directory, number):
    left = directory / "left"
    left.mkdir(mode=0o700)
    (left / "token").touch(mode=0o600)
    (left / "token").write_text(f"{number}-1.secret")
    assert "@left" not in run("list").stdout
    assert not left.exists() and (directory / "demo").exists()


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["FIFO", "directory"])
def test_a_token_that_is_no_file_is_not_waited_for(lease, directory, make):
    (directory / "odd").mkdir(mode=0o700)
    make(directory / "odd" / "token", 0o700 if make is os.mkdir else 0o600)
    assert run("list").returncode == 0
    assert "There is no share" in run("run", "@odd", "SELECT 1").stderr
    with contextlib.suppress(OSError):
        (directory / "odd" / "token").rmdir()
    with lease.share("odd"):
        assert "@odd" in run("list").stdout


def test_a_lock_that_is_kept_is_an_error_that_names_it(lease, directory):
    with (directory / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(pillion.Error, match=r"\.lock"):
            lease.share("kept")
        listing = run("list")
        assert listing.returncode != 0 and str(directory / ".lock") in listing.stderr
    assert [entry.name for entry in directory.iterdir()] == [".lock"]
    with lease.share("kept"):
        assert "@kept" in run("list").stdout
