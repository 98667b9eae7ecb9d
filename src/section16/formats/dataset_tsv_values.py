"""Text of a data set's cell <-> value: dates, numbers, footnote ids, relationships.

A date is DD-MON-YYYY with an English month, a number has a decimal point ("14706.0").
Neither is the text as filed, so the cell of the model has the value and no text.
What cannot be read keeps its text.  Authority: the published rows of 2024Q3.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Context, Decimal
from typing import Any

from section16.formats import values
from section16.formats.dataset_tsv_tables import RELATIONSHIPS
from section16.formats.elements import Kind
from section16.vocabulary.cells import Cell

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
CENT = Decimal("0.01")

_MONTH = {name: number for number, name in enumerate(MONTHS, 1)}
_DAY = re.compile(r"([0-9]{1,2})-([A-Za-z]{3})-([0-9]{4})").fullmatch
_EXPONENT = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?[eE][+-]?[0-9]{1,2}").fullmatch
_WIDE = Context(prec=2 * values.MOST_DIGITS + 4, Emax=MAX_EMAX, Emin=MIN_EMIN)
_RELATIONSHIP = re.compile(rf"\s*({'|'.join(RELATIONSHIPS)})\s*,?", re.IGNORECASE)
_WORDS = {word.lower(): word for word in RELATIONSHIPS}
_LINE_BREAKS = re.compile(r"[\t\r\n]+")


def day(text: str) -> date | None:
    """The calendar day, also of an ISO date; None when it is none.

    >>> day("03-NOV-2025"), day("31-FEB-2024")
    (datetime.date(2025, 11, 3), None)
    """
    found = _DAY(text.strip())
    if found is None:
        return values.day(text)
    try:
        return date(int(found[3]), _MONTH[found[2].upper()], int(found[1]))
    except (KeyError, ValueError):
        return None


def day_text(value: date) -> str:
    """The day as the data sets print it.

    >>> day_text(date(2025, 11, 3))
    '03-NOV-2025'
    """
    return f"{value.day:02}-{MONTHS[value.month - 1]}-{value.year:04}"


def number(text: str) -> Decimal | None:
    """The exact decimal, with an exponent too; None when it is none.

    >>> number("14706.0"), number("1.2E7"), number("1,000")
    (Decimal('14706.0'), Decimal('1.2E+7'), None)
    """
    value = values.number(text)
    return Decimal(text.strip()) if value is None and _EXPONENT(text.strip()) else value


def number_text(value: Decimal) -> str:
    """The number as the data sets print it, every decimal kept.

    >>> number_text(Decimal("14706")), number_text(Decimal("56.8590"))
    ('14706.0', '56.859')
    """
    digits = format(value, "f")
    whole, _, decimals = digits.partition(".")
    return f"{whole}.{decimals.rstrip('0') or '0'}"


def to_cents(value: Decimal) -> Decimal:
    """The number to two decimals, halves away from zero: the type of the SEC's columns is (16,2).

    >>> to_cents(Decimal("36.8567")), to_cents(Decimal("0.125"))
    (Decimal('36.86'), Decimal('0.13'))
    """
    return value.quantize(CENT, ROUND_HALF_UP, _WIDE)


def marks(text: str) -> tuple[str, ...]:
    """Footnote ids of a list, in its order.

    >>> marks("F2, F1"), marks("")
    (('F2', 'F1'), ())
    """
    return tuple(mark for part in text.split(",") if (mark := part.strip())) if text else ()


def relationships(text: str) -> tuple[tuple[str, ...], str]:
    """Words of RPTOWNER_RELATIONSHIP in their order, and what is left at the end that is none.

    "Other" is often appended without a comma.

    >>> relationships("Director,TenPercentOwnerOther"), relationships("Officer,Chair")
    ((('Director', 'TenPercentOwner', 'Other'), ''), (('Officer',), 'Chair'))
    """
    found: list[str] = []
    at = 0
    while match := _RELATIONSHIP.match(text, at):
        found.append(_WORDS[match[1].lower()])
        at = match.end()
    return tuple(found), text[at:].strip()


def one_line(text: str) -> str:
    """The text as the SEC's sets have it: no tab, no line break, no blanks at its ends.

    >>> one_line("Exhibit 24\\n24.1 ")
    'Exhibit 24 24.1'
    """
    return _LINE_BREAKS.sub(" ", text).strip()


def read_cell(kind: Kind, text: str, ids: tuple[str, ...] = ()) -> Cell[Any]:
    """The cell of the model for a text that is not empty.

    Dates and numbers have a value and no text; a text that is not of its kind is kept.
    """
    value: date | Decimal | None
    if kind is Kind.DATE:
        value = day(text)
    elif kind is Kind.NUMBER:
        value = number(text)
    else:
        return values.READ[kind](text, ids)
    return Cell(None, text, ids) if value is None else Cell(value, None, ids)


def cell_text(kind: Kind, cell: Cell[Any], as_published: bool) -> str:
    """The cell as a data set prints it; "" when there is nothing.

    as_published  as the SEC would: numbers to two decimals, texts on one line, nothing for
                  a number or date that cannot be read
    """
    value, text = cell.value, cell.text
    if kind in (Kind.DATE, Kind.NUMBER) and (value is not None or as_published):
        if isinstance(value, Decimal):
            return number_text(to_cents(value) if as_published else value)
        return day_text(value) if isinstance(value, date) else ""
    if text is None:
        return "" if value is None else ("1" if value else "0") if isinstance(value, bool) else str(value)
    return one_line(text) if as_published else text
