"""The Django project beside this file, tested by Django's own runner on psycopg 3 and on psycopg2."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("hidden", "skipped"), [("psycopg2", set()), ("psycopg", {"needs psycopg 3"})])
def test_the_suite_passes(server, hidden, skipped):
    done = subprocess.run(
        [sys.executable, str(HERE / "manage.py"), "test", "rides", "--noinput", "-v2"],
        cwd=HERE,
        env={**os.environ, "PYTHONPATH": str(HERE.parents[1] / "python"), "PILLION_HIDE": hidden},
        capture_output=True,
        text=True,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-8000:]
    ran = re.search(r"Ran (\d+) tests", said)
    assert ran is not None and int(ran[1]) > 50, said
    assert set(re.findall(r"skipped '(.*)'", said)) == skipped, said
