"""What stands below the tables of a page: explanations, remarks, signatures, and the form's own notices.

An explanation has a row of its own that begins with its number, in a cell of its
own or at the head of the text.  Its id in the model is F and the number.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable

from section16.formats.edgar_page_markup import BLANK, Element, GridRow, Piece, by_row, grid, one_line, text_of
from section16.formats.edgar_page_regions import SIGNED, Region
from section16.formats.page_text_markup import letters
from section16.formats.page_text_notes import NOT_UNDERSTOOD, Notes, quoted
from section16.formats.page_text_tables import SUBTITLE
from section16.formats.page_text_values import date_cell, date_text
from section16.formats.page_text_words import ADDRESS_LABELS, Notices
from section16.model.document import Footnote, Signature
from section16.model.notices import NO_SECURITIES

_NUMBER = re.compile(r"\(?\s*F?([0-9]{1,4})\s*[).]\Z")
_NUMBERED = re.compile(r"(?:\(\s*F?([0-9]{1,4})\s*\)|F?([0-9]{1,4})\s?[.)])(?:\s+|\Z)")
_NOTHING_OWNED = letters(NO_SECURITIES)
_REMARKS = re.compile(r"\s*Remarks\s*:?\s*", re.IGNORECASE)
_STARS = {"*", "**"}


def footnotes(regions: Iterable[Region], notes: Notes) -> tuple[tuple[Footnote, ...], bool]:
    """The explanations, and whether "No securities are beneficially owned" is printed among them."""
    found: list[Footnote] = []
    says_nothing_owned = False
    notices = Notices()
    for region in regions:
        for row in by_row(region.pieces):
            cells = _cells(row)
            numbered = _numbered(cells)
            text = " ".join(one_line(text_of(cell)) for cell in cells).strip()
            if numbered is not None:
                found.append(numbered)
            elif letters(text) == _NOTHING_OWNED:
                says_nothing_owned = True
            elif not is_known(row, notices):
                message = f"an explanation without a number: {quoted(text)}"
                notes.add(NOT_UNDERSTOOD, row[0].number, message, "footnotes")
    return tuple(found), says_nothing_owned


def _cells(row: list[Piece]) -> list[Element]:
    """The cells of a row that say something, each once."""
    return list(dict.fromkeys(piece.cell for piece in row if piece.said))


def _numbered(cells: list[Element]) -> Footnote | None:
    """The explanation in the cells of a row; None when they begin with no number."""
    if not cells:
        return None
    first = text_of(cells[0])
    if (alone := _NUMBER.match(one_line(first))) is not None:
        return Footnote(f"F{alone[1]}", "\n".join(text_of(cell) for cell in cells[1:]))
    found = _NUMBERED.match(first)
    if found is None or len(cells) > 1:
        return None
    return Footnote(f"F{found[1] or found[2]}", first[found.end() :])


def is_known(row: list[Piece], notices: Notices) -> bool:
    """True for a row that the form itself prints: a notice, the labels of an address, the table's subtitle."""
    texts = [piece.said for piece in row if piece.said not in ("", *_STARS)]
    known = [notices.is_notice(text) or _is_label(text) for text in texts]  # every text: a notice may go on
    return all(known)


def _is_label(text: str) -> bool:
    return ADDRESS_LABELS.match(text) is not None or letters(text) in SUBTITLE


def remarks(regions: Iterable[Region], notes: Notes) -> str | None:
    """The remarks with their line breaks; None when nothing is printed below the heading.

    They stand in the cell of the heading, else in the row that follows it, whatever
    they say: some repeat a notice of the form.
    """
    found: list[str] = []
    for region in regions:
        cell = region.heading.cell if region.heading is not None else None
        begun = _REMARKS.match(text_of(cell)) if cell is not None else None
        inside = text_of(cell)[begun.end() :] if cell is not None and begun is not None else ""
        rows = by_row((piece for piece in region.pieces if piece.cell is not cell), with_blank=True)
        if inside:
            found.append(inside)
        elif rows:
            found.append("\n".join(text_of(cell) for cell in _cells(rows.pop(0))))
        notices = Notices()
        for row in rows:
            if any(piece.said for piece in row) and not is_known(row, notices):
                text = quoted(" ".join(piece.said for piece in row))
                notes.add(NOT_UNDERSTOOD, row[0].number, f"text below the remarks: {text}", "remarks")
    return "\n".join(found).replace("\xa0", " ").strip() or None


def signatures(regions: Iterable[Region], notes: Notes) -> tuple[Signature, ...]:
    """Names and dates as printed; a name keeps its "/s/"."""
    found: list[Signature] = []
    for region in regions:
        number = region.number
        rows = [row for table in region.tables for row in grid(table)]
        captions = [i for i, row in enumerate(rows) if _signed(row) is not None]
        is_below = bool(captions) and all(cell.tag == "th" for _, _, _, cell in rows[captions[0]].cells)
        notices = Notices()
        for i, row in enumerate(rows):
            if i in captions or not (text := text_of(row.element)):
                continue
            at = bisect(captions, i) - is_below
            signature = _in_row(row, rows[captions[at]]) if 0 <= at < len(captions) else None
            if signature is not None:
                found.append(signature)
                _note_undated(signature, len(found) - 1, row.number, notes)
            elif not notices.is_notice(one_line(text)):
                notes.add(NOT_UNDERSTOOD, row.number, f"a row below the signatures: {quoted(text)}", "signatures")
        waiting: list[Piece] = []
        for piece in region.pieces:
            if letters(piece.said) == SIGNED:
                signature = _in_pieces(waiting)
                number, waiting = piece.number, []
                found.append(signature)
                _note_undated(signature, len(found) - 1, number, notes)
            elif piece.said and letters(piece.said) != "date" and not notices.is_notice(piece.said):
                waiting.append(piece)
        if waiting:
            text = quoted(" ".join(piece.said for piece in waiting))
            notes.add(NOT_UNDERSTOOD, waiting[0].number, f"text below the signatures: {text}", "signatures")
    return tuple(found)


def _note_undated(signature: Signature, position: int, number: int, notes: Notes) -> None:
    if signature.date.value is None:
        message = f"a signature without a date: {quoted(signature.name or '')}"
        notes.add(NOT_UNDERSTOOD, number, message, f"signatures[{position}].date")


def _in_pieces(pieces: list[Piece]) -> Signature:
    """The signature above its caption: the date is the last line, when it is one."""
    if pieces and date_text(pieces[-1].said):
        *pieces, last = pieces
        return Signature("\n".join(piece.text.strip(BLANK) for piece in pieces) or None, date_cell(last.said))
    return Signature("\n".join(piece.text.strip(BLANK) for piece in pieces) or None)


def _signed(row: GridRow) -> tuple[int, int] | None:
    """Columns of signature and date in a row of captions; None for another row."""
    name = next((at for at, _, _, cell in row.cells if letters(text_of(cell)) == SIGNED), None)
    if name is None:
        return None
    date = next((at for at, _, _, cell in row.cells if letters(text_of(cell)) == "date"), name + 1)
    return name, date


def _in_row(row: GridRow, captions: GridRow) -> Signature | None:
    """The signature in a row; None when the row has other cells than the captions have."""
    columns = _signed(captions) or (0, 1)
    cells = {at: text_of(cell) for at, _, _, cell in row.cells}
    if not set(columns) <= set(cells) or any(cells[at] for at in cells if at not in columns):
        return None
    name, date = (cells[column].strip(BLANK) for column in columns)
    return Signature(name or None, date_cell(one_line(date)))
