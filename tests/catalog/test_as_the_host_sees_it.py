"""The catalog is the host's own: its uncommitted changes, temporary tables, search path and role."""

from __future__ import annotations

import json
import os
import subprocess
import time

import pillion
import psycopg
import pytest
from odbc_client import OdbcClient


@pytest.fixture
def host(everything):
    with psycopg.connect(everything) as connection:
        yield connection


@pytest.fixture
def lease(host):
    with pillion.lend(host) as lent:
        yield lent


@pytest.fixture
def guest(lease):
    with OdbcClient(lease.connection_string) as client:
        yield client


def was_read(server, since):
    """Whether a snapshot was taken: the log has the whole query, in lines of its own."""
    with server.log.open() as log:
        log.seek(since)
        return "pg_catalog.pg_get_expr(d.adbin" in log.read()


def seen(guest):
    """What each function says of what the tests below make."""
    key = guest.call("SQLForeignKeys", None, None, None, None, "plant", "draft")
    return {
        "tables": guest.call("SQLTables", None, "plant", "draft%", None).column("TABLE_NAME"),
        "columns": guest.call("SQLColumns", None, "plant", "draft", None).column("COLUMN_NAME"),
        "keys": guest.call("SQLPrimaryKeys", None, "plant", "draft").column("PK_NAME"),
        "foreign keys": key.column("FK_NAME"),
        "indexes": guest.call("SQLStatistics", None, "plant", "draft", 1, 0).column("INDEX_NAME"),
        "functions": guest.call("SQLProcedures", None, "plant", "draft%").column("PROCEDURE_NAME"),
        "arguments": guest.call("SQLProcedureColumns", None, "plant", "draft%", None).column("COLUMN_NAME"),
        "rights": guest.call("SQLTablePrivileges", None, "plant", "draft").column("GRANTEE"),
        "comments": guest.call("SQLTables", None, "plant", "draft", None).column("REMARKS"),
    }


WHAT = "tables", "columns", "keys", "foreign keys", "indexes", "functions", "arguments", "rights", "comments"
NOTHING = {name: [] for name in WHAT}


def change(host, statement):
    """Within two milliseconds of a check of the schema the next one is left out (docs/reflection.md)."""
    host.execute(statement)
    time.sleep(0.005)


def test_uncommitted_changes_are_seen_and_gone_after_a_rollback(host, guest):
    assert seen(guest) == NOTHING
    host.execute("CREATE TABLE plant.draft (id int PRIMARY KEY, machine_id int REFERENCES plant.machine)")
    host.execute("CREATE INDEX draft_machine ON plant.draft (machine_id)")
    host.execute("CREATE FUNCTION plant.draft(n int) RETURNS int LANGUAGE sql AS 'SELECT n'")
    host.execute("GRANT SELECT ON plant.draft TO plant_reader")
    change(host, "COMMENT ON TABLE plant.draft IS 'not yet'")
    found = seen(guest)
    assert {name: set(values) for name, values in found.items()} == {
        "tables": {"draft"},
        "columns": {"id", "machine_id"},
        "keys": {"draft_pkey"},
        "foreign keys": {"draft_machine_id_fkey"},
        "indexes": {None, "draft_pkey", "draft_machine"},
        "functions": {"draft"},
        "arguments": {"n", ""},
        "rights": {"pillion", "plant_reader"},
        "comments": {"not yet"},
    }
    host.execute("SAVEPOINT here")
    change(host, "ALTER TABLE plant.draft ADD note text, DROP machine_id")
    assert seen(guest)["columns"] == ["id", "note"]
    change(host, "ROLLBACK TO here")
    assert seen(guest) == found
    change(host, "ROLLBACK")
    assert seen(guest) == NOTHING


def test_temporary_tables_are_the_sessions_own(host, guest, everything):
    change(host, "CREATE TEMP TABLE scratch (id int PRIMARY KEY)")
    (row,) = guest.call("SQLTables", None, None, "scratch", None).dicts()
    assert row["TABLE_TYPE"] == "LOCAL TEMPORARY"
    assert guest.call("SQLPrimaryKeys", None, None, "scratch").column("COLUMN_NAME") == ["id"]
    host.commit()
    with (
        psycopg.connect(everything) as other,
        pillion.lend(other) as lease,
        OdbcClient(lease.connection_string) as client,
    ):
        assert client.call("SQLTables", None, None, "scratch", None).rows == []


