"""The boxes above the tables, and the signatures: from roster to document."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache

from section16.model.document import Address, Issuer, OwnershipDocument, Relationship, ReportingOwner, Signature
from section16.prepare.drafted import LOOK, MISSING, Boxes, Need, Wishes
from section16.prepare.entry import cell
from section16.prepare.roster import Role, Roster, RosterAddress, RosterIssuer, RosterOwner, Signer
from section16.vocabulary.cells import Cell
from section16.vocabulary.codes import country_codes, state_codes
from section16.vocabulary.identifiers import format_cik

LONGEST_TITLE = 30  # of an officer, and of another relationship: EDGAR Ownership XML Technical Specification, 3.5
SEE_REMARKS = "See Remarks"
_HOME = frozenset({"us", "usa", "united states", "united states of america"})


def head(roster: Roster, owners: tuple[str, ...], issuer: str, wishes: Wishes) -> OwnershipDocument:
    """The document without its tables, period and footnotes. Raises NotFound for a signer the roster lacks.

    A title of more than 30 characters is printed in the remarks, and its box says so.
    """
    company = roster.issuer(issuer)[1]
    people = [roster.owner(key) for key in owners]
    longer = [text for person in people for text in _long(person, person.roles.get(issuer, Role()), len(people) > 1)]
    remarks = "\n".join(filter(None, [wishes.remarks, *longer])) or None
    return OwnershipDocument(
        document_type=wishes.form,
        no_longer_subject=cell(wishes.leaves) if wishes.form != "3" else Cell(),
        issuer=_issuer(company),
        owners=tuple(_owner(person, person.roles.get(issuer, Role())) for person in people),
        remarks=remarks,
        signatures=tuple(_signature(person, roster, wishes.signed_on) for person in people),
    )


def _issuer(company: RosterIssuer) -> Issuer:
    return Issuer(format_cik(company.cik), company.name, company.symbol, company.foreign_symbol)


def _owner(person: RosterOwner, role: Role) -> ReportingOwner:
    relationship = Relationship(
        is_director=cell(role.director), is_officer=cell(role.officer),
        is_ten_percent_owner=cell(role.ten_percent_owner), is_other=cell(role.other),
        officer_title=_short(role.title), other_text=_short(role.other_text),
    )  # fmt: skip
    address = None if person.address is None else _address(person.address)
    return ReportingOwner(cik=format_cik(person.cik), name=person.name, address=address, relationship=relationship)


def _address(given: RosterAddress) -> Address:
    """Names of states and countries become EDGAR's codes; a code stays what it is.

    Before March 2026 the code of a country or of a Canadian province stood in the place of the state.
    """
    state, country = given.state, given.country
    code = state_codes().get((state or "").strip().upper())
    if country is None and code is not None and code.kind != "us":
        state, country = None, state
    abroad = country is not None and country.strip().lower() not in _HOME
    return Address(
        street1=given.street1, street2=given.street2, city=given.city, zip=given.zip,
        state=None if state is None else _codes("us").get(state.strip().upper(), state),
        is_non_us=Cell(True, "true") if abroad else Cell(),
        non_us_state=given.province,
        country=_codes("").get((country or "").strip().upper(), country) if abroad else None,
    )  # fmt: skip


@cache
def _codes(kind: str) -> dict[str, str]:
    """Code by name: of the states, or of the countries."""
    if kind == "us":
        return {row.name: code for code, row in state_codes().items() if row.kind == "us"}
    return {row.name: code for code, row in country_codes().items() if row.standing != "retired"}


def _short(title: str | None) -> str | None:
    return SEE_REMARKS if title is not None and len(title) > LONGEST_TITLE else title


def _long(person: RosterOwner, role: Role, is_joint: bool) -> Iterator[str]:
    whose = f" of {person.name}" if is_joint else ""
    for what, title in (("Officer title", role.title), ("Relationship", role.other_text)):
        if title is not None and len(title) > LONGEST_TITLE:
            yield f"{what}{whose}: {title}"


def signer_of(person: RosterOwner, roster: Roster) -> Signer | None:
    """Who signs for an owner; None: the owner. Raises NotFound."""
    return None if person.signer is None else roster.signer(person.signer)


def _signature(person: RosterOwner, roster: Roster, signed_on: datetime.date | None) -> Signature:
    signer = signer_of(person, roster)
    if signer is None:
        return Signature(f"/s/ {person.name}", cell(signed_on))
    return Signature(f"/s/ {signer.name}" + (f", {signer.capacity}" if signer.capacity else ""), cell(signed_on))


# -------------------------------------------------------------------------------------------------- needs


def head_needs(document: OwnershipDocument, box: Boxes) -> Iterator[Need]:
    """What the boxes outside the tables still lack."""
    for i, owner in enumerate(document.owners):
        is_ = owner.relationship
        flags = () if is_ is None else (is_.is_director, is_.is_officer, is_.is_ten_percent_owner, is_.is_other)
        path = f"owners[{i}].relationship"
        if not any(flag.value for flag in flags):
            yield Need(path, box(path), MISSING, f"{owner.name} has no role at this issuer in the roster")
        elif is_ is not None:
            for flag, text, name in ((is_.is_officer, is_.officer_title, "officer_title"),
                                     (is_.is_other, is_.other_text, "other_text")):  # fmt: skip
                if flag.value and not text:
                    at = f"{path}.{name}"
                    yield Need(at, box(at), MISSING, f"{owner.name} has no {name} in the roster")
        if owner.address is None:
            at = f"owners[{i}].address"
            yield Need(at, box(at), MISSING, f"{owner.name} has no address in the roster")
    if document.period_of_report.is_absent:
        yield Need("period_of_report", box("period_of_report"), MISSING, "no trade has a date")
    for i, signature in enumerate(document.signatures):
        if signature.date.is_absent:
            at = f"signatures[{i}].date"
            yield Need(at, box(at), MISSING, f"{signature.name} has not signed")


def role_looks(
    roster: Roster, owners: tuple[str, ...], issuer: str, days: list[datetime.date], box: Boxes
) -> Iterator[Need]:
    """What is odd about the owners' roles on the days of the trades.

    Trades before the role began are reported only where the person became subject because the issuer registered
    (17 CFR 240.16a-2(a)); after it ended, only against a trade before (16a-2(b)).
    """
    company = roster.issuer(issuer)[1]
    for i, key in enumerate(owners):
        person = roster.owner(key)
        role = person.roles.get(issuer)
        if role is None:
            continue
        path = f"owners[{i}].relationship"
        if days and role.since is not None and min(days) < role.since:
            yield Need(path, box(path), LOOK, f"{person.name} became an insider on {role.since}, after the trade of "
                       f"{min(days)} (Rule 16a-2(a))")  # fmt: skip
        if days and role.until is not None and max(days) > role.until:
            yield Need(path, box(path), LOOK, f"{person.name} ceased on {role.until}, before the trade of {max(days)} "
                       "(Rule 16a-2(b)); the exit box is --leaves")  # fmt: skip
        if company.foreign and role.ten_percent_owner and not (role.director or role.officer):
            yield Need(path, box(path), LOOK, f"{company.name} is a foreign private issuer: its holders of more than "
                       "ten percent do not file (Rules 3a12-3(b), 16a-2)")  # fmt: skip
