"""A page of a form cut into its regions: boxes, tables, owners, explanations, signatures.

A region begins at its printed heading, or with its table: Table I, Table II, the
reporting owners and the signatures are known by the captions in their cells,
whatever tables they are nested in.
"""

from __future__ import annotations

from typing import NamedTuple

from section16.formats.edgar_page_markup import Element, Piece, is_leaf, line_of, one_line, own_rows, pieces, text_of
from section16.formats.page_text_boxes import box_name, without_caption
from section16.formats.page_text_columns import NUMBERED, is_caption
from section16.formats.page_text_markup import letters
from section16.formats.page_text_regions import heading
from section16.model.notices import OWNER_NAME, SIGNED_BY

_LEAST_CAPTIONS = 3  # in the row of headings of Table I or II
_MOST_ROWS = 12  # above the row of headings
_OWNERS = letters(OWNER_NAME)
SIGNED = letters(SIGNED_BY)


class Region(NamedTuple):
    """One region.

    name     "boxes", "table_i", "table_ii", "owner_box", "owners", "footnotes",
             "remarks" or "signatures"
    number   line of its heading or table in the source
    heading  None for a region that begins with its table
    pieces   what is printed in it outside its tables, the heading left out
    tables   of Table I and II, the owners and the signatures
    """

    name: str
    number: int
    heading: Piece | None
    pieces: list[Piece]
    tables: list[Element]


def regions(root: Element) -> list[Region]:
    """The regions in printed order; the first is always "boxes"."""
    kinds = {table: kind for table in root.iter("table") if (kind := _kind(table))}
    inside = {element: table for table in kinds for element in table.iter()}
    found = [Region("boxes", 1, None, [], [])]
    for piece in pieces(root):
        current = found[-1]
        table = inside.get(piece.cell)
        if table is not None:
            name = kinds[table]
            if current.name != name:
                found.append(Region(name, piece.number or line_of(table), None, [], [table]))
            elif table not in current.tables:
                current.tables.append(table)
        elif opened := _opened(piece, current.name):
            found.append(Region(opened, piece.number, piece, [], []))
        else:
            current.pieces.append(piece)
    return found


# what may follow: where a heading is a heading, and not what a filer wrote
_BEFORE = {
    "table_i": {"boxes"},
    "table_ii": {"boxes", "table_i"},
    "owner_box": {"table_i", "table_ii", "owner_box", "owners"},
    "owners": {"table_i", "table_ii", "owner_box"},
    "footnotes": {"table_i", "table_ii", "owner_box", "owners", "signatures", "remarks"},
    "remarks": {"table_i", "table_ii", "owner_box", "owners", "signatures", "footnotes"},
    "signatures": {"table_i", "table_ii", "owner_box", "owners", "footnotes", "remarks"},
}


def _opened(piece: Piece, current: str) -> str | None:
    """Region whose heading the piece is."""
    text = piece.said
    if not text:
        return None
    if box_name(text) == "owner" and not without_caption("owner", text):
        name = "owner_box"
    else:
        name, length = heading(text) or ("", 0)
        if name in ("", "owner_box") or not (name.startswith("table") or (piece.is_strong and length == len(text))):
            return None
    return name if current in _BEFORE[name] else None


def _kind(table: Element) -> str | None:
    """The region that a table is; None for a table of the layout."""
    for at, row in enumerate(own_rows(table)):
        cells = [cell for cell in row if cell.tag in ("td", "th") and is_leaf(cell)]
        texts = [one_line(text_of(cell)) for cell in cells]
        if at < _MOST_ROWS:
            captions = sum(
                1
                for cell, text in zip(cells, texts, strict=True)
                if is_caption(text) and (cell.tag == "th" or NUMBERED.match(text))
            )
            if captions >= _LEAST_CAPTIONS:
                return "table_ii" if "derivative" in letters(" ".join(texts)) else "table_i"
        for text in texts:
            said = letters(text) if len(text) < 60 else ""
            if said in (_OWNERS, SIGNED):
                return "owners" if said == _OWNERS else "signatures"
    return None
