"""Phrases of one line of Table I or II: when, at what price, what is held, the terms of a derivative.

Each function reads a few boxes and gives a phrase that carries their marks.  They are
put together to sentences in ``plain_tables``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from section16.forms import plain_securities as securities
from section16.forms.plain_words import (
    COMPUTED,
    computed_number,
    day,
    day_of,
    footnotes,
    is_filled,
    listed,
    not_stated,
    noted,
    number,
    number_of,
    product,
    quoted,
    said,
    unread,
)
from section16.model.lines import DerivativeLine, NonDerivativeLine
from section16.vocabulary.cells import Cell

TERMS = ("underlying_title", "underlying_shares", "underlying_value", "exercise_price", "exercise_date",
         "expiration_date")  # fmt: skip
UNDERLYING = frozenset(TERMS[:3])
FOLLOWING = frozenset({"shares_following", "value_following"})

# "See footnote 1" as the nature of ownership says no more than the mark beside it
_SEE = re.compile(r"see(?: (?:foot)?notes?| explanation of responses)?[.:]?", re.IGNORECASE).fullmatch

_ASIDE = {
    "transaction_date": "transaction date",
    "deemed_execution_date": "deemed execution date",
    "code": "code",
    "equity_swap": "equity swap",
    "timeliness": "timeliness",
    "shares": "amount",
    "total_value": "total value",
    "price": "price",
    "acquired_disposed": "acquired or disposed",
}


def when(line: NonDerivativeLine) -> str:
    """The day of a transaction, to open a sentence."""
    cell = line.transaction_date
    if cell.value is not None:
        opening = f"On {day(cell.value)}{noted(cell.footnotes)}"
    elif cell.is_unreadable:
        why = unread(cell, "transaction date", "a date")
        opening = f"On a day that is not readable ({why}){noted(cell.footnotes)}"
    else:
        opening = f"On a day not stated{noted(cell.footnotes)}"
    deemed = line.deemed_execution_date
    if is_filled(deemed):
        opening += f" (deemed execution date {day_of(deemed, 'deemed execution date')})"
    return f"{opening},"


def amount(line: NonDerivativeLine) -> str:
    """How much of which security a transaction moves."""
    return securities.amount(line.shares, line.total_value, line.security_title, isinstance(line, DerivativeLine))


def is_one(line: NonDerivativeLine) -> bool:
    """True when the sentence speaks of a single piece, or of a security without its number."""
    return line.shares.value is None or line.shares.value == 1


def price(line: NonDerivativeLine) -> str:
    """The price, to follow what happened: ", at $10.50 a share"."""
    cell = line.price
    if cell.value is not None and not line.shares.is_absent:
        return f", at {number(cell, '$')} {securities.each(line.security_title.value)}{noted(cell.footnotes)}"
    return f", price {number_of(cell, 'price', '$')}"


def total(line: NonDerivativeLine) -> Decimal | None:
    """Number times price, where both are stated and neither is zero; exact."""
    shares, dollars = line.shares.value, line.price.value
    return product(shares, dollars) if shares and dollars else None


def total_said(line: NonDerivativeLine) -> str:
    """The total, to follow the price: ", $30,816.6516 in all (computed)"."""
    found = total(line)
    return "" if found is None or line.shares.value == 1 else f", {computed_number(found, '$')} in all {COMPUTED}"


def how_held(line: NonDerivativeLine) -> str:
    """Directly, or indirectly and through whom, with the marks of both boxes."""
    cell, nature = line.direct_indirect, line.nature
    words = said(nature.value)
    on_nature = footnotes(nature.footnotes)
    if cell.value == "I":
        opening = f"indirectly{noted(cell.footnotes)}"
        if words and on_nature and _SEE(words):
            return f"indirectly{noted((*cell.footnotes, *nature.footnotes))}"
        if words:
            return f"{opening}: {quoted(words)}{noted(nature.footnotes)}"
        return f"{opening}, through whom {f'see {on_nature}' if on_nature else 'is not stated'}"
    if cell.value == "D":
        opening = f"directly{noted(cell.footnotes)}"
    elif cell.value is None:
        opening = f"whether directly or indirectly is not stated{noted(cell.footnotes)}"
    else:
        opening = f"the box for direct or indirect says {quoted(cell.value)}, neither D nor I{noted(cell.footnotes)}"
    if words:
        return f"{opening}; the nature box says {quoted(words)}{noted(nature.footnotes)}"
    return f"{opening}{f'; on the nature of ownership see {on_nature}' if on_nature else ''}"


def held(line: NonDerivativeLine) -> str:
    """How it is held, as a sentence of its own: "held directly"."""
    how = how_held(line)
    return f"held {how}" if how.startswith(("directly", "indirectly")) else how


def following(line: NonDerivativeLine) -> str:
    """What the form says is held after the transaction, or of a holding: "679,969 shares"."""
    shares, value = line.shares_following, line.value_following
    worth = f"a value of {number_of(value, 'value owned', '$')}" if not value.is_absent else ""
    if worth and shares.is_absent:
        return worth
    if shares.value is not None:
        first = securities.units(number(shares), line.security_title.value) + noted(shares.footnotes)
    else:
        first = number_of(shares, "amount owned")
    return f"{first}, {worth}" if worth else first


def has_following(line: NonDerivativeLine) -> bool:
    """True when the form has a box for what is held, filled or empty."""
    return not (line.shares_following.is_absent and line.value_following.is_absent)


# ------------------------------------------------------------------------------------------- derivative terms


def terms(line: NonDerivativeLine, fields: Collection[str] = TERMS) -> str:
    """What a derivative security is for, at what price and when; "" in Table I."""
    if not isinstance(line, DerivativeLine):
        return ""
    return "; ".join(_terms(line, fields))


def _terms(line: DerivativeLine, fields: Collection[str]) -> Iterator[str]:
    if UNDERLYING.intersection(fields):
        yield f"underlying: {_underlying(line)}"
    silent: dict[tuple[str, ...], list[str]] = {}  # boxes without a value, by their marks
    for field, name, said_as in (
        ("exercise_price", "exercise or conversion price", "exercise or conversion price {}"),
        ("exercise_date", "date exercisable", "exercisable {}"),
        ("expiration_date", "expiration date", "expires {}"),
    ):
        if field not in fields:
            continue
        cell: Cell[Any] = getattr(line, field)
        if cell.value is None:
            if cell.is_unreadable:
                kind = "a number" if field == "exercise_price" else "a date"
                yield f"{unread(cell, name, kind)}{noted(cell.footnotes)}"
            else:
                silent.setdefault(tuple(dict.fromkeys(cell.footnotes)), []).append(name)
        elif field == "exercise_price":
            yield said_as.format(number_of(cell, name, "$"))
        else:
            yield said_as.format(day_of(cell, name))
    for marks, names in silent.items():
        yield f"{listed(names)} {not_stated(marks)}"


def _underlying(line: DerivativeLine) -> str:
    boxes = (line.underlying_title, line.underlying_shares, line.underlying_value)
    if not any(is_filled(box) for box in boxes):
        return "not stated"
    return securities.amount(line.underlying_shares, line.underlying_value, line.underlying_title, False)


# ------------------------------------------------------------------------------------------- the smaller boxes


def asides(line: NonDerivativeLine, form: str | None) -> list[str]:
    """Sentences on early and late lines and on equity swaps."""
    found = [sentence for sentence in (_timing(line, form), _swap(line)) if sentence]
    return [sentence[:1].upper() + sentence[1:] + "." for sentence in found]


def _timing(line: NonDerivativeLine, form: str | None) -> str:
    """Early, late, or due on another form.  Form type 5 on a Form 4 is what is printed as V."""
    due, early = said(line.form_type.value), said(line.timeliness.value)
    marks = noted((*line.form_type.footnotes, *line.timeliness.footnotes))
    sentences = []
    if form == "4" and due == "5" and early in ("", "E"):
        sentences.append("reported voluntarily, earlier than required (V)")
        early = ""
    elif form == "5" and due in ("3", "4"):
        sentences.append(f"it was due on Form {due}")
    elif due and due != form:
        sentences.append(f"the form type box says {quoted(due)}")
    if early == "L":
        sentences.append("reported late")
    elif early:
        sentences.append(f"the timeliness box says {quoted(early)}{' (early)' if early == 'E' else ''}")
    if sentences:
        return ", ".join(sentences) + marks
    return f"on whether it is early or late{marks.replace(' (', ' ').rstrip(')')}" if marks else ""


def _swap(line: NonDerivativeLine) -> str:
    cell = line.equity_swap
    if cell.value:
        return f"an equity swap or similar instrument is involved (code K){noted(cell.footnotes)}"
    if cell.is_unreadable:
        return f"the equity swap box says {quoted(cell.text)}, which is neither yes nor no{noted(cell.footnotes)}"
    names = footnotes(cell.footnotes)
    return f"on the equity swap box see {names}" if names else ""


def strays(line: NonDerivativeLine) -> str:
    """Boxes of a transaction that a holding fills; "" for the usual holding."""
    found = []
    for field, name in _ASIDE.items():
        cell: Cell[Any] = getattr(line, field)
        marks = (*cell.footnotes, *line.coding_footnotes) if field == "code" else cell.footnotes
        if cell.value is False and not marks:
            continue
        if isinstance(cell.value, Decimal):
            found.append(f"{name} {number_of(cell, name, '$' if field in ('price', 'total_value') else '')}")
        elif isinstance(cell.value, date):
            found.append(f"{name} {day_of(cell, name)}")
        elif said(cell.text):
            found.append(f"{name} {quoted(cell.text)}{noted(marks)}")
        elif marks:
            found.append(f"{name}: see {footnotes(marks)}")
    return f"Listed as a holding, the line also fills boxes of a transaction: {'; '.join(found)}." if found else ""
