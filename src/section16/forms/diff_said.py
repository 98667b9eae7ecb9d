"""The words for a difference, shared by the terminal and the HTML page: headings, places, summary."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from section16.forms.diff_model import PARTS, Change, Diff, Part, Side
from section16.forms.diff_words import flat
from section16.forms.visible import visible
from section16.model.boxes import TABLES

BLANK = "(blank)"
_LINE = re.compile(r"table_i+\[[0-9]+\]").match


class Group(NamedTuple):
    """The changes of one line, owner or part of the form, in order, under one heading."""

    part: Part
    heading: str
    changes: list[Change]


def groups(found: Diff) -> list[Group]:
    """The changes under headings, in the order of the page."""
    made: dict[tuple[str, str], Group] = {}
    for change in found.changes:
        heading = _heading(change)
        made.setdefault((change.part, heading), Group(change.part, heading, [])).changes.append(change)
    order = list(PARTS)
    return sorted(made.values(), key=lambda group: order.index(group.part))


def _heading(change: Change) -> str:
    if change.part in TABLES:
        a, b = _line_number(change.path_a), _line_number(change.path_b)
        if a is None or b is None:
            at = f"line {a} of A" if b is None else f"line {b} of B"
        else:
            at = f"line {b}" if a == b else f"line {a} of A, line {b} of B"
        return shown(f"{TABLES[change.part]}, {at} ({change.about})")
    if change.part == "owners":
        return shown(f"Reporting owner {change.about}")
    return PARTS[change.part]


def _line_number(path: str | None) -> int | None:
    if path is None or not (found := _LINE(path)):
        return None
    return int(found[0].partition("[")[2].rstrip("]")) + 1


def place(change: Change) -> str:
    """Where below its heading: "column 4, price"."""
    if change.kind == "moved":
        return "order"
    if change.kind in ("added", "removed"):
        return change.kind if change.label == "line" else f"{shown(change.label)}, {change.kind}"
    if change.part in TABLES:
        at = change.box.partition(", line ")[2].partition(", ")[2]
        return f"{at}, {change.label}" if at else change.label
    if change.part in ("footnotes", "remarks"):
        return shown(change.label)
    if change.part == "signatures" or change.label == "form" or "'" in change.box:
        return change.box
    return f"{change.box}, {change.label}"


def shown(text: str | None) -> str:
    """Filed text on one line that commands no terminal; a blank box in words."""
    return BLANK if text is None else flat(visible(text))


def exact(text: str | None) -> str:
    """Filed text with its white space spelled out."""
    if text is None:
        return "not filed"
    return visible(text).replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t")


def side(one: Side) -> str:
    """One of the forms in a line: "Form 4, Ault Alliance, Inc., AULT MILTON C III, 2023-11-24"."""
    said = [one.form, one.issuer, "; ".join(name for name in one.owners if name)]
    said += [str(one.period_of_report or ""), f"filed {one.filed}" if one.filed else "", one.accession]
    return ", ".join(shown(part) for part in said if part)


def summary(found: Diff) -> str:
    """How much differs: "2 differences: 1 box, 1 footnote added"."""
    if not found.changes:
        return "No difference but what makes it an amendment." if found.amendment else "No differences."
    counts = Counter(_counted(change) for change in found.changes)
    total = len(found.changes)
    parts = ", ".join(f"{number} {one if number == 1 else many}" for (one, many), number in counts.items())
    return f"{total} difference{'' if total == 1 else 's'}: {parts}."


def _counted(change: Change) -> tuple[str, str]:
    if change.kind == "spelling":
        return "in spelling", "in spelling"
    if change.part == "remarks":
        return "in the remarks", "in the remarks"
    one, many = _THINGS.get(change.part, ("box", "boxes"))
    if change.kind == "changed" and change.part != "footnotes":
        one, many = "box", "boxes"
    return f"{one} {change.kind}", f"{many} {change.kind}"


_THINGS: dict[str, tuple[str, str]] = {
    "table_i": ("line", "lines"),
    "table_ii": ("line", "lines"),
    "owners": ("owner", "owners"),
    "footnotes": ("footnote", "footnotes"),
    "signatures": ("signature", "signatures"),
}


def notes(found: Diff) -> Iterator[str]:
    """What could not be compared, a line each."""
    for note in found.notes:
        yield shown(str(note))
