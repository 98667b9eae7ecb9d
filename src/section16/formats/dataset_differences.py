"""How two cells of one column differ: ours from the filing, theirs from a data set.

A difference of an explained kind follows from how the SEC makes the sets; any other
is one that a person should look at.
"""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import Any

import msgspec

from section16.formats.dataset_tsv_tables import Column
from section16.formats.dataset_tsv_values import CENT, cell_text, to_cents
from section16.formats.elements import Kind
from section16.vocabulary.cells import Cell

_HALF_CENT = CENT / 2


class DifferenceKind(Enum):
    """What sort of difference; the value is its name in every output."""

    ROUNDED = "rounded"
    CUT = "cut"
    WHITESPACE = "whitespace"
    SPELLING = "spelling"
    ORDER = "order"
    GAP = "gap"
    ONLY_OURS = "only ours"
    ONLY_THEIRS = "only theirs"
    VALUE = "value"

    @property
    def is_explained(self) -> bool:
        """True when it follows from how the sets are made."""
        return self in _EXPLAINED


_EXPLAINED = frozenset({
    DifferenceKind.ROUNDED, DifferenceKind.CUT, DifferenceKind.WHITESPACE, DifferenceKind.SPELLING,
    DifferenceKind.ORDER, DifferenceKind.GAP,
})  # fmt: skip

MEANING = {
    DifferenceKind.ROUNDED: "theirs is our number to two decimals",
    DifferenceKind.CUT: "theirs is the beginning of our text, as long as the column is declared",
    DifferenceKind.WHITESPACE: "the same but for blanks, tabs and line breaks",
    DifferenceKind.SPELLING: "the same yes or no in another spelling",
    DifferenceKind.ORDER: "the same rows, or footnote ids, in another order",
    DifferenceKind.GAP: "the set has no such table or column",
    DifferenceKind.ONLY_OURS: "a filing, row or cell that the set leaves out",
    DifferenceKind.ONLY_THEIRS: "a row or cell that our reading does not have",
    DifferenceKind.VALUE: "two different values",
}


class Difference(msgspec.Struct, frozen=True):
    """One difference between a filing and the data set.

    table   file of the data set, without its ending
    line    place of our row among its like, from 1: for lines the line of Table I or II;
            None for the filing as a whole and for a row that only they have
    column  of that file; "" for a whole row
    path    place in our model, such as "table_i[0].price"; "" when we have none
    ours, theirs  as a data set prints them, ours with every decimal; "" for nothing
    """

    accession: str
    table: str
    line: int | None
    column: str
    path: str
    ours: str
    theirs: str
    kind: DifferenceKind


def folded(text: str) -> str:
    """The text with every run of blanks, tabs and line breaks as one blank, none at its ends."""
    return " ".join(text.split())


def of_texts(column: Column, ours: str, theirs: str) -> DifferenceKind | None:
    """The kind of difference between two texts, None when there is none.

    >>> of_texts(Column("SECURITY_TITLE", "line", "security_title"), "Common  Stock", "Common Stock").value
    'whitespace'
    """
    if ours == theirs:
        return None
    mine, other = folded(ours), folded(theirs)
    if not mine or not other:
        return DifferenceKind.ONLY_OURS if mine else DifferenceKind.ONLY_THEIRS if other else None
    if mine == other:
        return DifferenceKind.WHITESPACE
    longest = column.length
    # the blanks at the cut are trimmed, so a cut text can be a little shorter than its column
    if longest and longest - 2 <= len(theirs) <= longest and mine.startswith(other):
        return DifferenceKind.CUT
    return DifferenceKind.VALUE


def of_cells(column: Column, ours: Cell[Any], theirs: Cell[Any]) -> DifferenceKind | None:
    """The kind of difference between two boxes, marks aside; None when there is none."""
    assert column.kind is not None
    mine, other = ours.value, theirs.value
    if column.kind in (Kind.TEXT, Kind.CODE) or mine is None or other is None:
        return of_texts(column, cell_text(column.kind, ours, False), cell_text(column.kind, theirs, False))
    if mine != other:
        is_number = isinstance(mine, Decimal) and isinstance(other, Decimal)
        rounded = is_number and to_cents(other) == other and abs(mine - other) <= _HALF_CENT
        return DifferenceKind.ROUNDED if rounded else DifferenceKind.VALUE
    if column.kind is Kind.FLAG and folded(cell_text(column.kind, ours, False)) != (theirs.text or "").strip():
        return DifferenceKind.SPELLING
    return None


def of_marks(column: Column, ours: tuple[str, ...], theirs: tuple[str, ...]) -> DifferenceKind | None:
    """The kind of difference between two lists of footnote ids, None when there is none."""
    if ours == theirs:
        return None
    if sorted(ours) == sorted(theirs):
        return DifferenceKind.ORDER
    return of_texts(column, ", ".join(ours), ", ".join(theirs))
