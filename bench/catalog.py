"""The catalog's part of ./dev bench: 10,000 tables, 100,000 columns, 10,000 foreign keys."""

from __future__ import annotations

import functools
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import databases

DATABASE = "bench_catalog"
TABLES = 10_000
BATCH = 500

MAKE_TABLES = """
DO $$ BEGIN
  FOR i IN {first}..{last} LOOP
    EXECUTE format('CREATE TABLE big.t%s (id int PRIMARY KEY, parent_id int NOT NULL REFERENCES big.t%s,
      label varchar(80) NOT NULL DEFAULT ''new'', city varchar(40), price numeric(8, 2), born date,
      seen timestamptz, running boolean, weight double precision, number bigint)', i, greatest(i / 2, 1));
  END LOOP;
END $$"""


Samples = dict[str, list[float]]


def cases(ours: str, psqlodbc: str) -> list[tuple[str, Callable[[int], Samples], dict[str, float], int, int]]:
    """As run.py's: limits that are no peer's are samples of one."""
    program = Path(ours).parents[1] / "bench" / "bench_catalog"

    def case(name: str, **absolute: float) -> Callable[[int], Samples]:
        def run(rounds: int) -> Samples:
            make_database()
            command = [program, name, str(rounds), ours, psqlodbc]
            environment = {**os.environ, "PGDATABASE": DATABASE}
            done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
            return json.loads(done.stdout) | {
                limit.replace("_", " "): [value] for limit, value in absolute.items()
            }

        return run

    return [
        ("snapshot of 10,000 tables", case("load"), {"libpq": 1.5}, 11, 5),
        ("snapshot of 10,000 tables, megabytes", case("memory", **{"100_MB": 100}), {"100 MB": 1.0}, 1, 1),
        ("SQLColumns of 10,000 tables", case("all-columns"), {"psqlodbc": 0.1}, 5, 2),
        (
            "SQLColumns of one table",
            case("one-table", **{"0.1_ms": 0.1}),
            {"0.1 ms": 1.0, "psqlodbc": 0.1},
            7,
            3,
        ),
        ("SQLColumns of one table, 3 ms later", case("after-a-pause"), {"psqlodbc": 1.0}, 5, 2),
    ]


@functools.cache
def make_database() -> None:
    """In transactions that the server's lock table has room for."""
    import psycopg2

    databases.create(DATABASE)
    connection = psycopg2.connect(f"dbname={DATABASE}")
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("CREATE SCHEMA big")
    for first in range(1, TABLES, BATCH):
        cursor.execute(MAKE_TABLES.format(first=first, last=first + BATCH - 1))
    cursor.execute("VACUUM ANALYZE pg_catalog.pg_class, pg_catalog.pg_attribute, pg_catalog.pg_constraint")
    connection.close()
