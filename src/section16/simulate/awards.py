"""Awards by the issuer: granted, vested, withheld for tax, exercised and sold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from section16.simulate import issuers
from section16.simulate.amounts import ONE
from section16.simulate.days import day_of, months_later, spoken, trading_day, year_of
from section16.simulate.state import Entry, Position, Role

if TYPE_CHECKING:
    from section16.simulate.market import Market

_NUMBERS = ("", "one", "two", "three", "four")
UNIT = "Each restricted stock unit represents a contingent right to receive one share of the issuer's {title}."
_EARNED = "Shares earned under an award of earlier years when its performance goals were certified."
_WITHHELD = (
    "Shares withheld by the issuer to satisfy tax withholding obligations upon the vesting of restricted stock{units}."
)


def grant(market: Market, role: Role) -> None:
    """The yearly award: units or restricted shares, and options where the issuer grants them."""
    if role.gone:
        return
    dice, issuer = market.dice, role.issuer
    price = issuers.price_on(market, issuer)
    dollars = dice.between(15, 120) * 10_000 if role.kind == "officer" else dice.between(10, 22) * 10_000
    shares = max(dollars * ONE // price, 10) * ONE
    parts = issuer.installments if role.kind == "officer" else 1
    days = [trading_day(months_later(market.day, 12 * (i + 1))) for i in range(parts)]
    rest = shares // parts // ONE * ONE
    amounts = [rest] * (parts - 1) + [shares - rest * (parts - 1)]
    what = "units" if issuer.units else "shares"
    how = f"in {_NUMBERS[parts]} equal annual installments beginning" if parts > 1 else "in full"
    vests = f"These {what} vest {how} on {spoken(days[0])}, subject to continued service."
    entries: list[Entry] = []
    if issuer.units:
        unit = UNIT.format(title=issuer.common)
        position = Position(
            0, 2, "unit", "Restricted Stock Units", 0, underlying=issuer.common, price_note=unit, exercise_note=vests,
            expiry_note=vests,
        )  # fmt: skip
        role.derivatives.append(market.hold(role, position, market.day))
        entries.append(market.trade(role, position, "A", "A", shares, 0))
    else:
        position = role.common
        entries.append(market.trade(role, position, "A", "A", shares, 0, notes=(("shares", vests),)))
        if role.kind == "officer" and dice.chance(6000):
            earned = max(shares * dice.between(20, 150) // 100 // ONE, 1) * ONE
            entries.append(market.trade(role, position, "A", "A", earned, 0, notes=(("shares", _EARNED),)))
    for i, (day, amount) in enumerate(zip(days, amounts, strict=True), 1):
        market.at(day, vest, role, position, amount, issuer.factor, i == parts)
    if issuer.options and role.kind == "officer":
        entries.append(_grant_option(market, role, price, dollars))
    market.report(role, entries)


def _grant_option(market: Market, role: Role, price: int, dollars: int) -> Entry:
    issuer, day = role.issuer, market.day
    note = f"The option vests in full on {spoken(months_later(day, 12))}, subject to continued service."
    position = Position(
        0, 2, "option", "Stock Option (right to buy)", 0, strike=price, expires=months_later(day, 120),
        underlying=issuer.common, exercise_note=note, ready=months_later(day, 12),
    )  # fmt: skip
    role.derivatives.append(market.hold(role, position, day))
    return market.trade(role, position, "A", "A", max(2 * dollars * ONE // price, 10) * ONE, 0)


def earlier(market: Market, role: Role) -> None:
    """What is left of the awards of the last two years when the market begins."""
    issuer, dice = role.issuer, market.dice
    for years in (1, 2):
        granted = trading_day(day_of(year_of(market.day) - years, issuer.grant_month, 3 + issuer.number % 20))
        each = dice.between(4, 400) * 10 * ONE
        days = [trading_day(months_later(granted, 12 * i)) for i in range(years, issuer.installments + 1)]
        days = [day for day in days if day >= market.day]
        if not days:
            continue
        position = role.common
        if issuer.units:
            vests = (
                f"These units vest in {_NUMBERS[issuer.installments]} equal annual installments beginning on "
                f"{spoken(trading_day(months_later(granted, 12)))}, subject to continued service."
            )
            position = Position(
                0, 2, "unit", "Restricted Stock Units", each * len(days), underlying=issuer.common,
                price_note=UNIT.format(title=issuer.common), exercise_note=vests, expiry_note=vests,
            )  # fmt: skip
            role.derivatives.append(market.hold(role, position, market.day))
        for day in days:
            market.at(day, vest, role, position, each, issuer.factor, day == days[-1])


def vest(market: Market, role: Role, position: Position, amount: int, factor: tuple[int, int], is_last: bool) -> None:
    """An installment vests: units turn into shares, and an officer's tax is withheld in shares.

    factor  of the issuer's splits when the installment was fixed
    """
    if role.gone:
        return
    issuer = role.issuer
    amount = amount * issuer.factor[0] * factor[1] // (issuer.factor[1] * factor[0]) // ONE * ONE
    price = issuers.price_on(market, issuer)
    entries: list[Entry] = []
    if position.table == 2:
        amount = position.balance if is_last else min(amount, position.balance)
        if not amount:
            return
        unit = UNIT.format(title=issuer.common)
        entries.append(market.trade(role, role.common, "M", "A", amount, 0, notes=(("code", unit),)))
        entries.append(market.trade(role, position, "M", "D", amount, 0))
        if not position.balance:
            role.derivatives.remove(position)
    if role.kind == "officer":
        tax = amount * market.dice.between(30, 48) // 100 // ONE * ONE
        if 0 < tax <= role.common.balance:
            note = _WITHHELD.format(units=" units" if position.table == 2 else "")
            entries.insert(1, market.trade(role, role.common, "F", "D", tax, price, notes=(("shares", note),)))
    if entries:
        market.report(role, entries)


def exercise(market: Market, role: Role) -> list[Entry]:
    """Exercise part of an option that is worth it; the lines of both tables, or none."""
    price = issuers.price_on(market, role.issuer)
    for position in role.derivatives:
        if position.kind != "option" or position.strike is None or position.strike * 11 // 10 >= price:
            continue
        if not (position.exercisable or position.ready) <= market.day < position.expires:
            continue
        shares = max(position.balance * market.dice.between(2, 10) // 10 // ONE, 1) * ONE
        got = market.trade(role, role.common, "M", "A", shares, position.strike)
        given = market.trade(role, position, "M", "D", shares, 0)
        if not position.balance:
            role.derivatives.remove(position)
        return [got, given]
    return []
