"""Several things in one change: all of them or none, and each that stops it is named with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from section16.desk.errors import Stopped
from section16.vocabulary.errors import Section16Error

T = TypeVar("T")
R = TypeVar("R")


def each(things: Iterable[T], step: Callable[[T], R], name: Callable[[T], str]) -> list[R]:
    """What a step makes of each thing, in order. Raises Stopped with everything that the step refuses.

    >>> each([2, 4], lambda number: number // 2, "draft {}".format)
    [1, 2]
    """
    made: list[R] = []
    reasons: list[tuple[str, Section16Error]] = []
    for thing in things:
        try:
            made.append(step(thing))
        except Section16Error as error:
            reasons.append((name(thing), error))
    if reasons:
        raise Stopped(reasons)
    return made


def each_draft(numbers: Iterable[int], step: Callable[[int], R]) -> list[R]:
    """``each`` of some drafts, by number; one that is named twice takes the step once."""
    return each(dict.fromkeys(numbers), step, "draft {}".format)


@contextmanager
def alone() -> Iterator[None]:
    """One thing by itself: what stops it is raised as it is."""
    try:
        yield
    except Stopped as stopped:
        raise stopped.reasons[0][1] from None
