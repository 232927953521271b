"""manage.py pillion, and the system checks."""

import io
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest import mock

from django.core import checks
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.test import SimpleTestCase, TestCase, TransactionTestCase, override_settings
from pillion.django import share
from shop.models import Book, Publisher

from .shelf import fill


class Sql(TestCase):
    def sql(self, *arguments, **options):
        out, err = io.StringIO(), io.StringIO()
        call_command("pillion", "sql", *arguments, stdout=out, stderr=err, **options)
        return out.getvalue() + err.getvalue()

    def test_a_table_is_printed(self):
        fill()
        shown = self.sql("SELECT title, author__name AS author, count(review) AS n FROM shop_book ORDER BY 1")
        self.assertEqual(
            shown.splitlines(),
            [
                "title             | author  | n",
                "------------------+---------+--",
                "A Glass Garden    | Bo Fin  | 0",
                "The Quiet Harbour | Ana Dra | 2",
                "(2 rows)",
            ],
        )

    def test_parameters_and_the_limit(self):
        fill()
        self.assertIn("(1 row)", self.sql("SELECT title FROM shop_book WHERE title LIKE ?", "The%"))
        self.assertIn("more rows than 3", self.sql("SELECT generate_series(1, 5)", limit=3))
        self.assertIn("(5 rows)", self.sql("SELECT generate_series(1, 5)", limit=0))

    def test_values_of_all_widths(self):
        shown = self.sql("SELECT E'a\\nb' AS text, '日本' AS wide, NULL AS nothing, 1.50 AS number")
        self.assertEqual(shown.splitlines()[2], "a\\nb | 日本 |         |   1.50")

    def test_errors_are_told_and_nothing_more(self):
        with self.assertRaisesRegex(CommandError, "25006"):
            self.sql("DELETE FROM shop_book")
        with self.assertRaisesRegex(CommandError, "no database 'nowhere'"):
            self.sql("SELECT 1", database="nowhere")


