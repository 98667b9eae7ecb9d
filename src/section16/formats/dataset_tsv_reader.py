"""The rows of one filing in a data set -> the ownership document, as far as the set has it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from section16.formats.dataset_tsv_findings import finding, shown
from section16.formats.dataset_tsv_index import Rows
from section16.formats.dataset_tsv_rows import row_of
from section16.formats.dataset_tsv_tables import (
    FOOTNOTES,
    LINE_TABLES,
    OWNER_SIGNATURE,
    RELATIONSHIP,
    RELATIONSHIPS,
    REPORTINGOWNER,
    SUBMISSION,
    Column,
    Table,
)
from section16.formats.dataset_tsv_values import marks, read_cell, relationships
from section16.formats.elements import LINE_TYPES
from section16.model.document import (
    Address,
    Footnote,
    Issuer,
    OwnershipDocument,
    Relationship,
    ReportingOwner,
    Signature,
)
from section16.model.lines import NonDerivativeLine
from section16.vocabulary.cells import ABSENT, Cell
from section16.vocabulary.findings import Finding

_YES: Cell[bool] = Cell(True)


class DatasetFiling(msgspec.Struct, frozen=True, kw_only=True):
    """A filing as a data set tells of it, or one to be put into a data set or compared with one.

    accession     with dashes
    filed_on      filing date; None when the source does not tell
    file_numbers  SEC file number of each owner, in the order of ``document.owners``, or None
    findings      what was found while reading
    lacking       tables and columns that the set does not have, see ``Dataset.lacking``
    """

    accession: str
    document: OwnershipDocument
    filed_on: date | None = None
    file_numbers: tuple[str | None, ...] = ()
    findings: tuple[Finding, ...] = ()
    lacking: frozenset[str] = frozenset()


class _Row:
    """One row: texts by name of the column, and cells made from them."""

    def __init__(self, table: Table, line: int, texts: dict[str, str], findings: list[Finding]) -> None:
        self.table, self.line, self.texts, self.findings = table, line, texts, findings

    def cell(self, column: Column, ids: tuple[str, ...] = ()) -> Cell[Any]:
        """The cell of a column, its marks given."""
        text = self.texts.get(column.name)
        if not text:
            return Cell(footnotes=ids) if ids else ABSENT
        assert column.kind is not None
        found = read_cell(column.kind, text, ids)
        if found.is_unreadable:
            self.tell(f"found {shown(text)}, expected {column.kind.value}", column.name)
        return found

    def tell(self, message: str, column: str) -> None:
        """A finding about one cell."""
        self.findings.append(finding("S16-046", self.table.name, message, line=self.line, column=column))

    def part(self, of: str) -> dict[str, Any]:
        """Values of a part of the model by attribute: strings, cells; what is empty is left out."""
        found: dict[str, Any] = {}
        for column in self.table.columns:
            if column.of == of and column.field and (text := self.texts.get(column.name)):
                found[column.field] = text if column.kind is None else self.cell(column)
        return found


def filing_of(accession: str, rows: Rows, names: dict[str, tuple[str, ...]], lacking: frozenset[str]) -> DatasetFiling:
    """The filing that the rows tell of.

    names  of the columns of each file, in its order
    """
    reading = _Reading(rows, names)
    heads = list(reading.rows(SUBMISSION))
    head = heads[0] if heads else _Row(SUBMISSION, 0, {}, reading.findings)
    if "SUBMISSION" not in lacking and len(heads) != 1:
        seen = f"found {len(heads)} rows for {accession}, expected 1" + ("; the first is read" if heads else "")
        reading.findings.append(finding("S16-048", "SUBMISSION", seen, line=heads[1].line if heads else None))
    owners, file_numbers = reading.owners()
    issuer = head.part("issuer")
    document = OwnershipDocument(
        **head.part("document"),
        issuer=Issuer(**issuer) if issuer else None,
        owners=owners,
        table_i=reading.lines("table_i"),
        table_ii=reading.lines("table_ii"),
        footnotes=reading.footnotes(),
        signatures=tuple(Signature(**row.part("signature")) for row in reading.rows(OWNER_SIGNATURE)),
    )
    filed_on: Cell[date] = head.part("filing").get("filed_on", ABSENT)
    return DatasetFiling(
        accession=accession, document=document, filed_on=filed_on.value, file_numbers=file_numbers,
        findings=tuple(reading.findings), lacking=lacking,
    )  # fmt: skip


class _Reading:
    """Reads the rows of one filing and collects what is found."""

    def __init__(self, rows: Rows, names: dict[str, tuple[str, ...]]) -> None:
        self._rows, self._names = rows, names
        self.findings: list[Finding] = []

    def rows(self, table: Table) -> Iterator[_Row]:
        """The rows of one file that can be read, in its order."""
        names = self._names.get(table.name, ())
        for record in self._rows.get(table.name, ()):
            texts = row_of(record, table.name, names, self.findings)
            if texts is not None:
                yield _Row(table, record.line, dict(zip(names, texts, strict=True)), self.findings)

    def owners(self) -> tuple[tuple[ReportingOwner, ...], tuple[str | None, ...]]:
        """The owners in the order of the file, and the file number of each."""
        owners, numbers = [], []
        for row in self.rows(REPORTINGOWNER):
            address, relationship = row.part("address"), row.part("relationship")
            words, rest = relationships(row.texts.get(RELATIONSHIP, ""))
            if rest:
                row.tell(f"found {shown(rest)}, expected {', '.join(RELATIONSHIPS)}", RELATIONSHIP)
            relationship |= {RELATIONSHIPS[word]: _YES for word in words}
            owners.append(ReportingOwner(
                **row.part("owner"),
                address=Address(**address) if address else None,
                relationship=Relationship(**relationship) if relationship else None,
            ))  # fmt: skip
            numbers.append(row.texts.get("FILE_NUMBER") or None)
        return tuple(owners), tuple(numbers)

    def lines(self, table: str) -> tuple[Any, ...]:
        """The lines of Table I or II: transactions, then holdings, each by surrogate key."""
        found: list[NonDerivativeLine] = []
        for declared in LINE_TABLES:
            assert declared.lines is not None
            if declared.lines[0] == table:
                rows = sorted(self.rows(declared), key=_surrogate)
                found += (_line(row, declared.lines[1], LINE_TYPES[table]) for row in rows)
        return tuple(found)

    def footnotes(self) -> tuple[Footnote, ...]:
        """The footnotes by number; the file has them in no order."""
        notes = (Footnote(**row.part("footnote")) for row in self.rows(FOOTNOTES))
        return tuple(sorted(notes, key=lambda note: footnote_number(note.id)))


def footnote_number(mark: str | None) -> int:
    """By what footnotes are sorted: 12 of "F12"; 0 when it has no number."""
    digits = (mark or "").lstrip("F")
    return int(digits) if digits.isdecimal() and len(digits) < 10 else 0


def _surrogate(row: _Row) -> tuple[int, int]:
    """Place among the lines; without a readable key the place in the file, first."""
    text = row.texts.get(row.table.key, "")
    if text.isdecimal() and len(text) < 20:
        return int(text), row.line
    row.tell(f"found {shown(text)}, expected a whole number", row.table.key)
    return 0, row.line


def _line(row: _Row, kind: str, line_type: type[NonDerivativeLine]) -> NonDerivativeLine:
    fields: dict[str, Any] = {"kind": kind}
    texts = row.texts
    for value, ids in _PAIRS[row.table.name]:
        if value is None:
            fields["coding_footnotes"] = marks(texts.get(ids or "", ""))
            continue
        filed = texts.get(ids, "") if ids else ""
        if filed or texts.get(value.name):
            fields[value.field] = row.cell(value, marks(filed))
    return line_type(**fields)


def _pairs(table: Table) -> Iterator[tuple[Column | None, str | None]]:
    """The columns of a file of lines: a value with the name of its marks; (None, name) for marks of the coding."""
    of_marks = {column.field: column.name for column in table.columns if column.marks}
    for column in table.columns:
        if not column.marks:
            yield column, of_marks.pop(column.field, None)
    yield from ((None, name) for name in of_marks.values())


_PAIRS = {table.name: tuple(_pairs(table)) for table in LINE_TABLES}
