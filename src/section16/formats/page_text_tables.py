"""A printed Table I or II -> rows of cells by column of the form.

Three ways of setting a table are read: cells between tabs or Markdown pipes, one
line of text per row; cells between drawn pipes; and columns apart by two blanks or
more.  In the last two a row may be wrapped over several lines: it ends at a drawn
line, or begins with the line that has D or I in the ownership column.  A column is
known by its printed heading; where headings are not the form's, by its position
when the count of cells is the form's.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from section16.formats.page_text_columns import HEAD_TEXT, NUMBERED, PARTS, Captions, Slot
from section16.formats.page_text_markup import (
    Cell,
    by_blanks,
    by_pipes,
    by_tabs,
    flat,
    is_rule,
    letters,
    take_marks,
)
from section16.formats.page_text_notes import BY_POSITION, NOT_UNDERSTOOD, Notes, quoted
from section16.formats.page_text_regions import Region
from section16.formats.page_text_values import date_text, is_blank
from section16.formats.page_text_words import ADDRESS_LABELS
from section16.model import boxes
from section16.model.notices import EXAMPLES

_MOST_HEADS = 30  # lines of headings, wrapped
_MOST_LINES = 100  # lines of a row, wrapped
SUBTITLE = letters(EXAMPLES)
_SHORTEST_PART = 4  # letters of a subheading that is wrapped
_OLD_LAYOUT = re.compile(r"\s*<S>\s", re.IGNORECASE)


class Row(NamedTuple):
    """A row: its line in the text, and the printed text of every column that is not empty."""

    number: int
    cells: dict[Slot, str]


class _Columns(NamedTuple):
    """slots   of each cell in order; None for one that is not understood
    starts  where each begins; for cells that are counted 0, 1, 2 ...
    """

    slots: list[Slot | None]
    starts: list[int]


def read(region: Region, form: str, markdown: bool, notes: Notes) -> list[Row]:
    """Rows of one table; what is not understood goes to the notes with its text."""
    lines = [(number, line) for number, line in region.lines if line.strip() and not _is_beside(line)]
    if not lines:
        return []
    name = boxes.TABLES[region.name]
    if any(_OLD_LAYOUT.match(line) for _, line in lines):
        notes.add(NOT_UNDERSTOOD, region.number, f"{name} is set as before 2003 and is not read", region.name)
        return []
    rules = [line for _, line in lines if is_rule(line)]
    is_markdown_table = len(rules) == 1 and "-|" in rules[0].replace(":", "").replace(" ", "")
    counted = is_markdown_table or any("\t" in line for _, line in lines)
    reader = (_Counted if counted else _Placed)(region, form, markdown, notes)
    rows = reader.read(lines)
    reader.report()
    return rows


def _is_beside(line: str) -> bool:
    """True for "(e.g., puts, calls, ...)" below a heading, also wrapped, and for labels of box 1."""
    bare = line.strip(" *_|\t")
    if ADDRESS_LABELS.match(bare):
        return True
    return (bare.startswith("(") or bare.endswith(")")) and len(bare) > 15 and letters(bare) in SUBTITLE


class _Reader:
    """What both ways of setting a table have in common.

    least_head  cells in a row that may be a heading without numbers
    """

    least_head = 2

    def __init__(self, region: Region, form: str, markdown: bool, notes: Notes) -> None:
        self.table, self.form, self.markdown, self.notes = region.name, form, markdown, notes
        self.name = boxes.TABLES[region.name]
        self.captions = Captions(form, region.name)
        self.expected = self.captions.expected
        # first and last line, how many, text of the first
        self.lost_lines: list[tuple[int, int, int, str]] = []

    def is_head(self, cells: list[str]) -> bool:
        """True for a row of headings: captions of the form, or at least two numbered captions."""
        filled = [cell for cell in cells if cell]
        if sum(1 for cell in filled if NUMBERED.match(cell)) >= 2:
            return True
        return len(filled) >= self.least_head and all(letters(cell) in HEAD_TEXT for cell in filled)

    def lost(self, number: int, text: str) -> None:
        """Remember a line of the table that is not read; ``report`` says so."""
        if self.lost_lines and number <= self.lost_lines[-1][1] + 1:
            first, _, count, begun = self.lost_lines[-1]
            self.lost_lines[-1] = (first, number, count + 1, begun)
        else:
            self.lost_lines.append((number, number, 1, text))

    def report(self) -> None:
        """One note for each run of lines that are not read."""
        for number, _, count, text in self.lost_lines:
            lines = f"{count} lines of {self.name} are" if count > 1 else f"a line of {self.name} is"
            self.notes.add(NOT_UNDERSTOOD, number, f"{lines} not understood: {quoted(text)}", self.table)

    def lost_cell(self, number: int, text: str) -> None:
        """Say that a cell stands in a column that is not understood."""
        self.notes.add(
            NOT_UNDERSTOOD, number, f"a cell of {self.name} is in no known column: {quoted(text)}", self.table
        )


class _Counted(_Reader):
    """Cells between tabs or Markdown pipes: the column is the count, a line is a row."""

    def read(self, lines: list[tuple[int, str]]) -> list[Row]:
        """Rows of the table."""
        split: list[tuple[int, list[str]]] = []
        for number, line in lines:
            if is_rule(line):
                continue
            parts = by_tabs(line) if "\t" in line else by_pipes(line)
            split.append((number, [flat(part.text, self.markdown) for part in parts]))
        first = next((i for i, (_, cells) in enumerate(split) if self.is_head(cells)), len(split))
        last = first
        while last < len(split) and last < first + _MOST_HEADS and self.is_head(split[last][1]):
            last += 1
        heads = [cells for _, cells in split[first:last]]
        split = [(number, cells) for number, cells in split if cells not in heads]
        width = max((len(head) for head in heads), default=0)
        padded = [head + [""] * (width - len(head)) for head in heads]
        parents = padded[0] if padded else []
        below = [" ".join(filter(None, column)) for column in zip(*padded[1:], strict=True)] or [""] * width
        width = max(width, len(self.expected))
        split = [(number, _trimmed(cells, width)) for number, cells in split if any(cells)]
        rows = [(number, cells) for number, cells in split if len([c for c in cells if c]) > 1]
        number_of_first = rows[0][0] if rows else 0
        # subheadings that are out of step are left aside when the captions say enough
        slots = self.captions.slots(parents, below)
        if not self.captions.is_whole(slots):
            slots = self.captions.slots(parents, [""] * len(parents))
        chosen = self.checked(slots, [cells for _, cells in rows], number_of_first)
        found = []
        for number, cells in split:
            if chosen is None or len([c for c in cells if c]) < 2 or not self.fits(chosen, cells):
                self.lost(number, " | ".join(cells))
            else:
                found.append(self.row(number, chosen, cells))
        return found

    def checked(self, slots: list[Slot | None], rows: list[list[str]], number: int) -> list[Slot | None] | None:
        """The columns: by heading when each is there once, else by position, else None."""
        too_long = sum(1 for row in rows if len(row) > len(slots))
        if not rows or (self.captions.is_whole(slots) and too_long * 2 <= len(rows)):
            return slots
        if all(self.fits(list(self.expected), cells) for cells in rows):
            self.notes.add(
                BY_POSITION,
                number,
                f"the headings of {self.name} are not those of Form {self.form}",
                self.table,
            )
            return list(self.expected)
        return None

    def fits(self, slots: list[Slot | None], cells: list[str]) -> bool:
        """False for a line of another shape: its ownership and date columns hold something else."""
        if len(cells) > len(slots):
            return False
        if len(cells) == len(slots):
            return True
        by_slot = dict(zip(slots, cells, strict=False))
        dated = by_slot.get("date", "")
        return take_marks(by_slot.get("direct", ""))[0] in {"D", "I"} and (
            is_blank(dated) or date_text(take_marks(dated)[0]) is not None
        )

    def row(self, number: int, slots: list[Slot | None], cells: list[str]) -> Row:
        """One row."""
        found: dict[Slot, str] = {}
        for slot, cell in zip(slots, cells, strict=False):
            if slot is None and cell:
                self.lost_cell(number, cell)
            elif slot is not None and cell:
                found[slot] = cell
        return Row(number, found)


def _trimmed(cells: list[str], width: int) -> list[str]:
    end = len(cells)
    while end > width and not cells[end - 1]:
        end -= 1
    return cells[:end]


class _Placed(_Reader):
    """Columns by their place on the line: drawn pipes, or two blanks and more."""

    least_head = 1  # of a wrapped heading

    def read(self, lines: list[tuple[int, str]]) -> list[Row]:
        """Rows of the table."""
        has_pipes = sum(1 for _, line in lines if line.count("|") > 1 or "│" in line) * 2 > len(lines)
        heads, groups = self.grouped(lines, has_pipes)
        columns = self.columns(heads)
        if not self.captions.is_whole(columns.slots):
            for group in groups:
                for number, cells in group:
                    self.lost(number, "  ".join(cell.text for cell in cells))
            return []
        is_ruled = len(groups) > 1
        found: list[Row] = []
        for group in groups:
            is_begun = False
            for number, cells in group:
                row = self.placed(number, cells, columns)
                # D or I is in every row, and never wrapped
                begins = "direct" in row.cells and (not is_begun or "direct" in found[-1].cells)
                if begins or (is_ruled and not is_begun):
                    found.append(row)
                elif found and number - found[-1].number < _MOST_LINES:
                    found[-1] = _joined(found[-1], row)
                else:
                    self.lost(number, "  ".join(cell.text for cell in cells))
                    continue
                is_begun = True
        return found

    def cells(self, line: str, has_pipes: bool) -> list[Cell]:
        """Cells with the position of their first character."""
        if not has_pipes:
            return [Cell(at, flat(text, self.markdown)) for at, text in by_blanks(line)]
        found, at = [], 0
        for text in re.split(r"[|│]", line):
            found.append(Cell(at, flat(text, self.markdown)))
            at += len(text) + 1
        return [cell for cell in found if cell.text]

    def grouped(
        self, lines: list[tuple[int, str]], has_pipes: bool
    ) -> tuple[list[list[Cell]], list[list[tuple[int, list[Cell]]]]]:
        """Lines of headings, and the lines below them in groups between drawn lines."""
        heads: list[list[Cell]] = []
        groups: list[list[tuple[int, list[Cell]]]] = [[]]
        for number, line in lines:
            if is_rule(line):
                groups.append([])
                continue
            cells = self.cells(line, has_pipes)
            is_first = len(heads) < _MOST_HEADS and not any(groups)
            if is_first and self.is_head([cell.text for cell in cells]):
                heads.append(cells)
            elif cells:
                groups[-1].append((number, cells))
        return heads, [group for group in groups if group]

    def columns(self, heads: list[list[Cell]]) -> _Columns:
        """Columns from the headings: one begins where a numbered caption or a subheading does."""
        starts: dict[int, tuple[str, str]] = {}
        for at, text in (cell for head in heads for cell in head):
            part = letters(text)
            is_known = part in PARTS[self.table]
            begins = len(part) >= _SHORTEST_PART and any(p.startswith(part) for p in PARTS[self.table])
            if NUMBERED.match(text):
                starts[at] = (text, "")
            elif is_known or (begins and at not in starts):
                starts[at] = (starts.get(at, ("", ""))[0], text)
            elif starts:
                left = max((start for start in starts if start <= at), default=min(starts))
                caption, below = starts[left]
                starts[left] = (caption, f"{below} {text}") if below else (f"{caption} {text}", "")
        order = sorted(starts)
        return _Columns(self.captions.slots([starts[at][0] for at in order], [starts[at][1] for at in order]), order)

    def placed(self, number: int, cells: list[Cell], columns: _Columns) -> Row:
        """One line of text, each cell in the column it overlaps most."""
        found: dict[Slot, str] = {}
        ends = [*columns.starts[1:], 10**6]
        for at, text in cells:
            end = at + len(text)
            over = [min(end, stop) - max(at, start) for start, stop in zip(columns.starts, ends, strict=True)]
            slot = columns.slots[over.index(max(over))] if max(over) > 0 else columns.slots[0]
            if slot is None:
                self.lost_cell(number, text)
            else:
                found[slot] = f"{found[slot]} {text}" if slot in found else text
        return Row(number, found)


def _joined(row: Row, more: Row) -> Row:
    """A row with the next line of its wrapped cells."""
    cells = dict(row.cells)
    for slot, text in more.cells.items():
        cells[slot] = f"{cells[slot]} {text}" if slot in cells else text
    return Row(row.number, cells)
