"""Receipts: what EDGAR answered, kept when EDGAR has forgotten it.

EDGAR keeps the status of a submission for days or weeks; the desk keeps it for ever, in a
chain of its own, with the hash of the record in the journal of submissions (see
``edgar.journal``).  A receipt of a test, or of a rehearsal on this machine, changes nothing
else.  The first receipt that ends a live submission ends the draft's: accepted, or
suspended and free to be revised.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from section16.desk import audit, drafts, present
from section16.desk.canonical import START, page_digest, words
from section16.desk.errors import Refused, WrongState
from section16.desk.records import Receipt, record
from section16.desk.states import ACCEPTED as FILED
from section16.desk.states import APPROVED, PACKAGED, SUBMITTED
from section16.desk.store import Change
from section16.desk.tables import MODES, OUTCOMES, ReceiptRow
from section16.vocabulary.identifiers import format_accession

LIVE, EDGAR = "LIVE", "EDGAR"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What EDGAR answered about a draft's submission.

    outcome         accepted, suspended (not filed) or blocked (not filed yet)
    state           EDGAR's own word; "" for the outcome in capitals
    mode            TEST or LIVE; system: EDGAR, EDGAR Beta or local
    filed_on        filing date; must be given for a live form that was accepted
    journal_sha256  hash of the record in the journal of submissions, or None
    """

    outcome: str
    state: str = ""
    mode: str = LIVE
    system: str = EDGAR
    accession: str | None = None
    filed_on: date | None = None
    accepted_at: datetime | None = None
    messages: tuple[Any, ...] = ()
    journal_sha256: str | None = None
    tracking: str | None = None
    locator: str | None = None

    @property
    def is_of_a_filing(self) -> bool:
        """True for a live submission to EDGAR itself; a test and a rehearsal on this machine are none."""
        return self.mode == LIVE and self.system == EDGAR


def receive(change: Change, number: int, answer: Answer) -> Receipt:
    """Keep a receipt; a live one that ends the submission moves the draft.

    Raises WrongState for a live receipt of what was not submitted, Refused for the accession number of another draft.
    """
    _check(answer)
    now = present.standing(change.session, number).step
    wanted = (SUBMITTED,) if answer.is_of_a_filing else (APPROVED, PACKAGED, SUBMITTED)
    if now.state not in wanted and not (now.state == FILED and answer.outcome == "accepted"):
        raise WrongState(f"draft {number}, which is {now.state}", f"one that is {' or '.join(wanted)}")
    accession = format_accession(answer.accession) if answer.accession is not None else None
    taken = _other_draft(change.session, accession, number)
    if taken is not None:
        raise Refused(f"{accession}, which receipt {taken.number} has for draft {taken.draft}", "another number")
    newest = change.session.scalars(select(ReceiptRow).order_by(ReceiptRow.number.desc()).limit(1)).first()
    row = ReceiptRow(
        number=newest.number + 1 if newest else 1, draft=number, revision=now.revision, mode=answer.mode,
        system=words(answer.system, "system"), outcome=answer.outcome, state=answer.state or answer.outcome.upper(),
        accession=accession, filed_on=answer.filed_on, accepted_at=answer.accepted_at, messages=list(answer.messages),
        journal_sha256=page_digest(answer.journal_sha256) if answer.journal_sha256 is not None else None,
        tracking=answer.tracking, locator=answer.locator, previous=newest.hash if newest else START,
        by=change.by, at=change.at,
    )  # fmt: skip
    row.hash = audit.hash_of(audit.as_row(row))
    change.add(row)
    if answer.is_of_a_filing and answer.outcome == "accepted" and now.state == SUBMITTED:
        drafts.move_on(change, (number,), "accept", drafts.ANY_VERSION, f"accepted as {accession}")
    elif answer.is_of_a_filing and answer.outcome == "suspended":
        drafts.move_on(change, (number,), "suspend", drafts.ANY_VERSION, f"{row.state} by {answer.system}")
    return record(Receipt, row)


def collected(change: Change, number: int, answer: Answer) -> Receipt:
    """Keep a receipt that the journal of submissions tells of, and with it the sending, unless that is noted."""
    known = {one.accession for one in receipts(change.session, number)}
    if answer.is_of_a_filing and answer.accession not in known:
        drafts.submit_unless_noted(change, number)
    return receive(change, number, answer)


def is_filed() -> tuple[ColumnElement[bool], ...]:
    """What is true of a receipt of a form that EDGAR filed."""
    return ReceiptRow.mode == LIVE, ReceiptRow.system == EDGAR, ReceiptRow.filed_on.is_not(None)


def _other_draft(session: Session, accession: str | None, number: int) -> ReceiptRow | None:
    """The receipt of another draft with that accession number."""
    if accession is None:
        return None
    same = select(ReceiptRow).where(ReceiptRow.accession == accession, ReceiptRow.draft != number)
    return session.scalars(same).first()


def _check(answer: Answer) -> None:
    if answer.outcome not in OUTCOMES:
        raise Refused(f"the outcome {answer.outcome!r}", f"one of {', '.join(OUTCOMES)}")
    if answer.mode not in MODES:
        raise Refused(f"the mode {answer.mode!r}", " or ".join(MODES))
    if answer.is_of_a_filing and answer.outcome == "accepted" and (answer.accession is None or answer.filed_on is None):
        raise Refused("an accepted form without accession number or filing date", "both")
    for text, what in ((answer.state, "state"), (answer.tracking, "tracking number"), (answer.locator, "locator")):
        if text:
            words(text, what)


def receipts(session: Session, draft: int | None = None) -> list[Receipt]:
    """Receipts in the order of their numbers, of one draft or of all."""
    query = select(ReceiptRow).order_by(ReceiptRow.number)
    rows = session.scalars(query if draft is None else query.where(ReceiptRow.draft == draft))
    return [record(Receipt, row) for row in rows]
