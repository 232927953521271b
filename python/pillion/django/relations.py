"""What Django's models declare, as the text of a relations file (docs/relations.md).

A pure function of the models: no database is asked. The names are those of the ORM's lookups
(`Book.objects.values("author__name")`), and the joins are the ORM's own: they are read from the
path infos by which it joins.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db.models import Field, Model
from django.db.models.sql.query import Query

from pillion import toml

from .conf import option

SOURCE = "Django's models"


@functools.cache
def declared() -> str:
    """The relations file of this process's models. Made once."""
    return relations_file(apps.get_models(include_auto_created=True), option("MEASURES") or {})


def relations_file(models: Iterable[type[Model]], measures: dict[str, dict[str, str]] | None = None) -> str:
    """The relations file of these models; measures: further ones, by "app_label.Model"."""
    tables: dict[str, _Table] = {}
    # Proxies last: what their concrete model says of the table counts.
    for model in sorted(models, key=lambda model: model._meta.proxy):
        if not model._meta.swapped:
            table = tables.setdefault(model._meta.db_table, _Table(model._meta.db_table))
            _Reader(model, table, measures or {}).read()
    for table in tables.values():
        table.settle()
    parts = [relation for table in tables.values() for relation in table.relations.values()]
    text = "".join(f"[[relation]]\n{toml.pairs(relation)}\n" for relation in parts)
    for kind in ("column", "measure"):
        for table in tables.values():
            if entries := getattr(table, kind):
                text += f"[{kind}.{toml.key(table.name)}]\n{toml.pairs(entries)}\n"
    return text


@dataclass
class _Table:
    """What is declared of one table."""

    name: str
    physical: set[str] = field(default_factory=set)
    relations: dict[str, dict[str, Any]] = field(default_factory=dict)
    also: dict[str, list[str]] = field(default_factory=dict)  # by the relation's name
    column: dict[str, str] = field(default_factory=dict)
    measure: dict[str, str] = field(default_factory=dict)

    def is_free(self, name: str) -> bool:
        return not (name in self.physical or name in self.column or name in self.measure)

    def settle(self) -> None:
        """Further names are given where nothing else has them, and no two relations want them."""
        wanted: dict[str, set[str]] = {}
        for relation, names in self.also.items():
            for name in names:
                wanted.setdefault(name, set()).add(relation)
        for relation, names in self.also.items():
            free = [
                name
                for name in dict.fromkeys(names)
                if name not in self.relations and self.is_free(name) and len(wanted[name]) == 1
            ]
            if free:
                self.relations[relation]["also"] = free
        for name in [name for name in self.column if name in self.relations]:
            del self.column[name]
        for name in [name for name in self.measure if name in self.relations]:
            del self.measure[name]


@dataclass
class _Hop:
    """One join: columns that are equal, and what is asked besides of one of the tables."""

    table: str
    pairs: list[tuple[Field, Field]]
    many: bool
    managed: bool
    condition: _ContentType | None = None


@dataclass
class _ContentType:
    """Rows of a generic relation that belong to one model."""

    column: str
    app_label: str
    model: str
    near: bool  # whether the row that the join leaves has it, or the one that it leads to

    def text(self, row: str) -> str:
        return (
            f"{row}.{_quoted(self.column)} = (SELECT ct.id FROM django_content_type ct "
            f"WHERE ct.app_label = {_literal(self.app_label)} AND ct.model = {_literal(self.model)})"
        )


