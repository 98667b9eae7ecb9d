"""How an element was laid out, where the element table does not foresee it.

White space that stands alone beside an element, a comment or an instruction means
nothing and is dropped; everything else is kept as it stands (``Outline``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from lxml import etree

Node = Any  # lxml's elements
WHITE = " \t\r\n"  # of XML; any other blank is text
_OWN_TEXT: Callable[[Node], Any] = etree.XPath("text()", smart_strings=False)
_ATTRIBUTE_NAMES = re.compile(r'\s([^\s=">]+)="[^"]*"').findall
_ALL_TEXT: Callable[[Node], Any] = etree.XPath("string()", smart_strings=False)


def has_tail(node: Node) -> bool:
    """True when text follows the element."""
    text = node.tail
    return bool(text) and bool(text.strip(WHITE))


def is_stray(node: Node) -> bool:
    """True when text stands before the first child, or blanks where nothing else is."""
    text = node.text
    return bool(text) and (not len(node) or bool(text.strip(WHITE)))


def drop_blank(top: Node) -> None:
    """Drop white space between elements, all of it: a parser keeps some beside text."""
    for node in top.iter():
        if len(node):
            if node.text and not node.text.strip(WHITE):
                node.text = None
            for child in node:
                if child.tail and not child.tail.strip(WHITE):
                    child.tail = None


def markup(node: Node) -> str:
    """An element, comment or instruction as text, without what follows it."""
    if len(node):
        drop_blank(node)
    text: str = etree.tostring(node, encoding="unicode", with_tail=False)
    return text


def own_text(node: Node) -> str:
    """Text that stands in the element itself: not that of comments, instructions and other elements."""
    if not len(node):
        return node.text or ""
    drop_blank(node)
    return "".join(_OWN_TEXT(node))


def all_text(node: Node) -> str:
    """Text of the element and of the elements in it."""
    drop_blank(node)
    text: str = _ALL_TEXT(node)
    return text


def outline_children(node: Node, known: Callable[[Node], bool]) -> tuple[str, ...]:
    """Children in filed order: tag where ``known``, else markup; stray text after "#".

    White space is kept only where nothing else is in the element.
    """
    parts: list[str] = []
    if is_stray(node):
        parts.append("#" + node.text)
    for child in node[:]:
        parts.append(child.tag if isinstance(child.tag, str) and known(child) else markup(child))
        if has_tail(child):
            parts.append("#" + child.tail)
    return tuple(parts)


def first_of_its_kind(slots: dict[str, Any], repeated: Iterable[str] = ()) -> Callable[[Node], bool]:
    """A test for ``outline_children``: tag is in ``slots`` and not seen before."""
    met: set[str] = set()
    again = frozenset(repeated)

    def known(child: Node) -> bool:
        tag = child.tag
        if tag not in slots or (tag in met and tag not in again):
            return False
        met.add(tag)
        return True

    return known


def attributes_of(node: Node) -> tuple[tuple[str, str], ...]:
    """Attributes and namespace declarations as filed, prefixes kept."""
    parent = node.getparent()
    inherited = parent.nsmap if parent is not None else {}
    declared = [
        ("xmlns" if prefix is None else f"xmlns:{prefix}", uri)
        for prefix, uri in node.nsmap.items()
        if inherited.get(prefix) != uri
    ]
    named = node.attrib.items()
    if any(name.startswith("{") for name, _ in named):
        # lxml does not tell the prefix, and there may be two for one namespace
        start = etree.tostring(node, encoding="unicode", with_tail=False).partition(">")[0]
        names = [name for name in _ATTRIBUTE_NAMES(start) if name.partition(":")[0] != "xmlns"]
        named = [(name, value) for name, (_, value) in zip(names, named, strict=True)]
    if node.tag in ("footnote", "footnoteId"):
        named = [(name, value) for name, value in named if name != "id"]
    return (*declared, *named)


def unknown(_node: Node) -> bool:
    """No child is known: text stands here, and everything else is markup."""
    return False


def is_mark(node: Node) -> bool:
    """True for ``<footnoteId id="..."/>`` with nothing else."""
    if node.tag != "footnoteId" or node.get("id") is None:
        return False
    return not (len(node) or node.text or attributes_of(node))


def seen_before(node: Node) -> bool:
    """True when an earlier sibling has the same tag."""
    return next(node.itersiblings(node.tag, preceding=True), None) is not None
