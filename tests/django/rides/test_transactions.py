"""ATOMIC_REQUESTS, nested atomic, savepoints, on_commit, iterator(), TestCase."""

import pyodbc
from django.db import IntegrityError, connection, connections, transaction
from django.test import SimpleTestCase, TestCase, TransactionTestCase
from pillion.django import live
from pillion.django.riding import ride_of
from shop.models import Author, Book, Publisher

from .shelf import COUNTS, EXPECTED, counts, fill, guest_pid, host_pid, titles


class InATestCase(TestCase):
    """TestCase never commits: who sees these rows is on Django's own connection."""

    def setUp(self):
        self.books = fill()

    def test_a_guest_sees_uncommitted_rows_and_follows_relations(self):
        self.assertEqual(counts(), EXPECTED)
        self.assertEqual(guest_pid(), host_pid())

    def test_nested_atomic_and_savepoints(self):
        with transaction.atomic():
            Book.objects.filter(title="A Glass Garden").update(title="B")
            self.assertIn("B", titles())
            with self.assertRaises(IntegrityError), transaction.atomic():
                Book.objects.filter(title="B").update(title="C")
                self.assertIn("C", titles())
                raise IntegrityError
            self.assertIn("B", titles())
        savepoint = transaction.savepoint()
        Book.objects.all().delete()
        self.assertEqual(titles(), [])
        transaction.savepoint_rollback(savepoint)
        self.assertEqual(len(titles()), 2)

    def test_an_error_of_a_guest_leaves_the_transaction_alive(self):
        with self.assertRaises(pyodbc.Error), live() as guest:
            guest.execute("SELECT 1/0")
        with self.assertRaises(pyodbc.Error) as refused, live() as guest:
            guest.execute("DELETE FROM shop_book")
        self.assertEqual(refused.exception.args[0], "25006")
        self.assertEqual(Book.objects.count(), 2)
        self.assertFalse(connection.needs_rollback)

    def test_in_a_failed_transaction_a_guest_is_refused_until_the_rollback(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            try:
                Book.objects.create(title="No author", price=1, published="2024-01-01", author_id=None)
            except IntegrityError:
                with self.assertRaises(pyodbc.Error) as refused, live() as guest:
                    guest.execute("SELECT 1")
                self.assertEqual(refused.exception.args[0], "25P02")
                raise
        self.assertEqual(len(titles()), 2)

    def test_between_the_rows_of_a_server_side_cursor(self):
        Author.objects.bulk_create(Author(name=f"n{i}", country="c") for i in range(50))
        seen = 0
        for _author in Author.objects.iterator(chunk_size=10):
            seen += 1
            self.assertEqual(len(titles()), 2)
        self.assertEqual(seen, 52)

    def test_the_transaction_and_its_settings_are_what_they_were(self):
        asked = """SELECT txid_current_if_assigned(), current_setting('transaction_read_only'),
                          current_setting('TimeZone')"""
        with connection.cursor() as cursor:
            cursor.execute(asked)
            before = cursor.fetchone()
            counts()
            cursor.execute(asked)
            self.assertEqual(cursor.fetchone(), before)

    def test_queries_of_guests_are_not_counted_as_djangos(self):
        with self.assertNumQueries(0):
            counts()

    def test_a_database_that_this_test_did_not_ask_for(self):
        with self.assertRaisesRegex(AssertionError, "databases"), live("replica"):
            pass


class InASimpleTestCase(SimpleTestCase):
    def test_no_database_is_allowed(self):
        with self.assertRaisesRegex(AssertionError, "not allowed"), live():
            pass


class Committed(TransactionTestCase):
    def test_outside_of_a_transaction(self):
        fill()
        self.assertTrue(connection.get_autocommit())
        self.assertEqual(counts(), EXPECTED)

    def test_on_commit(self):
        seen = []
        with transaction.atomic():
            fill()
            transaction.on_commit(lambda: seen.append(counts()))
        self.assertEqual(seen, [EXPECTED])

    def test_server_side_cursors_with_hold(self):
        Author.objects.bulk_create(Author(name=f"n{i}", country="c") for i in range(50))
        self.assertEqual(sum(titles() == [] for _ in Author.objects.iterator(chunk_size=10)), 50)

    def test_autocommit_off(self):
        transaction.set_autocommit(False)
        try:
            fill()
            self.assertEqual(counts(), EXPECTED)
            transaction.rollback()
            self.assertEqual(titles(), [])
        finally:
            transaction.rollback()
            transaction.set_autocommit(True)

    def test_a_request_is_one_transaction(self):
        answer = self.client.get("/write-and-ride/").json()
        self.assertEqual(answer, {"cities": ["Aldermouth"], "in_atomic_block": True})
        with self.assertRaises(RuntimeError):
            self.client.get("/write-and-fail/")
        self.assertEqual(Publisher.objects.count(), 1)

    def test_one_lease_for_the_life_of_a_connection(self):
        token = ride_of(connection).lease.token
        for _ in range(3):
            with live() as guest:
                guest.execute(COUNTS).fetchall()
            with transaction.atomic():
                fill()
            self.assertEqual(ride_of(connection).lease.token, token)
        old = ride_of(connection).lease
        connections["default"].close()
        self.assertFalse(old.active)
        self.assertNotEqual(ride_of(connection).lease.token, token)
