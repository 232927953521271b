"""The first promise: whatever a guest does, the host finds its session as it left it.

Each action of guest_actions.py is done to each kind of host in each state, and all that the host
could look at (fingerprint.py) is compared before and after.
"""

from __future__ import annotations

from dataclasses import dataclass

import cursor_actions
import guest_actions
import psycopg
import pytest
from fingerprint import differences, fingerprint
from hosts import HOSTS, wait_for_notifications


@dataclass(frozen=True)
class State:
    isolation: str | None = None  # None: in no transaction
    autocommit: bool = False
    writes: bool = False
    savepoint: bool = False


STATES = {
    "idle": State(),
    "autocommit": State(autocommit=True),
    "nothing written": State(isolation="READ COMMITTED"),
    "READ COMMITTED": State(isolation="READ COMMITTED", writes=True),
    "REPEATABLE READ": State(isolation="REPEATABLE READ", writes=True),
    "SERIALIZABLE": State(isolation="SERIALIZABLE", writes=True),
    "after a savepoint": State(isolation="READ COMMITTED", writes=True, savepoint=True),
}


class Ridden:
    """A host in one of the states, lent, and what it looked like at the end of the last action."""

    def __init__(self, kind: str, state: State) -> None:
        self.host = HOSTS[kind]()
        self.state = state
        self.sent: list[str] = []
        self.observer = psycopg.connect("", autocommit=True)
        self.lease = None
        try:
            self._settle()
            self.look()  # takes the locks on what it looks at
            self.before = self.look()
            assert differences(self.before, self.look()) == {}, "the fingerprint changes the session"
            self.lease = self.host.lend()
        except BaseException:
            self.close()
            raise

    def _settle(self) -> None:
        host, state = self.host, self.state
        if state.autocommit:
            host.autocommit()
        for statement in (
            "SET application_name = 'host'",
            "SET DateStyle = 'German'",
            "SET statement_timeout = '1h'",
            "SET host.own = 'the host''s'",
            "LISTEN host_channel",
            "PREPARE host_statement AS SELECT 1",
            "CREATE TEMP TABLE host_temporary AS SELECT 1 AS x",
            "SELECT nextval('host_sequence')",
            "SELECT pg_advisory_lock(4711)",
        ):
            host.query(statement)
        if not state.autocommit and not host.name.startswith("libpq"):
            host.commit()
        if state.isolation is None:
            return
        host.begin(state.isolation)
        host.query("SELECT count(*) FROM host_author")
        if state.writes:
            host.query("INSERT INTO host_author VALUES (100, 'nobody else sees me')")
            host.query("INSERT INTO host_book (id, title, author_id) VALUES (100, 'uncommitted', 100)")
            host.query("UPDATE host_book SET price = 11 WHERE id = 1")
            host.query("DECLARE host_cursor CURSOR FOR SELECT * FROM host_author ORDER BY id")
            host.query("SET LOCAL lock_timeout = '42s'")
        if state.savepoint:
            host.query("SAVEPOINT host_savepoint")
            host.query("UPDATE host_book SET price = 12 WHERE id = 1")

    def look(self) -> dict:
        return fingerprint(self.host, self.state.isolation is not None)

    def notify(self) -> None:
        self.sent.append(str(len(self.sent)))
        self.observer.execute(f"NOTIFY host_channel, '{self.sent[-1]}'")

    def close(self) -> None:
        if self.lease is not None:
            self.lease.reclaim()
        self.host.close()
        self.observer.close()


ACTIONS = [*guest_actions.ACTIONS, *cursor_actions.ACTIONS]

# A host that never blocks differs in how bytes are sent, and so needs not every state again.
RIDDEN = [
    f"{host}/{state}"
    for host in HOSTS
    for state in STATES
    if host != "libpq-nonblocking" or state in ("idle", "READ COMMITTED")
]


@pytest.fixture(scope="module", params=RIDDEN)
def ridden(request, database):
    kind, _, state = request.param.partition("/")
    made = Ridden(kind, STATES[state])
    yield made
    made.close()


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_the_session_is_as_it_was(ridden, action):
    ridden.notify()
    before = ridden.before
    try:
        action.run(ridden.lease.connection_string)
    finally:
        ridden.before = ridden.look()
    assert differences(before, ridden.before) == {}
    if ridden.state.isolation is None:
        assert wait_for_notifications(ridden.host, len(ridden.sent)) == ridden.sent


def test_the_host_goes_on(ridden):
    """After all of it: its notices and cursors work, its savepoint and its rows are there."""
    host, state = ridden.host, ridden.state
    host.query("DO $$ BEGIN RAISE NOTICE 'for the host'; END $$")
    assert [line for line in host.notices() if line != "there is no transaction in progress"] == [
        "for the host"
    ]
    assert host.query("EXECUTE host_statement") in ([(1,)], [("1",)])
    if state.savepoint:
        host.query("ROLLBACK TO SAVEPOINT host_savepoint")
    if state.writes:
        assert [str(row[0]) for row in host.query("FETCH ALL FROM host_cursor")] == ["1", "2", "100"]
        assert str(host.query("SELECT price FROM host_book WHERE id = 1")[0][0]) == "11.00"
    if state.isolation is not None:
        host.query("DELETE FROM host_book WHERE id = 100")
        host.query("DELETE FROM host_author WHERE id = 100")
        host.query("UPDATE host_book SET price = 10 WHERE id = 1")
        host.commit()
    assert wait_for_notifications(host, len(ridden.sent)) == ridden.sent
    ridden.before = ridden.look() if state.isolation is None else ridden.before


def test_there_are_at_least_sixty_actions():
    assert len({action.name for action in ACTIONS}) == len(ACTIONS) >= 60
