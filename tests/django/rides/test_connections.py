"""Several databases, CONN_MAX_AGE, health checks, loss and reconnect, threads, async, pools."""

import os
import threading
import unittest
from pathlib import Path
from unittest import mock

import django
import pyodbc
from asgiref.sync import async_to_sync, sync_to_async
from django.core.signals import request_finished, request_started
from django.db import DatabaseError, close_old_connections, connection, connections, router
from django.test import AsyncClient, TransactionTestCase, override_settings
from pillion.django import fetch, live, share
from pillion.django.riding import ride_of
from shop.models import Book, Publisher

from .shelf import COUNTS, EXPECTED, counts, fill, guest_pid, host_pid, titles


class ReadsFromTheReplica:
    def db_for_read(self, model, **hints):
        return "replica"

    def db_for_write(self, model, **hints):
        return "default"

    def allow_relation(self, *models, **hints):
        return True


class SeveralDatabases(TransactionTestCase):
    databases = {"default", "replica", "lite"}

    def test_each_guest_rides_on_its_own(self):
        fill("replica")
        self.assertEqual(counts("replica"), EXPECTED)
        self.assertEqual(counts("default"), [])
        self.assertEqual(guest_pid("replica"), host_pid("replica"))
        self.assertNotEqual(guest_pid("replica"), guest_pid("default"))

    def test_two_blocks_at_once(self):
        fill("replica")
        with live() as here, live("replica") as there:
            self.assertEqual(here.execute("SELECT count(*) FROM shop_book").fetchval(), 0)
            self.assertEqual(there.execute("SELECT count(*) FROM shop_book").fetchval(), 2)

    @override_settings(DATABASE_ROUTERS=[ReadsFromTheReplica()])
    def test_routers(self):
        fill("replica")
        self.assertEqual(len(fetch(Book.objects.all())), 2)
        self.assertEqual(fetch(Book.objects.using("default")), [])
        self.assertEqual(len(titles(router.db_for_read(Book))), 2)

    def test_an_sqlite_file_shows_what_is_committed(self):
        fill("lite")
        self.assertEqual(counts("lite"), EXPECTED)
        self.assertEqual(fetch(Book.objects.using("lite").filter(price__gt=100)), [])
        self.assertEqual(len(fetch(Book.objects.using("lite").filter(title__startswith="A"))), 1)

    @override_settings(PILLION={"DATABASES": ["default"]})
    def test_databases_that_are_not_lent(self):
        connections["replica"].close()
        with self.assertRaisesRegex(Exception, r'PILLION\["DATABASES"\]'), live("replica"):
            pass

    def test_an_unknown_alias(self):
        with self.assertRaises(django.db.utils.ConnectionDoesNotExist), live("nowhere"):
            pass


class Requests(TransactionTestCase):
    """request_finished closes what is too old; the test client keeps it from that."""

    def requests(self, count):
        tokens = []
        for _ in range(count):
            request_started.send(sender=type(self))
            tokens.append(ride_of(connection).lease.token)
            request_finished.send(sender=type(self))
        return tokens

    def test_conn_max_age_keeps_the_lease(self):
        tokens = self.requests(3)
        self.assertEqual(len(set(tokens)), 1)

    def test_without_conn_max_age_every_request_has_its_own(self):
        with mock.patch.dict(connection.settings_dict, CONN_MAX_AGE=0):
            connection.close()
            tokens = self.requests(3)
        self.assertEqual(len(set(tokens)), 3)

    def test_a_lost_connection_is_replaced_for_the_next_request(self):
        """Also where nobody but a guest saw the loss."""
        first = host_pid()
        lose_connection()
        with self.assertRaises(pyodbc.Error) as lost, live() as guest:
            guest.execute("SELECT 1")
        self.assertEqual(lost.exception.args[0], "08S01")
        with self.assertRaises((pyodbc.Error, DatabaseError)), live() as guest:
            guest.execute("SELECT 1")
        close_old_connections()
        self.assertNotEqual(guest_pid(), first)
        self.assertEqual(guest_pid(), host_pid())

    @unittest.skipIf(django.VERSION < (4, 1), "needs Django 4.1")
    def test_a_health_check_replaces_it_before_the_guest_comes(self):
        with mock.patch.dict(connection.settings_dict, CONN_HEALTH_CHECKS=True):
            connection.close()
            first = host_pid()
            lose_connection()
            request_started.send(sender=type(self))
            self.assertNotEqual(guest_pid(), first)

    def test_closing_ends_the_lease(self):
        with live() as guest:
            connection.close()
            with self.assertRaises(pyodbc.Error) as over:
                guest.execute("SELECT 1")
            self.assertEqual(over.exception.args[0], "08003")
        self.assertEqual(titles(), [])


