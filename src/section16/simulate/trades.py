"""Open-market sales and purchases, with the several prices of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from section16.simulate import awards, issuers, people
from section16.simulate.amounts import CENT, ONE, average, plain
from section16.simulate.days import add_business_days, day_of, spoken, trading_day
from section16.simulate.state import Entry, Note, Plan, Position, Role

if TYPE_CHECKING:
    from section16.simulate.market import Market

_AVERAGE = (
    "The price reported in Column 4 is a weighted average price. These shares were {done} in multiple transactions at "
    "prices ranging from ${low} to ${high}, inclusive. The reporting person undertakes to provide to the issuer, any "
    "security holder of the issuer, or the staff of the Securities and Exchange Commission, upon request, full "
    "information regarding the number of shares {done} at each separate price within the range."
)
_ONE_PRICE = "All of these shares were {done} at a price of ${price} per share."
_PLANNED = "The {what} was effected pursuant to a Rule 10b5-1 trading plan adopted by the reporting person on {day}."


def plan(market: Market, role: Role, this: int) -> None:
    """The trades of a year, each on its day."""
    dice = market.dice
    if role.trades == "holder":
        return
    act = sell if role.trades == "seller" else buy
    often = dice.between(1, 5) if role.trades == "seller" else dice.between(1, 3)
    for _ in range(often):
        month = role.routine or dice.between(1, 12)
        market.at(trading_day(day_of(this, month, dice.between(1, 28))), act, role)


def sell(market: Market, role: Role) -> None:
    """Sell what an option gave, or part of what is held, on one to four lines."""
    if role.gone:
        return
    dice, day = market.dice, market.day
    if role.plan is not None and day > role.plan.ends:
        people.new_plan(market, role)
    plan = role.plan if role.plan is not None and role.plan.adopted + 90 <= day else None
    entries = awards.exercise(market, role) if role.kind == "officer" and dice.chance(8000) else []
    position = role.common
    if not entries and role.indirect and dice.chance(3000):
        position = dice.pick(role.indirect)
    shares = entries[0].shares if entries else position.balance * dice.between(2, 15) // 100 // ONE * ONE
    if shares < ONE or shares > position.balance:
        if entries:
            market.report(role, entries)
        return
    deemed = 0
    if plan is not None and not entries and market.chance("deemed_date"):
        deemed = add_business_days(day, dice.between(1, 3))
    entries += lots(market, role, position, "S", shares, plan, deemed)
    market.report(role, entries)


def buy(market: Market, role: Role) -> None:
    """Buy on the open market; not within a month of another owner's purchase, so that clusters are those planned."""
    issuer, day = role.issuer, market.day
    if role.gone or (issuer.last_buyer != role.number and day - issuer.last_buy <= 31):
        return
    if issuer.no_buys[0] <= day <= issuer.no_buys[1]:
        return
    issuer.last_buy, issuer.last_buyer = day, role.number
    shares = market.dice.between(2, 150) * 100 * ONE * (50 if role.kind == "fund" else 1)
    position = market.dice.pick(role.indirect) if role.indirect and market.dice.chance(3000) else role.common
    market.report(role, lots(market, role, position, "P", shares, None, 0))


def lots(
    market: Market, role: Role, position: Position, code: str, shares: int, plan: Plan | None, deemed: int
) -> list[Entry]:
    """The lines of a trade: each a single price, or an average of prices at most a dollar apart."""
    dice = market.dice
    price = issuers.price_on(market, role.issuer)
    number = min(dice.pick((1, 1, 1, 1, 1, 2, 2, 3, 4)), max(shares // (50 * ONE), 1))
    entries = []
    left = shares
    start = price - (number // 2) * ONE
    for i in range(number):
        part = left if i == number - 1 else left * dice.between(20, 60) // 100 // ONE * ONE
        left -= part
        base = max(start + i * ONE, ONE)
        entries.append(_lot(market, role, position, code, part, base, plan, deemed))
    return entries


def _lot(
    market: Market, role: Role, position: Position, code: str, shares: int, base: int, plan: Plan | None, deemed: int
) -> Entry:
    dice = market.dice
    side, done = ("D", "sold") if code == "S" else ("A", "purchased")
    notes: list[Note] = []
    if plan is not None:
        what = "sale" if code == "S" else "purchase"
        notes.append(("code", _PLANNED.format(what=what, day=spoken(plan.adopted))))
    price, dollars = base, shares * base
    if shares >= 100 * ONE and market.chance("several_prices"):
        pieces, left = [], shares
        for _ in range(dice.between(2, 5)):
            piece = left * dice.between(10, 50) // 100 // ONE * ONE
            pieces.append((piece, base + dice.below(99) * CENT))
            left -= piece
        pieces.append((left, base + dice.below(99) * CENT))
        pieces = [piece for piece in pieces if piece[0]]
        price, dollars = average(pieces), sum(number * at for number, at in pieces)
        low, high = min(at for _, at in pieces), max(at for _, at in pieces)
        if low < high:
            notes.append(("price", _AVERAGE.format(done=done, low=plain(low, 2), high=plain(high, 2))))
    shown: int | None = price
    if price == base and market.chance("footnote_price"):
        shown = None
        notes.append(("price", _ONE_PRICE.format(done=done, price=plain(price, 2))))
    return market.trade(
        role, position, code, side, shares, shown, true_price=price, notes=tuple(notes), deemed=deemed, plan=plan,
        dollars=dollars,
    )  # fmt: skip
