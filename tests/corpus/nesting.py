"""Statements that are nested or repeated very deep, by what is nested."""

from __future__ import annotations

DEPTHS = (100, 1_000, 10_000)

# Each a function of the depth. Some are nested for the grammar, some for the passes behind it.
SHAPES = {
    "parentheses": lambda n: "SELECT " + "(" * n + "1" + ")" * n,
    "open parentheses": lambda n: "SELECT " + "(" * n,
    "closing parentheses": lambda n: "SELECT 1" + ")" * n,
    "parentheses around a query": lambda n: "(" * n + "SELECT 1" + ")" * n,
    "scalar subqueries": lambda n: "SELECT " + "(SELECT " * n + "1" + ")" * n,
    "derived tables": lambda n: "SELECT * FROM " + "(SELECT * FROM " * n + "shop_book" + ") x" * n,
    "exists": lambda n: "SELECT 1 WHERE " + "EXISTS (SELECT 1 WHERE " * n + "true" + ")" * n,
    "ctes inside ctes": lambda n: "WITH q AS (" * n + "SELECT 1" + ") SELECT * FROM q" * n,
    "many ctes": lambda n: "WITH " + ", ".join(f"q{i} AS (SELECT 1)" for i in range(n)) + " SELECT 1",
    "not": lambda n: "SELECT " + "NOT " * n + "true",
    "minus": lambda n: "SELECT " + "- " * n + "1",
    "sums": lambda n: "SELECT 1" + " + 1" * n,
    "sums to the right": lambda n: "SELECT " + "1 + (" * n + "1" + ")" * n,
    "powers": lambda n: "SELECT 2" + " ^ 2" * n,
    "and": lambda n: "SELECT true" + " AND true" * n,
    "concatenation of paths": lambda n: "SELECT author__name" + " || author__name" * n + " FROM shop_book",
    "case": lambda n: "SELECT " + "CASE WHEN true THEN " * n + "1" + " END" * n,
    "functions": lambda n: "SELECT " + "abs(" * n + "1" + ")" * n,
    "aggregates": lambda n: "SELECT " + "sum(" * n + "review__rating" + ")" * n + " FROM shop_book",
    "casts": lambda n: "SELECT 1" + "::int" * n,
    "collations": lambda n: "SELECT 'x'" + ' COLLATE "C"' * n,
    "subscripts": lambda n: "SELECT (a)" + "[1]" * n + " FROM shop_book",
    "fields": lambda n: "SELECT (a)" + ".b" * n + " FROM shop_book",
    "arrays": lambda n: "SELECT ARRAY" + "[" * n + "1" + "]" * n,
    "rows": lambda n: "SELECT " + "ROW(" * n + "1" + ")" * n,
    "dots": lambda n: "SELECT author" + ".mentor" * n + ".name FROM shop_book",
    "underscores": lambda n: "SELECT author" + "__mentor" * n + "__name FROM shop_book",
    "a long identifier": lambda n: "SELECT " + "x" * n + " FROM shop_book",
    "unions": lambda n: "SELECT 1" + " UNION SELECT 1" * n,
    "unions to the right": lambda n: "SELECT 1 UNION (" * n + "SELECT 1" + ")" * n,
    "joins": lambda n: "SELECT 1 FROM shop_book" + "".join(f" JOIN shop_tag t{i} ON true" for i in range(n)),
    "joins to the right": lambda n: (
        "SELECT 1 FROM " + "shop_tag JOIN (" * n + "shop_tag a CROSS JOIN shop_tag b" + ") ON true" * n
    ),
    "targets": lambda n: "SELECT 1" + ", author__name" * n + " FROM shop_book",
    "paths of many relations": lambda n: "SELECT count(review)" + ", count(sale)" * n + " FROM shop_book",
    "comments": lambda n: "SELECT 1 " + "/*" * n + "*/" * n,
    "open comments": lambda n: "SELECT 1 " + "/*" * n,
    "escapes": lambda n: "SELECT " + "{fn abs(" * n + "1" + ")}" * n,
    "open escapes": lambda n: "SELECT " + "{fn abs(" * n,
    "outer join escapes": lambda n: "SELECT 1 FROM " + "{oj " * n + "shop_book" + "}" * n,
    "braces": lambda n: "{" * n + "}" * n,
    "markers": lambda n: "SELECT 1 WHERE 1 IN (?" + ", ?" * n + ")",
    "statements": lambda n: "SELECT 1" + "; SELECT 1" * n,
    "semicolons": lambda n: ";" * n,
    "windows": lambda n: "SELECT " + "sum(" * n + "1" + ") OVER ()" * n,
    "grouping sets": lambda n: "SELECT 1 FROM shop_book GROUP BY " + "GROUPING SETS (" * n + "id" + ")" * n,
    "explain": lambda n: "EXPLAIN " * n + "SELECT 1",
    "quotes": lambda n: "SELECT " + "'" * n,
    "dollars": lambda n: "SELECT " + "$" * n,
}
