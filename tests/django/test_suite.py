"""The Django project beside this file, tested by Django's own runner: the newest Django on both psycopgs
in full, and the older ones on what differs most between them. `./dev test --matrix` runs every cell."""

from __future__ import annotations

import sys
from pathlib import Path

import psycopg
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "matrix"))

import cells  # noqa: E402
import suite  # noqa: E402

CORE = ["rides.test_cell", "rides.test_transactions", "rides.test_fetch"]


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("django", "driver", "labels", "skipped"),
    [
        ("5.2", "psycopg 3, binary", ["rides"], ()),
        ("5.2", "psycopg2-binary", ["rides"], ("needs psycopg 3",)),
        ("4.2", "psycopg 3, pure Python", CORE, ()),
        ("3.2", "psycopg2-binary", CORE, ()),
    ],
)
def test_the_suite_passes(server, django, driver, labels, skipped):
    with psycopg.connect("") as connection:
        major = connection.info.server_version // 10000
    outcome = suite.run(cells.find(django, driver, major), labels)
    assert outcome.passed, outcome.said[-8000:]
    assert outcome.tests > (50 if labels == ["rides"] else 30), outcome.said
    assert outcome.skipped == skipped


def test_every_cell_is_run_or_has_a_reason():
    every = list(cells.cells(python=(3, 11)))
    assert len({cell.name for cell in every}) == len(every) == 3 * 5 * 6
    assert {cell.refusal.reason for cell in every if cell.refusal} == {
        "Django 3.2 knows psycopg2 only",
        "Django 5.2 needs PostgreSQL 14",
    }
