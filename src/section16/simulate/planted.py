"""What is planted so that it can be looked for: short-swing pairs with their profit, clusters of purchases.

Whoever sells in this market never buys and whoever buys never sells, but for the pairs planted
here; so the profit of Section 16(b) is known exactly.  In the same way no two owners of an issuer
buy within a month of each other unless a cluster is planted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from section16.simulate import corporate, issuers
from section16.simulate.amounts import ONE, dollars, plain
from section16.simulate.days import day_of, iso, months_later, on_or_after, trading_day
from section16.simulate.state import Entry, Issuer, Role, Swing

if TYPE_CHECKING:
    from section16.simulate.market import Market

_LEFT = (
    "The reporting person has ceased to be an officer or director of the issuer and reports this transaction because "
    "it follows an opposite one, made before, within six months."
)
_APART = 215  # days, more than six months, to an earlier purchase
_KINDS = ("purchase_sale", "sale_purchase", "two_sales", "last_day", "day_after", "after_exit")


def plan(market: Market, issuer: Issuer, this: int) -> None:
    """Draw the swings and the cluster of a year; none where a split or a merger is to come."""
    if issuer.split_day or issuer.merger_day:
        return
    dice = market.dice
    for role in issuer.roles:
        is_quiet = role.kind in ("officer", "director") and role.trades == "holder" and not role.swings
        if is_quiet and not role.gone and market.chance("swing"):
            role.swings = True
            kind = dice.pick(_KINDS)
            start = trading_day(day_of(this, dice.between(1, 4), dice.between(1, 27)))
            if role.kind == "director" or kind != "after_exit":
                market.at(start, _first_leg, role, kind)
    if market.chance("cluster"):
        _plan_cluster(market, issuer, this)


def _first_leg(market: Market, role: Role, kind: str) -> None:
    if role.gone or role.issuer.gone or market.day - role.last_buy < _APART:
        return
    dice, day = market.dice, market.day
    code = "S" if kind == "sale_purchase" else "P"
    shares = dice.between(5, 80) * 100 * ONE
    if code == "S":
        shares = min(shares, role.common.balance // 2 // ONE * ONE)
        if shares < ONE:
            return
    elif not _may_buy(role.issuer, role, day):
        return
    first = _leg(market, role, code, shares)
    swing = Swing(market.number("swing"), kind, first, [])
    last = months_later(day, 6) - 2  # the window closes two days before the same-numbered day
    if kind == "last_day":
        second = _trading_day_before(last)
    elif kind == "day_after":
        second = trading_day(last + 1)
    else:
        second = trading_day(day + dice.between(20, 150))
    if kind == "after_exit":
        market.at(on_or_after(day + dice.between(5, 18)), corporate.depart, role)
    market.at(second, _second_leg, role, swing)


def _trading_day_before(day: int) -> int:
    while trading_day(day) != day:
        day -= 1
    return day


def _second_leg(market: Market, role: Role, swing: Swing) -> None:
    dice, first = market.dice, swing.first
    if role.issuer.gone or (role.gone and swing.kind != "after_exit"):
        return
    if first.code == "S":
        if _may_buy(role.issuer, role, market.day):
            bought = first.shares * dice.between(5, 15) // 10 // ONE * ONE
            swing.seconds.append(_leg(market, role, "P", bought))
    elif swing.kind == "two_sales":
        for _ in range(2):
            swing.seconds.append(_leg(market, role, "S", first.shares * dice.between(3, 5) // 10 // ONE * ONE))
    else:
        sold = min(first.shares * dice.between(5, 15) // 10 // ONE * ONE, role.common.balance)
        swing.seconds.append(_leg(market, role, "S", sold))
    _tell(market, role, swing)


def _leg(market: Market, role: Role, code: str, shares: int) -> Entry:
    """A trade at one price, with no average, so that the profit can be told to the cent."""
    price = issuers.price_on(market, role.issuer) + market.dice.between(-40, 40) * 100
    entry = market.trade(role, role.common, code, "A" if code == "P" else "D", shares, max(price, 100))
    report = market.report(role, [entry])
    if role.gone:
        report.exit, report.remarks = True, _LEFT
    if code == "P":
        role.issuer.last_buy, role.issuer.last_buyer = market.day, role.number
        role.last_buy = market.day
    return entry


def _tell(market: Market, role: Role, swing: Swing) -> None:
    """Each pair: the dearest sale takes the purchase first, and a loss is no profit.

    Every trade of a swing lies in one window with every other, so nothing better can be matched.
    """
    first, left = swing.first, swing.first.shares
    for second in sorted(swing.seconds, key=lambda entry: -(entry.price or 0)):
        purchase, sale = (first, second) if first.code == "P" else (second, first)
        assert purchase.price is not None
        assert sale.price is not None
        shares = min(left, second.shares)
        gain = max(sale.price - purchase.price, 0) if swing.kind != "day_after" else 0
        left -= shares if gain else 0
        market.tell(
            "shortswing", str(swing.number), swing.kind, str(role.number), str(purchase.event), str(sale.event),
            plain(shares if gain else 0), plain(purchase.price), plain(sale.price), dollars(shares * gain),
        )  # fmt: skip


def _may_buy(issuer: Issuer, role: Role, day: int) -> bool:
    alone = issuer.last_buyer == role.number or day - issuer.last_buy > 31
    return alone and not issuer.no_buys[0] <= day <= issuer.no_buys[1]


def _plan_cluster(market: Market, issuer: Issuer, this: int) -> None:
    dice = market.dice
    able = [
        role for role in issuer.roles
        if role.kind in ("officer", "director") and role.trades != "seller" and not role.swings and not role.gone
    ]  # fmt: skip
    members = dice.sample(able, dice.between(3, 6))
    start = trading_day(day_of(this, dice.between(2, 10), dice.between(1, 28)))
    if len(members) < 3 or start < market.day + 32:
        return
    end = trading_day(start + 9)
    issuer.no_buys = (start - 31, end + 31)
    number = market.number("cluster")
    for role in members:
        market.at(trading_day(start + dice.below(9)), _join_cluster, role, number, start, end)


def _join_cluster(market: Market, role: Role, number: int, start: int, end: int) -> None:
    if role.gone or role.issuer.gone:
        return
    shares = market.dice.between(2, 60) * 100 * ONE
    entry = _leg(market, role, "P", shares)
    market.tell(
        "clusters",
        str(number),
        role.issuer.cik,
        str(role.number),
        str(entry.event),
        iso(market.day),
        iso(start),
        iso(end),
    )
