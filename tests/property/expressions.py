"""Expressions that can be written as SQL and, on their own, be evaluated by walking rows.

`value` is the naive interpreter: SQL's three-valued logic in plain Python, paths followed row by
row. `sql` writes the same thing with marks (see style.py) where white space may stand.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from fractions import Fraction

from databases import literal
from model import Relation, Row
from style import GAP, MAYBE, Style

Env = dict  # alias -> Row, or None for the missing side of an outer join


class Group(dict):
    """The rows of one group. As an Env it is the first of them: keys are the same in all."""

    def __init__(self, envs: list[Env], keys: int = 0) -> None:
        super().__init__(envs[0] if envs else {})
        self.envs = envs
        self.keys = keys  # so many keys, the first ones, count: ROLLUP drops the last ones


class Expression:
    type = ""

    def sql(self, style: Style) -> str:
        raise NotImplementedError

    def value(self, env: Env):
        raise NotImplementedError

    def label(self) -> str | None:
        """The name of the output column, where the manual promises one."""
        return None


SPELLING = ("names", "groups", "qualified")


def meaning(thing):
    """What an expression is, however its paths are spelled: equal for equal expressions."""
    if isinstance(thing, list):
        return tuple(meaning(item) for item in thing)
    if not isinstance(thing, Expression):
        return thing
    parts = (meaning(getattr(thing, f.name)) for f in fields(thing) if f.name not in SPELLING)
    return (type(thing).__name__, *parts)


def has_column(thing) -> bool:
    """Whether a column is named outside of every aggregate."""
    if isinstance(thing, list):
        return any(has_column(item) for item in thing)
    if isinstance(thing, (Aggregate, PlainAggregate)) or not isinstance(thing, Expression):
        return False
    return isinstance(thing, Path) or any(has_column(getattr(thing, f.name)) for f in fields(thing))


@dataclass
class Path(Expression):
    """A column, of a table of the query or at the end of a chain of relations."""

    alias: str
    steps: list[Relation]
    names: list[str]  # what the steps are called in the text
    column: str
    type: str
    groups: list[int] = field(default_factory=list)  # how many names go into one identifier each
    qualified: bool = True

    def identifiers(self) -> list[str]:
        """The names joined by __, as the groups say, without the table's alias."""
        words = [*self.names, self.column]
        parts = []
        for size in self.groups or [len(words)]:
            parts.append("__".join(words[:size]))
            words = words[size:]
        return parts

    def sql(self, style: Style) -> str:
        parts = self.identifiers()
        if self.qualified:
            parts = [self.alias, *parts]
        return f"{MAYBE}.{MAYBE}".join(style.name(part) for part in parts)

    def label(self) -> str:
        return self.identifiers()[-1]

    def value(self, env: Env):
        row = env[self.alias]
        for relation in self.steps:
            if row is None:
                return None
            row = next(iter(relation.follow(row)), None)
        return None if row is None else row[self.column]


@dataclass
class Constant(Expression):
    constant: object
    type: str
    as_marker: bool = False

    def sql(self, style: Style) -> str:
        return style.marker(self.constant) if self.as_marker else literal(self.constant)

    def value(self, env: Env):
        return self.constant


# What each operator makes of two values that are not NULL.
OPERATORS: dict[str, Callable] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "||": operator.add,
}


@dataclass
class Operator(Expression):
    name: str
    left: Expression
    right: Expression
    type: str

    def sql(self, style: Style) -> str:
        return f"({self.left.sql(style)}{GAP}{self.name}{GAP}{self.right.sql(style)})"

    def value(self, env: Env):
        left, right = self.left.value(env), self.right.value(env)
        return None if left is None or right is None else OPERATORS[self.name](left, right)


@dataclass
class Logic(Expression):
    """AND and OR of any number of conditions."""

    word: str
    parts: list[Expression]
    type: str = "bool"

    def sql(self, style: Style) -> str:
        word = f"{GAP}{style.keyword(self.word)}{GAP}"
        return "(" + word.join(part.sql(style) for part in self.parts) + ")"

    def value(self, env: Env):
        decides = self.word == "OR"
        values = [part.value(env) for part in self.parts]
        if decides in values:
            return decides
        return None if None in values else not decides


@dataclass
class Not(Expression):
    inner: Expression
    type: str = "bool"

    def sql(self, style: Style) -> str:
        return f"({style.keyword('NOT')}{GAP}{self.inner.sql(style)})"

    def value(self, env: Env):
        value = self.inner.value(env)
        return None if value is None else not value


