"""A year of an issuer: what is planned on the first of January, or on the day it is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from section16.simulate import awards, corporate, exempt, form5, funds, planted, trades
from section16.simulate.days import day_of, trading_day, year_of
from section16.simulate.state import Issuer, Role

if TYPE_CHECKING:
    from section16.simulate.market import Market


def plan(market: Market, issuer: Issuer) -> None:
    """Plan the rest of the year for an issuer and everybody who reports there."""
    this = year_of(market.day)
    issuer.roles = [role for role in issuer.roles if not role.gone or role.deferred]
    corporate.plan(market, issuer, this)
    planted.plan(market, issuer, this)
    for role in issuer.roles:
        plan_role(market, role, this)
    end = day_of(this, int(issuer.fiscal_year_end[:2]), int(issuer.fiscal_year_end[2:]))
    market.in_the_evening(end, form5.close_year, issuer)


def plan_role(market: Market, role: Role, this: int) -> None:
    """Plan the rest of the year for one role: what follows a calendar first, then what chance brings."""
    issuer = role.issuer
    if role.kind == "officer":
        market.at(trading_day(day_of(this, issuer.grant_month, 3 + issuer.number % 20)), awards.grant, role)
    elif role.kind == "director":
        market.at(trading_day(day_of(this, issuer.meeting_month, 8 + issuer.number % 20)), awards.grant, role)
    trades.plan(market, role, this)
    if role.kind == "fund":
        funds.plan(market, role, this)
    elif role.kind != "holder":
        exempt.plan(market, role, this)
    for position in role.derivatives:
        if position.expires and year_of(position.expires) == this:
            market.at(position.expires, exempt.expire, role, position)
