"""The example's own tests, on both databases, and the demo."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
BOOKSHOP = ROOT / "examples" / "bookshop"


def run(*command, **environment):
    ended = subprocess.run(
        [sys.executable, *command],
        cwd=BOOKSHOP,
        env={**os.environ, "PYTHONPATH": str(ROOT / "python"), **environment},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


def test_on_postgres(server):
    shown = run("manage.py", "test", "--noinput")
    assert "OK" in shown and "skipped" not in shown


def test_on_sqlite(tmp_path, monkeypatch):
    monkeypatch.delenv("PGDATABASE", raising=False)
    assert "OK" in run("manage.py", "test", "--noinput", BOOKSHOP_SQLITE=str(tmp_path / "shop.sqlite3"))


def test_its_migrations_are_complete(tmp_path):
    run("manage.py", "makemigrations", "--check", "--dry-run", BOOKSHOP_SQLITE=str(tmp_path / "shop.sqlite3"))


@pytest.mark.timeout(180)
def test_the_demo(monkeypatch):
    for name in ("PGHOST", "PGPORT", "PGUSER", "PGDATABASE"):
        monkeypatch.delenv(name, raising=False)
    shown = run("demo.py")
    assert "FAILED" not in shown and "All of it held" in shown
