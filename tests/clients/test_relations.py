"""Relations= and VirtualColumns= through pyodbc, and relations that a host hands over."""

from __future__ import annotations

import json
import os
import pathlib

import pillion
import pyodbc
import pytest
from pillion import toml

RELATIONS = """
[[relation]]
name = "writer"
from = "shop_book"
to = "shop_author"
columns = { author_id = "id" }

[[relation]]
name = "dearer"
from = "shop_book"
to = "shop_book"
many = true
on = "dearer.price > shop_book.price"

[column.shop_book]
released = "published"

[measure.shop_book]
avg_rating = "avg(review__rating)"
copies = "sum(sale__qty)"
revenue = "copies * price"
dearest = "max(price)"
"""
MEASURES = "SELECT title, avg_rating, revenue, writer__name, count(dearer) FROM shop_book ORDER BY released"


@pytest.fixture
def write(tmp_path):
    def write(text: str | bytes, name: str = "relations.toml") -> pathlib.Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def lease(host):
    with pillion.lend(host) as lease:
        yield lease


@pytest.fixture(params=["PostgreSQL", "SQLite"])
def target(request):
    """The connection string of a session on either database."""
    if request.param == "SQLite":
        return pillion.connection_string(f"sqlite:{request.getfixturevalue('sqlite_file')}")
    return request.getfixturevalue("lease").connection_string


def connect(target, path, more=""):
    return pyodbc.connect(f"{target};Relations={{{path}}};{more}")


def test_a_file_of_relations_and_measures(target, write):
    with connect(target, write(RELATIONS)) as guest:
        rows = guest.execute(MEASURES).fetchall()
        assert [column[0] for column in guest.execute(MEASURES).description][:3] == [
            "title",
            "avg_rating",
            "revenue",
        ]
    assert [(row[0], float(row[1] or 0), float(row[2] or 0), row[3], row[4]) for row in rows] == [
        ("The Quiet Harbour", 4.0, 150.0, "Ana Dra", 1),
        ("A Glass Garden", 4.0, 0, "Bo Fin", 2),
        ("Café ☕", 0, 211.75, "Bo Fin", 0),
    ]


def test_two_connections_with_different_files(target, write):
    one = connect(target, write('[measure.shop_book]\nx = "price"\n', "one.toml"))
    two = connect(target, write('[measure.shop_book]\nx = "id"\n', "two.toml"))
    none = pyodbc.connect(target)
    for _ in range(2):
        assert one.execute("SELECT sum(x) FROM shop_book").fetchval() == pytest.approx(50.75)
        assert two.execute("SELECT sum(x) FROM shop_book").fetchval() == 6
        with pytest.raises(pyodbc.ProgrammingError, match="42703"):
            none.execute("SELECT sum(x) FROM shop_book")
    for guest in (one, two, none):
        guest.close()


def relation(**keys):
    """A relation of stores, but for what is given; None leaves a key out."""
    all_keys = {"name": "x", "from": "shop_store", "to": "shop_store", "many": True, **keys}
    lines = [f"{key} = {toml.value(value)}" for key, value in all_keys.items() if value is not None]
    return "\n".join(["[[relation]]", *lines, ""])