@dataclass
class Test(Expression):
    """expression IS ...: never NULL."""

    inner: Expression
    words: str
    type: str = "bool"

    MEANING = {
        "IS NULL": lambda v: v is None,
        "IS NOT NULL": lambda v: v is not None,
        "IS TRUE": lambda v: v is True,
        "IS NOT TRUE": lambda v: v is not True,
        "IS FALSE": lambda v: v is False,
    }

    def sql(self, style: Style) -> str:
        words = GAP.join(style.keyword(word) for word in self.words.split())
        return f"({self.inner.sql(style)}{GAP}{words})"

    def value(self, env: Env):
        return self.MEANING[self.words](self.inner.value(env))


@dataclass
class In(Expression):
    inner: Expression
    among: list[Expression]
    type: str = "bool"

    def sql(self, style: Style) -> str:
        items = f"{MAYBE},{MAYBE}".join(item.sql(style) for item in self.among)
        return f"({self.inner.sql(style)}{GAP}{style.keyword('IN')}{MAYBE}({items}))"

    def value(self, env: Env):
        value = self.inner.value(env)
        among = [item.value(env) for item in self.among]
        if value is None:
            return None
        if value in [v for v in among if v is not None]:
            return True
        return None if None in among else False


@dataclass
class Between(Expression):
    inner: Expression
    low: Expression
    high: Expression
    type: str = "bool"

    def sql(self, style: Style) -> str:
        return (
            f"({self.inner.sql(style)}{GAP}{style.keyword('BETWEEN')}{GAP}{self.low.sql(style)}"
            f"{GAP}{style.keyword('AND')}{GAP}{self.high.sql(style)})"
        )

    def value(self, env: Env):
        at_least = Operator(">=", self.inner, self.low, "bool")
        return Logic("AND", [at_least, Operator("<=", self.inner, self.high, "bool")]).value(env)


@dataclass
class Call(Expression):
    """A function of values."""

    name: str
    arguments: list[Expression]
    type: str

    MEANING = {
        "coalesce": lambda *v: next((x for x in v if x is not None), None),
        "nullif": lambda a, b: None if a is not None and a == b else a,
        "length": lambda a: None if a is None else len(a),
        "abs": lambda a: None if a is None else abs(a),
    }

    def sql(self, style: Style) -> str:
        arguments = f",{MAYBE}".join(a.sql(style) for a in self.arguments)
        return f"{style.keyword(self.name)}{MAYBE}({arguments})"

    def value(self, env: Env):
        return self.MEANING[self.name](*(a.value(env) for a in self.arguments))


@dataclass
class Case(Expression):
    condition: Expression
    then: Expression
    otherwise: Expression
    type: str

    def sql(self, style: Style) -> str:
        words = [style.keyword(w) for w in ("CASE", "WHEN", "THEN", "ELSE", "END")]
        parts = [self.condition.sql(style), self.then.sql(style), self.otherwise.sql(style)]
        case, when, then, otherwise, end = words
        return GAP.join([case, when, parts[0], then, parts[1], otherwise, parts[2], end])

    def value(self, env: Env):
        return (self.then if self.condition.value(env) is True else self.otherwise).value(env)


@dataclass
class Along(Expression):
    """A relation as a join condition: the row of one table leads to the row of the other."""

    alias: str
    relation: Relation
    name: str
    other: str  # alias of the other end
    says_other: bool  # as in ON b.author = a
    type: str = "bool"

    def sql(self, style: Style) -> str:
        text = f"{style.name(self.alias)}{MAYBE}.{MAYBE}{style.name(self.name)}"
        return f"{text}{GAP}={GAP}{style.name(self.other)}" if self.says_other else text

    def value(self, env: Env):
        row, other = env[self.alias], env[self.other]
        if row is None or other is None:
            return None
        return any(end is other for end in self.relation.follow(row))


def _sum(values: list):
    return sum(values) if values else None


# What each aggregate makes of the values that are not NULL.
AGGREGATES: dict[str, Callable] = {
    "count": len,
    "sum": _sum,
    "avg": lambda values: Fraction(sum(values), len(values)) if values else None,
    "min": lambda values: min(values) if values else None,
    "max": lambda values: max(values) if values else None,
    "bool_or": lambda values: any(values) if values else None,
    "bool_and": lambda values: all(values) if values else None,
}


