"""Positions while a form is made: opening, change by change, in the order of the trades.

A change without a line (a dividend reinvested, a transfer, what waits for Form 5) moves
the holding like any other, and leaves behind what explains it: the next line that states
the position carries that footnote.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from section16.prepare.entry import Key
from section16.prepare.events import events
from section16.prepare.roster import Holding, Roster
from section16.prepare.trade_macros import received_shares, underlying
from section16.prepare.trades import Trade


class Movement(NamedTuple):
    """One change of one position.

    change  shares or dollars, signed; None when not known
    begins  the position begins with it: without an opening, nothing was held before
    """

    key: Key
    change: Decimal | None
    begins: bool = False
    in_dollars: bool = False


class Explained(NamedTuple):
    """A change that no line shows.

    notes  the trade's own words for the box; in place of the template
    """

    template: str
    change: Decimal | None
    date: datetime.date | None
    source: str = ""
    target: str = ""
    notes: tuple[str, ...] = ()


def side_of(trade: Trade) -> str:
    """A or D: what the event says, else the trade; trades have been through ``keyed``."""
    side = events()[trade.event].side or trade.side
    assert side is not None
    return side


def movements(trade: Trade, roster: Roster) -> tuple[Movement, ...]:
    """What a trade does to positions: one change; two for a pair (Table I first) and for a transfer."""
    event, security = events()[trade.event], roster.security(trade.security)
    key = Key(trade.owner, trade.security, trade.account)
    if event.event == "transfer":
        assert trade.to is not None
        gone = None if trade.shares is None else -trade.shares
        return Movement(key, gone), Movement(key._replace(account=trade.to), trade.shares, begins=True)
    if event.pair:
        if not security.derivative:
            return ()  # restrictions lapse; nothing comes and nothing goes
        named = underlying(trade, roster)
        assert named is not None
        coming = received_shares(trade, roster)
        return Movement(key._replace(security=named), coming), _single(trade, key, "D", security.short)
    begins = event.event == "grant" and security.derivative
    return (_single(trade, key, side_of(trade), security.short, begins),)


def _single(trade: Trade, key: Key, side: str, is_short: bool, begins: bool = False) -> Movement:
    amount = trade.shares if trade.value is None else trade.value
    grows = (side == "A") != is_short
    change = None if amount is None else amount if grows else -amount
    return Movement(key, change, begins or (is_short and grows), trade.value is not None)


class Book:
    """Positions while lines are made.

    openings  of one group of owners; one holding for each position
    trades    all that will be moved: those up to the day that an opening states are in it already

    now      the holding of each position that is known or touched; None when it cannot be told
    dollars  positions counted in dollars
    assumed  positions taken as empty before a transfer came in
    """

    def __init__(self, roster: Roster, openings: tuple[Holding, ...], trades: Iterable[Trade] = ()) -> None:
        self.roster = roster
        self.openings = {Key(one.owner, one.security, one.account): one for one in openings}
        self.now: dict[Key, Decimal | None] = {}
        self.dollars: set[Key] = set()
        self.touched: dict[Key, datetime.date | None] = {}
        self.assumed: set[Key] = set()
        self.pending: dict[Key, list[Explained]] = {}
        for key, one in self.openings.items():
            if one.shares is None and one.value is not None:
                self.dollars.add(key)
            self.now[key] = one.value if key in self.dollars else one.shares
        for trade in trades:
            self._take_back(trade)

    def _take_back(self, trade: Trade) -> None:
        """An opening at the close of a day has the trades up to that day in it: the tally begins before them."""
        if trade.date is None:
            return
        for one in movements(trade, self.roster):
            opening = self.openings.get(one.key)
            if opening is not None and opening.as_of is not None and trade.date <= opening.as_of:
                before = self.now[one.key]
                self.now[one.key] = None if before is None or one.change is None else before - one.change

    def move(self, one: Movement, on: datetime.date | None = None) -> Decimal | None:
        """The holding after a change; None when the opening or the change is not known."""
        if one.key not in self.now and one.begins:
            self.now[one.key] = Decimal(0)
            if one.in_dollars:
                self.dollars.add(one.key)
        before = self.now.get(one.key)
        self.touched[one.key] = on
        if before is None or one.change is None or (one.key in self.dollars) != one.in_dollars:
            after = None
        else:
            after = before + one.change
        self.now[one.key] = after
        return after

    def move_only(self, trade: Trade, template: str | None) -> None:
        """Move the holdings of a trade that makes no line; the template explains it, None leaves it unexplained."""
        own = trade.notes.get("shares_following", ())
        for one in movements(trade, self.roster):
            if one.begins and one.key not in self.now and trade.event == "transfer":
                self.assumed.add(one.key)
            self.move(one, trade.date)
            if template is not None or own:
                explained = Explained(template or "", one.change, trade.date, trade.account, trade.to or "", own)
                self.pending.setdefault(one.key, []).append(explained)

    def explained(self, key: Key) -> list[Explained]:
        """What is still to be explained of a position; it is, from now on."""
        return self.pending.pop(key, [])
