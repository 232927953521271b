"""Tools that show a database, run as they are: what they show is what is there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pillion
import pytest
from oracle import Oracle

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def share(host):
    with pillion.lend(host) as lease, lease.share() as opened:
        yield opened


TABLES = ["bay", "machine", "running"]


@pytest.mark.timeout(200)
def test_harlequin_shows_tables_and_columns(host, share, tmp_path):
    """Its tree, in a process of its own, rides on the share."""
    connection_string = pillion.connection_string(f"@{share.name}")
    # It keeps its settings in the home directory.
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "TERM": "xterm"}
    command = [sys.executable, HERE / "harlequin_tree.py", connection_string, "plant", *TABLES]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr[-2000:]
    shown = json.loads(done.stdout)
    assert shown["database"] == "everything"
    assert {"plant", "Depot", "pg_catalog"} <= set(shown["schemas"])
    labels = {"TABLE": "t", "VIEW": "v"}
    oracle = Oracle(host)
    tables = [row for row in oracle.tables() if row["TABLE_SCHEM"] == "plant"]
    assert sorted(shown["tables"]) == sorted(
        f"{row['TABLE_NAME']} {labels.get(row['TABLE_TYPE'], 't')}" for row in tables
    )
    for table in TABLES:
        expected = [
            f"{row['COLUMN_NAME']} {row['TYPE_NAME']}"
            for row in oracle.columns()
            if (row["TABLE_SCHEM"], row["TABLE_NAME"]) == ("plant", table)
        ]
        assert sorted(shown["columns"][table]) == sorted(expected)  # in an order of its own
