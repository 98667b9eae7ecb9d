"""Every single edit of a document: each element taken away, repeated, moved, renamed, and each text replaced.

Where the catalogue of seeded defects names defects a person would make, this makes all of one step, sensible or
not, so that the rules and the official schemas can be compared where nobody thought of looking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy

from lxml import etree

Node = etree._Element
Change = Callable[[Node], None]
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
XML = "{http://www.w3.org/XML/1998/namespace}"

_NUMBERS = """
0 1 -1 -0 +5 05 5. .5 . 1e5 1,000 $5 0.12345 0.12340 9999999999999 999999999999.9999 999999999999.99990 1000000000000
00000000000001 00000000000000000001.00000000 NaN INF 1%
"""
_DATES = """
2023-01-01 2023-02-30 02/01/2023 2023-1-1 20230101 2023-01-01Z 2023-01-01z 2023-01-01-05:00 2023-01-01+14:00
2023-01-01+14:01 2023-01-01+15:00 2023-01-01+13:60 2024-02-29 2023-02-29 0000-01-01 0001-01-01 -0001-01-01 12023-01-01
2023-01-01T00:00:00
"""
_WORDS = "true false TRUE Y A a AA K V | E L X D I 3 4 5 6 4/A X0609 CA M0 C2 ZZ <&> 12345-678!"
BLANKS = ("", " ", "   ", "\n", " A", "A ", " E ", "\t1\n", " 2023-01-01 ", "1 0")
OTHER_SCRIPTS = ("\u00a0A", "\u00a0E", "\u00a01", "1\u00a0", "\u00a02023-01-01", "\uff11", "\u00e9" * 10)
LONG = tuple(
    "x" * n for n in (8, 10, 11, 14, 15, 30, 31, 40, 41, 50, 51, 60, 61, 100, 101, 150, 151, 255, 256, 2000, 2001)
)
DIGITS = tuple("1" * n for n in (8, 10, 11))
TEXTS = (*_NUMBERS.split(), *_DATES.split(), *_WORDS.split(), *BLANKS, *OTHER_SCRIPTS, *LONG, *DIGITS)
IDS = ("F1", " F1", "F1 ", "F01", "f1", "F0", "F100", "F99", "", "1", "F1 F2", "F\u0661")


def edits(root: Node) -> Iterator[tuple[str, Callable[[], Node]]]:
    """A description of each edit, and what makes the edited copy of the document."""
    tree = root.getroottree()
    for position, node in enumerate(root.iter(etree.Element)):
        for what, change in (*_of_any(node), *(_of_parents(node) if len(node) else _of_leaves(node))):
            yield f"{what} at {tree.getpath(node)}", _edited(root, position, change)


def _edited(root: Node, position: int, change: Change) -> Callable[[], Node]:
    def make() -> Node:
        copy = deepcopy(root)
        change(list(copy.iter(etree.Element))[position])
        return copy

    return make


def _of_any(node: Node) -> Iterator[tuple[str, Change]]:
    if node.getparent() is not None:
        yield "taken away", lambda n: _parent(n).remove(n)
        yield "repeated", lambda n: n.addnext(deepcopy(n))
        yield "changed with the next", _exchange
        yield "moved to the end", lambda n: _parent(n).append(n)
        yield "moved to the front", lambda n: _parent(n).insert(0, n)
        yield "renamed", lambda n: setattr(n, "tag", "unknown")
        yield "in lower case", lambda n: setattr(n, "tag", str(n.tag).lower())
        yield "followed by text", lambda n: setattr(n, "tail", "stray")
    yield "given an unknown child", lambda n: n.append(n.makeelement("unknown"))
    yield "given a value", lambda n: n.insert(0, n.makeelement("value"))
    yield "given a mark", lambda n: n.append(n.makeelement("footnoteId", {"id": "F1"}))
    yield "given an attribute", lambda n: n.set("x", "1")
    yield "given a schema location", lambda n: n.set(f"{XSI}noNamespaceSchemaLocation", "a.xsd")
    yield "given xml:space", lambda n: n.set(f"{XML}space", "preserve")
    yield "given a comment in front", _comment_in_front
    yield "given a comment at the end", lambda n: n.append(etree.Comment("c"))
    yield "given an instruction", lambda n: n.append(etree.ProcessingInstruction("p", "i"))
    if "id" in node.attrib:
        for text in IDS:
            yield f"id {text!r}", lambda n, text=text: n.set("id", text)  # type: ignore[misc]
        yield "without id", lambda n: n.attrib.pop("id")  # type: ignore[func-returns-value]


def _of_parents(node: Node) -> Iterator[tuple[str, Change]]:
    yield "given text", lambda n: setattr(n, "text", "stray")
    yield "emptied", lambda n: [n.remove(child) for child in list(n)]  # type: ignore[func-returns-value]


def _of_leaves(node: Node) -> Iterator[tuple[str, Change]]:
    for text in TEXTS:
        yield f"text {text[:20]!r} ({len(text)})", lambda n, text=text: setattr(n, "text", text or None)  # type: ignore[misc]
    if node.text and len(node.text) > 1:
        yield "given a comment inside", _comment_inside
        yield "as CDATA", lambda n: setattr(n, "text", etree.CDATA(n.text or ""))
        yield "on lines of its own", lambda n: setattr(n, "text", f"\n  {n.text}\n  ")


def _parent(node: Node) -> Node:
    parent = node.getparent()
    assert parent is not None
    return parent


def _exchange(node: Node) -> None:
    following = node.getnext()
    if following is not None:
        node.addprevious(following)


def _comment_in_front(node: Node) -> None:
    comment = etree.Comment("c")
    comment.tail, node.text = node.text, None
    node.insert(0, comment)


def _comment_inside(node: Node) -> None:
    comment = etree.Comment("c")
    text = node.text or ""
    comment.tail, node.text = text[1:], text[:1]
    node.append(comment)
