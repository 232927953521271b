"""`pillion schema` and `pillion paths`: what they print is whole, and of the form that it claims."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time

import pillion as package
import psycopg
import pytest
from odbc_client import OdbcClient
from oracle import Oracle

CHAIN = 1000


def pillion(*arguments):
    command = [os.environ["PILLION_COMMAND"], *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=50)
    assert done.returncode == 0
    return done.stdout


def schema(everything, form, *more):
    return pillion("schema", "--session", f"postgres:{everything}", "--format", form, *more)


@pytest.fixture(scope="module")
def oracle(host):
    return Oracle(host)


def test_as_a_table(everything, oracle):
    text = schema(everything, "table")
    blocks = text.rstrip("\n").split("\n\n")
    heads = {block.split(" (")[0]: block for block in blocks}
    assert {f"{row['TABLE_SCHEM']}.{row['TABLE_NAME']}" for row in oracle.tables()} <= set(heads)
    bay = heads["plant.bay"].splitlines()
    assert bay[0].startswith("plant.bay (table, about 50 rows")
    assert re.search(r"machine_id +integer +-> plant\.machine\.id", heads["plant.bay"])
    assert "  primary key (row_no, hall)" in bay and "  unique (alias)" in bay
    assert "  foreign key (hall, row_no) -> plant.bay (hall, row_no)" in heads["plant.repair"].splitlines()
    assert "(materialized view" in heads["plant.summary"] and "(foreign table" in heads["plant.far_away"]


def test_as_json(everything, oracle):
    tables = {
        (each["schema"], each["name"]): each for each in json.loads(schema(everything, "json"))["tables"]
    }
    expected: dict = {}
    for row in oracle.columns():
        expected.setdefault((row["TABLE_SCHEM"], row["TABLE_NAME"]), []).append(row)
    for place, columns in expected.items():
        assert [(c["name"], c["nullable"]) for c in tables[place]["columns"] if c["name"] != "short"] == [
            (c["COLUMN_NAME"], c["NULLABLE"] == 1) for c in columns if c["COLUMN_NAME"] != "short"
        ]
    for row in oracle.primary_keys():
        (key,) = [key for key in tables[row["TABLE_SCHEM"], row["TABLE_NAME"]]["keys"] if key["primary"]]
        assert key["columns"][row["KEY_SEQ"] - 1] == row["COLUMN_NAME"]
    for row in oracle.foreign_keys():
        table = tables[row["FKTABLE_SCHEM"], row["FKTABLE_NAME"]]
        (key,) = [key for key in table["foreign_keys"] if key["name"] == row["FK_NAME"]]
        assert key["columns"][row["KEY_SEQ"] - 1] == row["FKCOLUMN_NAME"]
        assert (key["schema"], key["table"]) == (row["PKTABLE_SCHEM"], row["PKTABLE_NAME"])


# The lines of Mermaid's entity relationship diagrams, from its manual's page of that name.
WORD = r"[A-Za-z_\u00c0-\uffff][\w\-\u00c0-\uffff]*"
MERMAID = re.compile(
    rf"erDiagram|  {WORD} \{{|    {WORD} {WORD}(?: (?:PK|FK)(?:, (?:PK|FK))*)?|  \}}"
    rf'|  (?P<to>{WORD}) (?:\|\||\|o)--(?:o\{{|o\|) (?P<of>{WORD}) : "[^"]*"'
)


def test_as_mermaid(everything, oracle):
    lines = schema(everything, "mermaid").splitlines()
    assert lines[0] == "erDiagram" and all(MERMAID.fullmatch(line) for line in lines[1:])
    entities = {line.strip(" {") for line in lines if line.endswith("{") and line.count(" ") == 3}
    edges = [match for line in lines if (match := MERMAID.fullmatch(line)) and match["of"]]
    assert {name for edge in edges for name in (edge["of"], edge["to"])} <= entities
    keys = {(row["FKTABLE_SCHEM"], row["FKTABLE_NAME"], row["FK_NAME"]) for row in oracle.foreign_keys()}
    assert len(edges) == len(keys)
    assert "plant_machine" in entities and "Depot_Part__x_" in entities


def test_as_dot(everything, oracle):
    """Graphviz itself lays it out: the same tables, the same keys."""
    text = schema(everything, "dot")
    done = subprocess.run(["dot", "-Tjson"], input=text, stdout=subprocess.PIPE, text=True, check=True)
    graph = json.loads(done.stdout)
    names = [node["name"] for node in graph["objects"]]
    assert {f"{row['TABLE_SCHEM']}.{row['TABLE_NAME']}" for row in oracle.tables()} <= set(names)
    edges = {(names[edge["tail"]], names[edge["head"]], edge["label"]) for edge in graph["edges"]}
    expected: dict = {}
    for row in oracle.foreign_keys():
        key = (
            row["FKTABLE_SCHEM"],
            row["FKTABLE_NAME"],
            row["PKTABLE_SCHEM"],
            row["PKTABLE_NAME"],
            row["FK_NAME"],
        )
        expected.setdefault(key, []).append((row["KEY_SEQ"], row["FKCOLUMN_NAME"]))
    assert edges == {
        (f"{key[0]}.{key[1]}", f"{key[2]}.{key[3]}", ", ".join(name for _, name in sorted(columns)))
        for key, columns in expected.items()
    }
    odd = next(node for node in graph["objects"] if node["name"] == "plant.machine")
    assert 'Odd "Name" é' in odd["label"].replace('\\"', '"')


def test_paths(everything):
    text = pillion("paths", "plant.bay", "--session", f"postgres:{everything}", "--depth", "2")
    assert re.search(r"^├── machine +to-one machine", text, re.M)
    assert re.search(r"repair +to-many repair", text)
    tree = json.loads(pillion("paths", "plant.bay", "-s", f"postgres:{everything}", "-d", "2", "-f", "json"))
    named = {each["name"]: each for each in tree}
    assert named["alias"]["type"] == "text"
    assert named["machine"]["kind"] == "to-one" and named["machine"]["table"] == "machine"
    assert {"label", "id"} <= {each["name"] for each in named["machine"]["paths"]}
    repair = next(each for each in tree if each.get("table") == "repair")
    assert repair["kind"] == "to-many"


def test_a_path_that_is_shown_can_be_written(everything, host):
    """Each to-one path of the tree, to a depth of two, as a query."""
    tree = json.loads(
        pillion("paths", "plant.repair", "-s", f"postgres:{everything}", "-d", "2", "-f", "json")
    )
    paths = []

    def walk(members, prefix):
        for each in members:
            if each.get("kind") == "to-one":
                walk(each["paths"], f"{prefix}{each['name']}__")
            elif "type" in each and prefix and re.fullmatch(r"[a-z_]+", each["name"]):
                paths.append(prefix + each["name"])

    walk(tree, "")
    assert len(paths) > 40
    with package.lend(host) as lease, OdbcClient(lease.connection_string) as guest:
        for path in paths:
            assert guest.query(f"SELECT {path} FROM plant.repair").rows == []


@pytest.fixture(scope="module")
def chain(server):
    with psycopg.connect("", autocommit=True) as connection:
        connection.execute("CREATE DATABASE chain")
    with psycopg.connect(dbname="chain", autocommit=True) as connection:
        for first in range(0, CHAIN, 250):
            connection.execute(
                f"""DO $$ BEGIN FOR i IN {first}..{first + 249} LOOP
                    EXECUTE format('CREATE TABLE link_%s (id int PRIMARY KEY%s)', i, CASE WHEN i > 0 THEN
                      format(', next_id int REFERENCES link_%s', i - 1) ELSE '' END);
                END LOOP; END $$"""
            )
    return "postgres:dbname=chain"


def test_a_chain_of_foreign_keys(chain):
    """1,000 tables long: nothing here recurses along it."""
    start = time.monotonic()
    tables = json.loads(pillion("schema", "-s", chain, "-f", "json"))["tables"]
    assert len(tables) == CHAIN and sum(len(table["foreign_keys"]) for table in tables) == CHAIN - 1
    tree = json.loads(pillion("paths", f"link_{CHAIN - 1}", "-s", chain, "-d", "5", "-f", "json"))
    depth = 0
    while tree:
        step = next((each for each in tree if each["name"] == "next"), None)
        tree, depth = (step["paths"], depth + 1) if step else (None, depth)
    assert depth == 5
    assert pillion("schema", "-s", chain, "-f", "mermaid").count("--o{") == CHAIN - 1
    assert time.monotonic() - start < 30


def test_a_path_along_the_chain(chain):
    """As long as the longest statement that a person would write."""
    path = "__".join(["next"] * 60)
    with (
        psycopg.connect(dbname="chain") as connection,
        package.lend(connection) as lease,
        OdbcClient(lease.connection_string) as guest,
    ):
        assert guest.query(f"SELECT {path}__id FROM link_{CHAIN - 1}").rows == []
