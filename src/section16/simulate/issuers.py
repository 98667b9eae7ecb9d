"""Companies: how one comes into the market, how its price moves, how its stock is split, how it ends."""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING

from section16.simulate import names
from section16.simulate.amounts import CENT, ONE
from section16.simulate.days import iso, months_later
from section16.simulate.state import Issuer
from section16.simulate.submission_text import issuer_header

if TYPE_CHECKING:
    from section16.simulate.market import Market

_TITLES = (
    "Common Stock", "Common Stock", "Common Stock", "Class A Common Stock", "Common Stock, $0.01 par value",
    "Common Shares", "Common stock", "Ordinary Shares", "Common Stock, par value $0.001 per share",
)  # fmt: skip
_YEAR_ENDS = ("1231",) * 17 + ("0630", "0930", "0331")
_LOWEST, _HIGHEST = 2 * ONE, 1500 * ONE


def found(market: Market, listed: bool) -> Issuer:
    """A new issuer, with nobody yet.

    listed  True: its registration takes effect today, and its owners file Form 3; False: it was there
            before the first day, and so were they
    """
    dice, number = market.dice, market.number("issuer")
    industry = dice.weigh(market.industries)
    agent = dice.weigh(market.agents)
    cik = f"{7_000_000 + number:010d}"
    place = number + market.offset
    state = names.STATES[place % len(names.STATES)]
    former = []
    if market.chance("former_name"):
        former.append(
            (
                names.earlier_name(place, industry["business"]),
                months_later(market.first, -12 - dice.below(160)) - dice.below(300),
            )
        )
    issuer = Issuer(
        number=number, cik=cik, name=names.issuer_name(place, industry["business"]), symbol=names.symbol(place),
        foreign_symbol="", sic=industry["code"], sic_name=industry["name"], state=state,
        incorporated=dice.pick(("DE", "DE", "DE", "NV", "MD", state)), fiscal_year_end=dice.pick(_YEAR_ENDS),
        file_number=f"001-{90_000 + number:05d}", irs_number=f"{dice.below(10**9):09d}",
        phone=f"555-555-01{dice.below(100):02d}", street=names.street(place), city=names.city(place),
        zip=f"000{dice.below(100):02d}", former=former, agent=agent,
        prefix=cik if market.chance("self_filed") else f"{6_990_001 + agent:010d}",
        common=dice.pick(_TITLES), units=dice.chance(4000), options=dice.chance(4500),
        deferred_units=dice.chance(2500), installments=dice.pick((1, 2, 2, 3, 3, 4)),
        grant_month=dice.between(1, 3), meeting_month=dice.between(4, 6), price=dice.between(300, 15_000) * CENT,
        price_day=market.day, swing=dice.between(90, 350),
        listed=market.day if listed else 0,
    )  # fmt: skip
    issuer.header = issuer_header(issuer)
    market.issuers.append(issuer)
    market.tell(
        "issuers", cik, issuer.name, issuer.symbol, issuer.sic, state, issuer.fiscal_year_end, issuer.file_number,
        iso(market.day) if listed else "",
    )  # fmt: skip
    return issuer


def price_on(market: Market, issuer: Issuer) -> int:
    """Today's closing price, to the cent: a walk of cents from the price last asked for."""
    past = market.day - issuer.price_day
    if past > 0:
        spread = issuer.price * issuer.swing * isqrt(past * 100) // 100_000
        moved = issuer.price + market.dice.bell(spread)
        if not _LOWEST <= moved <= _HIGHEST:
            moved = 2 * issuer.price - moved
        issuer.price = max(moved // CENT, 1) * CENT
        issuer.price_day = market.day
    return issuer.price
