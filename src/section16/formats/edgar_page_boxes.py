"""What stands above Table I of a page: the form's name, its check boxes and numbered boxes.

A box begins with its caption and takes what follows it on the page; the parts of
the owner's address carry labels of their own, so they find their way back to box 1
from wherever the layout has put them.  A check box is an ``<input>``, a sign before
its caption, or an X in the cell before it; a caption without a sign is not ticked.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from section16.formats.edgar_page_markup import Piece
from section16.formats.page_text_boxes import (
    CHECKS,
    Front,
    box_name,
    form_name,
    is_furniture,
    sign_before,
    without_caption,
)
from section16.formats.page_text_markup import EMPTY, TICKED, letters, ticks
from section16.formats.page_text_notes import quoted
from section16.formats.page_text_words import ADDRESS_LABELS
from section16.model.notices import PLAN_HEADING

# what may follow a caption on a line of its own
_BESIDE = {
    letters(text) for text in ("(Check all applicable)", "(Check Applicable Line)", "(Month/Day/Year)", "(MM/DD/YYYY)")
}
_PLAN_HEADING = letters(PLAN_HEADING)
_SIGN = re.compile(rf"[{TICKED}{EMPTY}xX]\Z")


class Box(NamedTuple):
    """A numbered box: line of its caption in the source, and what is printed after the caption."""

    number: int
    pieces: list[Piece]

    @property
    def content(self) -> str:
        """All of it, one line for each piece."""
        return "\n".join(piece.said for piece in self.pieces if piece.said)


def front(pieces: list[Piece]) -> Front[Box]:
    """Read what stands above Table I."""
    checks, left = _checks(pieces)
    preamble: list[Piece] = []
    boxes: dict[str, Box] = {}
    current: Box | None = None
    unknown: list[tuple[int, str]] = []
    for piece in left:
        name = box_name(piece.said)
        if name is not None:
            current = Box(piece.number, [])
            if boxes.setdefault(name, current) is not current:
                unknown.append((piece.number, f"a second box with this caption is printed: {quoted(piece.said)}"))
            rest = without_caption(name, piece.said)
            if rest and letters(rest) not in _BESIDE and letters(rest) != "":
                current.pieces.append(piece._replace(text=rest))
        elif ADDRESS_LABELS.match(piece.said) and "owner" in boxes:
            current = boxes["owner"]
            current.pieces.append(piece)
        elif current is None:
            preamble.append(piece)
        elif letters(piece.said) not in _BESIDE or not piece.said:
            current.pieces.append(piece)
    form, _ = form_name("\n".join(piece.said for piece in preamble))
    is_amended = any(form_name(piece.said)[1] for piece in preamble)  # the name stands there more than once
    unknown += [
        (piece.number, f"text above the boxes is not the form's: {quoted(piece.said)}")
        for piece in preamble
        if piece.said and (not is_furniture(piece.said) or piece.said == TICKED)
    ]
    return Front(form, is_amended, checks, boxes, unknown)


def _checks(pieces: list[Piece]) -> tuple[dict[str, bool], list[Piece]]:
    """The check boxes, and the pieces without their signs and captions."""
    checks: dict[str, bool] = {}
    left: list[Piece] = []
    for piece in pieces:
        text = ticks(piece.said)
        field, at = next(
            ((field, found.start()) for field, caption in CHECKS if (found := caption.search(text))), ("", 0)
        )
        if not field:
            if letters(text) != _PLAN_HEADING:
                left.append(piece)
            continue
        before = sign_before(text, at)
        sign = before[1] if before else EMPTY
        if before is None and left and _SIGN.match(ticks(left[-1].said)):
            sign = ticks(left.pop().said)
        checks[field] = sign != EMPTY
    return checks, left


def ticked(pieces: list[Piece], labels: tuple[tuple[str, re.Pattern[str]], ...]) -> tuple[dict[str, bool], list[Piece]]:
    """Which labels are ticked, and the pieces that are neither labels nor signs, empty ones too.

    The sign stands before the label: on its line, or in the cell before it.  A label
    is looked for once, because a title may begin with the same word.
    """
    states: dict[str, bool] = {}
    left: list[Piece] = []
    for piece in pieces:
        text = ticks(piece.said)
        sign, words = (text[0], text[1:].lstrip()) if text[:1] in (TICKED, EMPTY) else ("", text)
        open_labels = ((name, label) for name, label in labels if name not in states)
        name, found = next(((name, m) for name, label in open_labels if (m := label.match(words))), ("", None))
        if found is None:
            left.append(piece)
            continue
        if not sign and left and left[-1].row is piece.row and _is_sign(left[-1]):
            sign = ticks(left.pop().said)
        states[name] = sign not in ("", EMPTY)
        if rest := words[found.end() :].strip(" :"):
            left.append(piece._replace(text=rest))
    return states, left


def _is_sign(piece: Piece) -> bool:
    return not piece.said or _SIGN.match(ticks(piece.said)) is not None
