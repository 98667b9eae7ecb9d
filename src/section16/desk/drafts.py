"""Drafts: revisions that never change, and the steps they take to EDGAR.

Whoever changes a draft says which version was seen; a change that somebody else made in
the meantime is a Conflict, and nothing is lost.  Approval is of exact bytes, by another
person than the one who prepared them.  A revision after that is a new draft to be
checked and approved again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from section16.desk import journal
from section16.desk.canonical import digest, words
from section16.desk.errors import Conflict, Refused, WrongState
from section16.desk.records import (
    Approval,
    Check,
    DraftEntry,
    DraftFile,
    Exhibit,
    Receipt,
    Revision,
    SignedPage,
    Transition,
    box_of,
    record,
)
from section16.desk.states import PACKAGED, SUSPENDED, move, states_before
from section16.desk.store import Change
from section16.desk.tables import (
    ApprovalRow,
    CheckRow,
    DraftRow,
    ExhibitRow,
    IssuerRow,
    ReceiptRow,
    RevisionRow,
    SignatureRow,
    TransitionRow,
)
from section16.model.package import PackageDocument
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
    exhibits  what is enclosed, in order; None: what was enclosed in the revision before
    """

    document: bytes
    form: str
    period: date | None
    needs: Sequence[Any] = ()
    evidence: Sequence[Any] = ()
    due: Any = None
    due_on: date | None = None
    exhibits: Sequence[PackageDocument] | None = None


class Standing(NamedTuple):
    """A draft as it is now, its last step, and what it says."""

    draft: DraftRow
    step: TransitionRow
    said: RevisionRow

    @property
    def entry(self) -> DraftEntry:
        """As a list shows it."""
        draft, step, said = self
        return DraftEntry(
            draft=draft.number, state=step.state, version=step.number, revision=said.number, sha256=said.sha256,
            form=said.form, issuer=draft.issuer, owners=draft.owners, period=said.period, due_on=said.due_on,
            prepared_by=said.by, label=draft.label,
        )  # fmt: skip


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
    said = _write(change, row.number, 1, content, None)
    return Standing(row, _step(change, "add", None, said), said).entry


def revise(change: Change, number: int, content: Content, version: int, reason: str | None) -> DraftEntry:
    """What the draft says from now on; it must be checked and approved again. ``version`` is the one that was seen."""
    now = _now(change.session, number, "revise", version)
    if reason is not None:
        words(reason, "reason")
    if content.exhibits is None:
        kept = exhibits_of(change.session, number, now.said.number)
        content = msgspec.structs.replace(content, exhibits=kept)
    said = _write(change, number, now.said.number + 1, content, reason)
    return Standing(now.draft, _step(change, "revise", now.step, said, reason=reason), said).entry


def check(
    change: Change, number: int, revision: int, findings: list[Finding], software: str, version: int | None
) -> tuple[DraftEntry, Check]:
    """Keep what the rules said of a revision; without errors and missing boxes the draft is checked.

    Raises Conflict when the draft says something else by now.
    """
    now = _now(change.session, number, "check", version)
    said = now.said
    if said.number != revision:
        raise Conflict(f"draft {number} at revision {said.number}", f"revision {revision}, which was checked")
    counts = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    row = CheckRow(
        draft=number, revision=revision, software=software,
        number=change.next(CheckRow.number, CheckRow.draft == number, CheckRow.revision == revision),
        errors=counts[Severity.ERROR], warnings=counts[Severity.WARNING], notes=counts[Severity.NOTE],
        findings=[_plain(finding) for finding in findings],
    )  # fmt: skip
    change.add(row)
    if not row.errors and not boxes_of(said.needs, MISSING):
        now = now._replace(step=_step(change, "check", now.step, said))
    return now.entry, record(Check, row)


def _plain(finding: Finding) -> dict[str, str]:
    return {
        "code": finding.code, "severity": finding.severity.value, "path": finding.location.path,
        "box": finding.location.box, "message": finding.message, "citation": finding.citation,
    }  # fmt: skip


