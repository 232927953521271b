"""One cell of the matrix: tests/django, run by Django's own runner, in the packages of that cell."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cells import Cell, Django

ROOT = Path(__file__).resolve().parents[2]
SUITE = ROOT / "tests" / "django"
PACKAGES = ROOT / "build" / "matrix" / "python{}.{}".format(*sys.version_info[:2])


@dataclass(frozen=True)
class Outcome:
    passed: bool
    tests: int  # that ran, without the skipped
    skipped: tuple[str, ...]  # each reason once
    said: str


def run(cell: Cell, labels: Sequence[str] = ("rides",)) -> Outcome:
    """Beside the server that PGHOST and friends name."""
    with tempfile.TemporaryDirectory(prefix="pillion-cell.") as directory:
        done = subprocess.run(
            [sys.executable, str(SUITE / "manage.py"), "test", *labels, "--noinput", "-v2"],
            cwd=SUITE,
            env=environment(cell, directory),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    ran = re.search(r"Ran (\d+) tests?", done.stdout)
    skipped = re.findall(r"skipped '(.*)'", done.stdout)
    tests = int(ran[1]) - len(skipped) if ran else 0
    return Outcome(done.returncode == 0, tests, tuple(sorted(set(skipped))), done.stdout)


def environment(cell: Cell, directory: str) -> dict[str, str]:
    flavour = [ROOT / "build" / "flavours" / cell.driver.folder] if cell.driver.folder else []
    path = [*flavour, install(cell.django), ROOT / "python"]
    kept = {name: value for name, value in os.environ.items() if name != "PSYCOPG_IMPL"}
    chosen = {"PSYCOPG_IMPL": cell.driver.implementation} if cell.driver.implementation else {}
    return {
        **kept,
        **chosen,
        "PYTHONPATH": os.pathsep.join(map(str, path)),
        "PYTHONWARNINGS": "ignore",
        "PILLION_HIDE": cell.driver.hidden,
        "PILLION_BLOCKS": "500",  # for the memory to grow in; ./dev test runs more of them
        # Held against what was imported and connected to, by rides/test_cell.py.
        "PILLION_CELL": f"{cell.django.version}|{cell.driver.name}|{cell.server}",
        # Shares and files of runs at the same time have the same names.
        "XDG_RUNTIME_DIR": directory,
        "TMPDIR": directory,
    }


def install(django: Django) -> Path:
    """The folder with this Django and what it needs; made once."""
    target = PACKAGES / f"django-{django.version}"
    if not (target / "stamp").exists():
        pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--upgrade"]
        # Without the sanitizer that may be preloaded for this Python.
        plain = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
        subprocess.run([*pip, "--target", str(target), f"Django=={django.version}"], env=plain, check=True)
        (target / "stamp").touch()
    return target
