"""Who may sign, signed pages, and how long they are kept.

Each signature on an electronic form needs a page on which the signatory signed, by hand or
electronically, before or when the form is filed; the filer keeps it for five years: 17 CFR
232.302(b)(1).  Who signs electronically must once have signed by hand that this counts; that
attestation is kept as long as it may be used, and seven years after its last use:
232.302(b)(2).  The desk keeps digests and dates; the pages lie where the office keeps them,
and nothing here destroys one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from section16.desk import journal
from section16.desk.canonical import page_digest, words
from section16.desk.errors import Refused, WrongState
from section16.desk.present import Standing, signed_lines, standings
from section16.desk.receipts import is_filed
from section16.desk.records import Power, Retained, SignedPage, record
from section16.desk.roster_book import signers_on
from section16.desk.several import each
from section16.desk.states import APPROVED, CHECKED, PACKAGED
from section16.desk.store import Change
from section16.desk.tables import (
    AttestationRow,
    IssuerRow,
    OwnerRow,
    PowerRow,
    ReceiptRow,
    RevocationRow,
    SignatureRow,
    SignerRow,
)
from section16.prepare.roster import Signer
from section16.vocabulary.errors import NotFound
from section16.vocabulary.identifiers import format_accession

MANUAL, ELECTRONIC = "manual", "electronic"
PAGE_YEARS, ATTESTATION_YEARS = 5, 7
_SIGNABLE = (CHECKED, APPROVED, PACKAGED)


def years_after(day: date, years: int) -> date:
    """The same day some years on; 29 February becomes 1 March.

    >>> years_after(date(2024, 2, 29), 5)
    datetime.date(2029, 3, 1)
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


# ----------------------------------------------------------------------------------------- who may sign


def attest(change: Change, *, owner: str | None, signer: str | None, signed_on: date, page_sha256: str) -> int:
    """Note a hand-signed attestation of an owner or of a signer; returns its number."""
    if (owner is None) == (signer is None):
        raise Refused("an attestation of neither or both", "an owner or a signer")
    if owner is not None:
        journal.known(change, OwnerRow, owner, "owner")
    if signer is not None:
        journal.known(change, SignerRow, signer, "signer")
    _not_after(signed_on, change.at.date(), "the attestation")
    number = change.next(AttestationRow.number)
    row = AttestationRow(
        number=number, owner=owner, signer=signer, signed_on=signed_on, page_sha256=page_digest(page_sha256)
    )
    change.add(row)
    return number


def empower(
    change: Change, *, owner: str, signer: str, page_sha256: str, valid_from: date, valid_until: date | None,
    issuer: str | None, forms: str, filing: str | None,
) -> int:  # fmt: skip
    """Note a power of attorney; returns its number.

    issuer  None for every issuer; forms such as "345"
    filing  accession number of the form that it was filed with, or None

    Raises NotFound for keys that the roster lacks, Refused for a power over no form or that ends before it begins,
    NotAnIdentifier for what is no accession number.
    """
    journal.known(change, OwnerRow, owner, "owner")
    journal.known(change, SignerRow, signer, "signer")
    if issuer is not None:
        journal.known(change, IssuerRow, issuer, "issuer")
    if not forms or set(forms) - set("345"):
        raise Refused(f"the forms {forms!r}", "some of 3, 4 and 5, such as 345")
    if valid_until is not None and valid_until < valid_from:
        raise Refused(f"a power from {valid_from} until {valid_until}", "one that does not end before it begins")
    number = change.next(PowerRow.number)
    row = PowerRow(
        number=number, owner=owner, signer=signer, issuer=issuer, forms="".join(sorted(set(forms))),
        valid_from=valid_from, valid_until=valid_until, page_sha256=page_digest(page_sha256),
        filing=format_accession(filing) if filing is not None else None,
    )  # fmt: skip
    change.add(row)
    return number


def revoke(change: Change, power: int, day: date, reason: str) -> None:
    """End a power of attorney; ``day`` is the first without it. Raises NotFound, Refused when it was ended already."""
    if change.session.get(PowerRow, power) is None:
        raise NotFound("power of attorney", str(power))
    if change.session.get(RevocationRow, power) is not None:
        raise Refused(f"power {power}, which was revoked already", "one in force")
    change.add(RevocationRow(power=power, day=day, reason=words(reason, "reason")))


def powers(session: Session, owner: str | None = None) -> list[Power]:
    """Powers of attorney, of one owner or of all."""
    return _powers(session, *(() if owner is None else (PowerRow.owner == owner,)))


