"""fetch() and to_dataframe(): what the ORM wrote, with what it cannot say, through the rewriter.

    fetch(Book.objects.filter(price__gt=10).annotate(n=RawSQL("count(review)", [])))

The statement is the one that Django would send, parameters quoted by the same psycopg. So the types
of literals, and GROUP BY over an expression with a parameter, are what they are in the ORM.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Union

import pyodbc
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, utils
from django.db.models import QuerySet

from .riding import live
from .statements import statement_of
from .values import readers_of

if TYPE_CHECKING:
    import pandas

Query = Union[str, "QuerySet[Any]"]
Rows = list[Any]


def fetch(query: Query, *parameters: Any, using: str | None = None, as_dicts: bool = False) -> Rows:
    """The rows of a queryset, or of SQL with ODBC's markers: named tuples, or dictionaries.

    query: a queryset, whose annotations may hold paths and aggregates over relations (RawSQL); or SQL,
        with a `?` for each of the parameters.
    using: the alias of the database. None: where the queryset reads (routers are asked), or "default".

    Fields read as the ORM reads them: dates with a time zone, JSON, UUIDs. select_related() and
    prefetch_related() mean nothing here and are left out. Errors are Django's (django.db.Error).
    """
    names, rows = _run(query, parameters, using)
    if as_dicts:
        return [dict(zip(names, row)) for row in rows]
    return [_row_class(names)(*row) for row in rows]


def to_dataframe(
    query: Query, *parameters: Any, using: str | None = None, **options: Any
) -> pandas.DataFrame:
    """The same rows as a pandas.DataFrame; options are those of DataFrame.from_records."""
    import pandas

    names, rows = _run(query, parameters, using)
    return pandas.DataFrame.from_records(rows, columns=list(names), **options)


def _run(query: Query, parameters: Sequence[Any], using: str | None) -> tuple[tuple[str, ...], Rows]:
    if isinstance(query, str):
        return _execute(query, parameters, using or DEFAULT_DB_ALIAS)
    if not isinstance(query, QuerySet):
        raise TypeError(f"fetch() takes a queryset or SQL, and got {type(query).__name__}")
    if parameters:
        raise TypeError("a queryset has its own parameters: give others to RawSQL(sql, params)")
    using = using or query.db
    wrapper = connections[using]
    inner = query.query.chain()
    inner.select_related = False
    compiler = inner.get_compiler(using=using)
    try:
        sql, values = compiler.as_sql()
    except EmptyResultSet:  # filter(id__in=[]) and its kin: Django asks nobody either
        return _names_of(query, compiler), []
    wrapper.ensure_connection()  # quoting asks the connection for its encoding
    statement, bound = statement_of(wrapper, sql, values)
    _, rows = _execute(statement, bound, using)
    readers = readers_of(compiler, wrapper)
    if readers:
        rows = [_read(list(row), readers) for row in rows]
    return _names_of(query, compiler), rows


def _execute(sql: str, parameters: Sequence[Any], using: str) -> tuple[tuple[str, ...], Rows]:
    try:
        with live(using) as guest:
            cursor = guest.execute(sql, *parameters)
            names = tuple(column[0] for column in cursor.description)
            rows = cursor.fetchall()
            del cursor
            return names, rows
    except pyodbc.Error as error:
        raise getattr(utils, type(error).__name__, utils.DatabaseError)(*error.args) from error


def _read(row: list[Any], readers: dict[int, Any]) -> list[Any]:
    for position, reader in readers.items():
        row[position] = reader(row[position])
    return row


def _names_of(query: QuerySet[Any], compiler: Any) -> tuple[str, ...]:
    """The columns' names as values() and annotate() have them; of a plain queryset, its columns'."""
    inner = query.query
    if inner.values_select or getattr(inner, "selected", None):
        chosen = getattr(inner, "selected", None)
        return tuple(chosen or [*inner.extra_select, *inner.values_select, *inner.annotation_select])
    return tuple(
        alias or getattr(getattr(expression, "target", None), "column", f"column{number}")
        for number, (expression, _, alias) in enumerate(compiler.select, 1)
    )


@lru_cache(maxsize=256)
def _row_class(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names, rename=True)
