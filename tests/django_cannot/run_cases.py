"""Runs every case on the server that PGDATABASE names; prints a page, and fails where one does not hold."""

import os
import sys
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "examples" / "bookshop"), str(ROOT / "python"), str(Path(__file__).parent)]
os.environ["DJANGO_SETTINGS_MODULE"] = "bookshop.settings"
import django  # noqa: E402

django.setup()
import pillion  # noqa: E402
import pyodbc  # noqa: E402
from cases import CASES  # noqa: E402
from django.contrib.postgres import aggregates  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.db.models import functions  # noqa: E402
from shop import models as shop  # noqa: E402

DATA = """
INSERT INTO shop_publisher (id, name, city)
  VALUES (1, 'Alba', 'Oslo'), (2, 'Corna', 'Paris'), (3, 'Dun', 'Paris');
INSERT INTO shop_author (id, name, country) VALUES (1, 'Ana', 'NO'), (2, 'Bo', 'FR');
INSERT INTO shop_tag (id, label) VALUES (1, 'sea'), (2, 'war'), (3, 'art');
INSERT INTO shop_store (id, name, city) VALUES (1, 'Elm', 'Oslo');
INSERT INTO shop_book (id, title, price, published, publisher_id, author_id, editor_id)
  SELECT i, 'Book ' || i, 5 * i, '2020-01-01', nullif(i % 4, 0), 1 + i % 2, 1 + i % 3 % 2
  FROM generate_series(1, 6) i;
INSERT INTO shop_review (book_id, rating, verified, body)
  SELECT b, 1 + (b + n) % 5, n % 2 = 0, '' FROM generate_series(1, 5) b, generate_series(1, 3) n WHERE n <= b;
INSERT INTO shop_sale (book_id, store_id, qty, sold_on)
  SELECT b, 1, b + n % 2, '2024-01-01'
  FROM generate_series(1, 6) b, generate_series(1, 4) n WHERE n <= 1 + b % 4;
INSERT INTO shop_book_tags (book_id, tag_id)
  SELECT b, t FROM generate_series(1, 6) b, generate_series(1, 3) t WHERE t <= b % 4;
"""
MODELS = ("Author", "Book", "Store")
OF_MODELS = ("Aggregate", "Avg", "Case", "Count", "F", "Q", "Sum", "TextField", "Value", "When", "Window")
NAMES = {
    **{name: getattr(shop, name) for name in MODELS},
    **{name: getattr(models, name) for name in OF_MODELS},
    **{name: getattr(aggregates, name) for name in ("JSONBAgg", "StringAgg")},
    "Cast": functions.Cast,
}


def plain(rows):
    """Rows to compare and to show: numbers by value."""
    return [
        tuple(round(float(v), 4) if isinstance(v, (int, float, Decimal)) else v for v in row) for row in rows
    ]


def orm(code):
    try:
        with transaction.atomic():
            return plain(eval(code, NAMES))  # noqa: S307 - the page's own text
    except Exception as error:  # noqa: BLE001 - an error is an answer here
        return f"{type(error).__name__}: {error}".split("\n")[0]


def show(answer):
    text = answer if isinstance(answer, str) else ", ".join(str(row) for row in answer)
    text = text or "no row"
    return text if len(text) < 160 else text[:150] + " ..."


def main():
    with connection.schema_editor() as editor:
        for name in ("Publisher", "Author", "Tag", "Book", "Review", "Store", "Sale"):
            editor.create_model(getattr(shop, name))
    wrong = []
    print("<!-- Django {}.{} -->".format(*django.VERSION))
    with connection.cursor() as cursor:
        cursor.execute(DATA)
        lease = pillion.lend(connection)
        guest = pyodbc.connect(pillion.connection_string(lease.token))
        for number, (title, code, path, by_hand) in enumerate(CASES, 1):
            cursor.execute(by_hand)
            right = plain(cursor.fetchall())
            ours, theirs = plain(guest.execute(path).fetchall()), orm(code)
            if ours != right or theirs == right:
                wrong.append((number, ours, theirs, right))
            print(f"## {number}. {title}\n\n    {code}\n    -- {show(theirs)}\n")
            print(f"    {path}\n    -- {show(ours)}\n\nBy hand, with the same answer:\n\n    {by_hand}\n")
        guest.close()
    return wrong


if __name__ == "__main__":
    failures = main()
    print(*failures, sep="\n", file=sys.stderr)
    sys.exit(1 if failures else 0)
