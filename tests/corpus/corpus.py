"""The corpus: statements of every kind, each with what must become of it.

The .txt files hold hand-written pieces: one expression or one refused statement a line, or one
query a paragraph. Lines that begin with ## are headings. From them come whole statements, always
the same ones in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent

# An expression in each place of a query where one may stand.
PLACES = [
    "SELECT {} FROM sample s",
    "SELECT s.id FROM sample s WHERE ({}) IS NOT NULL",
    "SELECT count(*) FROM sample s GROUP BY s.id, ({})",
    "SELECT s.id FROM sample s ORDER BY {} DESC NULLS LAST, s.id",
    "SELECT b.title FROM shop_book b LEFT JOIN sample s ON ({}) IS NULL",
    "SELECT l.col FROM sample s CROSS JOIN LATERAL (SELECT {}) AS l (col)",
    "WITH q AS (SELECT {} AS author__name FROM sample s) SELECT author__name FROM q",
    "SELECT (SELECT {}) AS review FROM sample s",
    "SELECT DISTINCT ON ({0}) {0} AS author FROM sample s",
]
AGGREGATE_PLACES = [
    "SELECT {} FROM sample s",
    "SELECT s.b, {} AS review FROM sample s GROUP BY s.b ORDER BY review",
    "SELECT s.b FROM sample s GROUP BY s.b HAVING ({}) IS NOT NULL",
    "SELECT s.b FROM sample s GROUP BY ROLLUP (s.b) ORDER BY {}",
    "SELECT b.title, (SELECT {} FROM sample s WHERE s.id = b.id) FROM shop_book b",
    "SELECT b.title FROM shop_book b, LATERAL (SELECT {} AS author__name FROM sample s) x",
]
WINDOW_PLACES = [
    "SELECT {} FROM sample s WINDOW w AS (PARTITION BY s.b ORDER BY s.id)",
    "SELECT s.id FROM sample s WINDOW w AS (ORDER BY s.id) ORDER BY {}",
    "SELECT x.review FROM (SELECT {} AS review FROM sample s WINDOW w AS (ORDER BY s.id)) x",
]
# A query inside another statement or query.
FRAMES = [
    "EXPLAIN {}",
    "({})",
    "SELECT * FROM ({}) AS framed",
    "SELECT EXISTS ({})",
    "WITH framed AS ({}) SELECT count(*) FROM framed",
    "SELECT 1 WHERE EXISTS ({}) UNION ALL SELECT 2",
]
# A call in each place where one may stand.
CALLS = [
    "SELECT {}",
    "SELECT * FROM {} AS x",
    "SELECT 1 WHERE ({}) IS NULL",
]
CALLS_OF_A_FEW = [
    "SELECT pg_catalog.{}",
    "SELECT PG_CATALOG . {}",
    "SELECT shop.{}",
    "SELECT 1 + ({})::text::int",
    "SELECT * FROM shop_book, LATERAL {} x",
    "SELECT * FROM ROWS FROM ({}) x",
    "SELECT * FROM ROWS FROM (generate_series(1, 2), {}) WITH ORDINALITY",
    "SELECT * FROM shop_book b JOIN shop_author a ON {} IS NULL",
    "SELECT count(*) FROM shop_book GROUP BY {}",
    "SELECT count(*) FROM shop_book GROUP BY ROLLUP ((id, {}))",
    "SELECT count(*) FROM shop_book HAVING {} IS NULL",
    "SELECT id FROM shop_book ORDER BY {}",
    "SELECT id FROM shop_book LIMIT ({})",
    "SELECT id FROM shop_book OFFSET {}",
    "SELECT id FROM shop_book FETCH FIRST ({}) ROWS ONLY",
    "SELECT DISTINCT ON ({}) id FROM shop_book",
    "SELECT count(*) FILTER (WHERE {} IS NULL) FROM shop_book",
    "SELECT array_agg(id ORDER BY {}) FROM shop_book",
    "SELECT count(DISTINCT {}) FROM shop_book",
    "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY {}) FROM shop_book",
    "SELECT sum(id) OVER (PARTITION BY {}) FROM shop_book",
    "SELECT sum(id) OVER (ORDER BY id ROWS {} PRECEDING) FROM shop_book",
    "SELECT sum(id) OVER w FROM shop_book WINDOW w AS (ORDER BY {})",
    "VALUES (1), ({})",
    "WITH q AS (SELECT {}) SELECT 1",
    "WITH q AS (SELECT 1) SELECT {} FROM q",
    "WITH RECURSIVE q AS (SELECT 1 AS n UNION ALL SELECT n FROM q WHERE {} IS NULL) SELECT 1",
    "SELECT 1 UNION SELECT 2 WHERE {} IS NULL",
    "(SELECT 1) EXCEPT (SELECT 1 ORDER BY {})",
    "SELECT (SELECT {})",
    "SELECT ARRAY(SELECT {})",
    "SELECT EXISTS (SELECT {})",
    "SELECT 1 IN (SELECT {})",
    "SELECT 1 IN (1, {})",
    "SELECT 1 = ANY (ARRAY[{}])",
    "SELECT ARRAY[1, {}]",
    "SELECT ROW(1, {})",
    "SELECT (ARRAY[1])[{}]",
    "SELECT (ARRAY[1])[1:{}]",
    "SELECT CASE WHEN {} IS NULL THEN 1 END",
    "SELECT CASE {} WHEN 1 THEN 2 ELSE 3 END",
    "SELECT coalesce(NULL, {})",
    "SELECT nullif(1, {})",
    "SELECT greatest({}, 1)",
    "SELECT CAST({} AS text)",
    'SELECT ({}) COLLATE "C"',
    "SELECT 1 BETWEEN {} AND 2",
    "SELECT 'a' LIKE 'b' ESCAPE {}",
    "SELECT NOT {} IS DISTINCT FROM 1",
    "SELECT abs({})",
    "SELECT defaults(a => {})",
    "SELECT concat(VARIADIC ARRAY[{}])",
    "SELECT extract(year FROM {})",
    "SELECT xmlelement(name a, xmlattributes({} AS b))",
    "SELECT xmlforest({} AS b)",
    "SELECT * FROM xmltable('/a' PASSING {} COLUMNS b int)",
    "SELECT * FROM xmltable('/a' PASSING '<a/>' COLUMNS b int DEFAULT {})",
    "SELECT * FROM shop_book TABLESAMPLE system ({})",
    "SELECT (({})).a",
    "EXPLAIN SELECT {}",
    "EXPLAIN ANALYZE SELECT {}",
    "SELECT {{fn abs({})}}",
    "/* SELECT */ SELECT/**/{}",
    "SELECT JSON_OBJECT('a': {})",
    "SELECT 1 FROM t QUALIFY {} IS NULL",
]


@dataclass(frozen=True)
class Statement:
    sql: str
    where_from: str  # the file of its pieces
    sqlstate: str = ""  # of the refusal; empty: it is a query, and comes out as it went in
    must_be_valid: bool = True  # a hand-written one, or one made of pieces that may not fit


def lines(name: str) -> list[str]:
    text = (HERE / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("## ")]


def paragraphs(name: str) -> list[str]:
    text = (HERE / name).read_text(encoding="utf-8")
    without_headings = re.sub(r"(?m)^## .*\n", "\n", text)
    return [part.strip("\n") for part in re.split(r"\n\s*\n", without_headings) if part.strip()]


def queries() -> list[Statement]:
    """Statements that the server accepts and that only read."""
    found: dict[str, Statement] = {}
    for statement in _queries():
        found.setdefault(statement.sql, statement)
    return list(found.values())


def _queries() -> Iterator[Statement]:
    for name in ("queries.txt", "lexical.txt", "names.txt"):
        for sql in paragraphs(name):
            yield Statement(sql, name)
    for name, places in (
        ("expressions.txt", PLACES),
        ("aggregates.txt", AGGREGATE_PLACES),
        ("windows.txt", WINDOW_PLACES),
    ):
        for expression in lines(name):
            yield from _placed(expression, name, places)
    for name in ("queries.txt", "names.txt"):
        for sql in paragraphs(name):
            if sql.startswith(("SELECT", "VALUES", "TABLE", "WITH")):
                yield from (Statement(f.format(sql), name, must_be_valid=False) for f in FRAMES)


def _placed(expression: str, name: str, places: list[str]) -> Iterator[Statement]:
    if " FROM shop_" in expression or " FROM sample" in expression:
        yield Statement("SELECT " + expression, name)
        return
    for number, place in enumerate(places):
        yield Statement(place.format(expression), name, must_be_valid=number == 0)


def question_marks() -> list[str]:
    """Queries in the server's spelling, with operators that hold a question mark."""
    return [place.format(e) for e in lines("question_marks.txt") for place in PLACES[:4]]


