"""A host at full speed beside eight guests: Django's ORM writes and reads, the guests read.

    soak.py [--seconds 60] [--driver psycopg|psycopg2] [--guests 8]

First the host works alone for a fifth of the time, then beside the guests. At the end every row that
was committed is there and no other, nobody had an error, and what the host could notice of its session
is as before. Prints what the host's transactions take, alone and beside guests.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "python"), str(ROOT / "tests" / "support"), str(ROOT / "tests" / "host")]

import psycopg  # noqa: E402
from fingerprint import in_the_process  # noqa: E402
from hosts import PsycopgHost  # noqa: E402
from servers import fresh_postgres  # noqa: E402

KINDS = ("psycopg", "psycopg2", "psycopg", "psycopg2", "psycopg", "psycopg2", "pyodbc", "pg8000")

# What a guest could have left behind, in an idle session.
ON_THE_SERVER = """
SELECT (SELECT string_agg(concat_ws('=', name, setting, source), E'\\n' ORDER BY name) FROM pg_settings),
       (SELECT string_agg(name, ',') FROM pg_prepared_statements),
       (SELECT string_agg(name, ',') FROM pg_cursors),
       (SELECT string_agg(concat_ws(' ', locktype, relation, objid, mode), ',' ORDER BY 1) FROM pg_locks
        WHERE pid = pg_backend_pid() AND locktype <> 'virtualxid'),
       (SELECT string_agg(channel, ',') FROM pg_listening_channels() AS channel),
       current_user, session_user, current_schemas(true)::text, pg_my_temp_schema(), pg_backend_pid()
