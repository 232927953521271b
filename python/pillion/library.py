"""libpillion.so: where it is, and pillion.h in ctypes.

The ODBC driver and the lending functions are one library, and must be one copy: a token is known
to the copy that made it. So the path found here is also the Driver= of every connection string.
"""

from __future__ import annotations

import ctypes
import functools
import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

from .errors import ConnectionClosedError, Error, LibraryError, SchemaError, ShareError

FILE_NAME = "libpillion.so"

OK, EINVAL, ELIBPQ, ECONNECTION, ETOKEN, EBUSY, ESHARE, ESCHEMA = range(8)

_ERRORS: dict[int, type[Exception]] = {
    EINVAL: ValueError,
    ELIBPQ: LibraryError,
    ECONNECTION: ConnectionClosedError,
    EBUSY: TimeoutError,
    ESHARE: ShareError,
    ESCHEMA: SchemaError,
}

_TOKEN_SIZE = 96
_DIRECTORY_SIZE = 108


class EnterArguments(ctypes.Structure):
    """The two arguments of `enter` as one value.

    A structure of a pointer and an int travels by value exactly as the two do one by one, in all
    calling conventions of Linux but the one of s390x. (turns.py says why one value is wanted.)
    """

    _fields_ = [("context", ctypes.c_void_p), ("timeout_ms", ctypes.c_int)]


EnterCallback = ctypes.CFUNCTYPE(ctypes.c_int, EnterArguments)
LeaveCallback = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
ReleaseCallback = LeaveCallback
ThreadCallback = LeaveCallback


class Options(ctypes.Structure):
    """pillion_options."""

    _fields_ = [
        ("size", ctypes.c_size_t),
        ("libpq", ctypes.c_char_p),
        ("enter", EnterCallback),
        ("leave", LeaveCallback),
        ("release", ReleaseCallback),
        ("context", ctypes.c_void_p),
        ("statement_timeout_ms", ctypes.c_int),
        ("lock_timeout_ms", ctypes.c_int),
        ("role", ctypes.c_char_p),
        ("relations", ctypes.c_char_p),
        ("relations_name", ctypes.c_char_p),
        ("thread_begin", ThreadCallback),
        ("thread_end", ThreadCallback),
    ]

    def __init__(self, **values: Any) -> None:
        super().__init__(size=ctypes.sizeof(Options), **values)


class ShareOptions(ctypes.Structure):
    """pillion_share_options."""

    _fields_ = [
        ("size", ctypes.c_size_t),
        ("name", ctypes.c_char_p),
        ("max_guests", ctypes.c_int),
        ("idle_timeout_ms", ctypes.c_int),
        ("row_limit", ctypes.c_longlong),
    ]

    def __init__(self, **values: Any) -> None:
        super().__init__(size=ctypes.sizeof(ShareOptions), **values)


class Library:
    """The functions of pillion.h, raising where they fail."""

    def __init__(self, path: str) -> None:
        try:
            self._functions = ctypes.CDLL(path)
            self._lend = self._functions.pillion_lend
            self._reclaim = self._functions.pillion_reclaim
            self._share = self._functions.pillion_share
            self._unshare = self._functions.pillion_unshare
            self._reflect = self._functions.pillion_reflect
            self._error = self._functions.pillion_error
            self._version = self._functions.pillion_version
        except (OSError, AttributeError) as error:
            raise LibraryError(f"{path} cannot be used as Pillion's library: {error}") from error
        self._lend.argtypes = [ctypes.c_void_p, ctypes.POINTER(Options), ctypes.c_char_p]
        self._reclaim.argtypes = [ctypes.c_char_p]
        self._share.argtypes = [ctypes.c_char_p, ctypes.POINTER(ShareOptions), ctypes.c_char_p]
        self._unshare.argtypes = [ctypes.c_char_p]
        self._reflect.argtypes = [ctypes.c_char_p, ctypes.c_int]
        self._error.restype = ctypes.c_char_p
        self._version.restype = ctypes.c_char_p
        self.path = path

    @property
    def version(self) -> str:
        return str(self._version().decode())

    def lend(self, connection: int, options: Options) -> str:
        """Lends the PGconn at this address; returns the token."""
        token = ctypes.create_string_buffer(_TOKEN_SIZE)
        self._check(self._lend(connection, options, token))
        return token.value.decode("ascii")

    def reclaim(self, token: str) -> None:
        """Ends a lease; one that is over already stays so."""
        status = self._reclaim(token.encode("ascii"))
        if status != ETOKEN:
            self._check(status)

    def reflect(self, token: str, anew: bool) -> None:
        """Reads the schema that guests of this lease use."""
        self._check(self._reflect(token.encode("ascii"), int(anew)))

    def share(self, token: str, options: ShareOptions) -> str:
        """Opens a share of this lease; returns the directory of its socket."""
        directory = ctypes.create_string_buffer(_DIRECTORY_SIZE)
        self._check(self._share(token.encode("ascii"), options, directory))
        return os.fsdecode(directory.value)

    def unshare(self, token: str) -> None:
        """Ends a share; one that is over already stays so."""
        status = self._unshare(token.encode("ascii"))
        if status != ETOKEN:
            self._check(status)

    def _check(self, status: int) -> None:
        if status != OK:
            raise _ERRORS.get(status, Error)(self._error().decode("utf-8", "replace"))


@functools.cache
def library() -> Library:
    return Library(driver_path())


def driver_path() -> str:
    """The path of libpillion.so: what Driver= in a connection string names."""
    chosen = os.environ.get("PILLION_LIBRARY")
    if chosen:
        if not Path(chosen).is_file():
            raise LibraryError(f"PILLION_LIBRARY names {chosen}, and there is no such file")
        return str(Path(chosen).resolve())
    candidates = list(_candidates())
    for path in candidates:
        if path.is_file():
            return str(path)
    raise LibraryError(
        f"{FILE_NAME} was not found: set PILLION_LIBRARY to its path, or install it "
        f"(looked at {', '.join(map(str, candidates))})"
    )


def _candidates() -> Iterator[Path]:
    yield Path(__file__).resolve().parent / FILE_NAME
    multiarch = sysconfig.get_config_var("MULTIARCH") or ""
    for prefix in dict.fromkeys([sys.prefix, "/usr/local", "/usr"]):
        for folder in dict.fromkeys([f"lib/{multiarch}/odbc", f"lib/{multiarch}", "lib/odbc", "lib"]):
            yield Path(prefix) / folder / FILE_NAME


class _SymbolInfo(ctypes.Structure):
    """Dl_info of dladdr(3)."""

    _fields_ = [
        ("file_name", ctypes.c_char_p),
        ("base", ctypes.c_void_p),
        ("symbol_name", ctypes.c_char_p),
        ("symbol", ctypes.c_void_p),
    ]


def file_of(function: Callable[..., Any]) -> str | None:
    """The path of the loaded library that a ctypes function lives in."""
    dladdr = ctypes.CDLL(None).dladdr
    dladdr.argtypes = [ctypes.c_void_p, ctypes.POINTER(_SymbolInfo)]
    info = _SymbolInfo()
    if not dladdr(ctypes.cast(function, ctypes.c_void_p), info) or not info.file_name:  # type: ignore[arg-type]
        return None
    return os.fsdecode(info.file_name)