def approve(change: Change, number: int, version: int, *, confirm: bool, reason: str | None) -> DraftEntry:
    """Approve what the present revision says, to the byte, with what is enclosed.

    confirm  take the boxes that are provisional as they are

    Raises Refused for the preparer of the revision, and for provisional boxes that nobody confirms.
    """
    now = _now(change.session, number, "approve", version)
    said = now.said
    if said.by == change.by:
        raise Refused(f"{change.by}, who prepared revision {said.number} of draft {number}", "a second person")
    open_boxes = boxes_of(said.needs, PROVISIONAL)
    if open_boxes and not confirm:
        raise Refused(f"provisional: {'; '.join(open_boxes)}", "them confirmed: --confirm, or a new revision")
    if reason is not None:
        words(reason, "reason")
    step = _step(change, "approve", now.step, said, reason=reason)
    change.add(
        ApprovalRow(
            draft=number, transition=step.number, revision=said.number, prepared_by=said.by, sha256=said.sha256,
            confirmed=open_boxes, reason=reason,
        )
    )  # fmt: skip
    return now._replace(step=step).entry


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
    revision = now.said.number
    signed = change.session.scalars(
        select(SignatureRow.line).where(SignatureRow.draft == number, SignatureRow.revision == revision)
    ).all()
    unsigned = sorted(set(range(1, signatures + 1)) - set(signed))
    if unsigned or not signatures:
        numbers = ", ".join(map(str, unsigned))
        which = f"no signed page for signature {numbers}" if unsigned else "a form without signature"
        raise Refused(f"{which} of draft {number}, revision {revision}", "one for each: section16 desk sign")
    step = _step(change, "package", now.step, now.said, package_sha256=package_sha256)
    return now._replace(step=step).entry


def submit(change: Change, number: int, version: int | None, reason: str | None) -> DraftEntry:
    """Note that the package went to EDGAR, live."""
    return _simple(change, number, "submit", version, reason if reason is None else words(reason, "reason"))


def submit_unless_noted(change: Change, number: int) -> None:
    """Note the sending that the journal of submissions tells of; a suspended package can be sent once more as it is."""
    if standing(change.session, number).step.state in (PACKAGED, SUSPENDED):
        submit(change, number, None, "as the journal of submissions says")


def settle(change: Change, number: int, action: str, reason: str) -> DraftEntry:
    """The end that EDGAR made: "accept" or "suspend"."""
    return _simple(change, number, action, None, reason)


def _simple(change: Change, number: int, action: str, version: int | None, reason: str | None) -> DraftEntry:
    now = _now(change.session, number, action, version)
    return now._replace(step=_step(change, action, now.step, now.said, reason=reason)).entry


def _now(session: Session, number: int, action: str, version: int | None) -> Standing:
    """The draft. Raises NotFound, Conflict for another version than was seen, WrongState for a step not allowed."""
    now = standing(session, number)
    step = now.step
    if version is not None and step.number != version:
        raise Conflict(
            f"draft {number} at version {step.number}: {step.action} by {step.by} on {step.at:%Y-%m-%d %H:%M} UTC",
            f"version {version}, which was seen",
        )
    if move(action, step.state) is None:
        raise WrongState(f"draft {number}, which is {step.state}", f"one that is {' or '.join(states_before(action))}")
    return now


def _step(
    change: Change, action: str, before: TransitionRow | None, said: RevisionRow, *,
    package_sha256: str | None = None, reason: str | None = None,
) -> TransitionRow:  # fmt: skip
    """Write a step that ``_now`` found allowed; ``before`` is None for the first."""
    state = before.state if before is not None else None
    allowed = move(action, state)
    assert allowed is not None
    count = before.number if before is not None else 0
    return change.add(
        TransitionRow(
            draft=said.draft, number=count + 1, previous=count or None, action=action, state_from=state,
            state=allowed.after, revision=said.number, package_sha256=package_sha256, reason=reason,
        )
    )  # fmt: skip


def _write(change: Change, draft: int, number: int, content: Content, reason: str | None) -> RevisionRow:
    """Write a revision with its exhibits. Raises Refused for needs and exhibits that are none."""
    for need in content.needs:
        if not isinstance(need, dict) or need.get("state") not in _NEEDS:
            raise Refused(f"the need {need!r}", f'an object with "box", "why" and "state": {", ".join(_NEEDS)}')
    said = change.add(
        RevisionRow(
            draft=draft, number=number, document=content.document, sha256=digest(content.document), form=content.form,
            period=content.period, due_on=content.due_on, due=content.due, needs=list(content.needs),
            evidence=list(content.evidence), reason=reason,
        )
    )  # fmt: skip
    names: set[str | None] = set()
    for i, one in enumerate(content.exhibits or (), 1):
        if one.name in names:
            raise Refused(f"two exhibits named {one.name!r}", "a name for each")
        names.add(one.name)
        if not one.content or one.unknown:
            seen = "elements that no package has" if one.content else "nothing in it"
            raise Refused(f"the exhibit {one.name!r} with {seen}", "a document with its content")
        change.add(
            ExhibitRow(
                draft=draft, revision=number, number=i, name=words(one.name or "", "name of an exhibit"),
                type=words(one.type or "", "type of an exhibit"),
                description=words(one.description, "description") if one.description else None,
                content=one.content, sha256=digest(one.content),
            )
        )  # fmt: skip
    return said


