"""What a person should look at before a draft is filed, and what a line still lacks."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from section16.prepare.aggregate import WIDEST, span
from section16.prepare.book import Book
from section16.prepare.drafted import LOOK, MISSING, PROVISIONAL, Boxes, Need
from section16.prepare.entry import Entry
from section16.prepare.events import due_form
from section16.prepare.notes import is_unknown_key
from section16.prepare.roster import DIRECT, Roster
from section16.prepare.trades import Trade

SMALL = Decimal(10_000)  # dollars in six months: 17 CFR 240.16a-6(a)(1)
_SIX_MONTHS = datetime.timedelta(days=183)
_BOX_OF = {"date": "transaction_date", "deemed": "deemed_execution_date", "value": "total_value"}
_BOXED = frozenset({"shares", "price", "date", "deemed", "value", "underlying_shares"})


def line_needs(entry: Entry, path: str, book: Book, box: Boxes, form: str) -> Iterator[Need]:
    """What one line lacks, box by box."""

    def need(name: str, state: str, why: str) -> Need:
        at = f"{path}.{name}"
        return Need(at, box(at), state, why)

    for name, why in entry.missing:
        yield need(name, MISSING, why)
    for trade in entry.trades:
        for field in sorted(trade.provisional & _BOXED):
            yield need(_BOX_OF.get(field, field), PROVISIONAL, f"row {trade.row} marks it with a question mark")
    held = "value_following" if entry.in_dollars else "shares_following"
    title, account = entry.fields["security_title"].value, entry.key.account
    how = "direct" if account == DIRECT else account
    if form == "3" and entry.table == "table_ii":
        return  # Form 3 has no such box
    if entry.after is None:
        opening = book.openings.get(entry.key)
        if opening is None or opening.shares is None is opening.value:
            why = f"no opening position of {title}, {how}"
        elif (row := _in_other_units(entry, book)) is not None:
            units = ("dollars", "shares") if entry.key in book.dollars else ("shares", "dollars")
            why = f"{title}, {how}, is held in {units[0]} and row {row} is in {units[1]}"
        else:
            why = f"a change of {title}, {how}, is not known"
        yield need(held, MISSING, why)
    elif entry.after < 0:
        why = f"{entry.after:,f} would be held: more goes than the opening position and the trades hold"
        yield need(held, PROVISIONAL, why)
    if entry.key in book.assumed:
        yield need(held, LOOK, f"no opening position of {title}, {how}: taken as empty before the transfer")


def _in_other_units(entry: Entry, book: Book) -> int | None:
    """The row of a trade in shares of what is held in dollars, or the other way round; None without one."""
    is_in_dollars = entry.key in book.dollars
    for trade in entry.trades:
        if trade.security == entry.key.security and (trade.shares if is_in_dollars else trade.value) is not None:
            return trade.row
    return None


def line_looks(entry: Entry, path: str, book: Book, box: Boxes, form: str) -> Iterator[Need]:
    """What is odd about one line."""

    def need(name: str, why: str, state: str = LOOK) -> Need:
        at = f"{path}.{name}"
        return Need(at, box(at), state, why)

    roster = book.roster
    for name, keys in entry.notes.items():
        for key in keys:
            if is_unknown_key(key, roster):
                yield need(name, f"no footnote {key!r} in the roster: printed as it stands", PROVISIONAL)
    for trade in entry.trades:
        low, high = span(trade)
        if trade.low is not None and high - low > WIDEST:
            yield need("price", f"row {trade.row}: prices from {low} to {high} are more than a dollar apart, "
                       "so they take several lines (staff letter of 2008-06-25)")  # fmt: skip
        if trade.early and due_form(trade) == "4":
            yield need("form_type", f"row {trade.row} says early, but {trade.event} is due on Form 4")
        opening = book.openings.get(entry.key)
        if opening is not None and opening.as_of is not None and trade.date is not None \
                and trade.date <= opening.as_of:  # fmt: skip
            yield need("transaction_date", f"row {trade.row} is of {trade.date}; the opening position states the close "
                       f"of {opening.as_of}, and was taken to have it in it")  # fmt: skip
    if form == "4" and entry.trades and entry.trades[0].late:
        yield need("transaction_date", "marked as late")


def twin_looks(trades: list[Trade], places: dict[int, str], box: Boxes) -> Iterator[Need]:
    """Rows that are alike in everything but their number: one trade written twice, or two?

    places  path of the first line by row

    Trades with a broker's number are told apart by it.
    """
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for trade in trades:
        if trade.reference is None:
            alike[repr(replace(trade, row=0))].append(trade.row)
    sets = (tuple(dict.fromkeys(rows)) for rows in alike.values())
    for rows in dict.fromkeys(one for one in sets if len(one) > 1):
        path = next((places[row] for row in rows if row in places), None)
        if path is not None:
            named = f"{', '.join(map(str, rows[:-1]))} and {rows[-1]}"
            yield Need(path, box(path), LOOK, f"rows {named} are alike in everything: one trade or several?")


def small_looks(trades: list[Trade], roster: Roster, places: dict[int, str], box: Boxes) -> Iterator[Need]:
    """Small acquisitions that are not small, or that a sale within six months makes due (17 CFR 240.16a-6).

    places  path of the line by row; only trades given here are known
    """
    small = [trade for trade in trades if trade.event == "small-acquisition" and trade.date is not None]
    for trade in small:
        path = places.get(trade.row)
        if path is None or trade.date is None:
            continue
        of_class = roster.security(trade.security).title
        near = [one for one in small if one.owner == trade.owner and one.date is not None
                and roster.security(one.security).title == of_class
                and trade.date - _SIX_MONTHS <= one.date <= trade.date]  # fmt: skip
        paid = sum(((one.shares or 0) * (one.price or 0) for one in near), Decimal(0))
        if paid > SMALL:
            yield Need(path, box(path), LOOK, f"${paid:,.2f} of small acquisitions in six months, more than "
                       f"${SMALL:,f}: due on Form 4 within two business days (Rule 16a-6)")  # fmt: skip
        sales = [one for one in trades if one.event == "sell" and one.owner == trade.owner and one.date is not None
                 and trade.date <= one.date <= trade.date + _SIX_MONTHS]  # fmt: skip
        if sales:
            yield Need(path, box(path), LOOK, f"a sale on {sales[0].date}, within six months: what was put off is due "
                       "on Form 4 two business days after it (Rule 16a-6(b))")  # fmt: skip
