"""The roster in the desk: each thing in its versions, and the plain file as of any day.

What goes in and comes out is ``prepare.roster.Roster``, the same file that ``section16
draft`` takes.  Only the holdings are kept otherwise: how much is held stands in the journal,
and the roster keeps how the line is printed.  So the roster of a day has the balances of
that day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple, Self

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from section16.desk import journal
from section16.desk.canonical import canonical, key, words
from section16.desk.errors import Refused
from section16.desk.records import Position
from section16.desk.store import Change
from section16.desk.tables import (
    AccountRow,
    AccountVersionRow,
    Entry,
    FootnoteRow,
    FootnoteVersionRow,
    HoldingVersionRow,
    IssuerRow,
    IssuerVersionRow,
    OwnerRow,
    OwnerVersionRow,
    SecurityRow,
    SecurityVersionRow,
    SignerRow,
    SignerVersionRow,
    Version,
)
from section16.prepare.roster import (
    DIRECT,
    Account,
    Holding,
    Roster,
    RosterIssuer,
    RosterOwner,
    RosterSecurity,
    Signer,
)
from section16.vocabulary.errors import NotFound
from section16.vocabulary.identifiers import compact_cik, is_cik

_LAST = 1 << 30  # after every line that has a place


class Part(NamedTuple):
    """A part of the roster: its name there, what one thing is, and its two tables."""

    name: str
    kind: Any
    entries: type[Entry]
    versions: type[Version]


PARTS = (
    Part("issuers", RosterIssuer, IssuerRow, IssuerVersionRow),
    Part("signers", Signer, SignerRow, SignerVersionRow),
    Part("owners", RosterOwner, OwnerRow, OwnerVersionRow),
    Part("accounts", Account, AccountRow, AccountVersionRow),
    Part("footnotes", str, FootnoteRow, FootnoteVersionRow),
    Part("securities", RosterSecurity, SecurityRow, SecurityVersionRow),
)


class Imported(msgspec.Struct, frozen=True):
    """How many versions an import wrote, and how many openings it posted."""

    versions: int
    openings: int


def roster_on(session: Session, on: date) -> Roster:
    """The roster as of a day, its holdings with the balances of that day's close."""
    roster = _parts(session, on, *(part.name for part in PARTS))
    return msgspec.structs.replace(roster, holdings=_holdings(session, on, roster.owners))


def signers_on(session: Session, on: date) -> dict[str, Signer]:
    """Who signs for an owner, as of a day."""
    return _parts(session, on, "signers").signers


def _parts(session: Session, on: date, *names: str) -> Roster:
    parts = {part.name: _valid(session, part, on) for part in PARTS if part.name in names}
    return msgspec.convert(parts, Roster, strict=False)


def _valid(session: Session, part: Part, on: date) -> dict[str, Any]:
    """What of a part is valid on a day, by key, in the order of keys."""
    versions: Any = part.versions
    query = (
        select(versions.key, versions.content)
        .where(versions.valid_from <= on)
        .order_by(versions.valid_from, versions.version)
    )
    chosen = {row.key: row.content for row in session.execute(query)}
    return {name: chosen[name] for name in sorted(chosen) if chosen[name] is not None}


def _holdings(session: Session, on: date, owners: dict[str, RosterOwner]) -> tuple[Holding, ...]:
    """The positions of a day as the roster says them, in the order in which they are printed.

    Each is stated as of its last posting: what happened since is not in it, and can still be drafted.

    A position of several owners is said of the one who files with the others, or of the first who has none of its
    own; one that cannot be told apart so is left out.
    """
    rows = session.execute(select(*HoldingVersionRow.__table__.columns).where(HoldingVersionRow.valid_from <= on))
    lines = {
        (row.owner, row.security, row.account): row
        for row in sorted(rows, key=lambda row: (row.valid_from, row.version))
    }
    made: dict[tuple[str, str, str], tuple[int, Holding]] = {}
    for position in sorted(journal.positions(session, as_of=on), key=lambda one: one.owners.count("+")):
        place = next((one for one in _said_of(position, owners) if one not in made), None)
        line = lines.get(place) if place is not None else None
        if place is None or (line is not None and line.place is None):
            continue
        content = (line.content if line is not None else None) or {}
        holding = msgspec.structs.replace(
            msgspec.convert({**content, "owner": place[0], "security": place[1], "account": place[2]}, Holding,
                            strict=False),
            shares=position.shares, value=position.value if position.shares is None else None,
            as_of=position.last,
        )  # fmt: skip
        made[place] = (_LAST if line is None or line.place is None else line.place, holding)
    return tuple(holding for _, holding in sorted(made.values(), key=lambda pair: pair[0]))


def _said_of(position: Position, owners: dict[str, RosterOwner]) -> list[tuple[str, str, str]]:
    """As whose holding a position can be said, the likeliest first."""
    group = position.owners.split("+")
    leads = [one for one in group if one in owners and {one, *owners[one].files_with} == set(group)]
    return [(one, position.security, position.account) for one in dict.fromkeys((*leads, *group))]


def bring_in(change: Change, roster: Roster, valid_from: date, opened_on: date | None) -> Imported:
    """Enter a roster: a new version of whatever differs, and openings for positions that the journal does not know.

    valid_from  the day from which what changed holds
    opened_on   the day whose close the holdings state, for those that do not say it

    Things that the roster leaves out stay: see ``leave``.  Raises Refused for a holding without a day, and for one
    that states another balance than the journal.
    """
    written = 0
    for part in PARTS:
        there = _valid(change.session, part, date.max)
        for name, thing in getattr(roster, part.name).items():
            content = msgspec.to_builtins(thing)
            if name not in there or canonical(there[name]) != canonical(content):
                _write(change, part, name, content, valid_from)
                written += 1
    openings = 0
    for place, holding in enumerate(roster.holdings, 1):
        written += _line(change, holding, place, valid_from)
        openings += _opening(change, roster, holding, opened_on)
    return Imported(written, openings)


