#!/usr/bin/env python3
"""Holds the gate and the rewriter against a folder of .sql files, such as PostgreSQL's own
regression suite (src/test/regress/sql of its source; the files beside it are used where they are).

tests/corpus/regress.py FOLDER [FILE...]

Every statement is run in a database of its own, in the order of the folder's parallel_schedule.
What the server runs as a query that reads must pass the gate and come out byte for byte, unless it
calls a function of the gate's table; what it runs as anything else must be refused.

PG_LIBDIR may name a folder with the suite's own modules (regress.so, autoinc.so, refint.so): without
them, what needs their functions fails on the server and tells nothing.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg.pq import DiagnosticField, ExecStatus, TransactionStatus

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / folder) for folder in ("stream", "support")]
from psql_script import Piece, Script  # noqa: E402
from rewriting import Outcome, Rewriter  # noqa: E402
from servers import fresh_postgres  # noqa: E402

QUERY_TAGS = ("SELECT", "EXPLAIN", "SHOW")
CHANGES = ("CREATE", "ALTER", "DROP", "SET", "RESET", "DO", "CALL", "ROLLBACK", "COMMIT")
READ_ONLY = "25006"
REFUSED_FUNCTION = "queries that call a refused function: refused"
# What a read-only transaction lets run: changes and locks of temporary tables, and statements that were
# prepared.
CHANGES_DATA = re.compile(r"(?i)\bas\b[\w\s]*\(\s*(insert\s+into|update|delete\s+from)\b")
LOCKS = re.compile(r"(?i)\bfor\s+((no\s+key\s+)?update|(key\s+)?share)\b")
PREPARED = re.compile(r"(?i)\A(--.*\n|\s)*execute\b")


class Host:
    """A connection that runs whatever it is given, and says what came of it."""

    def __init__(self) -> None:
        self.connect()

    def connect(self) -> None:
        self._connection = psycopg.connect("", autocommit=True)
        self._pg = self._connection.pgconn
        self.run("SET statement_timeout = '60s'")

    def run(self, sql: str, data: str = "") -> tuple[str, str]:
        """The command tag, or the SQLSTATE and message of the refusal."""
        self._pg.send_query(sql.encode())
        tag = failure = ""
        while (result := self._pg.get_result()) is not None:
            if result.status == ExecStatus.COPY_IN:
                self._pg.put_copy_data(data.encode())
                self._pg.put_copy_end()
            elif result.status == ExecStatus.COPY_OUT:
                while self._pg.get_copy_data(0)[0] > 0:
                    pass
            elif result.status == ExecStatus.FATAL_ERROR:
                state = result.error_field(DiagnosticField.SQLSTATE) or b"?"
                failure = f"{state.decode()} {result.error_message.decode('utf-8', 'replace').strip()}"
            else:
                tag = (result.command_status or b"").decode().split(" ")[0]
        if self._pg.status != 0:
            self.connect()
        return tag, failure

    def run_read_only(self, sql: str) -> str:
        """What a read-only transaction says of it; "" where it lets it run. Nothing is left of it."""
        inside = self._pg.transaction_status == TransactionStatus.INTRANS
        if self._pg.transaction_status == TransactionStatus.INERROR:
            return ""
        self.run("SAVEPOINT pillion_regress" if inside else "BEGIN")
        self.run("SET LOCAL transaction_read_only = on")
        _, failure = self.run(sql)
        self.run("ROLLBACK TO pillion_regress; RELEASE pillion_regress" if inside else "ROLLBACK")
        return failure


@dataclass
class Report:
    counts: Counter = field(default_factory=Counter)
    refused_functions: Counter = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"{count:7} {what}" for what, count in self.counts.most_common()]
        functions = ", ".join(f"{name} {count}" for name, count in self.refused_functions.most_common())
        lines.append(f"refused functions: {functions}")
        return "\n".join([*lines, *self.findings, f"{len(self.findings)} findings"])


class Judge:
    def __init__(self, host: Host, rewriter: Rewriter, report: Report) -> None:
        self._host, self._rewriter, self._report = host, rewriter, report
        self._stale = True

    def judge(self, piece: Piece, where: str) -> None:
        """One statement: what the rewriter makes of it, then what the server does."""
        if piece.reconnects:
            self._host.connect()
            return
        if re.match(r"(?i)(--.*\n|/\*.*?\*/|\s)*(select|with|values|table|explain|show|\()", piece.sql):
            self._take_snapshot()
        # A question mark may be an operator, and a marker where it stands in front of an operand.
        rewrite = self._rewriter.plain if "?" in piece.sql else self._rewriter.rewrite
        outcome = rewrite(piece.sql)
        refused_by_server = "" if outcome.ok else self._host.run_read_only(piece.sql)
        tag, failure = self._host.run(piece.sql, piece.data)
        self._stale = self._stale or tag in CHANGES
        self._report.counts["statements"] += 1
        untouched = outcome.text == piece.sql and not outcome.rewritten
        verdict = self._verdict(outcome, untouched, tag, failure, refused_by_server)
        if piece.several and outcome.sqlstate == "42601":
            verdict = "several statements in one: refused"
        if outcome.sqlstate == READ_ONLY and any(
            lets_run.search(piece.sql) for lets_run in (CHANGES_DATA, LOCKS, PREPARED)
        ):
            verdict = "what writes, locks or is no query: refused"
        if verdict.startswith("FINDING"):
            told = f"{outcome.sqlstate} {outcome.message} {outcome.text}"
            self._report.findings.append(f"{where}: {verdict}: {told[:300]}\n    {piece.sql[:1000]}")
        else:
            self._report.counts[verdict] += 1
        if verdict == REFUSED_FUNCTION:
            self._report.refused_functions[re.search(r"The (?:function|view) (\S+)", outcome.message)[1]] += 1

    def _take_snapshot(self) -> None:
        if self._stale:
            self._rewriter.connect(f"host={os.environ['PGHOST']} dbname={os.environ['PGDATABASE']}")
            self._stale = False

    @staticmethod
    def _verdict(outcome: Outcome, untouched: bool, tag: str, failure: str, refused_by_server: str) -> str:
        reads = tag in QUERY_TAGS and not refused_by_server.startswith(READ_ONLY)
        if failure:
            return "failed on the server"
        if outcome.ok:
            if tag not in QUERY_TAGS:
                return f"FINDING: {tag} passed the gate"
            return "queries, forwarded as they stand" if untouched else "FINDING: changed"
        if not reads:
            return "what writes, locks or is no query: refused"
        if outcome.sqlstate == "42501":
            return REFUSED_FUNCTION
        if outcome.sqlstate == READ_ONLY and tag == "EXPLAIN":
            return "EXPLAIN of what is no query: refused"
        return "FINDING: a query was refused"


def files_in_order(folder: Path, only: list[str]) -> list[Path]:
    schedule = folder.parent / "parallel_schedule"
    names = re.findall(r"(?m)^test:(.*)$", schedule.read_text()) if schedule.exists() else []
    files = [folder / f"{name}.sql" for line in names for name in line.split()]
    files += sorted(set(folder.glob("*.sql")) - set(files))
    wanted = {"test_setup", *only}
    return [file for file in files if file.exists() and (not only or file.stem in wanted)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("files", nargs="*", metavar="FILE", help="these alone, by name without .sql")
    arguments = parser.parse_args()
    os.environ["PG_ABS_SRCDIR"] = str(arguments.folder.resolve().parent)
    os.environ.setdefault("PG_LIBDIR", "/nonexistent")
    os.environ["PG_DLSUFFIX"] = ".so"
    report = Report()
    with fresh_postgres("max_prepared_transactions = 2"), Rewriter() as rewriter:
        host = Host()
        host.run("CREATE DATABASE regression ENCODING 'UTF8' TEMPLATE template0")
        os.environ["PGDATABASE"] = "regression"
        for file in files_in_order(arguments.folder, arguments.files):
            host.connect()
            judge = Judge(host, rewriter, report)
            script = Script(file.read_text(encoding="utf-8", errors="surrogateescape"))
            for piece in script.pieces():
                judge.judge(piece, f"{file.name}:{piece.line}")
            print(f"{file.name}: {len(report.findings)} findings so far", file=sys.stderr, flush=True)
    print(report)
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
