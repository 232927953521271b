"""System checks. Each message has an id, and a hint that says what to do."""

from __future__ import annotations

from typing import Any

import pyodbc
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

import pillion
from pillion.library import library
from pillion.locking import ConnectionFactory

from .conf import DEFAULTS, is_lent, option
from .problems import problems

OLDEST_PYODBC = (5,)


@register
def check_library(**_: Any) -> list[CheckMessage]:
    try:
        version = library().version
    except pillion.LibraryError as error:
        hint = "Reinstall the package, or set PILLION_LIBRARY; `python -m pillion doctor` tells more."
        return [Error(str(error), hint=hint, id="pillion.E001")]
    if version != pillion.__version__:
        text = (
            f"The library {library().path} is of version {version}, and the package of {pillion.__version__}."
        )
        return [Warning(text, hint="Install both from one source tree.", id="pillion.W002")]
    return []


@register
def check_pyodbc(**_: Any) -> list[CheckMessage]:
    if tuple(int(part) for part in pyodbc.version.split(".")[:1]) >= OLDEST_PYODBC:
        return []
    text = f"pyodbc is of version {pyodbc.version}, and Pillion is tested with 5 and newer."
    return [Warning(text, hint="pip install --upgrade pyodbc", id="pillion.W003")]


@register
def check_setting(**_: Any) -> list[CheckMessage]:
    given = getattr(settings, "PILLION", {})
    if not isinstance(given, dict):
        return [Error("PILLION is not a dictionary.", hint='PILLION = {"REFLECT": True}', id="pillion.E002")]
    known = ", ".join(DEFAULTS)
    messages: list[CheckMessage] = [
        Error(f"PILLION has an unknown key {key!r}.", hint=f"The keys are {known}.", id="pillion.E003")
        for key in given
        if key not in DEFAULTS
    ]
    messages += [
        Error(f'PILLION["{key}"] is {given[key]!r}.', hint="Give seconds, or None.", id="pillion.E004")
        for key in ("STATEMENT_TIMEOUT", "LOCK_TIMEOUT")
        if not _is_limit(given.get(key))
    ]
    messages += [
        Error(
            f'PILLION["DATABASES"] has {alias!r}, which DATABASES has not.',
            hint=f"The aliases are {', '.join(connections)}.",
            id="pillion.E005",
        )
        for alias in given.get("DATABASES") or ()
        if alias not in connections
    ]
    return messages


def _is_limit(seconds: Any) -> bool:
    return seconds is None or (isinstance(seconds, (int, float)) and seconds > 0)


@register
def check_databases(**_: Any) -> list[CheckMessage]:
    wrappers = [connections[alias] for alias in connections]
    messages: list[CheckMessage] = [
        Error(
            f"The connection_factory of {wrapper.alias!r} is not a class, so its connections cannot take the "
            "lock that keeps guests of other threads apart from Django.",
            hint="Give a class derived from psycopg2.extensions.connection.",
            id="pillion.E006",
        )
        for wrapper in wrappers
        if wrapper.vendor == "postgresql" and not _can_be_locked(wrapper)
    ]
    if not any(wrapper.vendor == "postgresql" for wrapper in wrappers):
        messages.append(
            Warning(
                "No database is on PostgreSQL, so there is nothing to lend.",
                hint="A guest of an SQLite file sees what is committed, and nothing of the transaction.",
                id="pillion.W001",
            )
        )
    return messages


@register(Tags.database)
def check_relations(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """What the models declare and a database does not have. Run by `check --database default`, and by
    migrate before it migrates: what is missing then may be about to come.
    """
    messages: list[CheckMessage] = []
    for alias in databases or ():
        wrapper = connections[alias]
        if wrapper.vendor != "postgresql" or not is_lent(alias) or _is_to_be_migrated(wrapper):
            continue
        if option("RELATIONS"):
            messages += [
                Warning(
                    f"{alias}: {problem}",
                    hint="Guests do without it. Migrate, or change the model or its measure.",
                    id="pillion.W004",
                )
                for problem in problems(wrapper)
            ]
    return messages


def _is_to_be_migrated(wrapper: Any) -> bool:
    executor = MigrationExecutor(wrapper)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _can_be_locked(wrapper: Any) -> bool:
    factory = wrapper.settings_dict.get("OPTIONS", {}).get("connection_factory")
    return factory is None or isinstance(factory, (type, ConnectionFactory))
