"""What rewriting costs, in processor time: beside PostgreSQL's parser alone, and beside sqlglot parsing
and qualifying the same queries."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections import defaultdict
from pathlib import Path
from typing import Callable

import databases

ROOT = Path(__file__).resolve().parents[1]
QUERIES = ROOT / "bench" / "rewriter_queries.sql"
DATABASE = "bench_shop"
REPEAT = 20
Samples = dict[str, list[float]]
# A path is a column that sqlglot does not know; it leaves it as it is.
QUALIFY = {
    "dialect": "postgres",
    "validate_qualify_columns": False,
    "allow_partial_qualification": True,
}

# The most a first rewrite may cost, in times of the parser alone. Only the query of ten paths has a bar.
MOST_OF_PARSE = {"ten paths": 3.0}


def make_database() -> None:
    """The bookshop of the tests, in a database of its own."""
    import psycopg2

    databases.create(DATABASE)
    shop = psycopg2.connect(dbname=DATABASE)
    with shop, shop.cursor() as cursor:
        for file in ("schema.postgres.sql", "data.sql"):
            cursor.execute((ROOT / "tests" / "rewriter" / file).read_text())
    shop.close()


def queries() -> dict[str, str]:
    lines = QUERIES.read_text().splitlines()
    return {name.removeprefix("-- "): sql for name, sql in zip(lines[::2], lines[1::2])}


class Sqlglot:
    """sqlglot's optimizer knows the same tables, and takes a path for one more column."""

    def __init__(self) -> None:
        import psycopg2

        connection = psycopg2.connect(dbname=DATABASE)
        cursor = connection.cursor()
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = 'public'"
        )
        self._schema: dict[str, dict[str, str]] = defaultdict(dict)
        for table, column, kind in cursor.fetchall():
            self._schema[table][column] = kind
        connection.close()

    def milliseconds(self, sql: str) -> float:
        from sqlglot import parse_one
        from sqlglot.optimizer.qualify import qualify

        start = time.process_time()
        for _ in range(REPEAT):
            parsed = parse_one(sql.replace("?", "$1"), dialect="postgres")
            qualify(parsed, schema=self._schema, **QUALIFY)
        return (time.process_time() - start) * 1000 / REPEAT


class Rewriting:
    """Every query once a round, ours and theirs by turns."""

    def __init__(self, program: Path) -> None:
        self._program = program
        self._samples: dict[str, Samples] = {}

    def measure(self, rounds: int) -> None:
        if self._samples:
            return
        make_database()
        peer = Sqlglot()
        environment = {**os.environ, "PGDATABASE": DATABASE}
        self._samples = {name: defaultdict(list) for name in queries()}
        for _ in range(rounds):
            done = subprocess.run(
                [self._program, QUERIES, "1"], env=environment, stdout=subprocess.PIPE, text=True, check=True
            )
            for line in done.stdout.splitlines():
                figures = json.loads(line)
                samples = self._samples[figures["query"]]
                for name in ("parse", "miss", "hit"):
                    samples[name] += [microseconds / 1000 for microseconds in figures[name]]
            for name, sql in queries().items():
                self._samples[name]["sqlglot"].append(peer.milliseconds(sql))

    def first(self, query: str) -> Callable[[int], Samples]:
        def run(rounds: int) -> Samples:
            self.measure(rounds)
            samples = self._samples[query]
            return {
                "pillion": samples["miss"],
                "parser alone": samples["parse"],
                "sqlglot": samples["sqlglot"],
            }

        return run

    def remembered(self, query: str) -> Callable[[int], Samples]:
        def run(rounds: int) -> Samples:
            self.measure(rounds)
            return {"pillion": self._samples[query]["hit"], "1 microsecond": [0.001]}

        return run


def cases(program: Path) -> list[tuple[str, Callable[[int], Samples], dict[str, float], int, int]]:
    rewriting = Rewriting(program)
    found = []
    for name in queries():
        limits = {"sqlglot": 1.0}
        if name in MOST_OF_PARSE:
            limits["parser alone"] = MOST_OF_PARSE[name]
        found.append((f"first rewrite: {name}", rewriting.first(name), limits, 11, 5))
        found.append((f"remembered: {name}", rewriting.remembered(name), {"1 microsecond": 1.0}, 11, 5))
    return found
