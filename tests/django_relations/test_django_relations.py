"""The Django project beside this file, tested by Django's own runner."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


@pytest.mark.timeout(300)
def test_the_suite_passes(server):
    done = subprocess.run(
        [sys.executable, str(HERE / "manage.py"), "test", "social", "--noinput"],
        cwd=HERE,
        env={**os.environ, "PYTHONPATH": str(HERE.parents[1] / "python")},
        capture_output=True,
        text=True,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-8000:]
    ran = re.search(r"Ran (\d+) tests", said)
    assert ran is not None and int(ran[1]) > 10, said
    assert "skipped" not in said, said
