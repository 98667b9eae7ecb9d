"""The tables of drafts: what they say, the steps they take, what the rules and the approver said."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from section16.desk.tables_kind import Base, Number, RecordedRow, to, together


class DraftRow(RecordedRow):
    """A form in preparation."""

    __tablename__ = "drafts"
    number: Mapped[Number]
    owners: Mapped[str] = mapped_column(to("owner_groups.key"))
    issuer: Mapped[str] = mapped_column(to("issuers.key"))
    label: Mapped[str | None]


class RevisionRow(RecordedRow):
    """What a draft said at one time: the ownership XML without CCC, and what its preparer noted.

    sha256  of ``document``; the trail holds it in place of the bytes
    form, period  from the document, for lists
    """

    __tablename__ = "revisions"
    draft: Mapped[int] = mapped_column(to("drafts.number"), primary_key=True, autoincrement=False)
    number: Mapped[Number]
    document: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str]
    form: Mapped[str]
    period: Mapped[date | None]
    due_on: Mapped[date | None]
    due: Mapped[Any | None]
    needs: Mapped[Any]
    evidence: Mapped[Any]
    reason: Mapped[str | None]
    __table_args__ = (UniqueConstraint("draft", "number", "by", "sha256"),)


class ExhibitRow(RecordedRow):
    """A document that goes with the form of a revision, such as a power of attorney (EX-24).

    sha256  of ``content``; the trail holds it in place of the bytes
    """

    __tablename__ = "exhibits"
    draft: Mapped[Number]
    revision: Mapped[Number]
    number: Mapped[Number]
    name: Mapped[str]
    type: Mapped[str]
    description: Mapped[str | None]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str]
    __table_args__ = (
        together(("draft", "revision"), ("revisions.draft", "revisions.number")),
        UniqueConstraint("draft", "revision", "name"),
    )


class MoveRow(Base):
    """The allowed transitions, as in ``states.MOVES``; the only table that no user writes."""

    __tablename__ = "moves"
    action: Mapped[str] = mapped_column(primary_key=True)
    state_from: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(primary_key=True)


class TransitionRow(RecordedRow):
    """A step of a draft. Each follows the one before it, from the state that one led to, by an allowed move."""

    __tablename__ = "transitions"
    draft: Mapped[int] = mapped_column(to("drafts.number"), primary_key=True, autoincrement=False)
    number: Mapped[Number]
    previous: Mapped[int | None]
    action: Mapped[str]
    state_from: Mapped[str | None]
    state: Mapped[str]
    revision: Mapped[int]
    package_sha256: Mapped[str | None]
    reason: Mapped[str | None]
    __table_args__ = (
        UniqueConstraint("draft", "number", "state"),
        together(("draft", "revision"), ("revisions.draft", "revisions.number")),
        together(("action", "state_from", "state"), ("moves.action", "moves.state_from", "moves.state")),
        together(("draft", "previous", "state_from"), ("transitions.draft", "transitions.number", "transitions.state")),
        CheckConstraint("(number = 1) = (previous IS NULL)", name="first_follows_none"),
        CheckConstraint("(number = 1) = (state_from IS NULL)", name="first_from_none"),
        CheckConstraint("previous = number - 1", name="follows"),
        CheckConstraint("state_from IS NOT NULL OR (action = 'add' AND state = 'draft')", name="first_adds"),
        CheckConstraint("(action = 'package') = (package_sha256 IS NOT NULL)", name="package_named"),
    )


class CheckRow(RecordedRow):
    """What the rules said of a revision; ``software`` is the version that asked them."""

    __tablename__ = "checks"
    draft: Mapped[Number]
    revision: Mapped[Number]
    number: Mapped[Number]
    software: Mapped[str]
    errors: Mapped[int]
    warnings: Mapped[int]
    notes: Mapped[int]
    findings: Mapped[Any]
    __table_args__ = (together(("draft", "revision"), ("revisions.draft", "revisions.number")),)


class ApprovalRow(RecordedRow):
    """Somebody else than its preparer approved exactly these bytes: the digest is part of the reference.

    confirmed  the boxes that were provisional and that the approver took as they were
    """

    __tablename__ = "approvals"
    draft: Mapped[Number]
    transition: Mapped[Number]
    revision: Mapped[int]
    prepared_by: Mapped[str]
    sha256: Mapped[str]
    confirmed: Mapped[Any]
    reason: Mapped[str | None]
    __table_args__ = (
        together(("draft", "transition"), ("transitions.draft", "transitions.number")),
        together(
            ("draft", "revision", "prepared_by", "sha256"),
            ("revisions.draft", "revisions.number", "revisions.by", "revisions.sha256"),
        ),
        CheckConstraint('"by" <> prepared_by', name="second_person"),
    )
