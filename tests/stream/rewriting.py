"""The rewriter for tests in Python: the program rewrite_stream as an object, and a server to ask."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("PILLION_BUILD", ROOT / "build" / "dev"))
NOT_SUPPORTED_YET = "0A000"
# What the server says of a name it does not know: only then may the rewriter look for a path.
UNKNOWN_NAME = ("42703", "42P01")


@dataclass(frozen=True)
class Outcome:
    """What the rewriter made of a statement: a text, or a refusal with its SQLSTATE."""

    text: str = ""
    sqlstate: str = ""
    message: str = ""
    position: int = 0
    rewritten: bool = False
    server_decides: bool = False
    parameters: int = 0
    explanation: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.sqlstate


class Rewriter:
    """A running rewrite_stream. Not for several threads.

    A statement that takes longer than `longest` seconds ends the program, as a crash would.
    """

    def __init__(self, longest: float = 60) -> None:
        self._longest, self._shapes = longest, "auto"
        self._start()

    def _start(self) -> None:
        program = BUILD / "tests" / "stream" / "rewrite_stream"
        self._process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._connected = ""

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def __enter__(self) -> Rewriter:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def connect(self, name: str) -> None:
        """Takes a snapshot: of "sqlite:<path>", or over a libpq connection string."""
        answer = self._ask("connect", name)
        if "sqlstate" in answer:
            raise ConnectionError(answer["message"])
        self._connected = name

    def rewrite(self, sql: str) -> Outcome:
        return Outcome(**self._ask("rewrite", sql))

    def plain(self, sql: str) -> Outcome:
        """A statement of the database's own SQL, in which a ? is no marker."""
        return Outcome(**self._ask("plain", sql))

    def after_refusal(self, sql: str) -> Outcome:
        """The text once the server has said that it does not know a name in it."""
        return Outcome(**self._ask("refused", sql))

    def shapes(self, name: str) -> None:
        """How aggregates over related rows are computed from here on: auto, rows, subqueries, ..."""
        self._shapes = name
        self._ask("shapes", name)

    def _ask(self, verb: str, text: str) -> dict:
        payload = text.encode("utf-8", "surrogateescape")
        watch = threading.Timer(self._longest, self._process.kill)
        watch.start()
        try:
            self._process.stdin.write(b"%s %d\n%s" % (verb.encode(), len(payload), payload))
            self._process.stdin.flush()
            size = int(self._process.stdout.readline())
        except (BrokenPipeError, ValueError):
            return self._crashed(text)
        finally:
            watch.cancel()
        return json.loads(self._process.stdout.read(size).decode("utf-8", "surrogateescape"))

    def _crashed(self, text: str) -> dict:
        """A crash is the finding of one statement; those after it are judged by a new process."""
        code, name = self._process.wait(30), self._connected
        self._start()
        if name:
            self.connect(name)
        self.shapes(self._shapes)
        return {"sqlstate": "CRASH", "message": f"rewrite_stream ended with {code} on: {text[:1000]}"}
