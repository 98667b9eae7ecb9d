"""The tables of signing and of EDGAR's answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from section16.desk.tables_kind import Number, RecordedRow, among, to, together

MANNERS = ("manual", "electronic")
MODES = ("TEST", "LIVE")
OUTCOMES = ("accepted", "suspended", "blocked")


class AttestationRow(RecordedRow):
    """A hand-signed page: its signatory takes an electronic signature for a manual one (Reg. S-T 302(b)(2))."""

    __tablename__ = "attestations"
    number: Mapped[Number]
    owner: Mapped[str | None] = mapped_column(to("owners.key"))
    signer: Mapped[str | None] = mapped_column(to("signers.key"))
    signed_on: Mapped[date]
    page_sha256: Mapped[str]
    __table_args__ = (CheckConstraint("(owner IS NULL) <> (signer IS NULL)", name="one_signatory"),)


class PowerRow(RecordedRow):
    """A power of attorney; ``issuer`` NULL for every issuer, ``forms`` such as "345", ``valid_until`` NULL without end.

    filing  accession number of the form it was filed with as EX-24, or NULL
    """

    __tablename__ = "powers"
    number: Mapped[Number]
    owner: Mapped[str] = mapped_column(to("owners.key"))
    signer: Mapped[str] = mapped_column(to("signers.key"))
    issuer: Mapped[str | None] = mapped_column(to("issuers.key"))
    forms: Mapped[str]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    page_sha256: Mapped[str]
    filing: Mapped[str | None]


class RevocationRow(RecordedRow):
    """The end of a power of attorney before its time; the day itself is the first without it."""

    __tablename__ = "revocations"
    power: Mapped[int] = mapped_column(to("powers.number"), primary_key=True, autoincrement=False)
    day: Mapped[date]
    reason: Mapped[str]


class SignatureRow(RecordedRow):
    """A signed page (authentication document) for one signature of a revision (Reg. S-T 302(b)(1)).

    line    the signature on the form, from 1; ``name`` as typed there
    owner   for whom; ``signer`` who signed, NULL when the owner did
    """

    __tablename__ = "signatures"
    draft: Mapped[Number]
    revision: Mapped[Number]
    line: Mapped[Number]
    owner: Mapped[str] = mapped_column(to("owners.key"))
    signer: Mapped[str | None] = mapped_column(to("signers.key"))
    power: Mapped[int | None] = mapped_column(to("powers.number"))
    name: Mapped[str]
    manner: Mapped[str]
    signed_on: Mapped[date]
    page_sha256: Mapped[str]
    attestation: Mapped[int | None] = mapped_column(to("attestations.number"))
    __table_args__ = (
        together(("draft", "revision"), ("revisions.draft", "revisions.number")),
        CheckConstraint(among("manner", MANNERS), name="manner"),
        CheckConstraint("(manner = 'electronic') = (attestation IS NOT NULL)", name="attested"),
    )


class ReceiptRow(RecordedRow):
    """What EDGAR answered, kept for ever in a chain of its own.

    mode, system    TEST or LIVE; EDGAR, EDGAR Beta or local
    outcome         accepted, suspended (not filed) or blocked (not filed yet); state is EDGAR's own word
    journal_sha256  hash of the record of this outcome in the journal of submissions, or NULL
    tracking, locator  for the help desk, or NULL
    """

    __tablename__ = "receipts"
    number: Mapped[Number]
    draft: Mapped[int]
    revision: Mapped[int]
    mode: Mapped[str]
    system: Mapped[str]
    outcome: Mapped[str]
    state: Mapped[str]
    accession: Mapped[str | None]
    filed_on: Mapped[date | None]
    accepted_at: Mapped[datetime | None]
    messages: Mapped[Any]
    journal_sha256: Mapped[str | None]
    tracking: Mapped[str | None]
    locator: Mapped[str | None]
    previous: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str] = mapped_column(unique=True)
    __table_args__ = (
        together(("draft", "revision"), ("revisions.draft", "revisions.number")),
        CheckConstraint(among("mode", MODES), name="mode"),
        CheckConstraint(among("outcome", OUTCOMES), name="outcome"),
    )


class EdgarAccountRow(RecordedRow):
    """What somebody saw of an owner's EDGAR account: until when it must be confirmed (EDGAR Next)."""

    __tablename__ = "edgar_accounts"
    number: Mapped[Number]
    owner: Mapped[str] = mapped_column(to("owners.key"))
    confirm_by: Mapped[date]
    seen_on: Mapped[date]
