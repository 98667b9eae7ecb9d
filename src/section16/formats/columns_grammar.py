"""The fast road: the text of a usual document -> the texts of table rows.

EDGAR itself prints the ownership documents it disseminates, and always in one
manner: elements in the order of the schema, no attribute but a footnote's id, no
comment, no character references but the five named ones.  Text of that manner
nests to a fixed depth, so regular expressions made from the element table read
it, each one part of a document, without a tree and without a model.

They match nothing of which they are not certain: a text that matches from first
character to last is well-formed, and every element in it is one the model reads
as it stands.  For any other text ``read`` gives None, and the model reads it.
Each expression can match a text in one way only, so that failing costs no more
than matching.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from section16.formats import elements
from section16.formats.columns_rows import Rows, Text
from section16.formats.columns_tables import OWNERS, SIGNATURES, TABLE_I, TABLE_II, Table
from section16.formats.elements import ROWS, TABLE_TAGS, Element, Shape

Match = Callable[[str, int], re.Match[str] | None]

# longer texts are left to the XML parser and its own limits
_LONGEST = 1 << 20

_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}  # "&amp;" is undone last

_NAMES = tuple(entity[1:] for entity in _ENTITIES)

_BLANKS = r"[ \t\n\r]*"
# XML has no other control characters than these two and the carriage return, which its parsers rewrite
_TEXT = r"[^<\x00-\x08\x0b-\x1f]*"
_NO_CHARACTER = re.compile("[\ufffe\uffff]")
_ID = "[A-Za-z0-9_]*"
_MARKS = rf'(?:<footnoteId id="{_ID}"/>{_BLANKS})*'


def _optional(expression: str) -> str:
    return f"(?:{expression}|)"  # quicker than "?", which counts


def _leaf(element: Element) -> str:
    tag = element.tag
    return _optional(f"<{tag}>(?P<{element.attribute}>{_TEXT})</{tag}>{_BLANKS}")


def _box(element: Element) -> str:
    tag, name = element.tag, element.attribute
    value = _optional(f"<value>(?P<{name}>{_TEXT})</value>{_BLANKS}")
    return _optional(f"<{tag}>{_BLANKS}{value}(?P<{name}_marks>{_MARKS})</{tag}>{_BLANKS}")


def _container(tag: str, inner: str) -> str:
    return _optional(f"<{tag}>{_BLANKS}{inner}</{tag}>{_BLANKS}")


def _sequence(table: Iterable[Element]) -> str:
    """The elements of a table, each at most once, in its order."""
    parts: dict[str, str] = {}
    containers = set()
    for element in table:
        step = element.container or element.tag
        containers.add(element.container)
        parts[step] = parts.get(step, "") + (_box if element.shape is Shape.BOX else _leaf)(element)
    if "transactionCoding" in parts:
        parts["transactionCoding"] += f"(?P<code_marks>{_MARKS})"
    return "".join(_container(step, part) if step in containers else part for step, part in parts.items())


def _line(table: str) -> str:
    tags = [tag for tag, (name, kind, _) in ROWS.items() if name == table and kind]
    _, _, sequence = ROWS[tags[0]]
    return f"<(?P<row>{'|'.join(tags)})>{_BLANKS}{_sequence(sequence)}</(?P=row)>{_BLANKS}"


class _Part:
    """An expression and the groups that hold its texts, in the order of ``names``.

    marked  fields that can have marks
    marks   the groups that hold them
    """

    def __init__(self, expression: str, names: Iterable[str]) -> None:
        pattern = re.compile(expression)
        groups = pattern.groupindex
        names = list(names)
        self.match = pattern.match
        self.groups = [groups[name] for name in names]
        self.marked = [name for name in names if f"{name}_marks" in groups]
        self.marks = [groups[f"{name}_marks"] for name in self.marked]


def _scalars(after: str, before: str) -> list[Element]:
    """Elements of the document between two children of the root."""
    order = elements.ROOT_ORDER
    between = order[order.index(after) + 1 if after else 0 : order.index(before)]
    return [e for e in elements.DOCUMENT if e.tag in between]


def _names(table: Table, after: str) -> list[str]:
    """Columns of a table that come from the document: those after the column named."""
    names = [column.name for column in table.filed]
    return names[names.index(after) + 1 :]


def _leaves(scalars: Iterable[Element]) -> str:
    return "".join(map(_leaf, scalars))


# the scalars before the issuer, then the issuer
_HEAD = re.compile(
    rf'(?:<\?xml version="1\.0"(?: encoding="(?:UTF-8|utf-8)")?\?>)?{_BLANKS}<ownershipDocument>{_BLANKS}'
    + _leaves(_scalars("", "issuer"))
    + _container("issuer", _sequence(elements.ISSUER))
)
_ISSUER_AT = len(_scalars("", "issuer"))
_LATER_AT = _ISSUER_AT + len(elements.ISSUER)
_OWNER = _Part(
    f"<reportingOwner>{_BLANKS}"
    + _container("reportingOwnerId", _sequence(e for e in elements.OWNER_ID if e.attribute != "ccc"))
    + _container("reportingOwnerAddress", _sequence(elements.ADDRESS))
    + _container("reportingOwnerRelationship", _sequence(elements.RELATIONSHIP))
    + f"</reportingOwner>{_BLANKS}",
    _names(OWNERS, "position"),
)
_MIDDLE = re.compile(_leaves(_scalars("issuer", "footnotes")))
_LINES = {
    "table_i": _Part(_line("table_i"), _names(TABLE_I, "kind")),
    "table_ii": _Part(_line("table_ii"), _names(TABLE_II, "kind")),
}
_FOOTNOTE = re.compile(f'<footnote id="({_ID})">({_TEXT})</footnote>{_BLANKS}').match
_LAST = re.compile(_leaves(_scalars("footnotes", "ownerSignature")))
_SIGNATURE = _Part(
    f"<ownerSignature>{_BLANKS}{_sequence(elements.SIGNATURE)}</ownerSignature>{_BLANKS}",
    _names(SIGNATURES, "position"),
)
_END = re.compile(rf"</ownershipDocument>{_BLANKS}\Z").match
_OPEN = {tag: re.compile(f"<{tag}>{_BLANKS}").match for tag in (*TABLE_TAGS, "footnotes")}
_CLOSE = {tag: re.compile(f"</{tag}>{_BLANKS}").match for tag in _OPEN}
_KINDS = {tag: kind for tag, (_, kind, _) in ROWS.items()}


class _UnusualError(Exception):
    """The text is not of the usual manner here."""


class _Reading:
    """Reads one text part by part into ``rows``. ``at`` is where a part begins; each gives where the next does."""

    def __init__(self, text: str, accession: str, rows: Rows) -> None:
        self.text = text
        self.accession = accession
        self.rows = rows
        self.has_entities = "&" in text
        self.head: list[Text] = []

    def texts(self, part: _Part, found: re.Match[str]) -> tuple[Text, ...]:
        """The texts of a part, entities undone."""
        texts: tuple[Text, ...] = found.group(*part.groups)
        if self.has_entities and self.text.find("&", found.start(), found.end()) >= 0:
            texts = tuple([_undo_entities(text) for text in texts])
        return texts

    def many(self, table: str, part: _Part, at: int) -> int:
        """Every owner or signature that comes next."""
        text, match, into = self.text, part.match, self.rows[table]
        number = 0
        while found := match(text, at):
            number += 1
            into += (self.accession, number, *self.texts(part, found))
            at = found.end()
        return at

    def scalars(self, part: re.Pattern[str], at: int) -> int:
        """Elements of the document that hold text only, and the issuer's."""
        found = _need(part.match(self.text, at))
        texts = found.groups()
        self.head += map(_undo_entities, texts) if self.has_entities else texts
        return found.end()

    def lines(self, tag: str, at: int) -> int:
        """Table I or II, if it comes next."""
        text, accession, table = self.text, self.accession, TABLE_TAGS[tag]
        opened = _OPEN[tag](text, at)
        if opened is None:
            return at
        at = opened.end()
        part, into = _LINES[table], self.rows[table]
        number = 0
        while found := part.match(text, at):
            number += 1
            into += (accession, number, _KINDS[found[1]], *self.texts(part, found))
            marks = found.group(*part.marks)
            if any(marks):
                self.marks(table, number, zip(part.marked, marks, strict=True))
            at = found.end()
        return _need(_CLOSE[tag](text, at)).end()

    def marks(self, table: str, number: int, boxes: Iterable[tuple[str, Text]]) -> None:
        """The marks of one line: what stands between quotes."""
        into, accession = self.rows["marks"], self.accession
        for field, marks in boxes:
            if marks:
                for position, mark in enumerate(marks.split('"')[1::2], 1):
                    into += (accession, table, number, field, mark, position)

    def footnotes(self, at: int) -> int:
        """The footnotes, if they come next."""
        text, accession, into = self.text, self.accession, self.rows["footnotes"]
        opened = _OPEN["footnotes"](text, at)
        if opened is None:
            return at
        at = opened.end()
        number = 0
        while found := _FOOTNOTE(text, at):
            number += 1
            mark, note = found.groups()
            into += (accession, number, mark, _undo_entities(note) if self.has_entities else note)
            at = found.end()
        return _need(_CLOSE["footnotes"](text, at)).end()

    def document(self) -> list[Text]:
        """The whole text; the texts of ``filings``, scalars first."""
        at = self.scalars(_HEAD, 0)
        at = self.many("owners", _OWNER, at)
        at = self.scalars(_MIDDLE, at)
        at = self.lines("nonDerivativeTable", at)
        at = self.lines("derivativeTable", at)
        at = self.footnotes(at)
        at = self.scalars(_LAST, at)
        at = self.many("signatures", _SIGNATURE, at)
        _need(_END(self.text, at))
        head = self.head
        return head[:_ISSUER_AT] + head[_LATER_AT:] + head[_ISSUER_AT:_LATER_AT]


def _need(found: re.Match[str] | None) -> re.Match[str]:
    if found is None:
        raise _UnusualError
    return found


def _undo_entities(text: Text) -> Text:
    if text and "&" in text:
        for entity, character in _ENTITIES.items():
            text = text.replace(entity, character)
    return text


def add_rows(source: bytes, accession: str, rows: Rows) -> list[Text] | None:
    """Add the rows of a document of the usual manner, as ``columns_rows.add_rows`` does.

    None for every other text, and ``rows`` are then as before.
    """
    if len(source) > _LONGEST:
        return None
    try:
        text = source.decode()
    except UnicodeDecodeError:
        return None
    if ("]" in text and "]]>" in text) or (not text.isascii() and _NO_CHARACTER.search(text)):
        return None
    if "&" in text and not all(after.startswith(_NAMES) for after in text.split("&")[1:]):
        return None
    lengths = [(cells, len(cells)) for cells in rows.values()]
    try:
        return _Reading(text, accession, rows).document()
    except _UnusualError:
        for cells, length in lengths:
            del cells[length:]
        return None
