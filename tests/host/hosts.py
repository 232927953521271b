"""The host applications of these tests: psycopg 2, psycopg 3, and C's libpq called by ctypes.

Each is asked the same few things, so that one test is written once for all of them.
"""

from __future__ import annotations

import ctypes
import select
import time

import pillion
import psycopg
import psycopg2
import psycopg2.extensions
from pillion.host import host_of
from pillion.library import Options, library

ISOLATION = {
    "READ COMMITTED": psycopg.IsolationLevel.READ_COMMITTED,
    "REPEATABLE READ": psycopg.IsolationLevel.REPEATABLE_READ,
    "SERIALIZABLE": psycopg.IsolationLevel.SERIALIZABLE,
}


class Libpq:
    """The functions of the libpq copy that made a connection, as the C compiler sees them."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._functions = ctypes.CDLL(path)

    def text(self, function, *arguments):
        return self._call(ctypes.c_char_p, function, arguments)

    def number(self, function, *arguments):
        return self._call(ctypes.c_int, function, arguments)

    def pointer(self, function, *arguments):
        return self._call(ctypes.c_void_p, function, arguments)

    def _call(self, result_type, function, arguments):
        called = getattr(self._functions, function)
        called.restype = result_type
        return called(*[ctypes.c_void_p(a) if isinstance(a, (int, type(None))) else a for a in arguments])


class PsycopgHost:
    """What hosts of psycopg 2 and psycopg 3 have in common: connections of Python's DB API."""

    connection = None

    def autocommit(self):
        self.connection.autocommit = True

    def end_query(self):
        """After a query outside of the host's transactions: leaves no transaction open."""
        if not self.connection.autocommit:
            self.connection.rollback()

    def commit(self):
        self.connection.commit()

    def lend(self, **limits):
        return pillion.lend(self.connection, **limits)

    @property
    def address(self):
        return host_of(self.connection).address

    @property
    def libpq(self):
        return Libpq(host_of(self.connection).libpq)

    def close(self):
        self.connection.close()


class Psycopg2Host(PsycopgHost):
    """autocommit off, as Python's DB API has it: the first query begins a transaction."""

    name = "psycopg2"

    def __init__(self) -> None:
        self.connection = psycopg2.connect("")

    def begin(self, isolation):
        self.connection.set_session(isolation_level=isolation)

    def query(self, sql):
        with self.connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else None

    def notices(self):
        return [line.split(":  ", 1)[1].rstrip() for line in self.connection.notices]

    def notifications(self):
        self.connection.poll()
        return [notify.payload for notify in self.connection.notifies]


class Psycopg3Host(PsycopgHost):
    name = "psycopg3"

    def __init__(self) -> None:
        # Without a prepare_threshold psycopg would prepare this suite's own repeated queries.
        self.connection = psycopg.connect("", prepare_threshold=None)
        self._notices = []
        self._notifications = []
        self.connection.add_notice_handler(lambda notice: self._notices.append(notice.message_primary))
        self.connection.add_notify_handler(lambda notify: self._notifications.append(notify.payload))

    def begin(self, isolation):
        self.connection.isolation_level = ISOLATION[isolation]

    def query(self, sql):
        cursor = self.connection.execute(sql)
        return cursor.fetchall() if cursor.description else None

    def notices(self):
        return self._notices

    def notifications(self):
        self.query("SELECT 1")
        self.end_query()
        return self._notifications


class PlainLease:
    """What pillion_lend gives a host in C: a token, no lock, no callbacks."""

    def __init__(self, address, libpq_path):
        self.token = library().lend(address, Options(libpq=libpq_path.encode()))
        self.connection_string = pillion.connection_string(self.token)

    def reclaim(self):
        library().reclaim(self.token)


class _Notify(ctypes.Structure):
    _fields_ = [("relname", ctypes.c_char_p), ("be_pid", ctypes.c_int), ("extra", ctypes.c_char_p)]


_NoticeProcessor = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_char_p)


class PlainHost:
    """libpq as a C program uses it; `nonblocking` as an event-driven one does."""

    name = "libpq"
    path = "libpq.so.5"
    nonblocking = False

    def __init__(self) -> None:
        self.libpq = Libpq(self.path)
        self.address = self.libpq.pointer("PQconnectdb", b"")
        assert self.libpq.number("PQstatus", self.address) == 0, self.libpq.text(
            "PQerrorMessage", self.address
        )
        self._notices = []
        self._notifications = []
        self._processor = _NoticeProcessor(lambda _, text: self._notices.append(text.decode()))
        self.libpq.pointer("PQsetNoticeProcessor", self.address, self._processor, None)
        self.libpq.number("PQsetnonblocking", self.address, int(self.nonblocking))

    def begin(self, isolation):
        self.query(f"BEGIN ISOLATION LEVEL {isolation}")

    def autocommit(self):
        pass  # there is nothing else in libpq

    def query(self, sql):
        result = self.libpq.pointer("PQexec", self.address, sql.encode())
        try:
            status = self.libpq.number("PQresultStatus", result)
            assert status in (1, 2), self.libpq.text("PQresultErrorMessage", result)
            rows = range(self.libpq.number("PQntuples", result))
            columns = range(self.libpq.number("PQnfields", result))
            return [tuple(self._value(result, row, column) for column in columns) for row in rows]
        finally:
            self.libpq.pointer("PQclear", result)

    def _value(self, result, row, column):
        if self.libpq.number("PQgetisnull", result, row, column):
            return None
        return self.libpq.text("PQgetvalue", result, row, column).decode()

    def end_query(self):
        pass

    def commit(self):
        self.query("COMMIT")

    def lend(self, **limits):
        assert not limits
        return PlainLease(self.address, self.path)

    def notices(self):
        return [line.split(":  ", 1)[1].rstrip() for line in self._notices]

    def notifications(self):
        self.libpq.number("PQconsumeInput", self.address)
        while notify := self.libpq.pointer("PQnotifies", self.address):
            self._notifications.append(_Notify.from_address(notify).extra.decode())
            self.libpq.pointer("PQfreemem", notify)
        return self._notifications

    def close(self):
        self.libpq.pointer("PQfinish", self.address)


class NonblockingHost(PlainHost):
    name = "libpq-nonblocking"
    nonblocking = True


HOSTS = {kind.name: kind for kind in (Psycopg2Host, Psycopg3Host, PlainHost, NonblockingHost)}


def wait_for_notifications(host, count, seconds=5):
    """The server sends a notification some time after the NOTIFY that caused it has committed."""
    deadline = time.monotonic() + seconds
    while len(found := list(host.notifications())) < count and time.monotonic() < deadline:
        select.select([], [], [], 0.005)
    return found