AUTHOR = {"from": "shop_book", "to": "shop_author", "many": None}
WRONG = {
    # text: what the error says, with its line
    "[[relation]\n": "line 1: ",
    'x = """\n': "line 1: ",
    "[[relatoin]]\nname = 'x'\n": "line 1: there is no key relatoin in .* Did you mean relation",
    "[relation]\nname = 'x'\n": r"line 1: write \[\[relation\]\]",
    "[[relation]]\nnaem = 'x'\n": "line 2: there is no key naem in a relation: .* Did you mean name",
    relation(name=3): "line 2: .* text in quotes",
    relation(name=None, on="true"): "line 1: relation has no name",
    "\n" + relation(): "line 2: relation x has no condition",
    relation(**AUTHOR | {"from": "shop_bok"}, columns={"author_id": "id"}): (
        "line 1: relation x: there is no table shop_bok. Did you mean shop_book"
    ),
    relation(**AUTHOR, columns={"autor_id": "id"}): (
        "line 1: relation x: table shop_book has no column autor_id. Did you mean author_id"
    ),
    relation(columns={"id": "id"}, on="true"): "not both",
    relation(**{"from": "shop_author", "to": "shop_book", "many": None}, columns={"id": "author_id"}): (
        "line 1: relation x: nothing in the database says that it leads to one row .* many = true"
    ),
    relation(on="true", many=None): "nothing in the database says",
    relation(on="true") + relation(on="false"): "line 7: relation x: shop_store has a relation x already",
    relation(on="true", also=["x"]): "has a relation x already",
    relation(on="true", name="shop_store"): "both rows would be called shop_store",
    relation(on="x.city = "): "line 1: relation x: not one expression",
    relation(on="true), (SELECT 1"): "not one expression: its brackets do not match",
    relation(on="true; DROP TABLE x"): "not one expression: it has a semicolon",
    relation(on="true, true"): "not one expression: it is several",
    relation(on="SELECT true"): "not one expression: it is a query",
    relation(on="x.name = 'y"): "not one expression: a string",
    relation(on="x.id = ?"): "a parameter",
    relation(on="city = x.city"): "city is a column of both tables: write shop_store.city or x.city",
    relation(on="x.town = shop_store.city"): "table shop_store has no column or relation town",
    relation(**{"from": "shop_book"}, on="x.id = shop_book.author__id"): "shop_book.author__id is a path",
    relation(on="count(x.id) > 1"): "it aggregates",
    relation(through="shop_sale"): "write near",
    relation(near={"id": "id"}, on="true"): "without a junction",
    relation(through="shop_sale", near={"id": "store_id"}, far={"stor_id": "id"}): (
        "table shop_sale has no column stor_id. Did you mean store_id"
    ),
    "[measure.shop_book]\nx = 'price'\n\n[measure.shop_books]\nx = 'price'\n": (
        "line 5: measure x: there is no table shop_books. Did you mean shop_book"
    ),
    "[measure.shop_book]\nprice = 'id'\n": "line 2: measure price: shop_book has a column price",
    "[column.shop_book]\ntitle = 'id'\n": "line 2: column title: shop_book has a column title",
    "[column.shop_book]\nx = 'titel'\n": "table shop_book has no column titel. Did you mean title",
    "[column.shop_book]\nx = 'id'\n[measure.shop_book]\nx = 'id'\n": "line 4: .* declared already",
    "[measure.shop_book]\nx = 'id'\nx = 'id'\n": "line 3: ",
    "[measure.shop_book]\nx = 'y + 1'\ny = 'z'\nz = 'x'\n": "may not come round to itself",
    "[measure.shop_book]\nx = 'x + 1'\n": "may not come round to itself",
    "[measure.shop_book]\nx = 'sum(review__ratng)'\n": "line 2: measure x: .* Did you mean rating",
    "[measure.shop_book]\nx = 'review__rating'\n": "line 2: measure x: .* leads to many rows",
    "[measure.shop_book]\nx = 'nonsense(price)'\n": "line 2: measure x: .*nonsense",
    "[measure.shop_book]\nx = ''\n": "line 2: measure x is empty",
    "[measure]\nx = 'id'\n": r"line 2: measure x belongs to no table",
    "[measure.main.shop_book]\nx = 'id'\n": "in quotes",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_file_is_an_error_when_connecting(text, target, write):
    path = write(text)
    with pytest.raises(pyodbc.OperationalError, match=f"(?s)08001.*{WRONG[text]}") as caught:
        connect(target, path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        relation(on="x.id"),
        "[measure.shop_book]\nx = 'title + price'\n",
        "[measure.shop_book]\nx = 'price + 1'\ny = 'nonsense(x)'\n",
    ],
)
def test_what_only_the_server_finds_is_an_error_when_connecting(text, lease, write):
    with pytest.raises(
        pyodbc.OperationalError, match=r"(?s)relations.toml, line \d: (relation|measure) [xy]: "
    ):
        connect(lease.connection_string, write(text))


@pytest.mark.parametrize(
    "text",
    [
        "[measure.shop_book]\nx = 'pg_advisory_lock(id)'\n",
        "[measure.shop_book]\nx = \"query_to_xml('DELETE FROM shop_book', true, true, '')\"\n",
        relation(on="x.id = (SELECT pg_terminate_backend(1)::int)"),
        "[measure.shop_book]\nx = '(WITH gone AS (DELETE FROM shop_review RETURNING 1) SELECT 1)'\n",
    ],
)
def test_nothing_declared_gets_past_the_gate(text, target, write):
    with pytest.raises(pyodbc.OperationalError, match=r"08001.*line \d: .* x: "):
        connect(target, write(text))


def test_files_that_cannot_be_read(target, write, tmp_path):
    large = tmp_path / "large.toml"
    large.write_bytes(b"# " + b"x" * 10_000_000)
    os.mkfifo(tmp_path / "pipe")
    for path, why in {
        tmp_path / "absent.toml": "No such file",
        tmp_path: "it is not a file",
        tmp_path / "pipe": "it is not a file",
        "/dev/zero": "it is not a file",
        large: "10000002 bytes",
    }.items():
        with pytest.raises(pyodbc.OperationalError, match=f"08001.*cannot be read: .*{why}"):
            connect(target, path)
    with pytest.raises(pyodbc.OperationalError, match="08001"):
        connect(target, write(b"\xff\xfe\x00"))
    with pytest.raises(pyodbc.OperationalError, match="08001"):
        connect(target, write(b"x = " + b"[" * 100_000))


def test_a_file_of_a_megabyte_is_read(target, write):
    many = "".join(f"m{i} = 'price + {i} /* {'x' * 480} */'\n" for i in range(2000))
    with connect(target, write("[measure.shop_book]\n" + many)) as guest:
        assert guest.execute("SELECT m1999 FROM shop_book WHERE id = 1").fetchval() == pytest.approx(2011.5)


def test_measures_that_double(target, write):
    doubling = "m0 = 'price'\n" + "".join(f"m{i} = 'm{i - 1} + m{i - 1}'\n" for i in range(1, 40))
    with pytest.raises(pyodbc.OperationalError, match="too long when they are written out"):
        connect(target, write("[measure.shop_book]\n" + doubling))


