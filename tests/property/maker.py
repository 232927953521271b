"""Random queries over a World, made of what the rewriter can do so far."""

from __future__ import annotations

from aggregates import RESULT
from conditions import COMPARISONS
from expressions import Aggregate, Constant, Expression, Operator, Path, PlainAggregate, has_column
from query import Output, Query, Sort, Source
from sources import SourceMaker
from style import Style

ONE_MORE = "one more"  # no column is called so, which ORDER BY might mean


class Maker(SourceMaker):
    """Makes one query. Each class it rests on makes one part: sources, conditions, aggregates, paths."""

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
        more = [*query.outputs, Output(self._path(), ONE_MORE)]
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
        return Query(**{**vars(query), "outputs": [*query.outputs, Output(more, ONE_MORE)]})

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
        aggregate = self._aggregate(sorted_ones=True)
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
