"""What groups of funds do besides buying and selling: conversions, warrants, distributions, equity swaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from section16.simulate import issuers
from section16.simulate.amounts import CENT, ONE
from section16.simulate.days import day_of, months_later, trading_day
from section16.simulate.state import Position, Role

if TYPE_CHECKING:
    from section16.simulate.market import Market

_CLASS_B = (
    "Each share of Class B Common Stock is convertible into one share of the issuer's {title} at any time at the "
    "option of the holder and has no expiration date."
)
_DISTRIBUTED = "A pro rata distribution in kind to the partners of the holder, without payment."
_OPENED = (
    "The reporting person entered into a cash-settled total return swap with an unaffiliated bank, which gives it the "
    "economic exposure to the number of shares and at the reference price given."
)
_CLOSED = (
    "The reporting person ended, for the number of shares given, a cash-settled total return swap with an unaffiliated "
    "bank that gave it the economic exposure to these shares."
)


def opening(market: Market, role: Role) -> None:
    """Class B and warrants held from before."""
    dice, issuer = market.dice, role.issuer
    nature, note = role.common.nature, role.common.nature_note
    if market.chance("conversion"):
        said = _CLASS_B.format(title=issuer.common)
        held = Position(
            0, 2, "convertible", "Class B Common Stock", dice.between(500, 8_000) * 1_000 * ONE, nature=nature,
            nature_note=note, underlying=issuer.common, price_note=said, exercise_note=said, expiry_note=said,
        )  # fmt: skip
        role.derivatives.append(market.hold(role, held, market.day))
    if market.chance("warrants"):
        warrants = Position(
            0, 2, "warrant", "Warrant (right to buy)", dice.between(50, 900) * 1_000 * ONE, nature=nature,
            nature_note=note, strike=max(issuer.price // 2 // CENT, 1) * CENT, underlying=issuer.common,
            exercisable=months_later(market.day, -dice.between(2, 20)),
            expires=months_later(market.day, dice.between(20, 80)),
        )  # fmt: skip
        role.derivatives.append(market.hold(role, warrants, market.day))


def plan(market: Market, role: Role, this: int) -> None:
    """Draw what a group does in a year, each on its day."""
    dice = market.dice
    for rate, act, times in (
        ("conversion", convert, 2), ("warrants", use_warrants, 1), ("distribution", distribute, 3), ("swap", swap, 1),
    ):  # fmt: skip
        for _ in range(times):
            if market.chance(rate):
                market.at(trading_day(day_of(this, dice.between(1, 12), dice.between(1, 28))), act, role)


def convert(market: Market, role: Role) -> None:
    """Class B into the common, one for one, code C in both tables."""
    for position in role.derivatives:
        if position.kind == "convertible" and not role.gone:
            shares = max(position.balance * market.dice.between(1, 10) // 10 // ONE, 1) * ONE
            note = (("price", position.price_note),)
            got = market.trade(role, role.common, "C", "A", shares, None, notes=note)
            given = market.trade(role, position, "C", "D", shares, 0)
            if not position.balance:
                role.derivatives.remove(position)
            market.report(role, [got, given])
            return


def use_warrants(market: Market, role: Role) -> None:
    """Exercise warrants that are in the money, code X."""
    price = issuers.price_on(market, role.issuer)
    for position in role.derivatives:
        if position.kind != "warrant" or role.gone or position.strike is None or position.strike > price:
            continue
        if position.exercisable <= market.day < position.expires:
            got = market.trade(role, role.common, "X", "A", position.balance, position.strike)
            given = market.trade(role, position, "X", "D", position.balance, 0)
            role.derivatives.remove(position)
            market.report(role, [got, given])
            return


def distribute(market: Market, role: Role) -> None:
    """Shares to the partners, code J with its footnote."""
    shares = role.common.balance * market.dice.between(5, 30) // 100 // ONE * ONE
    if not role.gone and shares >= ONE:
        note = (("code", _DISTRIBUTED),)
        market.report(role, [market.trade(role, role.common, "J", "D", shares, 0, notes=note)])


def swap(market: Market, role: Role) -> None:
    """An equity swap in Table II: a purchase by those who buy, a sale by those who sell."""
    if role.gone or role.trades == "holder":
        return
    dice, issuer, day = market.dice, role.issuer, market.day
    price = issuers.price_on(market, issuer)
    buys = role.trades == "buyer"
    shares = dice.between(10, 400) * 1_000 * ONE
    position = Position(
        0, 2, "swap", "Total Return Swap (obligation to buy)", 0 if buys else shares * dice.between(1, 4),
        nature=role.common.nature, nature_note=role.common.nature_note, strike=price, exercisable=day,
        expires=months_later(day, 18), underlying=issuer.common,
    )  # fmt: skip
    market.hold(role, position, day)
    note = (("code", _OPENED if buys else _CLOSED),)
    entry = market.trade(
        role, position, "P" if buys else "S", "A" if buys else "D", shares, price, notes=note, swap=True
    )
    market.report(role, [entry])
