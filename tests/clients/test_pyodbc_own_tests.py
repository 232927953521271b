"""pyodbc's own test-suite for PostgreSQL, from its source distribution; see pyodbc_own_tests.py."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path
from xml.etree import ElementTree

import pyodbc
import pytest
from pyodbc_own_tests import NOT_HERE

PEERS = Path(__file__).resolve().parent.parent.parent / "build" / "peers"


@pytest.fixture(scope="session")
def suite() -> Path:
    """The tests that belong to the installed pyodbc, kept in build/peers."""
    name = f"pyodbc-{pyodbc.version}"
    place = PEERS / name / "tests" / "postgresql_test.py"
    if not place.exists():
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary=:all:", "-d", PEERS]
        subprocess.run([*pip, f"pyodbc=={pyodbc.version}"], check=True, timeout=300)
        with tarfile.open(PEERS / f"{name}.tar.gz") as archive:
            archive.extractall(PEERS)  # Debian 12's Python knows no filter yet
    return place


@pytest.mark.timeout(400)
def test_the_reading_tests_of_pyodbc_pass(suite, server, tmp_path):
    subprocess.run(
        ["localedef", "-i", "de_DE", "-f", "UTF-8", tmp_path / "de_DE.UTF-8"],
        capture_output=True,
        check=False,
    )
    report = tmp_path / "report.xml"
    here = str(Path(__file__).parent)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "pyodbc_own_tests", "-c", os.devnull]
    ended = subprocess.run(
        [*command, f"--rootdir={suite.parent}", f"--junitxml={report}", "-p", "no:cacheprovider", suite],
        env={**os.environ, "LOCPATH": str(tmp_path), "PYTHONPATH": os.pathsep.join([here, *sys.path])},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stdout
    cases = list(ElementTree.parse(report).iter("testcase"))
    passed = [case for case in cases if case.find("skipped") is None]
    reasons = {case.find("skipped").get("message") for case in cases if case not in passed}
    no_locale = "no comma-decimal locale is installed"
    assert reasons - {no_locale} == {why for _, _, why in NOT_HERE}
    assert len(passed) >= 55
