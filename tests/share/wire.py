"""A client that speaks the wire protocol by hand, and so may say what no library would."""

from __future__ import annotations

import socket
import struct

PROTOCOL = 196608
CANCEL, SSL, GSS = 80877102, 80877103, 80877104


def message(kind: bytes, body: bytes = b"") -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body


def first(code: int, body: bytes = b"") -> bytes:
    return struct.pack("!II", len(body) + 8, code) + body


def startup(**settings: str) -> bytes:
    pairs = "".join(f"{name}\0{value}\0" for name, value in ({"user": "me"} | settings).items())
    return first(PROTOCOL, pairs.encode() + b"\0")


def query(sql: str) -> bytes:
    return message(b"Q", sql.encode() + b"\0")


def parse(sql: str, name: str = "", types: tuple[int, ...] = ()) -> bytes:
    oids = struct.pack(f"!H{len(types)}I", len(types), *types)
    return message(b"P", name.encode() + b"\0" + sql.encode() + b"\0" + oids)


def bind(
    values: tuple[bytes | None, ...] = (),
    *,
    portal: str = "",
    name: str = "",
    formats: tuple[int, ...] = (),
    results: tuple[int, ...] = (),
) -> bytes:
    body = portal.encode() + b"\0" + name.encode() + b"\0"
    body += struct.pack(f"!H{len(formats)}H", len(formats), *formats)
    body += struct.pack("!H", len(values))
    for value in values:
        body += b"\xff\xff\xff\xff" if value is None else struct.pack("!I", len(value)) + value
    return message(b"B", body + struct.pack(f"!H{len(results)}H", len(results), *results))


def describe(what: bytes = b"P", name: str = "") -> bytes:
    return message(b"D", what + name.encode() + b"\0")


def execute(portal: str = "", rows: int = 0) -> bytes:
    return message(b"E", portal.encode() + b"\0" + struct.pack("!i", rows))


def close(what: bytes = b"S", name: str = "") -> bytes:
    return message(b"C", what + name.encode() + b"\0")


SYNC, FLUSH, TERMINATE = message(b"S"), message(b"H"), message(b"X")


class Wire:
    def __init__(self, share, *, let_in: bool = True, **settings: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(20)
        self.socket.connect(f"{share.directory}/.s.PGSQL.5432")
        self._rest = b""
        if let_in:
            self.send(startup(**settings))
            self.replies(b"R")
            self.send(message(b"p", share.password.encode() + b"\0"))

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def reply(self) -> tuple[bytes, bytes] | None:
        """The next one's type and body; None: the share has hung up."""
        while len(self._rest) < 5 or len(self._rest) < 1 + struct.unpack("!I", self._rest[1:5])[0]:
            try:
                got = self.socket.recv(65536)
            except ConnectionResetError:
                got = b""
            if not got:
                return None
            self._rest += got
        size = 1 + struct.unpack("!I", self._rest[1:5])[0]
        kind, body = self._rest[:1], self._rest[5:size]
        self._rest = self._rest[size:]
        return kind, body

    def replies(self, last: bytes = b"Z") -> str:
        """Their types up to one of this type; an error's is followed by its SQLSTATE."""
        said = ""
        while (got := self.reply()) is not None:
            kind, body = got
            said += kind.decode()
            if kind == b"E":
                said += "(" + next(f[1:] for f in body.split(b"\0") if f.startswith(b"C")).decode() + ")"
            if kind == last:
                return said
        return said + "-gone"

    def ask(self, data: bytes) -> str:
        self.send(data)
        return self.replies()

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