def lose_connection():
    """As if the server had restarted: from another session, the default one is ended."""
    pid = host_pid()

    def end():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(%s, 5000)" if has_wait() else "SELECT pg_terminate_backend(%s)",
                [pid],
            )
        connection.close()

    in_thread(end)


def has_wait():
    return connection.pg_version >= 140000


def in_thread(function):
    """Runs it in a thread, with connections of its own; returns what it returns."""
    got = []

    def run():
        try:
            got.append(function())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    assert not thread.is_alive() and got, "the thread did not come to its end"
    return got[0]


class Threads(TransactionTestCase):
    def test_each_thread_rides_on_its_own_connection(self):
        here = guest_pid()
        there, same = in_thread(lambda: (guest_pid(), guest_pid() == host_pid()))
        self.assertNotEqual(here, there)
        self.assertTrue(same)

    def test_a_guest_in_another_thread_and_django_take_turns(self):
        fill()
        failures = []
        stop = threading.Event()

        def ride(guest):
            while not stop.is_set():
                try:
                    if [tuple(row) for row in guest.execute(COUNTS).fetchall()] != EXPECTED:
                        failures.append("rows")
                except pyodbc.Error as error:
                    failures.append(error)

        with live() as one, live() as two:
            threads = [threading.Thread(target=ride, args=[guest]) for guest in (one, two)]
            for thread in threads:
                thread.start()
            try:
                for number in range(30):
                    with django.db.transaction.atomic():
                        Publisher.objects.create(name=f"p{number}", city="c")
                        list(Publisher.objects.iterator(chunk_size=5))
            finally:
                stop.set()
                for thread in threads:
                    thread.join()
        self.assertEqual(failures, [])
        self.assertEqual(Publisher.objects.filter(city="c").count(), 30)

    def test_a_server_side_cursor_waits_for_a_guest_of_another_thread(self):
        """psycopg 3 would refuse it: it looks at libpq's pipeline mode before it takes its lock."""
        Publisher.objects.create(name="p", city="c")
        for _ in range(3):
            with live() as guest:
                thread = threading.Thread(target=guest.execute, args=["SELECT pg_sleep(0.3)"])
                thread.start()
                wait_until_active(connection)
                self.assertEqual([p.name for p in Publisher.objects.iterator()], ["p"])
                thread.join()

    def test_an_execute_wrapper_of_the_application_stays_its_own(self):
        connection.close()
        seen = []

        def note(execute, sql, params, many, context):
            seen.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            Book.objects.count()  # opens the connection inside of the block
        Book.objects.count()
        self.assertEqual(len([sql for sql in seen if "shop_book" in sql]), 1)

    def test_closing_while_a_guest_of_another_thread_rides(self):
        """psycopg's close() waits for nobody: the lease is reclaimed first."""
        for _ in range(5):
            ended = []
            with live() as guest:

                def sleep(guest=guest, ended=ended):
                    try:
                        guest.execute("SELECT pg_sleep(20)")
                    except pyodbc.Error as error:
                        ended.append(error.args[0])

                thread = threading.Thread(target=sleep)
                thread.start()
                wait_until_active(connection)
                connection.close()
                thread.join(10)
            self.assertIn(ended, [["08003"], ["57014"], ["HY008"]])

    def test_a_guest_does_not_outlive_its_block(self):
        with live() as guest:
            cursor = guest.execute("SELECT 1")
        for use in (guest.cursor, lambda: guest.execute("SELECT 1"), cursor.fetchone):
            with self.assertRaises(pyodbc.ProgrammingError):
                use()

    def test_what_a_block_changed_is_not_there_in_the_next(self):
        with live() as guest:
            guest.timeout = 7
            guest.add_output_converter(pyodbc.SQL_INTEGER, lambda value: "converted")
            self.assertEqual(guest.execute("SELECT 1").fetchval(), "converted")
        with live() as guest:
            self.assertEqual(guest.execute("SELECT 1").fetchval(), 1)
        with live() as guest:
            self.assertEqual(guest.timeout, 0)
            self.assertIsInstance(guest, pyodbc.Connection)


def wait_until_active(wrapper):
    active = 1  # PQTRANS_ACTIVE, in psycopg 2 and 3
    for _ in range(500):
        if wrapper.connection.info.transaction_status == active:
            return
        threading.Event().wait(0.01)
    raise AssertionError("the guest's statement did not begin")


