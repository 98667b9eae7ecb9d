"""Filings -> the eight files of a data set, in the SEC's columns and order, as a zip archive or a folder.

Surrogate keys count up in filed order, so that a reader can put the lines of a filing
in order.  The files grow side by side in temporary files and go into the archive one
after the other: memory does not grow with the number of filings.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from section16.formats.dataset_tsv_reader import DatasetFiling
from section16.formats.dataset_tsv_tables import (
    FLAG_10B5_1,
    FOOTNOTES,
    LINE_TABLES,
    OWNER_SIGNATURE,
    RELATIONSHIP,
    RELATIONSHIPS,
    REPORTINGOWNER,
    SUBMISSION,
    TABLES,
    Column,
    Table,
)
from section16.formats.dataset_tsv_values import cell_text, day_text, one_line
from section16.formats.edgar_xml_print import coding_marks
from section16.model.document import Relationship, ReportingOwner
from section16.model.lines import Line
from section16.vocabulary.cells import Cell

_SPOOL = 4 << 20  # bytes of one file kept in memory before it goes to the disk
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same filings give the same archive, byte for byte

_QUOTE = '"'
_SPECIAL = re.compile(r'["\t\r\n]').search

Row = tuple[str, bytes]  # file, and the line in it behind the accession number and the surrogate key


def name_of(year: int, quarter: int) -> str:
    """Name of a quarter's archive as the SEC gives it.

    >>> name_of(2024, 3)
    '2024q3_form345.zip'
    """
    return f"{year:04}q{quarter}_form345.zip"


class Rows:
    """Makes the rows of filings.

    as_published    as the SEC does: numbers to two decimals, texts on one line, nothing for a
                    number or date that cannot be read.  Else every text as filed and every decimal
    with_10b5_1     with the column AFF10B5ONE, which the quarters up to 2024Q3 do not have
    """

    def __init__(self, *, as_published: bool = False, with_10b5_1: bool = True) -> None:
        self.as_published = as_published
        self.columns = {
            name: tuple(column for column in table.columns if with_10b5_1 or column.name != FLAG_10B5_1)
            for name, table in TABLES.items()
        }

    def header(self, table: Table) -> list[str]:
        """The first line of a file."""
        names = {column.name for column in self.columns[table.name]}
        declared = {column.name for column in table.columns}
        return [name for name in table.header if name in names or name not in declared]

    def rows(self, filing: DatasetFiling) -> Iterator[Row]:
        """The rows of one filing, file by file, the lines in filed order."""
        for name, cells in self._cells(filing):
            yield name, line_of(cells)

    def _cells(self, filing: DatasetFiling) -> Iterator[tuple[str, list[str]]]:
        document = filing.document
        yield "SUBMISSION", self._submission(filing)
        numbers = filing.file_numbers
        for i, owner in enumerate(document.owners):
            yield "REPORTINGOWNER", self._owner(owner, numbers[i] if i < len(numbers) else None)
        for table in LINE_TABLES:
            assert table.lines is not None
            lines: tuple[Line, ...] = getattr(document, table.lines[0])
            for line in lines:
                if line.kind == table.lines[1]:
                    yield table.name, self._line(table, line)
        for note in document.footnotes:
            yield "FOOTNOTES", [self._cell(column, note) for column in self.columns[FOOTNOTES.name]]
        for signature in document.signatures:
            yield "OWNER_SIGNATURE", [self._cell(column, signature) for column in self.columns[OWNER_SIGNATURE.name]]

    def _submission(self, filing: DatasetFiling) -> list[str]:
        parts = {"document": filing.document, "issuer": filing.document.issuer}
        filed = day_text(filing.filed_on) if filing.filed_on is not None else ""
        return [
            filed if column.of == "filing" else self._cell(column, parts[column.of])
            for column in self.columns[SUBMISSION.name]
        ]

    def _owner(self, owner: ReportingOwner, file_number: str | None) -> list[str]:
        parts = {"owner": owner, "address": owner.address, "relationship": owner.relationship}
        cells = []
        for column in self.columns[REPORTINGOWNER.name]:
            if column.of == "filing":
                cells.append(file_number or "")
            elif column.name == RELATIONSHIP:
                cells.append(relationship_text(owner.relationship))
            else:
                cells.append(self._cell(column, parts[column.of]))
        return cells

    def _line(self, table: Table, line: Line) -> list[str]:
        return [
            ", ".join(marks_of(line, column.field)) if column.marks else self._cell(column, line)
            for column in self.columns[table.name]
        ]

    def _cell(self, column: Column, part: Any) -> str:
        if part is None:
            return ""
        value = getattr(part, column.field)
        if isinstance(value, Cell):
            assert column.kind is not None
            return cell_text(column.kind, value, self.as_published)
        return one_line(value) if value and self.as_published else value or ""


def marks_of(line: Line, field: str) -> tuple[str, ...]:
    """Footnote ids of a box; those on the three codes of column 3 are ``coding_footnotes``."""
    if field == "coding_footnotes":
        return coding_marks(line)
    cell: Cell[Any] = getattr(line, field)
    return cell.footnotes


def relationship_text(relationship: Relationship | None) -> str:
    """The boxes that are checked, in the SEC's words.

    >>> relationship_text(Relationship(is_director=Cell(True), is_other=Cell(True)))
    'Director,Other'
    """
    boxes = relationship or Relationship()
    return ",".join(word for word, field in RELATIONSHIPS.items() if getattr(boxes, field).value)


def write(
    filings: Iterable[DatasetFiling], target: str | Path | IO[bytes], *, as_published: bool = False,
    with_10b5_1: bool = True,
) -> int:  # fmt: skip
    """Write the eight files of a data set into a zip archive; how many filings there were.

    as_published, with_10b5_1  see ``Rows``

    The same filings give the same bytes.  Raises OSError when the target cannot be written.
    """
    rows = Rows(as_published=as_published, with_10b5_1=with_10b5_1)
    count = 0
    with growing(rows) as files:
        for filing in filings:
            count += 1
            files.add(filing.accession, rows.rows(filing))
        files.pack(target)
    return count


@contextmanager
def growing(rows: Rows) -> Iterator[Files]:
    """The eight files with their headers, for as long as the block lasts."""
    with ExitStack() as stack:
        files = {
            name: _File(table, stack.enter_context(tempfile.SpooledTemporaryFile(_SPOOL)))
            for name, table in TABLES.items()
        }
        for name, file in files.items():
            file.bytes.write(line_of(rows.header(TABLES[name])) + b"\n")
        yield Files(files)


class Files:
    """The eight files while they grow."""

    def __init__(self, files: dict[str, _File]) -> None:
        self._files = files

    def add(self, accession: str, rows: Iterable[Row]) -> None:
        """The rows of the next filing."""
        for name, line in rows:
            self._files[name].add(accession, line)

    def pack(self, target: str | Path | IO[bytes]) -> None:
        """Write them into a zip archive. Raises OSError."""
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in self._files.values():
                info = zipfile.ZipInfo(file.table.file, _EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                with archive.open(info, "w", force_zip64=True) as member:
                    file.copy_to(member)

    def lay_out(self, folder: Path) -> None:
        """Write them into a folder. Raises OSError."""
        for file in self._files.values():
            with (folder / file.table.file).open("wb") as copy:
                file.copy_to(copy)


class _File:
    """One file while it grows."""

    def __init__(self, table: Table, bytes_of_file: IO[bytes]) -> None:
        self.table, self.bytes, self.number = table, bytes_of_file, 0

    def add(self, accession: str, line: bytes) -> None:
        """A row; its surrogate key is the next number."""
        self.number += 1
        begins = f"{accession}\t{self.number}" if self.table.key else accession
        self.bytes.write(b"%b\t%b\n" % (begins.encode(), line))

    def copy_to(self, target: IO[bytes]) -> None:
        """All of it, from its beginning."""
        self.bytes.seek(0)
        shutil.copyfileobj(self.bytes, target)


def line_of(cells: Iterable[str]) -> bytes:
    """Cells as they stand in a line of a file."""
    return "\t".join(map(quoted, cells)).encode("utf-8", "surrogateescape")


def quoted(text: str) -> str:
    """A cell in quotes where it has a quote, a tab or a line break, as the SEC's.

    >>> quoted('5" pipe'), quoted("pipe")
    ('"5"" pipe"', 'pipe')
    """
    return f'"{text.replace(_QUOTE, _QUOTE * 2)}"' if _SPECIAL(text) else text
