"""The tables of the desk. Every one of them is append-only; nothing is deleted by cascade.

A thing that changes (a user, an entry of the roster) is a row that names it and one row for
each version; a draft is its revisions and its transitions.  ``by`` and ``at`` say who wrote
a row and when; the audit trail holds the row itself (see ``audit``).

A column that a later revision adds is nullable: a row is hashed without its empty columns,
so that entries of the trail keep their hashes.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from section16.desk.tables_drafts import (
    ApprovalRow,
    CheckRow,
    DraftRow,
    ExhibitRow,
    MoveRow,
    RevisionRow,
    TransitionRow,
)
from section16.desk.tables_kind import Base, Number, RecordedRow, among, to, together
from section16.desk.tables_signing import (
    MODES,
    OUTCOMES,
    AttestationRow,
    EdgarAccountRow,
    PowerRow,
    ReceiptRow,
    RevocationRow,
    SignatureRow,
)

__all__ = [
    "KINDS",
    "MODES",
    "OUTCOMES",
    "AccountRow",
    "AccountVersionRow",
    "ApprovalRow",
    "AttestationRow",
    "AuditRow",
    "Base",
    "CheckRow",
    "DraftRow",
    "EdgarAccountRow",
    "Entry",
    "ExhibitRow",
    "FootnoteRow",
    "FootnoteVersionRow",
    "HoldingVersionRow",
    "IssuerRow",
    "IssuerVersionRow",
    "MoveRow",
    "OwnerGroupMemberRow",
    "OwnerGroupRow",
    "OwnerRow",
    "OwnerVersionRow",
    "PostingRow",
    "PowerRow",
    "ReceiptRow",
    "RecordedRow",
    "RevisionRow",
    "RevocationRow",
    "SecurityRow",
    "SecurityVersionRow",
    "SignatureRow",
    "SignerRow",
    "SignerVersionRow",
    "TransitionRow",
    "UserRow",
    "UserVersionRow",
    "Version",
]

KINDS = ("opening", "trade", "adjustment", "correction")


# ---------------------------------------------------------------------------------------------------- people


class UserRow(RecordedRow):
    """A user by name; the first one is its own author."""

    __tablename__ = "users"
    name: Mapped[str] = mapped_column(primary_key=True)


class UserVersionRow(RecordedRow):
    """What a user is called and may do; ``roles`` joined by blanks, NULL for one who may do nothing any more."""

    __tablename__ = "user_versions"
    name: Mapped[str] = mapped_column(to("users.name"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    full_name: Mapped[str]
    roles: Mapped[str | None]


class AuditRow(Base):
    """One change of the desk; see ``audit``. The chain cannot fork: ``previous`` is unique."""

    __tablename__ = "audit"
    sequence: Mapped[Number]
    at: Mapped[datetime]
    by: Mapped[str]
    action: Mapped[str]
    changes: Mapped[Any]
    previous: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str] = mapped_column(unique=True)


# ---------------------------------------------------------------------------------------------------- roster


class Entry(RecordedRow):
    """A thing of the roster by its key."""

    __abstract__ = True
    key: Mapped[str] = mapped_column(primary_key=True)


class Version(RecordedRow):
    """What the roster says of a thing from a day on; ``content`` is as in the plain file, NULL when it left.

    Among the versions valid on a day the one that begins last holds, and of several that begin
    together the newest.
    """

    __abstract__ = True
    __entries__: ClassVar[str]

    @declared_attr
    @classmethod
    def key(cls) -> Mapped[str]:
        """The thing."""
        return mapped_column(to(f"{cls.__entries__}.key"), primary_key=True, sort_order=-1)

    version: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[date]
    content: Mapped[Any | None]


def _versions(entries: type[Entry], table: str) -> type[Version]:
    """The table of the versions of such things."""
    name = entries.__name__.replace("Row", "VersionRow")
    return type(name, (Version,), {"__tablename__": table, "__entries__": entries.__tablename__})


class IssuerRow(Entry):
    """An issuer."""

    __tablename__ = "issuers"


class OwnerRow(Entry):
    """A reporting owner; its versions have the roles at issuers."""

    __tablename__ = "owners"


class SecurityRow(Entry):
    """A class of securities or a grant."""

    __tablename__ = "securities"


class AccountRow(Entry):
    """A way of holding indirectly; the key "direct" is there from the first day and has no version."""

    __tablename__ = "accounts"


class FootnoteRow(Entry):
    """A footnote of the library."""

    __tablename__ = "footnotes"


class SignerRow(Entry):
    """Somebody who signs for an owner."""

    __tablename__ = "signers"


IssuerVersionRow = _versions(IssuerRow, "issuer_versions")
OwnerVersionRow = _versions(OwnerRow, "owner_versions")
SecurityVersionRow = _versions(SecurityRow, "security_versions")
AccountVersionRow = _versions(AccountRow, "account_versions")
FootnoteVersionRow = _versions(FootnoteRow, "footnote_versions")
SignerVersionRow = _versions(SignerRow, "signer_versions")


class HoldingVersionRow(RecordedRow):
    """How a position is printed: its place among the holdings, and what else the roster says of it.

    How much it is stands in the journal alone.  ``place`` is NULL when the line was dropped.
    """

    __tablename__ = "holding_versions"
    owner: Mapped[str] = mapped_column(to("owners.key"), primary_key=True)
    security: Mapped[str] = mapped_column(to("securities.key"), primary_key=True)
    account: Mapped[str] = mapped_column(to("accounts.key"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[date]
    place: Mapped[int | None]
    content: Mapped[Any | None]


# --------------------------------------------------------------------------------------------------- journal


class OwnerGroupRow(RecordedRow):
    """Owners who hold together; the key is theirs, in alphabetical order, joined by plus signs."""

    __tablename__ = "owner_groups"
    key: Mapped[str] = mapped_column(primary_key=True)


class OwnerGroupMemberRow(RecordedRow):
    """An owner of a group."""

    __tablename__ = "owner_group_members"
    owners: Mapped[str] = mapped_column(to("owner_groups.key"), primary_key=True)
    owner: Mapped[str] = mapped_column(to("owners.key"), primary_key=True)


class PostingRow(RecordedRow):
    """A change of a position.

    day       the day whose close it is in; for an opening, the day whose close it states
    shares    signed; or ``value``, signed dollars, for what is held in dollars
    reverses  a correction takes this posting back, once
    draft, revision, filing  where it comes from: a draft of ours, or a filed form
    form_table, line         and the line there, from 1
    occasion  1, and one more for each time the line was posted again after a correction
    """

    __tablename__ = "postings"
    number: Mapped[Number]
    owners: Mapped[str] = mapped_column(to("owner_groups.key"))
    issuer: Mapped[str] = mapped_column(to("issuers.key"))
    security: Mapped[str] = mapped_column(to("securities.key"))
    account: Mapped[str] = mapped_column(to("accounts.key"))
    day: Mapped[date]
    kind: Mapped[str]
    shares: Mapped[Decimal | None]
    value: Mapped[Decimal | None]
    reverses: Mapped[int | None] = mapped_column(to("postings.number"), unique=True)
    draft: Mapped[int | None]
    revision: Mapped[int | None]
    filing: Mapped[str | None]
    form_table: Mapped[str | None]
    line: Mapped[int | None]
    occasion: Mapped[int]
    reason: Mapped[str | None]
    __table_args__ = (
        together(("draft", "revision"), ("revisions.draft", "revisions.number")),
        UniqueConstraint("draft", "form_table", "line", "occasion"),
        UniqueConstraint("filing", "form_table", "line", "occasion"),
        CheckConstraint(among("kind", KINDS), name="kind"),
        CheckConstraint("(shares IS NULL) <> (value IS NULL)", name="shares_or_value"),
        CheckConstraint("(kind = 'correction') = (reverses IS NOT NULL)", name="correction_reverses"),
        CheckConstraint("kind <> 'adjustment' OR (draft IS NULL AND filing IS NULL)", name="adjustment_on_no_form"),
        CheckConstraint(
            "reason IS NOT NULL OR (line IS NOT NULL AND (draft IS NOT NULL OR filing IS NOT NULL))", name="why"
        ),
    )
