"""docs/django-cannot.md says what happens: every case is run, and the page is what the run prints.

PILLION_OTHER_DJANGO: a directory with another Django (pip install --target), run in its place.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from servers import fresh_postgres

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs" / "django-cannot.md"


def test_the_page_is_what_happens():
    other = os.environ.get("PILLION_OTHER_DJANGO")
    environment = {**os.environ, **({"PYTHONPATH": other} if other else {})}
    command = [sys.executable, HERE / "run_cases.py"]
    with fresh_postgres():
        server = {name: os.environ[name] for name in ("PGHOST", "PGPORT", "PGUSER", "PGDATABASE")}
        ended = subprocess.run(
            command, env={**environment, **server}, capture_output=True, text=True, timeout=60
        )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("\n## ") + 1 >= 20
    assert PAGE.read_text().endswith(ended.stdout), "write the page anew: see its first lines"
