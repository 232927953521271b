"""What pyodbc gives, as the ORM would have given it, field by field."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, Callable

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_duration

Reader = Callable[[Any], Any]


def readers_of(compiler: Any, wrapper: Any) -> dict[int, Reader]:
    """By column: its reader, for those columns that need one. None on SQLite, whose converters take
    what sqlite3 gives."""
    if wrapper.vendor != "postgresql":
        return {}
    converters = compiler.get_converters(expression for expression, _, _ in compiler.select)
    readers: dict[int, Reader] = {}
    for position, (expression, _, _) in enumerate(compiler.select):
        first = _first_reader(expression, wrapper)
        chain, of = converters.get(position, ([], expression))
        if first is not None or chain:
            readers[position] = _reader(first, chain, of, wrapper)
    return readers


def _reader(first: Reader | None, chain: list[Any], expression: Any, wrapper: Any) -> Reader:
    def read(value: Any) -> Any:
        if first is not None and value is not None:
            value = first(value)
        for convert in chain:
            value = convert(value, expression, wrapper)
        return value

    return read


def _first_reader(expression: Any, wrapper: Any) -> Reader | None:
    """What psycopg does for this field before Django's converters see the value."""
    field = getattr(expression, "output_field", None)
    kind = field.get_internal_type() if field is not None else ""
    if kind == "DateTimeField" and settings.USE_TZ:
        # ODBC's timestamps have no zone: the driver shows them in the session's, which is Django's.
        return lambda value: timezone.make_aware(value, wrapper.timezone)
    return _OF_KIND.get(kind)


def _duration(value: Any) -> datetime.timedelta:
    parsed = parse_duration(value)
    if parsed is None:
        raise ValueError(f"{value!r} is not an interval of days and seconds")
    return parsed


_OF_KIND: dict[str, Reader] = {"UUIDField": uuid.UUID, "DurationField": _duration}
