#!/usr/bin/env python3
"""Random path queries against a naive interpreter, on PostgreSQL and SQLite.

tests/property/run.py --cases 100000            a new seed, which is printed
tests/property/run.py --seed 7 --cases 2000     the same cases again
tests/property/run.py --seed 7 --case 123 --dialect sqlite    one case, with its database
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from runner import DATABASES, run_cases  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    parser.add_argument("--case", type=int, help="this case alone")
    parser.add_argument("--dialect", choices=list(DATABASES), help="this database alone")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    cases = range(arguments.cases)
    if arguments.case is not None:
        cases = range(arguments.case, arguments.case + 1)
    dialects = [arguments.dialect] if arguments.dialect else list(DATABASES)
    report = run_cases(cases, arguments.seed, dialects)
    print(report)
    if arguments.case is not None and report.failures:
        print(report.failures[0].schema)
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
