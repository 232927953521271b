"""Random databases, random data, random path queries: the answer is that of an interpreter that walks
rows by key. The same seed every time; ./dev fuzz takes new ones."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "property"), str(TESTS / "stream")]
from capabilities import REQUIRED  # noqa: E402
from runner import DATABASES, run_cases  # noqa: E402

CASES = 2000
SEED = int(os.environ.get("PILLION_SEED", "1"))


@pytest.mark.timeout(900)  # each query is answered in every shape, on both databases
def test_random_queries_have_the_answer_of_a_naive_interpreter():
    report = run_cases(range(CASES), SEED, list(DATABASES))
    print(report)
    assert not report.failures, str(report)
    for capabilities in report.capabilities.values():
        assert capabilities.there >= REQUIRED
    # The cases must not all have been refused as not supported yet.
    assert report.checks["answers"] > CASES * 0.8
    assert all(
        report.checks[name] > 50
        for name in ("spellings", "added paths", "added aggregates", "fixed points", "mistakes")
    )
