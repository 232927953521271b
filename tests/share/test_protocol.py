"""Messages that no library sends: what is refused, who is dropped, and that the host notices nothing."""

from __future__ import annotations

import struct

import psycopg
import pytest
import wire
from wire import SYNC, Wire

BOOKS = "SELECT count(*) FROM share_book"
GOOD = wire.query("SELECT 1")
# What a guest could change of the host's session, and must not.
SESSION = """
SELECT (SELECT string_agg(concat_ws('=', name, setting), E'\\n' ORDER BY name) FROM pg_settings),
       (SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_cursors),
       (SELECT string_agg(concat_ws(' ', locktype, relation, objid, mode), ',' ORDER BY 1) FROM pg_locks
        WHERE pid = pg_backend_pid()),
       (SELECT count(*) FROM pg_listening_channels()), pg_current_xact_id_if_assigned()::text,
       current_user, session_user, current_schemas(true)::text, pg_my_temp_schema()
"""


@pytest.fixture
def unharmed(host, share):
    """After the test the host's session is what it was, and a new guest is served."""
    before = host.execute(SESSION).fetchone()
    yield
    assert host.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS
    assert host.execute(SESSION).fetchone() == before
    with psycopg.connect(share.conninfo, autocommit=True) as guest:
        assert guest.execute(BOOKS).fetchone() == (3,)


pytestmark = pytest.mark.usefixtures("unharmed")


@pytest.mark.parametrize(
    "settings",
    [
        {"replication": "true"},
        {"replication": "database"},
        {"options": "-c role=postgres"},
        {"options": "-crole=postgres"},
        {"options": "--role=postgres"},
        {"options": "-c session_authorization=postgres"},
        {"options": "-c transaction_read_only=off"},
        {"options": "-c session_replication_role=replica"},
        {"options": "-c log_statement=none"},
        {"options": "-c row_security=off"},
        {"options": "-c shared_preload_libraries=x"},
        {"options": "-P -D /tmp"},
        {"options": "-c"},
        {"role": "postgres"},
        {"work_mem": "1GB"},
        {"DateStyle": "no such style"},
        {"TimeZone": "'; DELETE FROM share_book; --"},
        {"search_path": "x', true), pg_catalog.set_config('work_mem', '1GB"},
        {"client_encoding": "LATIN1"},
    ],
    ids=str,
)
def test_what_a_startup_packet_may_not_ask(share, settings):
    with Wire(share, let_in=False) as guest:
        guest.send(wire.startup(**settings))
        said = guest.replies(b"R")
        if said == "R":
            guest.send(wire.message(b"p", share.password.encode() + b"\0"))
            said = guest.replies()
        if said.endswith("Z"):  # let in: what it asked for is a value of its own, not a command
            assert "search_path" in settings, said
            assert guest.ask(wire.query("SHOW work_mem")) == "TDCZ"
        else:
            assert "E(" in said and said.endswith("-gone"), said