class _Reader:
    """Reads one model into the table that it is kept in."""

    def __init__(self, model: type[Model], table: _Table, measures: dict[str, dict[str, str]]) -> None:
        self.model = model
        self.meta = model._meta
        self.table = table
        self.measures = measures

    def read(self) -> None:
        self.table.physical.update(each.column for each in self.meta.local_concrete_fields)
        for each in self.meta.get_fields():
            self._relation(each)
        self._columns()
        self._inherited_columns()
        self._measures()

    # --- relations ---

    def _relation(self, each: Any) -> None:
        if not each.is_relation or not hasattr(each, "path_infos") or each.related_model is None:
            return
        name = each.name
        if name in self.table.relations:
            return
        try:
            infos = Query(self.model).names_to_path([name], self.meta)[0]
        except FieldError:
            return
        hops = _trimmed([_hop(info) for info in infos])
        made = self._joined(name, hops)
        if made is not None:
            self.table.relations[name] = made
            self.table.also[name] = list(_further_names(each))

    def _joined(self, name: str, hops: list[_Hop]) -> dict[str, Any] | None:
        begin = {"name": name, "from": self.table.name, "to": hops[-1].table}
        if len(hops) == 1:
            return begin | self._link(name, hops[0])
        if len(hops) == 2 and hops[0].many:
            first, second = hops
            return begin | {
                "through": first.table,
                "near": _end(first, self.table.name, first.table),
                "far": _end(second, first.table, name),
            }
        if len(hops) == 2 and len(hops[1].pairs) == 1 and hops[1].condition is None:
            return begin | self._over_parent(name, *hops)
        return None

    def _link(self, name: str, hop: _Hop) -> dict[str, Any]:
        link = _end(hop, self.table.name, name)
        by = "on" if isinstance(link, str) else "columns"
        made: dict[str, Any] = {by: link}
        if hop.many:
            made["many"] = True
        elif by == "on" or not hop.managed:
            made["trusted"] = True
        return made

    def _over_parent(self, name: str, parent: _Hop, hop: _Hop) -> dict[str, Any]:
        """A relation of the parent's row, whose column the child's table does not have."""
        ((near, far),) = hop.pairs
        own = " AND ".join(
            f"parent.{_quoted(there.column)} = {_quoted(self.table.name)}.{_quoted(here.column)}"
            for here, there in parent.pairs
        )
        condition = (
            f"{_quoted(name)}.{_quoted(far.column)} = (SELECT parent.{_quoted(near.column)} "
            f"FROM {_quoted(parent.table)} parent WHERE {own})"
        )
        return {"on": condition, "many": True} if hop.many else {"on": condition, "trusted": True}

    # --- columns and measures ---

    def _columns(self) -> None:
        for each in self.meta.local_concrete_fields:
            names = [each.attname] if each.is_relation else [each.name, each.attname]
            for name in names:
                if name != each.column and self.table.is_free(name):
                    self.table.column[name] = each.column
        key = self.meta.pk
        own = getattr(key, "column", None) and key.model._meta.db_table == self.table.name
        if own and self.table.is_free("pk"):
            self.table.column["pk"] = key.column

    def _inherited_columns(self) -> None:
        """A parent's columns are not in the child's table: they are read over the parent link."""
        for each in self.meta.concrete_fields:
            owner = each.model._meta
            if owner.db_table == self.table.name or self.meta.proxy:
                continue
            way = self._way_to(each.model)
            for name in {each.name, each.attname} - ({each.name} if each.is_relation else set()):
                if way and self.table.is_free(name):
                    self.table.measure[name] = f"{way}.{_quoted(each.column)}"

    def _way_to(self, parent: type[Model]) -> str:
        links = [_quoted(info.join_field.name) for info in self.meta.get_path_to_parent(parent)]
        return ".".join(links)

    def _measures(self) -> None:
        for klass in reversed(self.model.__mro__):
            inner = vars(klass).get("Pillion")
            if inner is not None:
                self._measures_of(klass, getattr(inner, "measures", {}))
        self._add_measures(self.measures.get(self.meta.label, {}))

    def _measures_of(self, klass: type, measures: dict[str, str]) -> None:
        meta = getattr(klass, "_meta", None)
        if meta is None or meta.abstract or meta.db_table == self.table.name:
            self._add_measures(measures)
            return
        way = self._way_to(klass)
        self._add_measures({name: f"{way}.{_quoted(name)}" for name in measures} if way else {})

    def _add_measures(self, measures: dict[str, str]) -> None:
        for name, expression in measures.items():
            if not isinstance(expression, str):
                raise ImproperlyConfigured(
                    f"The measure {name!r} of {self.meta.label} is {expression!r}: give its SQL as a text."
                )
            self.table.measure[name] = expression


def _hop(info: Any) -> _Hop:
    joined = info.join_field
    return _Hop(
        table=info.to_opts.db_table,
        pairs=_pairs(joined),
        many=info.m2m,
        managed=info.to_opts.managed,
        condition=_content_type(joined),
    )


def _pairs(joined: Any) -> list[tuple[Field, Field]]:
    if hasattr(joined, "related_fields"):
        return list(joined.related_fields)
    return [(there, here) for here, there in joined.field.related_fields]


def _content_type(joined: Any) -> _ContentType | None:
    # Asked by what they have: their module cannot be imported where contenttypes is not installed.
    if hasattr(joined, "content_type_field_name"):
        relation, near = joined, True  # from the tagged row to the model's
    elif hasattr(getattr(joined, "field", None), "content_type_field_name"):
        relation, near = joined.field, False
    else:
        return None
    tagged = relation.remote_field.model._meta
    owner = relation.model
    if relation.for_concrete_model:
        owner = owner._meta.concrete_model
    return _ContentType(
        column=tagged.get_field(relation.content_type_field_name).column,
        app_label=owner._meta.app_label,
        model=owner._meta.model_name,
        near=near,
    )


def _trimmed(hops: list[_Hop]) -> list[_Hop]:
    """Without joins of which nothing is needed but the key: to a parent, whose key the child has."""
    while len(hops) > 1 and not hops[0].many and hops[0].condition is None:
        key = {there.column: here for here, there in hops[0].pairs}
        first, second, *rest = hops
        wanted = [here.column for here, _ in second.pairs]
        own_type = second.condition is not None and second.condition.near
        if own_type or any(column not in key for column in wanted):
            break
        pairs = [(key[here.column], there) for here, there in second.pairs]
        hops = [_Hop(second.table, pairs, second.many, second.managed, second.condition), *rest]
    return hops


def _end(hop: _Hop, near: str, far: str) -> dict[str, str] | str:
    """The columns that are equal, or the condition, between a near row and a far one."""
    if hop.condition is None:
        return {here.column: there.column for here, there in hop.pairs}
    near, far = _quoted(near), _quoted(far)
    equal = [
        f"{_comparable(f'{far}.{_quoted(there.column)}', there, here)}"
        f" = {_comparable(f'{near}.{_quoted(here.column)}', here, there)}"
        for here, there in hop.pairs
    ]
    return " AND ".join([*equal, hop.condition.text(near if hop.condition.near else far)])


_TEXTS = {"CharField", "TextField", "SlugField"}


def _comparable(column: str, own: Field, other: Field) -> str:
    """A key that a generic relation keeps as text is compared as text."""
    is_text = _type_of(own) in _TEXTS
    return f"CAST({column} AS text)" if not is_text and _type_of(other) in _TEXTS else column


def _type_of(each: Field) -> str:
    return each.target_field.get_internal_type() if each.is_relation else each.get_internal_type()


def _further_names(each: Any) -> Iterator[str]:
    """What else Django's users call a relation: the accessor, the model, the app and the model."""
    if each.auto_created and not each.concrete:
        if accessor := each.get_accessor_name():
            yield accessor
        meta = each.related_model._meta
        yield meta.model_name
        yield f"{meta.app_label}_{meta.model_name}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
