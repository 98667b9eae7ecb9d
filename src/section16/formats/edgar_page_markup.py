"""HTML -> what is printed, in the order of the page.

Knows nothing of the form: bytes to a tree, the tree to pieces of text between line
breaks, cells of tables with their footnote marks.  White space inside an answer
stays as it stands in the markup, because pages print it as filed.  Nothing named in
a page is fetched; what is not shown (head, scripts, hidden elements) is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from lxml import etree

from section16.formats.page_text_markup import EMPTY, TICKED
from section16.vocabulary.errors import Damaged

Element = etree._Element

BLANK = " \t\n\r\f\xa0"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")

_NOT_SHOWN = {"head", "script", "style", "noscript", "template", "title", "object", "select", "textarea"}
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "big", "button", "cite", "code", "data", "dfn", "em", "font", "i", "input",
    "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u",
    "var", "wbr",
}  # fmt: skip
_STRONG = {"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th", "caption", "legend", "dt"}
_CELLS = {"td", "th"}
_CIK = re.compile(r"[?&;/](?:CIK=|cik=)0{0,9}([0-9]{1,10})(?![0-9])")
_ANCHOR = re.compile(r"#(F[0-9]{1,4})\Z")
_MARKS = re.compile(r"[\sF0-9(),]{1,400}\Z")
_NUMBER = re.compile(r"[0-9]+")
_WIDEST = 200  # columns of a table; a span beyond is no form's


class Piece(NamedTuple):
    """A run of text between line breaks.

    text       without white space at its ends, no-break spaces excepted; "" for an empty cell
    number     line of the source, from 1
    cell       the table cell around it, else the block
    row        the table row around it, else the block
    is_strong  printed as a heading: all of it bold, a heading or the head of a table
    cik        of the person or company it links to, or None
    """

    text: str
    number: int
    cell: Element
    row: Element
    is_strong: bool = False
    cik: str | None = None

    @property
    def said(self) -> str:
        """The text on one line, also without no-break spaces at its ends."""
        return one_line(self.text)


def decode(source: bytes) -> str:
    """The text: UTF-8, else Windows-1252, whatever the page says of itself; lines end in ``\\n``."""
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = source.decode("cp1252", "replace")
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def tree(source: bytes) -> Element | None:
    """The tree of a page; None when there is nothing in it. Raises Damaged when it is nested beyond reason."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True, remove_comments=True)
    root: Element | None = etree.fromstring(decode(source).encode(), parser)
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise Damaged("elements nested deeper than 250", "a page of a form")
    return root


def one_line(text: str) -> str:
    """Text with every run of white space as one blank.

    >>> one_line(" SEC FORM \\n   4")
    'SEC FORM 4'
    """
    return " ".join(text.split())


def is_hidden(element: Element) -> bool:
    """True for an element that a page does not show."""
    style = element.get("style")
    return (
        element.tag in _NOT_SHOWN
        or element.get("hidden") is not None
        or (style is not None and "display:none" in style.replace(" ", "").lower())
    )


def _box(element: Element) -> str:
    """The sign of a check box; nothing for another input."""
    if element.get("type", "").lower() not in ("checkbox", "radio"):
        return ""
    return TICKED if element.get("checked") is not None else EMPTY


def line_of(element: Element) -> int:
    """Line of the source on which an element begins."""
    number: Any = element.sourceline
    return number or 0


def _within(element: Element, tags: set[str]) -> Element | None:
    """The nearest element of these tags, itself included."""
    found: Element | None = element
    while found is not None and found.tag not in tags:
        found = found.getparent()
    return found


def _row(place: Element) -> Element:
    """The row around a cell; a term and its explanation in a list are one, too."""
    row = _within(place, {"tr"})
    if row is not None:
        return row
    parent = place.getparent()
    return parent if place.tag in ("dt", "dd") and parent is not None and parent.tag == "div" else place


