"""The smallest correct amendment: from the form as filed and the truth.

Only the lines that were wrong, and those that were left out, stand on the amendment,
with a footnote that says what was wrong; the untouched ones are not repeated (Form 4,
General Instruction 9; Form 3, Instruction 8).  A line that should not have been
reported cannot be printed: the remarks say so.  Where nothing of a table changes,
EDGAR still wants one transaction on a Form 4 or 5, so the first one is repeated and
its footnote says why.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from section16.forms.diff import Diff, diff
from section16.forms.diff_model import Change
from section16.model.boxes import box
from section16.model.document import Footnote, Issuer, OwnershipDocument, ReportingOwner
from section16.model.lines import NonDerivativeLine
from section16.prepare.entry import cell
from section16.prepare.split import MAX_REMARKS, renumbered, short_footnotes
from section16.vocabulary.errors import MissingFact
from section16.vocabulary.identifiers import compact_cik

REPEATED = "This line is repeated unchanged, because EDGAR accepts no amendment without a transaction."
LEFT_OUT = "This line was left out of the original filing."
CORRECTS = "This amendment corrects "
_NAMES = {
    "security_title": "the title of the security", "transaction_date": "the transaction date",
    "deemed_execution_date": "the deemed execution date", "code": "the transaction code", "shares": "the amount",
    "total_value": "the value", "price": "the price", "acquired_disposed": "the letter for acquired or disposed of",
    "shares_following": "the amount owned following the transaction",
    "value_following": "the value owned following the transaction", "direct_indirect": "the form of ownership",
    "nature": "the nature of indirect ownership", "exercise_price": "the conversion or exercise price",
    "exercise_date": "the date exercisable", "expiration_date": "the expiration date",
    "underlying_title": "the title of the underlying securities",
    "underlying_shares": "the number of underlying shares", "underlying_value": "the value of underlying securities",
    "form_type": "the form on which the transaction is due", "timeliness": "the mark of lateness",
    "equity_swap": "the equity swap", "coding_footnotes": "the footnotes of the transaction code",
}  # fmt: skip
_OF_ITSELF = frozenset({"document type", "original date"})
Place = tuple[str, int]


class NoOriginalDate(MissingFact):
    """Neither the form nor the caller says on which day the original was filed."""


def amendment(
    filed: OwnershipDocument, truth: OwnershipDocument, *, filed_on: datetime.date | None = None,
    signed_on: datetime.date | None = None, why: str | None = None, explain: bool = True,
) -> OwnershipDocument:  # fmt: skip
    """The 3/A, 4/A or 5/A that puts ``filed`` right.

    filed      the form, or what stands after earlier amendments: ``amended.as_amended``
    truth      the whole form as it should have been
    filed_on   the day the original was filed: its box on the amendment; for a form that is an amendment already,
               the day it names itself
    signed_on  the day on which the owners sign; None leaves the date open
    why        words of the filer, printed at the head of the remarks
    explain    add a footnote to each line that says what was wrong; False when the truth says it in words of its own

    Raises MissingFact when the two are of different forms, issuers or owners, do not differ, or when the remarks are
    too long; NoOriginalDate.
    """
    _same_report(filed, truth)
    original = filed.original_date.value if filed.is_amendment else filed_on
    if original is None:
        raise NoOriginalDate("found no day on which the original was filed, expected one for box 'If Amendment'")
    found = diff(filed, truth)
    substance = [change for change in found.changes if is_of_substance(change)]
    if not substance:
        raise MissingFact("found no difference between the filed form and the truth, expected something to amend")
    wrong = _wrong(found, truth)
    notes: list[Footnote] = list(truth.footnotes)
    tables: dict[str, tuple[Any, ...]] = {}
    for table in ("table_i", "table_ii"):
        lines = []
        for i, line in enumerate(getattr(truth, table)):
            reason = wrong.get((table, i))
            if reason is not None:
                lines.append(_explained(line, _note(notes, reason)) if explain else line)
        tables[table] = tuple(lines)
    removed = list(_removed(found))
    remarks = "\n".join(filter(None, [why, *removed, *(_head(substance) if explain else ()), truth.remarks])) or None
    if remarks is not None and len(remarks) > MAX_REMARKS:
        raise MissingFact(f"found remarks of {len(remarks):,} characters, expected at most {MAX_REMARKS:,}")
    made = replace(
        truth, document_type=f"{filed.form}/A", original_date=cell(original), schema_version=None,
        footnotes=tuple(notes), remarks=remarks, outlines=(),
        signatures=tuple(replace(one, date=cell(signed_on)) for one in truth.signatures), **tables,
    )  # fmt: skip
    return renumbered(short_footnotes(_with_a_transaction(made, truth)))


def _same_report(filed: OwnershipDocument, truth: OwnershipDocument) -> None:
    """Raises MissingFact when the two cannot be one report."""
    if filed.form is None or filed.form != truth.form:
        raise MissingFact(f"found Form {filed.document_type} and Form {truth.document_type}, expected two of one form")
    pairs = (("issuer", (filed.issuer,), (truth.issuer,)), ("owner", filed.owners, truth.owners))
    for what, ours, theirs in pairs:
        before, after = _ciks(ours), _ciks(theirs)
        if before and after and not before & after:
            said = f"{what} {', '.join(sorted(before))} and {what} {', '.join(sorted(after))}"
            raise MissingFact(f"found {said}, expected a report of the same {what}")


def _ciks(named: Iterable[Issuer | ReportingOwner | None]) -> set[str]:
    """The CIKs of all of them; none where one is not known."""
    given = [one.cik if one is not None else None for one in named]
    return {compact_cik(cik) for cik in given if cik} if all(given) else set()


def is_of_substance(change: Change) -> bool:
    """True for what an amendment is filed for: not another order of lines, another spelling or another signature."""
    return change.kind in {"changed", "added", "removed"} and change.part != "signatures" \
        and change.label not in _OF_ITSELF  # fmt: skip


def _wrong(found: Diff, truth: OwnershipDocument) -> dict[Place, str]:
    """For every line of the truth that was wrong or left out: what to say of it."""
    boxes: dict[Place, list[str]] = {}
    reasons: dict[Place, str] = {}
    for change in found.changes:
        if change.part == "footnotes" and change.kind == "changed" and change.path_b is not None:
            for line in _marked_with(truth, change.path_b):
                boxes.setdefault(line, []).append("a footnote")
        key = _line(change.path_b)
        if key is not None and change.kind == "added":
            reasons[key] = LEFT_OUT
        elif key is not None and change.kind == "changed":
            old = f"reported as {change.old}" if change.old else "left blank"
            name = _NAMES.get((change.path_b or "").rpartition(".")[2], change.label)
            boxes.setdefault(key, []).append(f"{name} ({old})")
    for line, names in boxes.items():
        reasons.setdefault(line, f"{CORRECTS}{_and(list(dict.fromkeys(names)))}.")
    return reasons


def _line(path: str | None) -> Place | None:
    """Table and position of a path into a line; None for any other."""
    head, bracket, rest = (path or "").partition("[")
    return (head, int(rest.partition("]")[0])) if bracket and head in {"table_i", "table_ii"} else None


def _marked_with(truth: OwnershipDocument, path: str) -> list[Place]:
    """The lines that carry the mark of a footnote."""
    id = truth.footnotes[int(path.partition("[")[2].partition("]")[0])].id
    return [(table, i) for table, i, line in truth.lines() if any(mark == id for _, mark in line.marks())]


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _removed(found: Diff) -> Iterable[str]:
    """A sentence for each line that should not have been reported."""
    for change in found.changes:
        if change.kind == "removed" and _line(change.path_a) is not None:
            where = box(None, (change.path_a or "").partition(".")[0])
            yield f"{where} of the original filing ({change.about or change.old}) should not have been reported."


def _head(changes: list[Change]) -> Iterable[str]:
    """A sentence for each box outside the tables that was wrong."""
    for change in changes:
        if change.part in {"form", "issuer", "owners"}:
            old = f"was reported as {change.old}" if change.old else "was left out"
            yield f"{CORRECTS}{change.box} ({change.label}), which {old}."


def _note(notes: list[Footnote], text: str) -> str:
    """The id of an explanation, added when it is new."""
    for note in notes:
        if note.text == text and note.id is not None:
            return note.id
    taken = {note.id for note in notes}
    id = next(f"F{number}" for number in range(len(notes) + 1, 2 * len(notes) + 2) if f"F{number}" not in taken)
    notes.append(Footnote(id, text))
    return id


def _explained(line: NonDerivativeLine, mark: str) -> NonDerivativeLine:
    """The line with the mark of its explanation on the title of the security."""
    title = line.security_title
    return replace(line, security_title=replace(title, footnotes=(*title.footnotes, mark)))


def _with_a_transaction(made: OwnershipDocument, truth: OwnershipDocument) -> OwnershipDocument:
    """EDGAR takes a 4/A or 5/A without a transaction only from a person who leaves."""
    if made.form == "3" or made.no_longer_subject.value or any(line.is_transaction for _, _, line in made.lines()):
        return made
    for table, _, line in truth.lines():
        if line.is_transaction:
            notes = list(made.footnotes)
            repeated = _explained(line, _note(notes, REPEATED))
            return replace(made, footnotes=tuple(notes), **{table: (repeated, *getattr(made, table))})
    return made
