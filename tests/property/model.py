"""Tables, rows and relations as plain Python values, and what "along a key" means for them.

Nothing here knows SQL joins: a relation is followed by comparing the key values of rows. The names
come from the manual's page on relations, not from the code under test.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

Row = dict  # column name -> value
KEY_SUFFIXES = ("_id", "_fk", "Id", "ID")


@dataclass(eq=False)
class Column:
    name: str
    type: str  # "int", "text" or "bool"
    nullable: bool = True


@dataclass(eq=False)
class ForeignKey:
    table: Table
    columns: list[str]
    target: Table
    target_columns: list[str]

    @property
    def unique(self) -> bool:
        """Whether no two rows can point at the same row."""
        return any(set(key) <= set(self.columns) for key in self.table.unique_keys())

    def forward_names(self) -> list[str]:
        if len(self.columns) == 1:
            return [without_suffix(self.columns[0])]
        return tails(self.target.name)


@dataclass(eq=False)
class Table:
    schema: str
    name: str
    columns: list[Column] = field(default_factory=list)
    primary: list[str] = field(default_factory=list)
    unique: list[list[str]] = field(default_factory=list)
    keys: list[ForeignKey] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def unique_keys(self) -> list[list[str]]:
        return [self.primary, *self.unique]

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)

    def has(self, name: str) -> bool:
        return any(c.name == name for c in self.columns)

    def is_junction(self) -> bool:
        if len(self.keys) != 2:
            return False
        together = {column for key in self.keys for column in key.columns}
        return any(set(key) == together for key in self.unique_keys())


@dataclass(eq=False)
class View:
    """Some columns and rows of a table, or of another view of it."""

    name: str
    table: Table
    columns: list[str]
    tests: list[tuple[str, str]]  # (column, "IS NULL" or "IS NOT NULL"): all hold
    of: View | None = None


@dataclass(eq=False)
class Relation:
    start: Table
    end: Table
    many: bool
    names: list[str]
    pairs: list[tuple[str, str]]  # (column of start, column of end); of a junction: (start, junction)
    junction: Table | None = None
    far_pairs: list[tuple[str, str]] = field(default_factory=list)  # (junction, end)
    perhaps: list[str] = field(default_factory=list)  # names by which it may be called, or may not

    def follow(self, row: Row) -> list[Row]:
        if self.junction is None:
            return matching(row, self.pairs, self.end)
        ties = matching(row, self.pairs, self.junction)
        return [found for tie in ties for found in matching(tie, self.far_pairs, self.end)]


def matching(row: Row, pairs: list[tuple[str, str]], table: Table) -> list[Row]:
    """The rows whose key columns all equal this row's; NULL equals nothing."""
    wanted = [row[a] for a, _ in pairs]
    if None in wanted:
        return []
    return [other for other in table.rows if [other[b] for _, b in pairs] == wanted]


def without_suffix(column: str) -> str:
    for suffix in KEY_SUFFIXES:
        if column.endswith(suffix):
            return column[: -len(suffix)]
    return column


def tails(name: str) -> list[str]:
    """The name of a table, and what follows each underscore in it."""
    return [name] + [name[i + 1 :] for i, c in enumerate(name) if c == "_" and name[i + 1 :]]


@dataclass
class World:
    """A database: its tables with their rows, and the relations between them."""

    tables: list[Table]
    views: list[View] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.relations: dict[Table, list[Relation]] = defaultdict(list)
        for table in self.tables:
            for key in table.keys:
                self._add_key(key)
            if table.is_junction():
                first, second = table.keys
                self._add_junction(first, second)
                self._add_junction(second, first)

    def _add_key(self, key: ForeignKey) -> None:
        forward = list(zip(key.columns, key.target_columns))
        self._add(Relation(key.table, key.target, False, key.forward_names(), forward))
        backward = [(b, a) for a, b in forward]
        junction = key.table.is_junction()
        plain = [key.table.name] if junction else tails(key.table.name)
        names = list(plain)
        if not key.unique and not junction:
            names += [name + "_set" for name in plain]
        by = [f"{name}_by_{forward}" for name in plain for forward in key.forward_names()]
        relation = Relation(key.target, key.table, not key.unique, names, backward)
        if len(key.forward_names()) == 1:
            names += by
        else:  # the manual does not say which
            relation.perhaps = by
        self._add(relation)

    def _add_junction(self, near: ForeignKey, far: ForeignKey) -> None:
        names = tails(far.target.name)
        names += [name + "_set" for name in names]
        if near.table.name.startswith(near.target.name + "_"):
            names.append(near.table.name[len(near.target.name) + 1 :])
        self._add(
            Relation(
                near.target,
                far.target,
                True,
                names,
                [(b, a) for a, b in zip(near.columns, near.target_columns)],
                near.table,
                list(zip(far.columns, far.target_columns)),
            )
        )

    def _add(self, relation: Relation) -> None:
        self.relations[relation.start].append(relation)

    def named(self, table: Table, name: str) -> list[Relation]:
        return [r for r in self.relations[table] if name in r.names]

    def usable_names(self, relation: Relation) -> list[str]:
        """The names by which this relation, and no other of its table, can be called."""
        others = [r for r in self.relations[relation.start] if r is not relation]
        taken = {name for r in others for name in [*r.names, *r.perhaps]}
        return [name for name in dict.fromkeys(relation.names) if name not in taken]

    def ambiguous_names(self, table: Table) -> list[str]:
        names = dict.fromkeys(name for r in self.relations[table] for name in r.names)
        return [name for name in names if len(self.named(table, name)) > 1]
