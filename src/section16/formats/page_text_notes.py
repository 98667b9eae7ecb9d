"""What the readers of printed forms may remark, and where in the text or page.

Every remark is a note: the text is no filing, and what it does not say clearly
is for a person to look at.  The rows of ``CODES`` are the codes of these readers
in the rule catalogue.
"""

from __future__ import annotations

from collections.abc import Callable

from section16.formats.reading import ReadingCode, ReadingCodes
from section16.model import boxes
from section16.model.document import OwnershipDocument
from section16.vocabulary.findings import Finding, Location, Severity

_PRINTED = "Forms 3, 4 and 5 as printed (EDGAR Ownership XML Technical Specification, version 5.5, stylesheets)"
_SHOWN = 60


def _note(code: str, title: str, why: str) -> ReadingCode:
    return ReadingCode(code, title, Severity.NOTE, _PRINTED, why)


NOT_UNDERSTOOD = _note(
    "S16-031",
    "A region, column or box of the printed form is understood",
    "What is not understood is left out of the document, never guessed.",
)
BY_POSITION = _note("S16-032", "Columns have the headings of the form", "Without them they are read by their position.")
CONTRADICTION = _note(
    "S16-033",
    "The printed form says one thing once, or twice the same",
    "The one that says more is read, the other is named here.",
)
DIVIDED = _note(
    "S16-034",
    "Name and address are printed on lines of their own",
    "Printed in one run, they are divided by their shape.",
)
NO_EXPLANATION = _note(
    "S16-035", "Every footnote number is printed with its explanation", "The mark stands on its box, but says nothing."
)

CODES = ReadingCodes((NOT_UNDERSTOOD, BY_POSITION, CONTRADICTION, DIVIDED, NO_EXPLANATION))


def quoted(text: str) -> str:
    """Text for a message: in quotes, blanks collapsed, cut when long.

    >>> quoted("a  b")
    "'a b'"
    """
    text = " ".join(text.split())
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "...")


class Notes:
    """Collects the notes of one reading.

    form    "3", "4" or "5": decides how places are named
    source  what has the lines that are counted: "text" or "page"
    """

    def __init__(self, form: str, source: str = "text") -> None:
        self.form, self.source = form, source
        self.findings: list[Finding] = []

    def add(self, note: ReadingCode, line: int, message: str, path: str = "") -> None:
        """Note something on a line of the source, counted from 1; ``path`` when the place is known."""
        where = f"{boxes.box(self.form, path)}, " if path else ""
        location = Location(path, f"{where}{self.source} line {line}")
        self.findings.append(Finding(note.code, note.severity, location, message, note.citation))

    def add_unexplained(self, document: OwnershipDocument, line_of: Callable[[str, int], int]) -> None:
        """Note each footnote number in the tables that no explanation has, once.

        line_of  line of the source for a table and the position of a row in it
        """
        known = {note.id for note in document.footnotes}
        for table, i, line in document.lines():
            for field, mark in line.marks():
                if mark not in known:
                    known.add(mark)
                    message = f"footnote ({mark[1:]}) has no explanation"
                    self.add(NO_EXPLANATION, line_of(table, i), message, f"{table}[{i}].{field}")

    def in_order(self) -> list[Finding]:
        """The notes in the order of the source."""
        return sorted(self.findings, key=lambda finding: int(finding.location.box.rpartition(" ")[2]))
