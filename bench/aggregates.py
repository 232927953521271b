"""Aggregates over related rows against the best SQL written by hand, and against Django's own way.

100,000 books (30,000 when quick), five reviews and seven sales for each, without parallel workers and
JIT, so that a case is measured and not the machine's load. Every case is a row of the design's table;
the peers of a row are what somebody would write, and the fastest of them in the same run counts.
"""

# ruff: noqa: E501 - SQL in whole lines

from __future__ import annotations

import re
import sys
import time

SETTINGS = "SET jit = off; SET max_parallel_workers_per_gather = 0; SET work_mem = '64MB'"


def make_tables(books: int) -> str:
    """The script of a bookshop with so many books, five reviews and seven sales for each."""
    reviews, sales = 5 * books, 7 * books
    return f"""
    CREATE TABLE shop_author (id int PRIMARY KEY, name text NOT NULL, country text);
    CREATE TABLE shop_book (id int PRIMARY KEY, title text NOT NULL, price numeric(8,2) NOT NULL,
      city text, author_id int NOT NULL);
    CREATE TABLE shop_review (id int PRIMARY KEY, book_id int NOT NULL, rating int NOT NULL,
      verified boolean NOT NULL);
    CREATE TABLE shop_sale (id int PRIMARY KEY, book_id int NOT NULL, qty int NOT NULL);
    CREATE TABLE shop_loan (id int PRIMARY KEY, book_id int NOT NULL, days int NOT NULL);
    INSERT INTO shop_author SELECT i, 'Author ' || i, 'C' || i % 20 FROM generate_series(1, 18000) i;
    INSERT INTO shop_book SELECT i, 'Book ' || i * 7919 % {books}, i * 37 % 10000 / 100.0,
      nullif('City ' || i % 50, 'City 0'), 1 + i::bigint * 7919 % 18000 FROM generate_series(1, {books}) i;
    INSERT INTO shop_review SELECT i, 1 + i::bigint * 7907 % {books}, 1 + i % 5, i % 3 = 0
      FROM generate_series(1, {reviews}) i;
    INSERT INTO shop_sale SELECT i, 1 + i::bigint * 7907 % {books}, 1 + i % 7 FROM generate_series(1, {sales}) i;
    INSERT INTO shop_loan SELECT i, 1 + i::bigint * 7907 % {books}, 1 + i % 30 FROM generate_series(1, {reviews}) i;
    ALTER TABLE shop_book ADD FOREIGN KEY (author_id) REFERENCES shop_author;
    ALTER TABLE shop_review ADD FOREIGN KEY (book_id) REFERENCES shop_book;
    ALTER TABLE shop_sale ADD FOREIGN KEY (book_id) REFERENCES shop_book;
    ALTER TABLE shop_loan ADD FOREIGN KEY (book_id) REFERENCES shop_book;
    CREATE INDEX ON shop_book (price);
    CREATE INDEX ON shop_book (author_id);
    CREATE INDEX ON shop_review (book_id);
    CREATE INDEX ON shop_sale (book_id);
    VACUUM ANALYZE shop_author, shop_book, shop_review, shop_sale, shop_loan;
"""


THREE = "SELECT b.id, count(review), avg(review__rating), sum(sale__qty) FROM shop_book b"
SCALARS = (
    "(SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) AS n, "
    "(SELECT avg(r.rating) FROM shop_review r WHERE r.book_id = b.id) AS a, "
    "(SELECT sum(s.qty) FROM shop_sale s WHERE s.book_id = b.id) AS q"
)
# What Django's Subquery annotations make.
DJANGO = (
    "(SELECT count(u0.id) FROM shop_review u0 WHERE u0.book_id = b.id GROUP BY u0.book_id) AS n, "
    "(SELECT avg(u0.rating) FROM shop_review u0 WHERE u0.book_id = b.id GROUP BY u0.book_id) AS a, "
    "(SELECT sum(u0.qty) FROM shop_sale u0 WHERE u0.book_id = b.id GROUP BY u0.book_id) AS q"
)
LATERALS = (
    "LEFT JOIN LATERAL (SELECT count(*) AS n, avg(rating) AS a FROM shop_review WHERE book_id = b.id) r ON true "
    "LEFT JOIN LATERAL (SELECT sum(qty) AS q FROM shop_sale WHERE book_id = b.id) s ON true"
)
GROUPS = (
    "LEFT JOIN (SELECT book_id, count(*) AS n, avg(rating) AS a FROM shop_review GROUP BY 1) r ON r.book_id = b.id "
    "LEFT JOIN (SELECT book_id, sum(qty) AS q FROM shop_sale GROUP BY 1) s ON s.book_id = b.id"
)


