"""What LibreOffice Base shows of a data source: its tables, their columns and their keys, as JSON.

    libreoffice_tree.py DSN SCHEMA

It starts a LibreOffice without a window, opens the data source as Base does, by its own layer over the
driver sdbc:odbc, and walks the containers that Base's list of tables and its relation design are drawn from.
Run it with the Python that has LibreOffice's module uno.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time

import uno
from com.sun.star.connection import NoConnectException

LONGEST_WAIT = 120.0
KINDS = {1: "primary", 2: "unique", 3: "foreign"}


def start(directory):
    pipe = f"pillion-{time.time_ns()}"
    command = [
        "soffice",
        "--headless",
        "--norestore",
        "--nologo",
        f"-env:UserInstallation=file://{directory}",
        f"--accept=pipe,name={pipe};urp;",
    ]
    process = subprocess.Popen(command, stdout=sys.stderr, start_new_session=True)
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + LONGEST_WAIT
    while True:
        try:
            return process, resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > deadline:
                process.terminate()
                raise
            time.sleep(0.2)


def each(container):
    return [container.getByIndex(i) for i in range(container.Count)]


def key_of(key):
    columns = each(key.Columns)
    shown = {"kind": KINDS[key.Type], "columns": [column.Name for column in columns]}
    if shown["kind"] == "foreign":
        shown["refers to"] = key.ReferencedTable
        shown["referred columns"] = [column.RelatedColumn for column in columns]
    return shown


def table_of(table):
    return {
        "columns": {c.Name: c.TypeName for c in each(table.Columns)},
        "keys": [key_of(key) for key in each(table.Keys)],
    }


def tree(context, dsn, schema):
    sources = context.ServiceManager.createInstanceWithContext("com.sun.star.sdb.DatabaseContext", context)
    source = sources.createInstance()
    source.URL = f"sdbc:odbc:{dsn}"
    connection = source.getConnection("", "")
    try:
        tables = connection.getTables()
        return {t.Name: table_of(t) for t in each(tables) if t.SchemaName == schema}
    finally:
        connection.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as directory:
        process, context = start(directory)
        try:
            json.dump(tree(context, *sys.argv[1:]), sys.stdout, indent=1)
        finally:
            try:
                context.ServiceManager.createInstanceWithContext(
                    "com.sun.star.frame.Desktop", context
                ).terminate()
            except Exception:
                process.terminate()
            process.wait(60)
