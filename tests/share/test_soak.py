"""The soak test (soak.py, `./dev soak`) for a few seconds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from servers import fresh_postgres


@pytest.mark.timeout(200)
@pytest.mark.parametrize("driver", ["psycopg", "psycopg2"])
def test_a_host_at_full_speed_beside_eight_guests(driver):
    with fresh_postgres():
        run = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("soak.py")), "--seconds", "5", "--driver", driver],
            capture_output=True,
            text=True,
            timeout=180,
        )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "and no error" in run.stdout
