"""Run as a cell of the matrix: the packages and the server are those that the cell claims."""

import os
from pathlib import Path

import django
from django.db import connection
from django.test import TestCase

CELL = os.environ.get("PILLION_CELL")

if CELL is not None:

    class Cell(TestCase):
        def setUp(self):
            self.django, self.driver, self.server = CELL.split("|")

        def test_django(self):
            self.assertEqual(django.get_version(), self.django)

        def test_the_server(self):
            with connection.cursor() as cursor:
                cursor.execute("SHOW server_version_num")
                self.assertEqual(int(cursor.fetchone()[0]) // 10000, int(self.server))

        def test_the_driver(self):
            self.assertEqual(built(connection.Database), self.driver)


def built(psycopg):
    if psycopg.__name__ == "psycopg2":
        # The wheel brings its libpq in a folder beside it.
        is_wheel = (Path(psycopg.__file__).parents[1] / "psycopg2_binary.libs").is_dir()
        return "psycopg2-binary" if is_wheel else "psycopg2, from source"
    implementation = psycopg.pq.__impl__
    return f"psycopg 3, {'pure Python' if implementation == 'python' else implementation}"
