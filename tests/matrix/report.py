"""The table in docs/compatibility.md, between two marks; the text around it is written by hand."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from cells import DJANGOS, DRIVERS, SERVERS

BEGIN = "<!-- the table: written by ./dev test --matrix -->"
END = "<!-- the end of the table -->"


@dataclass(frozen=True)
class Result:
    """Of one cell. refusal: why Django itself does not run there."""

    django: str
    driver: str
    server: int
    as_expected: bool
    refusal: str | None
    tests: int
    skipped: list[str]

    @property
    def name(self) -> str:
        return f"Django {self.django}, {self.driver}, PostgreSQL {self.server}"

    @property
    def word(self) -> str:
        return "FAILED" if not self.as_expected else "passed" if self.refusal is None else "refused"


def write(path: Path, results: list[Result]) -> None:
    text = path.read_text()
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    path.write_text(f"{before}{BEGIN}\n\n{table(results)}\n\n{END}{after}")


def table(results: list[Result]) -> str:
    by_cell = {(result.django, result.driver, result.server): result for result in results}
    notes: list[str] = []
    lines = [
        "| | " + " | ".join(f"PostgreSQL {server}" for server in SERVERS) + " |",
        "| --- |" + " --- |" * len(SERVERS),
    ]
    for django in DJANGOS:
        for driver in DRIVERS:
            found = [by_cell.get((django.version, driver.name, server)) for server in SERVERS]
            if any(found):
                cells = " | ".join(text_of(result, notes) for result in found)
                lines.append(f"| Django {django.version}, {driver.name} | {cells} |")
    return "\n".join([*lines, "", *said_of(results), *numbered(notes), *not_run()])


def text_of(result: Result | None, notes: list[str]) -> str:
    if result is None:
        return ""
    if not result.as_expected:
        return "**fails**"
    reasons = [result.refusal] if result.refusal is not None else []
    if not reasons:
        return f"{result.tests}"
    for reason in reasons:
        if reason not in notes:
            notes.append(reason)
    return "no " + ", ".join(f"({notes.index(reason) + 1})" for reason in reasons)


def said_of(results: list[Result]) -> list[str]:
    passed = [result for result in results if result.as_expected and result.refusal is None]
    skipped = sorted({reason for result in passed for reason in result.skipped})
    packages = ", ".join(
        f"{name} {metadata.version(name)}" for name in ("psycopg", "psycopg2-binary", "pyodbc")
    )
    return [
        f"The number of tests that passed; {len(passed)} of {len(results)} cells. Python "
        f"{platform.python_version()}, {packages}. Where a cell has not what a test is of, the test is "
        f"skipped ({', '.join(skipped)}).",
        "",
    ]


def numbered(notes: list[str]) -> list[str]:
    return [
        f"{number}. {note}: that is what it says when it is tried." for number, note in enumerate(notes, 1)
    ]


def not_run() -> list[str]:
    python = tuple(map(int, platform.python_version_tuple()[:2]))
    reasons = [(django.name, django.refuses_python(python)) for django in DJANGOS]
    return [f"\n{name} is not in the table: it {reason}." for name, reason in reasons if reason is not None]
