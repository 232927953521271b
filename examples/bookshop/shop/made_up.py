"""Plausible rows for the shop, the same ones every time. All names are put together from syllables."""

import datetime
import random
from decimal import Decimal

SEED = 2013

FIRST = ["Al", "Bre", "Cor", "Da", "El", "Fen", "Gi", "Ha", "Is", "Jo", "Ka", "Lu", "Mi", "No", "Or", "Pe"]
LAST = ["bar", "den", "dra", "fin", "lia", "mon", "na", "ra", "ric", "sa", "ten", "va", "vin", "zo"]
CITY_START = ["Alder", "Brack", "Cinder", "Dun", "Elm", "Fal", "Glen", "Harrow", "Iron", "Lark"]
CITY_END = ["mouth", "bury", "ford", "haven", "wick"]
COUNTRIES = ["Ardenia", "Bellmark", "Corvany", "Dellane", "Estovia", "Fenmarch"]
ADJECTIVES = ["Quiet", "Crooked", "Last", "Salted", "Borrowed", "Glass", "Second", "Hollow", "Winter", "Blue"]
NOUNS = [
    "Harbour",
    "Garden",
    "Ledger",
    "Orchard",
    "Lantern",
    "River",
    "Staircase",
    "Almanac",
    "Island",
    "Key",
]
TAGS = [
    *("novel", "poems", "essays", "travel", "history", "crime", "letters", "garden", "sea", "cooking"),
    *("music", "science", "memoir", "school", "comic", "art", "trains", "birds", "maps", "winter"),
]
REVIEWS = [
    "",
    "Read it twice.",
    "Too long by half.",
    "A present that was kept.",
    "Good on a train.",
    "Café, déjà vu ☕",
]
STORE_KINDS = ["Books", "Reading Room", "Bookstall", "Paper and Ink"]

COUNTS = {"publisher": 40, "author": 250, "book": 1500, "review": 6000, "sale": 5000, "store": 20}


class Maker:
    """Makes unsaved rows; the caller saves them in between, so that they have keys."""

    def __init__(self):
        self.random = random.Random(SEED)

    def name(self):
        return self.random.choice(FIRST) + self.random.choice(LAST)

    def person(self):
        return f"{self.name()} {self.name()}{self.random.choice(LAST)}"

    def city(self):
        return self.random.choice(CITY_START) + self.random.choice(CITY_END)

    def day(self, first_year, last_year):
        first = datetime.date(first_year, 1, 1)
        return first + datetime.timedelta(days=self.random.randrange(365 * (last_year - first_year + 1)))

    def price(self):
        return Decimal(self.random.randrange(400, 6000)) / 100

    def title(self):
        shape = self.random.choice(["The {} {}", "A {} {}", "{} {}", "The {} {} of {}"])
        return shape.format(self.random.choice(ADJECTIVES), self.random.choice(NOUNS), self.city())

    def maybe(self, rows, chance):
        return self.random.choice(rows) if self.random.random() < chance else None
