"""unixODBC's isql on an SQLite file."""

from __future__ import annotations

import subprocess

import pillion
import pytest


@pytest.fixture
def isql(sqlite_file):
    def run(sql: str, *options: str) -> subprocess.CompletedProcess:
        command = ["isql", *options, "-b", "-k", pillion.connection_string(f"sqlite:{sqlite_file}")]
        return subprocess.run(command, input=sql + "\n", capture_output=True, text=True, timeout=30)

    return run


def test_a_query(isql):
    shown = isql("SELECT title, author__name, count(review) AS reviews FROM shop_book ORDER BY id")
    assert shown.returncode == 0, shown.stderr
    lines = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in shown.stdout.splitlines() if "|" in line
    ]
    assert lines == [
        ["title", "author__name", "reviews"],
        ["The Quiet Harbour", "Ana Dra", "2"],
        ["A Glass Garden", "Bo Fin", "1"],
        ["Café ☕", "Bo Fin", "0"],
    ]


def test_delimited(isql):
    shown = isql("SELECT id, title FROM shop_book ORDER BY id", "-d;", "-c")
    assert shown.stdout.splitlines()[:3] == ["id;title", "1;The Quiet Harbour", "2;A Glass Garden"]


def test_directly_executed(isql):
    assert "A Glass Garden" in isql("SELECT title FROM shop_book", "-e").stdout


def test_several_lines(isql):
    shown = isql("SELECT 1 AS one\nSELECT title FROM shop_book WHERE id = 2\n")
    assert "one" in shown.stdout and "A Glass Garden" in shown.stdout


def test_help(isql):
    shown = isql("help")
    assert "shop_book" in shown.stdout and "TABLE" in shown.stdout
    columns = isql("help shop_book").stdout
    for name in ("id", "title", "price", "publisher_id"):
        assert name in columns


def test_a_null_is_empty(isql):
    shown = isql("SELECT id, publisher_id FROM shop_book WHERE id = 3", "-d,")
    assert "3," in shown.stdout.splitlines()


def test_an_error_is_shown(isql):
    shown = isql("SELECT id FROM nowhere", "-v")
    assert "ERROR" in shown.stderr
    assert "nowhere" in shown.stdout + shown.stderr


def test_a_write_is_refused(isql):
    shown = isql("DELETE FROM shop_review", "-v")
    assert "25006" in shown.stdout + shown.stderr
    assert "3" in isql("SELECT count(*) FROM shop_review").stdout


def test_a_dsn(sqlite_file, tmp_path, monkeypatch):
    """The driver and a data source registered in a directory of one's own."""
    (tmp_path / "odbcinst.ini").write_text(f"[Pillion]\nDriver = {pillion.driver_path()}\n")
    (tmp_path / "odbc.ini").write_text(f"[shop]\nDriver = Pillion\nSession = sqlite:{sqlite_file}\n")
    monkeypatch.setenv("ODBCSYSINI", str(tmp_path))
    monkeypatch.setenv("ODBCINI", str(tmp_path / "odbc.ini"))
    shown = subprocess.run(
        ["isql", "-b", "shop"],
        input="SELECT title FROM shop_book\n",
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert "A Glass Garden" in shown.stdout, shown.stdout + shown.stderr
