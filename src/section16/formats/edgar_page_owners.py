"""Reporting owners of a page: box 1, its repetition below the tables, the table of owners.

The SEC's pages print box 1 again for every owner of a joint filing, the published
stylesheets a table "Reporting Owners" with names, addresses and relationships.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from section16.formats.edgar_page_addresses import PrintedOwner, in_box, in_lines
from section16.formats.edgar_page_boxes import Box
from section16.formats.edgar_page_markup import BLANK, Element, grid, lines_of, text_of
from section16.formats.edgar_page_relationships import in_relationship_box, is_misprinted, merged
from section16.formats.page_text_boxes import box_name
from section16.formats.page_text_markup import letters
from section16.formats.page_text_notes import CONTRADICTION, DIVIDED, NOT_UNDERSTOOD, Notes, quoted
from section16.formats.page_text_owners import relationship_in_table
from section16.model.document import Address, Relationship, ReportingOwner

_COLUMNS = ("director", "10owner", "officer", "other")


class _Row(NamedTuple):
    """A row of the table of owners: line of the source, lines of its first cell, the four relationships."""

    number: int
    lines: list[str]
    cells: list[str]


def _rows(table: Element, notes: Notes) -> list[_Row]:
    """The owners of the table."""
    found: list[_Row] = []
    starts: list[int] = []
    for row in grid(table):
        at_column = {at: cell for at, _, _, cell in row.cells}
        heads = {letters(text_of(cell)): at for at, cell in at_column.items()}
        if not starts:
            if all(head in heads for head in _COLUMNS):
                starts = [heads[head] for head in _COLUMNS]
            continue
        name = at_column.get(0)
        if name is None or not set(starts) <= set(at_column):
            if text := text_of(row.element):
                notes.add(NOT_UNDERSTOOD, row.number, f"no row of the table of owners: {quoted(text)}", "owners")
            continue
        found.append(_Row(row.number, lines_of(name), [text_of(at_column[start]) for start in starts]))
    return found


def owners(
    box: Box | None, relationship: Box | None, tables: list[Element], repeated: list[Box], notes: Notes
) -> tuple[ReportingOwner, ...]:
    """Every reporting owner, the table before box 1."""
    rows = [row for table in tables for row in _rows(table, notes)]
    first = in_box(box) if box is not None else None
    in_first = in_relationship_box(relationship, 0, bool(rows), notes) if relationship is not None else None
    if first is not None:
        _note_left(first, 0, notes)
    if rows:
        found = [_of_row(i, row, first, notes) for i, row in enumerate(rows)]
        if first is not None and relationship is not None:
            doubtful = is_misprinted(relationship, notes.form)
            said = merged(found[0].relationship or Relationship(), in_first, doubtful, rows[0].number, notes)
            found[0] = msgspec.structs.replace(found[0], relationship=said)
        return tuple(found)
    found = []
    if first is not None and first.name is not None:
        found.append(ReportingOwner(first.cik, None, first.name, first.address, in_first))
    for other in repeated:
        parts = _parted(other)
        again = in_box(parts[0])
        if again.name is None:
            notes.add(NOT_UNDERSTOOD, other.number, "a further box 1 names no reporting person", "owners")
        elif len(found) != 1 or letters(again.name) != letters(found[0].name or ""):
            _note_left(again, len(found), notes)
            its_own = in_relationship_box(parts[1], len(found), False, notes) if parts[1] is not None else None
            found.append(ReportingOwner(again.cik, None, again.name, again.address, its_own))
    if not found:
        notes.add(NOT_UNDERSTOOD, box.number if box else 1, "box 1 names no reporting person", "owners")
    return tuple(found)


def _parted(box: Box) -> tuple[Box, Box | None]:
    """A repeated box 1, and the relationship box below it when there is one."""
    at = next((i for i, piece in enumerate(box.pieces) if box_name(piece.said) == "relationship"), None)
    if at is None:
        return box, None
    return Box(box.number, box.pieces[:at]), Box(box.pieces[at].number, box.pieces[at + 1 :])


def _note_left(owner: PrintedOwner, position: int, notes: Notes) -> None:
    if owner.left:
        text = quoted(" ".join(piece.said for piece in owner.left))
        message = f"text in box 1 is no part of name or address: {text}"
        notes.add(NOT_UNDERSTOOD, owner.left[0].number, message, f"owners[{position}].address")


def _of_row(position: int, row: _Row, first: PrintedOwner | None, notes: Notes) -> ReportingOwner:
    """The owner of one row; box 1 says more of the first."""
    name, *lines = row.lines
    name = name.strip(BLANK)
    known = first.address if first is not None and position == 0 else None
    address, is_unclear = in_lines(lines, known, first is None or first.has_country)
    relationship = relationship_in_table(*row.cells)
    if is_unclear:
        text = quoted(" / ".join(line for line in lines if line))
        message = f"the lines of an address are not clearly divided: {text}"
        notes.add(DIVIDED, row.number, message, f"owners[{position}].address")
    if position > 0 or first is None:
        return ReportingOwner(None, None, name or None, address, relationship)
    is_same = letters(first.name or "") == letters(name)
    if not is_same:
        message = f"box 1 says {quoted(first.name or '')}, the table of owners {quoted(name)}"
        notes.add(CONTRADICTION, row.number, message, "owners[0].name")
    elif _spelled(known) != _spelled(address):
        message = f"box 1 says {quoted(_spelled(known))}, the table of owners {quoted(_spelled(address))}"
        notes.add(CONTRADICTION, row.number, message, "owners[0].address")
    return ReportingOwner(first.cik if is_same else None, None, name or None, address, relationship)


def _spelled(address: Address | None) -> str:
    """The parts of an address in one run, punctuation left out: box 1 runs two streets together."""
    if address is None:
        return ""
    parts = (address.street1, address.street2, address.city, address.state, address.non_us_state, address.zip)
    return letters("".join(part or "" for part in parts))
