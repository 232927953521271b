"""How a query is written: everything about its text that must not change its answer."""

from __future__ import annotations

import re
from random import Random

from databases import quoted

# Where white space must stand, and where it may. Neither occurs in a name or a string.
GAP, MAYBE = "\x00", "\x01"
_WORDS = (
    "all and any as asc between by case cast check collate column constraint create cross current_user "
    "default desc distinct do else end except false for foreign from full grant group having in inner "
    "intersect into is isnull join key left like limit natural not notnull null offset on only or order "
    "outer primary references right select session_user similar some table then to true union unique "
    "user using values when where window with index set update delete insert drop alter if exists add "
    "commit begin rollback transaction replace trigger view over filter partition range rows row value"
)
KEYWORDS = set(_WORDS.split())
PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]*\Z")


class Style:
    """One way to write a query. A Style without a random source writes it plainly."""

    def __init__(self, rng: Random | None = None) -> None:
        self._rng = rng
        self.parameters: list = []

    def name(self, name: str) -> str:
        if not PLAIN_NAME.match(name) or name in KEYWORDS:
            return quoted(name)
        if self._rng is None:
            return name
        return self._rng.choice([name, name, name.upper(), name.title(), f'"{name}"'])

    def exact(self, name: str) -> str:
        """A name whose spelling can be seen in the result."""
        return name if PLAIN_NAME.match(name) and name not in KEYWORDS else quoted(name)

    def keyword(self, word: str) -> str:
        if self._rng is None:
            return word
        return self._rng.choice([word, word.lower(), word.title()])

    def marker(self, value) -> str:
        self.parameters.append(value)
        return "?"

    def finish(self, text: str) -> str:
        """The text with white space where the marks are."""
        if self._rng is None:
            return text.replace(GAP, " ").replace(MAYBE, "")
        parts = re.split(f"([{GAP}{MAYBE}])", text)
        return "".join(self._space(part) if part in (GAP, MAYBE) else part for part in parts)

    def _space(self, mark: str) -> str:
        if self._rng.random() < 0.8:
            return " " if mark == GAP else ""
        return self._rng.choice(["  ", "\n", "\t", " /* ' \" ? {x -- */ ", " -- ' ; $$ ?\n", "/**/"])
