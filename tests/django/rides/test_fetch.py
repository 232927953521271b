"""fetch() and to_dataframe(): what the ORM wrote, extended by what it cannot say."""

import datetime
import decimal
import uuid

from django.db import NotSupportedError, ProgrammingError, connection
from django.db.models import Avg, Count, DateTimeField, DurationField, Q, UUIDField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, TruncMonth
from django.test import TestCase
from pillion.django import fetch, to_dataframe
from shop.models import Author, Book, Publisher, Review

from .shelf import fill


class Fetch(TestCase):
    def setUp(self):
        self.books = fill()

    def test_a_queryset_with_what_the_orm_cannot_say(self):
        books = Book.objects.filter(price__gt=10).order_by("title")
        books = books.annotate(
            reviews=RawSQL("count(review)", []),
            sold=RawSQL("sum(sale__qty)", []),
            writer=RawSQL("author__name", []),
        )
        rows = fetch(books.values_list("title", "reviews", "sold", "writer"))
        self.assertEqual(
            rows, [("A Glass Garden", 0, None, "Bo Fin"), ("The Quiet Harbour", 2, 12, "Ana Dra")]
        )
        self.assertEqual(rows[1].writer, "Ana Dra")

    def test_filters_and_order_over_such_an_annotation(self):
        books = Book.objects.annotate(n=RawSQL("count(review)", [])).order_by("-n")
        self.assertEqual([row.title for row in fetch(books)], ["The Quiet Harbour", "A Glass Garden"])
        self.assertEqual([row.title for row in fetch(books.filter(n__gte=1))], ["The Quiet Harbour"])
        self.assertEqual([row.n for row in fetch(books[:1])], [2])

    def test_parameters_of_the_annotation_and_of_the_filter(self):
        books = Book.objects.annotate(n=RawSQL("count(review) FILTER (WHERE review__rating > %s)", [4]))
        self.assertEqual([row.n for row in fetch(books.filter(title="The Quiet Harbour"))], [1])

    def test_dictionaries(self):
        self.assertEqual(
            fetch(Book.objects.order_by("title").values("title", "author__name"), as_dicts=True),
            list(Book.objects.order_by("title").values("title", "author__name")),
        )

    def test_the_same_rows_as_the_orms(self):
        """Of querysets that the ORM can run by itself."""
        month = Book.objects.annotate(month=TruncMonth("published")).values("month")
        querysets = [
            Book.objects.order_by("id").values(),
            Book.objects.order_by("id").values("title", "publisher__city"),
            month.annotate(n=Count("id"), mean=Avg("price")).order_by("month"),
            Book.objects.values("author__country").annotate(
                n=Count("review", filter=Q(review__rating__gt=3))
            ),
            Author.objects.filter(books__title__in=["A Glass Garden", "50% 'off'"]).values("name"),
            Book.objects.order_by("id").values("title", x=Value("who's? {d '2024-01-01'} 100%")),
            Book.objects.order_by("id").values(n=Coalesce("publisher_id", Value(0)), five=Value(5)),
            Book.objects.filter(title__contains="%").values("id"),
            Review.objects.filter(Q(rating=5) | Q(verified=False)).values("rating", "verified", "body"),
            Publisher.objects.none().values("id"),
            Book.objects.filter(id__in=[]).values("id"),
            Book.objects.order_by("id").values("id").union(Author.objects.order_by("id").values("id")),
        ]
        for number, queryset in enumerate(querysets):
            with self.subTest(number=number):
                self.assertEqual(fetch(queryset, as_dicts=True), list(queryset))

    def test_a_plain_queryset_has_its_columns(self):
        (row,) = fetch(Book.objects.filter(title="A Glass Garden").select_related("author"))
        self.assertEqual(row.author_id, self.books[1].author_id)
        self.assertEqual(row.price, decimal.Decimal("12.50"))
        self.assertEqual(row.published, datetime.date(2024, 6, 1))
        self.assertEqual(row._fields[0], "id")

    def test_values_read_as_the_orm_reads_them(self):
        values = {
            "moment": Cast(Value("2024-06-01 12:00:00.5+03"), DateTimeField()),
            "day": Cast(Value("3 days 00:00:01.5"), DurationField()),
            "key": Value(uuid.UUID(int=5), output_field=UUIDField()),
        }
        queryset = Book.objects.filter(title="A Glass Garden").values(**values)
        self.assertEqual(fetch(queryset, as_dicts=True), list(queryset))
        self.assertIsNotNone(fetch(queryset)[0].moment.tzinfo)

    def test_question_marks_that_are_operators(self):
        books = Book.objects.annotate(has=RawSQL("""'{"a?": 1}'::jsonb ? %s /* really? */""", ["a?"]))
        self.assertEqual([row.has for row in fetch(books)], [True, True])

    def test_plain_sql_with_markers(self):
        (row,) = fetch("SELECT title, count(review) AS n FROM shop_book WHERE title LIKE ?", "The%")
        self.assertEqual((row.title, row.n), ("The Quiet Harbour", 2))

    def test_names_that_are_no_identifiers(self):
        (row,) = fetch('SELECT 1 AS "class", 2 AS "a b", 3 AS ok')
        self.assertEqual((tuple(row), row.ok), ((1, 2, 3), 3))

    def test_errors_are_djangos(self):
        with self.assertRaisesRegex(ProgrammingError, "nonsense"):
            fetch(Book.objects.annotate(n=RawSQL("count(nonsense)", [])))
        self.assertEqual(Book.objects.count(), 2)

    def test_what_cannot_be_fetched(self):
        with self.assertRaisesRegex(TypeError, "queryset or SQL"):
            fetch(Book)
        with self.assertRaisesRegex(TypeError, "parameters"):
            fetch(Book.objects.all(), 5)

    def test_a_quote_stays_a_quote(self):
        for text in ["'; DROP TABLE shop_book; --", "\\'; SELECT 1; --", "a\\", "é ' \" $$ ?"]:
            Author.objects.create(name=text, country="c")
            self.assertEqual([row.name for row in fetch(Author.objects.filter(name=text))], [text])
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL standard_conforming_strings = off")
        for text in ["a\\", "\\'; SELECT 1; --"]:
            authors = Author.objects.filter(name=text)
            if connection.Database.__name__ == "psycopg2":
                with self.assertRaisesRegex(NotSupportedError, "standard_conforming_strings"):
                    fetch(authors)
            else:
                self.assertEqual([row.name for row in fetch(authors)], [text])

    def test_to_dataframe(self):
        books = Book.objects.annotate(n=RawSQL("count(review)", [])).order_by("title")
        frame = to_dataframe(books.values("title", "n"))
        self.assertEqual(list(frame.columns), ["title", "n"])
        self.assertEqual(frame["n"].tolist(), [0, 2])
        frame = to_dataframe("SELECT title, count(review) AS n FROM shop_book ORDER BY 1", index="title")
        self.assertEqual(frame.loc["The Quiet Harbour", "n"], 2)