"""


def set_django_up(driver: str) -> None:
    hidden = {"psycopg": "psycopg2", "psycopg2": "psycopg"}[driver]
    kept = sys.modules.pop(hidden, None)
    sys.modules[hidden] = None  # so that Django takes the other one
    import django
    from django.conf import settings

    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["PGDATABASE"],
        "USER": os.environ["PGUSER"],
        "HOST": os.environ["PGHOST"],
        "PORT": os.environ["PGPORT"],
    }
    settings.configure(DATABASES={"default": database}, INSTALLED_APPS=["pillion.django"], USE_TZ=True)
    django.setup()
    from django.db import connection

    assert connection.Database.__name__ == driver
    del sys.modules[hidden]
    if kept is not None:
        sys.modules[hidden] = kept


class Host:
    """Django on one connection: transactions that commit, in part or not at all."""

    def __init__(self) -> None:
        from django.db import connection, models, transaction

        class Entry(models.Model):
            number = models.IntegerField(unique=True)
            note = models.TextField()
            amount = models.DecimalField(max_digits=12, decimal_places=2)

            class Meta:
                app_label = "soak"

        self.connection, self.transaction, self.Entry = connection, transaction, Entry
        with connection.schema_editor() as editor:
            editor.create_model(Entry)
        self.committed: list[int] = []
        self.number = 0
        self.ways = (self.alone, self.in_a_block, self.in_part, self.not_at_all)

    def create(self) -> int:
        self.number += 1
        self.Entry.objects.create(
            number=self.number, note=f"note {self.number}", amount=self.number * Decimal("1.25")
        )
        return self.number

    def read_back(self, number: int) -> None:
        entry = self.Entry.objects.get(number=number)
        assert (entry.note, entry.amount) == (f"note {number}", number * Decimal("1.25"))

    def alone(self) -> None:
        number = self.create()
        self.committed.append(number)
        self.read_back(number)

    def in_a_block(self) -> None:
        with self.transaction.atomic():
            numbers = [self.create(), self.create()]
            self.read_back(numbers[0])
        self.committed += numbers

    def in_part(self) -> None:
        with self.transaction.atomic():
            kept = self.create()
            with contextlib.suppress(ZeroDivisionError), self.transaction.atomic():
                lost = self.create()
                raise ZeroDivisionError
            assert not self.Entry.objects.filter(number=lost).exists()
            self.read_back(kept)
        self.committed.append(kept)

    def not_at_all(self) -> None:
        with contextlib.suppress(ZeroDivisionError), self.transaction.atomic():
            self.read_back(self.create())
            raise ZeroDivisionError

    def work(self, seconds: float) -> list[float]:
        """Milliseconds of each transaction."""
        took = []
        end = time.perf_counter() + seconds
        while (start := time.perf_counter()) < end:
            self.ways[len(took) % len(self.ways)]()
            took.append((time.perf_counter() - start) * 1000)
        return took

    def fingerprint(self) -> dict:
        with self.connection.cursor() as cursor:
            cursor.execute(ON_THE_SERVER)
            found = dict(enumerate(cursor.fetchone()))
        raw = PsycopgHost()
        raw.connection = self.connection.connection
        return found | in_the_process(raw)


class Guests:
    def __init__(self, share, kinds: tuple[str, ...]) -> None:
        program = [sys.executable, str(Path(__file__).with_name("soak_guest.py"))]
        address = [share.directory, share.password, share.name]
        self.processes = [
            subprocess.Popen(
                [*program, kind, *address],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for kind in kinds
        ]

    def all_read(self) -> None:
        for process in self.processes:
            assert process.stdout.readline() == "reading\n", process.communicate()[1]

    def stop(self) -> int:
        """How many statements they ran; an assertion where one of them failed."""
        for process in self.processes:
            process.stdin.close()
            process.stdin = None
        outcomes = [process.communicate(timeout=120) for process in self.processes]
        failed = [said for process, (_, said) in zip(self.processes, outcomes) if process.returncode != 0]
        assert not failed, "\n".join(failed)
        return sum(int(count) for count, _ in outcomes)


def rows_elsewhere() -> list[int]:
    """The numbers that another session sees."""
    with psycopg.connect("") as other:
        rows = other.execute("SELECT number, note, amount FROM soak_entry ORDER BY number").fetchall()
    assert all(row[1:] == (f"note {row[0]}", row[0] * Decimal("1.25")) for row in rows)
    return [row[0] for row in rows]


def report(label: str, took: list[float], seconds: float) -> None:
    p99 = statistics.quantiles(took, n=100, method="inclusive")[-1]
    print(
        f"{label:<14} {len(took) / seconds:8.0f} transactions/s   median {statistics.median(took):7.3f} ms"
        f"   p99 {p99:8.3f} ms   worst {max(took):8.3f} ms"
    )


def soak(driver: str, seconds: float, kinds: tuple[str, ...]) -> None:
    import pillion

    set_django_up(driver)
    host = Host()
    host.work(0.2)
    before = host.fingerprint()
    alone = host.work(seconds / 5)
    with pillion.lend(host.connection) as lease, lease.share("soak") as share:
        guests = Guests(share, kinds)
        guests.all_read()
        beside = host.work(seconds)
        statements = guests.stop()
    after = host.fingerprint()
    changed = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    assert not changed, changed
    assert rows_elsewhere() == host.committed
    print(f"Django on {driver}, {len(kinds)} guests, {seconds:g} seconds")
    report("alone", alone, seconds / 5)
    report("beside guests", beside, seconds)
    print(f"{'guests':<14} {statements / seconds:8.0f} statements/s, and no error")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--driver", choices=["psycopg", "psycopg2"], default="psycopg")
    parser.add_argument("--guests", type=int, choices=range(1, len(KINDS) + 1), default=len(KINDS))
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        place = stack.enter_context(tempfile.TemporaryDirectory(prefix="soak"))
        os.environ["XDG_RUNTIME_DIR"] = place
        if "PILLION_PG_LOG" not in os.environ:
            stack.enter_context(fresh_postgres())
        soak(options.driver, options.seconds, KINDS[: options.guests])


if __name__ == "__main__":
    main()
