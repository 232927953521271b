"""Random expressions and conditions made of paths, aggregates and constants."""

from __future__ import annotations

from aggregates import AggregateMaker
from expressions import Between, Call, Case, Constant, Expression, In, Logic, Not, Operator, Test

COMPARISONS = ["=", "<>", "<", "<=", ">", ">="]
ZERO_TESTS = [(">", 0), ("=", 0), ("<>", 0), (">=", 1), ("<", 1), ("<=", 0)]
MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


class ExpressionMaker(AggregateMaker):
    def _scalar(self, depth: int, kind: str | None = None) -> Expression:
        kind = kind or self._rng.choice(["int", "text", "text", "bool"])
        if depth <= 0 or self._chance(0.6):
            return self._path(kind)
        return self._combined(depth - 1, kind, allow_aggregates=False)

    def _combined(self, depth: int, kind: str, allow_aggregates: bool) -> Expression:
        if kind == "bool":
            return self._condition(depth, allow_aggregates)
        operands = [self._leaf(kind) for _ in range(3)]
        if self._chance(0.3):
            return Call("coalesce", operands[: self._rng.randint(2, 3)], kind)
        if self._chance(0.2):
            return Call("nullif", operands[:2], kind)
        if self._chance(0.2):
            return Case(self._condition(depth, allow_aggregates), operands[0], operands[1], kind)
        if kind == "text":
            return Operator("||", operands[0], operands[1], "text")
        if self._chance(0.2):
            return Call("length", [self._path("text")], "int")
        return Operator(self._rng.choice("+-*"), operands[0], operands[1], "int")

    def _leaf(self, kind: str) -> Expression:
        return self._path(kind) if self._chance(0.7) else self._constant(kind)

    def _condition(self, depth: int, allow_aggregates: bool) -> Expression:
        choice = self._rng.random()
        if depth > 0 and choice < 0.35:
            parts = [self._condition(depth - 1, allow_aggregates) for _ in range(self._rng.randint(2, 3))]
            return Logic(self._rng.choice(["AND", "OR"]), parts)
        if depth > 0 and choice < 0.45:
            return Not(self._condition(depth - 1, allow_aggregates))
        if choice < 0.55:
            return self._test()
        if allow_aggregates and self._chance(0.2):
            return self._zero_test()
        kind = self._rng.choice(["int", "text"])
        left = self._path(kind)
        if allow_aggregates and self._chance(0.5):
            kind, left = "int", self._aggregate(["count", "sum"])
        if choice < 0.65:
            return In(left, [self._constant(kind) for _ in range(self._rng.randint(1, 3))])
        if choice < 0.75:
            return Between(left, self._constant(kind), self._leaf(kind))
        right = self._constant(kind, markers=True) if self._chance(0.6) else self._path(kind)
        return Operator(self._rng.choice(COMPARISONS), left, right, "bool")

    def _zero_test(self) -> Expression:
        """Whether there is a related row, as a count compared with a number."""
        count = self._aggregate(["count"])
        op, number = self._rng.choice(ZERO_TESTS)
        if self._chance(0.3):
            return Operator(MIRRORED.get(op, op), Constant(number, "int"), count, "bool")
        return Operator(op, count, Constant(number, "int"), "bool")

    def _test(self) -> Expression:
        if self._chance(0.4):
            words = self._rng.choice(["IS TRUE", "IS NOT TRUE", "IS FALSE", "IS NULL"])
            return Test(self._condition(0, allow_aggregates=False), words)
        return Test(self._path(), self._rng.choice(["IS NULL", "IS NOT NULL"]))
