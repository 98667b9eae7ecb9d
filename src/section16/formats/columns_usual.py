"""Documents of the usual manner -> the texts of table rows, without a tree or a model.

Gives the very texts that the model gives, or None: then the text is not of that
manner, and the model reads it.  See ``usual`` for why a match is proof.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

from section16.formats import usual
from section16.formats.columns_rows import Rows, Text
from section16.formats.columns_tables import OWNERS, SIGNATURES, TABLE_I, TABLE_II, Table
from section16.formats.columns_values import Cells
from section16.formats.elements import DOCUMENT, ISSUER, ROWS, TABLE_TAGS
from section16.formats.usual import Part, Reading

_KINDS: dict[Text, str | None] = {tag: kind for tag, (_, kind, _) in ROWS.items()}


class _Row:
    """How the groups of a part become a row: ``texts`` picks the columns after the one named."""

    def __init__(self, part: Part, table: Table, after: str) -> None:
        names = [column.name for column in table.filed]
        self.names = names[names.index(after) + 1 :]
        self.match = part.match
        self.texts = itemgetter(*[part.groups[name] for name in self.names])


class _Line(_Row):
    """The same of a line.

    element  group of the tag of the row
    marked   columns that can have marks
    marks    picks their marks
    """

    def __init__(self, part: Part, table: Table) -> None:
        super().__init__(part, table, "kind")
        self.element = part.groups["row"]
        self.marked = [name for name in self.names if name in part.marks]
        self.marks = itemgetter(*[part.marks[name] for name in self.marked])


_OWNER = _Row(usual.OWNER, OWNERS, "position")
_SIGNATURE = _Row(usual.SIGNATURE, SIGNATURES, "position")
_LINES = {
    "table_i": _Line(usual.LINES["table_i"], TABLE_I),
    "table_ii": _Line(usual.LINES["table_ii"], TABLE_II),
}
_HEAD = itemgetter(*[usual.HEAD.groups[e.attribute] for e in DOCUMENT if e.attribute in usual.HEAD.groups])
_ISSUER = itemgetter(*[usual.HEAD.groups[e.attribute] for e in ISSUER])


def _many(reading: Reading, row: _Row, accession: str, into: Cells) -> None:
    """Every owner or signature that comes next."""
    number = 0
    while found := reading.next(row.match):
        number += 1
        into += (accession, number, *row.texts(reading.groups(found)))


def _lines(reading: Reading, tag: str, accession: str, rows: Rows) -> None:
    """The lines of Table I or II, if the table comes next."""
    if reading.next(usual.OPEN[tag]) is None:
        return
    table = TABLE_TAGS[tag]
    line, into = _LINES[table], rows[table]
    number = 0
    while found := reading.next(line.match):
        number += 1
        groups = reading.groups(found)
        into += (accession, number, _KINDS[groups[line.element]], *line.texts(groups))
        marks = line.marks(groups)
        if any(marks):
            _marks((accession, table, number), zip(line.marked, marks, strict=True), rows["marks"])
    reading.need(usual.CLOSE[tag])


def _marks(line: tuple[str, str, int], boxes: Iterable[tuple[str, Text]], into: Cells) -> None:
    """The marks of one line."""
    for field, marks in boxes:
        if marks:
            for position, mark in enumerate(usual.marks_in(marks), 1):
                into += (*line, field, mark, position)


def _footnotes(reading: Reading, accession: str, into: Cells) -> None:
    """The footnotes, if they come next."""
    if reading.next(usual.OPEN["footnotes"]) is None:
        return
    number = 0
    while found := reading.next(usual.FOOTNOTE.match):
        number += 1
        into += (accession, number, *reading.groups(found))
    reading.need(usual.CLOSE["footnotes"])


def _document(reading: Reading, accession: str, rows: Rows) -> list[Text]:
    """The whole text."""
    head = reading.groups(reading.need(usual.HEAD.match))
    _many(reading, _OWNER, accession, rows["owners"])
    middle = reading.groups(reading.need(usual.MIDDLE.match))
    for tag in TABLE_TAGS:
        _lines(reading, tag, accession, rows)
    _footnotes(reading, accession, rows["footnotes"])
    last = reading.groups(reading.need(usual.LAST.match))
    _many(reading, _SIGNATURE, accession, rows["signatures"])
    reading.need(usual.END)
    return [*_HEAD(head), *middle, *last, *_ISSUER(head)]


def add_rows(source: bytes, accession: str, rows: Rows) -> list[Text] | None:
    """Add the rows of a document of the usual manner, as ``columns_rows.add_rows`` does.

    None when it is of another; ``rows`` are then as before.
    """
    text = usual.text_of(source)
    if text is None:
        return None
    lengths = [(cells, len(cells)) for cells in rows.values()]
    try:
        return _document(Reading(text), accession, rows)
    except usual.Unusual:
        for cells, length in lengths:
            del cells[length:]
        return None
