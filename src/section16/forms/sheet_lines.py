"""A line of Table I or II as the cells of its printed row.

One function per form and table, in the order of the printed columns.  What is
printed in another way than it is filed: V is form type 5 on Form 4; a code with an
equity swap is followed by /K; Form 5 prints the form type 3 or 4, and 5 for late,
after the code; Table II puts the amount below (A) or (D); a value in dollars stands
where a number of shares would.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from section16.forms.printed import EMPTY, Printed, date_text, marked, number
from section16.model.lines import DerivativeLine, NonDerivativeLine
from section16.vocabulary.cells import Cell

Row = tuple[Printed, ...]
Line = NonDerivativeLine | DerivativeLine


def _value(cell: Cell[Any], form: str = "4", sign: str = "") -> Printed:
    """Text or number with its marks; ``sign`` before a number box that is filled in."""
    text, marks = cell.text, cell.footnotes
    if not text:
        return Printed("", marked(marks)) if marks else EMPTY
    return Printed(sign + number(text, form), marked(marks) if marks else ())


def _dollars(cell: Cell[Any], form: str) -> Printed:
    """A price on Form 3 or 5: the dollar sign is printed before a mark that stands alone, too."""
    if not cell.text and cell.footnotes:
        return Printed("$", marked(cell.footnotes))
    return _value(cell, form, "$")


def _date(cell: Cell[Any]) -> Printed:
    text, marks = cell.text, cell.footnotes
    if not text and not marks:
        return EMPTY
    return Printed(date_text(text or ""), marked(marks))


def _either(shares: Cell[Any], value: Cell[Any], form: str) -> Printed:
    """A number of shares, or else a value in dollars."""
    if shares.is_absent or (not shares.text and value.text):
        return _value(value, form, "$")
    return _value(shares, form)


def _code_4(line: Line) -> Printed:
    code = line.code.text or ""
    return Printed(code + "/K" if line.equity_swap.value else code, marked(line.coding_footnotes))


def _early_4(line: Line) -> Printed:
    return Printed("V" if line.form_type.text == "5" else "", marked(line.timeliness.footnotes))


def _code_5(line: Line) -> Printed:
    """Code and form type; Form 5 has no column for V.

    The marks of lateness have no place of their own on the stylesheet's page.
    """
    kind = line.form_type.text
    marks = marked(line.coding_footnotes)
    code = (line.code.text or "") + ("/K" if line.equity_swap.value else "")
    if kind == "3":
        return Printed("3", marks)
    if kind == "4":
        return Printed(code + "4", marks)
    return Printed(code + "5" if line.timeliness.text == "L" else code, marks)


def _moved(line: Line, form: str, stylesheet: str) -> tuple[Printed, Printed]:
    """The amount below (A) and below (D) of Table II, with the marks of both boxes.

    Without the letter a stylesheet prints the amount below both.
    """
    side = line.acquired_disposed
    shares, total = line.shares, line.total_value
    amount = _value(total, form, "$") if shares.is_absent else _value(shares, form)
    if side.footnotes and amount != EMPTY and not (form == "5" and stylesheet == "X09"):
        amount = Printed(amount.text, amount.marks + marked(side.footnotes))
    return (
        EMPTY if side.text is not None and side.text != "A" else amount,
        EMPTY if side.text is not None and side.text != "D" else amount,
    )


def _row_3_i(line: Line, stylesheet: str) -> Row:
    return (
        _value(line.security_title, "3"),
        _either(line.shares_following, line.value_following, "3"),
        _value(line.direct_indirect, "3"),
        _value(line.nature, "3"),
    )


def _row_3_ii(line: Any, stylesheet: str) -> Row:
    return (
        _value(line.security_title, "3"),
        _date(line.exercise_date),
        _date(line.expiration_date),
        _value(line.underlying_title, "3"),
        _either(line.underlying_shares, line.underlying_value, "3"),
        _dollars(line.exercise_price, "3"),
        _value(line.direct_indirect, "3"),
        _value(line.nature, "3"),
    )


def _row_4_i(line: Line, stylesheet: str) -> Row:
    return (
        _value(line.security_title),
        _date(line.transaction_date),
        _date(line.deemed_execution_date),
        _code_4(line),
        _early_4(line),
        _value(line.shares),
        _value(line.acquired_disposed),
        _value(line.price, "4", "$"),
        _either(line.shares_following, line.value_following, "4"),
        _value(line.direct_indirect),
        _value(line.nature),
    )


def _row_5_i(line: Line, stylesheet: str) -> Row:
    is_holding_of_3 = line.form_type.text == "3"
    return (
        _value(line.security_title, "5"),
        _date(line.transaction_date),
        _date(line.deemed_execution_date),
        _code_5(line),
        EMPTY if is_holding_of_3 else _value(line.shares, "5"),
        _value(line.acquired_disposed, "5"),
        EMPTY if is_holding_of_3 else _dollars(line.price, "5"),
        _either(line.shares_following, line.value_following, "5"),
        _value(line.direct_indirect, "5"),
        _value(line.nature, "5"),
    )


def _rest_ii(line: Any, form: str) -> Row:
    """Columns 6 to 11 of Table II."""
    return (
        _date(line.exercise_date),
        _date(line.expiration_date),
        _value(line.underlying_title, form),
        _either(line.underlying_shares, line.underlying_value, form),
        _value(line.price, form, "$"),
        _either(line.shares_following, line.value_following, form),
        _value(line.direct_indirect, form),
        _value(line.nature, form),
    )


def _row_4_ii(line: Any, stylesheet: str) -> Row:
    return (
        _value(line.security_title),
        _value(line.exercise_price, "4", "$"),
        _date(line.transaction_date),
        _date(line.deemed_execution_date),
        _code_4(line),
        _early_4(line),
        *_moved(line, "4", stylesheet),
        *_rest_ii(line, "4"),
    )


def _row_5_ii(line: Any, stylesheet: str) -> Row:
    return (
        _value(line.security_title, "5"),
        _value(line.exercise_price, "5", "$"),
        _date(line.transaction_date),
        _date(line.deemed_execution_date),
        _code_5(line),
        *_moved(line, "5", stylesheet),
        *_rest_ii(line, "5"),
    )


# the cells of a line, by form and table: given the line and the stylesheet
CELLS: dict[tuple[str, str], Callable[[Any, str], Row]] = {
    ("3", "table_i"): _row_3_i,
    ("3", "table_ii"): _row_3_ii,
    ("4", "table_i"): _row_4_i,
    ("4", "table_ii"): _row_4_ii,
    ("5", "table_i"): _row_5_i,
    ("5", "table_ii"): _row_5_ii,
}
