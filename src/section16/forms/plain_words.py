"""Words of the plain-English page: filed text made safe, numbers, dates, footnotes, sums.

Nothing here knows a form.  Filed text goes through ``shown_once`` before it is printed;
what a box does not say is "not stated", what cannot be read is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from section16.forms.visible import shown_once
from section16.forms.words import grouped
from section16.vocabulary.cells import Cell

COMPUTED = "(computed)"

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_ORDINARY_MARK = re.compile(r"F([0-9]+)").fullmatch
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# a number has at most 300 digits before and behind the point, so products and sums of these are exact
_EXACT = Context(prec=2000)
_CENT, _SMALL = Decimal("0.01"), Decimal("0.0001")


def said(text: str | None) -> str:
    """Filed text on one line, "" for none.

    >>> said(" Class A Common\\n Stock ")
    'Class A Common Stock'
    """
    return " ".join(shown_once(text or "").split())


def paragraphs(text: str) -> list[str]:
    """Filed text by paragraphs, which blank lines part; nothing is left out."""
    lines = shown_once(text.replace("\r\n", "\n").replace("\r", "\n"))
    return [" ".join(part.split()) for part in _BLANK_LINES.split(lines) if part.strip()]


def quoted(text: str | None) -> str:
    """Filed text on one line in quotation marks."""
    return f'"{said(text)}"'


def footnote_name(mark: str) -> str:
    """The number of a footnote as printed, or its id where that is no number.

    >>> footnote_name("F12"), footnote_name("note-a")
    ('12', '"note-a"')
    """
    found = _ORDINARY_MARK(mark)
    return found[1] if found else quoted(mark)


def footnotes(marks: Iterable[str]) -> str:
    """Footnotes by name, each once, in the order of their numbers.

    >>> footnotes(["F1"]), footnotes(["F10", "F2", "F10"]), footnotes([])
    ('footnote 1', 'footnotes 2, 10', '')
    """
    names = [footnote_name(mark) for mark in sorted(set(marks), key=lambda mark: (len(mark), mark))]
    return f"footnote{'s' if len(names) > 1 else ''} {', '.join(names)}" if names else ""


def noted(marks: Iterable[str]) -> str:
    """What stands behind a value that carries marks.

    >>> noted(["F1"]), noted([])
    (' (see footnote 1)', '')
    """
    names = footnotes(marks)
    return f" (see {names})" if names else ""


def not_stated(marks: Iterable[str]) -> str:
    """What stands in place of a value that the form does not give.

    >>> not_stated(["F2"]), not_stated([])
    ('not stated, see footnote 2', 'not stated')
    """
    names = footnotes(marks)
    return f"not stated, see {names}" if names else "not stated"


def day(value: date) -> str:
    """A date in words.

    >>> day(date(2024, 3, 3))
    'March 3, 2024'
    """
    return f"{_MONTHS[value.month - 1]} {value.day}, {value.year:04d}"


def unread(cell: Cell[Any], box: str, kind: str) -> str:
    """A box that cannot be read, as filed.

    >>> unread(Cell(None, "N/A"), "number", "a number")
    'the number box says "N/A", which is not a number'
    """
    return f"the {box} box says {quoted(cell.text)}, which is not {kind}"


def day_of(cell: Cell[date], box: str) -> str:
    """A date box: the day and its marks, or why there is none."""
    if cell.value is not None:
        return day(cell.value) + noted(cell.footnotes)
    if cell.is_unreadable:
        return f"not readable: {unread(cell, box, 'a date')}{noted(cell.footnotes)}"
    return not_stated(cell.footnotes)


def number(cell: Cell[Decimal], sign: str = "") -> str:
    """The number of a box that has one: digits in threes, decimals as filed, no marks.

    >>> number(Cell(Decimal("-1000.50"), " -1000.50"), "$")
    '-$1,000.50'
    """
    text = cell.text.strip() if cell.text and cell.text.strip() else f"{cell.value:f}"
    minus = text[:1] if text[:1] in ("-", "+") else ""
    return minus + sign + grouped(text[len(minus) :])


def number_of(cell: Cell[Decimal], box: str, sign: str = "") -> str:
    """A number box: the number and its marks, or why there is none.

    >>> number_of(Cell(Decimal("1000.50"), "1000.50", ("F1",)), "price", "$")
    '$1,000.50 (see footnote 1)'
    >>> number_of(Cell(None, None, ("F2",)), "price", "$")
    'not stated, see footnote 2'
    """
    if cell.value is not None:
        return number(cell, sign) + noted(cell.footnotes)
    if cell.is_unreadable:
        return f"not readable: {unread(cell, box, 'a number')}{noted(cell.footnotes)}"
    return not_stated(cell.footnotes)


def is_filled(cell: Cell[Any]) -> bool:
    """True for a box that says anything: text, or a mark alone."""
    return bool(cell.footnotes) or cell.value is not None or bool(cell.text and cell.text.strip())


def listed(words: list[str]) -> str:
    """Words as a list in a sentence.

    >>> listed(["a director", "an officer", "a 10% owner"])
    'a director, an officer and a 10% owner'
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


# ------------------------------------------------------------------------------------- what we compute ourselves


def product(one: Decimal, other: Decimal) -> Decimal:
    """An exact product."""
    return _EXACT.multiply(one, other)


def total(numbers: Iterable[Decimal]) -> Decimal:
    """An exact sum."""
    found = Decimal(0)
    for one in numbers:
        found = _EXACT.add(found, one)
    return found


def computed_number(value: Decimal, sign: str = "") -> str:
    """A computed number: digits in threes, no zeros at the end.

    >>> computed_number(Decimal("30816.65160"), "$"), computed_number(Decimal("1050.00")), computed_number(Decimal(0))
    ('$30,816.6516', '1,050', '0')
    """
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    if sign and re.fullmatch(r"-?[0-9]+\.[0-9]", text):
        text += "0"  # dollars and cents
    return f"-{sign}{grouped(text[1:])}" if text.startswith("-") else sign + grouped(text)


def average(money: Decimal, shares: Decimal) -> str | None:
    """Dollars a share: exact where four decimals hold it, else rounded and said to be "about".

    Rounded to cents; an average below a dollar to hundredths of a cent, so that it does
    not vanish.  None without shares.

    >>> average(Decimal("10.50"), Decimal(3)), average(Decimal(10), Decimal(3)), average(Decimal(1), Decimal(3))
    ('$3.50', 'about $3.33', 'about $0.3333')
    """
    if shares <= 0:
        return None
    quotient = _EXACT.divide(money, shares)
    rounded = quotient.quantize(_SMALL, ROUND_HALF_UP, _EXACT)
    if _EXACT.multiply(rounded, shares) == money:
        return computed_number(rounded, "$")
    if quotient >= 1:
        rounded = quotient.quantize(_CENT, ROUND_HALF_UP, _EXACT)
        return f"about ${grouped(f'{rounded:f}')}"
    return f"about {computed_number(rounded, '$')}"
