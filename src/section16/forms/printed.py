"""Values as the SEC's stylesheets print them: numbers, dates, marks.

Thousands are grouped, zeros at the end of a fraction fall away (but one decimal is
printed as two on Forms 4 and 5), dates are month/day/year.  The stylesheets round a
number after its fourth decimal; here nothing is rounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from section16.vocabulary.cells import Cell


class Printed(NamedTuple):
    """What stands in one box: text, and the numbers of its footnotes."""

    text: str
    marks: tuple[str, ...] = ()


EMPTY = Printed("")

_NUMBER = re.compile(r"\s*(-?)([0-9]*)(\.?)([0-9]*)\s*").fullmatch
_DAY = re.compile(r"\s*([0-9]{4})-([0-9]{2})-([0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?\s*").fullmatch


def words(text: str | None) -> str:
    """Text on one line: a page prints every run of white space as one blank."""
    return " ".join(text.split()) if text else ""


def number(text: str, form: str = "4") -> str:
    """A number of the form, printed; any other text as it stands.

    >>> number("1234567.890"), number("15.5"), number("15.5", "3"), number("0.0000"), number("Class 2")
    ('1,234,567.89', '15.50', '15.5', '0', 'Class 2')
    """
    found = _NUMBER(text)
    if found is None:
        return words(text)
    sign, whole, _, fraction = found.groups()
    if not whole and not fraction:
        return words(text)
    whole = whole.lstrip("0")
    kept = fraction.rstrip("0")
    if len(fraction) == 1 and form != "3" and (form == "5" or kept or whole):
        kept = fraction + "0"
    is_zero = not kept.strip("0") and not whole
    return f"{'' if is_zero else sign}{in_threes(whole)}{'.' if kept else ''}{kept}"


def in_threes(digits: str) -> str:
    """Digits in threes, however many there are; Python's own way ends at 4,300 of them.

    >>> in_threes(""), in_threes("1234567")
    ('0', '1,234,567')
    """
    if len(digits) < 4:
        return digits or "0"
    first = len(digits) % 3 or 3
    return ",".join([digits[:first], *(digits[i : i + 3] for i in range(first, len(digits), 3))])


def date_text(text: str) -> str:
    """A date as month/day/year; what is no date as it stands.

    >>> date_text("2023-11-24"), date_text("2023-11-24-05:00"), date_text("soon")
    ('11/24/2023', '11/24/2023', 'soon')
    """
    found = _DAY(text)
    return f"{found[2]}/{found[3]}/{found[1]}" if found else words(text)


def day(cell: Cell[Any]) -> str:
    """A date box without marks."""
    return date_text(cell.text) if cell.text else ""


def marked(ids: Iterable[str]) -> tuple[str, ...]:
    """Footnote ids as the numbers printed: F12 is 12."""
    return tuple([mark.partition("F")[2] for mark in ids])