def per_row(rest: str) -> dict[str, str]:
    """The ways somebody may write the three aggregates for the rows that `rest` leaves."""
    return {
        "scalar subqueries": f"SELECT b.id, {SCALARS} FROM shop_book b {rest}",
        "LATERAL": f"SELECT b.id, coalesce(n, 0) AS n, a, q FROM shop_book b {LATERALS} {rest}",
        "pre-grouped": f"SELECT b.id, coalesce(n, 0) AS n, a, q FROM shop_book b {GROUPS} {rest}",
        "django": f"SELECT b.id, {DJANGO} FROM shop_book b {rest}",
    }


def grouped(key: str) -> dict[str, str]:
    return {
        "one subquery a relation": f"""
            SELECT g.k, g.n, r.a, s.q FROM (SELECT {key} AS k, count(*) AS n FROM shop_book b GROUP BY 1) g
            LEFT JOIN (SELECT {key} AS k, avg(r.rating) AS a FROM shop_book b
              JOIN shop_review r ON r.book_id = b.id GROUP BY 1) r ON ARRAY[r.k] = ARRAY[g.k]
            LEFT JOIN (SELECT {key} AS k, sum(s.qty) AS q FROM shop_book b
              JOIN shop_sale s ON s.book_id = b.id GROUP BY 1) s ON ARRAY[s.k] = ARRAY[g.k]""",
        "one branch a relation": f"""
            SELECT k, sum(n) AS n, sum(a) / nullif(sum(c), 0) AS a, sum(q) AS q FROM (
              SELECT {key} AS k, count(*) AS n, 0 AS a, 0 AS c, 0 AS q FROM shop_book b GROUP BY 1
              UNION ALL SELECT {key}, 0, sum(r.rating), count(r.rating), 0 FROM shop_book b
                JOIN shop_review r ON r.book_id = b.id GROUP BY 1
              UNION ALL SELECT {key}, 0, 0, 0, sum(s.qty) FROM shop_book b
                JOIN shop_sale s ON s.book_id = b.id GROUP BY 1) u GROUP BY k""",
    }


BY_GROUP = "count(*) AS n, avg(review__rating), sum(sale__qty) FROM shop_book b"

