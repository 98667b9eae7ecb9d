"""Structure that only the layout shows: order, unknown and repeated elements, attributes, stray text.

Reads the outlines that the XML reader kept; a document without outlines is laid
out as the schema says.
"""

from __future__ import annotations

import re

from section16.formats.elements import (
    ADDRESS,
    DOCUMENT,
    ISSUER,
    OWNER_ID,
    RELATIONSHIP,
    REPEATED,
    ROOT_ORDER,
    ROWS,
    SIGNATURE,
    TABLE_I,
    TABLE_II,
    TABLE_TAGS,
    Element,
    Shape,
)
from section16.model.document import Outline
from section16.rules.structure_lines import BLANK, Report
from section16.rules.subject import Subject
from section16.vocabulary.findings import Location

_TAG = re.compile(r"<([^\s/>!?]+)")
_INDEX = re.compile(r"\[[0-9]+\]")
_OWNER = ("reportingOwnerId", "reportingOwnerAddress", "reportingOwnerRelationship")
_FIXED: dict[str, tuple[str, ...]] = {
    "": ROOT_ORDER,
    "issuer": tuple(e.tag for e in ISSUER),
    "owners[]": _OWNER,
    "owners[]/reportingOwnerId": tuple(e.tag for e in OWNER_ID),
    "owners[]/reportingOwnerAddress": tuple(e.tag for e in ADDRESS),
    "owners[]/reportingOwnerRelationship": tuple(e.tag for e in RELATIONSHIP),
    "signatures[]": tuple(e.tag for e in SIGNATURE),
    "footnotes": ("footnote",),
    **{tag: tuple(row for row, (name, kind, _) in ROWS.items() if name == table and kind)
       for tag, table in TABLE_TAGS.items()},
}  # fmt: skip
_MANY = REPEATED | {"footnote", "footnoteId", *ROWS}


def _line_orders() -> dict[str, tuple[str, ...]]:
    orders: dict[str, tuple[str, ...]] = {}
    for table, elements in (("table_i[]", TABLE_I), ("table_ii[]", TABLE_II)):
        orders[table] = tuple(dict.fromkeys(e.container or e.tag for e in elements))
        for container in orders[table]:
            inner = tuple(e.tag for e in elements if e.container == container)
            if inner:
                more = ("footnoteId",) if container == "transactionCoding" else ()
                orders[f"{table}/{container}"] = inner + more
    return orders


def _text_places() -> frozenset[str]:
    """Elements that hold text and nothing else."""
    tables: tuple[tuple[str, tuple[Element, ...]], ...] = (
        ("", DOCUMENT), ("issuer", ISSUER), ("owners[]/reportingOwnerId", OWNER_ID),
        ("owners[]/reportingOwnerAddress", ADDRESS), ("owners[]/reportingOwnerRelationship", RELATIONSHIP),
        ("signatures[]", SIGNATURE), ("table_i[]", TABLE_I), ("table_ii[]", TABLE_II),
    )  # fmt: skip
    places = {f"{place}/{e.path}" for place, elements in tables for e in elements if e.shape is not Shape.BOX}
    return frozenset(places | {"footnotes[]"})


_ORDERS = _FIXED | _line_orders()
_TEXT = _text_places()
_BOX = ("value", "footnoteId")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_INSTRUCTION = re.compile(r"<\?.*?\?>", re.DOTALL)
_VALUE = re.compile(r"<value(?:/>|>[^<]*</value>)").fullmatch
_MARK = re.compile(r"<footnoteId([^>]*?)(?:/>|>(.*)</footnoteId>)", re.DOTALL).fullmatch
_ATTRIBUTE = re.compile(r"\s+([^\s=]+)=\"[^\"]*\"")
# declares a prefix or names a schema: no schema forbids these
_HARMLESS = re.compile(r"xmlns:.*|xsi:(?:schemaLocation|noNamespaceSchemaLocation)").fullmatch


