"""The tree of the catalog that Harlequin, an SQL workbench for the terminal, shows: as JSON.

    harlequin_tree.py CONNECTION_STRING SCHEMA TABLE...

Its own tree is walked, without a terminal: the nodes of the schema and of the tables are opened, and what
then stands under them is told.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable

from harlequin import Harlequin
from harlequin_odbc import HarlequinOdbcAdapter

LONGEST_WAIT = 100.0  # seconds; on a busy machine


async def until(pilot, holds: Callable[[], object]) -> None:
    waited = 0.0
    while not holds():
        if waited > LONGEST_WAIT:
            raise TimeoutError("the tree did not get there")
        await pilot.pause(0.05)
        waited += 0.05


async def opened(pilot, node) -> dict[str, object]:
    """The nodes under this one, by their label, once it is open."""
    node.expand()
    await until(pilot, lambda: any(child.data.label for child in node.children))
    return {child.data.label: child for child in node.children}


async def tree(connection_string: str, schema: str, tables: list[str]) -> dict[str, object]:
    """Database, schemas, tables of one schema, and some tables' columns with their types."""
    app = Harlequin(adapter=HarlequinOdbcAdapter([connection_string]), record_history=False)
    async with app.run_test(size=(120, 50)) as pilot:
        root = app.data_catalog.database_tree.root
        await until(pilot, lambda: root.children)
        ((database, database_node),) = (await opened(pilot, root)).items()
        schemas = await opened(pilot, database_node)
        nodes = await opened(pilot, schemas[schema])
        columns = {}
        for table in tables:
            columns[table] = [str(column.label) for column in (await opened(pilot, nodes[table])).values()]
        labels = [str(node.label) for node in nodes.values()]
        return {"database": database, "schemas": list(schemas), "tables": labels, "columns": columns}


if __name__ == "__main__":
    json.dump(asyncio.run(tree(sys.argv[1], sys.argv[2], sys.argv[3:])), sys.stdout)
