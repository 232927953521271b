"""./dev bench: Pillion against its peers, in one run, interleaved; medians and ratios.

    --quick        fewer rounds: three to four minutes
    --json FILE    every sample, for later comparison
    --case NAME    only the cases whose name contains NAME

A ratio is ours over the peer's: 0.5 is twice as fast. Each figure is the median of whole rounds;
a round runs every peer once, so that a drift of the machine's speed meets all of them alike.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Callable

import aggregates
import catalog
import costs
import rewriting
from shares import ShareCases

ROOT = Path(__file__).resolve().parents[1]
OURS = os.environ["PILLION_LIBRARY"]
PSQLODBC = "/usr/lib/x86_64-linux-gnu/odbc/psqlodbcw.so"
ROWS = 200_000
AGGREGATE_LIMIT = 1.25

MAKE_TABLE = f"""
    CREATE TABLE bench_rows AS
    SELECT i AS id, i / 7.0::float8 AS ratio, (i * 1.37)::numeric(12, 2) AS amount,
           'label of row ' || i AS label,
           timestamptz '2024-01-01 00:00Z' + i * interval '61.000123 seconds' AS moment,
           i % 3 = 0 AS flag
    FROM generate_series(1, {ROWS}) AS i;
    ALTER TABLE bench_rows ADD PRIMARY KEY (id);
    VACUUM ANALYZE bench_rows;
"""
ALL_ROWS = "SELECT id, ratio, amount, label, moment, flag FROM bench_rows"
ONE_ROW = ALL_ROWS + " WHERE id = ?"

Work = Callable[[], object]
Samples = dict[str, list[float]]


@dataclass
class Figure:
    """One row of the report: our median against one peer's, and the most it may be."""

    case: str
    peer: str
    ours_ms: float
    peer_ms: float
    limit: float | None  # None: told, not judged

    @property
    def ratio(self) -> float:
        return self.ours_ms / self.peer_ms


def seconds_of(work: Work, repeat: int, own_work: float) -> float:
    total = 0.0
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        end = time.perf_counter()
        total += end - start
        while time.perf_counter() < end + own_work:
            pass
    return total


def interleave(contenders: dict[str, Work], rounds: int, repeat: int = 1, own_work: float = 0.0) -> Samples:
    """Milliseconds per call; every contender once a round, after one round to warm up.

    `own_work`: what the client does for itself after each call, in seconds; it is not measured.
    """
    samples: Samples = {name: [] for name in contenders}
    for number in range(-1, rounds):
        for name, work in contenders.items():
            elapsed = seconds_of(work, repeat, own_work) * 1000 / repeat
            if number >= 0:
                samples[name].append(elapsed)
    return samples


class PythonCases:
    """The cases that go through pyodbc, beside psycopg 2 on a connection of its own."""

    def __init__(self) -> None:
        import pillion
        import psycopg2
        import pyodbc

        pyodbc.pooling = False
        self.pyodbc = pyodbc
        self.host = psycopg2.connect("")
        self.host.autocommit = True
        self.lease = pillion.lend(self.host)
        self.psqlodbc_string = (
            f"Driver={PSQLODBC};Servername={os.environ['PGHOST']};Port={os.environ['PGPORT']};"
            f"Database={os.environ['PGDATABASE']};Username={os.environ['PGUSER']}"
        )
        self.ours = pyodbc.connect(self.lease.connection_string)
        self.psqlodbc = pyodbc.connect(self.psqlodbc_string)
        self.psycopg2 = psycopg2.connect("")

    def connect(self, rounds: int) -> Samples:
        return interleave(
            {
                "pillion": lambda: self.pyodbc.connect(self.lease.connection_string).close(),
                "psqlodbc": lambda: self.pyodbc.connect(self.psqlodbc_string).close(),
            },
            rounds,
            repeat=20,
        )

    def one_row(self, rounds: int) -> Samples:
        return interleave(
            {
                "pillion": lambda: self.ours.execute(ONE_ROW, 4711).fetchone(),
                "psqlodbc": lambda: self.psqlodbc.execute(ONE_ROW, 4711).fetchone(),
            },
            rounds,
            repeat=500,
        )

    def fetchall(self, rounds: int) -> Samples:
        def psycopg2_fetchall() -> None:
            with self.psycopg2.cursor() as cursor:
                cursor.execute(ALL_ROWS)
                assert len(cursor.fetchall()) == ROWS

        def odbc_fetchall(connection) -> Work:
            return lambda: len(connection.execute(ALL_ROWS).fetchall()) == ROWS or sys.exit(3)

        return interleave(
            {
                "pillion": odbc_fetchall(self.ours),
                "psqlodbc": odbc_fetchall(self.psqlodbc),
                "psycopg2": psycopg2_fetchall,
            },
            rounds,
        )


def cpp_case(name: str, **environment: str) -> Callable[[int], Samples]:
    program = Path(OURS).parents[1] / "bench" / "bench_cpp"

    def run(rounds: int) -> Samples:
        command = [program, name, str(rounds), OURS, PSQLODBC]
        done = subprocess.run(
            command, stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, **environment}
        )
        return json.loads(done.stdout)

    return run


