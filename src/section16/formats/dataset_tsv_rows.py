"""The lines of a data set's file -> rows of fields, damaged ones told apart.

Tab-separated, quoted as CSV only where a text has a quote, a tab or a line break.
A row begins with an accession number; a line that does not belongs to the row
above when a quote is open there.  So an unpaired quote spoils one row, never the
rest of the file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import IO

import msgspec

from section16.formats.dataset_tsv_findings import finding, shown
from section16.vocabulary.findings import Finding

# far above any row: the longest texts are 2,000 characters
MOST_IN_ROW = 1 << 20

_BEGINS = re.compile(r'"?([0-9]{10}-[0-9]{2}-[0-9]{6})"?(?:\t|$)').match
_QUOTE = '"'


class Record(msgspec.Struct, frozen=True, gc=False):
    """One row as it stands in the file.

    line       of the file, where it begins; the header is line 1
    accession  None when the row does not begin with one
    text       without the line break at its end
    """

    line: int
    accession: str | None
    text: str


def header(file: IO[bytes]) -> tuple[str, ...]:
    """Names of the columns, from the first line."""
    text = file.readline(MOST_IN_ROW).decode("utf-8-sig", "replace").rstrip("\r\n")
    return tuple(name.strip().strip(_QUOTE) for name in text.split("\t"))


def records(file: IO[bytes]) -> Iterator[Record]:
    """The rows below the header, in the order of the file; empty lines are passed over."""
    row: list[str] = []
    begun, size, is_open = 0, 0, False
    for number, text in _lines(file):
        if is_open and not _BEGINS(text) and size + len(text) <= MOST_IN_ROW:
            row.append(text)
        else:
            if row:
                yield _record(begun, row)
            row, begun, size, is_open = [text], number, 0, False
        size += len(text)
        if _QUOTE in text:
            is_open ^= text.count(_QUOTE) % 2 == 1
        if not is_open:
            if row not in (["\n"], ["\r\n"]):
                yield _record(begun, row)
            row = []
    if row:
        yield _record(begun, row)


def _record(line: int, row: list[str]) -> Record:
    text = "".join(row).rstrip("\r\n")
    begins = _BEGINS(text)
    return Record(line, begins[1] if begins else None, text)


def _lines(file: IO[bytes]) -> Iterator[tuple[int, str]]:
    """Lines with their number from 2; of a line beyond all measure only its beginning."""
    number = 1
    while data := file.readline(MOST_IN_ROW):
        number += 1
        yield number, data.decode("utf-8", "replace")
        while len(data) == MOST_IN_ROW and not data.endswith(b"\n"):
            data = file.readline(MOST_IN_ROW)


def fields(record: str) -> list[str] | None:
    """The fields of a row; None when its quotes do not pair.

    >>> fields('a\\t"say ""x""."\\t')
    ['a', 'say "x".', '']
    """
    if _QUOTE not in record:
        return record.split("\t")
    try:
        rows = list(csv.reader([record], delimiter="\t", strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def row_of(record: Record, table: str, names: tuple[str, ...], findings: list[Finding]) -> list[str] | None:
    """The fields of a row, one for each name; None, and a finding, when it has more or fewer.

    Quotes that do not pair are taken as they stand when the row is whole without them.
    """
    found = fields(record.text)
    if found is None:
        found = record.text.split("\t")
        if len(found) == len(names):
            at = next(i for i, text in enumerate(found) if _QUOTE in text)
            message = f"found quotes that do not pair in {shown(found[at])}, expected them in pairs; read as they stand"
            findings.append(finding("S16-046", table, message, line=record.line, column=names[at]))
    if len(found) != len(names):
        message = f"found {len(found)} fields, expected {len(names)}, in {shown(record.text)}"
        findings.append(finding("S16-045", table, message, line=record.line))
        return None
    if "\ufffd" in record.text:
        at = next(i for i, text in enumerate(found) if "\ufffd" in text)
        message = f"found U+FFFD, which stands for bytes that are not UTF-8, expected text, in {shown(found[at])}"
        findings.append(finding("S16-046", table, message, line=record.line, column=names[at]))
    return found
