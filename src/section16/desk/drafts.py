"""Drafts: revisions that never change, and the steps they take to EDGAR.

Whoever changes a draft says which version was seen; a change that somebody else made in
the meantime is a Conflict, and nothing is lost.  Approval is of exact bytes, by another
person than the one who prepared them.  A revision after that is a new draft to be
checked and approved again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from section16.desk import journal
from section16.desk.canonical import digest, words
from section16.desk.errors import Conflict, Refused, WrongState
from section16.desk.records import (
    Approval,
    Check,
    DraftEntry,
    DraftFile,
    Receipt,
    Revision,
    SignedPage,
    Transition,
    record,
)
from section16.desk.states import MOVES, PACKAGED, move, states_before
from section16.desk.store import Change
from section16.desk.tables import (
    ApprovalRow,
    CheckRow,
    DraftRow,
    IssuerRow,
    ReceiptRow,
    RevisionRow,
    SignatureRow,
    TransitionRow,
)
from section16.vocabulary.errors import NotFound
from section16.vocabulary.findings import Finding, Severity

# states of a need, as prepare gives them: without the first a draft is not checked, the second an approver
# confirms, the third is for a person to look at
MISSING, PROVISIONAL, LOOK = "missing", "provisional", "look"
_NEEDS = (MISSING, PROVISIONAL, LOOK)


class Content(msgspec.Struct, frozen=True):
    """What a revision says.

    document  ownership XML, without CCC
    form      "4" or "4/A"; period and due_on None when not known
    due       the due date and its reasoning, evidence: the trades; any JSON, as the caller gives them
    needs     what is not complete: objects with box, what, why, and state "missing", "provisional" or "look"
    """

    document: bytes
    form: str
    period: date | None
    needs: Sequence[Any] = ()
    evidence: Sequence[Any] = ()
    due: Any = None
    due_on: date | None = None

    def boxes(self, state: str) -> list[str]:
        """The boxes of the needs in that state."""
        return boxes_of(self.needs, state)


def boxes_of(needs: Iterable[Any], state: str) -> list[str]:
    """The boxes of needs in that state; a need that does not say its box by what it is."""
    found = (need for need in needs if need.get("state") == state)
    return [str(need.get("box") or need.get("what") or need.get("path")) for need in found]


# --------------------------------------------------------------------------------------------------- writing


def add(change: Change, content: Content, owners: tuple[str, ...], issuer: str, label: str | None) -> DraftEntry:
    """A new draft for owners and an issuer of the roster. Raises NotFound for others."""
    journal.known(change.session, IssuerRow, (issuer,), "issuer")
    if label is not None:
        words(label, "label")
    row = DraftRow(
        number=change.next(DraftRow.number), owners=journal.group(change, owners), issuer=issuer, label=label
    )
    change.add(row)
    _write(change, row.number, 1, content, None)
    _step(change, row.number, "add", 1)
    return entry(change.session, row.number)


def revise(change: Change, number: int, content: Content, version: int, reason: str | None) -> DraftEntry:
    """What the draft says from now on; it must be checked and approved again. ``version`` is the one that was seen."""
    now = _now(change.session, number, "revise", version)
    if reason is not None:
        words(reason, "reason")
    revision = now.revision + 1
    _write(change, number, revision, content, reason)
    _step(change, number, "revise", revision, now, reason=reason)
    return entry(change.session, number)


def check(
    change: Change, number: int, revision: int, findings: list[Finding], software: str, version: int | None
) -> tuple[DraftEntry, Check]:
    """Keep what the rules said of a revision; without errors and missing boxes the draft is checked.

    Raises Conflict when the draft says something else by now.
    """
    now = _now(change.session, number, "check", version)
    if now.revision != revision:
        raise Conflict(f"draft {number} at revision {now.revision}", f"revision {revision}, which was checked")
    said = change.session.get_one(RevisionRow, (number, revision))
    counts = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    row = CheckRow(
        draft=number, revision=revision, software=software,
        number=change.next(CheckRow.number, CheckRow.draft == number, CheckRow.revision == revision),
        errors=counts[Severity.ERROR], warnings=counts[Severity.WARNING], notes=counts[Severity.NOTE],
        findings=[_plain(finding) for finding in findings],
    )  # fmt: skip
    change.add(row)
    if not row.errors and not boxes_of(said.needs, MISSING):
        _step(change, number, "check", revision, now)
    return entry(change.session, number), record(Check, row)


def _plain(finding: Finding) -> dict[str, str]:
    return {
        "code": finding.code, "severity": finding.severity.value, "path": finding.location.path,
        "box": finding.location.box, "message": finding.message, "citation": finding.citation,
    }  # fmt: skip


def approve(change: Change, number: int, version: int, *, confirm: bool, reason: str | None) -> DraftEntry:
    """Approve what the present revision says, to the byte.

    confirm  take the boxes that are provisional as they are

    Raises Refused for the preparer of the revision, and for provisional boxes that nobody confirms.
    """
    now = _now(change.session, number, "approve", version)
    said = change.session.get_one(RevisionRow, (number, now.revision))
    if said.by == change.by:
        raise Refused(f"{change.by}, who prepared revision {said.number} of draft {number}", "a second person")
    open_boxes = boxes_of(said.needs, PROVISIONAL)
    if open_boxes and not confirm:
        raise Refused(f"provisional: {'; '.join(open_boxes)}", "them confirmed: --confirm, or a new revision")
    if reason is not None:
        words(reason, "reason")
    step = _step(change, number, "approve", now.revision, now, reason=reason)
    change.add(
        ApprovalRow(
            draft=number, transition=step.number, revision=said.number, prepared_by=said.by, sha256=said.sha256,
            confirmed=open_boxes, reason=reason,
        )
    )  # fmt: skip
    return entry(change.session, number)


def give_back(change: Change, number: int, version: int | None, reason: str) -> DraftEntry:
    """Give a draft back to its preparer, with the reason."""
    return _simple(change, number, "return", version, words(reason, "reason"))


def withdraw(change: Change, number: int, version: int | None, reason: str) -> DraftEntry:
    """Take a draft out of work for good; its file stays."""
    return _simple(change, number, "withdraw", version, words(reason, "reason"))


def package(change: Change, number: int, package_sha256: str, signatures: int, version: int | None) -> DraftEntry:
    """Note the package that was made of the approved revision, by its digest.

    signatures  how many the form has; a signed page must be there for each

    Raises Refused when one is not.
    """
    now = _now(change.session, number, "package", version)
    signed = change.session.scalars(
        select(SignatureRow.line).where(SignatureRow.draft == number, SignatureRow.revision == now.revision)
    ).all()
    unsigned = sorted(set(range(1, signatures + 1)) - set(signed))
    if unsigned or not signatures:
        numbers = ", ".join(map(str, unsigned))
        which = f"no signed page for signature {numbers}" if unsigned else "a form without signature"
        raise Refused(f"{which} of draft {number}, revision {now.revision}", "one for each: section16 desk sign")
    _step(change, number, "package", now.revision, now, package_sha256=package_sha256)
    return entry(change.session, number)


def submit(change: Change, number: int, version: int | None, reason: str | None) -> DraftEntry:
    """Note that the package went to EDGAR, live."""
    return _simple(change, number, "submit", version, reason if reason is None else words(reason, "reason"))


def submit_if_packaged(change: Change, number: int) -> None:
    """Note the sending that the journal of submissions tells of, unless that is noted."""
    if last_step(change.session, number).state == PACKAGED:
        submit(change, number, None, "as the journal of submissions says")


def settle(change: Change, number: int, action: str, reason: str) -> DraftEntry:
    """The end that EDGAR made: "accept" or "suspend"."""
    return _simple(change, number, action, None, reason)


def _simple(change: Change, number: int, action: str, version: int | None, reason: str | None) -> DraftEntry:
    now = _now(change.session, number, action, version)
    _step(change, number, action, now.revision, now, reason=reason)
    return entry(change.session, number)


def _now(session: Session, number: int, action: str, version: int | None) -> TransitionRow:
    """The last step. Raises NotFound, Conflict for another version than was seen, WrongState for a step not allowed."""
    row = last_step(session, number)
    if version is not None and row.number != version:
        raise Conflict(
            f"draft {number} at version {row.number}: {row.action} by {row.by} on {row.at:%Y-%m-%d %H:%M} UTC",
            f"version {version}, which was seen",
        )
    if move(action, row.state) is None:
        raise WrongState(f"draft {number}, which is {row.state}", f"one that is {' or '.join(states_before(action))}")
    return row


def last_step(session: Session, number: int) -> TransitionRow:
    """The newest transition of a draft. Raises NotFound."""
    found = session.scalars(
        select(TransitionRow).where(TransitionRow.draft == number).order_by(TransitionRow.number.desc()).limit(1)
    ).first()
    if found is None:
        raise NotFound("draft", str(number))
    return found


def _step(
    change: Change, number: int, action: str, revision: int, now: TransitionRow | None = None, *,
    package_sha256: str | None = None, reason: str | None = None,
) -> TransitionRow:  # fmt: skip
    before = now.state if now is not None else None
    allowed = next(one for one in MOVES if (one.action, one.before) == (action, before))
    count = now.number if now is not None else 0
    return change.add(
        TransitionRow(
            draft=number, number=count + 1, previous=count or None, action=action, state_from=before,
            state=allowed.after, revision=revision, package_sha256=package_sha256, reason=reason,
        )
    )  # fmt: skip


def _write(change: Change, draft: int, number: int, content: Content, reason: str | None) -> None:
    for need in content.needs:
        if not isinstance(need, dict) or need.get("state") not in _NEEDS:
            raise Refused(f"the need {need!r}", f'an object with "box", "why" and "state": {", ".join(_NEEDS)}')
    change.add(
        RevisionRow(
            draft=draft, number=number, document=content.document, sha256=digest(content.document), form=content.form,
            period=content.period, due_on=content.due_on, due=content.due, needs=list(content.needs),
            evidence=list(content.evidence), reason=reason,
        )
    )  # fmt: skip


# --------------------------------------------------------------------------------------------------- reading


def entries(session: Session, *, states: Sequence[str] = (), owner: str | None = None) -> list[DraftEntry]:
    """Drafts with their present state, by due date (those without one last), then by number."""
    newest = select(TransitionRow.draft, func.max(TransitionRow.number).label("number")).group_by(TransitionRow.draft)
    last = newest.subquery()
    query = (
        select(DraftRow, TransitionRow, RevisionRow)
        .join(TransitionRow, TransitionRow.draft == DraftRow.number)
        .join(last, (TransitionRow.draft == last.c.draft) & (TransitionRow.number == last.c.number))
        .join(RevisionRow, (RevisionRow.draft == TransitionRow.draft) & (RevisionRow.number == TransitionRow.revision))
    )
    if states:
        query = query.where(TransitionRow.state.in_(states))
    made = [
        _entry(draft, step, said)
        for draft, step, said in session.execute(query)
        if owner is None or owner in draft.owners.split("+")
    ]
    return sorted(made, key=lambda one: (one.due_on or date.max, one.draft))


def _entry(draft: DraftRow, step: TransitionRow, said: RevisionRow) -> DraftEntry:
    return DraftEntry(
        draft=draft.number, state=step.state, version=step.number, revision=said.number, sha256=said.sha256,
        form=said.form, issuer=draft.issuer, owners=draft.owners, period=said.period, due_on=said.due_on,
        prepared_by=said.by, label=draft.label,
    )  # fmt: skip


def entry(session: Session, number: int) -> DraftEntry:
    """One draft. Raises NotFound."""
    step = last_step(session, number)
    return _entry(
        session.get_one(DraftRow, number), step, session.get_one(RevisionRow, (number, step.revision))
    )  # fmt: skip


def document_of(session: Session, number: int, revision: int | None = None) -> tuple[int, bytes]:
    """Number and XML of a revision, the present one without a number. Raises NotFound."""
    wanted = revision if revision is not None else last_step(session, number).revision
    row = session.get(RevisionRow, (number, wanted))
    if row is None:
        raise NotFound(f"revision of draft {number}", str(wanted))
    return wanted, row.document


def file_of(session: Session, number: int) -> DraftFile:
    """Everything about one draft. Raises NotFound."""
    present = entry(session, number)

    def all_of(kind: Any, row: Any, order: Any) -> tuple[Any, ...]:
        rows = session.scalars(select(row).where(row.draft == number).order_by(*order))
        return tuple(record(kind, one) for one in rows)

    return DraftFile(
        entry=present,
        document=document_of(session, number)[1],
        revisions=all_of(Revision, RevisionRow, (RevisionRow.number,)),
        transitions=all_of(Transition, TransitionRow, (TransitionRow.number,)),
        checks=all_of(Check, CheckRow, (CheckRow.revision, CheckRow.number)),
        approvals=all_of(Approval, ApprovalRow, (ApprovalRow.transition,)),
        signatures=all_of(SignedPage, SignatureRow, (SignatureRow.revision, SignatureRow.line)),
        receipts=all_of(Receipt, ReceiptRow, (ReceiptRow.number,)),
    )