def test_a_name_at_startup_is_no_role(host, share):
    expected = host.execute("SELECT current_user, current_database()").fetchone()
    with psycopg.connect(
        host=share.directory, user="postgres", dbname="template1", password=share.password
    ) as guest:
        assert guest.execute("SELECT current_user, current_database()").fetchone() == expected


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (wire.message(b"F", struct.pack("!IHHH", 1, 0, 0, 0)), "E(0A000)Z"),  # FunctionCall
        (wire.message(b"d", b"row\n") + wire.message(b"c") + GOOD, "TDCZ"),  # a COPY that is not
        (wire.message(b"f", b"why\0") + GOOD, "TDCZ"),
        (wire.message(b"p", b"again\0") + GOOD, "TDCZ"),  # a password, again
        (wire.query("COPY share_book TO STDOUT"), "E(25006)Z"),
        (wire.query("COPY (SELECT 1) TO STDOUT"), "E(25006)Z"),
        (wire.query("SELECT 1; DELETE FROM share_book; SELECT 2"), "TDCE(25006)Z"),
        (wire.query("COMMIT; DELETE FROM share_book"), "NCE(25006)Z"),
        (wire.query("BEGIN READ WRITE; DELETE FROM share_book"), "NCE(25006)Z"),
        (wire.query("SET TRANSACTION READ WRITE; DELETE FROM share_book"), "NCE(25006)Z"),
        (wire.parse("SELECT 1; SELECT 2") + SYNC, "E(42601)Z"),
        (wire.parse("DELETE FROM share_book") + SYNC, "E(25006)Z"),
        (wire.parse("SELECT 1; COMMIT") + SYNC, "E(42601)Z"),
        (wire.parse("DELETE FROM share_book") + wire.bind() + wire.execute() + SYNC, "E(25006)Z"),
        (wire.parse("COMMIT") + wire.bind() + wire.execute() + SYNC, "12NCZ"),
        (wire.parse("SELECT $1::int", types=(23,)) + wire.bind() + wire.execute() + SYNC, "12E(08P01)Z"),
        (
            wire.parse("SELECT $1::int") + wire.bind((b"\0\0\0\1",), formats=(1,)) + wire.execute() + SYNC,
            "12DCZ",
        ),
        (
            wire.parse("SELECT $1::int") + wire.bind((b"\0",), formats=(1,)) + wire.execute() + SYNC,
            "12E(08P01)Z",
        ),
        (
            wire.parse("SELECT $1::text")
            + wire.bind((b"'); DELETE FROM share_book; --",))
            + wire.execute()
            + SYNC,
            "12DCZ",
        ),
        (wire.parse("SELECT $1::text") + wire.bind((b"a\0b",)) + wire.execute() + SYNC, "12E(22021)Z"),
        (wire.bind(name="none") + SYNC, "E(26000)Z"),
        (wire.execute("none") + SYNC, "E(34000)Z"),
        (wire.describe(b"S", "none") + SYNC, "E(26000)Z"),
        (wire.describe(b"P", "none") + SYNC, "E(34000)Z"),
        (wire.close(b"S", "none") + wire.close(b"P", "none") + SYNC, "33Z"),
        (wire.parse("SELECT 1") + wire.bind(results=(0, 0)) + wire.describe() + SYNC, "12E(08P01)Z"),
        (wire.parse("SELECT 1") + wire.bind(results=(0, 1)) + wire.execute() + SYNC, "12E(08P01)Z"),
        (SYNC * 3, "Z"),
        (wire.FLUSH + SYNC, "Z"),
    ],
)
def test_what_a_message_gets(share, sent, said):
    with Wire(share) as guest:
        guest.replies()
        assert guest.ask(sent) == said


def test_a_portal_does_not_outlive_its_transaction(share):
    with Wire(share) as guest:
        guest.replies()
        opened = wire.parse("SELECT g FROM generate_series(1, 9) g") + wire.bind(portal="p")
        assert guest.ask(opened + wire.execute("p", 2) + SYNC) == "12DDsZ"
        assert guest.ask(wire.execute("p", 2) + SYNC) == "E(34000)Z"  # Sync was its transaction's end
        assert guest.ask(wire.query("BEGIN")) == "NCZ"
        assert guest.ask(opened + wire.execute("p", 2) + SYNC) == "12DDsZ"
        assert guest.ask(wire.execute("p", 2) + SYNC) == "DDsZ"
        assert guest.ask(wire.query("ROLLBACK")) == "NCZ"
        assert guest.ask(wire.execute("p", 2) + SYNC) == "E(34000)Z"


def test_a_prepared_statement_is_judged_again_by_no_trick(share):
    """A statement prepared under one search path runs under another."""
    with Wire(share) as guest:
        guest.replies()
        assert guest.ask(wire.parse("SELECT count(*) FROM share_book", "s") + SYNC) == "1Z"
        assert guest.ask(wire.query("SET search_path = pg_catalog")) == "CZ"
        assert guest.ask(wire.bind(name="s") + wire.execute() + SYNC) == "2E(42P01)Z"
        assert guest.ask(wire.query("RESET search_path")) == "CZ"
        assert guest.ask(wire.bind(name="s") + wire.execute() + SYNC) == "2DCZ"


def _of_length(kind: bytes, length: int) -> bytes:
    return kind + struct.pack("!I", length & 0xFFFFFFFF)


