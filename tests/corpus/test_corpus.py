"""Rule zero, at scale: plain SQL is never touched, and only one read-only query passes the gate.

The server is the judge: what it prepares, and runs in a read-only transaction as a query, must
come out byte for byte as it went in.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import corpus
import psycopg
import pytest

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / folder) for folder in ("stream", "support")]
from rewriting import Rewriter  # noqa: E402
from servers import fresh_postgres  # noqa: E402

SMALLEST_CORPUS = 2000
QUERY_TAGS = ("SELECT", "EXPLAIN", "SHOW")


class Server:
    """What the server says of a statement."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def objection(self, sql: str) -> str:
        """Why it does not take the statement, which it has only prepared; "" where it does."""
        result = self._connection.pgconn.prepare(b"", sql.encode())
        return self._failure(result)

    def run(self, sql: str) -> tuple[str, str]:
        """The command tag, or why a read-only transaction refused to run it."""
        result = self._connection.pgconn.exec_params(sql.encode(), [])
        return (result.command_status or b"").decode().split(" ")[0], self._failure(result)

    def _failure(self, result) -> str:
        if result.status == psycopg.pq.ExecStatus.FATAL_ERROR:
            state = result.error_field(psycopg.pq.DiagnosticField.SQLSTATE).decode()
            return f"{state} {result.error_message.decode('utf-8', 'replace').strip()}"
        return ""


@pytest.fixture(scope="module")
def database():
    with fresh_postgres(), psycopg.connect("", autocommit=True) as connection:
        connection.execute((Path(__file__).parent / "schema.sql").read_text())
        yield connection


@pytest.fixture(scope="module")
def server(database):
    with psycopg.connect("", autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = on")
        connection.execute("SET statement_timeout = '10s'")
        yield Server(connection)


@pytest.fixture(scope="module")
def rewriter(database):
    with Rewriter() as rewriter:
        rewriter.connect(f"host={os.environ['PGHOST']} dbname={os.environ['PGDATABASE']}")
        yield rewriter


@pytest.fixture(scope="module")
def accepted(server):
    """The queries of the corpus that the server takes, and why it does not take the others."""
    objections = {statement: server.objection(statement.sql) for statement in corpus.queries()}
    return [s for s, why in objections.items() if not why], {s: w for s, w in objections.items() if w}


def report(failures: list[str], checked: int) -> None:
    assert checked > 0
    assert not failures, f"{len(failures)} of {checked}:\n" + "\n".join(failures[:40])


def test_the_corpus_is_large_and_valid(accepted):
    taken, objections = accepted
    wrong = [f"{why}\n    {s.sql}" for s, why in objections.items() if s.must_be_valid]
    report(wrong, len(taken))
    print(f"{len(taken)} queries; {len(objections)} combinations that the server does not take")
    assert len(taken) >= SMALLEST_CORPUS


def test_queries_only_read(accepted, server):
    """The oracle itself: each query of the corpus runs in a read-only transaction as a query."""
    wrong = []
    without_parameters = [s for s in accepted[0] if "$1" not in s.sql and "$2" not in s.sql]
    for statement in without_parameters:
        tag, failure = server.run(statement.sql)
        refused = failure.startswith("25") or "timeout" in failure
        if refused or (not failure and tag not in QUERY_TAGS):
            wrong.append(f"{tag} {failure}\n    {statement.sql}")
    report(wrong, len(without_parameters))


def test_queries_come_out_as_they_went_in(accepted, rewriter):
    failures, asks = [], 0
    for statement in accepted[0]:
        outcome = rewriter.rewrite(statement.sql)
        asks += outcome.server_decides
        if not outcome.ok:
            failures.append(f"{outcome.sqlstate} {outcome.message}\n    {statement.sql}")
        elif outcome.text != statement.sql or outcome.rewritten:
            failures.append(f"became {outcome.text}\n    {statement.sql}")
    print(f"{len(accepted[0])} queries, of which {asks} are left for the server to decide")
    report(failures, len(accepted[0]))


@pytest.mark.parametrize(
    "gap",
    [
        pytest.param(corpus.GAPS[0], id="block comment"),
        pytest.param(corpus.GAPS[1], id="line comment"),
        pytest.param(corpus.GAPS[2], id="white space"),
    ],
)
def test_comments_and_white_space_change_nothing(accepted, server, rewriter, gap):
    failures, checked = [], 0
    for statement in accepted[0]:
        sql = corpus.with_gaps(statement.sql, gap)
        if sql == statement.sql or server.objection(sql):
            continue  # a comment cannot stand between the parts of a string, for example
        checked += 1
        outcome = rewriter.rewrite(sql)
        if outcome.text != sql:
            failures.append(f"{outcome.sqlstate} {outcome.message} {outcome.text}\n    {sql}")
    report(failures, checked)
    assert checked > 0.9 * len(accepted[0])


def test_doubled_question_marks_are_the_servers_own(server, rewriter):
    failures = []
    for sql in corpus.question_marks():
        objection = server.objection(sql)
        outcome = rewriter.rewrite(sql.replace("?", "??"))
        if objection or outcome.text != sql:
            failures.append(f"{objection} {outcome.sqlstate} {outcome.message} {outcome.text}\n    {sql}")
    report(failures, len(corpus.question_marks()))


def test_what_cannot_be_parsed_is_the_servers_to_judge(rewriter):
    failures = []
    for sql in corpus.forwarded():
        outcome = rewriter.rewrite(sql)
        if outcome.text != sql:
            failures.append(f"{outcome.sqlstate} {outcome.message} {outcome.text}\n    {sql}")
    report(failures, len(corpus.forwarded()))


def test_everything_else_is_refused(server, rewriter):
    failures, statements = [], list(corpus.refused())
    for statement in statements:
        if statement.must_be_valid and server.objection(statement.sql).startswith("42601"):
            failures.append(f"not SQL, so it proves nothing: {statement.sql}")
        outcome = rewriter.rewrite(statement.sql)
        if outcome.sqlstate != statement.sqlstate:
            failures.append(f"{outcome.sqlstate or 'passed'} {outcome.message}\n    {statement.sql}")
    report(failures, len(statements))


def test_functions_that_reach_out_are_refused(rewriter):
    failures, statements = [], list(corpus.refused_calls())
    for statement in statements:
        outcome = rewriter.rewrite(statement.sql)
        if outcome.sqlstate != statement.sqlstate:
            failures.append(f"{outcome.sqlstate or 'passed'} {outcome.message}\n    {statement.sql}")
    report(failures, len(statements))


def test_refusals_say_where(rewriter):
    failures, statements = [], [*corpus.refused(), *corpus.refused_calls()]
    for statement in statements:
        outcome = rewriter.rewrite(statement.sql)
        if not 0 <= outcome.position <= len(statement.sql) + 1 or not outcome.message:
            failures.append(f"{outcome.position} {outcome.message}\n    {statement.sql}")
    report(failures, len(statements))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT q.nextval, q.edit FROM (SELECT 1 AS nextval, 2 AS edit) q",
        "SELECT setval.lo_open FROM (SELECT 1 AS lo_open) AS setval",
        "SELECT author__name FROM shop_book b, pairs(b.id)",
    ],
)
def test_queries_that_look_like_something_else(server, rewriter, sql):
    assert not server.objection(sql)
    assert rewriter.rewrite(sql).text == sql
