"""Hypothesis strategies: any ownership document that can be written as XML, and real XML with things done to it.

``documents()`` builds the model alone, without outlines: everything the element table can say, in any combination,
sensible or not. ``mutated(source)`` works on bytes, so what it gives need not be XML any more.
"""

from hypothesis import strategies as st
from lxml import etree

from section16.formats import elements
from section16.formats.elements import Element, Kind, Shape
from section16.formats.values import READ
from section16.model.document import (
    Address,
    Footnote,
    Issuer,
    OwnershipDocument,
    Relationship,
    ReportingOwner,
    Signature,
)
from section16.vocabulary.cells import Cell

CONTROLS = "".join(map(chr, (*range(9), 11, 12, *range(14, 32))))  # which XML cannot hold
texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters=CONTROLS + "\ufffe\uffff"), max_size=12)
usual = {
    Kind.TEXT: st.sampled_from(["Common Stock", "See footnote", "  Class A  ", "AT&T <\"x\"> 'y'", "naïve – ½"]),
    Kind.CODE: st.sampled_from(["4", "4/A", "P", "S", "A", "D", "I", "E", " M ", "NY"]),
    Kind.NUMBER: st.decimals(allow_nan=False, allow_infinity=False, places=6).map(lambda number: f"{number:f}"),
    Kind.DATE: st.dates().map(str) | st.dates().map("{}-05:00".format) | st.dates().map("{}Z".format),
    Kind.FLAG: st.sampled_from(["0", "1", "true", "false", "True", "Y"]),
}
marks = st.lists(st.sampled_from(["F1", "F2", "F10"]) | texts, max_size=3).map(tuple)


def _text(kind: Kind) -> st.SearchStrategy[str]:
    return usual[kind] | texts


def cells(element: Element) -> st.SearchStrategy:
    """Any content of one element that is filed: with text, with marks alone, with nothing."""
    read = READ[element.kind]
    if element.shape is Shape.STRING:
        return _text(element.kind)
    if element.shape is Shape.PLAIN:
        return st.just(Cell(empty=True)) | _text(element.kind).filter(bool).map(lambda text: read(text, ()))
    only_marks = marks.map(lambda found: Cell(None, None, found) if found else Cell(empty=True))
    return only_marks | st.tuples(_text(element.kind), marks).map(lambda found: read(*found))


def structs(kind: type, table: tuple[Element, ...], **more: st.SearchStrategy) -> st.SearchStrategy:
    """Any filling of a struct: each field there or not."""
    fields = {element.attribute: cells(element) for element in table}
    return st.fixed_dictionaries({}, optional=fields | more).map(lambda values: kind(**values))


@st.composite
def lines(draw: st.DrawFn, tag: str):
    """Any row of one element."""
    table, kind, rows = elements.ROWS[tag]
    line_type = elements.LINE_TYPES[table]
    fields = {element.attribute: cells(element) for element in rows}
    values = draw(st.fixed_dictionaries({}, optional=fields | {"coding_footnotes": marks}))
    if kind is None:
        kind = "transaction" if "code" in values else "holding"
        values["layout"] = tag
    return line_type(kind=kind, **values)


def tables(new: tuple[str, str], first: str) -> st.SearchStrategy:
    """A table in the layout of today, or the rows of the first layout, or one after the other."""
    today = st.lists(st.sampled_from(new).flatmap(lines), max_size=3)
    return st.tuples(today, st.just([]) | st.lists(lines(first), max_size=2)).map(lambda found: (*found[0], *found[1]))


owners = structs(
    ReportingOwner,
    elements.OWNER_ID,
    address=structs(Address, elements.ADDRESS),
    relationship=structs(Relationship, elements.RELATIONSHIP),
)
footnotes = st.builds(Footnote, st.none() | st.sampled_from(["F1", "F2"]) | texts, _text(Kind.TEXT))


def documents() -> st.SearchStrategy[OwnershipDocument]:
    """Any ownership document."""
    return structs(
        OwnershipDocument,
        elements.DOCUMENT,
        issuer=structs(Issuer, elements.ISSUER),
        owners=st.lists(owners, max_size=2).map(tuple),
        table_i=tables(("nonDerivativeTransaction", "nonDerivativeHolding"), "nonDerivativeSecurity"),
        table_ii=tables(("derivativeTransaction", "derivativeHolding"), "derivativeSecurity"),
        footnotes=st.lists(footnotes, max_size=3).map(tuple),
        signatures=st.lists(structs(Signature, elements.SIGNATURE), max_size=2).map(tuple),
    )


# --------------------------------------------------------------------------------- things done to real filings

