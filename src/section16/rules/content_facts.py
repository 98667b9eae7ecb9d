"""What the content and arithmetic rules ask of a document, found in one pass.

Nothing is judged here.  The facts of a subject are made when first asked for and
stay with the subject, so that some seventy rules walk the lines and read the
footnotes once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from section16.rules.catalogue import Line
from section16.rules.subject import Subject
from section16.vocabulary.cells import Cell

EXERCISES = frozenset("MCXO")

Lines = list[tuple[int, Line]]  # lines of one table with their position from 0


class Exercise:
    """Lines of one form with an exercise code: M, C, X or O.

    acquired   Table I, security acquired
    put        True when Table I disposes: a put was exercised
    exercised  Table II, derivative security disposed of
    received   Table II, derivative security acquired
    """

    __slots__ = ("acquired", "exercised", "put", "received")

    def __init__(self, table_i: Lines, table_ii: Lines) -> None:
        sided = [(i, line, line.acquired_disposed.value) for i, line in table_i if line.code.value in EXERCISES]
        self.acquired = [(i, line) for i, line, side in sided if side == "A"]
        self.put = any(side == "D" for _, _, side in sided)
        ended = [(i, line, line.acquired_disposed.value) for i, line in table_ii if line.code.value in EXERCISES]
        self.exercised = [(i, line) for i, line, side in ended if side == "D"]
        self.received = [(i, line) for i, line, side in ended if side == "A"]


class Facts:
    """One document as the content rules see it.

    table_i, table_ii  transactions in filing order
    codes              transaction codes used in either table
    first, last        earliest and latest transaction date, or None
    last_signed        latest date beside a signature, or None
    exercise           lines with an exercise code; None without any, and on an
                       amendment, which repeats only the lines that were wrong
    notes              footnotes in lower case, by position
    text               all footnotes and the remarks in lower case
    """

    __slots__ = (
        "_document",
        "codes",
        "exercise",
        "first",
        "last",
        "last_signed",
        "notes",
        "table_i",
        "table_ii",
        "text",
    )

    def __init__(self, subject: Subject) -> None:
        document = subject.document
        self.table_i: Lines = [item for item in enumerate(document.table_i) if item[1].kind == "transaction"]
        self.table_ii: Lines = [item for item in enumerate(document.table_ii) if item[1].kind == "transaction"]
        lines = [line for _, line in (*self.table_i, *self.table_ii)]
        self.codes = {line.code.value for line in lines}
        self.exercise: Exercise | None = None
        if not EXERCISES.isdisjoint(self.codes) and not document.is_amendment:
            self.exercise = Exercise(self.table_i, self.table_ii)
        days = {line.transaction_date.value for line in lines}
        days.discard(None)
        self.first: date | None = min(days) if days else None
        self.last: date | None = max(days) if len(days) > 1 else self.first
        signed = [day for each in document.signatures if (day := each.date.value)]
        self.last_signed: date | None = max(signed) if signed else None
        self.notes, self.text = subject.lowered, subject.text
        self._document = document

    @property
    def natures(self) -> str:
        """All natures of ownership in lower case, one a line of text; few rules ask."""
        document = self._document
        named = (line.nature.value for line in (*document.table_i, *document.table_ii))
        return "\n".join(text for text in named if text).lower()

    def lines(self) -> Iterator[tuple[str, int, Line]]:
        """Every transaction with its table's name and its position from 0."""
        for i, line in self.table_i:
            yield "table_i", i, line
        for i, line in self.table_ii:
            yield "table_ii", i, line


def facts(subject: Subject) -> Facts:
    """The facts of a subject, made once."""
    found: Facts | None = subject.facts
    if found is None:
        found = subject.facts = Facts(subject)
    return found


def quoted(cell: Cell[Any]) -> str:
    """What a box says, as filed and in quotes.

    >>> quoted(Cell(Decimal("8.88"), " 8.880 "))
    "'8.880'"
    """
    return repr(str(cell.value) if cell.text is None else cell.text.strip())


def plain(number: Decimal) -> str:
    """A computed number without exponent and trailing zeros.

    >>> plain(Decimal("1200.50")), plain(Decimal("1E+3"))
    ('1200.5', '1000')
    """
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def place(table: str, index: int) -> str:
    """A line as a person finds it.

    >>> place("table_ii", 0)
    'Table II, line 1'
    """
    return f"{'Table I' if table == 'table_i' else 'Table II'}, line {index + 1}"
