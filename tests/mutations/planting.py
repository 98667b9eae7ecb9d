"""What a seeded defect is, and the words in which the catalogue describes how it is planted.

A defect is planted in the element tree of a real ownership document. A planting function changes the tree in place
and returns it, or returns None when the filing offers no place for the defect: no derivative security, no footnote.
Of several possible places one is chosen by the content of the document, so that the same filing gets the same
defect on every run and different filings get it in different places.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import TypeVar

import msgspec
from lxml import etree

Node = etree._Element
Plant = Callable[[Node], "Node | None"]
T = TypeVar("T")

LINES = "nonDerivativeTable/*", "derivativeTable/*"
TRANSACTIONS = "nonDerivativeTable/nonDerivativeTransaction", "derivativeTable/derivativeTransaction"
HOLDINGS = "nonDerivativeTable/nonDerivativeHolding", "derivativeTable/derivativeHolding"
DERIVATIVES = ("derivativeTable/*",)

NUMBERS = (
    "transactionShares", "transactionPricePerShare", "sharesOwnedFollowingTransaction", "conversionOrExercisePrice",
    "underlyingSecurityShares",
)  # fmt: skip
DATES = "transactionDate", "exerciseDate", "expirationDate"
PLAIN_DATES = "periodOfReport", "ownerSignature/signatureDate"
FLAGS = "isDirector", "isOfficer", "isTenPercentOwner", "isOther"


class Mutation(msgspec.Struct, frozen=True):
    """One seeded defect.

    name   what is wrong, in words
    code   the rule that must find it
    why    why that is a defect, in one line
    also   rules that may find it as well, because the same defect breaks them too
    """

    name: str
    code: str
    why: str
    plant: Plant
    also: frozenset[str] = frozenset()


REGISTER: list[Mutation] = []


def defect(code: str, why: str, name: str = "", also: str = "") -> Callable[[Plant], Plant]:
    """Enter a planting function into the catalogue. Its name, with blanks, says what is wrong unless ``name`` does."""

    def enter(plant: Plant) -> Plant:
        label = name or plant.__name__.replace("_", " ").strip()
        if any(mutation.name == label for mutation in REGISTER):
            raise ValueError(f"two mutations are named {label!r}")
        REGISTER.append(Mutation(label, code, why, plant, frozenset(also.split())))
        return plant

    return enter


# ---------------------------------------------------------------------------------------------- finding places


def choose(root: Node, places: Iterable[T]) -> T | None:
    """One of the places, by the content of the document; None when there is none."""
    found = list(places)
    return found[zlib.crc32(etree.tostring(root)) % len(found)] if found else None


def at(root: Node, *paths: str) -> list[Node]:
    """Every element at any of the paths, in document order within each path."""
    return [node for path in paths for node in root.iterfind(path)]


def named(root: Node, *tags: str) -> list[Node]:
    """Every element of these names, wherever it stands."""
    return list(root.iter(*tags))


def unmarked(nodes: Iterable[Node]) -> list[Node]:
    """Those that carry no footnote mark, so that taking them away leaves no footnote without mark."""
    return [node for node in nodes if next(node.iter("footnoteId"), None) is None]


def form(root: Node) -> str:
    """The document type without its blanks: "4", "4/A"."""
    return (root.findtext("documentType") or "").strip()


def filled(root: Node, *tags: str) -> list[Node]:
    """The ``value`` elements of every box of these names that has a text."""
    return [value for box in named(root, *tags) if (value := box.find("value")) is not None and value.text]


def text_of(node: Node, path: str) -> str:
    """Text at the path without the blanks around it, "" when there is none."""
    return (node.findtext(path) or "").strip()


def generation(root: Node) -> int:
    """2 of "X0206"."""
    version = text_of(root, "schemaVersion")
    return int(version[1:3]) if version[1:3].isdigit() else 0


# --------------------------------------------------------------------------------------------- changing the tree


def drop(node: Node) -> None:
    """Take an element away."""
    parent = node.getparent()
    assert parent is not None
    parent.remove(node)


def add(parent: Node, tag: str, text: str | None = None, at: int | None = None, **attributes: str) -> Node:
    """A new child, last unless ``at`` says where."""
    node = etree.Element(tag, attributes)
    node.text = text
    parent.insert(len(parent) if at is None else at, node)
    return node


def swap_with_next(node: Node) -> Node:
    """Let an element and the one after it change places."""
    following = node.getnext()
    assert following is not None
    node.addprevious(following)
    return node


def repeat(node: Node) -> Node:
    """A copy of the element right after it."""
    copy = deepcopy(node)
    node.addnext(copy)
    return copy


def set_text(root: Node, node: Node | None, text: str) -> Node | None:
    """Give the element this text; None when there is no element."""
    if node is None:
        return None
    node.text = text
    return root


def mark(root: Node, box: Node, text: str = "As explained here.") -> Node:
    """Hang a new footnote with this text on a box."""
    notes = root.find("footnotes")
    if notes is None:
        notes = etree.Element("footnotes")
        before = root.find("remarks")
        (before if before is not None else root.find("ownerSignature")).addprevious(notes)  # type: ignore[union-attr]
    taken = {note.get("id") for note in notes}
    free = next(f"F{i}" for i in range(1, 100) if f"F{i}" not in taken)
    add(notes, "footnote", text, id=free)
    return add(box, "footnoteId", id=free)


def are_mentioned_elsewhere(root: Node, nodes: Iterable[Node]) -> bool:
    """True when every footnote marked inside the elements is marked outside them as well."""
    inside = [mark.get("id") for node in nodes for mark in node.iter("footnoteId")]
    everywhere = [mark.get("id") for mark in root.iter("footnoteId")]
    return all(everywhere.count(name) > inside.count(name) for name in inside)


def is_mentioned_elsewhere(root: Node, node: Node) -> bool:
    """``are_mentioned_elsewhere`` for one element."""
    return are_mentioned_elsewhere(root, [node])