_INSERTED = (
    b"<!-- a comment -->", b"<?an instruction?>", b"<unknown>text</unknown>", b"stray text", b"<![CDATA[ a < b ]]>",
    b"  \n ", b"&#xE9;", b"&amp;", b"<value>2</value>", b'<footnoteId id="F1"/>', b"<footnoteId/>", b"<remarks/>",
    b"<transactionCoding/>", b'<footnote id="F9">x<b>y</b> z</footnote>', b"<issuer> </issuer>",
    b'<q:a xmlns:q="urn:q" q:b="1"/>',
    b"&", b"<", b"]]>", b"\x00", b"\xe9", b"&undefined;", b"\r\n", b"<derivativeTable></derivativeTable>",
)  # fmt: skip


def _node(draw: st.DrawFn, root: etree._Element) -> etree._Element:
    nodes = list(root.iter(etree.Element))
    return nodes[draw(st.integers(0, len(nodes) - 1))]


def _delete(draw: st.DrawFn, root: etree._Element) -> None:
    node = _node(draw, root)
    if (parent := node.getparent()) is not None:
        parent.remove(node)


def _duplicate(draw: st.DrawFn, root: etree._Element) -> None:
    node = _node(draw, root)
    if (parent := node.getparent()) is not None:
        parent.insert(draw(st.integers(0, len(parent))), etree.fromstring(etree.tostring(node, with_tail=False)))


def _move(draw: st.DrawFn, root: etree._Element) -> None:
    node, target = _node(draw, root), _node(draw, root)
    if node is not root and node not in (target, *target.iterancestors()):
        target.insert(draw(st.integers(0, len(target))), node)


def _swap(draw: st.DrawFn, root: etree._Element) -> None:
    parent = _node(draw, root)
    if len(parent) > 1:
        i, j = draw(st.integers(0, len(parent) - 1)), draw(st.integers(0, len(parent) - 1))
        order = list(parent)
        order[i], order[j] = order[j], order[i]
        parent[:] = order


def _rename(draw: st.DrawFn, root: etree._Element) -> None:
    node = _node(draw, root)
    if node is not root:
        node.tag = draw(st.sampled_from(["value", "footnoteId", "unknown", _node(draw, root).tag]))


def _insert(draw: st.DrawFn, root: etree._Element) -> None:
    new = draw(st.sampled_from([etree.Comment("c é"), etree.ProcessingInstruction("p", "x"), etree.Element("new")]))
    node = _node(draw, root)
    new = etree.fromstring(b"<a>" + etree.tostring(new, with_tail=False) + b"</a>")[0]
    new.tail = draw(st.none() | st.sampled_from([" ", "text", " text \n", "é"]))
    node.insert(draw(st.integers(0, len(node))), new)


def _attribute(draw: st.DrawFn, root: etree._Element) -> None:
    names = ["id", "a", "{urn:q}b", "{http://www.w3.org/2001/XMLSchema-instance}noNamespaceSchemaLocation"]
    _node(draw, root).set(draw(st.sampled_from(names)), draw(texts))


def _text_of_node(draw: st.DrawFn, root: etree._Element) -> None:
    _node(draw, root).text = draw(st.none() | texts)


@st.composite
def with_elements_changed(draw: st.DrawFn, source: bytes) -> bytes:
    """Well-formed XML: elements deleted, doubled, moved, swapped, renamed, new ones, attributes, texts."""
    root = etree.fromstring(source)
    for _ in range(draw(st.integers(1, 6))):
        change = draw(
            st.sampled_from(
                [_delete, _duplicate, _move, _swap, _rename, _insert, _attribute, _text_of_node]
            )
        )  # fmt: skip
        change(draw, root)
    encoding = draw(st.sampled_from(["ascii", "utf-8", "utf-16", "iso-8859-1"]))
    return etree.tostring(root.getroottree(), encoding=encoding, xml_declaration=True)


@st.composite
def with_bytes_changed(draw: st.DrawFn, source: bytes) -> bytes:
    """Bytes deleted, doubled, replaced, and pieces of markup put anywhere."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(source)))
        end = draw(st.integers(at, min(len(source), at + 60)))
        change = draw(st.sampled_from(["delete", "double", "insert", "replace", "cut"]))
        if change == "delete":
            source = source[:at] + source[end:]
        elif change == "double":
            source = source[:end] + source[at:end] + source[end:]
        elif change == "insert":
            source = source[:at] + draw(st.sampled_from(_INSERTED)) + source[at:]
        elif change == "replace":
            source = source[:at] + draw(st.binary(max_size=4)) + source[end:]
        elif draw(st.booleans()):
            source = source[:at]
    return source
