"""Structs of the usual layout -> XML text, from templates made of the element table.

Gives the very text that ``edgar_xml_writer`` gives step by step for a struct without
outlines; every constant part of it is put together once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import astuple

from section16.formats.elements import Element as Row
from section16.formats.elements import Shape

_BOX, _STRING = Shape.BOX, Shape.STRING


def escape(text: str) -> str:
    """Text for element content.

    >>> escape('AT&T <"x">')
    'AT&amp;T &lt;&quot;x&quot;&gt;'
    """
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if '"' in text:
        text = text.replace('"', "&quot;")
    if "\r" in text:
        text = text.replace("\r", "&#13;")
    return text


def attribute(text: str) -> str:
    """Text for the value of an attribute."""
    return escape(text).replace("\t", "&#9;").replace("\n", "&#10;")


class _Leaf:
    """The constant text around one box or element.

    at      field of the struct
    before  up to the text;  after  from it, when there are no marks
    """

    __slots__ = ("after", "at", "bare", "before", "close", "mark", "opened", "shape")

    def __init__(self, row: Row, at: int, indent: str) -> None:
        tag = row.tag
        self.at = at
        self.shape = row.shape
        self.opened = f"{indent}<{tag}>\n"
        self.close = f"{indent}</{tag}>\n"
        self.mark = f'{indent}    <footnoteId id="'
        self.bare = f"{indent}<{tag}></{tag}>\n"
        if row.shape is _BOX:
            self.before = f"{self.opened}{indent}    <value>"
            self.after = f"</value>\n{self.close}"
        else:
            self.before = f"{indent}<{tag}>"
            self.after = f"</{tag}>\n"

    def marks(self, ids: tuple[str, ...]) -> str:
        """The marks of a box and its end."""
        return "".join([f'{self.mark}{attribute(one)}"/>\n' for one in ids]) + self.close


class Template:
    """The text of one kind of struct at one depth.

    tag     element of the struct
    rows    its rows of the element table, in order
    fields  fields of the struct
    """

    def __init__(self, tag: str, rows: tuple[Row, ...], fields: tuple[str, ...], indent: str) -> None:
        self.start, self.end = f"{indent}<{tag}>\n", f"{indent}</{tag}>\n"
        self.nothing = f"{indent}<{tag}></{tag}>\n"
        inner, deeper = indent + "    ", indent + "        "
        groups: dict[str, list[_Leaf]] = {}
        for row in rows:
            depth = deeper if row.container else inner
            groups.setdefault(row.container or f"/{row.tag}", []).append(_Leaf(row, fields.index(row.attribute), depth))
        self.groups = [
            ("", "", leaves, "") if name.startswith("/") else
            (f"{inner}<{name}>\n", f"{inner}</{name}>\n", leaves, deeper if name == "transactionCoding" else "")
            for name, leaves in groups.items()
        ]  # fmt: skip

    def text(self, struct: Any) -> str:
        """The element as text."""
        values = astuple(struct)
        out = [self.start]
        for opened, closed, leaves, coding in self.groups:
            before = len(out)
            if opened:
                out.append(opened)
            for leaf in leaves:
                value = values[leaf.at]
                if leaf.shape is _STRING:
                    if value is not None:
                        out.append(leaf.before + escape(value) + leaf.after)
                    continue
                text = value.text
                if text is not None:
                    text = escape(text)  # of a number too: the value beside it proves nothing
                    if value.footnotes and leaf.shape is _BOX:
                        out.append(f"{leaf.before}{text}</value>\n{leaf.marks(value.footnotes)}")
                    else:
                        out.append(leaf.before + text + leaf.after)
                elif value.footnotes and leaf.shape is _BOX:
                    out.append(leaf.opened + leaf.marks(value.footnotes))
                elif value.empty:
                    out.append(leaf.bare)
            if opened:
                if coding:
                    ids = coding_marks(struct)
                    out.extend([f'{coding}<footnoteId id="{attribute(one)}"/>\n' for one in ids])
                if len(out) == before + 1:
                    out.pop()
                else:
                    out.append(closed)
        if len(out) == 1:
            return self.nothing
        out.append(self.end)
        return "".join(out)


def coding_marks(line: Any) -> tuple[str, ...]:
    """Marks on column 3: XML hangs them on the column, not on one of its three codes."""
    marks: tuple[str, ...] = line.coding_footnotes
    on_codes = line.form_type.footnotes + line.code.footnotes + line.equity_swap.footnotes
    return on_codes + marks if on_codes else marks


def templates(tables: Mapping[str, tuple[tuple[Row, ...], tuple[str, ...]]], indent: str) -> dict[str, Template]:
    """A template for each element: tag -> (rows, fields of its struct)."""
    return {tag: Template(tag, rows, fields, indent) for tag, (rows, fields) in tables.items()}