# --------------------------------------------------------------------------------------------------- reading


def boxes_of(needs: Iterable[Any], state: str) -> list[str]:
    """The boxes of needs in that state."""
    return [box_of(need) for need in needs if need.get("state") == state]


def standing(session: Session, number: int) -> Standing:
    """A draft as it is now, in one question. Raises NotFound."""
    found = session.execute(
        _drafts().where(DraftRow.number == number).order_by(TransitionRow.number.desc()).limit(1)
    ).first()
    if found is None:
        raise NotFound("draft", str(number))
    return Standing(*found)


def _drafts() -> Select[DraftRow, TransitionRow, RevisionRow]:
    """Every draft with each of its steps, and what it said at that step."""
    return (
        select(DraftRow, TransitionRow, RevisionRow)
        .join(TransitionRow, TransitionRow.draft == DraftRow.number)
        .join(RevisionRow, (RevisionRow.draft == TransitionRow.draft) & (RevisionRow.number == TransitionRow.revision))
    )


def entries(session: Session, *, states: Sequence[str] = (), owner: str | None = None) -> list[DraftEntry]:
    """Drafts with their present state, by due date (those without one last), then by number."""
    newest = select(TransitionRow.draft, func.max(TransitionRow.number).label("number")).group_by(TransitionRow.draft)
    last = newest.subquery()
    query = _drafts().join(last, (TransitionRow.draft == last.c.draft) & (TransitionRow.number == last.c.number))
    if states:
        query = query.where(TransitionRow.state.in_(states))
    made = [
        Standing(draft, step, said).entry
        for draft, step, said in session.execute(query)
        if owner is None or owner in draft.owners.split("+")
    ]
    return sorted(made, key=lambda one: (one.due_on or date.max, one.draft))


def document_of(session: Session, number: int, revision: int | None = None) -> tuple[int, bytes]:
    """Number and XML of a revision, the present one without a number. Raises NotFound."""
    query = select(RevisionRow.number, RevisionRow.document).where(RevisionRow.draft == number)
    if revision is not None:
        query = query.where(RevisionRow.number == revision)
    found = session.execute(query.order_by(RevisionRow.number.desc()).limit(1)).first()
    if found is not None:
        return found.number, found.document
    raise NotFound("draft", str(number)) if revision is None else NotFound(f"revision of draft {number}", str(revision))


def exhibits_of(session: Session, number: int, revision: int) -> tuple[PackageDocument, ...]:
    """What is enclosed in a revision, as a package holds it, in order."""
    columns = (ExhibitRow.name, ExhibitRow.type, ExhibitRow.description, ExhibitRow.content)
    query = select(*columns).where(ExhibitRow.draft == number, ExhibitRow.revision == revision)
    rows = session.execute(query.order_by(ExhibitRow.number))
    return tuple(PackageDocument(**row._asdict()) for row in rows)


def file_of(session: Session, number: int) -> DraftFile:
    """Everything about one draft. Raises NotFound."""
    present = standing(session, number).entry

    def all_of(kind: Any, row: Any, *order: Any) -> tuple[Any, ...]:
        rows = session.scalars(select(row).where(row.draft == number).order_by(*order))
        return tuple(record(kind, one) for one in rows)

    return DraftFile(
        entry=present,
        document=document_of(session, number, present.revision)[1],
        revisions=all_of(Revision, RevisionRow, RevisionRow.number),
        exhibits=all_of(Exhibit, ExhibitRow, ExhibitRow.revision, ExhibitRow.number),
        transitions=all_of(Transition, TransitionRow, TransitionRow.number),
        checks=all_of(Check, CheckRow, CheckRow.revision, CheckRow.number),
        approvals=all_of(Approval, ApprovalRow, ApprovalRow.transition),
        signatures=all_of(SignedPage, SignatureRow, SignatureRow.revision, SignatureRow.line),
        receipts=all_of(Receipt, ReceiptRow, ReceiptRow.number),
    )
