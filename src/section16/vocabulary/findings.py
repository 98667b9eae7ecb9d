"""Findings: what is said about a filing, as data.

A finding names its rule, its severity, its place on the form and in the model,
what was found, and the authority it stands on.
"""

from __future__ import annotations

from enum import Enum

import msgspec


class Severity(Enum):
    """How far a finding reaches."""

    ERROR = "error"  # EDGAR suspends the submission, or the text is unreadable
    WARNING = "warning"  # accepted, but contradicts itself or a rule
    NOTE = "note"  # unusual; a person should look

    @property
    def rank(self) -> int:
        """0 for error, 1 for warning, 2 for note: lower reaches further."""
        return _RANK[self]


_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


class Location(msgspec.Struct, frozen=True):
    """Where in the document: a path a program can follow, and the form's box.

    >>> str(Location("table_i[0].price", "Table I, line 1, column 4"))
    'Table I, line 1, column 4 (table_i[0].price)'
    """

    path: str
    box: str

    def __str__(self) -> str:
        return f"{self.box} ({self.path})" if self.path else self.box


class Finding(msgspec.Struct, frozen=True):
    """One statement about one place. Data, never an exception.

    citation  the authority; ends in "unconfirmed" where the fact was not read
              in an official text
    """

    code: str
    severity: Severity
    location: Location
    message: str
    citation: str

    def __str__(self) -> str:
        return f"{self.code} {self.severity.value}: {self.location}: {self.message} [{self.citation}]"
