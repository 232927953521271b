"""What the Django app costs, in microseconds: run by bench/run.py in a process for each psycopg.

    django_app.py MODULE ROUNDS       MODULE: psycopg or psycopg2

Calls are paired: one of each kind in turn, in one process, on the same server; a figure is the median
of one kind less the median of the other. Prints the samples as JSON. What an ORM query pays is the time
of this thread on the processor: the server's part is the same, and its noise is a hundred times more.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

HIDDEN = {"psycopg": "psycopg2", "psycopg2": "psycopg"}
BY_KEY = "SELECT title, price FROM shop_book WHERE id = {}"


def set_up(module: str) -> None:
    """Two aliases of one database: "default" is lent, and "plain" is as if the app were not there."""
    sys.modules[HIDDEN[module]] = None  # type: ignore[assignment]  it cannot be imported
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "examples" / "bookshop"))
    import django
    from django.conf import settings

    server = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["PGDATABASE"],
        "CONN_MAX_AGE": None,
    }
    settings.configure(
        DATABASES={"default": server, "plain": dict(server)},
        INSTALLED_APPS=["shop", "pillion.django"],
        PILLION={"DATABASES": ["default"]},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from shop.models import Author, Book

    Book.objects.all().delete()
    author = Author.objects.create(name="Ana Dra", country="Ardenia")
    Book.objects.create(id=1, title="The Quiet Harbour", price=10, published="2024-01-01", author=author)


def paired(
    calls: dict[str, Callable[[], object]], rounds: int, clock: Callable[[], int] = time.perf_counter_ns
) -> dict[str, list[float]]:
    """Microseconds of each call; which comes first changes from round to round."""
    samples: dict[str, list[float]] = {name: [] for name in calls}
    order = list(calls.items())
    for number in range(rounds + rounds // 10):
        for name, call in order if number % 2 else reversed(order):
            start = clock()
            call()
            elapsed = clock() - start
            if number >= rounds // 10:  # after those to warm up
                samples[name].append(elapsed / 1000)
    return samples


def live_block(rounds: int) -> dict[str, list[float]]:
    """A warm live() block, the same query by Django's cursor, and by a guest that stays."""
    from django.db import connection
    from pillion.django import live

    by_marker, by_format = BY_KEY.format("?"), BY_KEY.format("%s")

    def ours() -> object:
        with live() as guest:
            return guest.execute(by_marker, 1).fetchone()

    def djangos() -> object:
        with connection.cursor() as cursor:
            cursor.execute(by_format, [1])
            return cursor.fetchone()

    with live() as kept:
        calls = {"live": ours, "cursor": djangos, "kept": lambda: kept.execute(by_marker, 1).fetchone()}
        return paired(calls, rounds)


def orm_query(rounds: int) -> dict[str, list[float]]:
    from shop.models import Book

    def get(alias: str) -> Callable[[], object]:
        books = Book.objects.using(alias)
        return lambda: books.get(pk=1)

    return paired({"installed": get("default"), "plain": get("plain")}, rounds, time.thread_time_ns)


def main() -> None:
    module, rounds = sys.argv[1], int(sys.argv[2])
    set_up(module)
    print(json.dumps({"live": live_block(rounds), "orm": orm_query(rounds)}))


if __name__ == "__main__":
    main()
