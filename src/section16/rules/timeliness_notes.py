"""What the footnotes of a late line say for it: another day, a condition, a reinvestment plan.

Read for late lines only.  None of it is proof; each is a reason to ask a person and not
to call the line late.  Authority: docs/readings/007-what-a-footnote-says-for-a-late-line.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from section16.rules.catalogue import Line
from section16.rules.content_plans import dates
from section16.rules.subject import Subject

_HOLDERS = r"(?:share|stock)holders?"
_APPROVAL = rf"{_HOLDERS}[^.]{{0,30}}approv|approv[^.]{{0,40}}{_HOLDERS}"
_CONDITION = re.compile(rf"(?:subject to|contingent|condition\w*|upon)[^.]{{0,80}}(?:{_APPROVAL})").search
_OFFERING = re.compile(r"initial public offering|\bipo\b").search
_EXEMPT = re.compile(r"\bexempt (?:transaction|disposition|acquisition|from|under|pursuant)").search
_SENTENCES = re.compile(r"(?<=[.;]) ").split
_OF_THE_BALANCE = frozenset({"shares_following", "value_following", "direct_indirect", "nature"})
_DUE_THOUGH_EXEMPT = frozenset({"A", "F", "I", "M", "C", "X", "O"})
_BOUGHT = frozenset({"P", "A", "J", "L"})


def notes_of(subject: Subject, line: Line) -> list[str]:
    """The footnotes marked on a line, in lower case with single blanks; those about its balance left out."""
    marks = dict.fromkeys(mark for field, mark in line.marks() if field not in _OF_THE_BALANCE)
    return _texts(subject, marks)


def _texts(subject: Subject, marks: Iterable[str]) -> list[str]:
    return [" ".join(subject.notes[mark].lower().split()) for mark in marks if mark in subject.notes]


def is_reinvestment(subject: Subject, line: Line) -> bool:
    """True when a note or the remarks say that the shares came from reinvested dividends.

    That a balance includes such shares says nothing of the line.
    """
    if line.code.value not in _BOUGHT or "reinvest" not in subject.text:
        return False
    if any("reinvest" in note for note in notes_of(subject, line)):
        return True
    others = _texts(subject, dict.fromkeys(mark for _, mark in line.marks()))
    others.append(" ".join((subject.document.remarks or "").lower().split()))
    said = (sentence for text in others for sentence in _SENTENCES(text))
    return any("reinvest" in sentence and "includ" not in sentence for sentence in said)


def depends_on_holders(subject: Subject, line: Line) -> bool:
    """True when a note makes an acquisition depend on the approval of the issuer's holders."""
    if line.acquired_disposed.value != "A" or "holder" not in subject.text:
        return False
    return any(map(_CONDITION, notes_of(subject, line)))


def claims_exemption(subject: Subject, line: Line) -> bool:
    """True when a note calls the line exempt and names no rule whose transactions are due on Form 4 all the same."""
    if line.code.value in _DUE_THOUGH_EXEMPT or "exempt" not in subject.text:
        return False
    return any(_EXEMPT(note) and "16b-3" not in note and "16b-6" not in note for note in notes_of(subject, line))


def offering_after(subject: Subject, day: date, filed: date) -> date | None:
    """A date after the trade that a note names together with an initial public offering; None without one."""
    for note in subject.lowered:
        if _OFFERING(note):
            for _, other in dates(note):
                if day < other <= filed:
                    return other
    return None
