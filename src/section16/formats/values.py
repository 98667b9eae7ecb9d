"""Text of a box -> its value: numbers, dates, yes or no, codes.

What EDGAR's schemas read, and nothing they do not (specification, section 3.2):
a decimal has digits and one period, a date is YYYY-MM-DD with an optional zone
suffix, which changes nothing but the text.  Each reader takes the text as filed
and returns the cell; unreadable text gives a cell without a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from section16.formats.elements import Kind
from section16.vocabulary.cells import Cell

# of a number, before the point and behind it: far above any filing, and no sum or product of such overflows
MOST_DIGITS = 300
_SOME = f"{{1,{MOST_DIGITS}}}"
_DECIMAL = re.compile(rf"[+-]?(?:[0-9]{_SOME}(?:\.[0-9]{{0,{MOST_DIGITS}}})?|\.[0-9]{_SOME})").fullmatch
_ZONED = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})").fullmatch
_FLAGS = {"0": False, "1": True, "false": False, "true": True}

ReadBox = Callable[[str, tuple[str, ...]], Cell[Any]]


def number(text: str) -> Decimal | None:
    """A decimal as the schemas read it, or None.

    >>> number(" 5381.20 "), number("1,000"), number("1e5")
    (Decimal('5381.20'), None, None)
    """
    text = text.strip()
    return Decimal(text) if _DECIMAL(text) else None


def day(text: str) -> date | None:
    """The calendar day, never shifted by a zone, or None.

    >>> day("2026-05-13-05:00"), day("2023-W01-1")
    (datetime.date(2026, 5, 13), None)
    """
    text = text.strip()
    if len(text) != 10:
        zoned = _ZONED(text)
        if zoned is None:
            return None
        text = zoned[1]
    elif text[4] != "-" or text[7] != "-":
        return None
    return _day(text)


@lru_cache(maxsize=8192)  # one day is on thousands of filings
def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def flag(text: str) -> bool | None:
    """Yes or no in any of the four spellings filed, or None.

    >>> flag("1"), flag("false"), flag("Y")
    (True, False, None)
    """
    return _FLAGS.get(text.strip())


def words(text: str) -> str | None:
    """The text without blanks around it; None when nothing is left."""
    return text.strip() or None


def _read_number(text: str, marks: tuple[str, ...]) -> Cell[Any]:
    return Cell(Decimal(text) if _DECIMAL(text) else number(text), text, marks)


def _read_day(text: str, marks: tuple[str, ...]) -> Cell[Any]:
    return Cell(day(text), text, marks)


def _read_words(text: str, marks: tuple[str, ...]) -> Cell[Any]:
    return Cell(text.strip() or None, text, marks)


def _usual(convert: Callable[[str], Any], texts: str) -> dict[str, Cell[Any]]:
    cells: dict[str, Cell[Any]] = {text: Cell(convert(text), text) for text in texts.split()}
    cells[""] = Cell(None, "")
    return cells


# cells of the few usual texts of a kind, without marks: they are frozen and shared
KNOWN: dict[Kind, dict[str, Cell[Any]]] = {
    Kind.FLAG: _usual(flag, "0 1 false true"),
    Kind.CODE: _usual(words, "3 4 5 A C D E F G H I J L M O P S U W X Z"),
}


def _known(kind: Kind, convert: Callable[[str], Any]) -> ReadBox:
    cells = KNOWN[kind]

    def read(text: str, marks: tuple[str, ...]) -> Cell[Any]:
        if not marks and text in cells:
            return cells[text]
        return Cell(convert(text), text, marks)

    return read


READ: dict[Kind, ReadBox] = {
    Kind.TEXT: _read_words,
    Kind.NUMBER: _read_number,
    Kind.DATE: _read_day,
    Kind.FLAG: _known(Kind.FLAG, flag),
    Kind.CODE: _known(Kind.CODE, words),
}
CONVERT: dict[Kind, Callable[[str], Any]] = {
    Kind.TEXT: words, Kind.NUMBER: number, Kind.DATE: day, Kind.FLAG: flag, Kind.CODE: words,
}  # fmt: skip


def plain(value: Decimal | date | bool | str) -> str:
    """The plain print of a value.

    >>> plain(Decimal("8.880")), plain(Decimal("-0.0")), plain(date(2023, 1, 4)), plain(True)
    ('8.88', '0', '2023-01-04', '1')
    """
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if not value:
        return "0"
    digits = format(value, "f")
    return digits.rstrip("0").removesuffix(".") if "." in digits else digits