class _Run:
    """Collects the pieces of a page."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.number = 0
        self.strong = True
        self.cik: str | None = None
        self.found: list[Piece] = []

    def add(self, text: str | None, number: int, is_strong: bool) -> None:
        """More text of the run."""
        if text:
            if text.strip(BLANK):
                self.number = self.number or number
                self.strong = self.strong and is_strong
            self.texts.append(text)

    def end(self, block: Element) -> None:
        """A line break."""
        text = "".join(self.texts).strip(" \t\n\r\f")
        if text.strip(BLANK):
            cell = _within(block, _CELLS)
            place = block if cell is None else cell
            self.found.append(Piece(text, self.number, place, _row(place), self.strong, self.cik))
        self.texts, self.number, self.strong, self.cik = [], 0, True, None


def pieces(root: Element) -> list[Piece]:
    """Everything printed, in the order of the page; an empty cell is an empty piece."""
    run, blocks, strong = _Run(), [root], 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag, number = element.tag, line_of(element)
        if event == "start":
            if is_hidden(element):
                walk.skip_subtree()
                continue
            strong += tag in _STRONG
            if tag == "a" and (cik := _CIK.search(element.get("href", ""))):
                run.cik = cik[1].zfill(10)
            if tag == "input":
                run.add(_box(element), number, strong > 0)
            elif tag not in _INLINE:
                run.end(blocks[-1])
                blocks.append(element)
            run.add(element.text, number, strong > 0)
            continue
        if not is_hidden(element):
            if tag not in _INLINE:
                run.end(blocks[-1])
                blocks.pop()
                if tag in _CELLS and is_leaf(element) and not text_of(element):
                    run.found.append(Piece("", number, element, _row(element)))
            strong -= tag in _STRONG
        run.add(element.tail, number, strong > 0)
    run.end(root)
    return run.found


def by_row(pieces: Iterable[Piece], *, with_blank: bool = False) -> list[list[Piece]]:
    """Pieces of one row of the page together; rows with nothing in them only when asked for."""
    found: list[list[Piece]] = []
    for piece in pieces:
        if found and found[-1][0].row is piece.row:
            found[-1].append(piece)
        else:
            found.append([piece])
    return [row for row in found if with_blank or any(piece.said for piece in row)]


def is_leaf(cell: Element) -> bool:
    """True for a cell with no table inside."""
    return next(cell.iter("table"), None) is None


def text_of(element: Element) -> str:
    """Its text without white space at the ends; a line break of the page is ``\\n``, marks stay text."""
    return read_cell(element, keep_marks=True)[0]


def lines_of(cell: Element) -> list[str]:
    """The lines of a cell, empty ones too: what stands between its ``<br>``, no-break spaces kept."""
    texts: list[str] = [cell.text or ""]
    for element in cell.iterdescendants():
        if element.tag == "br":
            texts.append("")
        texts[-1] += element.text or ""
        texts[-1] += element.tail or ""
    return [text.strip(" \t\n\r\f") for text in texts]


def read_cell(cell: Element, *, keep_marks: bool = False) -> tuple[str, tuple[str, ...]]:
    """Text of a cell, and the ids of the footnote marks on it in printed order."""
    texts: list[str] = []
    marks: list[str] = []
    walk = etree.iterwalk(cell, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            if element is not cell:
                if element.tag in ("p", "div", "tr", "li"):
                    texts.append("\n")
                texts.append(element.tail or "")
            continue
        found = () if keep_marks or element is cell else mark_of(element)
        if found or is_hidden(element):
            marks += found
            walk.skip_subtree()
            continue
        if element.tag == "br":
            texts.append("\n")
        elif element.tag == "input":
            texts.append(_box(element))
        texts.append(element.text or "")
    return "".join(texts).strip(BLANK), tuple(marks)


def mark_of(element: Element) -> tuple[str, ...]:
    """Ids of the footnotes that a raised number, or a link to one, refers to; none for other elements."""
    if element.tag not in ("sup", "a"):
        return ()
    text = text_of(element)
    if not _MARKS.match(text):
        return ()
    link = element if element.tag == "a" else element.find("a")
    if element.tag == "a" and element.find("sup") is None and not element.get("href", "").startswith("#"):
        return ()
    anchor = _ANCHOR.search(link.get("href", "")) if link is not None else None
    numbers = _NUMBER.findall(text)
    if anchor is not None and len(numbers) == 1:
        return (anchor[1],)
    return tuple(f"F{number}" for number in numbers)


class GridRow(NamedTuple):
    """A row of a table.

    number  line of the source
    cells   (first column, columns it spans, rows it spans, cell), from the left
    """

    number: int
    element: Element
    cells: list[tuple[int, int, int, Element]]


def grid(table: Element) -> list[GridRow]:
    """The rows of a table, tables inside its cells left out, with the columns of every cell."""
    found: list[GridRow] = []
    taken: dict[int, int] = {}  # column -> rows still taken by a cell above
    for row in own_rows(table):
        cells, at = [], 0
        now = {column: left - 1 for column, left in taken.items() if left > 1}
        for cell in row:
            if cell.tag not in _CELLS:
                continue
            while taken.get(at, 0) > 0:
                at += 1
            across, down = (_span(cell, "colspan"), _span(cell, "rowspan")) if at < _WIDEST else (1, 1)
            cells.append((at, across, down, cell))
            if down > 1:
                now.update(dict.fromkeys(range(at, at + across), down - 1))
            at += across
        taken = now
        found.append(GridRow(line_of(row), row, cells))
    return found


def own_rows(part: Element) -> Iterator[Element]:
    """Rows of a table, or of a part of it, in order; not those of tables inside it."""
    for child in part:
        if child.tag == "tr":
            yield child
        elif child.tag not in ("table", *_CELLS):
            yield from own_rows(child)


def _span(cell: Element, name: str) -> int:
    text = cell.get(name, "1").strip()
    return min(int(text), _WIDEST) if text.isascii() and text.isdigit() and 0 < len(text) < 5 and int(text) else 1