# (case, the path query, what to write by hand)
CASES: list[tuple[str, str, dict[str, str]]] = [
    ("all rows, 3 aggregates", THREE, per_row("")),
    ("2 % of the rows", f"{THREE} WHERE price < 2", per_row("WHERE price < 2")),
    ("one row", f"{THREE} WHERE id = 4711", per_row("WHERE b.id = 4711")),
    ("ORDER BY column LIMIT 20", f"{THREE} ORDER BY title LIMIT 20", per_row("ORDER BY title LIMIT 20")),
    (
        "ORDER BY the aggregate LIMIT 10",
        "SELECT b.id, count(review), avg(review__rating) AS a, sum(sale__qty) AS q FROM shop_book b "
        "ORDER BY q DESC NULLS LAST, id LIMIT 10",
        per_row("ORDER BY q DESC NULLS LAST, b.id LIMIT 10"),
    ),
    (
        "no index on the key, 20 rows",
        "SELECT b.id, count(loan), sum(loan__days) FROM shop_book b WHERE id <= 20",
        {
            "scalar subqueries": "SELECT b.id, (SELECT count(*) FROM shop_loan l WHERE l.book_id = b.id), "
            "(SELECT sum(days) FROM shop_loan l WHERE l.book_id = b.id) FROM shop_book b WHERE id <= 20",
            "pre-grouped": "SELECT b.id, coalesce(n, 0), d FROM shop_book b LEFT JOIN (SELECT book_id, "
            "count(*) AS n, sum(days) AS d FROM shop_loan GROUP BY 1) l ON l.book_id = b.id WHERE b.id <= 20",
        },
    ),
    (
        "used in SELECT, WHERE and ORDER BY, 2 % of the rows",
        "SELECT b.id, count(review) AS n, sum(sale__qty) AS q FROM shop_book b WHERE price < 2 "
        "AND count(review) >= 5 ORDER BY n DESC, id",
        {
            "scalar subqueries": f"SELECT id, n, q FROM (SELECT b.id, b.price, {SCALARS} FROM shop_book b "
            "WHERE price < 2) b WHERE n >= 5 ORDER BY n DESC, id",
            "LATERAL": f"SELECT b.id, n, q FROM shop_book b {LATERALS} WHERE price < 2 AND n >= 5 "
            "ORDER BY n DESC, b.id",
        },
    ),
    (
        "count(review) > 0 as a condition",
        "SELECT count(*) AS n FROM shop_book WHERE count(review) FILTER (WHERE review__rating = 5) > 0",
        {
            "EXISTS": "SELECT count(*) FROM shop_book b WHERE EXISTS (SELECT 1 FROM shop_review r "
            "WHERE r.book_id = b.id AND r.rating = 5)",
            "django": "SELECT count(*) FROM (SELECT b.id FROM shop_book b LEFT JOIN shop_review r ON r.book_id = b.id "
            "GROUP BY b.id HAVING count(r.id) FILTER (WHERE r.rating = 5) > 0) x",
        },
    ),
    ("50 groups", f"SELECT city, {BY_GROUP} GROUP BY city", grouped("b.city")),
    ("18,000 groups", f"SELECT author_id, {BY_GROUP} GROUP BY author_id", grouped("b.author_id")),
    (
        "in all",
        f"SELECT {BY_GROUP}",
        {
            "one subquery a relation": "SELECT (SELECT count(*) FROM shop_book), (SELECT avg(rating) FROM shop_book b "
            "JOIN shop_review r ON r.book_id = b.id), (SELECT sum(qty) FROM shop_book b JOIN shop_sale s "
            "ON s.book_id = b.id)",
        },
    ),
    (
        "groups of 2 % of the rows",
        f"SELECT city, {BY_GROUP} WHERE price < 2 GROUP BY city",
        {
            name: re.sub(r"(?=GROUP BY 1)", "WHERE b.price < 2 ", sql)
            for name, sql in grouped("b.city").items()
        },
    ),
]


def repeats(work) -> int:
    """How often to call what takes so short that one call tells little: for 50 ms, 200 times at most."""
    start = time.perf_counter()
    work()
    return max(1, min(200, int(0.05 / (time.perf_counter() - start))))


def measure(interleave, rounds: int, quick: bool, wanted: str):
    """Yields (case, samples by peer): ours, each way to write it by hand, and Django's."""
    cases = [case for case in CASES if wanted in case[0]]
    if not cases:
        return
    import pillion
    import psycopg2
    import pyodbc

    host = psycopg2.connect("")
    host.autocommit = True
    with host.cursor() as cursor:
        cursor.execute(make_tables(30_000 if quick else 100_000).replace("VACUUM ANALYZE", "ANALYZE"))
        cursor.execute(SETTINGS)
    lease = pillion.lend(host)
    guest = pyodbc.connect(lease.connection_string)

    def work(sql: str):
        return lambda: guest.execute(sql).fetchall()

    for name, path, by_hand in cases:
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        contenders = {"pillion": work(path)} | {peer: work(sql) for peer, sql in by_hand.items()}
        answers = {peer: len(run()) for peer, run in contenders.items()}
        assert len(set(answers.values())) == 1, (name, answers)
        yield name, interleave(contenders, rounds, repeats(contenders["pillion"]))
    guest.close()
    lease.reclaim()
    host.close()
