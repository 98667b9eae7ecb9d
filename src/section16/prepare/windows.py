"""Which trades go on which form: lines, mere movements of a holding, and what is left out.

Form 4 takes what is due on it and, when the trade says so, what could wait (V).  Form 5
takes what waited, and what should have been reported and was not; it is never a second
report of what stands on a Form 4 (17 CFR 240.16a-3(f)(1); Form 5, General Instruction 4).
"""

from __future__ import annotations

import datetime
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from section16.prepare.book import Book, movements
from section16.prepare.drafted import LeftOut, Reported, Wishes
from section16.prepare.events import due_form, events
from section16.prepare.roster import Holding, Roster
from section16.prepare.trades import Trade
from section16.prepare.values import year_end

LINE, MOVE, NOTHING = "line", "move", "nothing"


class Fate(NamedTuple):
    """What becomes of a trade.

    what      LINE, MOVE (the holding moves, no line) or NOTHING (not of this form)
    template  explains a movement; None leaves it unexplained
    """

    trade: Trade
    what: str
    template: str | None = None


class Year(NamedTuple):
    """A fiscal year: its first and last day."""

    first: datetime.date
    last: datetime.date


def fiscal_year(trades: list[Trade], text: str, wishes: Wishes) -> Year | None:
    """The year that a Form 5 is for; None when no date tells.

    text  the issuer's fiscal year end, "MM-DD"
    """
    last = wishes.fiscal_year_end
    if last is None:
        known = wishes.signed_on or wishes.as_of
        latest = max((trade.date for trade in trades if trade.date is not None), default=None)
        if known is not None:
            last = _end_by(known, text)
        elif latest is not None:
            last = _end_from(latest, text)
    if last is None:
        return None
    before = year_end(text, last.year - 1)
    return Year(datetime.date.min if before is None else before + datetime.timedelta(days=1), last)


def _end_by(day: datetime.date, text: str) -> datetime.date:
    """The last fiscal year end on or before a day."""
    end = year_end(text, day.year)
    assert end is not None
    return end if end <= day else year_end(text, day.year - 1) or end


def _end_from(day: datetime.date, text: str) -> datetime.date:
    """The end of the fiscal year in which a day falls."""
    end = year_end(text, day.year)
    assert end is not None
    return end if end >= day else year_end(text, day.year + 1) or end


def in_order(trades: list[Trade], roster: Roster, openings: tuple[Holding, ...], wishes: Wishes) -> list[Trade]:
    """The trades of one group by date, and on one day as given.

    A file with the newest first is turned round, so that the trades of one day are in their order, too.  Where more
    would go than is held, what comes by exercise, vesting or grant is put before what goes on the same day.
    """
    if wishes.in_order:
        return trades
    days = [trade.date for trade in trades if trade.date is not None]
    given = trades
    if len(set(days)) > 1 and all(a >= b for a, b in pairwise(days)):
        # rows of one trade (a vesting and what was withheld) stay together
        turned = {row: i for i, row in enumerate(dict.fromkeys(trade.row for trade in reversed(trades)))}
        given = sorted(trades, key=lambda trade: turned[trade.row])
    latest = datetime.date.max
    found = sorted(given, key=lambda trade: trade.date or latest)
    if not _dips(found, roster, openings):
        return found
    other = sorted(given, key=lambda trade: (trade.date or latest, not _comes_first(trade)))
    return found if _dips(other, roster, openings) else other


def _comes_first(trade: Trade) -> bool:
    return events()[trade.event].pair or trade.event in {"grant", "dividend-equivalent"}


def _dips(trades: list[Trade], roster: Roster, openings: tuple[Holding, ...]) -> bool:
    """True when some position falls below zero on the way."""
    book = Book(roster, openings, trades)
    for trade in trades:
        for moved in movements(trade, roster):
            after = book.move(moved, trade.date)
            if after is not None and after < 0:
                return True
    return False


def fates(trades: list[Trade], roster: Roster, wishes: Wishes, year: Year | None) -> tuple[list[Fate], list[LeftOut]]:
    """What becomes of each trade of one group, which stand in order; and what is left out, with the reason."""
    found: list[Fate] = []
    left: list[LeftOut] = []
    filed = Counter(wishes.reported)
    for trade in trades:
        fate, why = _of_form_5(trade, year) if wishes.form == "5" else _of_form_4(trade, wishes)
        if fate.what != NOTHING and not movements(trade, roster):
            fate, why = Fate(trade, NOTHING), "restrictions that lapse on a class of Table I are no transaction"
        if fate.what == LINE and filed and (line := _line_of(trade)) in filed and filed[line] > 0:
            filed[line] -= 1
            fate, why = Fate(trade, MOVE), "the form filed last reports it"
        found.append(fate)
        if why:
            left.append(LeftOut(trade.row, trade.owner, why))
    return found, left


def _of_form_4(trade: Trade, wishes: Wishes) -> tuple[Fate, str]:
    if wishes.as_of is not None and trade.date is not None and trade.date > wishes.as_of:
        return Fate(trade, NOTHING), f"it is of {trade.date}, after {wishes.as_of}"
    due, template = due_form(trade), events()[trade.event].explains
    if due == "none":
        return Fate(trade, MOVE, template), ""
    if due == "5" and not (trade.early or trade.late):
        why = f"{trade.event} may wait for Form 5; early = yes reports it now"
        return Fate(trade, MOVE, template), why
    return Fate(trade, LINE), ""


def _of_form_5(trade: Trade, year: Year | None) -> tuple[Fate, str]:
    due, template = due_form(trade), events()[trade.event].explains
    if year is not None and trade.date is not None and trade.date > year.last:
        return Fate(trade, NOTHING), f"it is of {trade.date}, after the fiscal year that ends on {year.last}"
    if due == "none":
        return Fate(trade, MOVE, template), ""
    if trade.late:
        return Fate(trade, LINE), ""
    if due == "4":
        return Fate(trade, MOVE), f"{trade.event} is due on Form 4; late = yes when it was never reported"
    if trade.early:
        return Fate(trade, MOVE), "it was reported early, on Form 4"
    if year is not None and trade.date is not None and trade.date < year.first:
        why = f"it is of {trade.date}, before the fiscal year that begins on {year.first}; late = yes when it was "
        return Fate(trade, MOVE), why + "never reported"
    return Fate(trade, LINE), ""


def _line_of(trade: Trade) -> Reported:
    code = trade.code or events()[trade.event].code
    return Reported(trade.owner, trade.security, trade.account, trade.date, code, trade.shares)