def test_the_search_path_finds_tables_named_without_a_schema(host, guest):
    host.execute('CREATE TABLE "Depot".bay (other int PRIMARY KEY)')

    def key_columns():
        return guest.call("SQLPrimaryKeys", None, None, "bay").column("COLUMN_NAME")

    change(host, "SET search_path = plant")
    assert key_columns() == ["row_no", "hall"]
    change(host, 'SET search_path = "Depot", plant')
    assert key_columns() == ["other"]
    change(host, "SET LOCAL search_path = plant")
    assert key_columns() == ["row_no", "hall"]


def test_what_another_session_commits_is_seen(host, guest, everything):
    assert guest.call("SQLTables", None, "plant", "elsewhere", None).rows == []
    host.rollback()
    with psycopg.connect(everything, autocommit=True) as other:
        other.execute("CREATE TABLE plant.elsewhere ()")
        try:
            guest.call("SQLTables", None, "plant", "elsewhere", None)
            # Others' changes are looked for again after ten times what looking took.
            for _ in range(200):
                if guest.call("SQLTables", None, "plant", "elsewhere", None).rows:
                    break
                host.execute("SELECT pg_sleep(0.01)")
                host.rollback()
            else:
                pytest.fail("the table is not seen")
        finally:
            other.execute("DROP TABLE plant.elsewhere")


def test_reflect_reads_the_schema_before_a_guest_comes(host, lease, server):
    since = server.mark()
    lease.reflect(anew=True)
    assert was_read(server, since)
    since = server.mark()
    with OdbcClient(lease.connection_string) as client:
        assert client.call("SQLTables", None, "plant", "bay", None).rows
    assert not was_read(server, since)


def test_lending_with_reflect(host, server):
    # Nobody else has read what this transaction sees.
    host.execute("CREATE TABLE plant.lent ()")
    since = server.mark()
    with pillion.lend(host, reflect=True) as lease:
        assert was_read(server, since)
        since = server.mark()
        with OdbcClient(lease.connection_string) as client:
            assert client.call("SQLColumns", None, "plant", "bay", None).rows
        assert not was_read(server, since)


def test_reflect_anew_reads_what_cannot_be_seen_to_have_changed(host, lease, guest, everything):
    host.autocommit = True
    host.execute("CREATE TABLE plant.counted AS SELECT 1 AS one")
    try:

        def estimate():
            return guest.call("SQLStatistics", None, "plant", "counted", 1, 0).column("CARDINALITY")

        assert estimate() == [None]
        host.execute("ANALYZE plant.counted")
        lease.reflect(anew=True)
        assert estimate() == ["1"]
    finally:
        host.execute("DROP TABLE plant.counted")


def test_a_load_that_fails_leaves_what_was_known(host, lease, guest):
    before = guest.call("SQLColumns", None, "plant", "bay", None).rows
    with pytest.raises(psycopg.Error):
        host.execute("SELECT nothing")
    with pytest.raises(pillion.SchemaError):
        lease.reflect(anew=True)
    host.rollback()
    assert guest.call("SQLColumns", None, "plant", "bay", None).rows == before
    assert guest.query("SELECT machine__label FROM plant.bay LIMIT 1").rows


def test_reflect_says_what_is_wrong(host, lease):
    lease.reclaim()
    with pytest.raises(pillion.Error, match="token"):
        lease.reflect()
    with pytest.raises(psycopg.Error):
        host.execute("SELECT nothing")
    with pytest.raises(pillion.SchemaError):
        pillion.lend(host, reflect=True)


def test_the_metadata_ttl(host, lease, server):
    """A snapshot that is too old is read again, whether or not it has changed."""
    with OdbcClient(lease.connection_string + ";MetadataTTL=1") as client:
        client.call("SQLTables", None, "plant", "bay", None)
        since = server.mark()
        client.call("SQLTables", None, "plant", "bay", None)
        assert not was_read(server, since)
        time.sleep(2.1)
        client.call("SQLTables", None, "plant", "bay", None)
        assert was_read(server, since)


def test_rights_are_those_of_the_role_that_guests_run_as(host, server):
    """The snapshot is read as the role, and so is not shared with leases of another one."""
    with pillion.lend(host, role="plant_reader") as lease, lease.share() as share:
        command = [os.environ["PILLION_COMMAND"], "schema", "--session", f"@{share.name}", "--format", "json"]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    tables = {(each["schema"], each["name"]): each for each in json.loads(done.stdout)["tables"]}
    unreadable = {
        name for (schema, name), each in tables.items() if schema == "plant" and not each["readable"]
    }
    readable = {name for (schema, name), each in tables.items() if schema == "plant" and each["readable"]}
    assert readable == {"machine", "bay", "repair"}
    assert "reading" in unreadable and "no_key" in unreadable
    assert not tables["Depot", 'Part "x"']["readable"]
