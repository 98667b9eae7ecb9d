"""Drafts as they are: their state, what they say, their files. Nothing is written here.

A step of many drafts asks one question about all of them; the questions of every step are
made once, for to make one takes longer than to ask it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import BindParameter, Select, bindparam, func, select, tuple_
from sqlalchemy.orm import Session, aliased

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
    record,
)
from section16.desk.tables import (
    ApprovalRow,
    CheckRow,
    DraftRow,
    ExhibitRow,
    ReceiptRow,
    RevisionRow,
    SignatureRow,
    TransitionRow,
)
from section16.model.package import PackageDocument
from section16.vocabulary.errors import NotFound

T = TypeVar("T")


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


class Paper(NamedTuple):
    """What a draft says in its present revision, to the byte, with what is enclosed."""

    revision: int
    document: bytes
    exhibits: tuple[PackageDocument, ...]


def _last() -> Select[DraftRow, TransitionRow, RevisionRow]:
    """Every draft with its last step, and what it says."""
    other = aliased(TransitionRow)
    last = select(func.max(other.number)).where(other.draft == DraftRow.number).correlate(DraftRow).scalar_subquery()
    return (
        select(DraftRow, TransitionRow, RevisionRow)
        .select_from(DraftRow)
        .join(TransitionRow, (TransitionRow.draft == DraftRow.number) & (TransitionRow.number == last))
        .join(RevisionRow, (RevisionRow.draft == TransitionRow.draft) & (RevisionRow.number == TransitionRow.revision))
    )


_NUMBERS: BindParameter[Any] = bindparam("numbers", expanding=True)
_PRESENT = _last()
_PRESENT_OF = _PRESENT.where(DraftRow.number.in_(_NUMBERS))


def _documents() -> Select[Any]:
    revisions, others = RevisionRow.__table__.c, RevisionRow.__table__.alias().c
    last = select(func.max(others.number)).where(others.draft == revisions.draft).scalar_subquery()
    query = select(revisions.draft, revisions.number, revisions.document)
    return query.where(revisions.draft.in_(_NUMBERS), revisions.number == last.correlate(RevisionRow.__table__))


def _enclosed() -> Select[Any]:
    rows = ExhibitRow.__table__.c
    query = select(rows.draft, rows.revision, rows.name, rows.type, rows.description, rows.content)
    return query.where(tuple_(rows.draft, rows.revision).in_(bindparam("of", expanding=True))).order_by(rows.number)


def _counted() -> Select[Any]:
    rows = CheckRow.__table__.c
    query = select(rows.draft, rows.revision, func.max(rows.number)).where(rows.draft.in_(_NUMBERS))
    return query.group_by(rows.draft, rows.revision)


def _signed() -> Select[Any]:
    rows = SignatureRow.__table__.c
    return select(rows.draft, rows.revision, rows.line).where(rows.draft.in_(_NUMBERS))


_DOCUMENTS, _ENCLOSED, _CHECKS, _SIGNED = _documents(), _enclosed(), _counted(), _signed()


def standing(session: Session, number: int) -> Standing:
    """A draft as it is now. Raises NotFound."""
    return of_draft(standings(session, (number,)), number)


def standings(session: Session, numbers: Collection[int]) -> dict[int, Standing]:
    """Drafts as they are now, those that are there, in one question."""
    rows = session.execute(_PRESENT_OF, {"numbers": list(numbers)})
    return {draft.number: Standing(draft, step, said) for draft, step, said in rows}


def papers(session: Session, numbers: Collection[int]) -> dict[int, Paper]:
    """What drafts say in their present revisions, those that are there."""
    said = documents_of(session, numbers)
    enclosed = _exhibits(session, [(draft, revision) for draft, (revision, _) in said.items()])
    return {draft: Paper(*one, enclosed.get((draft, one[0]), ())) for draft, one in said.items()}


def documents_of(session: Session, numbers: Collection[int]) -> dict[int, tuple[int, bytes]]:
    """Number and XML of the present revision of each draft that is there."""
    rows = session.connection().execute(_DOCUMENTS, {"numbers": list(numbers)})
    return {draft: (revision, document) for draft, revision, document in rows}


def entries(
    session: Session, *, states: Sequence[str] = (), owner: str | None = None, numbers: Collection[int] | None = None
) -> list[DraftEntry]:
    """Drafts with their present state, by due date (those without one last), then by number."""
    query = _PRESENT if numbers is None else _PRESENT.where(DraftRow.number.in_(numbers))
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
    return _exhibits(session, [(number, revision)]).get((number, revision), ())


def _exhibits(session: Session, of: list[tuple[int, int]]) -> dict[tuple[int, int], tuple[PackageDocument, ...]]:
    """What is enclosed in revisions of drafts; nothing for those that enclose nothing."""
    enclosed: dict[tuple[int, int], tuple[PackageDocument, ...]] = {}
    for draft, revision, name, kind, description, content in session.connection().execute(_ENCLOSED, {"of": of}):
        one = PackageDocument(name=name, type=kind, description=description, content=content)
        enclosed[draft, revision] = (*enclosed.get((draft, revision), ()), one)
    return enclosed


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


def checks(session: Session, numbers: Collection[int]) -> dict[tuple[int, int], int]:
    """How many checks there are of each revision."""
    rows = session.connection().execute(_CHECKS, {"numbers": list(numbers)})
    return {(draft, revision): number for draft, revision, number in rows}


def signed_lines(session: Session, numbers: Collection[int]) -> set[tuple[int, int, int]]:
    """Draft, revision and line of every signature that has its signed page."""
    rows = session.connection().execute(_SIGNED, {"numbers": list(numbers)})
    return {(draft, revision, line) for draft, revision, line in rows}


def of_draft(there: Mapping[int, T], number: int) -> T:
    """What is there of one draft. Raises NotFound."""
    if number not in there:
        raise NotFound("draft", str(number))
    return there[number]
