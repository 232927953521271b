"""A Django TestCase stopped at a breakpoint: isql in another process sees its uncommitted rows."""

from __future__ import annotations

import os
import subprocess
import sys

import pillion
import pytest

# pdb waits on standard input at the line that stops, as in a terminal.
TEST = """
import django, os, pillion, unittest
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PGDATABASE"],
                           "USER": os.environ["PGUSER"], "HOST": os.environ["PGHOST"],
                           "PORT": os.environ["PGPORT"]}},
    INSTALLED_APPS=[], DEFAULT_AUTO_FIELD="django.db.models.AutoField")
django.setup()
from django.db import connection, models
from django.test import TestCase


class Author(models.Model):
    name = models.CharField(max_length=50)
    class Meta:
        app_label = "stopped"


class Book(models.Model):
    title = models.CharField(max_length=50)
    author = models.ForeignKey(Author, models.CASCADE)
    class Meta:
        app_label = "stopped"


class Stopped(TestCase):
    def test_books(self):
        with connection.schema_editor() as editor:
            editor.create_model(Author)
            editor.create_model(Book)
        ann = Author.objects.create(name="Ann")
        Book.objects.create(title="First", author=ann)
        Book.objects.create(title="Second", author=ann)
        with pillion.lend(connection) as lease, lease.share("stopped"):
            breakpoint()
            self.assertEqual(Book.objects.count(), 2)


unittest.main()
"""


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT title, author__name FROM stopped_book ORDER BY id", ["First", "Second", "Ann"]),
        ("SELECT name, count(stopped_book) AS books FROM stopped_author", ["Ann", "2"]),
    ],
)
def test_isql_beside_a_test_at_a_breakpoint(server, tmp_path, sql, expected):
    script = tmp_path / "stopped.py"
    script.write_text(TEST)
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as test:
        shown = ""
        while "breakpoint()" not in shown and "assertEqual" not in shown:
            line = test.stdout.readline()
            assert line, test.stderr.read()
            shown += line
        isql = subprocess.run(
            ["isql", "-b", "-v", "-k", pillion.connection_string("@stopped")],
            input=sql + "\n",
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert all(value in isql.stdout for value in expected), isql.stdout + isql.stderr
        _, errors = test.communicate("continue\n", timeout=60)
        assert test.returncode == 0, errors
