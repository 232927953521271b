"""Rows: with NULLs, with nothing related, with the same twice, and no two tables with one key."""

from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from ledger.models import Account, Audit, Entry
from library.models import Author, Book, Loan, Series, Subject
from places.models import Bookshop, Place, Shop, Visit

from .models import Club, Membership, Note, TextNote

OF_OTHERS = """
CREATE VIEW ledger_book_total AS
    SELECT b.id AS book_id, coalesce(sum(l.fee), 0)::int AS fees
    FROM library_book b LEFT JOIN library_loan l ON l.book_id = b.id GROUP BY b.id;
CREATE TABLE "Legacy Table" ("Nr" int PRIMARY KEY, "Book Nr" bigint);
INSERT INTO "Legacy Table" VALUES (1, 301), (2, 302), (3, NULL), (4, 301);
"""


def fill():
    with connection.cursor() as cursor:
        cursor.execute(OF_OTHERS)
    groups = [Group.objects.create(id=20 + i, name=f"group {i}") for i in range(3)]
    users = [User.objects.create(id=40 + i, username=f"user{i}") for i in range(4)]
    users[0].groups.set(groups[:2])
    users[1].groups.set(groups[1:2])
    authors = []
    for i in range(6):
        mentor = authors[i // 2 - 1] if i > 1 else None
        account = users[i] if i < 2 else None
        authors.append(Author.objects.create(id=101 + i, name=f"author {i}", mentor=mentor, account=account))
    series = [Series.objects.create(id=201 + i, code=f"S{i}", title=f"series {i}") for i in range(3)]
    subjects = [Subject.objects.create(id=251 + i, label=f"subject {i}") for i in range(4)]
    subjects[0].wider.set(subjects[1:3])
    subjects[1].wider.set(subjects[:1])
    books = []
    for i in range(8):
        books.append(
            Book.objects.create(
                id=301 + i,
                title=f"book {i}",
                price=100 * i,
                author=authors[i % 5],
                editor=authors[(i + 1) % 6] if i % 2 else None,
                hidden_by=authors[i % 3] if i % 3 else None,
                series=series[i % 2] if i < 5 else None,
                stray=authors[2] if i < 2 else None,
            )
        )
        books[i].subjects.set(subjects[: i % 4])
    books[0].similar.set([books[1], books[2]])
    for i in range(12):
        Loan.objects.create(id=401 + i, book=books[i * i % 7], fee=10 + i)
    places = [
        Place.objects.create(id=501 + i, name=f"place {i}", owner=authors[i] if i else None) for i in range(3)
    ]
    shops = [
        Shop.objects.create(
            id=511 + i,
            name=f"shop {i}",
            owner=authors[i],
            opened=1990 + i,
            window_id=books[i].id if i else None,
        )
        for i in range(3)
    ]
    bookshops = [
        Bookshop.objects.create(
            id=521 + i,
            name=f"bookshop {i}",
            owner=authors[3 - i] if i else None,
            opened=2000 + i,
            window_id=books[4].id,
            shelves=5 * i,
            neighbour=places[i] if i < 2 else None,
        )
        for i in range(3)
    ]
    everywhere = [*places, *shops, *bookshops]
    for i, place in enumerate(everywhere):
        place.themes.set(subjects[i % 4 : i % 4 + 2])
    for i in range(14):
        shop = [*shops, *bookshops][i % 6] if i % 3 else None
        Visit.objects.create(
            id=601 + i, place_id=everywhere[i % 8].pk, shop_id=shop and shop.pk, minutes=3 * i
        )
    accounts = [
        Account.objects.create(branch=1 + i % 2, number=701 + i, holder=f"holder {i}") for i in range(4)
    ]
    for i in range(7):
        account = accounts[i % 3]
        Entry.objects.create(id=721 + i, branch=account.branch, account_number=account.number, amount=i)
    for i in range(5):
        Audit.objects.create(id=741 + i, total_id=books[i].id, passed=i % 2 == 0)
    clubs = [Club.objects.create(id=801 + i, name=f"club {i}") for i in range(3)]
    for i in range(8):
        Membership.objects.create(
            id=821 + i,
            club=clubs[i % 2],
            member=authors[i % 3],
            invited_by=authors[5 - i % 4] if i % 2 else None,
            since=2000 + i,
        )
    kinds = {model: ContentType.objects.get_for_model(model) for model in (Book, Place, Author)}
    for i in range(12):
        # The same number means a book, a place or an author, by its kind.
        model = (Book, Place, Author)[i % 3]
        about = (books[i % 5], everywhere[i % 6], authors[i % 4])[i % 3]
        Note.objects.create(id=901 + i, text=f"note {i}", kind=kinds[model], about=about.pk)
        TextNote.objects.create(
            id=931 + i, text=f"label {i}", content_type=kinds[model], object_id=str(about.pk)
        )
    Note.objects.create(id=921, text="of another kind", kind=kinds[Author], about=books[0].pk)
