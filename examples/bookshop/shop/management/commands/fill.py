"""manage.py fill: puts made-up rows into an empty shop, the same ones every time."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from shop.made_up import COUNTRIES, COUNTS, REVIEWS, STORE_KINDS, TAGS, Maker
from shop.models import Author, Book, Publisher, Review, Sale, Store, Tag


class Command(BaseCommand):
    help = "Fills an empty shop with a few thousand made-up rows, the same ones every time."

    @transaction.atomic
    def handle(self, **options):
        if Book.objects.exists():
            raise CommandError("The shop has books already: fill is for an empty one.")
        made = fill(Maker())
        self.stdout.write(", ".join(f"{count} {name}" for name, count in made.items()))


def fill(maker):
    publishers = _save(
        Publisher, "publisher", lambda: {"name": f"{maker.name()} Press", "city": maker.city()}
    )
    authors = _authors(maker)
    books = _save(Book, "book", lambda: _book(maker, publishers, authors))
    tags = Tag.objects.bulk_create([Tag(label=label) for label in TAGS])
    pairs = [
        Book.tags.through(book=book, tag=tag)
        for book in books
        for tag in maker.random.sample(tags, maker.random.choice([0, 1, 2, 2, 3]))
    ]
    Book.tags.through.objects.bulk_create(pairs)
    _save(Review, "review", lambda: _review(maker, books))
    stores = _save(Store, "store", lambda: _store(maker))
    _save(Sale, "sale", lambda: _sale(maker, books, stores))
    return {**COUNTS, "tag": len(tags), "book_tags": len(pairs)}


def _save(model, name, values):
    return model.objects.bulk_create([model(**values()) for _ in range(COUNTS[name])])


def _authors(maker):
    authors = _save(
        Author, "author", lambda: {"name": maker.person(), "country": maker.random.choice(COUNTRIES)}
    )
    for younger, author in enumerate(authors[1:], 1):
        author.mentor = maker.maybe(authors[:younger], 0.4)
    Author.objects.bulk_update(authors, ["mentor"])
    return authors


def _book(maker, publishers, authors):
    return {
        "title": maker.title(),
        "price": maker.price(),
        "published": maker.day(1990, 2024),
        "publisher": maker.maybe(publishers, 0.95),
        "author": maker.random.choice(authors),
        "editor": maker.maybe(authors, 0.6),
    }


def _review(maker, books):
    return {
        "book": maker.random.choice(books),
        "rating": maker.random.randint(1, 5),
        "verified": maker.random.random() < 0.7,
        "body": maker.random.choice(REVIEWS),
    }


def _store(maker):
    city = maker.city()
    return {"name": f"{city} {maker.random.choice(STORE_KINDS)}", "city": city}


def _sale(maker, books, stores):
    return {
        "book": maker.random.choice(books),
        "store": maker.random.choice(stores),
        "qty": maker.random.randint(1, 12),
        "sold_on": maker.day(2023, 2024),
    }
