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
from section16.formats.values import KNOWN, READ, ReadBox
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
from section16.vocabulary.cells import ABSENT, EMPTY, Cell

_KINDS = {tag: kind for tag, (_, kind, _) in ROWS.items()}
Groups = tuple[str | None, ...]


def _marked(read: ReadBox, text: str | None, marks: str) -> Cell[Any]:
    ids = tuple(usual.marks_in(marks))
    return Cell(None, None, ids) if text is None else read(text, ids)


def _value(row: Element, part: Part, groups: str) -> str:
    """The expression that gives the field of one row of the element table; ``groups`` names the groups of the part."""
    text = f"{groups}[{part.groups[row.attribute]}]"
    if row.shape is Shape.STRING:
        return text
    kind = row.kind.name
    read = f"{kind}(t, ())"
    if row.kind in KNOWN:
        read = f"({kind}_CELLS.get(t) or {read})"
    if row.shape is Shape.PLAIN:
        return f"(ABSENT if (t := {text}) is None else {read} if t else EMPTY)"
    marks = f"{groups}[{part.marks[row.attribute]}]"
    plain = f"EMPTY if (t := {text}) is None else {read}"
    return f"(ABSENT if (m := {marks}) is None else MARKED({kind}, {text}, m) if m else {plain})"


def _values(part: Part, rows: Iterable[Element], groups: str = "g") -> dict[str, str]:
    """The expressions of a part by field."""
    return {row.attribute: _value(row, part, groups) for row in rows if row.attribute in part.groups}


def _call(kind: type[Any], values: dict[str, str]) -> str:
    """The expression that makes a struct; fields without an expression have their default."""
    blank = {field: f"BLANK_{kind.__name__}.{field}" for field in kind.__struct_fields__ if field not in values}
    return f"{kind.__name__}({', '.join({**values, **blank}[field] for field in kind.__struct_fields__)})"


def _found(kind: type[Any], part: Part, rows: Iterable[Element]) -> str:
    """The same for one that is None when nothing of it is there."""
    rows = [row for row in rows if row.attribute in part.groups]
    is_there = " or ".join(f"g[{part.groups[row.attribute]}] is not None" for row in rows)
    return f"({_call(kind, _values(part, rows))} if {is_there} else None)"


_NAMES: dict[str, Any] = {
    "ABSENT": ABSENT, "EMPTY": EMPTY, "MARKED": _marked, "MARKS": usual.marks_in, "KINDS": _KINDS, "tuple": tuple,
    **{kind.name: read for kind, read in READ.items()},
    **{f"{kind.name}_CELLS": cells for kind, cells in KNOWN.items()},
    **{kind.__name__: kind for kind in (Address, Issuer, OwnershipDocument, Relationship, ReportingOwner, Signature)},
    **{kind.__name__: kind for kind in LINE_TYPES.values()},
    **{f"BLANK_{kind.__name__}": kind() for kind in (Address, Issuer, OwnershipDocument, Relationship, ReportingOwner,
                                                     Signature)},
    **{f"BLANK_{kind.__name__}": kind(kind="holding") for kind in LINE_TYPES.values()},
}  # fmt: skip


def _made(arguments: str, expression: str) -> Callable[..., Any]:
    # the expression holds names of fields and numbers of groups, nothing of any filing
    made: Callable[..., Any] = eval(f"lambda {arguments}: {expression}", {"__builtins__": {}, **_NAMES})  # noqa: S307
    return made


def _line_of(table: str) -> Callable[[Groups], Any]:
    part, kind = usual.LINES[table], LINE_TYPES[table]
    values = _values(part, next(rows for _, (name, _, rows) in ROWS.items() if name == table))
    values["kind"] = f"KINDS[g[{part.groups['row']}]]"
    marks = f"g[{part.marks['code']}]"
    values["coding_footnotes"] = f"(tuple(MARKS(m)) if (m := {marks}) else ())"
    return _made("g", _call(kind, values))


def _owner_of() -> Callable[[Groups], Any]:
    values = _values(usual.OWNER, OWNER_ID)
    values["address"] = _found(Address, usual.OWNER, ADDRESS)
    values["relationship"] = _found(Relationship, usual.OWNER, RELATIONSHIP)
    return _made("g", _call(ReportingOwner, values))


def _document_of() -> Callable[..., Any]:
    values: dict[str, str] = {}
    for part, groups in ((usual.HEAD, "head"), (usual.MIDDLE, "middle"), (usual.LAST, "last")):
        values |= _values(part, DOCUMENT, groups)
    given = ("issuer", "owners", "table_i", "table_ii", "footnotes", "signatures", "outlines")
    values |= {name: name for name in given}
    return _made(f"head, middle, last, {', '.join(given)}", _call(OwnershipDocument, values))


# groups of a part -> the struct, as one expression: field by field in a loop costs nearly twice as much
_LINES = {table: (usual.LINES[table].match, _line_of(table)) for table in LINE_TYPES}
_OWNER, _DOCUMENT = _owner_of(), _document_of()
_ISSUER = _made("g", _found(Issuer, usual.HEAD, ISSUER))
_SIGNATURE = _made("g", _found(Signature, usual.SIGNATURE, SIGNATURE))


def _table(reading: Reading, tag: str, outlines: list[Outline]) -> tuple[Any, ...]:
    """The lines of Table I or II, if the table comes next."""
    opened = reading.next(usual.OPEN[tag])
    if opened is None:
        return ()
    match, line_of = _LINES[TABLE_TAGS[tag]]
    lines = []
    while found := reading.next(match):
        lines.append(line_of(reading.groups(found)))
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
    outlines: list[Outline] = []
    head = reading.groups(reading.need(usual.HEAD.match))
    owners = []
    while found := reading.next(usual.OWNER.match):
        owners.append(_OWNER(reading.groups(found)))
    middle = reading.groups(reading.need(usual.MIDDLE.match))
    table_i, table_ii = (_table(reading, tag, outlines) for tag in TABLE_TAGS)
    footnotes = _footnotes(reading, outlines)
    last = reading.groups(reading.need(usual.LAST.match))
    signatures = []
    while found := reading.next(usual.SIGNATURE.match):
        signatures.append(_SIGNATURE(reading.groups(found)))
    reading.need(usual.END)
    document: OwnershipDocument = _DOCUMENT(
        head, middle, last, _ISSUER(head), tuple(owners), table_i, table_ii, footnotes, tuple(signatures),
        tuple(outlines),
    )  # fmt: skip
    return document


def read(source: bytes) -> OwnershipDocument | None:
    """The document, when the text is of the usual manner."""
    text = usual.text_of(source)
    if text is None:
        return None
    try:
        return _document(Reading(text))
    except Unusual:
        return None
