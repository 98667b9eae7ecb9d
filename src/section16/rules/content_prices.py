"""Content rules, S16-215 to S16-218: one line for several trades, at an average price.

The staff accepts one line for same-way trades of one day through a broker when their
prices lie within one dollar, the price column holds the weighted average, and
footnotes give the range and undertake to give the details: letter to the Society of
Corporate Secretaries and Governance Professionals, 25 June 2008.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from section16.rules.catalogue import Line, line_rule, rule
from section16.rules.content_facts import facts, place, plain, quoted
from section16.rules.subject import Has, Subject
from section16.vocabulary.findings import Location, Severity

_WARNING, _NOTE = Severity.WARNING, Severity.NOTE
_LETTER = "SEC staff letter on aggregate reporting of same-day trades, 25 June 2008"
Places = Iterable[tuple[Location, str]]
Fields = Iterable[tuple[str, str]]
Range = tuple[Decimal, Decimal]

_TRADES = frozenset("PS")
_KEY = "content_prices"
_WIDEST = Decimal(1)  # dollars
_ROUNDING = Decimal("0.01")  # averages are often given to the cent, ranges to the cent as well
_AMOUNT = r"[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+"
_RANGE = re.compile(
    rf"\$\s*({_AMOUNT})(?:\s*per share)?,?\s*(?:to|and|through|-|–|—)\s*"
    r"(?:a |the )?(?:high |highest )?(?:price )?(?:of )?"
    rf"(?:\$\s*({_AMOUNT})|([0-9]+\.[0-9]{{2,4}})\b)"
).findall
_SAYS_PRICE = re.compile(r"price reported|weighted[\s-]+average\s+(?:(?:purchase|sales?|selling)\s+)?price").search
_WITH_RANGE = ("rang", "between", "from", "high", "low", " to $", "-$", " - $")
_UNDERTAKES = ("undertak", "request", "will provide", "will supply", "will furnish", "available")
# boxes on which such a footnote is a footnote on the trade, though not on its price
_MISPLACED = frozenset({
    "security_title", "transaction_date", "code", "shares", "acquired_disposed", "shares_following",
})  # fmt: skip


class Average(NamedTuple):
    """A footnote on a weighted average: its text in lower case and the range it states."""

    note: str
    range: Range | None


def averages(subject: Subject) -> dict[str | None, Average]:
    """Footnotes on weighted averages, by id; none on a form without purchase and sale."""
    kept: dict[str, Any] = subject.__dict__
    made: dict[str | None, Average] | None = kept.get(_KEY)
    if made is None:
        found = facts(subject)
        made = kept[_KEY] = {}
        if "weighted" in found.text and not _TRADES.isdisjoint(found.codes):
            for note, text in zip(subject.document.footnotes, found.notes, strict=True):
                if "weighted" in text and "average" in text:
                    made[note.id] = Average(text, price_range(text))
    return made


def price_range(note: str) -> Range | None:
    """The one range of prices that lower-case text states, in dollars; None without or with several.

    >>> price_range("sold at prices ranging from $14.01 to $15.00, inclusive")
    (Decimal('14.01'), Decimal('15.00'))
    >>> price_range("from $1.00 to $1.10 and from $2.00 to $2.50") is None
    True
    """
    found = _RANGE(note)
    if len(found) != 1:
        return None
    low, high = sorted(Decimal(amount.replace(",", "")) for amount in found[0] if amount)
    return (low, high) if low > 0 else None


def _range_of(subject: Subject, line: Line) -> Range | None:
    """The range stated by the footnote on a line's price."""
    if not line.price.footnotes:
        return None
    notes = averages(subject)
    return next((notes[mark].range for mark in line.price.footnotes if mark in notes), None)


@line_rule(
    "S16-215",
    "Trades on one line differ by at most one dollar",
    _WARNING,
    _LETTER,
    codes="P S",
    kinds=("transaction",),
    forms="45",
    when=Has.WEIGHTED,
)
def range_is_narrow(subject: Subject, line: Line) -> Fields:
    """The staff's relief covers trades within a range of one dollar; a wider range hides what was
    paid and belongs on several lines."""
    stated = _range_of(subject, line)
    if stated is None or stated[1] - stated[0] <= _WIDEST:
        return ()
    low, high = stated
    message = (
        f"trades from {plain(low)} to {plain(high)} dollars on one line, a range of {plain(high - low)} dollars,"
        f" expected at most {_WIDEST} dollar"
    )
    return [("price", message)]


@line_rule(
    "S16-216",
    "An average price lies within its range",
    _WARNING,
    _LETTER,
    codes="P S",
    kinds=("transaction",),
    forms="45",
    when=Has.WEIGHTED,
)
def average_is_in_range(subject: Subject, line: Line) -> Fields:
    """An average outside its own range shows a mistyped price or a footnote of another line."""
    price, stated = line.price.value, _range_of(subject, line)
    if stated is None or price is None or stated[0] - _ROUNDING <= price <= stated[1] + _ROUNDING:
        return ()
    message = (
        f"average price {quoted(line.price)} dollars, expected one from {plain(stated[0])} to {plain(stated[1])}"
        " dollars as the footnote says"
    )
    return [("price", message)]


@line_rule(
    "S16-217",
    "An average price is given with its range and an undertaking",
    _NOTE,
    _LETTER,
    codes="P S",
    kinds=("transaction",),
    forms="45",
    when=Has.WEIGHTED,
)
def average_is_explained(subject: Subject, line: Line) -> Fields:
    """The relief asks for both: the range of the prices, and the promise to give the number of
    shares at each price on request."""
    if not line.price.footnotes:
        return ()
    notes = averages(subject)
    mark = next((mark for mark in line.price.footnotes if mark in notes), None)
    if mark is None:
        return ()
    note, stated = notes[mark]
    if stated is None and note.count("$") > 1:
        return ()  # every price is given
    faults = []
    if stated is None and not any(words in note for words in _WITH_RANGE):
        faults.append(f"footnote {mark!r} on the average price gives no range of prices")
    if not any(words in note for words in _UNDERTAKES) and not any(
        words in facts(subject).text for words in _UNDERTAKES
    ):
        faults.append("no footnote undertakes to give the number of shares at each price on request")
    if not faults or not _is_first(subject, line, mark):
        return ()
    return [("price", fault) for fault in faults]


def _is_first(subject: Subject, line: Line, mark: str) -> bool:
    return next(other for _, _, other in facts(subject).lines() if mark in other.price.footnotes) is line


@rule(
    "S16-218", "The footnote on an average price is marked on the price", _NOTE, _LETTER, forms="45", when=Has.WEIGHTED
)
def average_is_marked_on_price(subject: Subject) -> Places:
    """Whoever reads the price column alone takes an average for the price of one trade."""
    notes = averages(subject)
    if not notes:
        return ()
    lines = list(facts(subject).lines())
    loose = notes.keys() - {mark for _, _, line in lines for mark in line.price.footnotes}
    if not loose:
        return ()
    places = []
    for table, i, line in lines:
        if line.code.value not in _TRADES or not notes.keys().isdisjoint(line.price.footnotes):
            continue
        for field, mark in line.marks():
            if mark in loose and field in _MISPLACED and _SAYS_PRICE(notes[mark].note):
                message = f"footnote {mark!r} says that the price is an average, but it is marked on another box"
                places.append((subject.at_line(table, i, "price"), f"{message} of {place(table, i)}"))
                break
    return places
