"""Random aggregates over the rows that a path leads to."""

from __future__ import annotations

from expressions import Aggregate, Expression, Inner, Operator, PlainAggregate, Test
from model import Relation
from paths import PathMaker
from query import Source

RESULT = {"count": "int", "sum": "int", "avg": "number", "bool_or": "bool", "bool_and": "bool"}
RESULT |= {"array_agg": "list"}
# What the argument of an aggregate is; "int" for others.
ARGUMENT = {"min": "text", "max": "text", "string_agg": "text", "bool_or": "bool", "bool_and": "bool"}


class AggregateMaker(PathMaker):
    def _aggregates_allowed(self, capability: str) -> bool:
        return self._chance(0.5) and self._use(capability)

    def _aggregate(self, functions: list[str] | None = None, sorted_ones: bool = False) -> Expression:
        if sorted_ones and self._chance(0.15) and self._use("sorted aggregates"):
            functions = [self._rng.choice(["string_agg", "array_agg", "percentile_disc"])]
        for _ in range(20):
            made = self._try_aggregate(self._rng.choice(self._sources), functions)
            if made is not None:
                return made
        return self._path("int")

    def _group_aggregate(self, functions: list[str] | None = None) -> Expression:
        """The same where a column could not stand instead."""
        made = self._aggregate(functions, sorted_ones=functions is None)
        return made if isinstance(made, Aggregate) else PlainAggregate("count", None, "int")

    def _try_aggregate(self, source: Source, functions: list[str] | None) -> Aggregate | None:
        line, names = self._line(source)
        if not line:
            return None
        function = self._rng.choice(functions or ["count", "count", "sum", "avg"])
        if functions is None and self._chance(0.2) and self._use("other aggregates"):
            booleans = ["bool_or", "bool_and"] if "booleans" in self._can else []
            function = self._rng.choice(["min", "max", *booleans])
        argument = None
        if function != "count" or self._chance(0.4):
            argument = self._argument(source, line, names, ARGUMENT.get(function, "int"))
            if argument is None:
                return None
        kind = RESULT.get(function) or argument.type
        made = Aggregate(function, source.alias, line, names, argument, kind)
        self._spell(made, source)
        composite = argument is None and len(line[-1].end.primary) > 1
        sets = function != "percentile_disc"
        if sets and self._chance(0.2) and self._use("composite distinct" if composite else "distinct"):
            made.distinct = True
        if self._chance(0.25) and self._use("composite filter" if composite else "filter"):
            inner = self._argument(source, line, names, None)
            made.condition = inner and Test(inner, "IS NOT NULL")
        return made if argument is not None or self._means_it(made, source) else None

    def _line(self, source: Source) -> tuple[list[Relation], list[str]]:
        """A chain that ends in a to-many relation."""
        before: list[Relation] = []
        names: list[str] = []
        if self._chance(0.2) and self._use("to-one before"):
            before, names = self._walk(source, self._rng.randint(1, 2), lambda r: not r.many)
        length = self._rng.randint(2, 3) if self._chance(0.2) and self._use("several to-many") else 1
        junctions = self._use("many-to-many")
        start = source if not before else Source("", before[-1].end)
        line, more = self._walk(start, length, lambda r: r.many and (junctions or r.junction is None))
        return (before + line, names + more) if line else ([], [])

    def _argument(
        self, source: Source, line: list[Relation], names: list[str], kind: str | None
    ) -> Expression | None:
        steps, words = list(line), list(names)
        if self._chance(0.25) and self._use("tail"):
            tail, more = self._walk(Source("", line[-1].end), self._rng.randint(1, 2), lambda r: not r.many)
            steps, words = steps + tail, words + more
        columns = [c for c in steps[-1].end.columns if kind in (None, c.type)]
        if not columns:
            return None
        column = self._rng.choice(columns)
        inner = Inner(source.alias, line, steps, words, column.name, column.type)
        self._spell(inner, source)
        if not self._means_it(inner, source):
            return None
        numbers = [c for c in self._columns(source) if c.type == "int"]
        if kind == "int" and numbers and self._chance(0.2) and self._use("argument"):
            own = Inner(source.alias, line, [], [], self._rng.choice(numbers).name, "int", qualified=True)
            return Operator(self._rng.choice("+*"), inner, own, "int")
        return inner
