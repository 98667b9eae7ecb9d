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
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from section16.desk import journal
from section16.desk.canonical import page_digest, words
from section16.desk.drafts import standing
from section16.desk.errors import Refused, WrongState
from section16.desk.receipts import is_filed
from section16.desk.records import Power, Retained, SignedPage, record
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
        journal.known(change.session, OwnerRow, (owner,), "owner")
    if signer is not None:
        journal.known(change.session, SignerRow, (signer,), "signer")
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
    journal.known(change.session, OwnerRow, (owner,), "owner")
    journal.known(change.session, SignerRow, (signer,), "signer")
    if issuer is not None:
        journal.known(change.session, IssuerRow, (issuer,), "issuer")
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
    query = select(PowerRow, RevocationRow.day).outerjoin(RevocationRow, RevocationRow.power == PowerRow.number)
    if owner is not None:
        query = query.where(PowerRow.owner == owner)
    rows = session.execute(query.order_by(PowerRow.number))
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
    session: Session, owner: str, signer: str, issuer: str, form: str | None, on: date
) -> tuple[Power | None, str]:
    """The power in force, or None and why there is none."""
    given = [one for one in powers(session, owner) if one.signer == signer]
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


def sign(
    change: Change, draft: int, names: tuple[str, ...], *, line: int, owner: str, signer: tuple[str, Signer] | None,
    manner: str, signed_on: date, page_sha256: str,
) -> SignedPage:  # fmt: skip
    """Note the signed page for one signature of the present revision.

    names   the signatures as typed on the form, in order; ``line`` is one of them, from 1
    owner   for whom; signer: key and entry of who signed, None for the owner

    Raises Refused without a power of attorney where one is needed, and for an electronic signature without attestation.
    """
    session = change.session
    row, step, said = standing(session, draft)
    if step.state not in _SIGNABLE:
        raise WrongState(f"draft {draft}, which is {step.state}", f"one that is {' or '.join(_SIGNABLE)}")
    if not 1 <= line <= len(names):
        raise Refused(f"signature {line} of draft {draft}", f"one of the {len(names)} on the form")
    if owner not in (members := row.owners.split("+")):
        raise Refused(f"{owner} as signatory of draft {draft}", f"one of its owners: {', '.join(members)}")
    if session.get(SignatureRow, (draft, said.number, line)) is not None:
        raise Refused(f"a signed page for signature {line} of draft {draft}, revision {said.number}", "none yet")
    _not_after(signed_on, change.at.date(), "the page")
    power = None
    if signer is not None and needs_power(signer[1]):
        power, why = power_for(session, owner, signer[0], row.issuer, said.form, signed_on)
        if power is None:
            raise Refused(why, f"one in force on {signed_on}: section16 desk power add")
    who = signer[0] if signer is not None else None
    attestation = _attestation(session, owner, who, signed_on) if manner == ELECTRONIC else None
    page = SignatureRow(
        draft=draft, revision=said.number, line=line, owner=owner, signer=who,
        power=power.number if power else None, name=words(names[line - 1], "name on the form"), manner=manner,
        signed_on=signed_on, page_sha256=page_digest(page_sha256), attestation=attestation,
    )  # fmt: skip
    return record(SignedPage, change.add(page))


def _attestation(session: Session, owner: str, signer: str | None, on: date) -> int:
    query = select(AttestationRow.number).where(AttestationRow.signed_on <= on)
    whose = AttestationRow.signer == signer if signer is not None else AttestationRow.owner == owner
    number = session.scalar(query.where(whose).order_by(AttestationRow.signed_on.desc()).limit(1))
    if number is None:
        raise Refused(
            f"an electronic signature of {signer or owner} on {on} without an attestation",
            "one signed by hand before, 17 CFR 232.302(b)(2): section16 desk attest",
        )
    return number


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
