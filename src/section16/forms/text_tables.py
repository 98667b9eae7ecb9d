"""A table in plain text: as wide as the page lets it be, and never wider.

Three ways, the first that fits: rows below the captions; rows below the numbers of the
columns, which are explained above the table; each row as a column beside the captions.
A line of dashes below the headings shows where the columns are; rows of several lines
are apart by an empty line.  ``formats.page_text_sheet_plain`` reads it back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from section16.formats.page_text_columns import SLOTS
from section16.formats.page_text_fold import AFTER, fold
from section16.formats.page_text_sheet_plain import CAPTION, HANGING

Cell = tuple[str, ...]  # the lines of a cell; one that does not fit is folded

_FIGURES = {"amount", "price", "following", "exercise", "acquired", "disposed", "underlying_amount"}
_GAP = 2
_COMFORT = 12  # a column is this wide, or as wide as its words need
_TIGHTER = ((_GAP, _COMFORT), (1, _COMFORT), (1, 9))  # gap and comfort below the numbers of columns
_LONGEST_WORD = 24  # longer ones may be broken
_TALLEST_HEAD = 5  # lines of a caption, when there is room
_LEAST_BAND = 14  # columns of a row that stands beside the captions: a date and a mark
_LEAST_CAPTION = 30
_WIDEST_BAND = 40


class Head(NamedTuple):
    """A column, or several below one caption.

    number  "2A."; "" for a column without
    parts   its subheadings
    """

    number: str
    caption: str
    parts: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """As printed above the column."""
        return f"{self.number} {self.caption}".strip()


class Table(NamedTuple):
    """What is to be set.

    rows     a cell for every part of every head
    figures  positions of the parts that are set against the right edge
    lists    positions of those whose cells have several lines: what is folded of one is indented
    """

    heads: Sequence[Head]
    rows: Sequence[Sequence[Cell]]
    figures: frozenset[int] = frozenset()
    lists: frozenset[int] = frozenset()


def figures(form: str, table: str) -> frozenset[int]:
    """Positions of the amounts and prices among the columns of Table I or II.

    >>> sorted(figures("4", "table_i"))
    [5, 7, 8]
    """
    return frozenset(i for i, slot in enumerate(SLOTS[form, table]) if slot in _FIGURES)


def table(content: Table, width: int) -> list[str]:
    """The lines of a table on a page of that width."""
    whole = [head.whole for head in content.heads]
    wishes = _wishes(content, whole, _GAP, _COMFORT)
    if wishes.fit(width):
        return _rows(content, whole, wishes.widths(width), _GAP)
    numbers = [head.number for head in content.heads]
    if not all(numbers):
        return _rows(content, whole, wishes.squeezed(width), _GAP)
    if not content.rows:
        return [*_legend(content.heads, width, with_parts=True), "-" * width]
    for gap, comfort in _TIGHTER:
        wishes = _wishes(content, numbers, gap, comfort)
        if wishes.fit(width):
            return [*_legend(content.heads, width), "", *_rows(content, numbers, wishes.widths(width), gap)]
    return _bands(content, width)


# ------------------------------------------------------------------------------------- rows below headings


class _Wishes(NamedTuple):
    """How wide each part of a table would be.

    least   with its longest word on a line
    wanted  with every answer on one line
    whole   with its heading on one line, too
    """

    least: list[int]
    wanted: list[int]
    whole: list[int]
    gap: int

    def _room(self, width: int) -> int:
        return width - self.gap * (len(self.least) - 1)

    def fit(self, width: int) -> bool:
        """True when no word need be broken."""
        return sum(self.least) <= self._room(width)

    def widths(self, width: int) -> list[int]:
        """Widths that fill the page as far as it serves: answers first, then headings."""
        room = self._room(width)
        return _widened(_widened(self.least, self.wanted, room), self.whole, room)

    def squeezed(self, width: int) -> list[int]:
        """Widths for words that are broken, those of the widest first."""
        widths = list(self.least)
        for _ in range(sum(widths) - self._room(width)):
            widths[widths.index(max(widths))] -= 1
        return widths


def _wishes(content: Table, headings: list[str], gap: int, comfort: int) -> _Wishes:
    found = _Wishes([], [], [], gap)
    for head, heading in zip(content.heads, headings, strict=True):
        first, count = len(found.least), len(head.parts) or 1
        for part in head.parts or (heading,):
            at = len(found.least)
            lines = [line for row in content.rows for line in row[at]]
            natural = max(map(len, lines), default=0)
            words = max((_longest_word(line, at in content.lists) for line in lines), default=0)
            least = max(_longest_piece(part), min(words, _LONGEST_WORD), min(natural, comfort))
            found.least.append(least)
            found.wanted.append(max(least, natural, -(-len(part) // _TALLEST_HEAD)))
            found.whole.append(max(len(part), -(-(len(heading) - gap * (count - 1)) // count)))
        if head.parts:  # their caption stands above them
            found.least[-1] += max(0, _longest_piece(heading) - sum(found.least[first:]) - gap * (len(head.parts) - 1))
    return found


def _widened(widths: list[int], wanted: list[int], room: int) -> list[int]:
    """Room goes to the column that would take most lines, as long as one takes more than one."""
    widths = list(widths)
    for _ in range(room - sum(widths)):
        i = max(range(len(widths)), key=lambda i: wanted[i] / widths[i])
        if wanted[i] <= widths[i]:
            break
        widths[i] += 1
    return widths


def _longest_word(line: str, is_indented: bool) -> int:
    """Room for the longest word and, unless it is the last, the blank after it."""
    words = line.split(" ")
    return max(*[len(word) + 1 for word in words[:-1]], len(words[-1]), 0) + (HANGING if is_indented else 0)


def _longest_piece(caption: str) -> int:
    return max(len(piece.strip()) for piece in _pieces(caption))


def _pieces(caption: str) -> list[str]:
    """A caption may be broken at blanks, and after a slash: (Month/Day/Year)."""
    return re.findall(r" *[^ /]*/?", caption)[:-1] or [caption]


def _wrapped(caption: str, width: int) -> list[str]:
    lines = [""]
    for piece in _pieces(caption):
        if len(lines[-1]) + len(piece.rstrip()) > width and lines[-1]:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return lines


def _rows(content: Table, headings: list[str], widths: list[int], gap: int) -> list[str]:
    """Headings, dashes, rows, and a closing line."""
    between = " " * gap
    lines = _headings(content.heads, headings, widths, gap)
    lines.append(between.join("-" * width for width in widths))
    folded = [
        [_folded(content, i, cell, width) for i, (cell, width) in enumerate(zip(row, widths, strict=True))]
        for row in content.rows
    ]
    is_spaced = any(len(cell) > 1 for row in folded for cell in row)
    for row in folded:
        height = max(1, *map(len, row))
        if not any(cell and cell[0].strip(" ") for cell in row):
            row[0] = [AFTER]
        for at in range(height):
            cells = [cell[at] if at < len(cell) else "" for cell in row]
            lines.append(between.join(text.ljust(width) for text, width in zip(cells, widths, strict=True)).rstrip(" "))
        if is_spaced:
            lines.append("")
    lines.append("-" * (sum(widths) + gap * (len(widths) - 1)))
    return lines


def _folded(content: Table, part: int, cell: Cell, width: int) -> list[str]:
    lines = [line for text in cell for line in fold(text, width, HANGING if part in content.lists else 0)]
    return [lines[0].rjust(width)] if part in content.figures and len(lines) == 1 else lines


def _headings(heads: Sequence[Head], headings: list[str], widths: list[int], gap: int) -> list[str]:
    """The headings; a caption of several columns has a line below it, and theirs stand below that."""
    between = " " * gap
    blocks: list[tuple[list[str], list[str], int]] = []  # lines above and below, and their room
    rest = list(widths)
    for head, heading in zip(heads, headings, strict=True):
        inside, rest = rest[: len(head.parts) or 1], rest[len(head.parts) or 1 :]
        room = sum(inside) + gap * (len(inside) - 1)
        parts = [_wrapped(part, width) for part, width in zip(head.parts, inside, strict=bool(head.parts))]
        below = [
            between.join(text.ljust(width) for text, width in zip(row, inside, strict=True))
            for row in zip_longest(*parts, fillvalue="")
        ]
        blocks.append((_wrapped(heading, room), below, room))
    lowest = max(len(below) for _, below, _ in blocks)
    height = max(len(above) + (lowest + 1 if below else 0) for above, below, _ in blocks)
    filled: list[list[str]] = []
    for above, below, room in blocks:
        lines = above + [""] * (height - len(above))
        if below:
            lines[height - lowest - 1 :] = ["-" * room, *below, *[""] * (lowest - len(below))]
        filled.append([line.ljust(room) for line in lines])
    return [between.join(line).rstrip(" ") for line in zip(*filled, strict=True)]


def _legend(heads: Sequence[Head], width: int, with_parts: bool = False) -> list[str]:
    """Number and caption of every column, one below the other."""
    lines: list[str] = []
    for head in heads:
        caption = f"{head.caption}: {', '.join(head.parts)}" if with_parts and head.parts else head.caption
        first, *rest = fold(caption, width - CAPTION)
        lines += [head.number.ljust(CAPTION) + first, *[" " * CAPTION + line for line in rest]]
    return lines


# --------------------------------------------------------------------------------- rows beside the captions


def _bands(content: Table, width: int) -> list[str]:
    """Each row as a column, as many side by side as fit."""
    most = max(1, (width - _LEAST_CAPTION) // (_LEAST_BAND + _GAP))
    bands = -(-len(content.rows) // most)
    side_by_side = -(-len(content.rows) // bands)
    natural = max(len(line) for row in content.rows for cell in row for line in cell)
    room = (width - _LEAST_CAPTION) // side_by_side - _GAP
    answer = min(room, max(_LEAST_BAND, min(natural, _WIDEST_BAND)))
    caption = width - side_by_side * (answer + _GAP)
    lines: list[str] = []
    for start in range(0, len(content.rows), side_by_side):
        rows = content.rows[start : start + side_by_side]
        if lines:
            lines.append("")
        lines += _band(content.heads, rows, caption, answer)
    return lines


def _band(heads: Sequence[Head], rows: Sequence[Sequence[Cell]], caption: int, answer: int) -> list[str]:
    between = " " * _GAP
    lines = [between.join(["-" * caption, *["-" * answer] * len(rows)])]
    at = 0
    for head in heads:
        entries = [(head.whole, at)] if not head.parts else [(head.whole, -1)]
        entries += [(" " * HANGING + part, at + i) for i, part in enumerate(head.parts)]
        for heading, part in entries:
            cells = [fold(heading, caption, CAPTION)]
            cells += [fold(row[part][0], answer) if part >= 0 else [""] for row in rows]
            for i in range(max(map(len, cells))):
                texts = [cell[i] if i < len(cell) else "" for cell in cells]
                padded = [text.ljust(caption if j == 0 else answer) for j, text in enumerate(texts)]
                lines.append(between.join(padded).rstrip(" "))
        at += len(head.parts) or 1
    lines.append("-" * (caption + len(rows) * (answer + _GAP)))
    return lines
