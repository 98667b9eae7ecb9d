"""What happens beside grants and open-market trades: gifts, inheritances, plan money, dealings with the issuer.

Most of it is exempt from Section 16(b), and part of it may wait for Form 5 (Rule 16a-3(f)(1)).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from section16.simulate import issuers
from section16.simulate.amounts import CENT, ONE, with_commas
from section16.simulate.days import day_of, trading_day
from section16.simulate.state import Entry, Position, Role

if TYPE_CHECKING:
    from section16.simulate.market import Market

GIFTS_SINCE = 738_578  # 2023-02-27: gifts given away are due on Form 4
_TO_TRUST = "A gift to a trust of which the reporting person is a trustee and a beneficiary."
_GIVEN = "A bona fide gift, without payment."
_INHERITED = "Shares received by will from the estate of a relative."
_OTHER = "A transfer to the reporting person's former spouse pursuant to a domestic relations order, without payment."
_SMALL = "Bought in small amounts through a broker; together under $10,000 in six months."
_FUND = "A change of the reporting person's election in the 401(k) plan, at the price of the plan's stock fund."
_TO_ISSUER = "Shares sold to the issuer in a transaction approved by its board of directors."
_PAID_OUT = (
    "The option was cancelled in exchange for a cash payment of the difference between market and exercise price."
)
_SINCE = "Includes {number} shares acquired under the issuer's employee stock purchase plan since the last report."
_FEE = "Shares issued in place of the quarterly cash retainer for service as a director."
_DEFERRED = "Each deferred stock unit is the economic equivalent of one share and is payable when service ends."
_DEFERRED_UNTIL = "The units are payable in shares after the reporting person's service as a director ends."


def plan(market: Market, role: Role, this: int) -> None:
    """Draw what happens to a person in a year, each on its day."""
    dice = market.dice

    def some_day() -> int:
        return trading_day(day_of(this, dice.between(1, 12), dice.between(1, 28)))

    for rate, act in (("gift", give), ("inheritance", inherit), ("other_transfer", transfer)):
        if market.chance(rate):
            market.at(some_day(), act, role)
    if role.trades != "seller" and not role.swings and market.chance("small_acquisition"):
        market.at(some_day(), buy_little, role)
    if role.kind == "officer":
        for rate, act in (("discretionary", elect), ("to_issuer", sell_to_issuer), ("plan_purchase", buy_in_plan)):
            if market.chance(rate):
                market.at(some_day(), act, role)
        if role.trades == "seller" and market.chance("cash_out"):
            market.at(some_day(), cash_out, role)
    if role.kind == "director" and role.issuer.deferred_units:
        for month in (3, 6, 9, 12):
            market.at(trading_day(day_of(this, month, 15)), defer_fee, role)


def may_wait(market: Market, role: Role, entries: list[Entry]) -> None:
    """Report what may wait for Form 5 early on Form 4, or leave it for Form 5."""
    if role.gone or market.chance("early_report"):
        for entry in entries:
            entry.timeliness = "E"
        market.report(role, entries)
    else:
        market.wait(role, entries)


def give(market: Market, role: Role) -> None:
    """A gift to somebody, or to the owner's own trust, which acquires what the owner gives."""
    dice = market.dice
    shares = role.common.balance * dice.between(1, 20) // 100 // ONE * ONE
    if role.gone or shares < ONE:
        return
    waits = market.day < GIFTS_SINCE
    trust = next((position for position in role.indirect if position.nature == "By Trust"), None)
    if trust is None or dice.chance(5000):
        entries = [market.trade(role, role.common, "G", "D", shares, 0, waits=waits, notes=(("code", _GIVEN),))]
        given = []
    else:
        note = (("code", _TO_TRUST),)
        entries = [market.trade(role, role.common, "G", "D", shares, 0, waits=waits, notes=note)]
        given = [market.trade(role, trust, "G", "A", shares, 0, waits=True, notes=note)]
    if waits:
        may_wait(market, role, entries + given)
    else:
        for entry in given:
            entry.timeliness = "E"
        market.report(role, entries + given)


def inherit(market: Market, role: Role) -> None:
    """Shares from an estate, code W."""
    if role.gone:
        return
    shares = market.dice.between(50, 20_000) * ONE
    note = (("code", _INHERITED),)
    may_wait(market, role, [market.trade(role, role.common, "W", "A", shares, 0, waits=True, notes=note)])


