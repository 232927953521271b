"""Where the choices of a random query come from."""

from __future__ import annotations

from random import Random

from expressions import Constant
from model import World
from query import Source
from worlds import TEXTS


class Choices:
    """Every choice comes from the random source, so a seed repeats it."""

    def __init__(self, rng: Random, world: World, capabilities: frozenset[str], dialect: str) -> None:
        self._rng = rng
        self._world = world
        self._can = capabilities
        self._dialect = dialect
        self._tags: set[str] = set()
        self._sources: list[Source] = []

    def _chance(self, probability: float) -> bool:
        return self._rng.random() < probability

    def _use(self, capability: str) -> bool:
        if capability not in self._can:
            return False
        self._tags.add(capability)
        return True

    def _constant(self, kind: str, markers: bool = False) -> Constant:
        value = {
            "int": lambda: self._rng.randint(-3, 9),
            "text": lambda: self._rng.choice(TEXTS),
            "bool": lambda: self._rng.random() < 0.5,
        }[kind]()
        return Constant(value, kind, markers and self._chance(0.3) and self._use("parameters"))
