"""What the desk gives out: plain records, without a connection to the database behind them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

R = TypeVar("R", bound=msgspec.Struct)


def record(kind: type[R], row: object, **more: object) -> R:
    """A record of that kind from the columns of a row that have its fields' names, and what is given besides."""
    named = {name: getattr(row, name) for name in kind.__struct_fields__ if name not in more}
    return kind(**named, **more)


class User(msgspec.Struct, frozen=True):
    """A user as of now; without roles for one who was put out."""

    name: str
    full_name: str
    roles: tuple[str, ...]


class Posting(msgspec.Struct, frozen=True):
    """A change of a position; the fields are those of ``tables.PostingRow``."""

    number: int
    owners: str
    issuer: str
    security: str
    account: str
    day: date
    kind: str
    shares: Decimal | None
    value: Decimal | None
    reverses: int | None
    draft: int | None
    revision: int | None
    filing: str | None
    form_table: str | None
    line: int | None
    reason: str | None
    by: str
    at: datetime


class Position(msgspec.Struct, frozen=True):
    """What a group of owners holds: the sum of the postings.

    owners    keys joined by plus signs
    shares    None when only dollars were ever posted; ``value`` None when only shares were
    postings  how many make the sum; ``last`` day of them
    """

    owners: str
    issuer: str
    security: str
    account: str
    shares: Decimal | None
    value: Decimal | None
    postings: int
    last: date


class Difference(msgspec.Struct, frozen=True):
    """A balance that a form states and the journal does not give. Both are kept; nothing is changed."""

    form_table: str
    line: int
    stated: Decimal
    computed: Decimal

    def __str__(self) -> str:
        table = "Table I" if self.form_table == "table_i" else "Table II"
        return f"{table}, line {self.line}: the form states {self.stated:f}, the journal gives {self.computed:f}"


class Posted(msgspec.Struct, frozen=True):
    """What posting a form did.

    open  lines that state no number that could be posted, with the reason: post them by hand
    """

    postings: tuple[Posting, ...]
    differences: tuple[Difference, ...] = ()
    open: tuple[str, ...] = ()


class DraftEntry(msgspec.Struct, frozen=True):
    """A draft in the list.

    version   number of its last transition: give it back to say what you have seen
    revision  number of what it says now, and its digest
    """

    draft: int
    state: str
    version: int
    revision: int
    sha256: str
    form: str
    issuer: str
    owners: str
    period: date | None
    due_on: date | None
    prepared_by: str
    label: str | None


def box_of(need: dict[str, Any]) -> str:
    """The box of a need; one that does not say its box, by what it is."""
    return str(need.get("box") or need.get("what") or need.get("path"))


class Revision(msgspec.Struct, frozen=True):
    """What a draft said at one time."""

    number: int
    sha256: str
    form: str
    period: date | None
    due_on: date | None
    due: Any
    needs: Any
    evidence: Any
    reason: str | None
    by: str
    at: datetime


class Exhibit(msgspec.Struct, frozen=True):
    """A document that goes with the form of a revision; its content is given out by itself."""

    revision: int
    number: int
    name: str
    type: str
    description: str | None
    sha256: str
    by: str
    at: datetime


class Transition(msgspec.Struct, frozen=True):
    """A step of a draft."""

    number: int
    action: str
    state_from: str | None
    state: str
    revision: int
    package_sha256: str | None
    reason: str | None
    by: str
    at: datetime


class Check(msgspec.Struct, frozen=True):
    """What the rules said of a revision: the numbers of findings, and the findings as ``check --json`` prints them."""

    revision: int
    number: int
    software: str
    errors: int
    warnings: int
    notes: int
    findings: Any
    by: str
    at: datetime


class Approval(msgspec.Struct, frozen=True):
    """Who approved which bytes, and which provisional boxes were taken as they are."""

    transition: int
    revision: int
    prepared_by: str
    sha256: str
    confirmed: Any
    reason: str | None
    by: str
    at: datetime


class SignedPage(msgspec.Struct, frozen=True):
    """A signed page for one signature of a revision."""

    draft: int
    revision: int
    line: int
    owner: str
    signer: str | None
    power: int | None
    name: str
    manner: str
    signed_on: date
    page_sha256: str
    attestation: int | None
    by: str
    at: datetime


class Power(msgspec.Struct, frozen=True):
    """A power of attorney; ``revoked_on`` None while nobody revoked it."""

    number: int
    owner: str
    signer: str
    issuer: str | None
    forms: str
    valid_from: date
    valid_until: date | None
    page_sha256: str
    filing: str | None
    revoked_on: date | None

    def covers(self, issuer: str, form: str | None, on: date) -> bool:
        """True when it can be signed under on that day; ``form`` None asks for any form."""
        in_time = self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)
        revoked = self.revoked_on is not None and self.revoked_on <= on
        return in_time and not revoked and self.issuer in (None, issuer) and (form is None or form[:1] in self.forms)


class Receipt(msgspec.Struct, frozen=True):
    """What EDGAR answered; the fields are those of ``tables.ReceiptRow``."""

    number: int
    draft: int
    revision: int
    mode: str
    system: str
    outcome: str
    state: str
    accession: str | None
    filed_on: date | None
    accepted_at: datetime | None
    messages: Any
    journal_sha256: str | None
    tracking: str | None
    locator: str | None
    previous: str
    hash: str
    by: str
    at: datetime


class DraftFile(msgspec.Struct, frozen=True):
    """Everything about one draft. ``document`` is the XML of the present revision."""

    entry: DraftEntry
    document: bytes
    revisions: tuple[Revision, ...]
    exhibits: tuple[Exhibit, ...]
    transitions: tuple[Transition, ...]
    checks: tuple[Check, ...]
    approvals: tuple[Approval, ...]
    signatures: tuple[SignedPage, ...]
    receipts: tuple[Receipt, ...]

    @property
    def present(self) -> Revision:
        """What it says now."""
        return self.revisions[-1]

    @property
    def enclosed(self) -> tuple[Exhibit, ...]:
        """What is enclosed now."""
        return tuple(one for one in self.exhibits if one.revision == self.entry.revision)


class Retained(msgspec.Struct, frozen=True):
    """A page that must be kept.

    keep_until  last day; None while that day is not known, as ``why`` says
    may_go      True when that day is over
    """

    page_sha256: str
    what: str
    keep_until: date | None
    why: str
    may_go: bool


class Missing(msgspec.Struct, frozen=True):
    """Something without which a form cannot be filed."""

    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"


class Entry(msgspec.Struct, frozen=True):
    """An entry of the audit trail; ``changes`` are the rows that were written."""

    sequence: int
    at: datetime
    by: str
    action: str
    changes: Any
    previous: str
    hash: str
