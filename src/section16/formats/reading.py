"""What reading itself finds, S16-0xx: titles, severities and authorities, for all readers."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from section16.vocabulary.findings import Finding, Location, Severity


class ReadingCode(msgspec.Struct, frozen=True):
    """One kind of finding that a reader makes.

    why  what it means for the reader of the finding
    """

    code: str
    title: str
    severity: Severity
    citation: str
    why: str = ""


class ReadingCodes(dict[str, ReadingCode]):
    """Codes by name; makes findings from them."""

    def __init__(self, rows: Iterable[ReadingCode]) -> None:
        super().__init__((row.code, row) for row in rows)

    def finding(self, code: str, location: Location, message: str) -> Finding:
        """A finding with the severity and citation of its code."""
        row = self[code]
        return Finding(code, row.severity, location, message, row.citation)


CODES = ReadingCodes((
    ReadingCode(
        "S16-040", "The submission holds an ownership document", Severity.NOTE,
        "17 CFR 232.101; electronic filing of Forms 3, 4 and 5 in XML since 2003-06-30",
        "Forms filed before 2003 are plain text: header and texts are read, but there is no document to check.",
    ),
    ReadingCode(
        "S16-041", "The ownership document of a submission can be read", Severity.ERROR,
        "EDGAR Ownership XML Technical Specification, section 5",
        "The text stands where the document should be, but no known repair makes it readable.",
    ),
))  # fmt: skip
