"""ODBC's catalog functions through the driver manager, by ctypes: every argument as it is given.

pyodbc leaves some of the functions out, and cannot tell a null pointer from an empty text.
"""

from __future__ import annotations

import ctypes
from ctypes import byref, c_char_p, c_int, c_long, c_short, c_ulong, c_ushort, c_void_p

ENVIRONMENT, CONNECTION, STATEMENT = 1, 2, 3
SUCCESS, SUCCESS_WITH_INFO, NO_DATA = 0, 1, 100
NTS, NULL_DATA = -3, -1
C_CHAR = 1
ATTR_ODBC_VERSION, ATTR_METADATA_ID = 200, 10014
CHUNK = 4096

_odbc = ctypes.CDLL("libodbc.so.2")


class OdbcError(Exception):
    @property
    def sqlstate(self) -> str:
        return str(self.args[0])


class Result:
    """The rows of a result as texts (None: NULL), and how its columns were described."""

    def __init__(self, names: list[str], types: list[tuple[int, int]], rows: list[tuple]) -> None:
        self.names, self.types, self.rows = names, types, rows

    def column(self, name: str) -> list[str | None]:
        place = self.names.index(name)
        return [row[place] for row in self.rows]

    def dicts(self) -> list[dict[str, str | None]]:
        return [dict(zip(self.names, row)) for row in self.rows]


class OdbcClient:
    def __init__(self, connection_string: str, odbc_version: int = 3) -> None:
        self._environment = self._allocate(ENVIRONMENT, c_void_p(None))
        _odbc.SQLSetEnvAttr(self._environment, ATTR_ODBC_VERSION, c_void_p(odbc_version), 0)
        self._connection = self._allocate(CONNECTION, self._environment)
        text = connection_string.encode()
        code = _odbc.SQLDriverConnect(self._connection, None, text, NTS, None, 0, None, 0)
        self._check(code, CONNECTION, self._connection)

    def close(self) -> None:
        _odbc.SQLDisconnect(self._connection)
        _odbc.SQLFreeHandle(CONNECTION, self._connection)
        _odbc.SQLFreeHandle(ENVIRONMENT, self._environment)

    def __enter__(self) -> OdbcClient:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def call(self, function: str, *arguments: str | None | int, metadata_id: bool = False) -> Result:
        """SQLTables, SQLColumns ...; a text (None: a null pointer) brings its length, an int is itself."""
        statement = self._allocate(STATEMENT, self._connection)
        try:
            if metadata_id:
                _odbc.SQLSetStmtAttr(statement, ATTR_METADATA_ID, c_void_p(1), 0)
            passed: list[object] = []
            for argument in arguments:
                if isinstance(argument, int):
                    passed.append(c_ushort(argument))
                else:
                    text = None if argument is None else argument.encode()
                    passed += [c_char_p(text), c_short(NTS)]
            self._check(getattr(_odbc, function)(statement, *passed), STATEMENT, statement)
            return self._read(statement)
        finally:
            _odbc.SQLFreeHandle(STATEMENT, statement)

    def query(self, text: str) -> Result:
        statement = self._allocate(STATEMENT, self._connection)
        try:
            self._check(_odbc.SQLExecDirect(statement, text.encode(), c_int(NTS)), STATEMENT, statement)
            return self._read(statement)
        finally:
            _odbc.SQLFreeHandle(STATEMENT, statement)

    def _read(self, statement: c_void_p) -> Result:
        count = c_short()
        _odbc.SQLNumResultCols(statement, byref(count))
        names, types = [], []
        for number in range(1, count.value + 1):
            name, length = ctypes.create_string_buffer(256), c_short()
            kind, size, digits, nullable = c_short(), c_ulong(), c_short(), c_short()
            described = (byref(length), byref(kind), byref(size), byref(digits), byref(nullable))
            code = _odbc.SQLDescribeCol(statement, c_ushort(number), name, 256, *described)
            self._check(code, STATEMENT, statement)
            names.append(name.value.decode())
            types.append((kind.value, size.value))
        rows = []
        while (code := _odbc.SQLFetch(statement)) in (SUCCESS, SUCCESS_WITH_INFO):
            rows.append(tuple(self._cell(statement, number) for number in range(1, count.value + 1)))
        if code != NO_DATA:
            self._check(code, STATEMENT, statement)
        return Result(names, types, rows)

    def _cell(self, statement: c_void_p, number: int) -> str | None:
        text, buffer, length = b"", ctypes.create_string_buffer(CHUNK), c_long()
        while True:
            code = _odbc.SQLGetData(statement, c_ushort(number), C_CHAR, buffer, c_long(CHUNK), byref(length))
            if code == NO_DATA:
                return text.decode()
            self._check(code, STATEMENT, statement)
            if length.value == NULL_DATA:
                return None
            text += buffer.value
            if code == SUCCESS:
                return text.decode()

    def _allocate(self, kind: int, parent: c_void_p) -> c_void_p:
        handle = c_void_p()
        if _odbc.SQLAllocHandle(kind, parent, byref(handle)) != SUCCESS:
            raise OdbcError("HY000", "no handle")
        return handle

    def _check(self, code: int, kind: int, handle: c_void_p) -> None:
        if code in (SUCCESS, SUCCESS_WITH_INFO):
            return
        state, message = ctypes.create_string_buffer(6), ctypes.create_string_buffer(1024)
        native, length = c_int(), c_short()
        _odbc.SQLGetDiagRec(kind, handle, 1, state, byref(native), message, 1024, byref(length))
        raise OdbcError(state.value.decode(), message.value.decode())
