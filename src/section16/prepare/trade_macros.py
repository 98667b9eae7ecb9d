"""Rows that say two or three things: a vesting or an exercise with shares withheld or sold.

``withheld`` makes a trade of code F out of the same row, ``sold`` one of code S; both are of
the shares that the derivative turned into, the same day and in the same account.  A
Rule 10b5-1 plan named on an exercise covers the exercise and the sale; on a vesting, the
sale alone, for nobody plans a vesting.  A deemed execution date is the sale's.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from section16.prepare.events import events
from section16.prepare.roster import Roster
from section16.prepare.trades import LINES, Slip, Trade

_PARTS = ("withheld", "sold")
_PRICES = {"withheld": "withheld_price", "sold": "sale_price"}
_EVENTS = {"withheld": "withhold", "sold": "sell"}
_CLEARED: dict[str, Any] = dict.fromkeys(("withheld", "withheld_price", "sold", "sale_price"))


def expanded(trades: list[Trade], roster: Roster, slips: list[Slip]) -> list[Trade]:
    """The trades, each that says more followed by what it says; ``slips`` gains what cannot be.

    Trades name things by the roster's keys.
    """
    found: list[Trade] = []
    for trade in trades:
        if all(getattr(trade, name) is None for name in _CLEARED):
            found.append(trade)
        elif may := tuple(_faults(trade, roster)):
            slips += may
        else:
            found += _parts(trade, roster)
    return found


def _faults(trade: Trade, roster: Roster) -> Iterator[Slip]:
    is_pair = events()[trade.event].pair
    for part in _PARTS:
        shares, price = getattr(trade, part), getattr(trade, _PRICES[part])
        if not is_pair:
            if shares is not None or price is not None:
                yield Slip(trade.row, part, f"it with {trade.event}", "it with a vesting, exercise or conversion only")
        elif shares is None and price is not None:
            yield Slip(trade.row, part, f"{_PRICES[part]} {price} alone", f"the shares that were {part}")
    if is_pair and underlying(trade, roster) is None:
        yield Slip(trade.row, "security", repr(trade.security), "a security whose shares are in the roster")
    received = received_shares(trade, roster)
    gone = sum(getattr(trade, part) or 0 for part in _PARTS)
    if is_pair and received is not None and gone > received:
        yield Slip(trade.row, "withheld", f"{gone:,f} withheld and sold", f"at most the {received:,f} received")


def underlying(trade: Trade, roster: Roster) -> str | None:
    """Key of what the security turns into: itself, when it is no derivative; None when the roster has no such key."""
    security = roster.security(trade.security)
    if not security.derivative:
        return trade.security
    named = trade.underlying or security.underlying
    return named if named in roster.securities else None


def received_shares(trade: Trade, roster: Roster) -> Decimal | None:
    """Shares of the underlying that come: as the trade says, else its shares, or dollars, times the ratio.

    None when not known.  Dollars without a ratio, which is shares for each dollar, tell nothing.
    """
    if trade.underlying_shares is not None:
        return trade.underlying_shares
    security = roster.security(trade.security)
    if not security.derivative:
        return trade.shares
    amount = trade.value if trade.shares is None and security.ratio != 1 else trade.shares
    return None if amount is None else amount * security.ratio


def _parts(trade: Trade, roster: Roster) -> Iterator[Trade]:
    key = underlying(trade, roster)
    assert key is not None
    of_plan = trade.plan if trade.event != "vest" else None
    own = {box: keys for box, keys in trade.notes.items() if not box.startswith(("withheld.", "sold."))}
    deemed = trade.deemed if trade.sold is None else None
    yield replace(trade, notes=own, plan=of_plan, deemed=deemed,
                  provisional=trade.provisional - set(_CLEARED), **_CLEARED)  # fmt: skip
    for part in _PARTS:
        shares = getattr(trade, part)
        if shares is None:
            continue
        notes = {box.removeprefix(f"{part}."): keys for box, keys in trade.notes.items() if box.startswith(f"{part}.")}
        provisional = {name for name, column in (("shares", part), ("price", _PRICES[part]), ("date", "date"))
                       if column in trade.provisional}  # fmt: skip
        yield Trade(
            row=trade.row, owner=trade.owner, event=_EVENTS[part], date=trade.date, security=key, issuer=trade.issuer,
            account=trade.account, shares=shares, price=getattr(trade, _PRICES[part]), notes=notes,
            plan=trade.plan if part == "sold" else None, deemed=trade.deemed if part == "sold" else None,
            private=trade.private, late=trade.late, reference=trade.reference, provisional=frozenset(provisional),
        )  # fmt: skip


assert {f"{part}." for part in _PARTS} <= set(LINES)
