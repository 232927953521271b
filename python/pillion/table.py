"""Rows as text in columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any


class Table:
    """Numbers to the right, the rest to the left; NULL is left empty."""

    def __init__(self, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        self._names = list(names)
        self._rows = [list(row) for row in rows]

    def lines(self) -> Iterator[str]:
        cells = [[_text(value) for value in row] for row in self._rows]
        columns = range(len(self._names))
        widths = [max(map(_width, [name, *(row[i] for row in cells)])) for i, name in enumerate(self._names)]
        to_right = [self._is_number(i) for i in columns]
        yield _line(self._names, widths, to_right)
        yield "-+-".join("-" * width for width in widths)
        for row in cells:
            yield _line(row, widths, to_right)
        yield f"({len(cells)} row{'' if len(cells) == 1 else 's'})"

    def _is_number(self, column: int) -> bool:
        values = [row[column] for row in self._rows if row[column] is not None]
        return bool(values) and not any(
            isinstance(v, (str, bytes, bool)) or hasattr(v, "isoformat") for v in values
        )


def _line(cells: list[str], widths: list[int], to_right: list[bool]) -> str:
    padded = []
    for cell, width, right in zip(cells, widths, to_right):
        space = " " * (width - _width(cell))
        padded.append(space + cell if right else cell + space)
    return " | ".join(padded).rstrip()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (bytes, bytearray)):
        return "\\x" + value.hex()
    return str(value).replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def _width(text: str) -> int:
    """Columns of a terminal: wide characters take two, accents that combine take none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )
