"""The sheet as the page for the template: every text fitted to its box, every column with its width.

What the template receives is data: texts, or their pieces (``pdf_words.Said``),
numbers and labels.  Labels are ours, "note-1" and "mark-1": a footnote id is whatever
was filed and names nothing in the PDF.  Lengths are in points.
"""

from __future__ import annotations

import re
from typing import Any

from section16.forms.pdf_tables import BODY, MARK, printed_table
from section16.forms.pdf_words import Said, fit, width
from section16.forms.sheet import Part, PrintedOwner, PrintedSignature, Sheet
from section16.model import notices as said
from section16.model.front import BOX_1

# width and height of the sheet of paper, turned on its side; the margins left and right
PAPERS = {"us-letter": (792.0, 612.0), "a4": (841.89, 595.28)}
MARGIN = 29.0
FILLED_IN, SMALL = 9.0, 7.0  # sizes: in boxes 1 to 6, captions

_INSET = 4.0  # of boxes 1 to 6 and of the owners' table
# shares of the width of boxes 1 to 6: by columns, as on the paper form
_SHARES = {"3": (1.8, 0.9, 1.5, 1.45), "4": (2.0, 1.35, 1.6), "5": (2.0, 1.35, 1.6)}
# Director, 10% Owner, Officer, Other; the name has the rest
_RELATIONS = (48.0, 52.0, 150.0, 110.0)
_SIGNED_ON, _BETWEEN_SIGNATURES, _BEFORE_DATE = 80.0, 28.0, 14.0
_LEAST_NUMBER, _MOST_NUMBER = 20.0, 60.0  # width of a footnote's number
_TALLEST = 500  # characters of one value of an owner or signature that surely fits on one page

_IN_BRACKETS = re.compile(r"\([^)]*\)")


class Marks:
    """Footnote numbers as links: to their explanation, and from it to the first mark."""

    def __init__(self, sheet: Sheet) -> None:
        self._notes: dict[str, int] = {}
        for position, note in enumerate(sheet.footnotes, 1):
            self._notes.setdefault(note.number, position)
        self._marked: set[int] = set()

    def mark(self, number: str) -> tuple[str, str, str]:
        """Number in brackets, label of the explanation, own label; "" where there is none."""
        note = self._notes.get(number)
        if note is None:
            return f"({number})", "", ""
        is_first = note not in self._marked
        self._marked.add(note)
        return f"({number})", f"note-{note}", f"mark-{note}" if is_first else ""

    def back(self, note: int) -> str:
        """Label of the first mark of a footnote, counted from 1; "" for one that no box refers to."""
        return f"mark-{note}" if note in self._marked else ""


def page(sheet: Sheet, paper: str) -> dict[str, Any]:
    """All that the template prints, for a paper of ``PAPERS``; its keys are the template's."""
    wide, high = PAPERS[paper]
    room = wide - 2 * MARGIN
    marks = Marks(sheet)
    # in the order of the page: the first mark of a number is what its explanation goes back to
    table_i = printed_table(sheet.form, sheet.table_i, room, marks.mark)
    table_ii = printed_table(sheet.form, sheet.table_ii, room, marks.mark)
    return {
        "paper": {"width": wide, "height": high, "margin": MARGIN},
        "sizes": {"body": BODY, "filled_in": FILLED_IN, "small": SMALL, "mark": MARK},
        "words": _words(sheet),
        "front": _front(sheet, room),
        "table_i": table_i,
        "table_ii": table_ii,
        "owners": {"widths": _RELATIONS, "rows": [_owner(owner, room) for owner in sheet.owners]},
        "signatures": {
            "widths": (_SIGNED_ON, _BEFORE_DATE, _BETWEEN_SIGNATURES),
            "rows": [_signature(signature, room) for signature in sheet.signatures],
        },
        "no_securities": said.NO_SECURITIES if sheet.no_securities_owned else "",
        "footnotes": _notes(sheet, room, marks),
        "remarks": [fit(text.expandtabs(8), room, BODY) for text in sheet.remarks],
    }


def _words(sheet: Sheet) -> dict[str, Any]:
    """What is printed on every form, whoever files it."""
    notices = sheet.notices
    return {
        "checks": sheet.checks,
        "form": f"FORM {sheet.form}",
        "agency": said.AGENCY,
        "title": notices.title,
        "pursuant": said.PURSUANT,
        "omb": (said.OMB_APPROVAL, said.OMB_NUMBER, notices.omb_number, said.BURDEN, notices.burden_hours),
        "print_or_type": notices.print_or_type,
        "table_i": notices.table_i,
        "below_table_i": notices.below_table_i,
        "table_ii": notices.table_ii,
        "examples": notices.examples,
        "owners": said.OWNERS,
        "owner_name": said.OWNER_NAME,
        "relationships": said.RELATIONSHIPS,
        "relationship_columns": said.RELATIONSHIP_COLUMNS,
        "signatures": said.SIGNATURES,
        "signed_by": said.SIGNED_BY,
        "signed_on": said.SIGNED_ON,
        "explanation": said.EXPLANATION,
        "remarks": said.REMARKS,
        "closing": notices.closing,
    }


