"""Tables I and II for the template: widths of columns, headings, rows.

Every column has a least width, in which its heading and a usual value fit; what is
left of the page goes first to the columns whose values would else need several lines.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from section16.forms.pdf_words import Said, fit, last_word, longest_word, safe, width
from section16.forms.printed import EMPTY, Printed
from section16.forms.sheet import PrintedTable

BODY, MARK = 8.0, 6.0  # sizes of a value and of its marks
INSET = 2.5
_MOST_MORE = 140  # what a column gets above its least width for its longest value
_TALLEST = 30  # lines of a row that surely fits on one page below the headings

# number of a footnote -> (as printed, label of the explanation, own label)
Mark = Callable[[str], tuple[str, str, str]]


class _Kind(NamedTuple):
    """What a column holds.

    least  width in points for its heading and a usual value
    empty  for the heading alone: when nothing is filled in, or another column has no room for a number
    share  of what is left over
    """

    least: float
    empty: float
    share: float
    align: str


_KINDS = {
    "title": _Kind(60, 50, 3, "left"),
    "under": _Kind(54, 46, 2, "left"),
    "nature": _Kind(56, 46, 3, "left"),
    "date": _Kind(46, 40, 1, "center"),
    "day": _Kind(42, 38, 1, "center"),
    "coding": _Kind(46, 46, 1, "center"),
    "code": _Kind(29, 29, 1, "center"),
    "early": _Kind(17, 17, 0, "center"),
    "amount": _Kind(40, 32, 2, "center"),
    "side": _Kind(24, 24, 0.5, "center"),
    "price": _Kind(40, 36, 1.5, "center"),
    "exercise": _Kind(45, 45, 1.5, "center"),
    "owned": _Kind(64, 47, 2, "center"),
    "form": _Kind(56, 46, 1, "center"),
}
_COLUMNS = {
    ("3", "table_i"): "title owned form nature",
    ("3", "table_ii"): "title day day under amount exercise form nature",
    ("4", "table_i"): "title date date code early amount side price owned form nature",
    ("4", "table_ii"): "title exercise date date code early amount amount day day under amount price owned form nature",
    ("5", "table_i"): "title date date coding amount side price owned form nature",
    ("5", "table_ii"): "title exercise date date coding amount amount day day under amount price owned form nature",
}


def printed_table(form: str, table: PrintedTable, room: float, mark: Mark) -> dict[str, Any]:
    """The table as the template prints it, ``room`` points wide.

    headings  (caption, rows, columns, is it below another) of each, row by row
    rows      cells, and whether the row may be torn at the end of a page
    """
    kinds = [_KINDS[name] for name in _COLUMNS[form, table.name].split()]
    widths = column_widths(kinds, table.rows, room)
    has_parts = any(column.parts for column in table.columns)
    headings = [(c.heading, 1 if c.parts or not has_parts else 2, len(c.parts) or 1, False) for c in table.columns]
    headings += [(part, 1, 1, True) for column in table.columns for part in column.parts]
    return {
        "widths": widths,
        "aligns": [kind.align for kind in kinds],
        "headings": headings,
        "rows": [_row(row, widths, mark) for row in table.rows],
    }


def column_widths(kinds: list[_Kind], rows: tuple[tuple[Printed, ...], ...], room: float) -> list[float]:
    """Widths that add up to ``room``: first for the longest words, then for whole values, then by shares."""
    columns = [[cell for cell in cells if cell != EMPTY] for cells in zip(*rows, strict=True)] or [[] for _ in kinds]
    widths = [kind.least if cells or not rows else kind.empty for kind, cells in zip(kinds, columns, strict=True)]
    for measure in (_longest_word, _natural):
        needed = [max([0.0, *map(measure, cells)]) + 2 * INSET for cells in columns]
        wanted = [min(max(need - now, 0.0), _MOST_MORE) for need, now in zip(needed, widths, strict=True)]
        left = room - sum(widths)
        if measure is _longest_word and sum(wanted) > left:  # a number in two lines is worse than a tall heading
            spare = [max(now - max(k.empty, need), 0.0) for k, now, need in zip(kinds, widths, needed, strict=True)]
            given = min(1.0, (sum(wanted) - left) / (sum(spare) or 1.0))
            widths = [now - given * more for now, more in zip(widths, spare, strict=True)]
            left = room - sum(widths)
        share = min(1.0, left / (sum(wanted) or 1.0))
        widths = [now + share * want for now, want in zip(widths, wanted, strict=True)]
    rest = (room - sum(widths)) / sum(kind.share for kind in kinds)
    return [round(now + rest * kind.share, 3) for now, kind in zip(widths, kinds, strict=True)]


def _longest_word(cell: Printed) -> float:
    """The first mark stands with the last word."""
    if not cell.marks:
        return longest_word(cell.text, BODY)
    return max(longest_word(cell.text, BODY), last_word(cell.text, BODY) + width(f"({cell.marks[0]})", MARK))


def _natural(cell: Printed) -> float:
    """Width on one line."""
    return width(cell.text, BODY) + sum([width(f"({mark})", MARK) for mark in cell.marks])


def _row(row: tuple[Printed, ...], widths: list[float], mark: Mark) -> dict[str, Any]:
    cells: list[Any] = []
    lines = 0.0
    for printed, wide in zip(row, widths, strict=True):
        if printed != EMPTY:
            room = wide - 2 * INSET
            lines = max(lines, _natural(printed) / room)
            cells.append(_marked(printed, room, mark) if printed.marks else fit(printed.text, room, BODY))
        else:
            cells.append("")
    return {"cells": cells, "may_break": lines * 1.5 > _TALLEST}


def _marked(printed: Printed, room: float, mark: Mark) -> dict[str, Any]:
    """A cell with marks.  The first stays with the last word, unless the two are wider than the column."""
    text: Said = fit(printed.text, room, BODY)
    marks = []
    for number in printed.marks:
        said, target, own = mark(number)
        marks.append((fit(said, room, MARK), target, own))
    is_glued = last_word(safe(printed.text), BODY) + width(f"({printed.marks[0]})", MARK) <= room
    return {"text": text, "marks": marks, "is_glued": is_glued}
