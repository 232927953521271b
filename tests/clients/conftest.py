"""A small shop with every common type, in SQLite and in PostgreSQL."""

from __future__ import annotations

import sqlite3

import pillion
import psycopg
import pyodbc
import pytest

# pyodbc's own pool would keep connections open behind the back of these tests.
pyodbc.pooling = False

SHOP = """
CREATE TABLE shop_publisher (id integer PRIMARY KEY, name varchar(100) NOT NULL, city varchar(60) NOT NULL);
CREATE TABLE shop_author (id integer PRIMARY KEY, name varchar(100) NOT NULL, country varchar(60) NOT NULL,
    mentor_id integer REFERENCES shop_author (id));
CREATE TABLE shop_book (id integer PRIMARY KEY, title varchar(200) NOT NULL, price numeric(8, 2) NOT NULL,
    published date NOT NULL, publisher_id integer REFERENCES shop_publisher (id),
    author_id integer NOT NULL REFERENCES shop_author (id), editor_id integer REFERENCES shop_author (id));
CREATE TABLE shop_review (id integer PRIMARY KEY, book_id integer NOT NULL REFERENCES shop_book (id),
    rating integer NOT NULL, verified boolean NOT NULL, body text NOT NULL);
CREATE TABLE shop_store (id integer PRIMARY KEY, name varchar(100) NOT NULL, city varchar(60) NOT NULL);
CREATE TABLE shop_sale (id integer PRIMARY KEY, book_id integer NOT NULL REFERENCES shop_book (id),
    store_id integer NOT NULL REFERENCES shop_store (id), qty integer NOT NULL, sold_on date NOT NULL);
INSERT INTO shop_publisher VALUES (1, 'Alba Press', 'Aldermouth'), (2, 'Corna Press', 'Dunford');
INSERT INTO shop_author VALUES (1, 'Ana Dra', 'Ardenia', NULL), (2, 'Bo Fin', 'Corvany', 1);
INSERT INTO shop_book VALUES
    (1, 'The Quiet Harbour', 12.50, '2001-02-03', 1, 1, 2),
    (2, 'A Glass Garden', 8.00, '2010-10-10', 2, 2, NULL),
    (3, 'Café ☕', 30.25, '2020-12-31', NULL, 2, 1);
INSERT INTO shop_review VALUES
    (1, 1, 5, true, 'Good on a train.'), (2, 1, 3, false, ''), (3, 2, 4, true, 'Déjà vu');
INSERT INTO shop_store VALUES (1, 'Elmbury Books', 'Elmbury');
INSERT INTO shop_sale VALUES (1, 1, 1, 3, '2024-01-01'), (2, 1, 1, 4, '2024-01-02'),
    (3, 1, 1, 5, '2024-01-03'), (4, 3, 1, 7, '2024-01-04');
"""


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("shop") / "shop.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.executescript(SHOP)
    connection.close()
    return path


@pytest.fixture(scope="session")
def shop_server(server):
    with psycopg.connect("", autocommit=True) as connection:
        connection.execute(SHOP)
        connection.execute("CREATE TYPE shop_level AS ENUM ('low', 'high')")
    return server


@pytest.fixture
def host(shop_server):
    """A psycopg 3 connection to the shop, for guests to ride on."""
    with psycopg.connect("", prepare_threshold=None) as connection:
        yield connection


@pytest.fixture
def guest(host):
    lease = pillion.lend(host)
    connection = lease.connect()
    yield connection
    connection.close()
    lease.reclaim()


@pytest.fixture
def sqlite_guest(sqlite_file):
    connection = pyodbc.connect(pillion.connection_string(f"sqlite:{sqlite_file}"))
    yield connection
    connection.close()


@pytest.fixture(params=["PostgreSQL", "SQLite"])
def shop(request):
    """A pyodbc connection to the shop, on either database."""
    return request.getfixturevalue("guest" if request.param == "PostgreSQL" else "sqlite_guest")
