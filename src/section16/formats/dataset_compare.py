"""Our cells against the SEC's: a filing as we read it and as a data set tells it.

Lines are compared in filed order, transactions with transactions and holdings with
holdings; owners by their CIK, footnotes by their id, signatures by what they say,
because the sets have those in no order.  What a source does not tell (the filing date
of a bare document) is not compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import msgspec

from section16.formats.dataset_differences import Difference, DifferenceKind, folded, of_cells, of_marks, of_texts
from section16.formats.dataset_tsv import Dataset
from section16.formats.dataset_tsv_reader import DatasetFiling
from section16.formats.dataset_tsv_tables import (
    FOOTNOTES,
    LINE_TABLES,
    OWNER_SIGNATURE,
    RELATIONSHIP,
    REPORTINGOWNER,
    SUBMISSION,
    Column,
    Table,
)
from section16.formats.dataset_tsv_values import cell_text, day_text, to_cents
from section16.formats.dataset_tsv_writer import marks_of, relationship_text
from section16.model.document import Footnote, ReportingOwner, Signature
from section16.model.lines import Line
from section16.vocabulary.cells import Cell
from section16.vocabulary.identifiers import compact_cik

_Placed = tuple[int, Line]  # a line and its place in Table I or II, from 0


class Compared(msgspec.Struct, frozen=True):
    """One filing compared.

    is_there     the set has a filing of that accession number
    cells        how many were compared: those filled in on either side
    differences  in the order of the set's files
    """

    accession: str
    is_there: bool
    cells: int = 0
    differences: tuple[Difference, ...] = ()


def compare(ours: DatasetFiling, theirs: DatasetFiling) -> list[Difference]:
    """Every difference between our reading of a filing and a data set's row of it."""
    return _Comparing(ours, theirs).all()


def reconcile(ours: Iterable[DatasetFiling], dataset: Dataset) -> Iterator[Compared]:
    """Each of our filings compared with the set, in our order.

    A filing that the set lacks is a difference when it was filed between the first and
    the last filing date of the set, and none when it was not or its date is not known.
    """
    for filing in ours:
        theirs = dataset.get(filing.accession)
        if theirs is None:
            yield Compared(filing.accession, False, 0, tuple(_absent(filing, dataset)))
        else:
            comparing = _Comparing(filing, theirs)
            differences = tuple(comparing.all())
            yield Compared(filing.accession, True, comparing.cells, differences)


def _absent(filing: DatasetFiling, dataset: Dataset) -> Iterator[Difference]:
    dates = dataset.dates
    if filing.filed_on is not None and dates is not None and dates[0] <= filing.filed_on <= dates[1]:
        seen = f"filed {day_text(filing.filed_on)}"
        yield Difference(filing.accession, SUBMISSION.name, None, "", "", seen, "", DifferenceKind.ONLY_OURS)


