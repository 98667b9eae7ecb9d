"""Drafts: revisions that never change, and the steps they take to EDGAR.

Whoever changes a draft says which version was seen; a change that somebody else made in
the meantime is a Conflict, and nothing is lost.  Approval is of exact bytes, by another
person than the one who prepared them.  A revision after that is a new draft to be
checked and approved again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from section16.desk import journal
from section16.desk.canonical import digest, words
from section16.desk.errors import Conflict, Refused, WrongState
from section16.desk.present import Paper, Standing, checks, exhibits_of, of_draft, signed_lines, standing, standings
from section16.desk.records import Check, DraftEntry, box_of, record
from section16.desk.several import each, each_draft
from section16.desk.states import PACKAGED, SUSPENDED, move, states_before
from section16.desk.store import Change
from section16.desk.tables import ApprovalRow, CheckRow, DraftRow, ExhibitRow, IssuerRow, RevisionRow, TransitionRow
from section16.model.package import PackageDocument
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


class Entered(NamedTuple):
    """A draft that is to be entered: what it says, the keys of its owners and of its issuer, a word for the list."""

    content: Content
    owners: tuple[str, ...]
    issuer: str
    label: str | None


# the version of each draft that was seen; one that is not in it may be at any
Seen = Mapping[int, int]
ANY_VERSION: Seen = MappingProxyType({})


# --------------------------------------------------------------------------------------------------- writing


def add(change: Change, entered: Mapping[str, Entered]) -> list[DraftEntry]:
    """New drafts for owners and issuers of the roster, each with its name for messages. Raises Stopped."""
    number = change.next(DraftRow.number) - 1
    known = journal.known_groups(change.session, [one.owners for one in entered.values()])
    issuers = journal.keys_of(change.session, IssuerRow, {one.issuer for one in entered.values()})

    def enter(name: str) -> DraftEntry:
        nonlocal number
        one = entered[name]
        if one.issuer not in issuers:
            raise journal.unknown(change.session, IssuerRow, one.issuer, "issuer")
        if one.label is not None:
            words(one.label, "label")
        group, number = journal.group(change, one.owners, known), number + 1
        row = change.add(DraftRow(number=number, owners=group, issuer=one.issuer, label=one.label))
        said = _write(change, number, 1, one.content, None)
        return Standing(row, _step(change, "add", None, said), said).entry

    return each(entered, enter, str)


def revise(change: Change, number: int, content: Content, version: int, reason: str | None) -> DraftEntry:
    """What the draft says from now on; it must be checked and approved again. ``version`` is the one that was seen."""
    now = _allowed(standings(change.session, (number,)), number, "revise", {number: version})
    if reason is not None:
        words(reason, "reason")
    if content.exhibits is None:
        content = msgspec.structs.replace(content, exhibits=exhibits_of(change.session, number, now.said.number))
    said = _write(change, number, now.said.number + 1, content, reason)
    return Standing(now.draft, _step(change, "revise", now.step, said, reason=reason), said).entry


def check(
    change: Change, judged: Mapping[int, tuple[Paper, list[Finding]]], software: str, seen: Seen
) -> list[tuple[DraftEntry, Check]]:
    """Keep what the rules said of papers; a draft without errors and missing boxes is checked.

    Raises Stopped, among others for a draft that says something else by now.
    """
    there = standings(change.session, judged)
    before = checks(change.session, judged)

    def keep(number: int) -> tuple[DraftEntry, Check]:
        paper, findings = judged[number]
        now = _allowed(there, number, "check", seen, paper.revision)
        counts = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
        row = change.add(
            CheckRow(
                draft=number, revision=paper.revision, software=software,
                number=before.get((number, paper.revision), 0) + 1,
                errors=counts[Severity.ERROR], warnings=counts[Severity.WARNING], notes=counts[Severity.NOTE],
                findings=[_plain(finding) for finding in findings],
            )
        )  # fmt: skip
        if not row.errors and not boxes_of(now.said.needs, MISSING):
            now = now._replace(step=_step(change, "check", now.step, now.said))
        return now.entry, record(Check, row)

    return each_draft(judged, keep)


def _plain(finding: Finding) -> dict[str, str]:
    return {
        "code": finding.code, "severity": finding.severity.value, "path": finding.location.path,
        "box": finding.location.box, "message": finding.message, "citation": finding.citation,
    }  # fmt: skip


def approve(change: Change, seen: Seen, *, confirm: bool, reason: str | None) -> list[DraftEntry]:
    """Approve what the present revisions say, to the byte, with what is enclosed.

    confirm  take the boxes that are provisional as they are

    Raises Stopped, among others for the preparer of a revision, and for provisional boxes that nobody confirms.
    """
    if reason is not None:
        words(reason, "reason")
    there = standings(change.session, seen)

    def take(number: int) -> DraftEntry:
        now = _allowed(there, number, "approve", seen)
        said = now.said
        if said.by == change.by:
            raise Refused(f"{change.by}, who prepared revision {said.number} of draft {number}", "a second person")
        open_boxes = boxes_of(said.needs, PROVISIONAL)
        if open_boxes and not confirm:
            raise Refused(f"provisional: {'; '.join(open_boxes)}", "them confirmed: --confirm, or a new revision")
        step = _step(change, "approve", now.step, said, reason=reason)
        change.add(
            ApprovalRow(
                draft=number, transition=step.number, revision=said.number, prepared_by=said.by, sha256=said.sha256,
                confirmed=open_boxes, reason=reason,
            )
        )  # fmt: skip
        return now._replace(step=step).entry

    return each_draft(seen, take)


def package(change: Change, made: Mapping[int, tuple[int, str, int]], seen: Seen) -> list[DraftEntry]:
    """Note the packages that were made of approved revisions, by their digests.

    made  for each draft the revision, the digest of its package, and how many signatures the form has: there must be
          a signed page for each

    Raises Stopped, among others when one is not there.
    """
    there = standings(change.session, made)
    signed = signed_lines(change.session, made)

    def note(number: int) -> DraftEntry:
        revision, sha256, signatures = made[number]
        now = _allowed(there, number, "package", seen, revision)
        unsigned = [line for line in range(1, signatures + 1) if (number, revision, line) not in signed]
        if unsigned or not signatures:
            numbers = ", ".join(map(str, unsigned))
            which = f"no signed page for signature {numbers}" if unsigned else "a form without signature"
            raise Refused(f"{which} of draft {number}, revision {revision}", "one for each: section16 desk sign")
        return now._replace(step=_step(change, "package", now.step, now.said, package_sha256=sha256)).entry

    return each_draft(made, note)


def move_on(change: Change, numbers: Collection[int], action: str, seen: Seen, reason: str | None) -> list[DraftEntry]:
    """Take a step that writes nothing else: "return", "withdraw", "submit", "accept", "suspend". Raises Stopped."""
    if reason is not None:
        words(reason, "reason")
    there = standings(change.session, numbers)

    def take(number: int) -> DraftEntry:
        now = _allowed(there, number, action, seen)
        return now._replace(step=_step(change, action, now.step, now.said, reason=reason)).entry

    return each_draft(numbers, take)


def submit_unless_noted(change: Change, number: int) -> None:
    """Note the sending that the journal of submissions tells of; a suspended package can be sent once more as it is."""
    if standing(change.session, number).step.state in (PACKAGED, SUSPENDED):
        move_on(change, (number,), "submit", ANY_VERSION, "as the journal of submissions says")


def _allowed(
    there: Mapping[int, Standing], number: int, action: str, seen: Seen, revision: int | None = None
) -> Standing:
    """The draft among those that are there.

    revision  the one that the step is about

    Raises NotFound, Conflict for another version than was seen or another revision, WrongState for a step not allowed.
    """
    now = of_draft(there, number)
    step = now.step
    version = seen.get(number)
    if version is not None and step.number != version:
        raise Conflict(
            f"draft {number} at version {step.number}: {step.action} by {step.by} on {step.at:%Y-%m-%d %H:%M} UTC",
            f"version {version}, which was seen",
        )
    allowed = move(action, step.state)
    if allowed is None:
        raise WrongState(f"draft {number}, which is {step.state}", f"one that is {' or '.join(states_before(action))}")
    if revision is not None and now.said.number != revision:
        raise Conflict(
            f"draft {number} at revision {now.said.number}", f"revision {revision}, which was {allowed.after}"
        )
    return now


def _step(
    change: Change, action: str, before: TransitionRow | None, said: RevisionRow, *,
    package_sha256: str | None = None, reason: str | None = None,
) -> TransitionRow:  # fmt: skip
    """Write a step that ``_allowed`` admitted; ``before`` is None for the first."""
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


def boxes_of(needs: Iterable[Any], state: str) -> list[str]:
    """The boxes of needs in that state."""
    return [box_of(need) for need in needs if need.get("state") == state]
