"""The printed table "Reporting Owners", and who reports according to the whole form.

The table has the owner's name and address in its first column and Director, 10%
Owner, Officer (with the title) and Other in four more.  The SEC's own page prints
no such table but repeats box 1 for every owner; then only the first owner's
relationship is printed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from section16.formats import page_text_owners as printed
from section16.formats.page_text_boxes import PrintedBox
from section16.formats.page_text_markup import (
    Cell,
    by_blanks,
    by_pipes,
    by_tabs,
    flat,
    is_rule,
    letters,
    plain,
)
from section16.formats.page_text_notes import CONTRADICTION, NOT_UNDERSTOOD, Notes, quoted
from section16.formats.page_text_owners import PrintedOwner
from section16.formats.page_text_regions import Region
from section16.model.document import Address, Relationship, ReportingOwner

_HEADS = ("director", "10owner", "officer", "other")
_ABOVE = "relationships"  # stands above the four, or before each
_HEAD_TEXT = " ".join((*_HEADS, "reportingownernameaddress", _ABOVE))
_ENDS_ADDRESS = re.compile(r"(?:,\s*[A-Z][A-Z0-9](?:\s+[A-Z0-9 -]{3,12})?|\sUNITED STATES)\s*\Z")
_MOST_LINES = 40  # of one owner
# a line that never begins an owner
_CLOSING = re.compile(r"(?:[0-9]{5}(?:-[0-9]{4})?|UNITED STATES)\Z")


class Row(NamedTuple):
    """One owner of the table.

    number      line of the text
    name        name and address with line breaks
    cells       Director, 10% Owner, Officer, Other
    is_wrapped  the row takes several lines of the text
    """

    number: int
    name: str
    cells: list[str]
    is_wrapped: bool = False


def rows(region: Region, markdown: bool, notes: Notes) -> list[Row]:
    """The owners of the table; lines of one owner are joined by line breaks."""
    lines = [(number, line) for number, line in region.lines]
    has_tabs = any("\t" in line for _, line in lines)
    has_pipes = any(line.count("|") > 1 for _, line in lines)
    is_by_line = has_tabs or any(is_rule(line) and "|" in line for _, line in lines)
    found: list[Row] = []
    starts: list[int] = [1, 2, 3, 4]
    is_new = True
    for number, line in lines:
        if is_rule(line) or not line.strip():
            is_new = True
            continue
        cells = by_tabs(line) if has_tabs else by_pipes(line) if has_pipes else by_blanks(line)
        heads = {letters(flat(cell.text, markdown)).removeprefix(_ABOVE): cell.at for cell in cells if cell.text}
        if not found and all(head in _HEAD_TEXT for head in heads):
            if heads.get("director", 0) > 0:
                starts = [heads.get(head, start) for head, start in zip(_HEADS, starts, strict=True)]
            continue
        name, marks = _sorted(cells, starts, markdown)
        is_too_long = bool(found) and not is_new and number - found[-1].number > _MOST_LINES
        if is_too_long or (is_by_line and (len(cells) == 1 or not name)):
            notes.add(NOT_UNDERSTOOD, number, f"no row of the table of owners: {quoted(line)}", "owners")
            continue
        if found and not is_by_line and _CLOSING.match(name):
            is_new = False
        if is_new or is_by_line:
            found.append(Row(number, name, marks))
        else:
            last = found[-1]
            joined = [" ".join(filter(None, pair)) for pair in zip(last.cells, marks, strict=True)]
            found[-1] = Row(last.number, f"{last.name}\n{name}".strip(), joined, True)
        is_new = _ENDS_ADDRESS.search(found[-1].name) is not None
    return found


def _sorted(cells: list[Cell], starts: list[int], markdown: bool) -> tuple[str, list[str]]:
    """Text of the first column, and the four relationship cells."""
    names, marks = [], [""] * 4
    for at, text in cells:
        left = [i for i, start in enumerate(starts) if start <= at + (1 if starts[3] > 8 else 0)]
        if not left:
            names.append(plain(text, markdown))
        elif text:
            marks[left[-1]] = f"{marks[left[-1]]} {flat(text, markdown)}".strip()
    return "\n".join(names), marks


def owners(
    box: PrintedBox | None, relationship: PrintedBox | None, table: list[Row], repeated: list[PrintedBox],
    notes: Notes,
) -> tuple[ReportingOwner, ...]:  # fmt: skip
    """Every reporting owner, the table before box 1."""
    first = printed.in_box(box.content) if box is not None else None
    in_box = None
    if relationship is not None:
        in_box = printed.relationship_in_box(relationship.content, relationship.number, notes)
    if table:
        return tuple(_in_row(i, row, first, in_box, notes) for i, row in enumerate(table))
    if first is None or first.name is None:
        notes.add(NOT_UNDERSTOOD, box.number if box else 1, "box 1 names no reporting person", "owners")
        return ()
    found = [printed.owner(first, in_box)]
    if first.address is None and box is not None:
        printed.note_divided(" ".join(first.lines), " ".join(first.lines[1:]), 0, box.number, notes)
    for other in repeated:
        again = printed.in_box(other.content)
        if again.name is None:
            notes.add(NOT_UNDERSTOOD, other.number, "a further box 1 names no reporting person", "owners")
        elif letters(again.name) not in {letters(known.name or "") for known in found}:
            found.append(printed.owner(again, None))
    return tuple(found)


def _in_row(
    position: int, row: Row, known: PrintedOwner | None, in_box: Relationship | None, notes: Notes
) -> ReportingOwner:  # fmt: skip
    relationship = printed.relationship_in_table(*row.cells)
    found, left, is_by_shape = printed.in_cell(row.name, known, row.is_wrapped)
    is_known = known is not None and letters(known.name or "") == letters(found.name or "")
    if position == 0:
        if known is not None and not is_known:
            message = f"box 1 says {quoted(known.name or '')}, the table of owners {quoted(found.name or '')}"
            notes.add(CONTRADICTION, row.number, message, "owners[0].name")
        relationship = printed.merged(relationship, in_box, row.number, notes)
    if left or is_by_shape:
        printed.note_divided(row.name, left, position, row.number, notes)
    if is_known and known is not None and (found.address is None or left):
        found = PrintedOwner(found.name, known.address, found.lines)
    elif is_known and known is not None and _spelled(found.address) != _spelled(known.address):
        message = f"box 1 says {quoted(' '.join(known.lines[1:]))}, the table {quoted(' '.join(found.lines))}"
        notes.add(CONTRADICTION, row.number, message, f"owners[{position}].address")
    return printed.owner(found, relationship)


def _spelled(address: Address | None) -> str:
    if address is None:
        return ""
    parts = (address.street1, address.street2, address.city, address.state, address.zip)
    return letters("".join(part or "" for part in parts))