class Sharing(TransactionTestCase):
    databases = {"default", "lite"}

    def test_another_process_sees_uncommitted_rows(self):
        with transaction.atomic(), share("django-test") as opened:
            fill()
            child = subprocess.run(
                [sys.executable, "-c", READ, opened.directory, opened.password],
                capture_output=True,
                text=True,
            )
            self.assertEqual(child.stdout.strip(), "2 The Quiet Harbour", child.stderr)

    def test_django_goes_on_while_guests_of_a_share_ride(self):
        fill()
        with share("django-busy") as opened:
            child = subprocess.Popen(
                [sys.executable, "-c", READ_ON, opened.directory, opened.password],
                stdout=subprocess.PIPE,
                stdin=subprocess.PIPE,
                text=True,
            )
            self.addCleanup(child.wait)
            self.addCleanup(child.kill)
            self.assertEqual(child.stdout.readline(), "riding\n")
            for number in range(50):
                Publisher.objects.create(name=f"p{number}", city="c")
                self.assertEqual(Book.objects.count(), 2)
                list(Publisher.objects.iterator(chunk_size=7))
            said, _ = child.communicate("stop\n", timeout=30)
            self.assertEqual(child.returncode, 0, said)
            self.assertGreater(int(said), 0)
        self.assertEqual(Publisher.objects.filter(city="c").count(), 50)

    def test_closing_the_connection_ends_the_share(self):
        opened = share("django-closed")
        self.assertTrue(Path(opened.directory).is_dir())
        connection.close()
        self.assertFalse(Path(opened.directory).is_dir())

    def test_the_command(self):
        manage = str(Path(sys.modules["__main__"].__file__).resolve())
        name = f"django-command-{os.getpid()}"
        child = subprocess.Popen(
            [sys.executable, "-u", manage, "pillion", "share", "--name", name],
            env={**os.environ, "PILLION_DJANGO_NAME": connection.settings_dict["NAME"]},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            lines = [child.stdout.readline() for _ in range(3)]
            self.assertIn(f"Shared as {name}", lines[0])
            self.assertIn('psql "host=', lines[1])
            child.send_signal(signal.SIGINT)
            self.assertEqual(child.wait(20), 0)
        finally:
            child.kill()
            child.stdout.close()

    def isql(self, sql, *arguments):
        manage = str(Path(sys.modules["__main__"].__file__).resolve())
        return subprocess.run(
            [sys.executable, manage, "pillion", "isql", *arguments],
            env={**os.environ, "PILLION_DJANGO_NAME": connection.settings_dict["NAME"]},
            input=sql,
            capture_output=True,
            text=True,
            timeout=30,
        )

    def test_isql(self):
        fill()
        done = self.isql("SELECT title, author__name FROM shop_book ORDER BY title\n", "--", "-b", "-d|")
        self.assertEqual(done.stdout.split("\n")[:2], ["A Glass Garden|Bo Fin", "The Quiet Harbour|Ana Dra"])
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_isql_on_an_sqlite_file(self):
        done = self.isql("SELECT 1 + 1\n", "--database", "lite", "--", "-b", "-d|")
        self.assertEqual((done.stdout.split(), done.returncode), (["2"], 0), done.stderr)

    def test_isql_tells_how_it_ended(self):
        with tempfile.TemporaryDirectory() as directory:
            Path(directory, "isql").write_text("#!/bin/sh\nexit 3\n")
            Path(directory, "isql").chmod(0o755)
            with (
                mock.patch.dict(os.environ, PATH=directory),
                self.assertRaisesRegex(CommandError, "status 3") as failed,
            ):
                call_command("pillion", "isql")
        self.assertEqual(failed.exception.returncode, 3)

    def test_without_isql(self):
        with (
            mock.patch("shutil.which", return_value=None),
            self.assertRaisesRegex(CommandError, "apt install unixodbc"),
        ):
            call_command("pillion", "isql")

    def test_an_sqlite_file_cannot_be_shared(self):
        with self.assertRaisesRegex(Exception, "Only PostgreSQL can be shared"):
            share(using="lite")


# A client that is no libpq would do as well; psycopg or psycopg2, whichever Django has.
CONNECT = """
import sys, os
sys.modules.update(dict.fromkeys(os.environ.get("PILLION_HIDE", "").split()))
try:
    import psycopg as module
except ImportError:
    import psycopg2 as module
guest = module.connect(host=sys.argv[1], port=5432, user="guest", dbname="any", password=sys.argv[2])
cursor = guest.cursor()
"""
READ = (
    CONNECT
    + """
cursor.execute("SELECT count(review), title FROM shop_book ORDER BY 1 DESC LIMIT 1")
print(*cursor.fetchone())
"""
)
READ_ON = (
    CONNECT
    + """
import select
print("riding", flush=True)
count = 0
while not select.select([sys.stdin], [], [], 0)[0]:
    cursor.execute("SELECT title, count(review) FROM shop_book")
    assert len(cursor.fetchall()) == 2
    count += 1
print(count)
"""
)


class Checks(SimpleTestCase):
    def ids(self):
        return [message.id for message in checks.run_checks() if message.id.startswith("pillion.")]

    def test_all_is_well(self):
        self.assertEqual(self.ids(), [])

    def test_every_message_has_a_hint(self):
        for wrong, expected in [
            ({"REFLCT": True}, ["pillion.E003"]),
            ([], ["pillion.E002"]),
            ({"LOCK_TIMEOUT": -1}, ["pillion.E004"]),
            ({"STATEMENT_TIMEOUT": "soon"}, ["pillion.E004"]),
            ({"DATABASES": ["default", "nowhere"]}, ["pillion.E005"]),
        ]:
            with self.subTest(wrong=wrong), override_settings(PILLION=wrong):
                messages = [m for m in checks.run_checks() if m.id.startswith("pillion.")]
                self.assertEqual([message.id for message in messages], expected)
                self.assertTrue(all(message.hint for message in messages))

    def test_a_library_that_is_not_there(self):
        import pillion
        from pillion.django import checks as ours

        with mock.patch.object(
            ours, "library", side_effect=pillion.LibraryError("libpillion.so was not found")
        ):
            self.assertEqual(self.ids(), ["pillion.E001"])

    def test_a_connection_factory_that_is_no_class(self):
        options = connections["default"].settings_dict["OPTIONS"]
        before = dict(options)
        options["connection_factory"] = lambda dsn, async_=0: None
        try:
            self.assertEqual(self.ids(), ["pillion.E006"])
        finally:
            options.clear()
            options.update(before)
