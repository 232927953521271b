"""A statement that is nested too deep is an error (54001), never a crash, and none takes for ever."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import nesting
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "stream"))
from rewriting import Rewriter  # noqa: E402

LONGEST = 20  # seconds for one statement: several times what AddressSanitizer needs on a busy machine


@pytest.fixture(scope="module")
def rewriter(tmp_path_factory):
    path = tmp_path_factory.mktemp("nesting") / "shop.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(
            """
            CREATE TABLE shop_author (id INTEGER PRIMARY KEY, name text,
              mentor_id int REFERENCES shop_author);
            CREATE TABLE shop_book (id INTEGER PRIMARY KEY, title text,
              author_id int REFERENCES shop_author);
            CREATE TABLE shop_review (id INTEGER PRIMARY KEY, rating int,
              book_id int REFERENCES shop_book);
            CREATE TABLE shop_sale (id INTEGER PRIMARY KEY, book_id int REFERENCES shop_book);
            CREATE TABLE shop_tag (id INTEGER PRIMARY KEY);
            """
        )
    connection.close()
    with Rewriter(longest=LONGEST) as rewriter:
        rewriter.connect(f"sqlite:{path}")
        yield rewriter


@pytest.mark.parametrize("shape", nesting.SHAPES)
def test_deep_nesting_is_an_error_and_no_crash(rewriter, shape):
    for depth in nesting.DEPTHS:
        sql = nesting.SHAPES[shape](depth)
        for ask in (rewriter.rewrite, rewriter.after_refusal):
            outcome = ask(sql)
            assert outcome.sqlstate != "CRASH", f"{depth} deep: crashed, or took over {LONGEST} s"


def test_the_depth_that_people_write_is_fine(rewriter):
    for shape in ("parentheses", "scalar subqueries", "case", "functions", "derived tables", "sums"):
        outcome = rewriter.rewrite(nesting.SHAPES[shape](50))
        assert outcome.ok, f"{shape}: {outcome.message}"
