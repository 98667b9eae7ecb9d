"""Documents of the usual manner -> the model, the quick way.

Gives the very document that ``edgar_xml_reader`` gives, or None: then the text is
not of that manner.  See ``usual`` for why a match is proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from section16.formats import usual
from section16.formats.elements import (
    ADDRESS,
    DOCUMENT,
    ISSUER,
    LINE_TYPES,
    OWNER_ID,
    RELATIONSHIP,
    ROWS,
    SIGNATURE,
    TABLE_TAGS,
    Element,
    Shape,
)
from section16.formats.usual import Part, Reading, Unusual
from section16.formats.values import READ, ReadBox
from section16.model.document import (
    Address,
    Footnote,
    Issuer,
    Outline,
    OwnershipDocument,
    Relationship,
    ReportingOwner,
    Signature,
)
from section16.vocabulary.cells import Cell

_ABSENT: Cell[Any] = Cell()
_EMPTY: Cell[Any] = Cell(empty=True)
_KINDS = {tag: kind for tag, (_, kind, _) in ROWS.items()}
Groups = tuple[str | None, ...]


class _Struct:
    """How the groups of a part fill one struct.

    strings  (field, group) of plain texts
    cells    (field, group, reader) of cells without a value element
    boxes    (field, group of the text, group of the marks, reader)
    """

    def __init__(self, part: Part, rows: Iterable[Element], fields: tuple[str, ...]) -> None:
        self.strings: list[tuple[int, int]] = []
        self.cells: list[tuple[int, int, ReadBox]] = []
        self.boxes: list[tuple[int, int, int, ReadBox]] = []
        for row in rows:
            if row.attribute not in part.groups:
                continue
            field, group, read = fields.index(row.attribute), part.groups[row.attribute], READ[row.kind]
            if row.shape is Shape.STRING:
                self.strings.append((field, group))
            elif row.shape is Shape.PLAIN:
                self.cells.append((field, group, read))
            else:
                self.boxes.append((field, group, part.marks[row.attribute], read))

    def fill(self, values: list[Any], groups: Groups) -> bool:
        """Put the texts where they belong; False when there was none."""
        found = False
        for field, group in self.strings:
            text = groups[group]
            if text is not None:
                values[field] = text
                found = True
        for field, group, read in self.cells:
            text = groups[group]
            if text is not None:
                values[field] = read(text, ()) if text else _EMPTY
                found = True
        return found

    def fill_boxes(self, values: list[Any], groups: Groups) -> None:
        """The boxes of a line."""
        for field, group, marked, read in self.boxes:
            marks = groups[marked]
            if marks is not None:
                text = groups[group]
                if not marks:
                    values[field] = _EMPTY if text is None else read(text, ())
                else:
                    ids = tuple(usual.marks_in(marks))
                    values[field] = Cell(None, None, ids) if text is None else read(text, ids)


def _defaults(kind: Any) -> list[Any]:
    return [getattr(kind(), field) for field in kind.__struct_fields__]


_DOCUMENT_FIELDS = OwnershipDocument.__struct_fields__
_HEAD = _Struct(usual.HEAD, DOCUMENT, _DOCUMENT_FIELDS)
_MIDDLE = _Struct(usual.MIDDLE, DOCUMENT, _DOCUMENT_FIELDS)
_LAST = _Struct(usual.LAST, DOCUMENT, _DOCUMENT_FIELDS)
_ISSUER = _Struct(usual.HEAD, ISSUER, Issuer.__struct_fields__)
_OWNER_ID = _Struct(usual.OWNER, OWNER_ID, ReportingOwner.__struct_fields__)
_ADDRESS = _Struct(usual.OWNER, ADDRESS, Address.__struct_fields__)
_RELATIONSHIP = _Struct(usual.OWNER, RELATIONSHIP, Relationship.__struct_fields__)
_SIGNATURE = _Struct(usual.SIGNATURE, SIGNATURE, Signature.__struct_fields__)
_LINES = {
    table: (
        usual.LINES[table], kind,
        _Struct(usual.LINES[table], next(rows for _, (name, _, rows) in ROWS.items() if name == table),
                kind.__struct_fields__),
        [None, None, *(getattr(kind(kind="holding"), field) for field in kind.__struct_fields__[2:])],
    )
    for table, kind in LINE_TYPES.items()
}  # fmt: skip
_CODING_MARKS = LINE_TYPES["table_i"].__struct_fields__.index("coding_footnotes")
_BLANK = {kind: _defaults(kind) for kind in (OwnershipDocument, Issuer, Address, Relationship, Signature)}
_AT: Callable[[str], int] = _DOCUMENT_FIELDS.index
_ISSUER_AT, _OWNERS_AT, _OUTLINES_AT = _AT("issuer"), _AT("owners"), _AT("outlines")
_FOOTNOTES_AT, _SIGNATURES_AT = _AT("footnotes"), _AT("signatures")


def _struct(kind: Any, plan: _Struct, groups: Groups) -> Any:
    """A struct, or None when nothing of it is there."""
    values = _BLANK[kind][:]
    return kind(*values) if plan.fill(values, groups) else None


def _owner(groups: Groups) -> ReportingOwner:
    values: list[Any] = [None] * 5
    _OWNER_ID.fill(values, groups)
    values[3] = _struct(Address, _ADDRESS, groups)
    values[4] = _struct(Relationship, _RELATIONSHIP, groups)
    return ReportingOwner(*values)


def _table(reading: Reading, tag: str, outlines: list[Outline]) -> tuple[Any, ...]:
    """The lines of Table I or II, if the table comes next."""
    opened = reading.next(usual.OPEN[tag])
    if opened is None:
        return ()
    part, kind, plan, blank = _LINES[TABLE_TAGS[tag]]
    lines = []
    row_at, marks_at = part.groups["row"], part.marks["code"]
    while found := reading.next(part.match):
        groups = reading.groups(found)
        values = blank[:]
        values[0] = _KINDS[groups[row_at] or ""]
        plan.fill(values, groups)
        plan.fill_boxes(values, groups)
        marks = groups[marks_at]
        if marks:
            values[_CODING_MARKS] = tuple(usual.marks_in(marks))
        lines.append(kind(*values))
    reading.need(usual.CLOSE[tag])
    if not lines:
        outlines.append(_empty(tag, opened.group()))
    return tuple(lines)


def _empty(tag: str, opened: str) -> Outline:
    """Outline of an empty table or footnote section; one with blanks in it is unusual."""
    if opened != f"<{tag}>":
        raise Unusual
    return Outline(tag)


def _footnotes(reading: Reading, outlines: list[Outline]) -> tuple[Footnote, ...]:
    opened = reading.next(usual.OPEN["footnotes"])
    if opened is None:
        return ()
    notes = []
    while found := reading.next(usual.FOOTNOTE.match):
        mark, text = reading.groups(found)
        notes.append(Footnote(mark, text or ""))
    reading.need(usual.CLOSE["footnotes"])
    if not notes:
        outlines.append(_empty("footnotes", opened.group()))
    return tuple(notes)


def _document(reading: Reading) -> OwnershipDocument:
    values = _BLANK[OwnershipDocument][:]
    outlines: list[Outline] = []
    groups = reading.groups(reading.need(usual.HEAD.match))
    _HEAD.fill(values, groups)
    values[_ISSUER_AT] = _struct(Issuer, _ISSUER, groups)
    owners = []
    while found := reading.next(usual.OWNER.match):
        owners.append(_owner(reading.groups(found)))
    values[_OWNERS_AT] = tuple(owners)
    _MIDDLE.fill(values, reading.groups(reading.need(usual.MIDDLE.match)))
    for tag, table in TABLE_TAGS.items():
        values[_AT(table)] = _table(reading, tag, outlines)
    values[_FOOTNOTES_AT] = _footnotes(reading, outlines)
    _LAST.fill(values, reading.groups(reading.need(usual.LAST.match)))
    signatures = []
    while found := reading.next(usual.SIGNATURE.match):
        signatures.append(_struct(Signature, _SIGNATURE, reading.groups(found)))
    values[_SIGNATURES_AT] = tuple(signatures)
    reading.need(usual.END)
    values[_OUTLINES_AT] = tuple(outlines)
    return OwnershipDocument(*values)


def read(source: bytes) -> OwnershipDocument | None:
    """The document, when the text is of the usual manner."""
    text = usual.text_of(source)
    if text is None:
        return None
    try:
        return _document(Reading(text))
    except Unusual:
        return None
