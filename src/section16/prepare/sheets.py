"""CSV files as spreadsheets and brokers write them: rows of cells under headings.

Comma, semicolon, tab or bar; UTF-8 with or without a mark, UTF-16, or the Western code
page of Windows; empty rows and rows that begin with ``#`` are passed over.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from pathlib import Path

from section16.vocabulary.errors import Damaged

DELIMITERS = ",;\t|"


def text_of(path: Path) -> str:
    """The text of a file, whichever of the usual encodings it is in.

    Text that is not UTF-8 is read as Windows-1252, in which spreadsheets save.  Raises Damaged where a byte is none
    of that either, OSError.
    """
    data = path.read_bytes()
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    raise Damaged(f"{path.name}: bytes that are no text", "UTF-8, UTF-16 or the Western code page of Windows")


def sheet(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row that says something: its number as a spreadsheet shows it, and its cells by heading.

    The heading is row 1, unless comments or empty rows come before it.  Raises Damaged for a row that says something
    under no heading, for two headings that are the same, for quotes that do not end, and as ``text_of``; OSError.
    """
    text = text_of(path)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
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
            for name, cell in zip(headings, cells, strict=False):
                if cell.strip() and not name:
                    raise Damaged(f"{path.name}, row {row}: {cell!r} in a column without a heading", "a heading")
            yield row, {name: cell.strip() for name, cell in zip(headings, cells, strict=False) if name}
    except csv.Error as error:
        raise Damaged(f"{path.name}, row {row + 1}: {error}", "CSV") from None


def _delimiter(text: str) -> str:
    """The sign that the first row with words has most of."""
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            return max(DELIMITERS, key=line.count)
    return ","


def _headings(path: Path, headings: list[str]) -> list[str]:
    for i, name in enumerate(headings):
        if name and name in headings[:i]:
            raise Damaged(f"{path.name}: two columns named {name!r}", "each heading once")
    return headings