def test_a_tool_that_only_knows_the_catalog(target, write):
    with connect(target, write(RELATIONS), "VirtualColumns=1") as tool:
        columns = tool.cursor().columns(table="shop_book").fetchall()
        names = [column.column_name for column in columns]
        assert names[:7] == ["id", "title", "price", "published", "publisher_id", "author_id", "editor_id"]
        # dearest groups, so it is no column of a row.
        assert names[7:] == ["released", "avg_rating", "copies", "revenue"]
        assert [column.ordinal_position for column in columns] == list(range(1, 12))
        listed = ", ".join(f'"{name}"' for name in names)
        cursor = tool.execute(f'SELECT {listed} FROM "shop_book" ORDER BY "id"')
        rows = cursor.fetchall()
        assert [column[0] for column in cursor.description] == names
        assert (float(rows[0].avg_rating), rows[0].copies, float(rows[0].revenue)) == (4, 12, 150)
        assert (
            tool.cursor().columns(table="shop_book", column="rev%").fetchall()[0].remarks == "copies * price"
        )
    with connect(target, write(RELATIONS)) as tool:
        assert len(tool.cursor().columns(table="shop_book").fetchall()) == 7


def test_measures_are_described_by_the_servers_own_types(lease, write):
    with connect(lease.connection_string, write(RELATIONS), "VirtualColumns=1") as tool:
        described = {c.column_name: c.type_name for c in tool.cursor().columns(table="shop_book")}
        assert described["released"] == described["published"] == "date"
        assert (described["avg_rating"], described["copies"]) == ("numeric", "bigint")
        for name, column in zip(described, tool.execute("SELECT * FROM shop_book").description):
            assert name == column[0]


def test_a_host_hands_its_relations_over(host, write):
    for given in (RELATIONS, write(RELATIONS)):
        with pillion.lend(host, relations=given) as lease, lease.connect() as guest:
            assert guest.execute("SELECT revenue FROM shop_book WHERE id = 1").fetchval() == 150


def test_what_the_database_does_not_have_is_left_out_of_a_hosts_relations(host):
    ahead = RELATIONS + "later = 'sum(not_yet__there)'\n[measure.not_there]\nx = '1'\n"
    with pillion.lend(host, relations=ahead) as lease, lease.connect() as guest:
        assert guest.execute("SELECT revenue FROM shop_book WHERE id = 1").fetchval() == 150
        with pytest.raises(pyodbc.ProgrammingError, match="later is declared, and cannot be used: .*not_yet"):
            guest.execute("SELECT later FROM shop_book")


def test_a_hosts_text_that_is_no_relations_file(host):
    lease = pillion.lend(host, relations="[[relation]\n")
    with pytest.raises(pyodbc.OperationalError, match="08001.*the host's relations, line 1"):
        lease.connect()
    lease.reclaim()
    with pytest.raises(ValueError, match="NUL"):
        pillion.lend(host, relations="a\0b")


def test_the_guests_own_file_counts_before_the_hosts(host, write):
    with pillion.lend(host, relations="[measure.shop_book]\nx = 'price'\ny = 'x'\n") as lease:
        path = write("[measure.shop_book]\nx = 'id'\n")
        with connect(lease.connection_string, path) as guest:
            assert tuple(guest.execute("SELECT sum(x), sum(y) FROM shop_book").fetchone()) == (6, 6)
        with lease.connect() as guest:
            assert guest.execute("SELECT sum(x) FROM shop_book").fetchval() == pytest.approx(50.75)


def test_connecting_without_a_file_still_sends_nothing(server, host):
    mark, backend = server.mark(), host.info.backend_pid
    with pillion.lend(host, relations=RELATIONS) as lease:
        lease.connect().close()
        assert server.statements(backend, mark) == []
        with lease.connect() as guest:
            guest.execute("SELECT 1").fetchval()
        assert not [text for text in server.statements(backend, mark) if "pg_class" in text]


def test_a_second_connection_with_the_same_file_only_asks_for_changes(server, host, write):
    path, visits = write(RELATIONS), []
    with pillion.lend(host) as lease:
        for _ in range(2):
            mark = server.mark()
            connect(lease.connection_string, path).close()
            sent = server.statements(host.info.backend_pid, mark)
            visits.append(sent.count("BEGIN READ ONLY NOT DEFERRABLE"))
    # What the schema is, the schema, and the declared things; then whether it is what it was.
    assert visits[0] >= 2 and visits[1] <= 1, visits


def test_the_schema_of_the_file_knows_its_keys():
    schema = json.loads((pathlib.Path(__file__).parents[2] / "docs" / "relations.schema.json").read_text())
    relation = schema["$defs"]["relation"]
    assert set(relation["properties"]) == {
        *("name", "also", "from", "to", "many", "trusted", "on", "columns", "through", "near", "far")
    }
    assert relation["additionalProperties"] is False and schema["additionalProperties"] is False
    assert set(schema["properties"]) == {"relation", "column", "measure"}
