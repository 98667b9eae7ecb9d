"""Content rules, S16-270 to S16-278: shares, prices and exercise prices of a line.

Unknown is not zero: a price given by footnote alone is never judged.  What price a
code usually has is in ``vocabulary/tables/transaction_codes.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from section16.rules.catalogue import Line, line_rule, rule
from section16.rules.content_facts import Lines, facts, place, quoted
from section16.rules.subject import Subject
from section16.vocabulary.findings import Location, Severity

_WARNING, _NOTE = Severity.WARNING, Severity.NOTE
_TRANSACTION = ("transaction",)
_TABLE_II = ("II",)
_CODES = "Form 4, General Instruction 8; working rule, unconfirmed"
_PRICE = "Form 4, General Instruction 5 and column 4"
Places = Iterable[tuple[Location, str]]
Fields = Iterable[tuple[str, str]]

_PRICED = frozenset("PSF")
_TOO_FAR = 20  # times the price of another trade in the same security on the same form
_ALONE = Decimal(1_000_000)  # dollars; no listed share has ever cost so much
_NAMES = {
    "G": "a gift", "W": "an inheritance", "E": "an expiration", "Z": "a voting trust", "P": "a purchase",
    "S": "a sale", "F": "a payment with securities", "U": "a tender",
}  # fmt: skip
_OPTION = re.compile(r"\boptions?\b", re.IGNORECASE).search
_FOR_NOTHING = re.compile(r"\b(?:no|without|zero) (?:cash |additional )?consideration").search


def _price(line: Line) -> str:
    code = line.code.value
    return f"{quoted(line.price)} dollars with code {code}, {_NAMES[code]}"


@line_rule(
    "S16-270",
    "A gift, an inheritance and an expiration have no price",
    _WARNING,
    _CODES,
    codes="G W E Z",
    kinds=_TRANSACTION,
)
def gift_has_no_price(subject: Subject, line: Line) -> Fields:
    """Nothing is paid for a gift.  A price there is the market value, or the code is wrong and the
    transaction was a sale."""
    if not line.price.value or line.price.footnotes:
        return ()
    return [("price", f"{_price(line)}, expected 0")]


@line_rule(
    "S16-271",
    "A purchase or sale has a price",
    _WARNING,
    f"{_PRICE}; unconfirmed",
    codes="P S",
    kinds=_TRANSACTION,
)
def trade_has_a_price(subject: Subject, line: Line) -> Fields:
    """A trade for nothing is a gift or another transaction; a price that cannot be stated is
    explained in a footnote."""
    price = line.price.value
    if price is None or price > 0 or line.price.footnotes or line.coding_footnotes:
        return ()
    return [("price", f"{_price(line)}, expected a price above 0 or a footnote")]


@line_rule(
    "S16-272",
    "Securities given in payment have a value",
    _NOTE,
    _CODES,
    codes="F U",
    kinds=_TRANSACTION,
)
def payment_has_a_value(subject: Subject, line: Line) -> Fields:
    """Shares withheld for tax or for an exercise price pay by their value on that day; 0 says that
    they paid nothing."""
    price = line.price.value
    if price is None or price > 0 or line.price.footnotes:
        return ()
    return [("price", f"{_price(line)}, expected the value of a share")]


@line_rule("S16-273", "A transaction moves some securities", _WARNING, "Form 4, columns 4 and 5", kinds=_TRANSACTION)
def transaction_moves_securities(subject: Subject, line: Line) -> Fields:
    """A line of 0 securities reports nothing and counts as a transaction all the same."""
    if line.shares.value != 0 or line.shares.footnotes:
        return ()
    return [("shares", f"{quoted(line.shares)} securities, expected a number above 0")]


@line_rule(
    "S16-274",
    "The price of a derivative security is not its exercise price",
    _NOTE,
    "Form 4, columns 2 and 8; working rule, unconfirmed",
    tables=_TABLE_II,
    kinds=_TRANSACTION,
    codes="A M",
)
def price_is_not_exercise_price(subject: Subject, line: Line) -> Fields:
    """Column 8 is what was paid for the right itself: nothing for a grant, nothing at exercise.  The
    exercise price, repeated there, is counted twice by whoever adds up the cost."""
    price = line.price.value
    if not price or price != line.exercise_price.value or line.price.footnotes:
        return ()
    event = "a grant" if line.code.value == "A" else "an exercise"
    message = (
        f"{quoted(line.price)} dollars, the exercise price once more, expected what was paid for the derivative"
        f" security itself, usually 0 for {event}"
    )
    return [("price", message)]


@line_rule(
    "S16-275",
    "An option has an exercise price",
    _NOTE,
    "Form 4, column 2; Form 3, Table II, column 4",
    tables=_TABLE_II,
)
def option_has_exercise_price(subject: Subject, line: Line) -> Fields:
    """An option to buy for 0 dollars is a share unit; more likely the price was left out."""
    box, title = line.exercise_price, line.security_title.value
    if box.value != 0 or box.footnotes or not _OPTION(title or ""):
        return ()
    return [("exercise_price", f"{quoted(box)} dollars for {title!r}, expected a price above 0 or a footnote")]


@line_rule(
    "S16-276",
    "A derivative security has something underlying it",
    _NOTE,
    "Form 4, column 7; Form 3, Table II, column 3",
    tables=_TABLE_II,
)
def something_is_underlying(subject: Subject, line: Line) -> Fields:
    """Column 7 is the number of shares that a reader adds to see what could be owned."""
    if line.underlying_shares.value != 0 or line.underlying_shares.footnotes:
        return ()
    if not (line.shares if line.kind == "transaction" else line.shares_following).value:
        return ()  # nothing of nothing, said of a position that is closed
    message = f"{quoted(line.underlying_shares)} shares, expected a number above 0 or a footnote"
    return [("underlying_shares", message)]


@rule("S16-277", "Column 4 holds the price of one share", _WARNING, _PRICE, forms="45")
def price_is_per_share(subject: Subject) -> Places:
    """The total in place of the price per share, or a slipped decimal point, makes a trade of
    thousands one of millions."""
    found = facts(subject)
    if _PRICED.isdisjoint(found.codes):
        return ()
    prices = [price for _, line in found.table_i if (price := line.price.value) and line.code.value in _PRICED]
    if not prices or (max(prices) <= _ALONE and (len(prices) == 1 or max(prices) <= _TOO_FAR * min(prices))):
        return ()
    return _prices_apart(subject)


def _prices_apart(subject: Subject) -> Places:
    by_title: dict[str | None, Lines] = {}
    for i, line in facts(subject).table_i:
        price = line.price.value
        if not price or line.code.value not in _PRICED:
            continue
        if price > _ALONE:
            message = f"{quoted(line.price)} dollars for one share, expected at most {_ALONE} dollars"
            yield subject.at_line("table_i", i, "price"), message
        else:
            by_title.setdefault(line.security_title.value, []).append((i, line))
    for lines in by_title.values():
        low, cheap = min(lines, key=lambda item: item[1].price.value)
        for i, line in lines:
            if line.price.value > _TOO_FAR * cheap.price.value:
                beside = f"beside {quoted(cheap.price)} dollars on {place('table_i', low)}"
                yield (
                    subject.at_line("table_i", i, "price"),
                    f"{quoted(line.price)} dollars for one share, {beside}, expected prices of one order",
                )


@line_rule(
    "S16-278",
    "What was granted for nothing has the price 0",
    _NOTE,
    f"{_PRICE}; unconfirmed",
    codes="A J G",
    kinds=_TRANSACTION,
)
def free_grant_has_no_price(subject: Subject, line: Line) -> Fields:
    """A footnote on the line says that nothing was paid; the price column says otherwise."""
    if not line.price.value or "consideration" not in facts(subject).text:
        return ()
    for mark in line.price.footnotes or (*line.coding_footnotes, *line.shares.footnotes):
        if _FOR_NOTHING(subject.notes.get(mark, "").lower()):
            message = f"{quoted(line.price)} dollars, but footnote {mark!r} says that nothing is paid, expected 0"
            return [("price", message)]
    return ()
