"""A row of a printed table -> a line of the model.

What the page shows in another way than a filing: a V beside the code is form type
5; ``/K`` after the code is the equity swap box, and a code without it says that
there is none; Form 5 prints the form type and lateness as digits after the code
(P4, G5, or 3 alone for a holding); Table II tells acquired from disposed by the
column; a dollar sign before an amount means a value in place of a number of
shares.  A row with neither date nor code is a holding.
"""

from __future__ import annotations

import re
from typing import Any

from section16.formats.page_text_columns import AMOUNTS, DATES, PRICES, WORDS, Slot
from section16.formats.page_text_markup import take_marks
from section16.formats.page_text_notes import NOT_UNDERSTOOD, Notes, quoted
from section16.formats.page_text_tables import Row
from section16.formats.page_text_values import NO, YES, date_cell, is_blank, number_cell, words_cell
from section16.model.lines import DerivativeLine, NonDerivativeLine
from section16.vocabulary.cells import Cell

# text of a cell and the ids of the marks on it
Printed = tuple[str, tuple[str, ...]]

_CODED = re.compile(r"(?P<code>[A-Z]?)\s*(?P<swap>/\s*K)?\s*(?P<digit>[345])?\Z")

_KINDS = dict.fromkeys(DATES.values(), "a date")


class LineReader:
    """Reads the rows of one table.

    form    "3", "4" or "5"
    table   "table_i" or "table_ii"
    """

    def __init__(self, form: str, table: str, notes: Notes) -> None:
        self.form, self.table, self.notes = form, table, notes
        self.derivative = table == "table_ii"

    def line(self, position: int, row: Row) -> NonDerivativeLine:
        """One line of a text, where marks stand at the end of a cell; see ``of_cells``."""
        return self.of_cells(position, row.number, {slot: take_marks(text) for slot, text in row.cells.items()})

    def of_cells(self, position: int, number: int, texts: dict[Slot, Printed]) -> NonDerivativeLine:
        """One line; what is printed in a box but cannot be read keeps its text and is noted.

        position  among the lines of the table, from 0
        number    line of the source
        texts     text and marks of every column that is not empty
        """
        fields: dict[str, Any] = {}
        for slot, (text, marks) in texts.items():
            if slot in WORDS:
                fields[WORDS[slot]] = words_cell(text, marks)
            elif slot in DATES:
                fields[DATES[slot]] = date_cell(text, marks)
            elif slot in PRICES:
                fields[PRICES[slot]] = number_cell(text, marks)
            elif slot in AMOUNTS:
                self.amount(fields, slot, text, marks)
        if self.derivative:
            self.side_by_column(fields, texts)
        self.coding(fields, texts, position, number)
        dated = "transaction_date" in fields and not fields["transaction_date"].is_absent
        coded = bool(fields.get("coding_footnotes")) or "code" in fields
        kind = "transaction" if self.form != "3" and (dated or coded) else "holding"
        fields = {name: cell for name, cell in fields.items() if cell != Cell()}
        self.note_unreadable(fields, position, number)
        return (DerivativeLine if self.derivative else NonDerivativeLine)(kind=kind, **fields)  # type: ignore[arg-type]

    def amount(self, fields: dict[str, Any], slot: str, text: str, marks: tuple[str, ...]) -> None:
        """An amount: shares, or a value when a dollar sign is printed."""
        shares, value = AMOUNTS[slot]
        fields[value if text.startswith("$") else shares] = number_cell(text, marks)

    def side_by_column(self, fields: dict[str, Any], texts: dict[Slot, Printed]) -> None:
        """Table II prints the amount below (A) or below (D)."""
        filled = [slot for slot in ("acquired", "disposed") if slot in texts and texts[slot] != ("", ())]
        filled = [slot for slot in filled if not is_blank(texts[slot][0]) or texts[slot][1]]
        if len(filled) == 2:
            both = " and ".join(f"{_shown(*texts[slot])} {slot}" for slot in filled)
            fields["shares"] = Cell(None, both)
        elif filled:
            text, marks = texts[filled[0]]
            self.amount(fields, "amount", text, marks)
            letter = "A" if filled[0] == "acquired" else "D"
            fields["acquired_disposed"] = Cell(letter, letter)

    def coding(self, fields: dict[str, Any], texts: dict[Slot, Printed], position: int, number: int) -> None:
        """Code, V, and what is printed after the code."""
        text, marks = texts.get("code", ("", ()))
        early, early_marks = texts.get("v", ("", ()))
        found = _CODED.match("" if is_blank(text) else text)
        code, digit = (found["code"], found["digit"]) if found else (text, None)
        if marks:
            fields["coding_footnotes"] = marks
        if code:
            fields["code"] = Cell(code, code)
        if found and code:
            fields["equity_swap"] = YES if found["swap"] else NO
        if early_marks:
            fields["timeliness"] = Cell(footnotes=early_marks)
        if early.upper() == "V":
            fields["form_type"] = Cell("5", "5")
        elif not is_blank(early):
            self.lost(position, number, "timeliness", f"{quoted(early)} beside the code; expected V")
        if found is None or (found["swap"] and not code) or (digit and self.form == "4"):
            self.lost(position, number, "code", f"transaction code {quoted(text)}")
        elif "form_type" not in fields and (code or digit):
            late = self.form == "5" and digit == "5" and code
            form_type = digit or self.form
            fields["form_type"] = Cell(form_type, form_type)
            if late:
                fields["timeliness"] = Cell("L", "L", early_marks)

    def note_unreadable(self, fields: dict[str, Any], position: int, number: int) -> None:
        """A note for every box with text and no value."""
        for name, cell in fields.items():
            if isinstance(cell, Cell) and cell.is_unreadable:
                kind = _KINDS.get(name, "a number")
                self.lost(position, number, name, f"{quoted(cell.text or '')} is not read; expected {kind}")

    def lost(self, position: int, number: int, field: str, message: str) -> None:
        """Say that a box is not understood."""
        self.notes.add(NOT_UNDERSTOOD, number, message, f"{self.table}[{position}].{field}")


def _shown(text: str, marks: tuple[str, ...]) -> str:
    """Text and marks as a text prints them."""
    return " ".join(filter(None, (text, "".join(f"({mark[1:]})" for mark in marks))))
