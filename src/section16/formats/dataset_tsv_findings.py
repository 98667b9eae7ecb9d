"""What reading a data set may find, S16-045 to S16-048, and where in its files."""

from __future__ import annotations

from section16.formats.reading import ReadingCode, ReadingCodes
from section16.vocabulary.findings import Finding, Location, Severity

_README = "SEC, Form 345 Data Sets (FORM_345_readme.htm), sections 3 to 5"
_SHOWN = 80

CODES = ReadingCodes((
    ReadingCode(
        "S16-045", "Every row of a data set can be read", Severity.ERROR, _README,
        "The row is left out and named; the rest of the set is read.",
    ),
    ReadingCode(
        "S16-046", "A cell of a data set is of its column's kind", Severity.WARNING, _README,
        "The text is kept, without a value.",
    ),
    ReadingCode(
        "S16-047", "A data set has the tables and columns of the SEC's", Severity.NOTE, _README,
        "What is not there is unknown, not empty; a column nobody knows is not read.",
    ),
    ReadingCode(
        "S16-048", "Every row of a data set belongs to one row of SUBMISSION", Severity.WARNING, _README,
        "Rows without it make a filing of unknown date and form.",
    ),
))  # fmt: skip


def finding(code: str, table: str, message: str, *, line: int | None = None, column: str = "") -> Finding:
    """A finding with its place: the file, the line in it (the header is 1) and the column."""
    place = f"{table}.tsv" if table else "data set"
    if line is not None:
        place += f", line {line}"
    if column:
        place += f", column {column}"
    return CODES.finding(code, Location("", place), message)


def shown(text: str) -> str:
    """Text for a message, in quotes and cut when long."""
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")
