"""What the rewriter can do so far. Random queries are made of what is there; the rest is counted and
shown as not supported yet, and never passes in silence."""

from __future__ import annotations

from dataclasses import dataclass

from databases import Database
from rewriting import Rewriter

# By name: a query over the bookshop that needs the capability and nothing else that is optional.
PROBES = {
    "path": "SELECT title, author__name FROM shop_book WHERE author__mentor__name = 'x' ORDER BY author.name",
    "count sum avg": "SELECT title, count(review), sum(sale__qty), avg(review__rating) FROM shop_book",
    "parameters": "SELECT title FROM shop_book WHERE author__name = ? AND title <> ?",
    "distinct rows": "SELECT DISTINCT author__name FROM shop_book",
    "joins": "SELECT b.author__name, s.store__name FROM shop_book b JOIN shop_sale s ON s.book_id = b.id",
    "right and full joins": "SELECT b.id, s.store__name FROM shop_book b RIGHT JOIN shop_sale s"
    " ON s.book_id = b.id AND b.author__name = 'x' FULL JOIN shop_tag t ON t.id = b.id",
    "paths in on": "SELECT b.title FROM shop_book b LEFT JOIN shop_tag t ON b.author__name = t.label",
    "relation as condition": "SELECT b.title, r.rating FROM shop_book b JOIN shop_review r ON r.book",
    "derived": "SELECT d.author__name FROM (SELECT * FROM shop_book) AS d",
    "cte": "WITH c AS (SELECT * FROM shop_book) SELECT c.author__name FROM c",
    "view": "SELECT author__name FROM some_books",
    "other aggregates": "SELECT title, min(review__rating), max(review__rating) FROM shop_book",
    "booleans": "SELECT title, bool_or(review__verified), bool_and(review__verified) FROM shop_book",
    "sorted aggregates": "SELECT title, string_agg(tags__label, '-' ORDER BY tags__label),"
    " array_agg(review__rating ORDER BY review__rating),"
    " percentile_disc(0.5) WITHIN GROUP (ORDER BY review__rating) FROM shop_book",
    "distinct": "SELECT title, count(DISTINCT review__rating) FROM shop_book",
    "composite distinct": "SELECT name, count(DISTINCT shelf) FROM shop_store",
    "composite filter": "SELECT name, count(shelf) FILTER (WHERE shelf__no > 1) FROM shop_store",
    "filter": "SELECT title, count(review) FILTER (WHERE review__rating > 1) FROM shop_book",
    "tail": "SELECT title, count(sale__store__name) FROM shop_book",
    "to-one before": "SELECT title, count(author__book_by_author) FROM shop_book",
    "several to-many": "SELECT name, count(book_by_author__review) FROM shop_author",
    "many-to-many": "SELECT title, count(tags) FROM shop_book",
    "argument": "SELECT title, sum(sale__qty * price) FROM shop_book",
    "aggregate in where": "SELECT title FROM shop_book WHERE count(review) > 1",
    "aggregate in order": "SELECT title, id FROM shop_book ORDER BY count(review) DESC, id",
    "in expression": "SELECT title, count(review) + 1 FROM shop_book",
    "group by": "SELECT author__name, count(*) FROM shop_book GROUP BY author__name",
    "having": "SELECT author__name FROM shop_book GROUP BY author__name HAVING count(*) > 1",
    "grouped": "SELECT author_id, count(review), sum(sale__qty) FROM shop_book GROUP BY author_id",
    "rollup": "SELECT author_id, count(review) FROM shop_book GROUP BY ROLLUP (author_id)",
    "total": "SELECT count(review), sum(sale__qty) FROM shop_book",
    "nested": "SELECT author_id, avg(count(review)) FROM shop_book GROUP BY author_id",
    "histogram": "SELECT count(review), count(*) FROM shop_book GROUP BY count(review)",
}
# What has landed must go on working: a refusal of these is a failure.
REQUIRED = {
    "path", "count sum avg", "parameters", "distinct rows", "joins", "right and full joins", "paths in on",
    "relation as condition", "derived", "cte", "view", "other aggregates", "distinct",
    "composite distinct", "composite filter", "filter", "tail", "to-one before", "several to-many",
    "many-to-many", "argument", "aggregate in where", "aggregate in order", "in expression", "group by",
    "having", "grouped", "total", "nested", "histogram",
}  # fmt: skip


@dataclass(frozen=True)
class Capabilities:
    there: frozenset[str]
    missing: dict[str, str]  # with what the rewriter says

    def summary(self) -> str:
        missing = ", ".join(self.missing) or "nothing"
        return f"{len(self.there)} of {len(PROBES)} capabilities; not supported yet: {missing}"


def probe(rewriter: Rewriter, database: Database) -> Capabilities:
    """Asks the rewriter and the database, which both have the bookshop."""
    there, missing = set(), {}
    for name, sql in PROBES.items():
        outcome = rewriter.rewrite(sql)
        if outcome.server_decides:
            outcome = rewriter.after_refusal(sql)
        objection = f"{outcome.sqlstate} {outcome.message}"
        if outcome.rewritten:
            objection = database.objection(outcome.text, outcome.parameters)
        if objection:
            missing[name] = objection
        else:
            there.add(name)
    return Capabilities(frozenset(there), missing)
