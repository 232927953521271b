"""A script for psql, cut into statements as psql does; its own commands are obeyed where that matters."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_DOLLAR = re.compile(r"\$(?:[^\W\d]\w*)?\$")
_WORD = re.compile(r"[^\W\d][\w$]*")
_VARIABLE = re.compile(r":(?:'(\w+)'|\"(\w+)\"|(\w+))")
_RECONNECTS = ("\\c", "\\connect")


@dataclass
class Piece:
    """What is sent as one statement, with the rows that follow COPY ... FROM STDIN; or a new connection."""

    sql: str = ""
    line: int = 0
    data: str = ""
    several: bool = False  # statements in one message
    reconnects: bool = False


@dataclass
class Script:
    text: str
    variables: dict[str, str] = field(default_factory=dict)

    def pieces(self) -> Iterator[Piece]:
        self._at, self._out, self._several = 0, "", False
        depth = bodies = 0
        while self._at < len(self.text):
            c = self.text[self._at]
            if c == ";" and depth <= 0 and bodies == 0:
                self._take(1)
                yield self._finish()
            elif c == "\\":
                yield from self._command()
                depth = bodies = 0
            elif c == ":" and self._variable():
                continue
            elif c.isalpha() or c == "_":
                bodies = self._word(bodies)
            elif not self._quoted():
                depth += (c == "(") - (c == ")")
                self._take(1)
        if self._out.strip():
            yield self._finish()

    def _take(self, size: int) -> None:
        self._out += self.text[self._at : self._at + size]
        self._at += size

    def _finish(self) -> Piece:
        sql, self._out = self._out.strip(), ""
        line = self.text.count("\n", 0, self._at) - sql.count("\n") + 1
        piece = Piece(sql, line, several=self._several)
        self._several = False
        if re.match(r"(?is)copy\b.*\bfrom\s+std", sql):
            piece.data = self._copy_rows()
        return piece

    def _copy_rows(self) -> str:
        begin = self.text.index("\n", self._at) + 1
        end = re.compile(r"(?m)^\\\.$").search(self.text, begin)
        stop, self._at = (end.start(), end.end()) if end else (begin, begin)
        return self.text[begin:stop]

    def _quoted(self) -> bool:
        """Takes a string, a quoted name or a comment, where one begins here."""
        text, at = self.text, self._at
        two = text[at : at + 2]
        if two == "--":
            end = text.find("\n", at)
        elif two == "/*":
            end = self._comment_end(at)
        elif text[at] in "'\"":
            escapes = (
                text[at] == "'" and at > 0 and text[at - 1] in "eE" and not _WORD.match(text[at - 2 : at - 1])
            )
            end = self._quote_end(at, escapes)
        elif text[at] == "$" and (tag := _DOLLAR.match(text, at)):
            end = text.find(tag[0], tag.end())
            end = end + len(tag[0]) if end >= 0 else -1
        else:
            return False
        self._take((len(text) if end < 0 else end) - at)
        return True

    def _comment_end(self, at: int) -> int:
        depth = 0
        for mark in re.compile(r"/\*|\*/").finditer(self.text, at):
            depth += 1 if mark[0] == "/*" else -1
            if depth == 0:
                return mark.end()
        return -1

    def _quote_end(self, at: int, escapes: bool) -> int:
        quote, i = self.text[at], at + 1
        while i < len(self.text):
            if escapes and self.text[i] == "\\":
                i += 1
            elif self.text[i] == quote:
                return i + 1
            i += 1
        return -1

    def _word(self, bodies: int) -> int:
        """BEGIN ATOMIC ... END is the body of a function, and holds semicolons."""
        word = _WORD.match(self.text, self._at)[0]
        self._take(len(word))
        if re.match(r"(?is)\s*create\b[^;]*\b(function|procedure)\b", self._out):
            if word.lower() == "atomic" or (bodies and word.lower() == "case"):
                return bodies + 1
            if bodies and word.lower() == "end":
                return bodies - 1
        return bodies

    def _variable(self) -> bool:
        before = self.text[self._at - 1 : self._at]
        found = _VARIABLE.match(self.text, self._at)
        if before == ":" or not found:
            return False
        literal, identifier, plain = found.groups()
        value = self.variables.get(literal or identifier or plain)
        if value is None:
            return False
        if literal:
            value = "'" + value.replace("'", "''") + "'"
        elif identifier:
            value = '"' + value.replace('"', '""') + '"'
        self._out += value
        self._at = found.end()
        return True

    def _command(self) -> Iterator[Piece]:
        if self.text[self._at + 1 : self._at + 2] == ";":
            self._take(2)
            self._out = self._out[:-2] + ";"
            self._several = True
            return
        end = self.text.find("\n", self._at)
        end = len(self.text) if end < 0 else end
        words = re.findall(r"(?:'[^']*'|\S)+", self.text[self._at : end])
        self._at = end
        sends = words[0].startswith(("\\g", "\\crosstabview", "\\watch")) and words[0] != "\\getenv"
        if sends and self._out.strip():
            yield self._finish()
        if words[0] == "\\getenv" and len(words) == 3:
            self.variables[words[1]] = os.environ.get(words[2], "")
        elif words[0] == "\\set" and len(words) > 1:
            self.variables[words[1]] = "".join(self._value(word) for word in words[2:])
        elif words[0] in _RECONNECTS:
            yield Piece(reconnects=True)

    def _value(self, word: str) -> str:
        if word.startswith("'"):
            return word[1:-1].replace("''", "'")
        name = word[1:] if word.startswith(":") else ""
        return self.variables.get(name, word)