def transfer(market: Market, role: Role) -> None:
    """Code J, with the footnote that it needs."""
    shares = role.common.balance * market.dice.between(2, 25) // 100 // ONE * ONE
    if not role.gone and shares >= ONE:
        note = (("code", _OTHER),)
        market.report(role, [market.trade(role, role.common, "J", "D", shares, 0, notes=note)])


def buy_little(market: Market, role: Role) -> None:
    """A small acquisition under Rule 16a-6, code L: a purchase, though its report may wait."""
    issuer, day = role.issuer, market.day
    if role.gone:
        return
    price = issuers.price_on(market, issuer)
    shares = market.dice.between(5, 90) * 100 * ONE // price * ONE
    if shares < ONE or role.swings or day - role.last_small < 400:
        return
    role.last_small = role.last_buy = day
    note = (("code", _SMALL),)
    may_wait(market, role, [market.trade(role, role.common, "L", "A", shares, price, waits=True, notes=note)])


def elect(market: Market, role: Role) -> None:
    """A discretionary transaction, code I, always in one direction, so that it stays exempt."""
    if role.gone:
        return
    held = next((position for position in role.indirect if position.nature == "By 401(k) Plan"), None)
    price = issuers.price_on(market, role.issuer)
    note = (("code", _FUND),)
    if held is None:
        held = Position(0, 1, "common", role.issuer.common, 0, nature="By 401(k) Plan")
        role.indirect.append(market.hold(role, held, market.day))
    shares = market.dice.between(20_000, 3_000_000) * 10  # the fund keeps thousandths of a share
    market.report(role, [market.trade(role, held, "I", "A", shares, price, notes=note)])


def sell_to_issuer(market: Market, role: Role) -> None:
    """A disposition to the issuer that its board approved, code D."""
    shares = role.common.balance * market.dice.between(1, 10) // 100 // ONE * ONE
    if not role.gone and shares >= ONE:
        price, note = issuers.price_on(market, role.issuer), (("code", _TO_ISSUER),)
        market.report(role, [market.trade(role, role.common, "D", "D", shares, price, notes=note)])


def cash_out(market: Market, role: Role) -> None:
    """An option cancelled for cash, code H: value is received for a long position."""
    price = issuers.price_on(market, role.issuer)
    for position in role.derivatives:
        if not role.gone and position.kind == "option" and position.strike is not None and position.strike < price:
            if not 0 < position.exercisable <= market.day < position.expires:
                continue
            worth, note = price - position.strike, (("code", _PAID_OUT),)
            entry = market.trade(role, position, "H", "D", position.balance, worth, notes=note)
            role.derivatives.remove(position)
            market.report(role, [entry])
            return


def buy_in_plan(market: Market, role: Role) -> None:
    """A purchase in a tax-conditioned plan, exempt from reporting: the next form tells of it in a footnote."""
    if role.gone:
        return
    shares = market.dice.between(100_000, 4_000_000) // 10 * 10
    role.common.balance += shares
    price = issuers.price_on(market, role.issuer) * 85 // 100 // CENT * CENT
    market.happened("unreported", role, role.common, market.day, shares, price=price)
    role.note_next = _SINCE.format(number=with_commas(shares))


def defer_fee(market: Market, role: Role) -> None:
    """A director's fee for a quarter, taken in shares, or in deferred units of a thousandth."""
    if role.gone:
        return
    issuer = role.issuer
    price = issuers.price_on(market, issuer)
    if not issuer.units:
        note = (("code", _FEE),)
        shares = 22_500 * ONE // price * ONE
        if shares:
            market.report(role, [market.trade(role, role.common, "A", "A", shares, 0, notes=note)])
        return
    position = next((each for each in role.derivatives if each.kind == "deferred"), None)
    if position is None:
        position = Position(
            0, 2, "deferred", "Deferred Stock Units", 0, underlying=issuer.common, price_note=_DEFERRED,
            exercise_note=_DEFERRED_UNTIL, expiry_note=_DEFERRED_UNTIL,
        )  # fmt: skip
        role.derivatives.append(market.hold(role, position, market.day))
    units = 22_500 * ONE * ONE // price // 10 * 10
    market.report(role, [market.trade(role, position, "A", "A", units, price)])


def expire(market: Market, role: Role, position: Position) -> None:
    """An option ends without value: exempt from reporting (Rule 16a-4(d)), so no form tells."""
    if position in role.derivatives and position.balance:
        lost = position.balance
        position.balance = 0
        role.derivatives.remove(position)
        market.happened("expired", role, position, market.day, -lost)