def _powers(session: Session, *where: ColumnElement[bool]) -> list[Power]:
    query = select(PowerRow, RevocationRow.day).outerjoin(RevocationRow, RevocationRow.power == PowerRow.number)
    rows = session.execute(query.where(*where).order_by(PowerRow.number))
    return [record(Power, row, revoked_on=day) for row, day in rows]


def needs_power(signer: Signer) -> bool:
    """True for an attorney-in-fact; False for who signs as an officer of an entity ("Managing Member").

    >>> needs_power(Signer(name="Ann Example", capacity="Attorney-in-Fact"))
    True
    >>> needs_power(Signer(name="Ann Example", capacity="Managing Member"))
    False
    """
    return signer.capacity is None or "attorney" in signer.capacity.casefold() or signer.power is not None


def power_for(
    powers: Iterable[Power], owner: str, signer: str, issuer: str, form: str | None, on: date
) -> tuple[Power | None, str]:
    """The power in force among those, or None and why there is none."""
    given = [one for one in powers if (one.owner, one.signer) == (owner, signer)]
    valid = next((one for one in given if one.covers(issuer, form, on)), None)
    if valid is not None:
        return valid, ""
    if not given:
        return None, f"no power of attorney from {owner} to {signer} is recorded"
    last = given[-1]
    if last.revoked_on is not None and last.revoked_on <= on:
        return None, f"power {last.number} from {owner} to {signer} was revoked on {last.revoked_on}"
    if last.valid_until is not None and last.valid_until < on:
        return None, f"power {last.number} from {owner} to {signer} ended on {last.valid_until}"
    if last.valid_from > on:
        return None, f"power {last.number} from {owner} to {signer} begins on {last.valid_from}"
    return None, f"power {last.number} from {owner} to {signer} covers another issuer or other forms"