class _Comparing:
    """Compares one filing; ``cells`` counts what was compared."""

    def __init__(self, ours: DatasetFiling, theirs: DatasetFiling) -> None:
        self.ours, self.theirs = ours, theirs
        self.cells = 0

    def all(self) -> list[Difference]:
        """The differences in the order of the set's files."""
        parts = {
            SUBMISSION: self._submission, REPORTINGOWNER: self._owners, FOOTNOTES: self._footnotes,
            OWNER_SIGNATURE: self._signatures,
        }  # fmt: skip
        found: list[Difference] = []
        for table in (SUBMISSION, REPORTINGOWNER, *LINE_TABLES, FOOTNOTES, OWNER_SIGNATURE):
            if table.name in self.theirs.lacking:
                found += self._gap(table)
            else:
                found += parts[table]() if table in parts else self._lines(table)
        return found

    def _difference(
        self, table: Table, line: int | None, column: str, path: str, ours: str, theirs: str, kind: DifferenceKind
    ) -> Difference:
        return Difference(self.ours.accession, table.name, line, column, path, ours, theirs, kind)

    def _gap(self, table: Table) -> Iterator[Difference]:
        """The rows of ours for which the set has no file."""
        document = self.ours.document
        count = {
            SUBMISSION.name: 1, REPORTINGOWNER.name: len(document.owners), FOOTNOTES.name: len(document.footnotes),
            OWNER_SIGNATURE.name: len(document.signatures),
        }.get(table.name)  # fmt: skip
        count = len(_lines_of(self.ours, table)) if count is None else count
        if count:
            yield self._difference(table, None, "", "", _rows(count), "", DifferenceKind.GAP)

    def _cell(
        self, table: Table, line: int | None, column: Column, path: str, ours: Any, theirs: Any
    ) -> Iterator[Difference]:
        """One cell: two boxes, two strings or two lists of marks."""
        if isinstance(ours, Cell) or isinstance(theirs, Cell):
            assert column.kind is not None
            mine, other = (cell_text(column.kind, cell or Cell(), False) for cell in (ours, theirs))
            kind = of_cells(column, ours or Cell(), theirs or Cell())
        elif column.marks:
            mine, other = ", ".join(ours), ", ".join(theirs)
            kind = of_marks(column, ours, theirs)
        else:
            mine, other = ours or "", theirs or ""
            kind = of_texts(column, mine, other)
        if not mine.strip() and not other.strip():
            return
        if f"{table.name}.{column.name}" in self.theirs.lacking:
            kind = DifferenceKind.GAP
        else:
            self.cells += 1
        if kind is not None:
            yield self._difference(table, line, column.name, path, mine, other, kind)

    def _part(self, table: Table, line: int | None, of: str, path: str, ours: Any, theirs: Any) -> Iterator[Difference]:
        """Every column of one part of the model."""
        for column in table.columns:
            if column.of == of and column.field:
                mine, other = (getattr(part, column.field, None) for part in (ours, theirs))
                yield from self._cell(table, line, column, f"{path}{column.field}", mine, other)

    def _submission(self) -> Iterator[Difference]:
        ours, theirs = self.ours, self.theirs
        if ours.filed_on is not None:
            column = next(c for c in SUBMISSION.columns if c.of == "filing")
            filed = (Cell(one.filed_on) if one.filed_on else None for one in (ours, theirs))
            yield from self._cell(SUBMISSION, None, column, "", *filed)
        yield from self._part(SUBMISSION, None, "document", "", ours.document, theirs.document)
        yield from self._part(SUBMISSION, None, "issuer", "issuer.", ours.document.issuer, theirs.document.issuer)

    def _owners(self) -> Iterator[Difference]:
        theirs: dict[str, list[tuple[ReportingOwner, str | None]]] = defaultdict(list)
        for owner, number in _numbered(self.theirs):
            theirs[compact_cik(owner.cik or "")].append((owner, number))
        tells_numbers = any(self.ours.file_numbers)
        for i, (owner, number) in enumerate(_numbered(self.ours)):
            matches = theirs[compact_cik(owner.cik or "")]
            if not matches:
                yield self._row(REPORTINGOWNER, i, f"owners[{i}]", owner.name or owner.cik or "", "")
                continue
            match, other = matches.pop(0)
            path, place = f"owners[{i}].", i + 1
            yield from self._part(REPORTINGOWNER, place, "owner", path, owner, match)
            of_ours, of_theirs = owner.relationship, match.relationship
            column = _RELATIONSHIP
            words = relationship_text(of_ours), relationship_text(of_theirs)
            yield from self._cell(REPORTINGOWNER, place, column, f"{path}relationship", *words)
            yield from self._part(REPORTINGOWNER, place, "relationship", f"{path}relationship.", of_ours, of_theirs)
            yield from self._part(REPORTINGOWNER, place, "address", f"{path}address.", owner.address, match.address)
            if tells_numbers:
                yield from self._cell(REPORTINGOWNER, place, _FILE_NUMBER, "", number, other)
        for owner, _ in (one for rest in theirs.values() for one in rest):
            yield self._row(REPORTINGOWNER, None, "", "", owner.name or owner.cik or "")

    def _row(self, table: Table, at: int | None, path: str, ours: str, theirs: str) -> Difference:
        """A row that only one of the two has; ``at`` is our place from 0."""
        kind = DifferenceKind.ONLY_OURS if at is not None else DifferenceKind.ONLY_THEIRS
        return self._difference(table, None if at is None else at + 1, "", path, ours, theirs, kind)

    def _lines(self, table: Table) -> Iterator[Difference]:
        ours, theirs = _lines_of(self.ours, table), _lines_of(self.theirs, table)
        before = self.cells
        found = self._pairs(table, ours, theirs)
        for at, line in ours[len(theirs) :]:
            found.append(self._row(table, at, f"{_name(table)}[{at}]", line.security_title.text or "", ""))
        for _, other in theirs[len(ours) :]:
            found.append(self._row(table, None, "", "", other.security_title.text or ""))
        if len(ours) == len(theirs) and not _all_explained(found):
            cells, self.cells = self.cells, before
            if _all_explained(self._pairs(table, *(sorted(lines, key=_key) for lines in (ours, theirs)))):
                rows = _rows(len(ours))
                found = [self._difference(table, None, "", _name(table), rows, rows, DifferenceKind.ORDER)]
            self.cells = cells
        yield from found

    def _pairs(self, table: Table, ours: list[_Placed], theirs: list[_Placed]) -> list[Difference]:
        """Every cell of the lines, pair by pair; lines without a partner are passed over."""
        found: list[Difference] = []
        for (at, line), (_, other) in zip(ours, theirs, strict=False):
            for column in table.columns:
                pair = _of_line(line, column), _of_line(other, column)
                found += self._cell(table, at + 1, column, f"{_name(table)}[{at}].{column.field}", *pair)
        return found

    def _footnotes(self) -> Iterator[Difference]:
        theirs: dict[str, list[Footnote]] = defaultdict(list)
        for note in self.theirs.document.footnotes:
            theirs[note.id or ""].append(note)
        for i, note in enumerate(self.ours.document.footnotes):
            matches = theirs[(note.id or "").strip()]
            if not matches:
                yield self._row(FOOTNOTES, i, f"footnotes[{i}]", note.id or "", "")
            else:
                yield from self._part(FOOTNOTES, i + 1, "footnote", f"footnotes[{i}].", note, matches.pop(0))
        for note in (one for rest in theirs.values() for one in rest):
            yield self._row(FOOTNOTES, None, "", "", note.id or "")

    def _signatures(self) -> Iterator[Difference]:
        """Those that say the same first; what is left is compared as it comes."""
        left = list(self.theirs.document.signatures)
        rest: list[tuple[int, Signature]] = []
        for i, signature in enumerate(self.ours.document.signatures):
            match = next((one for one in left if _says(one) == _says(signature)), None)
            if match is None:
                rest.append((i, signature))
                continue
            left.remove(match)
            yield from self._part(OWNER_SIGNATURE, i + 1, "signature", f"signatures[{i}].", signature, match)
        for (i, signature), other in zip(rest, left, strict=False):
            yield from self._part(OWNER_SIGNATURE, i + 1, "signature", f"signatures[{i}].", signature, other)
        for i, signature in rest[len(left) :]:
            yield self._row(OWNER_SIGNATURE, i, f"signatures[{i}]", signature.name or "", "")
        for other in left[len(rest) :]:
            yield self._row(OWNER_SIGNATURE, None, "", "", other.name or "")


