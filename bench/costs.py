"""What the Django app adds, in microseconds a call: differences of paired calls, not ratios."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import databases

PROGRAM = Path(__file__).resolve().with_name("django_app.py")
DATABASE = "bench_django"  # other cases make the same tables in theirs

# (case, group of samples in what the program prints, with, without, the most the difference may be)
CASES = (
    ("a warm live() block, above Django's own cursor", "live", "live", "cursor", 150.0),
    ("a warm live() block, above a guest that stays", "live", "live", "kept", 150.0),
    ("an ORM query, the app installed and unused", "orm", "installed", "plain", 5.0),
)


@dataclass
class Cost:
    case: str
    with_us: float
    without_us: float
    limit_us: float

    @property
    def difference_us(self) -> float:
        return self.with_us - self.without_us


def measure(wanted: str, rounds: int) -> list[Cost]:
    found = []
    for module in ("psycopg", "psycopg2"):
        cases = [case for case in CASES if wanted in f"{case[0]}, {module}"]
        if not cases:
            continue
        print(f"measuring: the Django app on {module}", file=sys.stderr, flush=True)
        command = [sys.executable, str(PROGRAM), module, str(rounds)]
        databases.create(DATABASE)
        environment = {**os.environ, "PGDATABASE": DATABASE}
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        samples = json.loads(done.stdout)
        for name, group, with_it, without, limit in cases:
            medians = [statistics.median(samples[group][kind]) for kind in (with_it, without)]
            found.append(Cost(f"{name}, {module}", *medians, limit))
    return found


def report(costs: list[Cost]) -> None:
    print(f"\n{'microseconds a call':<60} {'with':>9} {'without':>9} {'adds':>8} {'at most':>8}")
    for cost in costs:
        mark = "" if cost.difference_us <= cost.limit_us else "  over"
        print(
            f"{cost.case:<60} {cost.with_us:>9.1f} {cost.without_us:>9.1f} {cost.difference_us:>8.1f} "
            f"{cost.limit_us:>8.1f}{mark}"
        )
