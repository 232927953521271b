"""Random databases: what makes naming and following relations hard, in small doses."""

from __future__ import annotations

from random import Random

from model import Column, ForeignKey, Row, Table, View, World, without_suffix

PREFIXES = ["shop_", "shop_", "shop_", "my_app_", "", "", "crm_"]
NOUNS = ["book", "author", "review", "tag", "order", "user", "item", "store", "b"]
NOUNS += ["Sale", "odd name", "größe"]
COLUMNS = ["name", "title", "value", "qty", "label", "flag", "n"]
COLUMNS += ["Full Name", "select", "größe", "it's", 'a"b']
ROLES = ["owner", "mentor", "editor", "parent", "chief", "group", "Big Boss", "from"]
SUFFIXES = ["_id", "_id", "_id", "_id", "_fk", "Id", "ID", ""]
TEXTS = ["", "a", "b", "B", "it's", "ünï", "名前", "a b", "x__y", "NULL", "%", "-- x"]
SCHEMAS = ["one", "Second Schema"]


def random_world(rng: Random, schemas: list[str] = SCHEMAS) -> World:
    tables: list[Table] = []
    for _ in range(rng.randint(2, 6)):
        tables.append(_random_table(rng, tables, schemas))
    for table in tables:
        for _ in range(rng.choice([0, 0, 1, 1, 2, 3])):
            _add_key(rng, table, rng.choice(tables), tables)
    for _ in range(rng.choice([0, 0, 1, 1, 2])):
        _add_junction(rng, tables, schemas)
    for table in tables:
        _add_clashes(rng, table)
    _fill(rng, tables)
    return World(tables, _random_views(rng, tables))


def _free_name(rng: Random, tables: list[Table], make) -> str:
    taken = {table.name.lower() for table in tables}
    name = make()
    while name.lower() in taken:
        name = make() + (str(rng.randint(1, 9)) if rng.random() < 0.3 else "")
    return name


def _random_table(rng: Random, tables: list[Table], schemas: list[str]) -> Table:
    table = Table(
        schemas[0] if rng.random() < 0.8 else rng.choice(schemas),
        _free_name(rng, tables, lambda: rng.choice(PREFIXES) + rng.choice(NOUNS)),
    )
    shape = rng.random()
    parents = [t for t in tables if t.primary == ["id"]]
    if shape < 0.1 and parents:  # a child that shares its parent's key
        parent = rng.choice(parents)
        table.primary = [parent.name.split("_")[-1] + rng.choice(["_id", "_ptr_id"])]
        table.keys.append(ForeignKey(table, list(table.primary), parent, ["id"]))
    elif shape < 0.7:
        table.primary = ["id"]
    elif shape < 0.9:
        table.primary = rng.choice([["tenant", "no"], ["a", "b", "c"], ["Id", "x"]])
    else:
        table.primary = ["code"]
    for name in table.primary:
        table.columns.append(Column(name, "text" if name == "code" else "int", nullable=False))
    if rng.random() < 0.2:
        table.columns.append(Column("slug", "text", nullable=False))
        table.unique.append(["slug"])
    for name in rng.sample(COLUMNS, rng.randint(1, 4)):
        kind = {"qty": "int", "value": "int", "n": "int", "flag": "bool"}.get(name, "text")
        table.columns.append(Column(name, kind, nullable=rng.random() < 0.7))
    return table


def _add_key(rng: Random, table: Table, target: Table, tables: list[Table]) -> None:
    later = tables.index(target) >= tables.index(table)
    nullable = later or rng.random() < 0.5
    # What a NOT NULL key refers to must have a value in every row.
    solid = [k for k in target.unique_keys() if not any(target.column(c).nullable for c in k)]
    wanted = rng.choice(solid) if rng.random() < 0.5 else target.primary
    role = rng.choice([target.name.split("_")[-1], rng.choice(ROLES)])
    columns = [f"{role}_{name}" for name in wanted]
    if len(wanted) == 1:
        columns = [role + rng.choice(SUFFIXES)]
    if any(c.name.lower() in {n.lower() for n in columns} for c in table.columns):
        return
    _add_key_columns(table, target, columns, wanted, nullable)
    if rng.random() < 0.2 and not (nullable and later):
        table.unique.append(list(columns))


def _add_key_columns(
    table: Table, target: Table, columns: list[str], wanted: list[str], nullable: bool
) -> None:
    for name, wanted_name in zip(columns, wanted):
        table.columns.append(Column(name, target.column(wanted_name).type, nullable))
    table.keys.append(ForeignKey(table, columns, target, list(wanted)))


