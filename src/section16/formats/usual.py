"""The usual manner of an ownership document, as expressions made from the element table.

EDGAR itself prints the documents it disseminates, and always in one manner:
elements in the order of the schema, no attribute but a footnote's id, no comment,
no reference but the five named ones.  Text of that manner nests to a fixed depth, so
regular expressions can read it, one for each part of a document, several times
quicker than a tree can be walked.

They match nothing of which they are not certain: text that matches from first
character to last is well-formed, and every element in it stands where the table
says.  Any other text is left to the tree reader.  Each expression can match a text
in one way only, so that failing costs no more than matching.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from section16.formats import elements
from section16.formats.elements import ROWS, TABLE_TAGS, Element, Shape

Match = Callable[[str, int], re.Match[str] | None]

_LONGEST = 1 << 22  # longer texts are left to the XML parser and its own limits
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}  # "&amp;" is undone last
_NAMES = tuple(entity[1:] for entity in _ENTITIES)
_BLANKS = r"[ \t\n]*+"
# XML has no other control characters than tab and line feed here; a carriage return its parsers rewrite
_TEXT = r"[^<\x00-\x08\x0b-\x1f]*+"
_NO_CHARACTER = re.compile("[\ufffe\uffff]")
_ID = "[A-Za-z0-9_]*"
_MARKS = rf'(?:<footnoteId id="{_ID}"/>{_BLANKS})*'

marks_in = re.compile(f'id="({_ID})"').findall


class Unusual(Exception):
    """The text is not of the usual manner here."""


class Part:
    """One expression.

    match   at a place of a text
    groups  group of each field of the element table: its text; None when not there
    marks   group of each field that can have footnotes: its marks; None when the
            box is not there, "" when it has none
    """

    def __init__(self, expression: str) -> None:
        pattern = re.compile(expression)
        self.match: Match = pattern.match
        self.groups = {name: at - 1 for name, at in pattern.groupindex.items() if not name.endswith("_marks")}
        self.marks = {
            name.removesuffix("_marks"): at - 1 for name, at in pattern.groupindex.items() if name.endswith("_marks")
        }


def _optional(expression: str) -> str:
    return f"(?:{expression}|)"  # quicker than "?", which counts


def _leaf(element: Element) -> str:
    return _optional(f"<{element.tag}>(?P<{element.attribute}>{_TEXT})</{element.tag}>{_BLANKS}")


def _box(element: Element) -> str:
    tag, name = element.tag, element.attribute
    value = _optional(f"<value>(?P<{name}>{_TEXT})</value>{_BLANKS}")
    # blanks stand before a value or a mark; in a box of nothing they would be its text
    start = f"<{tag}>(?:(?=</)|{_BLANKS}(?!</))"
    return _optional(f"{start}{value}(?P<{name}_marks>{_MARKS})</{tag}>{_BLANKS}")


def _element(tag: str, inner: str) -> str:
    """An element with children; an empty one is unusual."""
    return f"<{tag}>{_BLANKS}(?!</){inner}</{tag}>{_BLANKS}"


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
    return "".join(_optional(_element(step, part)) if step in containers else part for step, part in parts.items())


def _scalars(after: str, before: str) -> str:
    """Elements of the document between two children of the root."""
    order = elements.ROOT_ORDER
    between = order[order.index(after) + 1 if after else 0 : order.index(before)]
    return "".join(_leaf(e) for e in elements.DOCUMENT if e.tag in between)


def _line(table: str) -> str:
    tags = [tag for tag, (name, kind, _) in ROWS.items() if name == table and kind]
    return f"<(?P<row>{'|'.join(tags)})>{_BLANKS}(?!</){_sequence(ROWS[tags[0]][2])}</(?P=row)>{_BLANKS}"


HEAD = Part(
    rf'(?:<\?xml version="1\.0"(?: encoding="(?:UTF-8|utf-8)")?\?>)?{_BLANKS}<ownershipDocument>{_BLANKS}'
    + _scalars("", "issuer")
    + _optional(_element("issuer", _sequence(elements.ISSUER)))
)
OWNER = Part(
    _element(
        "reportingOwner",
        _optional(_element("reportingOwnerId", _sequence(e for e in elements.OWNER_ID if e.attribute != "ccc")))
        + _optional(_element("reportingOwnerAddress", _sequence(elements.ADDRESS)))
        + _optional(_element("reportingOwnerRelationship", _sequence(elements.RELATIONSHIP))),
    )
)
MIDDLE = Part(_scalars("issuer", "footnotes"))
LINES = {"table_i": Part(_line("table_i")), "table_ii": Part(_line("table_ii"))}
FOOTNOTE = Part(f'<footnote id="(?P<id>{_ID})">(?P<text>{_TEXT})</footnote>{_BLANKS}')
LAST = Part(_scalars("footnotes", "ownerSignature"))
SIGNATURE = Part(_element("ownerSignature", _sequence(elements.SIGNATURE)))
END = re.compile(rf"</ownershipDocument>{_BLANKS}\Z").match
OPEN: dict[str, Match] = {tag: re.compile(f"<{tag}>{_BLANKS}").match for tag in (*TABLE_TAGS, "footnotes")}
CLOSE: dict[str, Match] = {tag: re.compile(f"</{tag}>{_BLANKS}").match for tag in OPEN}


def undo_entities(text: str) -> str:
    """The five named references as the characters they stand for.

    >>> undo_entities("AT&amp;T &lt;1&gt;")
    'AT&T <1>'
    """
    for entity, character in _ENTITIES.items():
        text = text.replace(entity, character)
    return text


def text_of(source: bytes) -> str | None:
    """The characters of a document that may be of the usual manner; None when it is not."""
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
    return text


class Reading:
    """A text on its way; ``at`` is where the next part must begin.  Raises Unusual."""

    __slots__ = ("at", "has_entities", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.has_entities = "&" in text

    def next(self, match: Match) -> re.Match[str] | None:
        """What comes next, when it is what ``match`` reads."""
        found = match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def need(self, match: Match) -> re.Match[str]:
        """What must come next."""
        found = match(self.text, self.at)
        if found is None:
            raise Unusual
        self.at = found.end()
        return found

    def groups(self, found: re.Match[str]) -> tuple[str | None, ...]:
        """The texts of a part, entities undone."""
        texts: tuple[str | None, ...] = found.groups()
        if self.has_entities and self.text.find("&", *found.span()) >= 0:
            return tuple(undo_entities(text) if text and "&" in text else text for text in texts)
        return texts
