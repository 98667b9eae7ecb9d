"""The end of a fiscal year: what waited is reported on Form 5 within 45 days, with the holdings of that day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from section16.simulate.days import add_business_days, on_or_after
from section16.simulate.state import Issuer, Report

if TYPE_CHECKING:
    from section16.simulate.market import Market

_FORTY_FIVE = 45


def close_year(market: Market, issuer: Issuer) -> None:
    """A Form 5 for everybody with something that waited; column 5 is the holding at the end of the year."""
    for role in issuer.roles:
        if not role.deferred:
            continue
        entries = []
        note, split_on = issuer.split_note
        for entry in role.deferred:
            notes = entry.notes
            if split_on > entry.day:
                notes = (*notes, ("shares_following", note))
            entries.append(msgspec.structs.replace(entry, following=entry.position.balance, notes=notes))
        role.deferred = []
        day = market.day
        last = on_or_after(day + _FORTY_FIVE)
        if market.chance("late_form_5"):
            filed = add_business_days(last, market.dice.between(1, 30))
        else:
            filed = min(on_or_after(day + market.dice.between(20, _FORTY_FIVE)), last)
        market.file(Report("5", role, filed, entries, period=day, is_late=filed > last))