class Asynchronous(TransactionTestCase):
    def test_through_sync_to_async(self):
        Publisher.objects.create(name="p", city="Aldermouth")
        self.assertEqual(self.get("/async/"), {"cities": ["Aldermouth"]})

    def test_in_the_event_loop_it_is_refused_as_djangos_own_queries_are(self):
        self.assertIn("async context", self.get("/async-unsafe/")["refused"])

    def get(self, path):
        async def get():
            return (await AsyncClient().get(path)).json()

        return async_to_sync(get)()

    def test_guests_of_many_tasks(self):
        import asyncio

        async def gather():
            return await asyncio.gather(*(sync_to_async(titles)() for _ in range(20)))

        fill()
        self.assertEqual(async_to_sync(gather)(), [["A Glass Garden", "The Quiet Harbour"]] * 20)


class Opening(TransactionTestCase):
    def test_a_connection_that_cannot_be_lent_is_djangos_all_the_same(self):
        connection.close()
        with (
            mock.patch("pillion.django.riding._lend", side_effect=RuntimeError("no")),
            self.assertLogs("pillion.django", "ERROR"),
        ):
            self.assertEqual(Book.objects.count(), 0)
        self.assertEqual(titles(), [])

    @override_settings(PILLION={"REFLECT": True})
    def test_the_schema_is_read_when_the_first_connection_opens(self):
        from pillion.django import riding

        riding._reflected.clear()
        connection.close()
        host_pid()
        self.assertIn("default", riding._reflected)
        self.assertEqual(titles(), [])

    @override_settings(PILLION={"ROLE": "pillion_reader", "STATEMENT_TIMEOUT": 0.2})
    def test_limits(self):
        with connection.cursor() as cursor:
            cursor.execute("DROP ROLE IF EXISTS pillion_reader")
            cursor.execute("CREATE ROLE pillion_reader")
        connection.close()
        with live() as guest:
            self.assertEqual(guest.execute("SELECT current_user").fetchval(), "pillion_reader")
            with self.assertRaises(pyodbc.Error) as late:
                guest.execute("SELECT pg_sleep(5)")
            self.assertIn(late.exception.args[0], ("57014", "HYT00"))
        connection.close()


@unittest.skipIf(django.VERSION < (5, 1), "needs Django 5.1")
@unittest.skipIf(connection.Database.__name__ == "psycopg2", "needs psycopg 3")
class Pool(TransactionTestCase):
    """OPTIONS["pool"]: a connection that Django closes goes back, and another thread may get it."""

    def setUp(self):
        connection.close()
        options = {**connection.settings_dict["OPTIONS"], "pool": {"min_size": 1, "max_size": 1}}
        pooled = mock.patch.dict(connection.settings_dict, OPTIONS=options, CONN_MAX_AGE=0)
        pooled.start()
        self.addCleanup(pooled.stop)
        self.addCleanup(connection.close_pool)
        self.addCleanup(connection.close)

    def token_and_pid(self):
        pid = guest_pid()
        self.assertEqual(pid, host_pid())
        return ride_of(connection).lease.token, pid

    def test_the_lease_stays_with_the_connection(self):
        first = self.token_and_pid()
        connection.close()
        self.assertEqual(in_thread(self.token_and_pid), first)
        self.assertEqual(self.token_and_pid(), first)

    def test_a_guest_of_the_former_holder_is_off(self):
        with live() as guest:
            self.assertEqual(guest.execute("SELECT 1").fetchval(), 1)
            connection.close()
            self.refused(guest)
            before = host_pid()  # borrowed again
            self.refused(guest)
        self.assertEqual(guest_pid(), before)

    def refused(self, guest):
        with self.assertRaises(pyodbc.Error) as refused:
            guest.execute("SELECT 1")
        self.assertEqual(refused.exception.args[0], "08003")

    def test_a_share_of_the_former_holder_ends(self):
        opened = share("django-pooled")
        connection.close()
        host_pid()
        self.assertFalse(Path(opened.directory).is_dir())


class Memory(TransactionTestCase):
    def test_it_does_not_grow(self):
        blocks = int(os.environ.get("PILLION_BLOCKS", "4000"))
        fill()

        def ride():
            with live() as guest:
                guest.execute(COUNTS).fetchall()

        for _ in range(500):
            ride()
        before = resident()
        for _ in range(blocks):
            ride()
        # AddressSanitizer keeps what is freed.
        allowed = 256 * 1024 if "libasan" in os.environ.get("LD_PRELOAD", "") else 512
        self.assertLess(resident() - before, allowed)


def resident():
    """Of this process, in KiB."""
    with Path("/proc/self/status").open() as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
