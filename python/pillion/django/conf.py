"""The one setting, PILLION: a dictionary, every key of which may be left out."""

from __future__ import annotations

from typing import Any

from django.conf import settings

DEFAULTS: dict[str, Any] = {
    # Aliases of the databases whose connections are lent; None: every one on PostgreSQL.
    "DATABASES": None,
    # Whether a process reads the schema when it opens its first connection to a database. Else the
    # first statement with a path does.
    "REFLECT": False,
    # Whether guests know the models' own names and measures (docs/relations.md).
    "RELATIONS": True,
    # Measures of models that are not one's own: {"auth.Group": {"members": 'count("user")'}}.
    "MEASURES": None,
    # Of guests, as of pillion.lend(): seconds, seconds, and the name of a role.
    "STATEMENT_TIMEOUT": None,
    "LOCK_TIMEOUT": None,
    "ROLE": None,
}


def option(name: str) -> Any:
    return getattr(settings, "PILLION", {}).get(name, DEFAULTS[name])


def is_lent(alias: str) -> bool:
    """Whether connections of this database are lent."""
    aliases = option("DATABASES")
    return aliases is None or alias in aliases