_RELATIONSHIP = next(c for c in REPORTINGOWNER.columns if c.name == RELATIONSHIP)
_FILE_NUMBER = next(c for c in REPORTINGOWNER.columns if c.of == "filing")


def _rows(count: int) -> str:
    return f"{count} row" + ("" if count == 1 else "s")


def _says(signature: Signature) -> tuple[str, Any]:
    return folded(signature.name or ""), signature.date.value


def _numbered(filing: DatasetFiling) -> Iterator[tuple[ReportingOwner, str | None]]:
    """The owners, each with its file number."""
    numbers = filing.file_numbers
    for i, owner in enumerate(filing.document.owners):
        yield owner, numbers[i] if i < len(numbers) else None


def _name(table: Table) -> str:
    """The table of the form whose lines the file has."""
    assert table.lines is not None
    return table.lines[0]


def _lines_of(filing: DatasetFiling, table: Table) -> list[_Placed]:
    """The lines that a file has, each with its place in Table I or II from 0."""
    assert table.lines is not None
    lines: tuple[Line, ...] = getattr(filing.document, table.lines[0])
    return [(i, line) for i, line in enumerate(lines) if line.kind == table.lines[1]]


def _of_line(line: Line, column: Column) -> Any:
    return marks_of(line, column.field) if column.marks else getattr(line, column.field)


def _all_explained(found: Iterable[Difference]) -> bool:
    return all(one.kind.is_explained for one in found)


def _key(placed: _Placed) -> str:
    """What a line says, so that lines which differ by explained kinds only sort alike."""
    line = placed[1]
    said: list[object] = [sorted(marks_of(line, "coding_footnotes"))]
    for _, cell in line.cells():
        value = to_cents(cell.value) if isinstance(cell.value, Decimal) else cell.value
        said += (folded(value) if isinstance(value, str) else value, sorted(cell.footnotes))
    return repr(said)
