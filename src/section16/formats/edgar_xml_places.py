"""Where a value stands in the bytes of an ownership document: element path and byte span.

A second, plain walk over the document with expat, which counts bytes; the readers need
none of this.  Places are those of the model: table, line and field.
"""

from __future__ import annotations

from typing import NamedTuple
from xml.parsers import expat

from section16.formats.elements import (
    ADDRESS,
    DOCUMENT,
    ISSUER,
    OWNER_ID,
    RELATIONSHIP,
    ROW_TAGS,
    ROWS,
    SIGNATURE,
    TABLE_TAGS,
    Element,
)
from section16.vocabulary.errors import Damaged, NotFound


class Place(NamedTuple):
    """Where a box stands.

    path        "ownershipDocument/nonDerivativeTable/nonDerivativeTransaction[2]/transactionAmounts/..."
    start, end  bytes of its element, from the start of the document; ``end`` is after its last byte
    text        the span of its value's text, without blanks around it; None when it has no value
    """

    path: str
    start: int
    end: int
    text: tuple[int, int] | None


_ROOT = "ownershipDocument"
_GROUPS: dict[str, tuple[str, tuple[tuple[str, tuple[Element, ...]], ...]]] = {
    "owners": (
        "reportingOwner",
        (
            ("reportingOwnerId", OWNER_ID),
            ("reportingOwnerAddress", ADDRESS),
            ("reportingOwnerRelationship", RELATIONSHIP),
        ),
    ),
    "signatures": ("ownerSignature", (("", SIGNATURE),)),
}  # fmt: skip
_FILING = {e.attribute: e.path for e in DOCUMENT if e.attribute != "document_type"}
_FILING["form"] = "documentType"
_FILING |= {f"issuer_{e.attribute.replace('trading_', '')}": f"issuer/{e.path}" for e in ISSUER}
TABLES = ("filings", "owners", "table_i", "table_ii", "footnotes", "signatures")


def fields(table: str) -> tuple[str, ...]:
    """Columns of a table of the store that stand in the document. Raises NotFound for another table."""
    if table == "filings":
        return tuple(_FILING)
    if table == "footnotes":
        return "id", "text"
    if table in _GROUPS:
        return tuple(e.attribute for _, elements in _GROUPS[table][1] for e in elements if e.attribute != "ccc")
    if table in ("table_i", "table_ii"):
        return tuple(e.attribute for e in ROWS[ROW_TAGS[table, "transaction"]][2])
    raise NotFound("table", table, TABLES)


def place(xml: bytes, table: str, line: int, field: str) -> Place:
    """Where a field of a line stands in a document.

    table  one of ``TABLES``
    line   from 1; of ``owners``, ``footnotes`` and ``signatures`` the place among them, of ``filings`` 1
    field  a column of the table

    Raises NotFound when there is no such table, line or field, or it was not filed;
    Damaged when the document is not well-formed.
    """
    if field not in fields(table):
        raise NotFound(f"field of {table}", field, fields(table))
    spans = _Walk(xml).spans
    for path in _paths(table, line, field, spans):
        found = spans.get(path)
        if found is not None:
            return found if (table, field) != ("footnotes", "id") else found._replace(text=None)
    raise NotFound(f"{field} in line {line} of {table}:", "it was not filed")


def _paths(table: str, line: int, field: str, spans: dict[str, Place]) -> list[str]:
    """Paths at which the field can stand; every step of them has its place but the first of its kind."""
    if table == "filings":
        return [f"{_ROOT}/{_FILING[field]}"] if line == 1 else []
    if table == "footnotes":
        return [f"{_ROOT}/footnotes/{_step('footnote', line)}"]
    if table in _GROUPS:
        tag, groups = _GROUPS[table]
        at = next((group, e.path) for group, elements in groups for e in elements if e.attribute == field)
        return ["/".join(filter(None, (_ROOT, _step(tag, line), *at)))]
    holder = next(tag for tag, name in TABLE_TAGS.items() if name == table)
    rows = [path for path in spans if _is_row(path, f"{_ROOT}/{holder}/", table)]
    if not 1 <= line <= len(rows):
        raise NotFound(f"line {line} of {table}:", f"it has {len(rows)} lines")
    row = rows[line - 1]
    tag = row.rpartition("/")[2].partition("[")[0]
    return [f"{row}/{e.path}" for e in ROWS[tag][2] if e.attribute == field]


def _is_row(path: str, holder: str, table: str) -> bool:
    if not path.startswith(holder):
        return False
    tag = path.removeprefix(holder).partition("[")[0]
    return "/" not in path.removeprefix(holder) and tag in ROWS and ROWS[tag][0] == table


def _step(tag: str, place_of: int) -> str:
    return tag if place_of == 1 else f"{tag}[{place_of}]"


class _Walk:
    """Spans of all elements by path, in the order in which they begin."""

    def __init__(self, xml: bytes) -> None:
        self.spans: dict[str, Place] = {}
        self._xml = xml
        self._open: list[tuple[str, int, dict[str, int]]] = []
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        try:
            self._parser.Parse(xml, True)
        except expat.ExpatError as error:
            raise Damaged(f"a document that is not well-formed ({error})", "XML; it was repaired to be read") from error

    def _start(self, tag: str, _: dict[str, str]) -> None:
        at = self._parser.CurrentByteIndex
        path = tag
        if self._open:
            parent, _start, seen = self._open[-1]
            seen[tag] = seen.get(tag, 0) + 1
            path = f"{parent}/{_step(tag, seen[tag])}"
        self._open.append((path, at, {}))
        self.spans[path] = Place(path, at, at, None)  # its place among the rest is where it begins

    def _end(self, _: str) -> None:
        path, start, children = self._open.pop()
        closing = self._parser.CurrentByteIndex  # of the end tag, or of an element that is empty
        value = self.spans.get(f"{path}/value")
        text = value.text if value is not None else None if children else self._inner(start, closing)
        self.spans[path] = Place(path, start, self._xml.index(b">", closing) + 1, text)

    def _inner(self, start: int, closing: int) -> tuple[int, int] | None:
        """The text between two tags, without the blanks around it; None when there is none."""
        if start == closing:
            return None
        first = self._xml.index(b">", start) + 1
        text = self._xml[first:closing]
        lead = len(text) - len(text.lstrip())
        return (first + lead, first + lead + len(text.strip())) if text.strip() else None
