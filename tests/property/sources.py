"""A random FROM."""

from __future__ import annotations

from conditions import ExpressionMaker
from expressions import Along, Logic, Operator, Path, Test
from model import Relation, Table, View
from query import Source

ALIASES = ["x", "y", "z", "T", "Odd Alias", "from"]


class SourceMaker(ExpressionMaker):
    def _random_sources(self) -> list[Source]:
        tables = [t for t in self._world.tables if self._world.relations[t]] or self._world.tables
        first = self._rng.choice(tables)
        sources = [self._source(first, [])]
        while len(sources) < 3 and self._chance(0.15) and self._use("joins"):
            sources.append(self._joined_source(sources))
        return sources

    def _source(self, table: Table, others: list[Source]) -> Source:
        taken = {s.alias.lower() for s in others}
        names = [n for n in ALIASES if n.lower() not in taken]
        own = [] if table.name.lower() in taken else [table.name]
        source = Source(self._rng.choice(names if not own or self._chance(0.6) else own), table)
        if self._chance(0.1) and self._use("derived"):
            source.kind = "derived"
        elif self._chance(0.1) and self._use("cte"):
            source.kind = "cte"
        elif self._chance(0.3) and self._world_views(table) and self._use("view"):
            source.alias = self._rng.choice(names)
            self._make_view(source)
        if source.kind in ("derived", "cte"):
            source.alias = self._rng.choice(names)
            if self._chance(0.4):
                column = Path("t", [], [], *self._any_column(table))
                source.kept = Test(column, self._rng.choice(["IS NULL", "IS NOT NULL"]))
            if self._chance(0.3):
                some = [c.name for c in table.columns if self._chance(0.7)]
                source.columns = some or [table.columns[0].name]
        return source

    def _world_views(self, table: Table) -> list[View]:
        return [view for view in self._world.views if view.table is table]

    def _make_view(self, source: Source) -> None:
        view = self._rng.choice(self._world_views(source.table))
        source.kind, source.view, source.columns = "view", view.name, view.columns
        tests = [
            Test(Path("t", [], [], column, source.table.column(column).type), words)
            for column, words in view.tests
        ]
        source.kept = Logic("AND", tests) if tests else None

    def _any_column(self, table: Table) -> tuple[str, str]:
        column = self._rng.choice(table.columns)
        return column.name, column.type

    def _joined_source(self, sources: list[Source]) -> Source:
        source = self._source(self._rng.choice(self._world.tables), sources)
        joins = ["JOIN", "LEFT JOIN", "CROSS JOIN"]
        if self._chance(0.3) and self._use("right and full joins"):
            joins = ["RIGHT JOIN", "FULL JOIN"]
        source.join = self._rng.choice(joins)
        if source.join == "CROSS JOIN":
            return source
        source.on = self._along(sources, source) if self._chance(0.4) else None
        if source.on is not None:
            return source
        before, self._sources = self._sources, [*sources, source]
        left = self._path("int", only=sources, plain=not self._chance(0.3) or not self._use("paths in on"))
        right = self._path("int", only=[source], plain=True)
        for side in (left, right):  # SQLite looks for a bare name in the tables that follow, too
            side.qualified = True
        source.on = Operator(self._rng.choice(["=", "=", "<"]), left, right, "bool")
        if source.join == "FULL JOIN":  # PostgreSQL has to be able to sort or hash by it
            source.on.name = "="
            if not (isinstance(left, Path) and isinstance(right, Path)):
                source.join = "RIGHT JOIN"
        # SQLite 3.40 takes a condition without a column for one of WHERE, which a later RIGHT JOIN loses
        # its rows by.
        if source.join == "JOIN" and not (isinstance(left, Path) or isinstance(right, Path)):
            source.join = "LEFT JOIN"
        self._sources = before
        return source

    def _along(self, sources: list[Source], source: Source) -> Along | None:
        """A relation between the new table and one that is there, as the condition of the join."""
        found = []
        for before in sources:
            for start, end in ((before, source), (source, before)):
                for relation in self._world.relations[start.table]:
                    is_key = relation.end is end.table and relation.junction is None
                    if is_key and self._has_key(start, relation, 0) and self._has_key(end, relation, 1):
                        found.append((start, relation, end))
        # A column beats an alias, so that end of the relation cannot be named.
        columns = {c.name.lower() for s in [*sources, source] for c in s.table.columns}

        def may_name(end: Source) -> bool:
            return end.alias.lower() not in columns

        def must_name(end: Source) -> bool:
            return sum(s.table is end.table for s in sources) > 1

        found = [f for f in found if self._names_in_on(f[0], f[1])]
        found = [f for f in found if may_name(f[2]) or not must_name(f[2])]
        if not found or not self._use("relation as condition"):
            return None
        start, relation, end = self._rng.choice(found)
        name = self._rng.choice(self._names_in_on(start, relation))
        named = may_name(end) and (must_name(end) or self._chance(0.3))
        return Along(start.alias, relation, name, end.alias, named)

    def _has_key(self, source: Source, relation: Relation, side: int) -> bool:
        return source.columns is None or {pair[side] for pair in relation.pairs} <= set(source.columns)

    def _names_in_on(self, source: Source, relation: Relation) -> list[str]:
        taken = {c.name.lower() for c in source.table.columns}
        return [n for n in self._world.usable_names(relation) if n.lower() not in taken]
