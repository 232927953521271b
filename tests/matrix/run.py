"""./dev test --matrix: tests/django in every cell, and the table of it in docs/compatibility.md.

    --only TEXT    the cells whose name contains TEXT; the table is left as it is
    --jobs N       PostgreSQL servers at a time (default: 2); a server's cells run one after another

A cell that Django itself refuses is run too, and has to fail by the reason that the table gives.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import cells
import suite
from report import Result, write

ROOT = Path(__file__).resolve().parents[2]
SUPPORT = ROOT / "tests" / "support"
LOGS = ROOT / "build" / "matrix" / "failed"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", default="", metavar="TEXT")
    parser.add_argument("--jobs", type=int, default=2, metavar="N")
    parser.add_argument("--beside", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    chosen = [cell for cell in cells.cells() if options.only in cell.name]
    if options.beside is not None:
        for cell in chosen:
            if cell.server == options.beside:
                print(json.dumps(asdict(judge(cell, suite.run(cell)))), flush=True)
        return 0

    prepare({cell.django for cell in chosen})
    servers = dict(fetch({cell.server for cell in chosen}))
    with ThreadPoolExecutor(options.jobs) as pool:
        batches = pool.map(lambda server: list(beside(server, servers[server], options.only)), servers)
        results = [result for batch in batches for result in batch]
    if len(results) != len(chosen):
        print(f"{len(chosen) - len(results)} cells gave no result", file=sys.stderr)
        return 1
    if not options.only:
        write(ROOT / "docs" / "compatibility.md", results)
    failed = [result for result in results if not result.as_expected]
    print(f"{len(results)} cells, {len(failed)} failed", file=sys.stderr)
    return 1 if failed else 0


def prepare(djangos: set[cells.Django]) -> None:
    for django in djangos:
        suite.install(django)
    subprocess.run(
        [str(ROOT / "tests" / "python" / "install-flavours")],
        env={**os.environ, "PILLION_TEST_PYTHON": sys.executable},
        check=True,
    )


def fetch(majors: set[int]) -> Iterator[tuple[int, Path]]:
    """(major version, directory of its programs)"""
    command = [str(SUPPORT / "fetch-postgres"), str(ROOT / "build" / "servers"), *map(str, sorted(majors))]
    for line in subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines():
        version, _, programs = line.partition(" ")
        yield int(version.split(".")[0]), Path(programs)


def beside(server: int, programs: Path, only: str) -> Iterator[Result]:
    """The cells of one server, by this program run beside it."""
    command = [str(SUPPORT / "with-postgres"), sys.executable, __file__]
    with subprocess.Popen(
        [*command, "--beside", str(server), "--only", only],
        env={**os.environ, "PILLION_PG_BIN": str(programs)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            result = Result(**json.loads(line))
            print(f"{result.word:<8} {result.tests:>4} tests  {result.name}", file=sys.stderr, flush=True)
            yield result


def judge(cell: cells.Cell, outcome: suite.Outcome) -> Result:
    refusal = cell.refusal
    if refusal is None:
        as_expected = outcome.passed and outcome.tests > 50
    else:
        as_expected = not outcome.passed and re.search(refusal.said, outcome.said) is not None
    if not as_expected:
        LOGS.mkdir(parents=True, exist_ok=True)
        (LOGS / f"{cell.name}.log").write_text(outcome.said)
    return Result(
        django=cell.django.version,
        driver=cell.driver.name,
        server=cell.server,
        as_expected=as_expected,
        refusal=None if refusal is None else refusal.reason,
        tests=outcome.tests,
        skipped=list(outcome.skipped),
    )


if __name__ == "__main__":
    raise SystemExit(main())
