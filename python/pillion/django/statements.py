"""From what the ORM compiled (psycopg's %s, and its parameters apart) to a statement for ODBC."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any

from django.db import NotSupportedError

# What a question mark may stand in without being a marker or an operator.
_QUOTED = re.compile(
    r"""
      [eE]'(?:[^'\\]|\\.|'')*'     # a string with backslashes
    | '(?:[^']|'')*'
    | "(?:[^"]|"")*"
    | \$([^\W\d]\w*)?\$.*?\$\1\$   # dollar quotes
    | --[^\n]*
    | /\*.*?\*/
    """,
    re.VERBOSE | re.DOTALL,
)
_QUESTION_MARK = re.compile(_QUOTED.pattern + r"| (?P<mark>\?)", re.VERBOSE | re.DOTALL)
_PLACEHOLDER = re.compile(r"%(.)", re.DOTALL)


def statement_of(wrapper: Any, sql: str, values: Sequence[Any]) -> tuple[str, Sequence[Any]]:
    """The statement, and the parameters that are still to be bound."""
    if wrapper.vendor == "sqlite":
        return _PLACEHOLDER.sub(lambda found: "?" if found[1] == "s" else found[1], sql), values
    return _doubled(_quoted(wrapper.connection, sql, values)), ()


def _quoted(connection: Any, sql: str, values: Sequence[Any]) -> str:
    """Parameters put into the text by psycopg, as Django's own cursors have it done."""
    psycopg = sys.modules.get("psycopg")
    if psycopg is not None and isinstance(connection, psycopg.Connection):
        return str(psycopg.ClientCursor(connection).mogrify(sql, values))
    if connection.get_parameter_status("standard_conforming_strings") == "off":
        # psycopg2 would double backslashes, and a guest always reads them as they stand.
        raise NotSupportedError(
            "fetch() of a queryset on psycopg2 needs standard_conforming_strings, which this "
            "session turned off."
        )
    with connection.cursor() as cursor:
        return str(cursor.mogrify(sql, values).decode())


def _doubled(sql: str) -> str:
    """Every `?` is an operator's here, which ODBC's text writes `??`."""
    if "?" not in sql:
        return sql
    return _QUESTION_MARK.sub(lambda found: "??" if found["mark"] else found[0], sql)
