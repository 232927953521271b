"""LibreOffice Base over a share shows the tables, their columns and their keys: ./dev libreoffice."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pillion
import pytest
from oracle import Oracle

TREE = Path(__file__).resolve().parent / "libreoffice_tree.py"
SCHEMA = "plant"


@pytest.mark.timeout(300)
def test_base_shows_tables_columns_and_keys(host, tmp_path):
    with pillion.lend(host) as lease, lease.share() as share:
        (tmp_path / "odbcinst.ini").write_text(f"[Pillion]\nDriver = {os.environ['PILLION_LIBRARY']}\n")
        (tmp_path / "odbc.ini").write_text(f"[plant]\nDriver = Pillion\nSession = @{share.name}\n")
        own = {"ODBCINI": str(tmp_path / "odbc.ini"), "ODBCSYSINI": str(tmp_path), "HOME": str(tmp_path)}
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | own
        command = ["/usr/bin/python3", TREE, "plant", SCHEMA]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr[-2000:]
    shown = json.loads(done.stdout)
    oracle = Oracle(host)
    tables = [row["TABLE_NAME"] for row in oracle.tables() if row["TABLE_SCHEM"] == SCHEMA]
    columns = {(r["TABLE_NAME"], r["COLUMN_NAME"]) for r in oracle.columns() if r["TABLE_SCHEM"] == SCHEMA}
    primary = {
        (r["TABLE_NAME"], r["COLUMN_NAME"]) for r in oracle.primary_keys() if r["TABLE_SCHEM"] == SCHEMA
    }
    foreign = {
        (
            r["FKTABLE_NAME"],
            r["FKCOLUMN_NAME"],
            f"{r['PKTABLE_SCHEM']}.{r['PKTABLE_NAME']}",
            r["PKCOLUMN_NAME"],
        )
        for r in oracle.foreign_keys()
        if r["FKTABLE_SCHEM"] == SCHEMA
    }
    assert primary
    assert foreign
    assert set(shown) <= set(tables)
    here = set(shown)  # Base leaves out kinds of tables that it does not list
    assert {t for t, _ in primary} | {f[0] for f in foreign} <= here
    assert {(t, c) for t in here for c in shown[t]["columns"]} == {c for c in columns if c[0] in here}
    keys = [(t, key) for t in here for key in shown[t]["keys"]]
    assert {(t, c) for t, k in keys if k["kind"] == "primary" for c in k["columns"]} == primary
    assert {
        (t, own_column, k["refers to"], other)
        for t, k in keys
        if k["kind"] == "foreign"
        for own_column, other in zip(k["columns"], k["referred columns"], strict=True)
    } == foreign