def leave(change: Change, part_name: str, name: str, valid_from: date) -> None:
    """A thing leaves the roster from a day on; its history and what refers to it stay. Raises NotFound."""
    part = next((part for part in PARTS if part.name == part_name), None)
    if part is None:
        raise NotFound("part of the roster", repr(part_name), tuple(part.name for part in PARTS))
    if name not in (there := _valid(change.session, part, date.max)):
        raise NotFound(part_name, repr(name), tuple(there)[:5])
    _write(change, part, name, None, valid_from)


def history(session: Session, part_name: str, name: str) -> list[tuple[int, date, object, str]]:
    """Every version of a thing: number, first day, content (None: it left), and who wrote it."""
    versions: Any = next(part.versions for part in PARTS if part.name == part_name)
    rows = session.scalars(select(versions).where(versions.key == name).order_by(versions.version))
    return [(row.version, row.valid_from, row.content, row.by) for row in rows]


def _write(change: Change, part: Part, name: str, content: object, valid_from: date) -> None:
    key(name, part.name)
    if part.name == "accounts" and name == DIRECT:
        raise Refused('an account named "direct"', "another key: that one is how one holds directly")
    if isinstance(content, str):
        words(content, "footnote")
    row: Any = part.entries
    if change.session.get(row, name) is None:
        change.add(row(key=name))
    versions: Any = part.versions
    number = change.next(versions.version, versions.key == name)
    change.add(versions(key=name, version=number, valid_from=valid_from, content=content))


def _line(change: Change, holding: Holding, place: int, valid_from: date) -> int:
    """Write how a holding is printed, when that is new; 1 or 0."""
    stated = ("owner", "security", "account", "shares", "value", "as_of")
    content = {name: said for name, said in msgspec.to_builtins(holding).items() if name not in stated} or None
    same = (HoldingVersionRow.owner == holding.owner, HoldingVersionRow.security == holding.security,
            HoldingVersionRow.account == holding.account)  # fmt: skip
    newest = change.session.scalars(
        select(HoldingVersionRow).where(*same).order_by(HoldingVersionRow.version.desc()).limit(1)
    ).first()
    if newest is not None and (newest.place, canonical(newest.content)) == (place, canonical(content)):
        return 0
    change.add(
        HoldingVersionRow(
            owner=holding.owner, security=holding.security, account=holding.account, place=place, content=content,
            version=change.next(HoldingVersionRow.version, *same), valid_from=valid_from,
        )
    )  # fmt: skip
    return 1


def _opening(change: Change, roster: Roster, holding: Holding, opened_on: date | None) -> int:
    """Post what a holding states, when the journal knows nothing of it; 1 or 0."""
    issuer, _ = roster.issuer(roster.security(holding.security).issuer)
    what = f"the holding {holding.security} {holding.account} of {holding.owner}"
    day = holding.as_of or opened_on
    if day is None:
        raise Refused(f"{what} without as_of", "the day whose close it states, there or as --opened-on")
    if (holding.shares is None) == (holding.value is None):
        raise Refused(f"{what} with {'neither' if holding.shares is None else 'both'} shares and value", "one of them")
    owners = (holding.owner, *roster.owner(holding.owner).files_with)
    owners = journal.held_by(change.session, owners, issuer, holding.security, holding.account, of_first=True)
    place = journal.Place(owners, issuer, holding.security, holding.account)
    known = journal.balance(change.session, place, day)
    if known is None:
        journal.write(
            change, place, day, "opening", shares=holding.shares, value=holding.value, reason="opening in the roster"
        )
        return 1
    stated, computed = (holding.shares, known.shares) if holding.shares is not None else (holding.value, known.value)
    if stated != computed:
        raise Refused(
            f"{what} with {stated} on {day}",
            f"{computed} as the journal has it; what changed is a posting: section16 desk post",
        )
    return 0


# ---------------------------------------------------------------------------------------- finding by what is filed


class Parties(NamedTuple):
    """Keys of issuers and owners by CIK, without those whose CIK is none."""

    issuers: dict[str, str]
    owners: dict[str, str]

    @classmethod
    def of(cls, roster: Roster) -> Self:
        """Those of a roster; of two with one CIK the first."""
        return cls(_by_cik(roster.issuers), _by_cik(roster.owners))

    def issuer(self, cik: str | None) -> str:
        """The key of an issuer. Raises NotFound."""
        return _key(self.issuers, cik, "issuer")

    def owner(self, cik: str | None) -> str:
        """The key of an owner. Raises NotFound."""
        return _key(self.owners, cik, "owner")


def parties(session: Session) -> Parties:
    """The newest issuers and owners."""
    return Parties.of(_parts(session, date.max, "issuers", "owners"))


def _by_cik(things: Mapping[str, RosterIssuer | RosterOwner]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, thing in things.items():
        if is_cik(thing.cik):
            found.setdefault(compact_cik(thing.cik), name)
    return found


def _key(keys: dict[str, str], cik: str | None, what: str) -> str:
    if cik is not None and (found := keys.get(compact_cik(cik))) is not None:
        return found
    raise NotFound(f"{what} with the CIK", cik or "(none)", tuple(sorted(keys.values()))[:5])
