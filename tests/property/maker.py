"""Random queries over a World, made of what the rewriter can do so far."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from expressions import (
    Aggregate,
    Along,
    Between,
    Call,
    Case,
    Constant,
    Expression,
    In,
    Inner,
    Logic,
    Not,
    Operator,
    Path,
    PlainAggregate,
    Test,
    has_column,
)
from model import Relation, Table, World, tails
from query import Output, Query, Sort, Source
from style import Style
from worlds import TEXTS

LONGEST_PATH = 4
COMPARISONS = ["=", "<>", "<", "<=", ">", ">="]
ALIASES = ["x", "y", "z", "T", "Odd Alias", "from"]
RESULT = {"count": "int", "sum": "int", "avg": "number", "bool_or": "bool", "bool_and": "bool"}


class Maker:
    """Makes one query. Every choice comes from the random source, so a seed repeats it."""

    def __init__(self, rng: Random, world: World, capabilities: frozenset[str], dialect: str) -> None:
        self._rng = rng
        self._world = world
        self._can = capabilities
        self._dialect = dialect
        self._tags: set[str] = set()
        self._sources: list[Source] = []

    def query(self) -> Query:
        self._sources = self._random_sources()
        query = Query(self._sources, [], tags=self._tags)
        if self._chance(0.5):
            query.where = self._condition(2, self._aggregates_allowed("aggregate in where"))
        kind = self._rng.random()
        if kind < 0.15 and self._use("group by"):
            self._make_grouped(query)
        elif kind < 0.2 and self._use("total"):
            query.group_by = []
            query.outputs = [self._output(self._group_aggregate()) for _ in range(self._rng.randint(1, 3))]
        else:
            self._make_plain(query)
        return query

    def with_more(self, query: Query) -> Query | None:
        """The same query with one more path selected, which must change nothing else."""
        if query.distinct or query.group_by is not None:
            return None
        self._sources = query.sources
        more = [*query.outputs, self._output(self._path())]
        return Query(**{**vars(query), "outputs": more})

    def with_aggregate(self, query: Query) -> Query | None:
        """The same query with one more aggregate over related rows, which must change nothing else."""
        if query.distinct or (
            query.group_by is None and not has_column([o.expression for o in query.outputs])
        ):
            return None
        self._sources = query.sources
        more = self._aggregate()
        if not isinstance(more, Aggregate):
            return None
        return Query(**{**vars(query), "outputs": [*query.outputs, self._output(more)]})

    def mistake(self) -> tuple[str, str] | None:
        """A query with one wrong name, and the SQLSTATE of its refusal."""
        table = self._rng.choice(self._world.tables)
        style = Style(self._rng)
        source = Source("x", table)
        many = [r for r in self._world.relations[table] if r.many and self._world.usable_names(r)]
        ambiguous = self._world.ambiguous_names(table)
        choice = self._rng.random()
        if many and choice < 0.4:
            relation = self._rng.choice(many)
            names = [self._rng.choice(self._world.usable_names(relation))]
            column = self._rng.choice(relation.end.columns)
            path, sqlstate = Path("x", [relation], names, column.name, column.type), "42803"
        elif ambiguous and choice < 0.7:
            name = self._rng.choice(ambiguous)
            ends = [r.end for r in self._world.named(table, name)]
            shared = [c.name for c in ends[0].columns if all(end.has(c.name) for end in ends)]
            if not shared:
                return None
            path, sqlstate = Path("x", [], [name], self._rng.choice(shared), "int"), "42702"
        else:
            path, sqlstate = Path("x", [], ["no_such_thing"], "id", "int"), "42703"
        path.groups = self._groups([*path.names, path.column])
        if any(table.has(name) for name in (path.identifiers()[0], path.names[0])):
            return None
        query = Query([source], [Output(path)])
        return query.sql(style, self._dialect), sqlstate

    # Parts of a query.

    def _make_plain(self, query: Query) -> None:
        count = self._rng.randint(1, 5)
        query.outputs = [self._output(self._scalar(1)) for _ in range(count)]
        if self._chance(0.5):
            number = self._rng.randint(1, 3)
            query.outputs += [self._output(self._selected_aggregate()) for _ in range(number)]
        # Aggregates and constants alone would be totals.
        if not any(has_column(o.expression) for o in query.outputs):
            query.outputs.append(self._output(self._own_column(self._sources[0])))
        if self._chance(0.1) and self._use("distinct rows"):
            query.distinct = True
        elif self._chance(0.5):
            self._order(query)

    def _own_column(self, source: Source) -> Path:
        column = self._rng.choice(self._columns(source))
        return Path(source.alias, [], [], column.name, column.type)

    def _selected_aggregate(self) -> Expression:
        aggregate = self._aggregate()
        if aggregate.type == "int" and self._chance(0.2) and self._use("in expression"):
            return Operator(self._rng.choice("+-*"), aggregate, self._scalar(0, "int"), "int")
        return aggregate

    def _make_grouped(self, query: Query) -> None:
        keys = [self._path() for _ in range(self._rng.choice([1, 1, 2]))]
        keys = [k if isinstance(k, Path) else self._own_column(self._sources[0]) for k in keys]
        if self._chance(0.2) and self._use("histogram"):
            made = self._aggregate()
            keys += [made] if isinstance(made, Aggregate) else []
        query.group_by = keys
        query.outputs = [self._output(key) for key in keys if self._chance(0.8)]
        query.outputs.append(self._output(self._plain_aggregate()))
        if self._chance(0.7) and self._use("grouped"):
            query.outputs += [self._output(self._group_aggregate()) for _ in range(self._rng.randint(1, 3))]
        if self._chance(0.3) and self._use("having"):
            count: Expression = PlainAggregate("count", None, "int")
            if self._chance(0.5) and self._use("grouped"):
                count = self._group_aggregate(["count", "sum"])
            query.having = Operator(self._rng.choice(COMPARISONS), count, self._constant("int"), "bool")
        query.rollup = self._chance(0.2) and self._use("rollup")

    def _plain_aggregate(self) -> Expression:
        if self._chance(0.4):
            return PlainAggregate("count", None, "int")
        if self._chance(0.3) and self._use("nested"):
            inner = self._aggregate(["count", "sum"])
        else:
            inner = self._path("int")
        function = self._rng.choice(["count", "sum", "avg", "min", "max"])
        return PlainAggregate(function, inner, RESULT.get(function, "int"))

    def _order(self, query: Query) -> None:
        labels = {o.label() for o in query.outputs}
        for _ in range(self._rng.randint(0, 2)):
            allowed = self._aggregates_allowed("aggregate in order") and self._chance(0.4)
            key = self._aggregate() if allowed else self._path()
            if not isinstance(key, Constant):  # a number would be a column's place
                query.order_by.append(self._sort(key, labels))
        for source in self._sources:
            names = source.table.primary
            if source.columns is not None and not set(names) <= set(source.columns):
                query.order_by = []
                return
            for name in names:
                column = Path(source.alias, [], [], name, source.table.column(name).type)
                query.order_by.append(self._sort(column, labels))
        if self._chance(0.3):
            query.limit = self._rng.randint(0, 4)

    def _sort(self, expression: Expression, labels: set) -> Sort:
        # A bare name in ORDER BY is an output's name before it is a path.
        if isinstance(expression, Path) and expression.label() in labels:
            expression.qualified = True
        return Sort(expression, self._chance(0.4), self._chance(0.5))

    def _output(self, expression: Expression) -> Output:
        labels = (None, None, None, "c", "Out put", "author__name")
        has_name = expression.label() is not None
        alias = self._rng.choice(labels) if has_name else self._rng.choice(labels[3:5])
        return Output(expression, alias if self._dialect == "postgres" or alias != "author__name" else None)

    # FROM

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
        if source.kind != "table":
            source.alias = self._rng.choice(names)
            if self._chance(0.4):
                column = Path("t", [], [], *self._any_column(table))
                source.kept = Test(column, self._rng.choice(["IS NULL", "IS NOT NULL"]))
            if self._chance(0.3):
                some = [c.name for c in table.columns if self._chance(0.7)]
                source.columns = some or [table.columns[0].name]
        return source

    def _any_column(self, table: Table) -> tuple[str, str]:
        column = self._rng.choice(table.columns)
        return column.name, column.type

    def _joined_source(self, sources: list[Source]) -> Source:
        source = self._source(self._rng.choice(self._world.tables), sources)
        source.join = self._rng.choice(["JOIN", "LEFT JOIN", "CROSS JOIN"])
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
        found = [f for f in found if self._names_in_on(f[0], f[1])]
        if not found or not self._use("relation as condition"):
            return None
        start, relation, end = self._rng.choice(found)
        several = sum(s.table is end.table for s in sources) > 1
        name = self._rng.choice(self._names_in_on(start, relation))
        return Along(start.alias, relation, name, end.alias, several or self._chance(0.3))

    def _has_key(self, source: Source, relation: Relation, side: int) -> bool:
        return source.columns is None or {pair[side] for pair in relation.pairs} <= set(source.columns)

    def _names_in_on(self, source: Source, relation: Relation) -> list[str]:
        taken = {c.name.lower() for c in source.table.columns}
        return [n for n in self._world.usable_names(relation) if n.lower() not in taken]

    # Expressions

    def _scalar(self, depth: int, kind: str | None = None) -> Expression:
        kind = kind or self._rng.choice(["int", "text", "text", "bool"])
        if depth <= 0 or self._chance(0.6):
            return self._path(kind)
        return self._combined(depth - 1, kind, allow_aggregates=False)

    def _combined(self, depth: int, kind: str, allow_aggregates: bool) -> Expression:
        if kind == "bool":
            return self._condition(depth, allow_aggregates)
        operands = [self._leaf(kind) for _ in range(3)]
        if self._chance(0.3):
            return Call("coalesce", operands[: self._rng.randint(2, 3)], kind)
        if self._chance(0.2):
            return Call("nullif", operands[:2], kind)
        if self._chance(0.2):
            return Case(self._condition(depth, allow_aggregates), operands[0], operands[1], kind)
        if kind == "text":
            return Operator("||", operands[0], operands[1], "text")
        if self._chance(0.2):
            return Call("length", [self._path("text")], "int")
        return Operator(self._rng.choice("+-*"), operands[0], operands[1], "int")

    def _leaf(self, kind: str) -> Expression:
        return self._path(kind) if self._chance(0.7) else self._constant(kind)

    def _condition(self, depth: int, allow_aggregates: bool) -> Expression:
        choice = self._rng.random()
        if depth > 0 and choice < 0.35:
            parts = [self._condition(depth - 1, allow_aggregates) for _ in range(self._rng.randint(2, 3))]
            return Logic(self._rng.choice(["AND", "OR"]), parts)
        if depth > 0 and choice < 0.45:
            return Not(self._condition(depth - 1, allow_aggregates))
        if choice < 0.55:
            return self._test()
        kind = self._rng.choice(["int", "text"])
        left = self._path(kind)
        if allow_aggregates and self._chance(0.5):
            kind, left = "int", self._aggregate(["count", "sum"])
        if choice < 0.65:
            return In(left, [self._constant(kind) for _ in range(self._rng.randint(1, 3))])
        if choice < 0.75:
            return Between(left, self._constant(kind), self._leaf(kind))
        right = self._constant(kind, markers=True) if self._chance(0.6) else self._path(kind)
        return Operator(self._rng.choice(COMPARISONS), left, right, "bool")

    def _test(self) -> Expression:
        if self._chance(0.4):
            words = self._rng.choice(["IS TRUE", "IS NOT TRUE", "IS FALSE", "IS NULL"])
            return Test(self._condition(0, allow_aggregates=False), words)
        return Test(self._path(), self._rng.choice(["IS NULL", "IS NOT NULL"]))

    def _constant(self, kind: str, markers: bool = False) -> Constant:
        value = {
            "int": lambda: self._rng.randint(-3, 9),
            "text": lambda: self._rng.choice(TEXTS),
            "bool": lambda: self._rng.random() < 0.5,
        }[kind]()
        return Constant(value, kind, markers and self._chance(0.3) and self._use("parameters"))

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

    # Aggregates over to-many paths

    def _aggregates_allowed(self, capability: str) -> bool:
        return self._chance(0.5) and self._use(capability)

    def _aggregate(self, functions: list[str] | None = None) -> Expression:
        for _ in range(20):
            made = self._try_aggregate(self._rng.choice(self._sources), functions)
            if made is not None:
                return made
        return self._path("int")

    def _group_aggregate(self, functions: list[str] | None = None) -> Expression:
        """The same where a column could not stand instead."""
        made = self._aggregate(functions)
        return made if isinstance(made, Aggregate) else PlainAggregate("count", None, "int")

    def _try_aggregate(self, source: Source, functions: list[str] | None) -> Aggregate | None:
        line, names = self._line(source)
        if not line:
            return None
        function = self._rng.choice(functions or ["count", "count", "sum", "avg"])
        if functions is None and self._chance(0.2) and self._use("other aggregates"):
            function = self._rng.choice(["min", "max"])
        argument = None
        if function != "count" or self._chance(0.4):
            argument = self._argument(source, line, names, "text" if function in ("min", "max") else "int")
            if argument is None:
                return None
        kind = argument.type if function in ("min", "max") else RESULT[function]
        made = Aggregate(function, source.alias, line, names, argument, kind)
        self._spell(made, source)
        composite = argument is None and len(line[-1].end.primary) > 1
        if self._chance(0.2) and self._use("composite distinct" if composite else "distinct"):
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

    # The random source

    def _chance(self, probability: float) -> bool:
        return self._rng.random() < probability

    def _use(self, capability: str) -> bool:
        if capability not in self._can:
            return False
        self._tags.add(capability)
        return True


def has_shortcut(path: Path | Inner | Aggregate) -> bool:
    """Whether a table on the way has a physical column that is called like more than one step of it."""
    words = list(path.names) + ([] if isinstance(path, Aggregate) else [path.column])
    return any(
        relation.end.has("__".join(words[first:last]))
        for first, relation in enumerate(path.steps, 1)
        for last in range(first + 2, len(words) + 1)
    )