def _add_junction(rng: Random, tables: list[Table], schemas: list[str]) -> None:
    near, far = rng.choice(tables), rng.choice(tables)
    if near is far and rng.random() < 0.7:
        return
    made = rng.choice([f"{near.name}_{far.name}s", f"{near.name}_links", f"link{len(tables)}"])
    if any(t.name.lower() == made.lower() for t in tables):
        return
    table = Table(near.schema if rng.random() < 0.8 else rng.choice(schemas), made)
    if rng.random() < 0.6:
        table.columns.append(Column("id", "int", nullable=False))
        table.primary = ["id"]
    for side, target in (("from", near), ("to", far)):
        base = side if near is far else target.name.split("_")[-1]
        columns = [base + "_id"] if len(target.primary) == 1 else [f"{base}_{n}" for n in target.primary]
        if any(c.name.lower() in {n.lower() for n in columns} for c in table.columns):
            columns = [side + "_" + name for name in columns]
        _add_key_columns(table, target, columns, target.primary, nullable=False)
    together = [name for key in table.keys for name in key.columns]
    if table.primary:
        table.unique.append(together)
    else:
        table.primary = together
    if rng.random() < 0.3:
        table.columns.append(Column("note", "text"))
    tables.append(table)


def _add_clashes(rng: Random, table: Table) -> None:
    """Physical columns that are called as a path or a relation would be."""
    for key in table.keys:
        if rng.random() < 0.12:
            forward = without_suffix(key.columns[0])
            target = rng.choice([c.name for c in key.target.columns])
            name = rng.choice([forward, f"{forward}__{target}"])
            if not any(c.name.lower() == name.lower() for c in table.columns):
                table.columns.append(Column(name, rng.choice(["int", "text"])))


def _random_views(rng: Random, tables: list[Table]) -> list[View]:
    views: list[View] = []
    for table in tables:
        while rng.random() < 0.3:
            below = [v for v in views if v.table is table]
            of = rng.choice(below) if below and rng.random() < 0.6 else None
            columns = of.columns if of else [c.name for c in table.columns]
            if rng.random() < 0.4:
                columns = rng.sample(columns, rng.randint(1, len(columns)))
            tests = list(of.tests) if of else []
            if rng.random() < 0.3:
                tests.append(
                    (rng.choice(of.columns if of else columns), rng.choice(["IS NULL", "IS NOT NULL"]))
                )
            name = rng.choice(["view_", "View "]) + str(len(views))
            views.append(View(name, table, columns, tests, of))
    return views


def _fill(rng: Random, tables: list[Table]) -> None:
    later = {}  # keys that lead to a table whose rows are not there yet
    for table in tables:
        size = rng.choice([0, 1, 2, 3, 5, 8, 12])
        seen: list[set] = [set() for _ in table.unique_keys()]
        for number in range(size):
            row = _random_row(rng, table, number, later)
            if row is None:
                break
            values = [tuple(row[c] for c in key) for key in table.unique_keys()]
            if any(v in s and None not in v for v, s in zip(values, seen)):
                continue
            for v, s in zip(values, seen):
                s.add(v)
            table.rows.append(row)
    for row, key in later.values():
        _point(rng, row, key)


def _random_row(rng: Random, table: Table, number: int, later: dict) -> Row | None:
    row = {c.name: _random_value(rng, table, c, number) for c in table.columns}
    for key in table.keys:
        nullable = all(table.column(c).nullable for c in key.columns)
        if key.target is table or not _is_filled(key, later, table):
            later[id(row), id(key)] = (row, key)
            row.update(dict.fromkeys(key.columns))
        elif nullable and rng.random() < 0.3:
            row.update(dict.fromkeys(key.columns))
            if len(key.columns) > 1 and rng.random() < 0.3 and not _in_unique(table, key.columns[0]):
                row[key.columns[0]] = 1  # a key that is half NULL points nowhere
        elif key.target.rows:
            target = rng.choice(key.target.rows)
            row.update({a: target[b] for a, b in zip(key.columns, key.target_columns)})
        elif nullable:
            row.update(dict.fromkeys(key.columns))
        else:
            return None
    return row


def _in_unique(table: Table, column: str) -> bool:
    return any(column in key for key in table.unique_keys())


def _is_filled(key: ForeignKey, later: dict, table: Table) -> bool:
    return not all(table.column(c).nullable for c in key.columns) or bool(key.target.rows)


def _point(rng: Random, row: Row, key: ForeignKey) -> None:
    if not key.target.rows or rng.random() < 0.3 or _in_unique(key.table, key.columns[0]):
        return
    target = rng.choice(key.target.rows)
    row.update({a: target[b] for a, b in zip(key.columns, key.target_columns)})


def _random_value(rng: Random, table: Table, column: Column, number: int):
    if column.name in table.primary:
        if column.type == "text":
            return f"k{number}"
        return rng.randint(1, 3) if len(table.primary) > 1 else number + 1
    if any(column.name in key for key in table.unique):
        return f"s{number}" if column.type == "text" else number
    if column.nullable and rng.random() < 0.25:
        return None
    if column.type == "int":
        return rng.randint(-3, 9)
    return rng.random() < 0.5 if column.type == "bool" else rng.choice(TEXTS)
