"""Tables that Django did not make, and keys of several columns."""

from django.db import models
from library.models import Book


class Account(models.Model):
    pk = models.CompositePrimaryKey("branch", "number")
    branch = models.IntegerField()
    number = models.IntegerField()
    holder = models.CharField(max_length=50)


class Entry(models.Model):
    branch = models.IntegerField()
    account_number = models.IntegerField()
    amount = models.IntegerField()
    account = models.ForeignObject(
        Account,
        models.DO_NOTHING,
        from_fields=("branch", "account_number"),
        to_fields=("branch", "number"),
        related_name="entries",
    )


class BookTotal(models.Model):
    """A view."""

    book = models.OneToOneField(Book, models.DO_NOTHING, primary_key=True, related_name="total")
    fees = models.IntegerField()

    class Meta:
        managed = False
        db_table = "ledger_book_total"


class Audit(models.Model):
    total = models.ForeignKey(BookTotal, models.DO_NOTHING, db_constraint=False, related_name="audits")
    passed = models.BooleanField()


class Legacy(models.Model):
    """A table of somebody else's."""

    number = models.IntegerField(primary_key=True, db_column="Nr")
    book = models.ForeignKey(Book, models.DO_NOTHING, db_column="Book Nr", null=True)

    class Meta:
        managed = False
        db_table = "Legacy Table"