# ------------------------------------------------------------------------------------------- boxes 1 to 6


def _front(sheet: Sheet, room: float) -> dict[str, Any]:
    """Box 1 and its parts; the boxes beside it as (rows, columns, part), row by row."""
    parts = {part.area: part for part in sheet.front}
    shares = _SHARES[sheet.form]
    one = room / sum(shares)

    def box(area: str, *columns: int, rows: int = 1) -> tuple[int, int, dict[str, Any]]:
        return rows, len(columns), _part(parts[area], one * sum(shares[column] for column in columns))

    is_form_3 = sheet.form == "3"
    foreign = [box("foreign", *((2, 3) if is_form_3 else (1,)))] if "foreign" in parts else []
    rows = 3 + len(foreign)
    if is_form_3:
        boxes = [box("period", 1, rows=rows), box("issuer", 2, 3), *foreign, box("relationship", 2, rows=2)]
        boxes += [box("original", 3), box("joint", 3)]
    else:
        boxes = [box("issuer", 1), box("relationship", 2, rows=rows - 1), *foreign]
        boxes += [box("period", 1), box("original", 1), box("joint", 2)]
    if "plan" in parts:
        boxes.append(box("plan", *range(len(shares))))
    own = [_part(parts[area], one * shares[0]) for area in BOX_1 if area in parts]
    return {"shares": shares, "rows": rows, "own": own, "boxes": boxes}


def _part(part: Part, room: float) -> dict[str, Any]:
    """A box: its captions (below a line of box 1, one for each of its places), check boxes and what was filled in."""
    is_below = part.caption.startswith("(")
    captions = _IN_BRACKETS.findall(part.caption) if is_below else [part.caption]
    is_spread = part.area == "city" and len(part.lines) == 3  # city, state and ZIP in places of their own
    room = (room / 3 if is_spread else room) - 2 * _INSET
    return {
        "captions": captions,
        "has_star": part.area == "owner",
        "ticks": part.ticks,
        "lines": [fit(text, room, FILLED_IN) for text in part.lines],
        "is_spread": is_spread,
    }


# ------------------------------------------------------------------------------------------ below the tables


def _owner(owner: PrintedOwner, room: float) -> dict[str, Any]:
    """Cells of the owner's row; whether the row may be torn at the end of a page."""
    rest = room - sum(_RELATIONS) - 2 * _INSET
    lines = [fit(text, rest, BODY) for text in owner.lines]
    is_ = ("X" if owner.is_director else "", "X" if owner.is_ten_percent_owner else "")
    relations = (*is_, owner.officer, owner.other)
    cells = [fit(text, wide - 2 * _INSET, BODY) for text, wide in zip(relations, _RELATIONS, strict=True)]
    may_break = max(map(len, (*owner.lines, *relations))) > _TALLEST
    return {"lines": lines, "relations": cells, "may_break": may_break}


def _signature(signature: PrintedSignature, room: float) -> tuple[Said, Said, bool]:
    """Name, date; whether the two may be torn."""
    rest = (room - _BETWEEN_SIGNATURES) / 2 - _SIGNED_ON - _BEFORE_DATE
    may_break = max(len(signature.name), len(signature.date)) > _TALLEST
    return fit(signature.name, rest, FILLED_IN), fit(signature.date, _SIGNED_ON, FILLED_IN), may_break


def _notes(sheet: Sheet, room: float, marks: Marks) -> dict[str, Any]:
    """The explanations as (number, own label, label of the first mark, text); the width of the numbers."""
    notices = sheet.notices
    numbers = [f"({note.number})" for note in sheet.footnotes]
    widest = max([width(number, BODY) for number in numbers], default=0.0) + 6
    number_room = min(max(widest, _LEAST_NUMBER), _MOST_NUMBER)
    rows: list[tuple[Said, str, str, Said]] = [
        ("*", "joint", "", notices.joint),
        ("**", "misstatement", "", notices.misstatement),
    ]
    for position, (number, note) in enumerate(zip(numbers, sheet.footnotes, strict=True), 1):
        text = fit(note.text, room - number_room, BODY)
        rows.append((fit(number, number_room - 3, BODY), f"note-{position}", marks.back(position), text))
    return {"width": number_room, "rows": rows}
