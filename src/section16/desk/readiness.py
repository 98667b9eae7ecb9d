"""Can this person file this owner's form tonight? Everything that is missing, each with its reason.

What is asked for: EDGAR needs the CIK and CCC of each owner; the form needs an address, a
relationship, a symbol and a signature; the owner's EDGAR account must be confirmed every
year (EDGAR Next); the desk needs a second person and an opening position.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from section16.desk import journal, people, roster_book
from section16.desk.records import Missing
from section16.desk.signing import needs_power, power_for, powers
from section16.desk.states import APPROVER, FILER, PREPARER
from section16.desk.store import roles_of
from section16.desk.tables import EdgarAccountRow
from section16.prepare.roster import Role, Roster, RosterOwner
from section16.vocabulary.identifiers import is_cik


def ready(
    session: Session, person: str, owner: str, issuer: str, on: date, has_ccc: Callable[[str], bool] | None
) -> list[Missing]:
    """What is missing, in the order in which an office gets it; empty when the form can be filed.

    has_ccc  says for a CIK whether its CCC is stored, without giving it out; None when nobody can be asked

    Raises NotFound for an owner or an issuer that the roster of that day lacks.
    """
    roster = roster_book.roster_on(session, on)
    roster.issuer(issuer)
    found: list[Missing] = []
    for key in (owner, *roster.owner(owner).files_with):
        found += _owner(session, roster, key, roster.owner(key), issuer, on, has_ccc)
    found += _issuer(roster, issuer)
    found += _people(session, person)
    if not journal.postings(session, owner=owner, issuer=issuer, as_of=on):
        found.append(
            Missing(f"opening position of {owner}", f"the journal has no posting for {issuer}; 0 is a position too")
        )
    return found


def _owner(
    session: Session, roster: Roster, key: str, owner: RosterOwner, issuer: str, on: date,
    has_ccc: Callable[[str], bool] | None,
) -> Iterator[Missing]:  # fmt: skip
    if not is_cik(owner.cik) or not owner.cik.strip("0"):
        yield Missing(f"CIK of {key}", f"{owner.cik!r} is none; EDGAR gives it on Form ID")
    elif has_ccc is None:
        yield Missing(f"CCC of {key}", "nobody was asked whether it is stored; every owner's is sent with the form")
    elif not has_ccc(owner.cik):
        yield Missing(f"CCC of {key}", "it is not stored; every owner's is sent with the form")
    if owner.address is None or not (owner.address.street1 and owner.address.city):
        yield Missing(f"address of {key}", "box 1 needs street and city")
    elif not owner.address.country and not (owner.address.state and owner.address.zip):
        yield Missing(f"address of {key}", "box 1 needs state and ZIP code of an address in the United States")
    yield from _role(key, owner.roles.get(issuer), issuer, on)
    yield from _signer(session, roster, key, owner, issuer, on)
    yield from _account(session, key, on)


def _role(key: str, role: Role | None, issuer: str, on: date) -> Iterator[Missing]:
    what = f"role of {key} at {issuer}"
    if role is None or not (role.director or role.officer or role.ten_percent_owner or role.other):
        yield Missing(what, "the roster has none; box 5 needs one")
        return
    if role.officer and not role.title:
        yield Missing(what, "an officer without a title; box 5 needs it")
    if role.other and not role.other_text:
        yield Missing(what, '"other" without words; box 5 needs them')
    if role.since is not None and role.since > on:
        yield Missing(what, f"it begins on {role.since}")
    if role.until is not None and role.until < on:
        yield Missing(what, f"it ended on {role.until}; check whether the exit box belongs on the form")


def _signer(session: Session, roster: Roster, key: str, owner: RosterOwner, issuer: str, on: date) -> Iterator[Missing]:
    if owner.signer is None:
        return  # the owner signs
    signer = roster.signers.get(owner.signer)
    if signer is None:
        yield Missing(f"signer of {key}", f"{owner.signer} is not in the roster of {on}")
        return
    if signer.valid_until is not None and signer.valid_until < on:
        yield Missing(f"signer of {key}", f"{owner.signer} could sign until {signer.valid_until}, says the roster")
    if needs_power(signer):
        power, why = power_for(powers(session, key), key, owner.signer, issuer, None, on)
        if power is None:
            yield Missing(f"power of attorney of {key}", why)


def _account(session: Session, key: str, on: date) -> Iterator[Missing]:
    what = f"EDGAR account of {key}"
    newest = select(EdgarAccountRow).where(EdgarAccountRow.owner == key).order_by(EdgarAccountRow.number.desc())
    row = session.scalars(newest.limit(1)).first()
    if row is None:
        yield Missing(what, "nobody noted until when it is confirmed; EDGAR deactivates it after a year")
    elif row.confirm_by < on:
        yield Missing(what, f"it had to be confirmed by {row.confirm_by}, as seen on {row.seen_on}")


def _issuer(roster: Roster, issuer: str) -> Iterator[Missing]:
    entry = roster.issuers[issuer]
    if not is_cik(entry.cik) or not entry.cik.strip("0"):
        yield Missing(f"CIK of {issuer}", f"{entry.cik!r} is none")
    if not entry.symbol.strip():
        yield Missing(f"symbol of {issuer}", "box 2 needs the trading symbol, or NONE")


def _people(session: Session, person: str) -> Iterator[Missing]:
    """The acting person can do a part; for the rest there must be others, and never the preparer approves."""
    roles = roles_of(session, person) or ()
    if PREPARER not in roles and not people.having(session, PREPARER):
        yield Missing("preparer", "no active user has the role")
    approvers = people.having(session, APPROVER)
    if not approvers:
        yield Missing("approver", "no active user has the role")
    elif PREPARER in roles and approvers == [person]:
        yield Missing("approver", f"nobody but {person} could approve, and a preparer does not approve")
    if FILER not in roles:
        have = people.having(session, FILER)
        yield Missing("filer", f"{person} lacks the role; {', '.join(have) + ' could' if have else 'nobody has it'}")
