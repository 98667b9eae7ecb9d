"""What the reader of printed forms may remark, and where in the text.

Every remark is a note: the text is no filing, and what it does not say clearly
is for a person to look at.  The rows of ``NOTES`` are the codes of this reader
in the rule catalogue.
"""

from __future__ import annotations

import msgspec

from section16.model import boxes
from section16.vocabulary.findings import Finding, Location, Severity

_PRINTED = "Forms 3, 4 and 5 as printed (EDGAR Ownership XML Technical Specification, version 5.5, stylesheets)"
_SHOWN = 60


class Note(msgspec.Struct, frozen=True):
    """One row of the catalogue."""

    code: str
    title: str
    citation: str = _PRINTED
    severity: Severity = Severity.NOTE


NOT_UNDERSTOOD = Note("S16-031", "A region, column or box of the printed form is not understood")
BY_POSITION = Note("S16-032", "Columns are read by position, because their headings are not the form's")
CONTRADICTION = Note("S16-033", "The printed form says one thing twice, and differently")
DIVIDED = Note("S16-034", "A name and address without clear line breaks is divided by its shape")
NO_EXPLANATION = Note("S16-035", "A footnote number is printed without its explanation")

NOTES = (NOT_UNDERSTOOD, BY_POSITION, CONTRADICTION, DIVIDED, NO_EXPLANATION)


def quoted(text: str) -> str:
    """Text for a message: in quotes, blanks collapsed, cut when long.

    >>> quoted("a  b")
    "'a b'"
    """
    text = " ".join(text.split())
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "...")


class Notes:
    """Collects the notes of one reading.

    form  "3", "4" or "5": decides how places are named
    """

    def __init__(self, form: str) -> None:
        self.form = form
        self.findings: list[Finding] = []

    def add(self, note: Note, line: int, message: str, path: str = "") -> None:
        """Note something on a line of the text, counted from 1; ``path`` when the place is known."""
        where = f"{boxes.box(self.form, path)}, " if path else ""
        location = Location(path, f"{where}text line {line}")
        self.findings.append(Finding(note.code, note.severity, location, message, note.citation))
