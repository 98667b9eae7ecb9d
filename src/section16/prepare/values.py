"""Numbers, dates and yes-or-no as people and brokers write them.

Tolerant where the meaning is plain, and only there: a date that could be two days, a
comma that could be a point, gives None, and the reader says where it stands.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

FLAGS = {"yes": True, "y": True, "true": True, "1": True, "x": True, "no": False, "n": False, "false": False,
         "0": False}  # fmt: skip
BLANKS = frozenset({"", "-", "--", "n/a", "na", "none", "null"})  # how an empty cell is written
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBER = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)?(\.[0-9]*)?").fullmatch
_LOOSE_BLANK = re.compile(r"(?<![0-9]) | (?![0-9])")  # beside a sign or currency, not between digits
_CURRENCY = re.compile(r"^(?:US\$|USD|\$)|(?:USD|\$)$", re.IGNORECASE)
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ][0-9:.]+.*)?").fullmatch
_BASIC = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})").fullmatch
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?: .*)?").fullmatch
_NAMED = re.compile(
    r"([A-Za-z]{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})|([0-9]{1,2})[ -]([A-Za-z]{3,9})\.?[ -]([0-9]{4})"
).fullmatch
_NO_FORM_HOLDS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def flat(text: str) -> str:
    """Words as they are compared: single blanks, no capitals.

    >>> flat(" Common  Stock")
    'common stock'
    """
    return " ".join(text.split()).casefold()


def unprintable(text: str) -> str | None:
    """The first character that XML, and so no form, can hold; None when there is none.

    >>> unprintable("Class A\\x07")
    '\\x07'
    """
    found = _NO_FORM_HOLDS.search(text)
    return None if found is None else found[0]


def number(text: str) -> Decimal | None:
    """A number with dollar signs, thousands, and a sign or the brackets of accountants; None when it is none.

    >>> number("$ 1,234.50"), number("(100)"), number("1.234,50")
    (Decimal('1234.50'), Decimal('-100'), None)
    >>> number("10 000"), number("10 00")
    (Decimal('10000'), None)
    """
    bare = _LOOSE_BLANK.sub("", " ".join(text.split()).translate(_DASHES))
    negative = False
    if bare.startswith("(") and bare.endswith(")"):
        bare, negative = bare[1:-1], True
    if bare[:1] in {"-", "+"}:
        negative, bare = negative or bare[0] == "-", bare[1:]
    bare = _CURRENCY.sub("", bare)
    if bare[:1] == "-":
        bare, negative = bare[1:], True
    found = _NUMBER(bare)
    if found is None or not (found[1] or (found[2] or "").strip(".")):
        return None
    digits = (found[1] or "0").replace(",", "").replace(" ", "") + (found[2] or "").rstrip(".")
    return -Decimal(digits) if negative else Decimal(digits)


def day(text: str) -> datetime.date | None:
    """A date, month before day where there are slashes; None when it is none, or has a year of two digits.

    >>> day("11/24/2023") == day("Nov 24, 2023") == day("24-Nov-2023") == day("20231124")
    True
    >>> day("24/11/2023") is day("11/24/23") is None
    True
    """
    bare = " ".join(text.split())
    if found := _ISO(bare) or _BASIC(bare):
        year, month, on = found[1], found[2], found[3]
    elif found := _SLASHED(bare):
        month, on, year = found[1], found[2], found[3]
    elif found := _NAMED(bare):
        name, on, year = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
        short = name[:3].lower()
        month = str(_MONTHS.index(short) + 1) if short in _MONTHS else "0"
    else:
        return None
    try:
        return datetime.date(int(year), int(month), int(on))
    except ValueError:
        return None


def flag(text: str) -> bool | None:
    """Yes or no; None for another word.

    >>> flag("Yes"), flag("x"), flag("0"), flag("maybe")
    (True, True, False, None)
    """
    return FLAGS.get(text.strip().lower())


def year_end(text: str, year: int = 2024) -> datetime.date | None:
    """The day on which a fiscal year ends, from "MM-DD"; None when that is no day, or none that a calendar has.

    February 29 is the 28th in a common year.

    >>> year_end("12-31", 2025), year_end("02-29", 2025), year_end("31-12")
    (datetime.date(2025, 12, 31), datetime.date(2025, 2, 28), None)
    """
    month, _, on = text.partition("-")
    if not (month.isdecimal() and on.isdecimal()):
        return None
    try:
        if (int(month), int(on)) == (2, 29):
            return datetime.date(year, 3, 1) - datetime.timedelta(days=1)
        return datetime.date(year, int(month), int(on))
    except ValueError:
        return None
