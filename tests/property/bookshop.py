"""The bookshop of the manual as a World."""

from __future__ import annotations

from model import Column, ForeignKey, Table, View, World
from worlds import SCHEMAS

TABLES = {
    "shop_publisher": "name city",
    "shop_author": "name country mentor_id?shop_author",
    "shop_book": "title price:int publisher_id?shop_publisher author_id>shop_author editor_id?shop_author",
    "shop_review": "book_id>shop_book rating:int verified:bool body",
    "shop_store": "name city",
    "shop_sale": "book_id>shop_book store_id>shop_store qty:int",
    "shop_shelf": "no:int store_id>shop_store",
    "shop_tag": "label",
    "shop_book_tags": "book_id>shop_book tag_id>shop_tag",
}


def bookshop() -> World:
    tables: dict[str, Table] = {}
    for name, columns in TABLES.items():
        table = tables[name] = Table(SCHEMAS[0], name, [Column("id", "int", nullable=False)], ["id"])
        for word in columns.split():
            _add(table, word, tables)
    tables["shop_shelf"].primary = ["id", "no"]
    tables["shop_shelf"].column("no").nullable = False
    tables["shop_book_tags"].unique.append(["book_id", "tag_id"])
    books = View("some_books", tables["shop_book"], ["id", "author_id"], [("price", "IS NOT NULL")])
    return World(list(tables.values()), [books])


def _add(table: Table, word: str, tables: dict[str, Table]) -> None:
    for mark in "?>":
        if mark in word:
            column, target = word.split(mark)
            table.columns.append(Column(column, "int", nullable=mark == "?"))
            table.keys.append(ForeignKey(table, [column], tables[target], ["id"]))
            return
    name, _, kind = word.partition(":")
    table.columns.append(Column(name, kind or "text"))
