"""Random paths, and the ways to write one."""

from __future__ import annotations

from collections.abc import Callable

from choices import Choices
from expressions import Aggregate, Expression, Inner, Path
from model import Relation, tails
from query import Source

LONGEST_PATH = 4


class PathMaker(Choices):
    def _path(
        self, kind: str | None = None, only: list[Source] | None = None, plain: bool = False
    ) -> Expression:
        """A column of a table of FROM, or one that to-one relations lead to; a constant where no
        column has the type."""
        for _ in range(20):
            source = self._rng.choice(only or self._sources)
            steps, names = [], []
            if not plain and self._chance(0.75):
                steps, names = self._walk(source, self._rng.randint(1, LONGEST_PATH), lambda r: not r.many)
            columns = steps[-1].end.columns if steps else self._columns(source)
            columns = [c for c in columns if kind in (None, c.type)]
            if columns:
                column = self._rng.choice(columns)
                path = Path(source.alias, steps, names, column.name, column.type)
                self._spell(path, source)
                if self._means_it(path, source):
                    return path
        return self._constant(kind or "int")

    def _columns(self, source: Source) -> list:
        return [c for c in source.table.columns if source.columns is None or c.name in source.columns]

    def _walk(
        self, source: Source, length: int, wanted: Callable[[Relation], bool]
    ) -> tuple[list[Relation], list[str]]:
        table, steps, names = source.table, [], []
        while len(steps) < length:
            there = [
                r
                for r in self._world.relations[table]
                if wanted(r)
                and self._world.usable_names(r)
                and (steps or source.columns is None or {a for a, _ in r.pairs} <= set(source.columns))
            ]
            if not there:
                break
            steps.append(self._rng.choice(there))
            names.append(self._rng.choice(self._world.usable_names(steps[-1])))
            table = steps[-1].end
        return steps, names

    # How a path is written

    def _spell(self, path: Path | Inner | Aggregate, source: Source) -> None:
        words = list(path.names) + ([path.column] if not isinstance(path, Aggregate) else [])
        path.groups = self._groups(words)
        path.qualified = self._chance(0.5) or not self._is_clear_without_alias(path.identifiers(), source)

    def _groups(self, words: list[str]) -> list[int]:
        """How many words go into each identifier: all into one, each its own, or something between."""
        joins_well = all("__" not in w and not w.startswith("_") and not w.endswith("_") for w in words)
        way = self._rng.random()
        if not joins_well or way < 0.4:
            return [1] * len(words)
        if way < 0.8:
            return [len(words)]
        cut = self._rng.randint(0, len(words))
        return [size for size in (cut, len(words) - cut) if size]

    def _is_clear_without_alias(self, identifiers: list[str], source: Source) -> bool:
        if len(identifiers) > 1 and identifiers[0].lower() in {s.alias.lower() for s in self._sources}:
            return False
        first = identifiers[0].split("__")[0]
        taken = {identifiers[0].lower(), first.lower()}
        return not any(
            other.alias.lower() in taken
            or any(c.name.lower() in taken for c in other.table.columns)
            or self._world.named(other.table, first)
            # Of a key of several columns the manual does not say what follows "_by_".
            or any(first.startswith(f"{n}_by_") for r in self._world.relations[other.table] for n in r.names)
            # A row whose primary key is a key to a parent also answers to the parent's names.
            or any(
                first in tails(k.target.name) for k in other.table.keys if k.columns == other.table.primary
            )
            for other in self._sources
            if other is not source
        )

    def _means_it(self, path: Path | Aggregate, source: Source) -> bool:
        """Whether no physical column and no alias takes the name; they would win over the path."""
        identifiers = path.identifiers()
        if not path.steps:
            return True
        if has_shortcut(path):
            return False
        taken = {s.alias.lower() for s in self._sources} | {s.table.name.lower() for s in self._sources}
        taken |= {c.name.lower() for c in source.table.columns}
        return len(identifiers) > 1 or identifiers[0].lower() not in taken


def has_shortcut(path: Path | Inner | Aggregate) -> bool:
    """Whether a table on the way has a physical column that is called like more than one step of it, or
    like the relation that it ends in."""
    to_relation = isinstance(path, Aggregate)
    words = list(path.names) + ([] if to_relation else [path.column])
    return any(
        relation.end.has("__".join(words[first:last]))
        for first, relation in enumerate(path.steps, 1)
        for last in range(first + 1, len(words) + 1)
        if last > first + 1 or (to_relation and last == len(words))
    )