def _middle(values: list):
    """percentile_disc(0.5): the first value that at least half of them do not exceed."""
    return sorted(values)[(len(values) + 1) // 2 - 1] if values else None


AGGREGATES |= {
    "string_agg": lambda values: "-".join(sorted(values)) if values else None,
    "array_agg": lambda values: tuple(sorted(values, key=lambda v: (v is None, v))) or None,
    "percentile_disc": _middle,
}
KEEPS_NULLS = {"array_agg"}
# How an aggregate is written whose value depends on an order.
SORTED = {
    "string_agg": "{name}({distinct}{value}, '-' ORDER BY {value})",
    "array_agg": "{name}({distinct}{value} ORDER BY {value})",
    "percentile_disc": "{name}(0.5) WITHIN GROUP (ORDER BY {value})",
}


@dataclass
class Inner(Expression):
    """A column inside an aggregate over a path: of a row on the line that the aggregate walks."""

    alias: str
    line: list[Relation]  # the steps up to and with the last to-many one
    steps: list[Relation]
    names: list[str]
    column: str
    type: str
    groups: list[int] = field(default_factory=list)
    qualified: bool = False

    sql = Path.sql
    identifiers = Path.identifiers

    def value(self, trail: list[Row]):
        common = 0
        while common < min(len(self.line), len(self.steps)) and self.line[common] is self.steps[common]:
            common += 1
        row = trail[common]
        for relation in self.steps[common:]:
            row = next(iter(relation.follow(row)), None)
            if row is None:
                return None
        return row[self.column]


def trails(row: Row | None, line: list[Relation]) -> list[list[Row]]:
    """Every way to walk the line from this row: the rows passed, this one first."""
    if row is None:
        return []
    found = [[row]]
    for relation in line:
        found = [[*trail, end] for trail in found for end in relation.follow(trail[-1])]
    return found


@dataclass
class Aggregate(Expression):
    """An aggregate over the rows at the end of a to-many path: for each row, or for each group."""

    function: str
    alias: str
    line: list[Relation]
    names: list[str]
    argument: Expression | None  # made of Inner; None: the rows themselves are counted
    type: str
    groups: list[int] = field(default_factory=list)
    distinct: bool = False
    condition: Expression | None = None  # FILTER, made of Inner
    qualified: bool = False

    def sql(self, style: Style) -> str:
        word = style.keyword("DISTINCT") + GAP if self.distinct else ""
        argument = self.argument.sql(style) if self.argument else self._relation(style)
        text = f"{style.keyword(self.function)}{MAYBE}({MAYBE}{word}{argument}{MAYBE})"
        if self.function in SORTED:
            name = style.keyword(self.function)
            text = SORTED[self.function].format(name=name, distinct=word, value=argument)
        if self.condition is not None:
            condition = f"({style.keyword('WHERE')}{GAP}{self.condition.sql(style)})"
            text += f"{GAP}{style.keyword('FILTER')}{MAYBE}{condition}"
        return text

    def _relation(self, style: Style) -> str:
        return self._as_path().sql(style)

    def _as_path(self) -> Path:
        *names, last = self.names
        return Path(self.alias, self.line, names, last, "", self.groups, self.qualified)

    def identifiers(self) -> list[str]:
        return self._as_path().identifiers()

    @property
    def steps(self) -> list[Relation]:
        return self.line

    def label(self) -> str:
        return self.function

    def value(self, env: Env):
        envs = env.envs if isinstance(env, Group) else [env]
        return self._over([each[self.alias] for each in envs])

    def _over(self, rows: list[Row | None]):
        # A related row counts once for each row that it is reached from.
        walked = [trail for row in rows for trail in trails(row, self.line)]
        if self.condition is not None:
            walked = [trail for trail in walked if self.condition.value(trail) is True]
        if self.argument is None:
            ends = [trail[-1] for trail in walked]
            return len({id(end) for end in ends}) if self.distinct else len(ends)
        values = [self.argument.value(trail) for trail in walked]
        if self.function not in KEEPS_NULLS:
            values = [v for v in values if v is not None]
        if self.distinct:
            values = list(dict.fromkeys(values))
        return AGGREGATES[self.function](values)


@dataclass
class PlainAggregate(Expression):
    """An ordinary aggregate of a grouped query; what it is about is evaluated for each row."""

    function: str
    argument: Expression | None  # None: count(*)
    type: str

    def sql(self, style: Style) -> str:
        argument = self.argument.sql(style) if self.argument else "*"
        return f"{style.keyword(self.function)}{MAYBE}({argument})"

    def label(self) -> str:
        return self.function

    def value(self, env: Group):
        if self.argument is None:
            return len(env.envs)
        values = [v for v in (self.argument.value(each) for each in env.envs) if v is not None]
        return AGGREGATES[self.function](values)