def forwarded() -> list[str]:
    """What cannot be parsed, and begins like a query."""
    return paragraphs("forwarded.txt")


def refused() -> Iterator[Statement]:
    """Statements that are not one read-only query; the headings name the SQLSTATE."""
    heading = ""
    for line in (HERE / "refused.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line[3:]
        else:
            is_sql = heading.startswith("25006") and "Broken" not in heading
            yield Statement(line, "refused.txt", heading[:5], must_be_valid=is_sql)


def refused_calls() -> Iterator[Statement]:
    """Queries that call a function which reaches out of the transaction."""
    calls = lines("functions.txt")
    for number, call in enumerate(calls):
        name, rest = call.split("(", 1)
        spellings = [call, f"{name.upper()} ({rest}", f'"{name}"({rest}']
        for template in CALLS:
            yield Statement(template.format(call), "functions.txt", "42501")
        for spelling in spellings[1:]:
            yield Statement(f"SELECT {spelling}", "functions.txt", "42501")
        if number % 20 == 0:
            for template in CALLS_OF_A_FEW:
                yield Statement(template.format(call), "functions.txt", "42501")


# What a place between two tokens may hold without changing anything.
GAPS = [" /* ; ' \" $$ {fn ? */ ", "\n-- ' \" ; $x$ ? }\n", " \t\r\n\f "]
_TOKENS = re.compile(
    r"""
    (?P<keep>
        --[^\n]* | /\*(?:[^*/]|\*(?!/)|/(?!\*))*\*/ | \$(?P<tag>[^\W\d]\w*)?\$.*?\$(?(tag)(?P=tag))\$
      | [eE]'(?:[^'\\]|''|\\.)*' | '(?:[^']|'')*' | "(?:[^"]|"")*"
      | [^\W\d][\w$]* | [^\s]
    ) | (?P<gap>\s+)
    """,
    re.VERBOSE | re.DOTALL,
)


def with_gaps(sql: str, gap: str) -> str:
    """The statement with another piece of white space between its tokens."""
    return "".join(gap if m["gap"] and "\n" not in m["gap"] else m[0] for m in _TOKENS.finditer(sql))
