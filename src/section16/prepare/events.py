"""What can happen to a holding, and which code and side it is reported with.

The table is ``events.tsv``.  A word of a broker's statement ("Sale", "RSU vest")
finds its event by the ``also`` column.  Whether a transaction is exempt is the
filer's decision: the event names it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import msgspec

from section16.prepare.trades import Trade
from section16.rules.deadlines_form4 import waits_for_form_5
from section16.vocabulary.errors import NotFound


class Event(msgspec.Struct, frozen=True):
    """One row of the table.

    code    transaction code; None for what is not reported
    side    "A" or "D"; None when the trade must say it
    pair    two lines: the derivative goes (Table II), the underlying comes (Table I)
    price   what stands in the price box of Table I: "stated", "zero", "exercise" (the
            derivative's exercise price) or "any"
    report  form on which it is due: "4", "5" or "none"
    explains  template that explains the holding it moves where it makes no line; None for no template
    """

    event: str
    code: str | None
    side: str | None
    pair: bool
    price: str
    report: str
    explains: str | None
    also: tuple[str, ...]
    meaning: str


@cache
def events() -> Mapping[str, Event]:
    """Every event by its name, in the order of the table."""
    found = {}
    lines = Path(__file__).with_name("events.tsv").read_text("utf-8").splitlines()
    for line in lines:
        if line.startswith(("#", "event\t")):
            continue
        cells = (None if cell == "-" else cell for cell in line.split("\t"))
        name, code, side, pair, price, report, explains, also, meaning = cells
        assert name is not None
        assert price is not None
        assert report is not None
        words = tuple(also.split(",")) if also else ()
        found[name] = Event(name, code, side, pair == "yes", price, report, explains, words, meaning or "")
    return MappingProxyType(found)


@cache
def _by_word() -> dict[str, str]:
    return {word: event.event for event in events().values() for word in (event.event, *event.also)}


def event(word: str) -> Event:
    """The event that a word names, also as brokers say it. Raises NotFound.

    >>> event("Sale").code, event("RSU vest").event
    ('S', 'vest')
    """
    name = _by_word().get(" ".join(word.lower().replace("_", " ").split()))
    name = name or _by_word().get(word.lower().strip().replace(" ", "-").replace("_", "-"))
    if name is None:
        raise NotFound("event", repr(word), tuple(events()))
    return events()[name]


def due_form(trade: Trade, on: datetime.date | None = None) -> str:
    """The form on which a trade is due at the latest: "4", "5", or "none" for what is not reported.

    A gift given away may wait for Form 5 when it was made before February 27, 2023 (17 CFR 240.16a-3(g)(1)).

    on  the day, where the trade has none

    >>> due_form(Trade(row=1, owner="a", event="gift", security="c", date=datetime.date(2023, 2, 26)))
    '5'
    """
    said = events()[trade.event]
    if said.report == "none":
        return "none"
    code, side, day = trade.code or said.code, trade.side or said.side, trade.date or on
    if day is not None and waits_for_form_5(code, side, day):
        return "5"
    return "5" if trade.code is None and said.report == "5" else "4"
