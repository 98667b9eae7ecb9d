"""What a data set does not tell of a filing: the gaps, in words and as a function.

``reduced`` leaves of a document what a data set can hold; reading a data set that was
written from it gives exactly that.  ``GAPS`` says the same to people.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from section16.formats.dataset_tsv_reader import footnote_number
from section16.formats.dataset_tsv_tables import LINE_TABLES, REPORTINGOWNER, SUBMISSION, Column
from section16.formats.dataset_tsv_values import marks, one_line, read_cell, to_cents
from section16.formats.edgar_xml_print import coding_marks
from section16.formats.elements import Kind
from section16.model.document import (
    Address,
    Footnote,
    Issuer,
    OwnershipDocument,
    Relationship,
    ReportingOwner,
    Signature,
)
from section16.model.lines import Line
from section16.vocabulary.cells import Cell


class Gap(msgspec.Struct, frozen=True):
    """One thing that a data set does not tell.

    instead  what reading gives in its place
    """

    what: str
    instead: str


GAPS = (
    Gap("numbers as filed, and every decimal after the second (the SEC's own sets)",
        "a value without text, to two decimals: a price below half a cent is 0"),
    Gap("dates as filed, with the zone some carry", "a value without text"),
    Gap("blanks at the ends of a text, tabs and line breaks in it (the SEC's own sets)", "the text on one line"),
    Gap("where transactions and holdings stood among each other",
        "the transactions of a table first, then its holdings, each in filed order"),
    Gap("the order of owners and signatures", "the order of the rows in the file"),
    Gap("the order of footnotes", "by number"),
    Gap("a box not filed, filed empty or filed blank", "a box not filed"),
    Gap("a box of the relationship not checked: filed as no, or not filed", "not filed"),
    Gap("which of the three codes of column 3 a footnote stands on, in the first layouts", "marks on the column"),
    Gap("boxes that a file has no column for: transaction boxes on a holding, a total value in Table I",
        "not filed"),
    Gap("the Rule 10b5-1(c) box, in quarters without AFF10B5ONE (2024Q3 is one)", "not filed"),
    Gap("what schema X0609 added: foreign symbol, country, state outside the US", "not filed"),
    Gap("the schema version, unusual layout, unknown elements, comments", "nothing"),
    Gap("the header but for filing date and file numbers: time of acceptance, addresses, industry", "nothing"),
    Gap("the exhibits", "nothing"),
    Gap("the owners' CCC, which is secret", "nothing"),
)  # fmt: skip


def reduced(document: OwnershipDocument, *, as_published: bool = False) -> OwnershipDocument:
    """What is left of a document in a data set.

    as_published  in one as the SEC makes them: numbers to two decimals, texts on one line
    """
    fold = _Fold(as_published)
    return OwnershipDocument(
        **fold.part(SUBMISSION.columns, "document", document),
        issuer=fold.struct(Issuer, SUBMISSION.columns, "issuer", document.issuer),
        owners=tuple(map(fold.owner, document.owners)),
        table_i=fold.lines("table_i", document.table_i),
        table_ii=fold.lines("table_ii", document.table_ii),
        footnotes=tuple(sorted(map(fold.footnote, document.footnotes), key=lambda note: footnote_number(note.id))),
        signatures=tuple(map(fold.signature, document.signatures)),
    )


class _Fold:
    """Leaves of every part what the data set's columns hold."""

    def __init__(self, as_published: bool) -> None:
        self.as_published = as_published

    def string(self, text: str | None) -> str | None:
        """A string; None when nothing of it is left."""
        return (one_line(text) if self.as_published and text else text) or None

    def cell(self, kind: Kind, cell: Cell[Any], ids: tuple[str, ...] = ()) -> Cell[Any]:
        """A cell; dates and numbers lose their text unless it could not be read."""
        value, text = cell.value, cell.text
        if isinstance(value, Decimal):
            return Cell(to_cents(value) if self.as_published else value, None, ids)
        if isinstance(value, date):
            return Cell(value, None, ids)
        if kind in (Kind.DATE, Kind.NUMBER):
            text = None if self.as_published else text
        elif isinstance(value, bool) and text is None:
            text = "1" if value else "0"
        text = self.string(text)
        return Cell(footnotes=ids) if text is None else read_cell(kind, text, ids)

    def part(self, columns: Iterable[Column], of: str, struct: Any) -> dict[str, Any]:
        """Values by attribute; what is empty is left out."""
        found = {}
        for column in columns:
            if column.of != of or not column.field or struct is None:
                continue
            value = getattr(struct, column.field)
            value = self.string(value) if column.kind is None else self.cell(column.kind, value)
            if value is not None and value != Cell():
                found[column.field] = value
        return found

    def struct(self, cls: type[Any], columns: Iterable[Column], of: str, struct: Any) -> Any:
        """The part, or None when nothing of it is left."""
        found = self.part(columns, of, struct)
        return cls(**found) if found else None

    def owner(self, owner: ReportingOwner) -> ReportingOwner:
        """An owner: of the relationship the boxes that are checked."""
        columns = REPORTINGOWNER.columns
        relationship = self.part(columns, "relationship", owner.relationship)
        boxes = owner.relationship or Relationship()
        for field in ("is_director", "is_officer", "is_ten_percent_owner", "is_other"):
            if getattr(boxes, field).value:
                relationship[field] = Cell(True)
        return ReportingOwner(
            **self.part(columns, "owner", owner),
            address=self.struct(Address, columns, "address", owner.address),
            relationship=Relationship(**relationship) if relationship else None,
        )

    def lines(self, table: str, lines: tuple[Line, ...]) -> Any:
        """The lines of a table: transactions, then holdings."""
        found: list[Line] = []
        for declared in LINE_TABLES:
            assert declared.lines is not None
            if declared.lines[0] == table:
                columns = [column for column in declared.columns if not column.marks]
                found += (self.line(line, columns) for line in lines if line.kind == declared.lines[1])
        return tuple(found)

    def line(self, line: Line, columns: list[Column]) -> Line:
        """A line: the marks on the three codes of column 3 are marks on the column."""
        fields: dict[str, Any] = {"kind": line.kind, "coding_footnotes": marks(", ".join(coding_marks(line)))}
        for column in columns:
            assert column.kind is not None
            cell = getattr(line, column.field)
            ids = () if column.field in ("form_type", "code", "equity_swap") else marks(", ".join(cell.footnotes))
            fields[column.field] = self.cell(column.kind, cell, ids)
        return type(line)(**fields)

    def footnote(self, note: Footnote) -> Footnote:
        """A footnote."""
        return Footnote(self.string(note.id), self.string(note.text) or "")

    def signature(self, signature: Signature) -> Signature:
        """A signature."""
        return Signature(self.string(signature.name), self.cell(Kind.DATE, signature.date))
