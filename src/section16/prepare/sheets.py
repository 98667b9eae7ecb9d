"""CSV files as spreadsheets and brokers write them: rows of cells under headings.

Comma, semicolon, tab or bar; UTF-8 with or without a mark, UTF-16, or the Western code
page of Windows; empty rows and rows that begin with ``#`` are passed over.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from section16.vocabulary.errors import Damaged

DELIMITERS = ",;\t|"


def text_of(path: Path) -> str:
    """The text of a file, whichever of the usual encodings it is in. Raises OSError.

    Text that is not UTF-8 is read as Windows-1252, in which spreadsheets save; so every file is some text.
    """
    data = path.read_bytes()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def sheet(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row that says something: its number as a spreadsheet shows it, and its cells by heading.

    The heading is row 1.  Raises Damaged for a row with more cells than headings, for two headings that are the
    same, and for quotes that do not end; OSError.
    """
    reader = csv.reader(StringIO(text_of(path), newline=""), delimiter=_delimiter(path), strict=True)
    headings: list[str] | None = None
    row = 0
    try:
        for row, cells in enumerate(reader, 1):
            if not any(cell.strip() for cell in cells) or cells[0].lstrip().startswith("#"):
                continue
            if headings is None:
                headings = _headings(path, [cell.strip() for cell in cells])
                continue
            if any(cell.strip() for cell in cells[len(headings) :]):
                more = ", ".join(repr(cell) for cell in cells[len(headings) :] if cell.strip())
                expected = f"at most {len(headings)} cells; a cell with the delimiter in it stands in quotes"
                raise Damaged(f"{path.name}, row {row}: {more} after the last heading", expected)
            yield row, {name: cell.strip() for name, cell in zip(headings, cells, strict=False) if name}
    except csv.Error as error:
        raise Damaged(f"{path.name}, row {row + 1}: {error}", "CSV") from None


def _delimiter(path: Path) -> str:
    """The sign that the first row with words has most of."""
    for line in text_of(path).splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            return max(DELIMITERS, key=line.count)
    return ","


def _headings(path: Path, headings: list[str]) -> list[str]:
    for i, name in enumerate(headings):
        if name and name in headings[:i]:
            raise Damaged(f"{path.name}: two columns named {name!r}", "each heading once")
    return headings
