"""Runs random cases: the rewritten text's answer against the naive interpreter's."""

from __future__ import annotations

import sys
import time
import traceback
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / folder) for folder in ("stream", "support")]
from bookshop import bookshop  # noqa: E402
from capabilities import REQUIRED, Capabilities, probe  # noqa: E402
from databases import Database, Postgres, QueryError, Sqlite, comparable  # noqa: E402
from expressions import PlainAggregate  # noqa: E402
from maker import Maker  # noqa: E402
from metamorphic import with_other_aliases, with_other_order  # noqa: E402
from model import World  # noqa: E402
from query import Output, Query  # noqa: E402
from rewriting import NOT_SUPPORTED_YET, Outcome, Rewriter  # noqa: E402
from servers import fresh_postgres  # noqa: E402
from style import Style  # noqa: E402
from worlds import random_world  # noqa: E402

CASES_PER_WORLD = 50
CASES_PER_PROGRESS = 5000
SHAPES = ("rows", "subqueries", "lateral", "sets")
LONGEST_LABEL = 63  # bytes; PostgreSQL cuts names there


@dataclass
class Failure:
    seed: int
    case: int
    dialect: str
    what: str
    sql: str
    parameters: list
    sent: str = ""
    schema: str = ""

    def __str__(self) -> str:
        return (
            f"{self.what}\n  query:  {self.sql}\n  values: {self.parameters}\n  sent:   {self.sent}\n"
            f"  again:  tests/property/run.py --seed {self.seed} --case {self.case} --dialect {self.dialect}"
        )


@dataclass
class Report:
    seed: int
    cases: int = 0
    checks: Counter = field(default_factory=Counter)
    not_supported: Counter = field(default_factory=Counter)
    capabilities: dict[str, Capabilities] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    seconds: float = 0

    def __str__(self) -> str:
        done = ", ".join(f"{name} {count}" for name, count in self.checks.items())
        lines = [f"seed {self.seed}: {self.cases} cases in {self.seconds:.1f} s ({done})"]
        lines += [f"{dialect}: {c.summary()}" for dialect, c in self.capabilities.items()]
        for message, count in self.not_supported.most_common(10):
            lines.append(f"not supported yet, in {count} cases: {message}")
        lines += [str(failure) for failure in self.failures[:10]]
        if self.failures:
            lines.append(f"{len(self.failures)} FAILURES")
        return "\n".join(lines)


