"""Exceptions. What a filing says wrongly is a Finding; these are for the rest."""

from __future__ import annotations


class Section16Error(Exception):
    """Root of the tree: ``except Section16Error`` catches all of ours."""


class SeenAndExpected(Section16Error, ValueError):
    """Input that is not what it should be: says what was seen and what was expected."""

    def __init__(self, seen: str, expected: str) -> None:
        super().__init__(seen, expected)  # both, so that the error survives pickling
        self.seen, self.expected = seen, expected

    def __str__(self) -> str:
        return f"found {self.seen}, expected {self.expected}"


class NotThisFormat(SeenAndExpected):
    """The bytes are of another kind."""


class Damaged(SeenAndExpected):
    """Of this format, but cut short or broken, so that no document can be built."""


class TooLarge(Section16Error, ValueError):
    """More bytes than any submission can have; nothing was read."""


class MissingFact(Section16Error, ValueError):
    """A fact the target format demands and the source does not hold (a CIK, say)."""


class MissingPackage(Section16Error, ImportError):
    """A package that an extra of section16 brings is not installed."""


class NotFound(Section16Error, LookupError):
    """A named thing (accession number, CIK, rule code) that is not here."""

    def __init__(self, kind: str, name: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(kind, name, near)
        self.kind, self.name, self.near = kind, name, near

    def __str__(self) -> str:
        hint = f"; nearest: {', '.join(self.near)}" if self.near else ""
        return f"no {self.kind} {self.name}{hint}"
