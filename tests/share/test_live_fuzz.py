"""Nonsense on a live socket (live_fuzz.py, `./dev fuzz`) for a few seconds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from servers import fresh_postgres


@pytest.mark.timeout(150)
def test_nonsense_on_a_live_socket():
    with fresh_postgres():
        run = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("live_fuzz.py")), "--seconds", "4"],
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "the host is unharmed" in run.stdout
