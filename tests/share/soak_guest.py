"""A guest of the soak test, in a process of its own: reads as fast as it can, and checks what it reads.

    soak_guest.py KIND DIRECTORY PASSWORD NAME

KIND: psycopg, psycopg2, pg8000 or pyodbc. It reads until its standard input ends, then prints how many
statements it ran. What is wrong is an exception, and so an exit code.
"""

from __future__ import annotations

import random
import select
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2] / "python")]

# Each row tells by itself what it must be; a torn or foreign one would be counted.
WRONG_ROWS = "SELECT count(*) FROM soak_entry WHERE note <> 'note ' || number OR amount <> number * 1.25"
ONE_ROW = "SELECT number, note FROM soak_entry WHERE number = {}"
MANY_ROWS = "SELECT g, 'row ' || g FROM generate_series(1, 2000) g"
REFUSED = ["SELECT 1/0", "DELETE FROM soak_entry", "SELECT nonsense FROM soak_entry"]


def connect(kind: str, directory: str, password: str, name: str):
    address = {"host": directory, "port": 5432, "user": "soak", "dbname": name, "password": password}
    if kind == "psycopg":
        import psycopg

        return psycopg.connect(**address, autocommit=True)
    if kind == "psycopg2":
        import psycopg2

        return psycopg2.connect(**address)  # with the BEGIN and COMMIT of Python's DB API
    if kind == "pg8000":
        import pg8000.dbapi

        socket = f"{directory}/.s.PGSQL.5432"
        return pg8000.dbapi.connect("soak", unix_sock=socket, password=password, database=name)
    import pillion
    import pyodbc

    pyodbc.pooling = False
    return pyodbc.connect(pillion.connection_string(f"@{name}"))


class Reader:
    def __init__(self, connection) -> None:
        self.connection = connection
        self.cursor = connection.cursor()
        self.statements = 0

    def read(self, sql: str) -> list:
        self.cursor.execute(sql)
        self.statements += 1
        return [tuple(row) for row in self.cursor.fetchall()]

    def is_refused(self, sql: str) -> None:
        try:
            self.read(sql)
        except Exception as error:  # of four libraries: what each calls it is not the point
            self.statements += 1
            said = str(error)
            assert "zero" in said or "read" in said or "nonsense" in said, said
            self.connection.rollback()
        else:
            raise AssertionError(f"not refused: {sql}")

    def round(self, choice: random.Random) -> None:
        assert self.read(WRONG_ROWS) == [(0,)]
        number = choice.randrange(1, 1000)
        assert self.read(ONE_ROW.format(number)) in ([], [(number, f"note {number}")])
        if choice.random() < 0.05:
            rows = self.read(MANY_ROWS)
            assert len(rows) == 2000 and rows[-1] == (2000, "row 2000")
        if choice.random() < 0.05:
            self.is_refused(choice.choice(REFUSED))
        if choice.random() < 0.2:
            self.connection.commit()


def main(kind: str, directory: str, password: str, name: str) -> None:
    choice = random.Random(f"{kind} {name}")
    reader = Reader(connect(kind, directory, password, name))
    print("reading", flush=True)
    while not select.select([sys.stdin], [], [], 0)[0]:
        reader.round(choice)
    reader.connection.close()
    print(reader.statements, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
