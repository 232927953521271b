"""The cells of the matrix: which Django, on which psycopg, on which PostgreSQL; and which cannot be."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Django:
    version: str
    oldest_python: tuple[int, int]
    newest_python: tuple[int, int] | None  # None: no end is known
    oldest_postgres: int
    psycopg3: bool = True

    @property
    def name(self) -> str:
        return "Django " + ".".join(self.version.split(".")[:2])

    def refuses_python(self, python: tuple[int, int]) -> str | None:
        if python < self.oldest_python:
            return "needs Python {}.{} or newer".format(*self.oldest_python)
        if self.newest_python is not None and python > self.newest_python:
            return "imports modules that Python {}.{} was the last to have".format(*self.newest_python)
        return None


@dataclass(frozen=True)
class Driver:
    """One build of psycopg 2 or 3."""

    name: str
    package: str  # what Django imports
    folder: str | None = None  # of build/flavours, put first in the path; None: the wheel of the venv
    implementation: str = ""  # psycopg 3's, its PSYCOPG_IMPL

    @property
    def hidden(self) -> str:
        """What cannot be imported in this cell, so that Django takes the other."""
        return {"psycopg2": "psycopg", "psycopg": "psycopg2"}[self.package]


DJANGOS = (
    Django("3.2.25", (3, 6), (3, 11), oldest_postgres=9, psycopg3=False),
    Django("4.2.26", (3, 8), None, oldest_postgres=12),
    Django("5.2.19", (3, 10), None, oldest_postgres=14),
    Django("6.1.3", (3, 12), None, oldest_postgres=15),
)
DRIVERS = (
    Driver("psycopg2, from source", "psycopg2", folder="psycopg2-source"),
    Driver("psycopg2-binary", "psycopg2"),
    Driver("psycopg 3, pure Python", "psycopg", implementation="python"),
    Driver("psycopg 3, c", "psycopg", folder="psycopg-c", implementation="c"),
    Driver("psycopg 3, binary", "psycopg", implementation="binary"),
)
SERVERS = (13, 14, 15, 16, 17, 18)


@dataclass(frozen=True)
class Cell:
    django: Django
    driver: Driver
    server: int

    @property
    def name(self) -> str:
        return f"{self.django.name}, {self.driver.name}, PostgreSQL {self.server}"

    @property
    def refusal(self) -> Refusal | None:
        """Why Django itself does not run here. It is tried all the same: this is what it must say."""
        if self.driver.package == "psycopg" and not self.django.psycopg3:
            return Refusal(f"{self.django.name} knows psycopg2 only", r"Error loading psycopg2 module")
        if self.server < self.django.oldest_postgres:
            oldest = self.django.oldest_postgres
            return Refusal(
                f"{self.django.name} needs PostgreSQL {oldest}", rf"PostgreSQL {oldest} or later is required"
            )
        return None


@dataclass(frozen=True)
class Refusal:
    reason: str
    said: str  # a pattern of Django's own words


def djangos(python: tuple[int, int] = sys.version_info[:2]) -> list[Django]:
    """Those that this Python can run."""
    return [django for django in DJANGOS if django.refuses_python(python) is None]


def cells(python: tuple[int, int] = sys.version_info[:2]) -> Iterator[Cell]:
    for server in SERVERS:
        for django in djangos(python):
            for driver in DRIVERS:
                yield Cell(django, driver, server)


def find(django: str, driver: str, server: int) -> Cell:
    """By the beginnings of their names: find("4.2", "psycopg 3, pure", 15)."""
    (found,) = (
        Cell(one, two, server)
        for one in DJANGOS
        for two in DRIVERS
        if one.version.startswith(django) and two.name.startswith(driver)
    )
    return found
