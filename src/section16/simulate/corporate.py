"""What happens to a whole issuer, and to who reports there: splits, mergers, departures, arrivals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from section16.simulate import issuers
from section16.simulate.amounts import CENT, ONE
from section16.simulate.days import add_business_days, day_of, iso, on_or_after, spoken, trading_day
from section16.simulate.state import Issuer, Report, Role

if TYPE_CHECKING:
    from section16.simulate.market import Market

_MERGED = "Disposed of in the merger of the issuer with a subsidiary of its acquirer, for ${price} in cash a share."
_TENDERED = "Tendered in the offer of the issuer's acquirer, for ${price} in cash a share."
_SETTLED = "Cancelled in the merger for a cash payment based on ${price} a share."
_SPLIT = "Reflects the issuer's {new}-for-{old} stock split of {day}."
_LARGE = ("fund", "holder")
_LOW, _HIGH = 12 * ONE, 40 * ONE  # prices between which no board thinks of a split
_BATCH = 20  # lines of a form that closes everything


def plan(market: Market, issuer: Issuer, this: int) -> None:
    """Draw a split, a merger and the departures of a year."""
    dice = market.dice
    issuer.split_day = issuer.merger_day = 0
    if market.chance("split"):
        issuer.split_day = trading_day(day_of(this, dice.between(2, 12), dice.between(1, 28)))
        market.at(issuer.split_day, split, issuer)
    elif market.chance("merger"):
        issuer.merger_day = trading_day(day_of(this, dice.between(2, 12), dice.between(1, 28)))
        market.at(issuer.merger_day, merge, issuer)
    for role in issuer.roles:
        if role.kind in ("officer", "director") and not role.swings and market.chance("departure"):
            market.at(on_or_after(day_of(this, dice.between(1, 12), dice.between(1, 28))), depart, role)


def split(market: Market, issuer: Issuer) -> None:
    """Every position is multiplied; nobody reports it (Rule 16a-9), and the next form says so in a footnote."""
    if issuer.gone:
        return
    price = issuers.price_on(market, issuer)
    if _LOW <= price <= _HIGH:
        return
    new, old = (1, 10) if price < _LOW else market.dice.pick(((2, 1), (2, 1), (3, 1)))
    issuer.price = max(price * old // new // CENT, 1) * CENT
    issuer.factor = (issuer.factor[0] * new, issuer.factor[1] * old)
    note = _SPLIT.format(new=new, old=old, day=spoken(market.day))
    issuer.split_note = (note, market.day)
    market.tell("splits", issuer.cik, iso(market.day), str(new), str(old))
    for role in issuer.roles:
        role.open_report = None
        if role.gone:
            continue
        role.note_next = note
        for position in (role.common, *role.indirect, *role.derivatives):
            before = position.balance
            position.balance = before * new // old // ONE * ONE if old > new else before * new // old
            if position.strike is not None:
                position.strike = -(-position.strike * old // new)
            if position.balance != before:
                market.happened("split", role, position, market.day, position.balance - before)
        role.derivatives = [position for position in role.derivatives if position.balance]


def merge(market: Market, issuer: Issuer) -> None:
    """The issuer is bought: shares go for the price of the deal, awards are settled, everybody leaves."""
    if issuer.gone or any(role.kind in _LARGE and role.trades == "buyer" for role in issuer.roles):
        return  # a large holder who has bought would owe its profit: no pair is made by accident
    issuer.gone = True
    deal = issuers.price_on(market, issuer) * market.dice.between(105, 150) // 100 // CENT * CENT
    price = f"{deal // ONE}.{deal % ONE // CENT:02d}"
    tendered = market.dice.chance(2500)
    for role in issuer.roles:
        if role.gone:
            continue
        # a tender is a sale, so none who may have bought tenders; the board's approval (Rule 16b-3) is for
        # officers and directors only
        code, text = ("U", _TENDERED) if tendered and role.trades == "seller" else ("D", _MERGED)
        if code == "D" and role.kind in _LARGE:
            code = "J"
        note, settled = (("code", text.format(price=price)),), (("code", _SETTLED.format(price=price)),)
        entries = [
            market.trade(role, position, code, "D", position.balance, deal, notes=note)
            for position in (role.common, *role.indirect) if position.balance
        ]  # fmt: skip
        for position in role.derivatives:
            worth = max(deal - (position.strike or 0), 0)
            ends = "J" if role.kind in _LARGE else "D"
            entries.append(market.trade(role, position, ends, "D", position.balance, worth, notes=settled))
        if role.deferred:
            _report_deferred(market, role)
        for i in range(0, len(entries), _BATCH):
            report = market.report(role, entries[i : i + _BATCH])
            report.exit = True
        _leave(market, role, "merger")
    market.found(listed=True)


def _report_deferred(market: Market, role: Role) -> None:
    """What waited for a Form 5 that will not come."""
    for entry in role.deferred:
        entry.timeliness = "E" if entry.form_type == "5" else ""
    day = add_business_days(market.day, market.dice.between(1, 2))
    market.file(Report("4", role, day, role.deferred, exit=True, holdings=[]))
    role.deferred = []


def depart(market: Market, role: Role) -> None:
    """Somebody leaves: half with a last Form 4 that says so, all replaced within two months."""
    if role.gone or role.issuer.gone:
        return
    dice = market.dice
    if dice.chance(5000):
        if role.open_report is not None:
            role.open_report.exit = True
        else:
            held = [(position, position.balance) for position in (role.common, *role.indirect) if position.balance]
            day = add_business_days(market.day, dice.between(1, 2))
            if held:
                market.file(Report("4", role, day, [], period=market.day, exit=True, holdings=held))
    _leave(market, role, "left")
    market.expect(on_or_after(market.day + dice.between(0, 60)), role.issuer, role.kind, dice.between(1, 7))


def _leave(market: Market, role: Role, why: str) -> None:
    role.gone = True
    market.tell("departures", str(role.number), iso(market.day), why)
