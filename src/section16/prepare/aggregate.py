"""Trades at several prices on one line.

Same day, same way, on the market through a broker, held in the same way, prices
within one dollar: one line at the weighted average, with a footnote on range and
undertaking.  Authority: staff letter to the Society of Corporate Secretaries and
Governance Professionals, 2008-06-25; not allowed before (C&DI 133.08).  The single
trades stay behind the line as its evidence.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from msgspec.structs import replace

from section16.prepare.trades import Trade
from section16.rules.content_facts import plain

FIRST_DAY = datetime.date(2008, 6, 26)
WIDEST = Decimal(1)
PLACES = Decimal("0.0001")  # the form takes four decimals


def bands(trades: list[Trade]) -> list[list[Trade]]:
    """The trades, those that may stand on one line together; in the order of the first of each.

    Other trades of the day may lie between them.  Within a group the bands are cut from the lowest price up; a
    band is at most one dollar wide, counting the ranges behind prices that are averages already.
    """
    groups: dict[tuple[object, ...], list[Trade]] = {}
    for i, trade in enumerate(trades):
        groups.setdefault(_kind(trade, i), []).append(trade)
    place = {id(trade): i for i, trade in enumerate(trades)}
    found = [band for group in groups.values() for band in _cut(group)]
    for band in found:
        band.sort(key=lambda trade: place[id(trade)])
    return sorted(found, key=lambda band: place[id(band[0])])


def _cut(group: list[Trade]) -> Iterable[list[Trade]]:
    cut: list[list[Trade]] = []
    low = high = Decimal(0)
    for trade in sorted(group, key=span):
        first, last = span(trade)
        if cut and max(high, last) - low <= WIDEST:
            cut[-1].append(trade)
            high = max(high, last)
        else:
            cut.append([trade])
            low, high = first, last
    return cut


def span(trade: Trade) -> tuple[Decimal, Decimal]:
    """The lowest and the highest price behind a trade; twice 0 where none is known."""
    price = trade.price or Decimal(0)
    return trade.low if trade.low is not None else price, trade.high if trade.high is not None else price


def _kind(trade: Trade, place: int) -> tuple[object, ...]:
    """What the trades of one line share; a trade that must stand alone shares it with none."""
    if not _may(trade):
        return ("alone", place)
    notes = tuple(sorted((box, keys) for box, keys in trade.notes.items() if box != "price"))
    return (
        trade.owner, trade.event, trade.date, trade.security, trade.account, trade.deemed, trade.plan, trade.swap,
        trade.late, notes,
    )  # fmt: skip


def _may(trade: Trade) -> bool:
    if trade.date is None or trade.price is None or trade.shares is None or trade.date < FIRST_DAY:
        return False
    return trade.event in {"buy", "sell"} and not trade.private and trade.code is None


def together(band: list[Trade]) -> Trade:
    """One trade in place of a band: all its shares at the average, what is provisional of any of them."""
    if len(band) == 1:
        return band[0]
    shares, average = weighted(band)
    price_notes = tuple(dict.fromkeys(key for trade in band for key in trade.notes.get("price", ())))
    notes = {**band[0].notes, "price": price_notes} if price_notes else band[0].notes
    return replace(band[0], shares=shares, price=average, notes=notes)


def weighted(band: list[Trade]) -> tuple[Decimal, Decimal]:
    """Shares and weighted average price of a band, the average to four decimals.

    >>> from section16.prepare.trades import Trade
    >>> one, two = (Trade(row=i, owner="a", event="buy", security="c", shares=Decimal(i), price=Decimal(i) / 10)
    ...             for i in (1, 2))
    >>> weighted([one, two])
    (Decimal('3'), Decimal('0.1667'))
    """
    shares = sum((trade.shares or Decimal(0) for trade in band), Decimal(0))
    paid = sum(((trade.shares or Decimal(0)) * (trade.price or Decimal(0)) for trade in band), Decimal(0))
    average = (paid / shares).quantize(PLACES, ROUND_HALF_UP) if shares else Decimal(0)
    return shares, Decimal(plain(average))
