"""Chance that is the same everywhere: one seed gives one sequence on every Python.

Only ``random.Random.random`` is used, whose sequence for a seed is promised to stay; the
methods above it are not.  A draw chooses among whole numbers and never makes an amount.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Weighted(Generic[Item]):
    """Things to choose from, each with a weight (a whole number)."""

    __slots__ = ("items", "sums", "total")

    def __init__(self, items: Sequence[Item], weights: Sequence[int]) -> None:
        self.items = items
        self.sums = list(accumulate(weights))
        self.total = self.sums[-1]


class Dice:
    """A sequence of draws.  Two dice of one seed agree for ever."""

    __slots__ = ("_draw",)

    def __init__(self, seed: int) -> None:
        # Random takes the sign away: negative seeds stand beyond all others
        self._draw = Random(seed if seed >= 0 else (1 << 64) - seed).random  # noqa: S311 - no secrets here

    def below(self, number: int) -> int:
        """A whole number from 0 to ``number`` - 1."""
        return int(self._draw() * number)

    def between(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self._draw() * (high - low + 1))

    def chance(self, per_ten_thousand: int) -> bool:
        """True that often in ten thousand."""
        return self._draw() * 10_000 < per_ten_thousand

    def bell(self, spread: int) -> int:
        """A whole number around 0, at most ``spread`` away, seldom far."""
        draw = self._draw
        return int((draw() + draw() + draw() - 1.5) * spread / 1.5)

    def pick(self, items: Sequence[Item]) -> Item:
        """One of them, all alike."""
        return items[int(self._draw() * len(items))]

    def weigh(self, choice: Weighted[Item]) -> Item:
        """One of them, by weight."""
        return choice.items[bisect_right(choice.sums, int(self._draw() * choice.total))]

    def sample(self, items: Sequence[Item], number: int) -> list[Item]:
        """So many different ones, in drawn order."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(min(number, len(left)))]