# -------------------------------------------------------------------------------------------------- signing


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A signed page for one signature of the present revision of a draft.

    owner   for whom it was signed; None for the only owner of the draft
    line    the signature on the form, from 1
    signer  key of who signed; None for the owner
    manner  MANUAL or ELECTRONIC
    """

    draft: int
    signed_on: date
    page_sha256: str
    owner: str | None = None
    line: int = 1
    signer: str | None = None
    manner: str = MANUAL


class _There(NamedTuple):
    """What is at the desk for some pages to be noted."""

    drafts: dict[int, Standing]
    signed: set[tuple[int, int, int]]
    signers: dict[date, dict[str, Signer]]
    powers: list[Power]
    attestations: list[AttestationRow]


def _there(session: Session, pages: Sequence[Page]) -> _There:
    numbers = sorted({page.draft for page in pages})
    by_others = [page for page in pages if page.signer is not None]
    signers = {page.signer for page in by_others}
    electronic = any(page.manner == ELECTRONIC for page in pages)
    return _There(
        drafts=standings(session, numbers),
        signed=signed_lines(session, numbers),
        signers={day: signers_on(session, day) for day in {page.signed_on for page in by_others}},
        powers=_powers(session, PowerRow.signer.in_(signers)) if signers else [],
        attestations=list(session.scalars(select(AttestationRow))) if electronic else [],
    )


def sign(change: Change, pages: Sequence[Page], names: Mapping[int, tuple[str, ...]]) -> list[SignedPage]:
    """Note signed pages.

    names  the signatures as typed on each form that is there, in order

    Raises Stopped, among others without a power of attorney where one is needed, and for an electronic signature
    without attestation.
    """
    there = _there(change.session, pages)
    return each(pages, lambda page: _sign(change, page, there, names), lambda page: f"draft {page.draft}")


def _sign(change: Change, page: Page, there: _There, names: Mapping[int, tuple[str, ...]]) -> SignedPage:
    draft, line, signer = page.draft, page.line, page.signer
    if draft not in there.drafts:
        raise NotFound("draft", str(draft))
    row, step, said = there.drafts[draft]
    revision, typed = said.number, names[draft]
    if step.state not in _SIGNABLE:
        raise WrongState(f"draft {draft}, which is {step.state}", f"one that is {' or '.join(_SIGNABLE)}")
    if not 1 <= line <= len(typed):
        raise Refused(f"signature {line} of draft {draft}", f"one of the {len(typed)} on the form")
    owner = _owner(page, row.owners.split("+"))
    if (draft, revision, line) in there.signed:
        raise Refused(f"a signed page for signature {line} of draft {draft}, revision {revision}", "none yet")
    _not_after(page.signed_on, change.at.date(), "the page")
    power = None
    if signer is not None:
        signers = there.signers[page.signed_on]
        if signer not in signers:
            raise NotFound(f"signer on {page.signed_on}", repr(signer), tuple(signers)[:5])
        if needs_power(signers[signer]):
            power, why = power_for(there.powers, owner, signer, row.issuer, said.form, page.signed_on)
            if power is None:
                raise Refused(why, f"one in force on {page.signed_on}: section16 desk power add")
    attestation = _attestation(there, owner, signer, page.signed_on) if page.manner == ELECTRONIC else None
    signed = SignatureRow(
        draft=draft, revision=revision, line=line, owner=owner, signer=signer,
        power=power.number if power else None, name=words(typed[line - 1], "name on the form"), manner=page.manner,
        signed_on=page.signed_on, page_sha256=page_digest(page.page_sha256), attestation=attestation,
    )  # fmt: skip
    there.signed.add((draft, revision, line))
    return record(SignedPage, change.add(signed))


def _owner(page: Page, members: list[str]) -> str:
    if page.owner is None and len(members) == 1:
        return members[0]
    if page.owner is None or page.owner not in members:
        seen = f"{page.owner} as" if page.owner is not None else "no"
        raise Refused(f"{seen} signatory of draft {page.draft}", f"one of its owners: {', '.join(members)}")
    return page.owner


def _attestation(there: _There, owner: str, signer: str | None, on: date) -> int:
    whose = (None, signer) if signer is not None else (owner, None)
    valid = [one for one in there.attestations if (one.owner, one.signer) == whose and one.signed_on <= on]
    if not valid:
        raise Refused(
            f"an electronic signature of {signer or owner} on {on} without an attestation",
            "one signed by hand before, 17 CFR 232.302(b)(2): section16 desk attest",
        )
    return max(valid, key=lambda one: (one.signed_on, one.number)).number


def _not_after(day: date, today: date, what: str) -> None:
    if day > today:
        raise Refused(f"{what} signed on {day}, in the future", f"a day up to {today}")


# ------------------------------------------------------------------------------------------------ retention


def retention(session: Session, on: date, active: set[tuple[str, str]]) -> list[Retained]:
    """Every signed page with the last day on which it must be kept, the earliest first.

    active  ("owner", key) and ("signer", key) of those who may still sign

    Lists only: whether a page that may go is destroyed is the office's decision.
    """
    return sorted(
        [*_pages(session, on), *_attestations(session, on, active)],
        key=lambda one: (one.keep_until or date.max, one.page_sha256),
    )


def _pages(session: Session, on: date) -> list[Retained]:
    """Signed pages; one page under several forms is kept for the last of them."""
    filed: dict[tuple[int, int], date] = {}
    for receipt in session.scalars(select(ReceiptRow).where(*is_filed()).order_by(ReceiptRow.number)):
        assert receipt.filed_on is not None
        filed[receipt.draft, receipt.revision] = receipt.filed_on
    uses: dict[str, list[tuple[date | None, str]]] = defaultdict(list)
    for row in session.scalars(select(SignatureRow).order_by(SignatureRow.draft, SignatureRow.revision)):
        uses[row.page_sha256].append((filed.get((row.draft, row.revision)), f"draft {row.draft}, {row.name}"))
    made = []
    for page, under in uses.items():
        what = "signed page: " + "; ".join(label for _, label in under)
        days = [day for day, _ in under if day is not None]
        if not days or len(days) < len(under):
            why = "a form signed on it is not filed: the five years have not begun"
            made.append(Retained(page, what, None, why, may_go=False))
            continue
        until = years_after(max(days), PAGE_YEARS)
        why = f"five years after the filing on {max(days)}, 17 CFR 232.302(b)(1)"
        made.append(Retained(page, what, until, why, may_go=until < on))
    return made


def _attestations(session: Session, on: date, active: set[tuple[str, str]]) -> list[Retained]:
    made = []
    last_use: dict[int, date] = {}
    for number, day in session.execute(select(SignatureRow.attestation, SignatureRow.signed_on)):
        if number is not None:
            last_use[number] = max(day, last_use.get(number, day))
    row: Any
    for row in session.scalars(select(AttestationRow).order_by(AttestationRow.number)):
        whose = ("signer", row.signer) if row.signer is not None else ("owner", row.owner)
        what = f"attestation {row.number} of {whose[1]}, signed on {row.signed_on}"
        if whose in active:
            why = "it may still be used, 17 CFR 232.302(b)(2)"
            made.append(Retained(row.page_sha256, what, None, why, may_go=False))
            continue
        used = last_use.get(row.number)
        until = years_after(used or row.signed_on, ATTESTATION_YEARS)
        since = f"its last use on {used}" if used else f"it was signed on {row.signed_on}"
        why = f"seven years after {since}, 17 CFR 232.302(b)(2)"
        made.append(Retained(row.page_sha256, what, until, why, may_go=until < on))
    return made
