"""Printed values -> text as EDGAR files it: dates, amounts, flags.

A printed form shows ``11/24/2023``, ``346,644`` and ``$0.0889`` where a filing has
``2023-11-24``, ``346644`` and ``0.0889``.  The cells made here hold the filed
spelling, so that they can be written as XML; what cannot be read keeps the
printed characters and has no value.  Two-digit years are not read: the century
would be a guess.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from section16.formats.values import day, number
from section16.vocabulary.cells import Cell

_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})(Z|[+-][0-9]{2}:[0-9]{2})?/([0-9]{4})").fullmatch
_NAMED = re.compile(r"([A-Za-z]{3,9})\.? ?([0-9]{1,2}),? ?([0-9]{4})").fullmatch
_GROUPED = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+").fullmatch
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_MONTH = {name[:size]: at for at, name in enumerate(_MONTHS, 1) for size in (3, len(name))} | {"sept": 9}
_DASHES = {"-", "--", "–", "—"}

YES: Cell[bool] = Cell(True, "1")
NO: Cell[bool] = Cell(False, "0")


def flag(is_ticked: bool) -> Cell[bool]:
    """A check box that is printed: ticked or left empty."""
    return YES if is_ticked else NO


def is_blank(text: str) -> bool:
    """True for an empty box, also when a dash is printed in it."""
    return not text or text in _DASHES


def date_text(text: str) -> str | None:
    """A printed date in EDGAR's spelling; None when it is no date.

    A zone suffix that a stylesheet printed inside the date stays a suffix.

    >>> date_text("11/24/2023"), date_text("March 13, 2000"), date_text("2/7/00")
    ('2023-11-24', '2000-03-13', None)
    >>> date_text("11/24-05:00/2023"), date_text("02/30/2023")
    ('2023-11-24-05:00', None)
    """
    text = " ".join(text.split())
    zone = ""
    if found := _SLASHED(text):
        month, dom, zone, year = found[1], found[2], found[3] or "", found[4]
    elif found := _NAMED(text):
        month, dom, year = str(_MONTH.get(found[1].lower(), 0)), found[2], found[3]
    else:
        return text if day(text) else None
    iso = f"{year}-{int(month):02}-{int(dom):02}{zone}"
    return iso if day(iso) else None


def date_cell(text: str, marks: tuple[str, ...] = ()) -> Cell[date]:
    """A date box: without value and with the printed text when it is no date."""
    if is_blank(text):
        return Cell(footnotes=marks)
    iso = date_text(text)
    return Cell(None, text, marks) if iso is None else Cell(day(iso), iso, marks)


def document_type(form: str, original: Cell[date], is_amended: bool = False) -> str:
    """The form, as an amendment when its name says so or its box has a date of the original, readable or not."""
    is_dated = any(character.isdigit() for character in original.text or "")
    return f"{form}/A" if is_amended or is_dated else form


def number_cell(text: str, marks: tuple[str, ...] = ()) -> Cell[Decimal]:
    """An amount or price without its dollar sign and thousands separators.

    >>> number_cell("$1,250.50").text, number_cell("1,25").value
    ('1250.50', None)
    """
    bare = text.replace("$", "", 1).strip() if text.startswith("$") else text
    if is_blank(bare):
        return Cell(footnotes=marks)
    if not _GROUPED(bare):
        return Cell(None, text, marks)
    filed = bare.replace(",", "")
    return Cell(number(filed), filed, marks)


def words_cell(text: str, marks: tuple[str, ...] = ()) -> Cell[Any]:
    """A box of words or of a code; a dash in it is what was filed."""
    return Cell(text, text, marks) if text else Cell(footnotes=marks)
