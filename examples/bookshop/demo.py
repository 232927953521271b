"""What Pillion does, shown on the bookshop: first on an SQLite file, then on Django's connection.

Run by `./dev demo`, which builds the driver and says where it is (PILLION_LIBRARY, PILLION_COMMAND).
Every claim is checked; the first that does not hold ends the demo with exit status 1.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
WITH_POSTGRES = HERE.parent.parent / "tests" / "support" / "with-postgres"

PATH_QUERY = (
    "SELECT title, author__name, count(review) AS reviews, sum(sale__qty) AS sold "
    "FROM shop_book WHERE publisher__city = 'Elmford' ORDER BY sold DESC, title LIMIT 5"
)

# The same by hand, to check the answer.
BY_HAND = """
    SELECT b.title, a.name, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id),
           (SELECT sum(s.qty) FROM shop_sale s WHERE s.book_id = b.id) AS sold
    FROM shop_book b JOIN shop_author a ON a.id = b.author_id
    JOIN shop_publisher p ON p.id = b.publisher_id
    WHERE p.city = 'Elmford' ORDER BY sold DESC, title LIMIT 5
"""


def heading(text):
    print(f"\n{'=' * 96}\n{text}\n{'=' * 96}")


def say(text):
    print("\n" + textwrap.fill(" ".join(text.split()), 96))


def show(text):
    print(textwrap.indent(text.rstrip(), "    "))


def show_sql(text):
    show("\n".join(textwrap.wrap(" ".join(text.split()), 92, break_long_words=False)))


def check(claim, holds):
    print(f"  {'ok' if holds else 'FAILED'}: {claim}")
    if not holds:
        sys.exit(1)


def run(command, **options):
    ended = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if ended.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{ended.stdout}{ended.stderr}")
    return ended.stdout


def manage(*arguments, **environment):
    command = [sys.executable, str(HERE / "manage.py"), *arguments]
    return run(command, env={**os.environ, **environment})


# --- the SQLite file ------------------------------------------------------------------------------


def on_sqlite(directory):
    heading("1. A database file, a tool that knows nothing of it, and a query that names related data")
    file = directory / "bookshop.sqlite3"
    say("""Django makes the bookshop as an SQLite file and fills it with made-up books, authors, reviews
        and sales. No server is running.""")
    manage("migrate", "-v0", BOOKSHOP_SQLITE=str(file))
    show(manage("fill", BOOKSHOP_SQLITE=str(file)))

    say("The driver is registered in a directory of this demo's own; nothing on this machine changes.")
    (directory / "odbcinst.ini").write_text(f"[Pillion]\nDriver = {os.environ['PILLION_LIBRARY']}\n")
    (directory / "odbc.ini").write_text(f"[bookshop]\nDriver = Pillion\nSession = sqlite:{file}\n")
    show((directory / "odbcinst.ini").read_text() + (directory / "odbc.ini").read_text())

    say("""The query names the author of a book, its reviews and its sales as if they were columns. There
        is no JOIN in it and no GROUP BY:""")
    show_sql(PATH_QUERY)
    say("This is the SQL that it becomes:")
    become = run([os.environ["PILLION_COMMAND"], "rewrite", "--session", f"sqlite:{file}", PATH_QUERY])
    show_sql(become)
    check(
        "it was rewritten into plain SQL",
        "JOIN" in become.upper() and "author__name" not in become.split("AS")[0],
    )

    say("And this is unixODBC's own isql, which knows nothing of Pillion, asking it:")
    environment = {**os.environ, "ODBCSYSINI": str(directory), "ODBCINI": str(directory / "odbc.ini")}
    print("    $ isql -b -m40 bookshop")
    shown = run(["isql", "-b", "-m40", "bookshop"], input=PATH_QUERY + "\n", env=environment)
    show(shown)
    with sqlite3.connect(file) as connection:
        expected = [
            tuple("" if value is None else str(value) for value in row) for row in connection.execute(BY_HAND)
        ]
    rows = [
        tuple(cell.strip() for cell in line.split("|")[1:-1])
        for line in shown.splitlines()
        if line.startswith("|")
    ]
    check(
        "every cell is what a query written by hand against the file gives", expected and rows[1:] == expected
    )


# --- Django's own connection ----------------------------------------------------------------------


def on_django():
    heading("2. Django's own open connection, in the middle of its transaction")
    say("""A throw-away PostgreSQL was started for this. Django fills the bookshop there, and begins a
        transaction. In it, it writes a new book with its author, three reviews and two sales. Nothing
        of this is committed.""")
    os.environ["DJANGO_SETTINGS_MODULE"] = "bookshop.settings"
    sys.path.insert(0, str(HERE))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    show(manage("fill"))

    from django.db import transaction

    with transaction.atomic():
        pid = write_a_book()
        ride(pid)
        refuse_a_write()
        survive_an_error()
        still_alive()
    see_it_committed()


def write_a_book():
    import datetime

    from django.db import connection
    from shop.models import Author, Book, Publisher, Review, Sale, Store

    author = Author.objects.create(name="Orna Valdrin", country="Ardenia")
    book = Book.objects.create(
        title="The Pillion Rider",
        price="19.50",
        published=datetime.date(2024, 5, 1),
        publisher=Publisher.objects.first(),
        author=author,
    )
    for rating in (5, 4, 3):
        Review.objects.create(book=book, rating=rating, verified=True)
    for qty in (7, 5):
        Sale.objects.create(
            book=book, store=Store.objects.first(), qty=qty, sold_on=datetime.date(2024, 6, 1)
        )
    check("another connection does not see the book", seen_from_outside() == 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def seen_from_outside():
    import psycopg

    with psycopg.connect("") as other:
        return other.execute("SELECT count(*) FROM shop_book WHERE title = 'The Pillion Rider'").fetchone()[0]


def ride(pid):
    from shop.riding import live

    say("""Now pyodbc, an ODBC client, connects with the token that Django's connection was lent under. No
        connection is opened: it rides on Django's.""")
    query = (
        "SELECT title, author__name, count(review), avg(review__rating), sum(sale__qty) "
        "FROM shop_book WHERE title = ?"
    )
    show_sql(query)
    with live() as guest:
        same = guest.execute("SELECT pg_backend_pid()").fetchone()[0] == pid
        rows = guest.execute(query, "The Pillion Rider").fetchall()
    show("-> " + repr([tuple(row) for row in rows]))
    check(f"it is Django's own server session (process {pid})", same)
    check(
        "the guest sees the uncommitted book, with its author's name",
        len(rows) == 1 and rows[0][1] == "Orna Valdrin",
    )
    check(
        "three reviews, 4.0 on average, and 12 sold: neither relation multiplied the other",
        rows[0][2:] == (3, 4, 12),
    )


