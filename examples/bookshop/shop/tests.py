"""manage.py test: the views, with rows that are never committed."""

import datetime
import io
import unittest
from decimal import Decimal

import pyodbc
from django.core.management import call_command
from django.db import connection
from django.test import TestCase, TransactionTestCase
from django.urls import reverse

from .models import Author, Book, Publisher, Review, Sale, Store
from .riding import live


def make_a_city():
    publisher = Publisher.objects.create(name="Alba Press", city="Aldermouth")
    author = Author.objects.create(name="Ana Dra", country="Ardenia")
    store = Store.objects.create(name="Elmbury Books", city="Elmbury")
    values = {
        "price": "10.00",
        "published": datetime.date(2024, 1, 1),
        "publisher": publisher,
        "author": author,
    }
    popular = Book.objects.create(title="The Quiet Harbour", **values)
    Book.objects.create(title="A Glass Garden", **values)
    for rating in (5, 4, 4):
        Review.objects.create(book=popular, rating=rating)
    for qty in (7, 5):
        Sale.objects.create(book=popular, store=store, qty=qty, sold_on=datetime.date(2024, 6, 1))


EXPECTED = [
    {"title": "The Quiet Harbour", "author": "Ana Dra", "reviews": 3, "rating": 4.33, "sold": 12},
    {"title": "A Glass Garden", "author": "Ana Dra", "reviews": 0, "rating": None, "sold": None},
]


@unittest.skipUnless(connection.vendor == "postgresql", "an SQLite guest sees committed rows only")
class UncommittedRows(TestCase):
    """TestCase never commits: a view that sees these rows is on Django's own connection."""

    def test_json(self):
        make_a_city()
        answer = self.client.get(reverse("city", args=["Aldermouth"]), {"format": "json"})
        self.assertEqual(answer.json(), {"city": "Aldermouth", "books": EXPECTED})

    def test_after_an_error_of_the_guest_the_transaction_is_alive(self):
        make_a_city()
        with live() as guest, self.assertRaises(pyodbc.Error):
            guest.execute("SELECT 1/0")
        self.assertEqual(Book.objects.count(), 2)

    def test_one_lease_for_the_life_of_a_connection(self):
        with live():
            token = connection.pillion_session
        with live():
            self.assertEqual(connection.pillion_session, token)


class CommittedRows(TransactionTestCase):
    """On both databases."""

    def test_json(self):
        make_a_city()
        answer = self.client.get(reverse("city", args=["Aldermouth"]), {"format": "json"})
        self.assertEqual(answer.json(), {"city": "Aldermouth", "books": EXPECTED})

    def test_page(self):
        make_a_city()
        answer = self.client.get(reverse("city", args=["Aldermouth"]))
        self.assertContains(answer, "<td>The Quiet Harbour<td>Ana Dra<td>3<td>4.33<td>12")
        self.assertContains(self.client.get(reverse("cities")), "Aldermouth")

    def test_a_city_without_books(self):
        self.assertEqual(self.client.get(reverse("city", args=["Nowhere"])).status_code, 404)

    def test_a_city_is_a_parameter_and_not_sql(self):
        answer = self.client.get(reverse("city", args=["x' OR '1'='1"]))
        self.assertEqual(answer.status_code, 404)

    def test_a_write_is_refused(self):
        make_a_city()
        with live() as guest, self.assertRaises(pyodbc.Error) as refused:
            guest.execute("DELETE FROM shop_review")
        self.assertEqual(refused.exception.args[0], "25006")
        self.assertEqual(Review.objects.count(), 3)

    def test_fill_is_the_same_every_time(self):
        call_command("fill", stdout=io.StringIO())
        first = Book.objects.order_by("id").values_list("title", "price").first()
        self.assertEqual(first, ("The Blue Island", Decimal("56.04")))
        self.assertGreater(Review.objects.count(), 5000)
