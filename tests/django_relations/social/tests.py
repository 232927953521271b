"""Every relation that the models have, in our SQL and in the ORM: the same rows.

The relations are found by walking `_meta`, so a new model is tested as soon as it is there.
"""

import io
from collections import Counter

import pyodbc
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, Sum
from django.db.models.expressions import RawSQL
from django.test import TestCase
from library.models import Author, BestBook, Book
from pillion.django import fetch, live
from pillion.django.relations import declared, relations_file
from pillion.django.riding import ride_of
from places.models import Bookshop, Place

from . import world
from .models import TextNote

# Keys to a row of any table: the ORM has no lookup for them.
GENERIC_KEYS = {"social.Note": "subject", "social.TextNote": "content_object"}


def models():
    return [
        model for model in apps.get_models(include_auto_created=True) if model._meta.app_label != "pillion"
    ]


def relations():
    """(model, name of the lookup, model at its end, whether many rows are there)"""
    for model in models():
        for field in model._meta.get_fields():
            if field.is_relation and field.name != GENERIC_KEYS.get(model._meta.label):
                many = bool(field.one_to_many or field.many_to_many)
                yield model, field.name, field.related_model, many


def key_columns(model):
    fields = getattr(model._meta, "pk_fields", [model._meta.pk])
    return [field.attname for field in fields]


def columns_at(model):
    """Columns to look at: the key, and one that tells more."""
    names = [field.attname for field in model._meta.concrete_fields if getattr(field, "column", None)]
    keys = key_columns(model)
    return [*keys, *[name for name in names if name not in keys][:3]]


def quoted(name):
    return connection.ops.quote_name(name)


def rows_of(sql):
    with live() as guest:
        return [tuple(row) for row in guest.execute(sql).fetchall()]


class EveryRelation(TestCase):
    maxDiff = None

    @classmethod
    def setUpTestData(cls):
        world.fill()

    def test_the_walk_finds_one_of_each_kind(self):
        found = list(relations())
        self.assertGreater(len(found), 90)
        self.assertGreaterEqual(len({model._meta.app_label for model, *_ in found}), 6)
        kinds = {
            (field.one_to_one, field.one_to_many, field.many_to_many, field.many_to_one, field.auto_created)
            for model, name, *_ in found
            for field in [model._meta.get_field(name)]
        }
        self.assertGreaterEqual(len(kinds), 7, kinds)

    def test_the_path_gives_the_rows_of_the_lookup(self):
        for model, name, target, many in relations():
            for column in columns_at(target):
                with self.subTest(model=model._meta.label, path=f"{name}__{column}"):
                    ours = rows_by_sql(model, name, column, many)
                    theirs = rows_by_orm(model, name, column)
                    self.assertEqual(as_texts(ours), as_texts(theirs))


def rows_by_orm(model, name, column):
    keys = key_columns(model)
    if (model, name) in [(Book, "labels"), (BestBook, "labels"), (TextNote, "labelled_book")]:
        return rows_of_text_notes(model, column)
    values = model._base_manager.values_list(*keys, f"{name}__{column}")
    return Counter(tuple(row) for row in values.order_by())


def rows_of_text_notes(model, column):
    """The ORM cannot join a key to a text, so this is done row by row."""
    notes = TextNote.objects.filter(content_type__app_label="library", content_type__model="book")
    pairs = [(Book.objects.get(pk=int(note.object_id)), note) for note in notes]
    if model is TextNote:
        found = {note.pk: getattr(book, column) for book, note in pairs}
        return Counter((note.pk, found.get(note.pk)) for note in TextNote.objects.all())
    labelled = Counter((book.pk, getattr(note, column)) for book, note in pairs)
    without = model._base_manager.exclude(pk__in=[book.pk for book, _ in pairs])
    return labelled + Counter((book.pk, None) for book in without)


def rows_by_sql(model, name, column, many):
    table = quoted(model._meta.db_table)
    path = f"{quoted(name)}.{quoted(column)}"
    keys = ", ".join(f"t.{quoted(key)}" for key in key_columns(model))
    if not many:
        return Counter(rows_of(f"SELECT {keys}, {path} FROM {table} t"))
    # A row for each related one, and one of NULLs where there is none, as the ORM joins.
    values = f"array_to_string(array_agg({path}), ',', '~')"
    found = Counter()
    for *key, listed, count in rows_of(f"SELECT {keys}, {values}, count({quoted(name)}) FROM {table} t"):
        found.update((*key, value) for value in (listed.split(",") if count else ["~"]))
    return found


def as_texts(rows):
    """Values as array_to_string writes them."""
    return Counter({tuple(map(as_text, row)): count for row, count in rows.items()})


def as_text(value):
    if isinstance(value, bool):
        return "t" if value else "f"
    return "~" if value is None else str(value)