def refuse_a_write():
    import pyodbc
    from shop.riding import live

    say("The guest tries to write. It may not:")
    with live() as guest:
        try:
            guest.execute("UPDATE shop_book SET price = 0")
            state = "no error"
        except pyodbc.Error as error:
            state = error.args[0]
            show(f"UPDATE shop_book SET price = 0\n-> {error.args[1]}")
    check("refused with 25006, read-only transaction", state == "25006")


def survive_an_error():
    import pyodbc
    from shop.riding import live

    say("""The guest sends a query that fails in the server. On a shared connection that would be the end
        of the transaction: PostgreSQL refuses everything after an error.""")
    with live() as guest:
        try:
            guest.execute("SELECT title, 1 / (price - price) FROM shop_book")
            state = "no error"
        except pyodbc.Error as error:
            state = error.args[0]
            show(f"SELECT title, 1 / (price - price) FROM shop_book\n-> {error.args[1]}")
    check("the guest gets the error (22012)", state == "22012")


def still_alive():
    from django.db import connection
    from shop.models import Book

    say("And Django? It noticed nothing. Its transaction goes on, it writes once more, and it commits.")
    check("Django is in the same transaction", connection.in_atomic_block and not connection.needs_rollback)
    check("it can write", Book.objects.filter(title="The Pillion Rider").update(price="21.00") == 1)
    check("another connection still does not see the book", seen_from_outside() == 0)


def see_it_committed():
    check("after the commit another connection sees it: the row is there", seen_from_outside() == 1)


def main():
    started = time.monotonic()
    if sys.argv[1:] == ["--on-django"]:
        on_django()
        return
    with tempfile.TemporaryDirectory(prefix="pillion-demo.") as directory:
        on_sqlite(Path(directory))
    sys.stdout.flush()
    command = [str(WITH_POSTGRES), sys.executable, str(Path(__file__).resolve()), "--on-django"]
    status = subprocess.run(command, check=False).returncode
    if status != 0:
        sys.exit(status)
    say(f"All of it held. That took {time.monotonic() - started:.0f} seconds.")


if __name__ == "__main__":
    main()
