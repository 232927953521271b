"""docs/django-cannot.md against what happens, with the current Django and the oldest supported one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from servers import fresh_postgres

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "django-cannot.md"
OLDEST = "Django==3.2.25"


def oldest_django() -> Path:
    """The oldest Django in a folder of its own; fetched once."""
    folder = ROOT / "build" / "django-oldest"
    if not (folder / "django").is_dir():
        pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, "--target", folder, OLDEST], check=True)
    return folder


def run_cases(django: Path | None) -> str:
    with fresh_postgres():
        path = os.pathsep.join([*([str(django)] if django else []), os.environ.get("PYTHONPATH", "")])
        ended = subprocess.run(
            [sys.executable, HERE / "run_cases.py"],
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def without_django(text: str) -> str:
    """The cases without Django's answers: messages and types differ between its versions."""
    return re.sub(r"^(    [A-Z[].*\n)    -- .*\n(?=\n    (?:SELECT|WITH))", r"\1", text, flags=re.M)


def test_the_page_is_what_happens():
    made = run_cases(None)
    assert made.count("## ") >= 20
    assert PAGE.read_text().endswith(made), "write the page anew: see its first lines"


@pytest.mark.timeout(300)
def test_the_oldest_django_is_no_better():
    made = run_cases(oldest_django())
    assert made.splitlines()[0] == "<!-- Django 3.2 -->"
    page = PAGE.read_text()
    assert without_django(page).endswith(without_django(made).split("-->\n", 1)[1])
