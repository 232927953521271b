"""The same query with other aliases, or with FROM in another order: its answer must stay the same."""

from __future__ import annotations

from dataclasses import fields, replace

from expressions import Expression
from query import Query, Source

ALIAS_FIELDS = ("alias", "other")
SWAPPED = {"JOIN": "JOIN", "CROSS JOIN": "CROSS JOIN", "FULL JOIN": "FULL JOIN"}
SWAPPED |= {"LEFT JOIN": "RIGHT JOIN", "RIGHT JOIN": "LEFT JOIN"}


def with_other_aliases(query: Query) -> Query:
    """Aliases that nothing else is called by."""
    names = {source.alias: f"alias of {number}" for number, source in enumerate(query.sources)}

    def renamed(thing):
        if isinstance(thing, list):
            return [renamed(item) for item in thing]
        if not isinstance(thing, Expression):
            return thing
        changes = {f.name: renamed(getattr(thing, f.name)) for f in fields(thing)}
        for name in ALIAS_FIELDS:
            if name in changes:
                changes[name] = names.get(changes[name], changes[name])
        return replace(thing, **changes)

    return replace(
        query,
        sources=[replace(s, alias=names[s.alias], on=renamed(s.on)) for s in query.sources],
        outputs=[replace(o, expression=renamed(o.expression)) for o in query.outputs],
        where=renamed(query.where),
        group_by=renamed(query.group_by),
        having=renamed(query.having),
        order_by=[replace(s, expression=renamed(s.expression)) for s in query.order_by],
    )


def with_other_order(query: Query) -> Query | None:
    """Two tables of FROM, the other one first; an outer join turns with them."""
    if len(query.sources) != 2:
        return None
    first, second = query.sources
    swapped: list[Source] = [
        replace(second, join="", on=None),
        replace(first, join=SWAPPED[second.join], on=second.on),
    ]
    return replace(query, sources=swapped)
