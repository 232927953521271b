"""A query as a value: written as SQL, or answered by walking rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from databases import HOME, comparable
from expressions import Constant, Env, Expression, Group, meaning
from model import Row, Table
from style import GAP, MAYBE, Style


@dataclass
class Source:
    """One item of FROM."""

    alias: str
    table: Table
    join: str = ""  # "JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN"; "": the first one
    on: Expression | None = None
    kind: str = "table"  # or "view"; or "derived", "cte": a query over the table stands in its place
    view: str = ""  # its name
    kept: Expression | None = None  # the WHERE of that query
    columns: list[str] | None = None  # what it selects; None: *

    def rows(self) -> list[Row]:
        return [r for r in self.table.rows if self.kept is None or self.kept.value({"t": r}) is True]

    def sql(self, style: Style, dialect: str) -> str:
        as_alias = f"{GAP}{style.keyword('AS')}{GAP}{style.name(self.alias)}"
        if self.kind == "derived":
            text = f"({self.query(style, dialect)}){as_alias}"
        elif self.kind == "cte":
            text = style.name("cte_" + self.alias) + as_alias
        elif self.kind == "view":
            text = style.name(self.view) + as_alias
        else:
            text = self._name(style, dialect)
            text += as_alias if self.alias != self.table.name else ""
        if self.join:
            text = GAP.join([*(style.keyword(w) for w in self.join.split()), text])
        if self.on is not None:
            text += f"{GAP}{style.keyword('ON')}{GAP}{self.on.sql(style)}"
        return text

    def query(self, style: Style, dialect: str) -> str:
        """SELECT ... FROM the table, for a derived table or a CTE."""
        columns = "*" if self.columns is None else f",{GAP}".join(style.name(c) for c in self.columns)
        parts = [style.keyword("SELECT"), columns, style.keyword("FROM"), self._name(style, dialect)]
        if self.kept is not None:
            parts += [style.keyword("AS"), "t", style.keyword("WHERE"), self.kept.sql(style)]
        return GAP.join(parts)

    def _name(self, style: Style, dialect: str) -> str:
        name = style.name(self.table.name)
        if dialect == "postgres" and self.table.schema != HOME:
            name = f"{style.name(self.table.schema)}.{name}"
        return name


@dataclass
class Output:
    expression: Expression
    alias: str | None = None

    def label(self) -> str | None:
        return self.alias or self.expression.label()


@dataclass
class Sort:
    expression: Expression
    descending: bool
    nulls_first: bool


@dataclass
class Query:
    sources: list[Source]
    outputs: list[Output]
    where: Expression | None = None
    group_by: list[Expression] | None = None  # []: everything is one group
    rollup: bool = False
    having: Expression | None = None
    distinct: bool = False
    order_by: list[Sort] = field(default_factory=list)  # ends in a unique key, or is empty
    limit: int | None = None
    tags: set[str] = field(default_factory=set)  # the capabilities that it needs

    def sql(self, style: Style, dialect: str) -> str:
        parts = []
        ctes = [s for s in self.sources if s.kind == "cte"]
        if ctes:
            made = [
                f"{style.name('cte_' + s.alias)}{GAP}{style.keyword('AS')}{GAP}({s.query(style, dialect)})"
                for s in ctes
            ]
            parts += [style.keyword("WITH"), f",{GAP}".join(made)]
        parts.append(style.keyword("SELECT"))
        if self.distinct:
            parts.append(style.keyword("DISTINCT"))
        parts.append(f"{MAYBE},{GAP}".join(self._output(o, style) for o in self.outputs))
        parts += [style.keyword("FROM"), GAP.join(s.sql(style, dialect) for s in self.sources)]
        if self.where is not None:
            parts += [style.keyword("WHERE"), self.where.sql(style)]
        if self.group_by:
            parts += [style.keyword("GROUP"), style.keyword("BY")]
            keys = f",{GAP}".join(e.sql(style) for e in self.group_by)
            parts.append(f"{style.keyword('ROLLUP')}{GAP}({keys})" if self.rollup else keys)
        if self.having is not None:
            parts += [style.keyword("HAVING"), self.having.sql(style)]
        if self.order_by:
            parts += [style.keyword("ORDER"), style.keyword("BY")]
            parts.append(f",{GAP}".join(self._sort(s, style) for s in self.order_by))
        if self.limit is not None:
            parts += [style.keyword("LIMIT"), str(self.limit)]
        return style.finish(GAP.join(parts))

    def _output(self, output: Output, style: Style) -> str:
        text = output.expression.sql(style)
        if output.alias is not None:
            text += f"{GAP}{style.keyword('AS')}{GAP}{style.exact(output.alias)}"
        return text

    def _sort(self, sort: Sort, style: Style) -> str:
        words = ["DESC" if sort.descending else "ASC"]
        words.append(f"NULLS {'FIRST' if sort.nulls_first else 'LAST'}")
        return GAP.join([sort.expression.sql(style), *(style.keyword(w) for w in words)])

    # The naive interpreter: loops, and nothing else.

    def answer(self) -> list[tuple]:
        envs = [env for env in self._envs() if self.where is None or self.where.value(env) is True]
        if self.group_by is not None:
            envs = [group for group in self._groups(envs) if self._stays(group)]
        rows = [tuple(self._value(o.expression, env) for o in self.outputs) for env in envs]
        if self.order_by:
            keys = [[self._value(s.expression, env) for s in self.order_by] for env in envs]
            rows = [rows[i] for i in self._sorted(keys)]
        if self.distinct:
            rows = list(dict.fromkeys(rows))
        rows = rows if self.limit is None else rows[: self.limit]
        return [tuple(comparable(v) for v in row) for row in rows]

    def _stays(self, group: Group) -> bool:
        if self.having is None:
            return True
        left = Constant(self._value(self.having.left, group), self.having.left.type)
        return replace(self.having, left=left).value(group) is True

    def _value(self, expression: Expression, env: Env):
        # What is a key of the grouping has one value for all rows of the group.
        if isinstance(env, Group):
            keys = [meaning(key) for key in self.group_by]
            if meaning(expression) in keys:
                is_there = keys.index(meaning(expression)) < env.keys
                return expression.value(env.envs[0]) if is_there else None
        return expression.value(env)

    def _envs(self) -> Iterator[Env]:
        envs: list[Env] = [{}]
        for number, source in enumerate(self.sources):
            before = [s.alias for s in self.sources[:number]]
            envs = joined(envs, source, before) if number else joined([{}], source, [])
        yield from envs

    def _groups(self, envs: list[Env]) -> list[Group]:
        if not self.group_by:
            return [Group(envs)]
        most = len(self.group_by)
        made = []
        for keys in range(0 if self.rollup else most, most + 1):
            groups: dict[tuple, list[Env]] = {} if keys else {(): []}  # the total is always there
            for env in envs:
                groups.setdefault(tuple(e.value(env) for e in self.group_by[:keys]), []).append(env)
            made += [Group(members, keys) for members in groups.values()]
        return made

    def _sorted(self, keys: list[list]) -> list[int]:
        order = list(range(len(keys)))
        for place in reversed(range(len(self.order_by))):
            sort = self.order_by[place]
            with_value = [i for i in order if keys[i][place] is not None]
            nulls = [i for i in order if keys[i][place] is None]
            with_value.sort(key=lambda i: keys[i][place], reverse=sort.descending)
            order = [*nulls, *with_value] if sort.nulls_first else [*with_value, *nulls]
        return order


def joined(envs: list[Env], source: Source, before: list[str]) -> list[Env]:
    """The combinations of what is there with the rows of one more item of FROM."""
    rows, made, met = source.rows(), [], set()
    for env in envs:
        found = [{**env, source.alias: row} for row in rows]
        if source.on is not None:
            found = [more for more in found if source.on.value(more) is True]
        met |= {id(more[source.alias]) for more in found}
        alone = [{**env, source.alias: None}] if source.join in ("LEFT JOIN", "FULL JOIN") else []
        made += found or alone
    if source.join in ("RIGHT JOIN", "FULL JOIN"):
        made += [{**dict.fromkeys(before), source.alias: row} for row in rows if id(row) not in met]
    return made
