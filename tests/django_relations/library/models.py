"""Keys, their names, and measures."""

from django.contrib.auth.models import User
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models


class Measured(models.Model):
    class Meta:
        abstract = True

    class Pillion:
        measures = {"doubled": "2 * id"}


class Author(Measured):
    name = models.CharField(max_length=50)
    mentor = models.ForeignKey("self", models.SET_NULL, null=True, related_name="pupils")
    account = models.OneToOneField(User, models.SET_NULL, null=True, related_name="writes_as")


class Series(models.Model):
    code = models.CharField(max_length=10, unique=True)
    title = models.CharField(max_length=50, db_column="Full Title")

    class Meta:
        db_table = "old_series"


class Book(models.Model):
    title = models.CharField(max_length=50)
    price = models.IntegerField(db_column="cents")
    author = models.ForeignKey(Author, models.CASCADE, db_column="writer")
    editor = models.ForeignKey(
        Author, models.SET_NULL, null=True, related_name="edited", related_query_name="edited_book"
    )
    hidden_by = models.ForeignKey(Author, models.SET_NULL, null=True, related_name="+")
    series = models.ForeignKey(Series, models.SET_NULL, null=True, to_field="code")
    stray = models.ForeignKey(
        Author, models.DO_NOTHING, null=True, db_constraint=False, related_name="strays"
    )
    subjects = models.ManyToManyField("Subject", related_name="works")
    similar = models.ManyToManyField("self")
    notes = GenericRelation(
        "social.Note", content_type_field="kind", object_id_field="about", related_query_name="noted_book"
    )
    labels = GenericRelation("social.TextNote", related_query_name="labelled_book")

    class Pillion:
        measures = {
            "loans": "count(loan)",
            "earned": "sum(loan__fee)",
            "per_loan": "earned / nullif(loans, 0)",
            "noted": "count(notes)",
        }


class Subject(models.Model):
    label = models.CharField(max_length=50)
    wider = models.ManyToManyField("self", symmetrical=False, related_name="narrower")


class Loan(models.Model):
    book = models.ForeignKey(Book, models.CASCADE)
    fee = models.IntegerField()


class BestBook(Book):
    class Meta:
        proxy = True

    class Pillion:
        measures = {"best": "loans > 1"}