@pytest.mark.parametrize(
    ("sent", "state"),
    [
        (b"\0\0\0\0\0", "08P01"),
        (_of_length(b"Q", 0), "08P01"),
        (_of_length(b"Q", 3), "08P01"),
        (_of_length(b"Q", -1), "54000"),
        (_of_length(b"Q", 0x7FFFFFFF), "54000"),
        (_of_length(b"P", (16 << 20) + 1), "54000"),
        (_of_length(b"S", 20_000), "54000"),
        (_of_length(b"p", 20_000), "54000"),
        (wire.message(b"S", b"more"), "08P01"),
        (wire.message(b"Q", b"no end"), "08P01"),
        (wire.message(b"Q", b"SELECT 1\0DELETE FROM share_book\0"), "08P01"),
        (wire.message(b"P", b"s\0SELECT 1\0\0\5"), "08P01"),
        (wire.message(b"B", b"\0\0\0\1\0\7"), "08P01"),
        (wire.message(b"B", b"\0\0\0\0\xff\xff"), "08P01"),
        (wire.message(b"B", b"\0\0\0\0\0\1\x7f\xff\xff\xff"), "08P01"),
        (wire.message(b"D", b"X\0"), "08P01"),
        (wire.message(b"E", b"p\0\0"), "08P01"),
        (wire.message(b"Z", b"I"), "08P01"),
        (wire.message(b"v"), "08P01"),
        (wire.startup(), "08P01"),
        (b"GET / HTTP/1.1\r\n\r\n", "08P01"),
    ],
)
def test_who_does_not_keep_to_the_protocol_is_dropped(share, sent, state):
    with Wire(share) as guest:
        guest.replies()
        guest.send(sent)
        assert guest.replies() == f"E({state})-gone"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (struct.pack("!I", 10_001), "E(54000)-gone"),
        (struct.pack("!I", 3), "E(08P01)-gone"),
        (struct.pack("!I", 0xFFFFFFFF), "E(54000)-gone"),
        (wire.first(2 << 16), "E(0A000)-gone"),
        (wire.first(4 << 16), "E(0A000)-gone"),
        (wire.first(wire.PROTOCOL, b"user\0me"), "E(08P01)-gone"),
        (wire.startup() + wire.message(b"Q", b"SELECT 1\0"), "RE(54000)-gone"),
        (wire.startup() + wire.message(b"S"), "RE(08P01)-gone"),
        (wire.startup() + wire.message(b"p", b"x" * 2000), "RE(54000)-gone"),
        (wire.startup() + wire.message(b"p"), "RE(08P01)-gone"),
        (wire.startup() + wire.message(b"p", b"x\0y\0"), "RE(08P01)-gone"),
        (wire.first(wire.CANCEL, struct.pack("!ii", 1, 1)), "-gone"),
        (wire.first(wire.CANCEL, b"\0"), "E(08P01)-gone"),
    ],
)
def test_who_is_not_let_in(share, sent, said):
    with Wire(share, let_in=False) as guest:
        guest.send(sent)
        assert guest.replies() == said


def test_encryption_is_declined_and_the_way_goes_on(share):
    with Wire(share, let_in=False) as guest:
        for code in (wire.SSL, wire.GSS, wire.SSL):
            guest.send(wire.first(code))
            assert guest.socket.recv(1) == b"N"
        guest.send(wire.startup())
        assert guest.replies(b"R") == "R"
        guest.send(wire.message(b"p", share.password.encode() + b"\0"))
        assert guest.replies().endswith("Z")


def test_a_cancel_needs_the_other_guests_secret(share):
    with Wire(share) as guest:
        process = secret = 0
        while (got := guest.reply()) is not None and got[0] != b"Z":
            if got[0] == b"K":
                process, secret = struct.unpack("!ii", got[1])
        guest.send(wire.query("SELECT pg_sleep(0.7)"))
        for number, guess in ((process, secret ^ 1), (process, 0), (process + 1, secret), (0, secret)):
            with Wire(share, let_in=False) as other:
                other.send(wire.first(wire.CANCEL, struct.pack("!ii", number, guess)))
                assert other.replies() == "-gone"
        assert guest.replies() == "TDCZ"


def test_what_a_client_has_kept_for_it_is_bounded(share):
    """Texts, values and pages count together: 64 MB."""
    big = b"x" * (15 << 20)
    with Wire(share) as guest:
        guest.replies()
        assert guest.ask(wire.parse("SELECT length($1)", "s", (25,)) + SYNC) == "1Z"
        guest.ask(wire.query("BEGIN"))
        for number in range(4):
            assert guest.ask(wire.bind((big,), portal=f"p{number}", name="s") + SYNC) == "2Z"
        assert guest.ask(wire.bind((big,), portal="p4", name="s") + SYNC) == "E(54000)Z"
        assert guest.ask(wire.close(b"P", "p0") + wire.bind((big,), portal="p4", name="s") + SYNC) == "32Z"
        assert guest.ask(wire.query("COMMIT")) == "NCZ"
        assert guest.ask(wire.bind((big,), portal="p5", name="s") + wire.execute("p5") + SYNC) == "2DCZ"


def test_prepared_statements_are_counted(share):
    with Wire(share) as guest:
        guest.replies()
        many = b"".join(wire.parse("SELECT 1", f"s{number}") for number in range(2001))
        assert guest.ask(many + SYNC) == "1" * 2000 + "E(54000)Z"
