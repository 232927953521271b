"""A few rows to ride over, and what the tests of this folder ask of a session."""

from __future__ import annotations

import datetime

from django.db import connections
from pillion.django import live
from shop.models import Author, Book, Publisher, Review, Sale, Store

COUNTS = "SELECT title, author__name, count(review), sum(sale__qty) FROM shop_book ORDER BY title"
EXPECTED = [("A Glass Garden", "Bo Fin", 0, None), ("The Quiet Harbour", "Ana Dra", 2, 12)]


def fill(using="default"):
    """Two books: one with two reviews and 12 sold, one with none."""
    publisher = Publisher.objects.using(using).create(name="Alba Press", city="Aldermouth")
    store = Store.objects.using(using).create(name="Elmbury Books", city="Elmbury")
    day = datetime.date(2024, 6, 1)
    books = []
    for title, name in [("The Quiet Harbour", "Ana Dra"), ("A Glass Garden", "Bo Fin")]:
        author = Author.objects.using(using).create(name=name, country="Ardenia")
        books.append(
            Book.objects.using(using).create(
                title=title, price="12.50", published=day, publisher=publisher, author=author
            )
        )
    for rating in (5, 3):
        Review.objects.using(using).create(book=books[0], rating=rating, verified=True)
    for qty in (7, 5):
        Sale.objects.using(using).create(book=books[0], store=store, qty=qty, sold_on=day)
    return books


def counts(using="default"):
    with live(using) as guest:
        return [tuple(row) for row in guest.execute(COUNTS).fetchall()]


def titles(using="default"):
    with live(using) as guest:
        return [row[0] for row in guest.execute("SELECT title FROM shop_book ORDER BY title").fetchall()]


def host_pid(using="default"):
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def guest_pid(using="default"):
    with live(using) as guest:
        return guest.execute("SELECT pg_backend_pid()").fetchval()