def check_layout(subject: Subject, report: Report) -> None:
    """Order, unknown and repeated elements, by the outlines."""
    if subject.form is None and not subject.document.outlines:
        return
    for outline in subject.document.outlines:
        if not outline.children and not outline.attributes:
            continue  # an empty container, which programs of filers write
        if outline.place == "/":
            _around(report, outline)
        else:
            _outline(subject, report, outline)


def _around(report: Report, outline: Outline) -> None:
    for child in outline.children:
        if child.startswith("<?"):
            report("S16-120", Location("", "before or after the document"), f"{child[:60]!r}, expected none")


def _outline(subject: Subject, report: Report, outline: Outline) -> None:
    where = _location(subject, outline.place)
    place = _INDEX.sub("[]", outline.place)
    for name, value in outline.attributes:
        if not _HARMLESS(name):
            report("S16-103", where, f"attribute {name}={value[:40]!r}, expected none")
    children = []
    for child in outline.children:
        if child.startswith("<?"):
            report("S16-120", where, f"{child[:60]!r}, expected none")
        elif child[0] == "#":
            if place not in _TEXT and child[1:].strip(BLANK):
                report("S16-103", where, f"text {child[1:].strip()[:40]!r} outside any value, expected none")
        elif not child.startswith("<!--"):
            children.append(child)
    if place in _TEXT:
        for child in children:
            report("S16-103", where, f"{child[:60]!r} within a text, expected none")
    else:
        _sequence(report, where, children, _ORDERS.get(place, _BOX), outline.place in TABLE_TAGS)


def _sequence(report: Report, where: Location, children: list[str], order: tuple[str, ...], is_table: bool) -> None:
    """Elements of one element: only those of ``order``, in that order, once; rows of a table in any order."""
    last, seen = -1, set[str]()
    for child in children:
        known = child[0] != "<"
        match = None if known else _TAG.match(child)
        tag = child if known else match[1] if match else child[:40]
        if tag not in order:
            report("S16-103", where, f"<{tag}>, expected none of that name here")
            continue
        if tag in seen and tag not in _MANY:
            report("S16-104", where, f"<{tag}> more than once, expected once")
        position = order.index(tag)
        if position < last and not is_table:
            report("S16-102", where, f"<{tag}> after <{order[last]}>, expected before")
        last = max(last, position)
        if not known and (tag not in seen or tag == "footnoteId"):
            _unread(report, where, tag, child)
        seen.add(tag)


def _unread(report: Report, where: Location, tag: str, child: str) -> None:
    """An element kept as markup although its name is known."""
    bare = _ATTRIBUTE.sub(lambda found: "" if _HARMLESS(found[1]) else found[0], _COMMENT.sub("", child))
    for instruction in _INSTRUCTION.findall(bare):
        report("S16-120", where, f"{instruction[:60]!r}, expected none")
    bare = _INSTRUCTION.sub("", bare)
    if tag == "footnoteId":
        _mark(report, where, bare)
    elif tag != "value":
        report("S16-103", where, f"<{tag}> in a form that cannot be read, kept as filed")
    elif not _VALUE(bare):
        report("S16-103", where, f"{child[:60]!r}, expected a plain value")


def _mark(report: Report, where: Location, child: str) -> None:
    parts = _MARK(child)
    names = [found[1] for found in _ATTRIBUTE.finditer(parts[1])] if parts else []
    if "id" not in names:
        report("S16-110", where, f"{child[:60]!r}, expected an id F1 to F99")
    if parts is None or parts[2] or names not in ([], ["id"]):
        report("S16-103", where, f"{child[:60]!r}, expected an id and nothing else")


_PLACE = re.compile(r"(table_ii?|owners|signatures|footnotes)\[([0-9]+)\](.*)")


def _location(subject: Subject, place: str) -> Location:
    """The outline's place as a place on the form."""
    match = _PLACE.match(place)
    if match and match[1].startswith("table"):
        line = subject.at_line(match[1], int(match[2]))
        return Location(line.path + match[3].replace("/", "."), line.box) if match[3] else line
    return Location(place.replace("/", ".").lstrip("."), "document" if not place else f"element {place.lstrip('/')}")
