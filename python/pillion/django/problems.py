"""What the models declare and a database does not have, in the words of the driver."""

from __future__ import annotations

import tempfile
from typing import Any

import pyodbc

from .relations import declared
from .riding import ride_of


def problems(wrapper: Any) -> list[str]:
    """One line for each. The driver says them all at once, but pyodbc cuts its message: so what has
    been said is taken out of the file, and the rest is asked about again.
    """
    target = ride_of(wrapper).connection_string
    lines = declared().splitlines()
    found: list[str] = []
    while said := _said_of("\n".join(lines), target):
        whole = said[:-1] or said
        found += whole
        for line in whole:
            _take_out(lines, int(line.removeprefix("line ").partition(":")[0]) - 1)
    return found


def _said_of(text: str, target: str) -> list[str]:
    with tempfile.NamedTemporaryFile("w", suffix=".toml", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        try:
            pyodbc.connect(f"{target};Relations={{{file.name}}}").close()
        except pyodbc.Error as error:
            parts = str(error.args[1]).split(f"{file.name}, ")[1:]
            if not parts:
                raise
            return [part.partition("\n")[0].partition(" (0) (SQLDriverConnect)")[0] for part in parts]
    return []


def _take_out(lines: list[str], at: int) -> None:
    """The relation that the line is in, or the one column or measure; other lines keep their numbers."""
    first = last = at
    while first > 0 and lines[first - 1]:
        first -= 1
    if lines[first] != "[[relation]]":
        lines[at] = "#"
        return
    while last + 1 < len(lines) and lines[last + 1]:
        last += 1
    lines[first : last + 1] = [""] * (last + 1 - first)
