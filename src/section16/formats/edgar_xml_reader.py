"""Element tree of an ownership document -> the model, driven by the element table.

The reader walks each element once.  Whatever the table does not foresee (an
element we do not know, one out of order or repeated, attributes, stray text,
empty containers) is kept in an ``Outline`` of the element it stands in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from section16.formats.edgar_xml_layout import (
    WHITE,
    Node,
    all_text,
    attributes_of,
    first_of_its_kind,
    has_tail,
    is_mark,
    is_stray,
    markup,
    outline_children,
    own_text,
    seen_before,
    unknown,
)
from section16.formats.elements import (
    ADDRESS,
    DOCUMENT,
    ISSUER,
    LINE_TYPES,
    OWNER_ID,
    RELATIONSHIP,
    REPEATED,
    ROOT_ORDER,
    ROWS,
    SIGNATURE,
    TABLE_TAGS,
    Element,
    Shape,
)
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
from section16.vocabulary.cells import EMPTY, Cell

_BOX, _PLAIN, _STRING = Shape.BOX, Shape.PLAIN, Shape.STRING


class Slot:
    """Where one tag goes: a field of the struct, or a container of further slots."""

    __slots__ = ("children", "index", "order", "read", "shape")

    def __init__(self, order: int) -> None:
        self.order = order
        self.index = -1
        self.shape: Shape | None = None
        self.read: ReadBox = READ[next(iter(READ))]
        self.children: dict[str, Slot] = {}


def slots_of(elements: Iterable[Element], fields: tuple[str, ...]) -> dict[str, Slot]:
    """The element table of one struct as a tree of slots by tag."""
    tree: dict[str, Slot] = {}
    for element in elements:
        level = tree
        if element.container:
            level = tree.setdefault(element.container, Slot(len(tree))).children
        slot = level[element.tag] = Slot(len(level))
        slot.index = fields.index(element.attribute)
        slot.shape = element.shape
        slot.read = READ[element.kind]
    return tree


_ROW_SLOTS = {
    tag: slots_of(elements, LINE_TYPES[table].__struct_fields__) for tag, (table, _, elements) in ROWS.items()
}
_BLANK = {table: [None, None, *(getattr(kind(kind="holding"), f) for f in kind.__struct_fields__[2:])]
          for table, kind in LINE_TYPES.items()}  # fmt: skip
_CODE_AT = LINE_TYPES["table_i"].__struct_fields__.index("code")
_CODING_MARKS_AT = LINE_TYPES["table_i"].__struct_fields__.index("coding_footnotes")
_ROOT_AT = {tag: i for i, tag in enumerate(ROOT_ORDER)}
_SCALARS = {e.tag: (e.attribute, e.shape, READ[e.kind]) for e in DOCUMENT}
_ISSUER = slots_of(ISSUER, Issuer.__struct_fields__)
_OWNER_ID = slots_of(OWNER_ID, ReportingOwner.__struct_fields__)
_ADDRESS = slots_of(ADDRESS, Address.__struct_fields__)
_RELATIONSHIP = slots_of(RELATIONSHIP, Relationship.__struct_fields__)
_SIGNATURE = slots_of(SIGNATURE, Signature.__struct_fields__)
# elements that stand in the model by themselves, though nothing may be in them
_STRUCTS = {"issuer", "reportingOwnerAddress", "reportingOwnerRelationship", "ownerSignature", *ROWS}
_OWNER_PARTS = {"reportingOwnerId": 0, "reportingOwnerAddress": 1, "reportingOwnerRelationship": 2}
_DEFAULTS = {
    kind: [getattr(kind(), f) for f in kind.__struct_fields__] for kind in (Issuer, Address, Relationship, Signature)
}


class DocumentReader:
    """Reads one document; ``outlines`` collects what the table does not foresee.

    attributes  True when some element has an attribute other than a footnote's
                ``id``, or may declare a namespace, so that every element is asked
    ids         footnote ids read so far, in marks and footnotes
    """

    def __init__(self, attributes: bool) -> None:
        self.outlines: list[Outline] = []
        self.ids = 0
        self.attributes = attributes

    def keep(self, node: Node, place: str, children: tuple[str, ...]) -> None:
        """Record how an element was laid out, unless the model says it all."""
        attributes = attributes_of(node)
        if children or attributes or node.tag not in _STRUCTS:
            self.outlines.append(Outline(place, children, attributes))

    def box(self, node: Node, read: ReadBox, parent: str) -> Cell[Any]:
        """A box: ``<value>``, then marks.  Anything else is outlined."""
        text: str | None = None
        marks: tuple[str, ...] = ()
        attributes = self.attributes
        odd = attributes and bool(attributes_of(node))
        for child in node[:]:
            tag = child.tag
            if tag == "value":
                if text is not None or marks or len(child) or (attributes and attributes_of(child)):
                    odd = True
                if text is None:
                    text = own_text(child) if len(child) else child.text or ""
            elif tag == "footnoteId":
                mark = child.get("id")
                if mark is None or len(child) or child.text or (attributes and attributes_of(child)):
                    odd = True
                if mark is not None:
                    marks += (mark,)
                    self.ids += 1
            else:
                odd = True
            if child.tail and has_tail(child):
                odd = True
        if odd or (node.text and is_stray(node)):
            self.outline_box(node, f"{parent}/{node.tag}")
        if text is None:
            stray = node.text
            if stray is None or not stray.strip(WHITE):
                return Cell(None, None, marks) if marks else EMPTY
            text = stray  # filed without <value>; the outline says so
        return read(text, marks)

    def outline_box(self, node: Node, place: str) -> None:
        """Keep the layout of a box that holds more than one value and its marks."""
        valued = False

        def known(child: Node) -> bool:
            nonlocal valued
            if child.tag != "value":
                return is_mark(child)
            first, valued = not valued, True
            return first and not len(child) and not attributes_of(child)

        children = outline_children(node, known)
        if children or attributes_of(node):
            self.keep(node, place, children)

    def plain(self, node: Node, parent: str) -> str:
        """Text of an element that holds nothing else; more is outlined."""
        if len(node) or (self.attributes and attributes_of(node)):
            self.keep(node, f"{parent}/{node.tag}", outline_children(node, unknown))
        return own_text(node)

    def fill(self, node: Node, slots: dict[str, Slot], values: list[Any], place: str) -> None:
        """Read the children of ``node`` into ``values`` by their slots.

        The tests in the loop are for the plain case, which is nearly every
        element; ``one`` reads the same elements whatever is in them.
        """
        last = -1
        attributes = self.attributes
        odd = attributes and bool(attributes_of(node))
        for child in node[:]:
            slot = slots.get(child.tag)
            if slot is None or slot.order <= last:
                odd = True
                if slot is not None and not seen_before(child):
                    self.one(child, slot, values, place)
            else:
                last = slot.order
                shape = slot.shape
                if attributes:
                    self.one(child, slot, values, place)
                elif shape is _STRING and not len(child):
                    values[slot.index] = child.text or ""
                elif shape is _BOX and len(child) == 1:
                    inner = child[0]
                    if inner.tag == "value" and not (len(inner) or child.text or inner.tail):
                        values[slot.index] = slot.read(inner.text or "", ())
                    else:
                        values[slot.index] = self.box(child, slot.read, place)
                elif shape is _PLAIN and not len(child):
                    text = child.text
                    values[slot.index] = slot.read(text, ()) if text else EMPTY
                else:
                    self.one(child, slot, values, place)
            if child.tail and has_tail(child):
                odd = True
        if odd or not len(node) or (node.text and is_stray(node)):
            self.keep(node, place, outline_children(node, first_of_its_kind(slots)))

    def one(self, node: Node, slot: Slot, values: list[Any], place: str) -> None:
        """Read one known element into its field."""
        shape = slot.shape
        if shape is _BOX:
            values[slot.index] = self.box(node, slot.read, place)
        elif shape is _STRING:
            values[slot.index] = self.plain(node, place)
        elif shape is _PLAIN:
            text = self.plain(node, place)
            values[slot.index] = slot.read(text, ()) if text or len(node) else EMPTY
        elif node.tag == "transactionCoding":
            self.coding(node, slot.children, values, f"{place}/transactionCoding")
        else:
            self.fill(node, slot.children, values, f"{place}/{node.tag}")

    def coding(self, node: Node, slots: dict[str, Slot], values: list[Any], place: str) -> None:
        """Column 3: plain codes, then marks."""
        marks: tuple[str, ...] = ()
        last = -1
        odd = self.attributes and bool(attributes_of(node))
        for child in node[:]:
            slot = slots.get(child.tag)
            if slot is not None:
                repeated = False
                if slot.order > last:
                    last = slot.order
                    odd = odd or bool(marks)
                else:
                    odd, repeated = True, seen_before(child)
                if not repeated:
                    self.one(child, slot, values, place)
            else:
                mark = child.get("id") if child.tag == "footnoteId" else None
                if mark is None or len(child) or child.text or (self.attributes and attributes_of(child)):
                    odd = True
                if mark is not None:
                    marks += (mark,)
                    self.ids += 1
            if child.tail and has_tail(child):
                odd = True
        values[_CODING_MARKS_AT] = marks
        if odd or not len(node) or (node.text and is_stray(node)):
            first = first_of_its_kind(slots)
            children = outline_children(node, lambda child: is_mark(child) or first(child))
            self.keep(node, place, children)

    def line(self, row: Node, place: str) -> Any:
        """A row of Table I or II."""
        tag = row.tag
        table, kind, _ = ROWS[tag]
        values = _BLANK[table][:]
        self.fill(row, _ROW_SLOTS[tag], values, place)
        if kind is None:
            kind = "holding" if values[_CODE_AT].is_absent else "transaction"
            values[1] = tag
        values[0] = kind
        return LINE_TYPES[table](*values)

    def table(self, node: Node, place: str, table: str, lines: list[Any]) -> None:
        """The rows of one table element, appended to ``lines``."""
        odd = (self.attributes and bool(attributes_of(node))) or is_stray(node) or not len(node)
        for row in node[:]:
            known = ROWS.get(row.tag)
            if known is None or known[0] != table or known[1] is None:
                odd = True
            else:
                lines.append(self.line(row, f"{table}[{len(lines)}]"))
            if row.tail and has_tail(row):
                odd = True
        if odd:
            tags = {tag: None for tag, (name, kind, _) in ROWS.items() if name == table and kind}
            self.keep(node, place, outline_children(node, first_of_its_kind(tags, tags)))

    def owner(self, node: Node, place: str) -> ReportingOwner:
        """A reporting owner: id, address, relationship."""
        found: list[Any] = [None] * len(ReportingOwner.__struct_fields__)
        last = -1
        odd = (self.attributes and bool(attributes_of(node))) or is_stray(node)
        for part in node[:]:
            order = _OWNER_PARTS.get(part.tag, -1)
            if order <= last or (part.tail and has_tail(part)):
                odd = True
                if order < 0 or seen_before(part):
                    continue
            last = max(last, order)
            where = f"{place}/{part.tag}"
            if order == 0:
                self.fill(part, _OWNER_ID, found, where)
            elif order == 1:
                found[3] = self.struct(part, _ADDRESS, Address, where)
            else:
                found[4] = self.struct(part, _RELATIONSHIP, Relationship, where)
        if odd:
            self.keep(node, place, outline_children(node, first_of_its_kind(_OWNER_PARTS)))
        return ReportingOwner(*found)

    def struct(self, node: Node, slots: dict[str, Slot], kind: Any, place: str) -> Any:
        """An element whose children fill one struct."""
        values = _DEFAULTS[kind][:]
        self.fill(node, slots, values, place)
        return kind(*values)

    def footnotes(self, node: Node) -> tuple[Footnote, ...]:
        """The footnote section."""
        notes: list[Footnote] = []
        odd = (self.attributes and bool(attributes_of(node))) or is_stray(node) or not len(node)
        for child in node[:]:
            if child.tag != "footnote":
                odd = True
            else:
                mark = child.get("id")
                self.ids += mark is not None
                if len(child) or (self.attributes and attributes_of(child)):
                    children = outline_children(child, unknown)
                    self.keep(child, f"footnotes[{len(notes)}]", children)
                notes.append(Footnote(mark, all_text(child) if len(child) else child.text or ""))
            if child.tail and has_tail(child):
                odd = True
        if odd:
            known = first_of_its_kind({"footnote": 0}, ("footnote",))
            self.keep(node, "footnotes", outline_children(node, known))
        return tuple(notes)

    def document(self, root: Node) -> OwnershipDocument:
        """The whole document."""
        fields: dict[str, Any] = {}
        lines: dict[str, list[Any]] = {"table_i": [], "table_ii": []}
        owners: list[ReportingOwner] = []
        signatures: list[Signature] = []
        last = -1
        odd = (self.attributes and bool(attributes_of(root))) or is_stray(root)
        for child in root[:]:
            tag = child.tag
            order = _ROOT_AT.get(tag, -1)
            if child.tail and has_tail(child):
                odd = True
            if order < last or (order == last and tag not in REPEATED):
                odd = True
                if order < 0 or (tag not in REPEATED and seen_before(child)):
                    continue
            else:
                last = order
            if tag in _SCALARS:
                attribute, shape, read = _SCALARS[tag]
                text = self.plain(child, "")
                if shape is _PLAIN:
                    fields[attribute] = read(text, ()) if text or len(child) else EMPTY
                else:
                    fields[attribute] = text
            elif tag == "reportingOwner":
                owners.append(self.owner(child, f"owners[{len(owners)}]"))
            elif tag == "ownerSignature":
                signatures.append(self.struct(child, _SIGNATURE, Signature, f"signatures[{len(signatures)}]"))
            elif tag == "issuer":
                fields["issuer"] = self.struct(child, _ISSUER, Issuer, tag)
            elif tag == "footnotes":
                fields["footnotes"] = self.footnotes(child)
            elif tag in TABLE_TAGS:
                self.table(child, tag, TABLE_TAGS[tag], lines[TABLE_TAGS[tag]])
            else:
                rows = lines[ROWS[tag][0]]
                rows.append(self.line(child, f"{ROWS[tag][0]}[{len(rows)}]"))
        if odd or root.nsmap:
            self.keep(root, "", outline_children(root, first_of_its_kind(_ROOT_AT, REPEATED)))
        self.around(root)
        return OwnershipDocument(
            table_i=tuple(lines["table_i"]), table_ii=tuple(lines["table_ii"]), owners=tuple(owners),
            signatures=tuple(signatures), outlines=tuple(self.outlines), **fields,
        )  # fmt: skip

    def around(self, root: Node) -> None:
        """Comments and processing instructions outside the root element."""
        if root.getprevious() is None and root.getnext() is None:
            return
        before = [markup(n) for n in root.itersiblings(preceding=True)][::-1]
        after = [markup(n) for n in root.itersiblings()]
        self.outlines.append(Outline("/", (*before, "ownershipDocument", *after)))
