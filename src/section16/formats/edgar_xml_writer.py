"""The model -> ownership XML, from the same element table as the reader.

Text goes out as filed; order is the schema's unless an ``Outline`` says how the
element was filed.  Output is ASCII with character references, one element a
line, as EDGAR prints it (specification, section 4.1).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from section16.formats.edgar_xml_print import attribute, coding_marks, escape, templates
from section16.formats.elements import (
    ADDRESS,
    DOCUMENT,
    ISSUER,
    LINE_TYPES,
    OWNER_ID,
    RELATIONSHIP,
    REPEATED,
    ROOT_ORDER,
    ROW_TAGS,
    ROWS,
    SIGNATURE,
    TABLE_TAGS,
    Element,
    Shape,
)
from section16.model.document import (
    Address,
    Issuer,
    Outline,
    OwnershipDocument,
    Relationship,
    ReportingOwner,
    Signature,
)
from section16.vocabulary.cells import Cell
from section16.vocabulary.errors import Damaged

_INDENT = "    "
_CONTROL = bytes(range(9)) + b"\x0b\x0c" + bytes(range(14, 32))
_MARK = re.compile(r"<footnoteId\b[^>]* id=")
# what cannot be written with character references: names, comments, instructions
_NO_REFERENCES = re.compile(r"<!--.*?-->|<\?.*?\?>|<[^>]*>", re.DOTALL)
_CCC = "rptOwnerCcc"
_NOT_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Step:
    """One element of a struct in writing order: a leaf with its field, or a container."""

    __slots__ = ("attribute", "shape", "steps", "tag")

    def __init__(self, tag: str, element: Element | None = None) -> None:
        self.tag = tag
        self.attribute = element.attribute if element else ""
        self.shape = element.shape if element else None
        self.steps: dict[str, Step] = {}


def steps_of(elements: Iterable[Element]) -> dict[str, Step]:
    """The element table of one struct as a tree of steps by tag."""
    tree: dict[str, Step] = {}
    for element in elements:
        level = tree
        if element.container:
            level = tree.setdefault(element.container, Step(element.container)).steps
        level[element.tag] = Step(element.tag, element)
    return tree


_ROWS = {tag: steps_of(elements) for tag, (_, _, elements) in ROWS.items()}
_SCALARS = {e.tag: Step(e.tag, e) for e in DOCUMENT}
_ISSUER, _SIGNATURE = steps_of(ISSUER), steps_of(SIGNATURE)
_OWNER_ID, _ADDRESS, _RELATIONSHIP = steps_of(OWNER_ID), steps_of(ADDRESS), steps_of(RELATIONSHIP)


_TEMPLATES = templates(
    {
        "issuer": (ISSUER, Issuer.__struct_fields__),
        "ownerSignature": (SIGNATURE, Signature.__struct_fields__),
        "nonDerivativeSecurity": (ROWS["nonDerivativeSecurity"][2], LINE_TYPES["table_i"].__struct_fields__),
        "derivativeSecurity": (ROWS["derivativeSecurity"][2], LINE_TYPES["table_ii"].__struct_fields__),
    },
    _INDENT,
) | templates(
    {
        "reportingOwnerAddress": (ADDRESS, Address.__struct_fields__),
        "reportingOwnerRelationship": (RELATIONSHIP, Relationship.__struct_fields__),
        **{tag: (rows, LINE_TYPES[table].__struct_fields__) for tag, (table, kind, rows) in ROWS.items() if kind},
    },
    _INDENT * 2,
)


class DocumentWriter:
    """Writes one document.

    odd  the parts of the model that have outlines ("issuer", "table_i[2]"); all
         others are written by template

    with_ccc  write the owners' CCC; only a package that goes to EDGAR does
    """

    def __init__(self, document: OwnershipDocument, with_ccc: bool) -> None:
        self.document = document
        self.with_ccc = with_ccc
        self.out: list[str] = []
        self.outlines: dict[str, Outline] = {o.place: o for o in document.outlines}
        self.odd = {place.partition("/")[0] for place in self.outlines}

    def open_tag(self, tag: str, outline: Outline | None) -> str:
        """Start tag without its closing bracket."""
        if outline is None or not outline.attributes:
            return f"<{tag}"
        return f"<{tag}" + "".join(f' {name}="{attribute(value)}"' for name, value in outline.attributes)

    def box(self, cell: Cell[Any], step: Step, indent: str, place: str) -> None:
        """A box with ``<value>`` and marks."""
        tag = step.tag
        outline = self.outlines.get(f"{place}/{tag}") if self.outlines else None
        text, marks = cell.text, cell.footnotes
        if outline is None:
            if text is None and not marks:
                if cell.empty:
                    self.out.append(f"{indent}<{tag}></{tag}>\n")
                return
            value = "" if text is None else f"{indent}    <value>{escape(text)}</value>\n"
            if marks:
                value += "".join([f'{indent}    <footnoteId id="{attribute(mark)}"/>\n' for mark in marks])
            self.out.append(f"{indent}<{tag}>\n{value}{indent}</{tag}>\n")
            return
        left = marks_left(marks, outline)
        parts = []
        for child in outline.children:
            if child == "value":
                parts.append(f"<value>{escape(text or '')}</value>")
                text = None
            elif child == "footnoteId":
                parts.append(f'<footnoteId id="{attribute(left.pop(0))}"/>' if left else "")
            else:
                parts.append(self.kept(child))
        if text is not None and not any(child.startswith(("#", "<value")) for child in outline.children):
            parts.insert(0, f"<value>{escape(text)}</value>")
        parts += [f'<footnoteId id="{attribute(mark)}"/>' for mark in left]
        self.out.append(f"{indent}{self.open_tag(tag, outline)}>{''.join(parts)}</{tag}>\n")

    def plain(self, text: str, tag: str, indent: str, place: str) -> None:
        """An element that holds text only."""
        outline = self.outlines.get(f"{place}/{tag}") if self.outlines else None
        if outline is not None:
            content = "".join(map(self.kept, outline.children)) if outline.children else escape(text)
            self.out.append(f"{indent}{self.open_tag(tag, outline)}>{content}</{tag}>\n")
        else:
            self.out.append(f"{indent}<{tag}>{escape(text)}</{tag}>\n")

    def step(self, struct: Any, step: Step, indent: str, place: str) -> None:
        """One element of a struct, if there is anything to write."""
        shape = step.shape
        if shape is Shape.BOX:
            self.box(getattr(struct, step.attribute), step, indent, place)
        elif shape is Shape.STRING:
            string = getattr(struct, step.attribute)
            if string is not None and (self.with_ccc or step.attribute != "ccc"):
                self.plain(string, step.tag, indent, place)
        elif shape is Shape.PLAIN:
            cell = getattr(struct, step.attribute)
            if cell.text is not None or cell.empty:
                self.plain(cell.text or "", step.tag, indent, place)
        else:
            self.container(struct, step, indent, f"{place}/{step.tag}")

    def container(self, struct: Any, step: Step, indent: str, place: str) -> None:
        """A container of a line: written when something is in it, or was outlined."""
        marks = coding_marks(struct) if step.tag == "transactionCoding" else ()
        start = len(self.out)
        self.out.append(f"{indent}<{step.tag}>\n")
        inner = indent + _INDENT
        outline = self.outlines.get(place) if self.outlines else None
        if outline is None:
            for child in step.steps.values():
                self.step(struct, child, inner, place)
            self.out.extend([f'{inner}<footnoteId id="{attribute(mark)}"/>\n' for mark in marks])
            if len(self.out) == start + 1:
                self.out.pop()
                return
        else:
            self.out[start] = f"{indent}{self.open_tag(step.tag, outline)}>\n"
            left = marks_left(marks, outline)

            def write(tag: str) -> None:
                if tag == "footnoteId" and left:
                    self.out.append(f'{inner}<footnoteId id="{attribute(left.pop(0))}"/>\n')
                elif tag in step.steps:
                    self.step(struct, step.steps[tag], inner, place)

            indent = self.follow(outline, step.steps, write, inner)
            for _ in left[:]:
                write("footnoteId")
        self.close(step.tag, start, indent)

    def close(self, tag: str, start: int, indent: str) -> None:
        """End tag; on the same line when nothing was written since ``start``."""
        if len(self.out) == start + 1:
            self.out[start] = self.out[start][:-1]
            indent = ""
        self.out.append(f"{indent}</{tag}>\n")

    def follow(self, outline: Outline, order: Iterable[str], write: Callable[[str], Any], indent: str) -> str:
        """Write children as outlined, then those the outline does not name.

        Returns what stands before the end tag: nothing after stray text.
        """
        children = outline.children
        start = self.as_outlined(children, write, indent)
        # an element outlined as markup is written by its markup, not twice
        markup = {child[1:].split(">")[0].split()[0].rstrip("/") for child in children if child[0] == "<"}
        named = markup.union(children)
        for tag in order:
            if tag not in named:
                write(tag)
        return "" if start == len(self.out) else indent[: -len(_INDENT)]

    def as_outlined(self, children: Iterable[str], write: Callable[[str], Any], indent: str) -> int:
        """Children in filed order; white space is never added to stray text.

        Returns the length of ``out`` when such text stands last, else -1.
        """
        text_before = False
        for child in children:
            start = len(self.out)
            if child[0] == "#":
                self.out[-1] = self.out[-1].removesuffix("\n")
                self.out.append(self.kept(child))
            elif child[0] == "<":
                self.out.append(f"{indent}{self.kept(child)}\n")
            else:
                write(child)
            if text_before and len(self.out) > start:
                self.out[start] = self.out[start].removeprefix(indent)
            text_before = child[0] == "#" or (text_before and len(self.out) == start)
        return len(self.out) if text_before else -1

    def kept(self, child: str) -> str:
        """Markup as it was, stray text escaped; never the owners' CCC in a document for others."""
        if child[0] != "<":
            return escape(child[1:])
        return child if self.with_ccc or _CCC not in child else ""

    def struct(self, struct: Any, tag: str, steps: dict[str, Step], indent: str, place: str) -> None:
        """An element whose children are the fields of one struct."""
        template = _TEMPLATES.get(tag)
        if template is not None and place.partition("/")[0] not in self.odd:
            self.out.append(template.text(struct))
            return
        outline = self.outlines.get(place) if self.outlines else None
        inner = indent + _INDENT
        start = len(self.out)
        if outline is None:
            self.out.append(f"{indent}<{tag}>\n")
            for step in steps.values():
                self.step(struct, step, inner, place)
        else:
            self.out.append(f"{indent}{self.open_tag(tag, outline)}>\n")

            def write(name: str) -> None:
                if name in steps:
                    self.step(struct, steps[name], inner, place)

            indent = self.follow(outline, steps, write, inner)
        self.close(tag, start, indent)

    def owner(self, owner: ReportingOwner, place: str) -> None:
        """A reporting owner."""
        indent = _INDENT * 2

        def write(tag: str) -> None:
            where = f"{place}/{tag}"
            if tag == "reportingOwnerId":
                ccc = owner.ccc if self.with_ccc else None
                if (owner.cik, owner.name, ccc) != (None, None, None) or where in self.outlines:
                    self.struct(owner, tag, _OWNER_ID, indent, where)
            elif tag == "reportingOwnerAddress" and owner.address is not None:
                self.struct(owner.address, tag, _ADDRESS, indent, where)
            elif tag == "reportingOwnerRelationship" and owner.relationship is not None:
                self.struct(owner.relationship, tag, _RELATIONSHIP, indent, where)

        parts = ("reportingOwnerId", "reportingOwnerAddress", "reportingOwnerRelationship")
        self.element("reportingOwner", parts, write, place)

    def element(
        self, tag: str, order: Iterable[str], write: Callable[[str], Any], place: str,
        more: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        """A child of the root whose own children ``write`` knows, as long as there are ``more``."""
        outline = self.outlines.get(place) if self.outlines else None
        start, indent = len(self.out), _INDENT
        self.out.append(f"{indent}{self.open_tag(tag, outline)}>\n")
        if outline is None:
            for name in order:
                write(name)
        else:
            indent = self.follow(outline, order, write, _INDENT * 2)
        while more is not None and more():
            write("")
        self.close(tag, start, indent)

    def table(self, tag: str) -> None:
        """A table: rows that stand in it, in order."""
        table = TABLE_TAGS[tag]
        rows = [(i, line) for i, line in enumerate(getattr(self.document, table)) if line.layout is None]
        if not rows and tag not in self.outlines:
            return

        def write(name: str) -> None:
            if rows:
                self.line(table, *rows.pop(0), _INDENT * 2)

        self.element(tag, (), write, tag, lambda: rows)

    def line(self, table: str, index: int, line: Any, indent: str) -> None:
        """A row of Table I or II."""
        tag = line.layout or ROW_TAGS[table, line.kind]
        self.struct(line, tag, _ROWS[tag], indent, f"{table}[{index}]")

    def footnotes(self) -> None:
        """The footnote section, when there is one."""
        notes = list(enumerate(self.document.footnotes))
        if not notes and "footnotes" not in self.outlines:
            return
        inner = _INDENT * 2

        def write(_: str) -> None:
            if not notes:
                return
            index, note = notes.pop(0)
            outline = self.outlines.get(f"footnotes[{index}]") if self.outlines else None
            mark = "" if note.id is None else f' id="{attribute(note.id)}"'
            children = outline.children if outline else ()
            content = "".join(map(self.kept, children)) if children else escape(note.text)
            self.out.append(f"{inner}{self.open_tag('footnote', outline)}{mark}>{content}</footnote>\n")

        self.element("footnotes", (), write, "footnotes", lambda: notes)

    def child(self, tag: str, turn: dict[str, int]) -> None:
        """A child of the root; ``turn`` counts those of repeated elements."""
        document = self.document
        if tag in _SCALARS:
            self.step(document, _SCALARS[tag], _INDENT, "")
        elif tag == "issuer":
            if document.issuer is not None:
                self.struct(document.issuer, tag, _ISSUER, _INDENT, tag)
        elif tag in TABLE_TAGS:
            self.table(tag)
        elif tag == "footnotes":
            self.footnotes()
        elif tag in REPEATED:
            index = turn.get(tag, 0)
            turn[tag] = index + 1
            self.repeated(tag, index)

    def repeated(self, tag: str, index: int) -> bool:
        """The next owner, signature, or row at the root; False when there is none left."""
        document = self.document
        if tag == "reportingOwner":
            if index >= len(document.owners):
                return False
            self.owner(document.owners[index], f"owners[{index}]")
        elif tag == "ownerSignature":
            if index >= len(document.signatures):
                return False
            self.struct(document.signatures[index], tag, _SIGNATURE, _INDENT, f"signatures[{index}]")
        else:
            table = ROWS[tag][0]
            rows = [(i, line) for i, line in enumerate(getattr(document, table)) if line.layout == tag]
            if index >= len(rows):
                return False
            self.line(table, *rows[index], _INDENT)
        return True

    def rest(self, tag: str, turn: dict[str, int]) -> None:
        """What is left of a repeated element."""
        index = turn.get(tag, 0)
        while self.repeated(tag, index):
            index += 1
        turn[tag] = index

    def write(self) -> bytes:
        """The document as bytes."""
        root, turn = self.outlines.get(""), dict[str, int]()
        around = self.outlines.get("/")
        before, after = _around(around)
        self.out.append(f'<?xml version="1.0"?>\n{before}{self.open_tag("ownershipDocument", root)}>\n')
        done: set[str] = set()
        if root is not None:
            self.as_outlined(root.children, lambda tag: self.child(tag, turn), _INDENT)
            done |= set(root.children)
        for tag in ROOT_ORDER:
            if tag in REPEATED:
                self.rest(tag, turn)
            elif tag not in done:
                self.child(tag, turn)
        if len(self.out) == 1:
            self.out[0] = self.out[0][:-1]
        self.out.append(f"</ownershipDocument>\n{after}")
        outlines = self.document.outlines
        return encode("".join(self.out), _encoding(outlines) if outlines else "ascii")


def marks_left(marks: Iterable[str], outline: Outline) -> list[str]:
    """Marks of the model that the outline does not hold as markup."""
    left: list[str] = []
    given = iter(marks)
    for child in outline.children:
        if child == "footnoteId":
            left.extend(islice(given, 1))
        elif _MARK.match(child):
            next(given, None)
    return [*left, *given]


def _encoding(outlines: Iterable[Outline]) -> str:
    """ASCII, unless a name or a comment kept as markup needs more."""
    names = [name for outline in outlines for name, _ in outline.attributes]
    kept = [child for outline in outlines for child in outline.children if child[0] == "<"]
    names += [found for child in kept if not child.isascii() for found in _NO_REFERENCES.findall(child)]
    return "ascii" if all(map(str.isascii, names)) else "utf-8"


def encode(text: str, encoding: str = "ascii") -> bytes:
    """Bytes with character references. Raises Damaged on what XML cannot hold."""
    data = text.encode(encoding, "xmlcharrefreplace")
    may_be_odd = not text.isascii() or len(data.translate(None, _CONTROL)) != len(data)
    if may_be_odd and (found := _NOT_CHARACTERS.search(text)):
        raise Damaged(f"the character {found[0]!r} in a text", "what XML can hold")
    return data


def _around(outline: Outline | None) -> tuple[str, str]:
    if outline is None:
        return "", ""
    at = outline.children.index("ownershipDocument")
    before, after = outline.children[:at], outline.children[at + 1 :]
    return "".join(f"{node}\n" for node in before), "".join(f"{node}\n" for node in after)