class Names(TestCase):
    @classmethod
    def setUpTestData(cls):
        world.fill()

    def test_a_key_that_leads_nowhere_is_null_and_its_row_stays(self):
        Book.objects.filter(pk=304).update(stray_id=77777)
        ours = rows_of(
            "SELECT pk, stray_id, stray__id, stray__name FROM library_book WHERE pk IN (301, 304) ORDER BY pk"
        )
        self.assertEqual(ours, [(301, 103, 103, "author 2"), (304, 77777, None, None)])

    def test_what_django_calls_a_relation_besides(self):
        author, book = Author.objects.get(pk=102), Book.objects.get(pk=301)
        ours = rows_of("SELECT id, count(edited), count(edited_book) FROM library_author WHERE pk = 102")
        self.assertEqual(ours, [(102, author.edited.count(), author.edited.count())])
        ours = rows_of(
            "SELECT id, count(loan_set), count(loan), count(library_loan) FROM library_book WHERE pk = 301"
        )
        self.assertEqual(ours, [(301, *[book.loan_set.count()] * 3)])

    def test_column_names_are_the_fields(self):
        ours = rows_of("SELECT pk, price, author_id FROM library_book WHERE price > 100 ORDER BY price")
        theirs = Book.objects.filter(price__gt=100).order_by("price").values_list("pk", "price", "author_id")
        self.assertEqual(ours, list(theirs))

    def test_a_child_has_its_parents_columns(self):
        ours = rows_of("SELECT pk, name, opened, shelves, owner__name FROM places_bookshop")
        theirs = Bookshop.objects.values_list("pk", "name", "opened", "shelves", "owner__name")
        self.assertCountEqual(ours, list(theirs))


class Measures(TestCase):
    @classmethod
    def setUpTestData(cls):
        world.fill()

    def test_of_a_model(self):
        ours = rows_of(
            "SELECT title, loans, earned, per_loan FROM library_book WHERE loans > 0"
            " ORDER BY earned DESC, title"
        )
        books = Book.objects.annotate(n=Count("loan"), fees=Sum("loan__fee"))
        theirs = books.filter(n__gt=0).order_by("-fees", "title")
        self.assertEqual(ours, [(b.title, b.n, b.fees, b.fees // b.n) for b in theirs])

    def test_of_a_group(self):
        ours = rows_of(
            "SELECT author__name, loans, earned FROM library_book GROUP BY author__name"
            " HAVING loans > 1 ORDER BY earned"
        )
        books = Book.objects.values("author__name").annotate(n=Count("loan"), fees=Sum("loan__fee"))
        theirs = books.filter(n__gt=1).order_by("fees").values_list("author__name", "n", "fees")
        self.assertEqual(ours, list(theirs))

    def test_of_an_abstract_parent_a_concrete_one_a_proxy_and_another_app(self):
        self.assertEqual(rows_of("SELECT doubled FROM library_author WHERE id = 103"), [(206,)])
        ours = rows_of("SELECT pk, visits FROM places_bookshop")
        self.assertCountEqual(ours, [(b.pk, b.visit_set.count()) for b in Bookshop.objects.all()])
        best = rows_of("SELECT pk FROM library_book WHERE best")
        theirs = BestBook.objects.annotate(n=Count("loan")).filter(n__gt=1)
        self.assertCountEqual(best, [(b.pk,) for b in theirs])
        members = rows_of("SELECT name, members FROM auth_group ORDER BY name")
        self.assertEqual(members, [("group 0", 1), ("group 1", 2), ("group 2", 0)])

    def test_in_what_fetch_writes(self):
        books = Book.objects.filter(price__gt=100).order_by("id")
        with_loans = books.annotate(n=RawSQL("loans", [])).values("id", "n")
        self.assertEqual(
            [tuple(row) for row in fetch(with_loans)], [(b.pk, b.loan_set.count()) for b in books]
        )


class TheFile(TestCase):
    @classmethod
    def setUpTestData(cls):
        world.fill()

    def test_the_command_prints_what_is_declared(self):
        out = io.StringIO()
        call_command("pillion", "relations", stdout=out)
        self.assertEqual(out.getvalue(), declared())
        self.assertIn('name = "edited_book"', out.getvalue())
        self.assertIn("[measure.library_book]", out.getvalue())

    def test_it_is_a_pure_function_of_the_models(self):
        self.assertEqual(
            relations_file(
                apps.get_models(include_auto_created=True), {"auth.Group": {"members": 'count("user")'}}
            ),
            declared(),
        )
        with self.assertNumQueries(0):
            relations_file([Place, Book])

    def test_check_finds_nothing_where_all_is_there(self):
        out = io.StringIO()
        call_command("check", databases=["default"], stdout=out, stderr=out)
        self.assertIn("no issues", out.getvalue())

    def test_check_finds_what_the_database_does_not_have(self):
        with connection.cursor() as cursor:
            cursor.execute('DROP TABLE "Legacy Table"')
            cursor.execute(
                "ALTER TABLE library_series RENAME COLUMN code TO kode"
                if False
                else "ALTER TABLE old_series RENAME COLUMN code TO kode"
            )
        out = io.StringIO()
        call_command("check", databases=["default"], stdout=out, stderr=out)
        said = out.getvalue()
        self.assertIn("there is no table Legacy Table", said)
        self.assertIn("table old_series has no column code. Did you mean kode?", said)
        self.assertIn("pillion.W004", said)
        # Guests do without.
        self.assertEqual(len(rows_of("SELECT author__name FROM library_book")), Book.objects.count())
        with self.assertRaises(pyodbc.Error):
            rows_of("SELECT count(legacy) FROM library_book")

    def test_a_tool_that_only_knows_the_catalog_reads_measures(self):
        with_measures = ride_of(connection).connection_string + ";VirtualColumns=1"
        tool = pyodbc.connect(with_measures)
        try:
            columns = [row.column_name for row in tool.cursor().columns(table="library_book")]
            self.assertEqual(columns[0], "id")
            self.assertLessEqual(
                {"price", "pk", "loans", "earned", "per_loan", "noted", "best"}, set(columns)
            )
            listed = ", ".join(quoted(column) for column in columns)
            rows = tool.execute(f"SELECT {listed} FROM library_book ORDER BY id").fetchall()
            self.assertEqual(
                [row.loans for row in rows], [b.loan_set.count() for b in Book.objects.order_by("id")]
            )
        finally:
            tool.close()