def cases() -> list[tuple[str, Callable[[int], Samples], dict[str, float | None], int, int]]:
    """(name, how to run it, the most it may be against each peer, rounds, rounds when quick)"""
    python = PythonCases()
    shares = ShareCases(interleave, ALL_ROWS, ROWS)
    return [
        ("connect and disconnect, pyodbc", python.connect, {"psqlodbc": 0.05}, 21, 3),
        ("one row by key, pyodbc", python.one_row, {"psqlodbc": 1.0}, 21, 3),
        ("one row by key, C++, idle host", cpp_case("one-row"), {"libpq": 1.6, "psqlodbc": 1.0}, 21, 3),
        (
            "one row by key, C++, idle host, own work",
            cpp_case("one-row-apart"),
            {"libpq": 1.6, "psqlodbc": 1.0},
            21,
            3,
        ),
        (
            "one row by key, C++, host in a transaction",
            cpp_case("one-row-transaction"),
            {"libpq": 1.6, "psqlodbc": 1.0},
            21,
            3,
        ),
        ("200,000 rows, pyodbc fetchall", python.fetchall, {"psqlodbc": 0.5, "psycopg2": 1.0}, 11, 3),
        (
            "200,000 rows, C++ rowsets of 1,000",
            cpp_case("all-rows"),
            {"psqlodbc": 0.25, "libpq": 1.3},
            11,
            5,
        ),
        (
            "one row by key through a share, libpq",
            cpp_case("share-one-row"),
            {"direct": 2.0, "pgbouncer": None},
            21,
            3,
        ),
        (
            "one row by key through a share, libpq, own work",
            cpp_case("share-one-row-apart"),
            {"direct": 2.0, "pgbouncer": None},
            21,
            3,
        ),
        (
            "200,000 rows through a share, libpq",
            cpp_case("share-all-rows"),
            {"direct": 1.3, "pgbouncer": None},
            11,
            5,
        ),
        (
            "200,000 rows through a share, libpq, as text",
            cpp_case("share-all-rows-text"),
            {"direct": 1.3, "pgbouncer": None},
            11,
            5,
        ),
        (
            "one row by key through a share of a host in Python, libpq",
            cpp_case("share-one-row", PILLION_BENCH_SHARE=shares.of_python),
            {"direct": 2.0, "pgbouncer": None},
            21,
            3,
        ),
        (
            "200,000 rows through a share of a host in Python, libpq",
            cpp_case("share-all-rows", PILLION_BENCH_SHARE=shares.of_python),
            {"direct": 1.3, "pgbouncer": None},
            11,
            5,
        ),
        *shares.cases(),
        *rewriting.cases(Path(OURS).parents[1] / "bench" / "bench_rewriter"),
        *catalog.cases(OURS, PSQLODBC),
    ]


def report(figures: list[Figure]) -> None:
    print(f"{'case':<58} {'peer':<23} {'ours ms':>10} {'peer ms':>10} {'ratio':>7} {'at most':>8}")
    for figure in figures:
        limit = "-" if figure.limit is None else f"{figure.limit:.2f}"
        over = figure.limit is not None and figure.ratio > figure.limit
        print(
            f"{figure.case:<58} {figure.peer:<23} {figure.ours_ms:>10.3f} {figure.peer_ms:>10.3f} "
            f"{figure.ratio:>7.3f} {limit:>8}{'  over' if over else ''}"
        )


def aggregate_figures(name: str, samples: Samples) -> list[Figure]:
    """Against the fastest way to write it by hand, and against Django's where it has one."""
    medians = {peer: statistics.median(times) for peer, times in samples.items()}
    ours = medians.pop("pillion")
    django = medians.pop("django", None)
    best = min(medians, key=medians.get)
    found = [Figure(name, best, ours, medians[best], AGGREGATE_LIMIT)]
    return found + ([Figure(name, "django", ours, django, AGGREGATE_LIMIT)] if django else [])


def measure(options: argparse.Namespace) -> None:
    import psycopg2

    setup = psycopg2.connect("")
    setup.autocommit = True
    for statement in MAKE_TABLE.split(";"):
        if statement.strip():
            setup.cursor().execute(statement)
    setup.close()

    figures, raw = [], {}
    for name, run, limits, rounds, quick_rounds in cases():
        if options.case not in name:
            continue
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        samples = run(quick_rounds if options.quick else rounds)
        raw[name] = samples
        medians = {peer: statistics.median(times) for peer, times in samples.items()}
        figures += [
            Figure(name, peer, medians["pillion"], medians[peer], limit) for peer, limit in limits.items()
        ]
    rounds = 3 if options.quick else 7
    for name, samples in aggregates.measure(interleave, rounds, options.quick, options.case):
        raw[name] = samples
        figures += aggregate_figures(name, samples)
    report(figures)
    added = costs.measure(options.case, rounds=1000 if options.quick else 5000)
    if added:
        costs.report(added)
    if options.json:
        rows = [asdict(figure) | {"ratio": figure.ratio} for figure in figures]
        adds = [asdict(cost) | {"difference_us": cost.difference_us} for cost in added]
        machine = {"system": platform.platform(), "processors": os.cpu_count()}
        text = json.dumps({"machine": machine, "figures": rows, "adds": adds, "samples_ms": raw}, indent=1)
        Path(options.json).write_text(text + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--case", default="", metavar="NAME")
    options = parser.parse_args()
    if "PGHOST" not in os.environ or "PILLION_PG_LOG" not in os.environ:
        # Not on a server of our own yet: start one, and this program again beside it.
        beside = [str(ROOT / "tests/support/with-postgres"), sys.executable, *sys.argv]
        return subprocess.run(beside).returncode
    measure(options)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
