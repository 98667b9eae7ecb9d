"""A printed row of our own layout -> a line of the model.

The inverse of the sheet's rows: a column is known by its place, text and footnote
numbers are already apart.  Numbers are given the spelling that prints so: on Forms 4
and 5 a single decimal is printed as two, and zeros at the end fall away.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, NamedTuple

from section16.formats.page_text_columns import AMOUNTS, DATES, PRICES, SLOTS, WORDS
from section16.formats.page_text_fold import as_filed
from section16.formats.page_text_notes import NOT_UNDERSTOOD, Notes, quoted
from section16.formats.page_text_values import NO, YES
from section16.formats.values import day, number
from section16.model.lines import DerivativeLine, NonDerivativeLine
from section16.vocabulary.cells import Cell

_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3})(?:\.([0-9]+))?").fullmatch
_DATE = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})").fullmatch
_SIGNED = re.compile(r"\$(?! )").match
# where the dollar sign of a price stands before a mark, too
_SIGN_ALONE = {("3", "table_ii"), ("5", "table_i")}


class Box(NamedTuple):
    """What stands in one cell: text as printed, and footnote numbers."""

    text: str
    marks: tuple[str, ...] = ()


class Row(NamedTuple):
    """A row: its line in the text, and a box for every column of the page."""

    number: int
    boxes: tuple[Box, ...]


def date_cell(text: str, marks: tuple[str, ...] = ()) -> Cell[Any]:
    """A date as the sheet prints it; any other text stays as it is.

    >>> date_cell("11/24/2023").text, date_cell("soon").value
    ('2023-11-24', None)
    """
    found = _DATE(text)
    iso = f"{found[3]}-{found[1]}-{found[2]}" if found else text
    filed = iso if day(iso) else text
    return Cell(day(filed), filed, marks) if text else Cell(footnotes=marks)


def filed_number(text: str, form: str) -> str:
    """The spelling of a number that is printed so; any other text as it stands.

    >>> [filed_number(printed, "4") for printed in ("1,234,567.89", "15.50", "15.5", "2A")]
    ['1234567.89', '15.5', '15.50', '2A']
    """
    found = _NUMBER(text)
    if found is None:
        return text
    fraction = found[1] or ""
    bare = text.replace(",", "")
    if form == "3" or not fraction:
        return text if fraction.endswith("0") else bare
    if len(fraction) == 1:
        return text if fraction == "0" else f"{bare}0"
    if fraction.endswith("0"):
        return bare[:-1] if len(fraction) == 2 else text
    return bare


def line(form: str, table: str, position: int, row: Row, notes: Notes) -> NonDerivativeLine:
    """The line that prints like this row; a box that is not of its type keeps its text and is noted."""
    fields: dict[str, Any] = {}
    boxes = [Box(as_filed(text), tuple(f"F{mark}" for mark in marks)) for text, marks in row.boxes]
    said = dict(zip(SLOTS[form, table], boxes, strict=True))
    if "acquired" in said:
        _one_side(said, fields)
    for slot, box in said.items():
        if slot in WORDS:
            text = filed_number(box.text, form)
            fields[WORDS[slot]] = Cell(text, text, box.marks) if text else Cell(footnotes=box.marks)
        elif slot in DATES:
            fields[DATES[slot]] = date_cell(*box)
        elif slot in PRICES:
            is_marked = box.text == "$" and (form, table) in _SIGN_ALONE and box.marks != ()
            fields[PRICES[slot]] = _number("" if is_marked else box.text, box.marks, form)
        elif slot in AMOUNTS:
            shares, value = AMOUNTS[slot]
            # the form's own sign stands right before the number, and Table I prints no value for an amount
            is_value = _SIGNED(box.text) is not None and (slot, table) != ("amount", "table_i")
            fields[value if is_value else shares] = _number(box.text, box.marks, form, is_value)
    if "code" in said:
        (_coded_5 if form == "5" else _coded_4)(said, fields)
    is_transaction = form != "3" and any(
        not fields.get(name, Cell()).is_absent for name in ("transaction_date", "code", "form_type")
    )
    is_transaction = is_transaction or bool(fields.get("coding_footnotes"))
    fields = {name: cell for name, cell in fields.items() if cell not in (Cell(), ())}
    for name, cell in fields.items():
        if isinstance(cell, Cell) and cell.is_unreadable:
            kind = "a date" if name in DATES.values() else "a number"
            message = f"{quoted(cell.text or '')} is not read; expected {kind}"
            notes.add(NOT_UNDERSTOOD, row.number, message, f"{table}[{position}].{name}")
    kind_of = DerivativeLine if table == "table_ii" else NonDerivativeLine
    return kind_of(kind="transaction" if is_transaction else "holding", **fields)


def _number(text: str, marks: tuple[str, ...], form: str, is_dollars: bool = True) -> Cell[Decimal]:
    """A number without its dollar sign; of a box that was filed blank the sign alone is printed."""
    bare = text.removeprefix("$") if is_dollars else text
    filed = filed_number(bare, form) or (" " if text else "")
    return Cell(number(filed), filed, marks) if filed else Cell(footnotes=marks)


def _one_side(said: dict[str, Box], fields: dict[str, Any]) -> None:
    """The amount of Table II stands below (A) or (D); without the letter it is printed below both."""
    acquired, disposed = said.pop("acquired"), said.pop("disposed")
    amount = acquired if acquired != Box("") else disposed
    if acquired != disposed:
        letter = "A" if disposed == Box("") else "D"
        fields["acquired_disposed"] = Cell(letter, letter)
    if Box("") not in (acquired, disposed) and acquired != disposed:
        both = f"{acquired.text} acquired and {disposed.text} disposed"
        fields["acquired_disposed"], amount = Cell(), Box(both)
    said["amount"] = amount


def _coded_4(said: dict[str, Box], fields: dict[str, Any]) -> None:
    """Code with /K for an equity swap; a V beside it is form type 5."""
    code, early = said["code"], said["v"]
    _code(code.text, fields)
    fields["coding_footnotes"], fields["timeliness"] = code.marks, Cell(footnotes=early.marks)
    if early.text or code.text:
        form_type = {"V": "5", "": "4"}.get(early.text, early.text)
        fields["form_type"] = Cell(form_type, form_type)


def _coded_5(said: dict[str, Box], fields: dict[str, Any]) -> None:
    """Form type 3 alone; 4, or 5 for late, after the code."""
    text, marks = said["code"]
    fields["coding_footnotes"] = marks
    form_type = "5" if text else ""
    if text == "3":
        form_type, text = "3", ""
    elif text.endswith(("4", "5")):
        form_type, text = text[-1], text[:-1]
        if form_type == "5":
            fields["timeliness"] = Cell("L", "L")
    _code(text, fields)
    if form_type:
        fields["form_type"] = Cell(form_type, form_type)


def _code(text: str, fields: dict[str, Any]) -> None:
    code = text.removesuffix("/K")
    if text:
        fields["equity_swap"] = YES if code != text else NO
    if code:
        fields["code"] = Cell(code, code)