class Runner:
    """Cases of one database. A case's number says which world it is in and which query it is."""

    def __init__(self, database: Database, report: Report) -> None:
        self._database, self._report = database, report
        self._rewriter = Rewriter()
        self._world: World | None = None
        self._world_number = -1
        self._rewriter.connect(database.load(bookshop()))
        self.capabilities = probe(self._rewriter, database)
        report.capabilities[database.dialect] = self.capabilities

    def close(self) -> None:
        self._rewriter.close()

    def run(self, case: int) -> None:
        """One query of a random database; what goes wrong goes into the report."""
        self._case, self._sql, self._parameters, self._sent = case, "", [], ""
        try:
            self._enter_world(case // CASES_PER_WORLD)
            self._check(case)
        except CaseError as error:
            self._fail(str(error))
        except Exception:  # noqa: BLE001 - a case that breaks the test itself is a finding too
            self._fail(traceback.format_exc())
        self._report.cases += 1

    def _enter_world(self, number: int) -> None:
        if number == self._world_number:
            return
        self._world = random_world(Random(f"{self._report.seed}:{number}"))
        self._rewriter.connect(self._database.load(self._world))
        self._world_number = number

    def _check(self, case: int) -> None:
        rng = Random(f"{self._report.seed}:{case}:query")
        maker = Maker(rng, self._world, self.capabilities.there, self._database.dialect)
        if rng.random() < 0.05:
            self._check_error(maker)
            return
        query = maker.query()
        answer = self._compare("answers", query, Style())
        if answer is None:
            return
        self._check_shapes(query)
        if rng.random() < 0.5:
            self._compare("spellings", query, Style(rng))
        for check, changed in (
            ("other aliases", with_other_aliases(query) if rng.random() < 0.2 else None),
            ("other order of FROM", with_other_order(query) if rng.random() < 0.5 else None),
        ):
            if changed is not None and self._compare(check, changed, Style()) not in (None, answer):
                raise CaseError(f"{check} change the answer")
        more = maker.with_more(query) if rng.random() < 0.3 else None
        if more is not None:
            changed = self._compare("added paths", more, Style())
            if changed is not None and self._canonical(more, [row[:-1] for row in changed]) != answer:
                raise CaseError("a path in SELECT changes the rest")
        more = maker.with_aggregate(query) if rng.random() < 0.3 else None
        if more is not None:
            changed = self._compare("added aggregates", more, Style())
            if changed is not None and self._canonical(more, [row[:-1] for row in changed]) != answer:
                raise CaseError("an aggregate over other rows changes the rest")

    def _check_shapes(self, query: Query) -> None:
        """However the aggregates are computed, the answer is the same."""
        texts = {self._sent}
        for shapes in SHAPES:
            self._rewriter.shapes(shapes)
            try:
                outcome = self._rewrite(query.tags)
                if outcome is not None and outcome.text not in texts:
                    texts.add(outcome.text)
                    self._compare(f"shapes: {shapes}", query, Style())
            finally:
                self._rewriter.shapes("auto")

    @staticmethod
    def _canonical(query: Query, rows: list[tuple]) -> list[tuple]:
        return rows if query.order_by else sorted(rows, key=sort_key)

    def _compare(self, check: str, query: Query, style: Style) -> list[tuple] | None:
        """What the database and the interpreter say; None: the rewriter cannot do it yet."""
        self._sql = query.sql(style, self._database.dialect)
        self._parameters = style.parameters
        outcome = self._rewrite(query.tags)
        if outcome is None:
            return None
        self._sent = outcome.text
        self._check_stability(outcome)
        try:
            labels, rows = self._database.run(outcome.text, style.parameters)
        except QueryError as error:
            raise CaseError(f"the database refused the text: {error}") from error
        self._check_labels(query, labels)
        got = self._canonical(query, [tuple(comparable(value) for value in row) for row in rows])
        expected = self._canonical(query, query.answer())
        if got != expected:
            raise CaseError(f"wrong answer\n  got:      {got}\n  expected: {expected}")
        self._report.checks[check] += 1
        return got

    def _rewrite(self, tags: set[str]) -> Outcome | None:
        outcome = self._rewriter.rewrite(self._sql)
        if outcome.server_decides and self._database.unknown_name(outcome.text):
            outcome = self._rewriter.after_refusal(self._sql)
        if outcome.sqlstate == NOT_SUPPORTED_YET and not tags <= REQUIRED:
            self._report.not_supported[outcome.message] += 1
            return None
        if not outcome.ok:
            raise CaseError(f"refused: {outcome.sqlstate} {outcome.message}")
        return outcome

    def _check_stability(self, outcome: Outcome) -> None:
        again = self._rewriter.rewrite(outcome.text)
        if again.text != outcome.text:
            raise CaseError(f"rewriting the output changes it: {again.sqlstate} {again.message} {again.text}")
        self._report.checks["fixed points"] += 1

    def _check_labels(self, query: Query, labels: list[str]) -> None:
        for output, label in zip(query.outputs, labels):
            expected = output.label()
            if expected is not None and not self._is_label(output, label, expected):
                raise CaseError(f"wrong label: got {label}, expected {expected}")
        if len(labels) != len(query.outputs):
            raise CaseError(f"{len(labels)} columns, expected {len(query.outputs)}")

    def _is_label(self, output: Output, label: str, expected: str) -> bool:
        if self._database.dialect == "postgres":
            return label == cut(expected)
        # SQLite calls what has no alias by its text, and keeps the case of names.
        return isinstance(output.expression, PlainAggregate) or label.lower() in (
            expected.lower(),
            cut(expected).lower(),
        )

    def _check_error(self, maker: Maker) -> None:
        """A name that leads nowhere, or two ways, or to many rows, has its SQLSTATE."""
        made = maker.mistake()
        if made is None:
            return
        self._sql, sqlstate = made
        outcome = self._rewriter.rewrite(self._sql)
        if outcome.server_decides:
            outcome = self._rewriter.after_refusal(self._sql)
        if outcome.sqlstate != sqlstate:
            raise CaseError(f"expected {sqlstate}, got {outcome.sqlstate} {outcome.message} {outcome.text}")
        self._report.checks["mistakes"] += 1

    def _fail(self, what: str) -> None:
        script = ";\n".join(self._database.script(self._world)) if self._world else ""
        self._report.failures.append(
            Failure(
                self._report.seed,
                self._case,
                self._database.dialect,
                what,
                self._sql,
                self._parameters,
                self._sent,
                script,
            )  # fmt: skip
        )


class CaseError(Exception):
    """What is wrong with one case."""


def cut(label: str) -> str:
    return label.encode()[:LONGEST_LABEL].decode("utf-8", "ignore")


def sort_key(row: tuple) -> list:
    def key(value) -> tuple:
        inner = tuple(key(item) for item in value) if isinstance(value, tuple) else value
        return (value is None, str(type(value)), inner if value is not None else 0)

    return [key(value) for value in row]


DATABASES = {"postgres": Postgres, "sqlite": Sqlite}


def run_cases(cases: range, seed: int, dialects: list[str], most_failures: int = 20) -> Report:
    """Half of the cases on each database; stops early when there is enough to look at."""
    report = Report(seed)
    started = time.monotonic()
    with ExitStack() as stack:
        stack.enter_context(fresh_postgres())
        runners = []
        for dialect in dialects:
            database = DATABASES[dialect]()
            stack.callback(database.close)
            runners.append(Runner(database, report))
            stack.callback(runners[-1].close)
        for case in cases:
            runner = runners[case // CASES_PER_WORLD % len(runners)]
            before = len(report.failures)
            runner.run(case)
            for failure in report.failures[before:]:
                print(failure, file=sys.stderr)
            if len(report.failures) >= most_failures:
                break
            if (case + 1) % CASES_PER_PROGRESS == 0:
                minutes = (time.monotonic() - started) / 60
                print(
                    f"{case + 1} cases, {len(report.failures)} failures, {minutes:.0f} min", file=sys.stderr
                )
    report.seconds = time.monotonic() - started
    return report
