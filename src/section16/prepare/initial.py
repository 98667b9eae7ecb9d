"""Form 3 for a person who became an insider, and Form 4 for one who leaves without a trade."""

from __future__ import annotations

import dataclasses
import datetime

from msgspec.structs import replace

from section16.prepare.book import Book
from section16.prepare.draft import assemble, openings_of
from section16.prepare.drafted import Draft, Wishes
from section16.prepare.entries import holdings
from section16.prepare.entry import NOTHING, cell
from section16.prepare.roster import Roster


def initial(roster: Roster, owner: str, event_date: datetime.date, wishes: Wishes, issuer: str | None = None) -> Draft:
    """The Form 3 of an owner: a line for every opening position of the roster.

    event_date  the day on which the person became director, officer or holder of more than ten percent

    A position of 0 is none. Raises NotFound for an owner or issuer that the roster lacks.
    """
    draft = _of_holdings(roster, owner, event_date, dataclasses.replace(wishes, form="3"), issuer)
    nothing = not (draft.document.table_i or draft.document.table_ii)
    document = replace(
        draft.document, no_securities_owned=cell(nothing), rule_10b5_1=NOTHING, no_longer_subject=NOTHING
    )
    return replace(draft, document=document)


def leaving(roster: Roster, owner: str, last_day: datetime.date, wishes: Wishes, issuer: str | None = None) -> Draft:
    """The Form 4 that only ticks the exit box, with the holdings of the roster as ``wishes.carry`` has it.

    last_day  the day on which the person ceased to be subject: box 3

    Raises NotFound for an owner or issuer that the roster lacks.
    """
    carry = "all" if wishes.carry == "all" else "none"
    wishes = dataclasses.replace(wishes, form="4", carry=carry, leaves=True)
    return _of_holdings(roster, owner, last_day, wishes, issuer)


def _of_holdings(roster: Roster, owner: str, day: datetime.date, wishes: Wishes, issuer: str | None) -> Draft:
    person = roster.owner(owner)
    owners = (owner, *person.files_with)
    key, _ = roster.issuer(issuer or next(iter(person.roles), None))
    group = (owners, key)
    book = Book(roster, tuple(one for one in openings_of([group], roster)[group] if 0 not in {one.shares, one.value}))
    carry = "all" if wishes.form == "3" else wishes.carry
    return assemble(holdings(book, [], carry, wishes.form), group, book, wishes, day, [])
