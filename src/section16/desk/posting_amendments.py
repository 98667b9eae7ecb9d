"""From an amendment to the journal: what the original posted is taken back where it was wrong, and posted rightly.

An amendment holds the lines that were wrong or left out, and often the others too.  Each line
of it is paired with the line of the form as it stood (``prepare.amended``): one that says the
same changes nothing, one that says something else takes the posting back by a correction and
posts what is right, one that is new is posted.  A line that is missing takes nothing back, for
an amendment need not repeat what was right (Form 4, General Instruction 9); so where one is
missing, another is called new only by its footnote or by the balance that it states.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from section16.desk import journal, present
from section16.desk.errors import Refused
from section16.desk.journal import Origin, Place
from section16.desk.posting_forms import Row, Source, day_of, differences, moved, place_of, rows_of
from section16.desk.receipts import is_filed
from section16.desk.records import Posted, Posting
from section16.desk.store import Change
from section16.desk.tables import DraftRow, PostingRow, ReceiptRow
from section16.formats import edgar_xml
from section16.model.document import OwnershipDocument
from section16.prepare.amend import LEFT_OUT
from section16.prepare.amended import as_amended, partner_lines
from section16.prepare.roster import Roster

_BY_HAND = "an original; reverse what was wrong and post what is right by hand"


class Filed(NamedTuple):
    """A form that a draft filed."""

    draft: int
    revision: int
    document: OwnershipDocument


class _Report(NamedTuple):
    """What a line says for the journal: signed shares, or signed dollars."""

    kind: str
    day: date
    shares: Decimal | None
    value: Decimal | None


class _Before(NamedTuple):
    """What an amendment meets.

    form     the original with its earlier amendments
    origins  for each line of it (table and position), the lines of filed forms that said it, the oldest first
    posted   by these lines, the postings that stand
    """

    form: OwnershipDocument
    origins: dict[tuple[str, int], list[Origin]]
    posted: dict[Origin, PostingRow]

    def posting(self, at: tuple[str, int]) -> PostingRow | None:
        """The posting of a line: of the newest form that said it and whose posting stands."""
        said = reversed(self.origins.get(at, []))
        return next((self.posted[one] for one in said if one in self.posted), None)


def corrections(
    change: Change, amendment: OwnershipDocument, roster: Roster, owners: tuple[str, ...], draft: DraftRow,
    source: Source,
) -> Posted:  # fmt: skip
    """Post an amendment of what a draft of this desk filed, and compare the balances that it states.

    draft, source  of the amendment

    Lists what it leaves open: a line that the roster or the journal cannot place, one that the remarks take back.
    Raises Refused when it is posted already, when the original is no draft of this desk, and before the original is
    posted.
    """
    before = _before(change.session, amendment, draft)
    partners = partner_lines(before.form, amendment)
    repeated = {(table, i) for table, pairs in partners.items() for i in pairs.values()}
    missing = [old for at in before.origins if at not in repeated and (old := before.posting(at)) is not None]
    posted: list[Posting] = []
    left: list[str] = []
    ends: dict[Place, Row] = {}
    for row in rows_of(amendment):
        place, why = place_of(change, row, roster, owners, draft.issuer)
        if place is not None:
            ends[place] = row
            says, partner = _report(row, amendment), partners[row.table].get(row.number - 1)
            if partner is not None:
                old = before.posting((row.table, partner))
                why = _why_not_corrected(row, says, old)
            else:
                old = None
                why = _why_not_new(change, amendment, row, place, says, missing)
            if not why and says is not None and not (old is not None and _same(old, place, says)):
                posted += _posted(change, row, place, says, old, source)
        if why:
            left.append(f"{row}: {why}")
    left += _taken_back(amendment, before)
    return Posted(tuple(posted), tuple(differences(change, ends, amendment)), tuple(left))


def _why_not_corrected(row: Row, says: _Report | None, old: PostingRow | None) -> str:
    """Why what a line says cannot take the place of its posting; "" when it can, or moves nothing."""
    if says is None and old is not None:
        return f"says no more what posting {old.number} holds"
    if says is None:
        return "no date, amount or side that is a plain value" if row.line.is_transaction else ""
    return "the line that it corrects has no posting that stands" if old is None else ""


def _why_not_new(
    change: Change, amendment: OwnershipDocument, row: Row, place: Place, says: _Report | None,
    missing: list[PostingRow],
) -> str:  # fmt: skip
    """Why a line that the form did not have is not posted; "" when it is, or moves nothing."""
    if says is None:
        return "no date, amount or side that is a plain value" if row.line.is_transaction else ""
    if says.kind == journal.OPENING and journal.balance(change.session, place, date.max) is not None:
        return f"{place.security} {place.account} has postings already"
    at = (journal.group_key(place.owners), *place[1:])
    rival = next((one for one in missing if (one.owners, one.issuer, one.security, one.account) == at), None)
    if rival is None or _is_called_new(amendment, row) or _states_the_sum(change, row, place, says, rival):
        return ""
    return f"was left out, or corrects posting {rival.number}, which the amendment does not repeat: a person must say"


def _is_called_new(amendment: OwnershipDocument, row: Row) -> bool:
    """True when a footnote of the line says, in the words of ``section16 amend``, that it was left out."""
    texts = {note.id: note.text for note in amendment.footnotes}
    return any(texts.get(mark) == LEFT_OUT for _, mark in row.line.marks())


def _states_the_sum(change: Change, row: Row, place: Place, says: _Report, rival: PostingRow) -> bool:
    """True when the line states the balance of its day with both in it, the rival posting and the line itself."""
    now = journal.balance(change.session, place, says.day)
    if now is None or now.shares is None or says.shares is None or rival.day > says.day:
        return False
    return journal.total([now.shares, says.shares]) == row.line.shares_following.value


def _posted(
    change: Change, row: Row, place: Place, says: _Report, old: PostingRow | None, source: Source
) -> Iterator[Posting]:
    """Take the old posting back, where there is one, and post what the line says."""
    if old is not None:
        yield journal.reverse(change, old.number, f"corrected by draft {source.draft}, {row}")
    origin = Origin(*source, row.table, row.number)
    yield journal.write(change, place, says.day, says.kind, shares=says.shares, value=says.value, origin=origin)


def _report(row: Row, document: OwnershipDocument) -> _Report | None:
    """What a line says; None for a line that moves nothing, and for one without plain values."""
    line = row.line
    if document.form == "3":
        shares, value = line.shares_following.value, line.value_following.value
        if shares is None and value is None:
            return None
        return _Report(journal.OPENING, day_of(document), shares, value if shares is None else None)
    day, change = line.transaction_date.value, moved(line)
    if not line.is_transaction or day is None or change is None:
        return None
    return _Report(journal.TRADE, day, *change)


def _same(old: PostingRow, place: Place, says: _Report) -> bool:
    stands = (old.owners, old.issuer, old.security, old.account, old.day, old.shares, old.value)
    wanted = (journal.group_key(place.owners), *place[1:], says.day, says.shares, says.value)
    return stands == wanted


# ------------------------------------------------------------------------------------- the form and its amendments


def _before(session: Session, amendment: OwnershipDocument, draft: DraftRow) -> _Before:
    """What the amendment meets. Raises Refused as ``corrections``."""
    if standing := journal.not_taken_back(session, PostingRow.draft == draft.number):
        first = standing[0]
        raise Refused(
            f"line {first.line} of {first.form_table}, posted already as number {first.number}",
            "an amendment that was not posted; to post it anew, reverse that number first",
        )
    original, *earlier = _family(session, amendment, draft)
    form = original.document
    origins = {(row.table, row.number - 1): [_origin(original, row)] for row in rows_of(form)}
    for one in earlier:
        _put_in_place(origins, form, one)
        form = as_amended(form, one.document)
    rows = journal.not_taken_back(session, PostingRow.draft.in_([one.draft for one in (original, *earlier)]))
    if not rows and any(_report(row, original.document) is not None for row in rows_of(original.document)):
        raise Refused(
            f"draft {draft.number} before draft {original.draft}, which it amends",
            f"that one posted first: section16 desk draft post {original.draft}",
        )
    return _Before(
        form, origins, {Origin(row.draft, row.revision, None, row.form_table, row.line): row for row in rows}
    )


def _family(session: Session, amendment: OwnershipDocument, draft: DraftRow) -> list[Filed]:
    """The original that our draft amends, and what amended it before, in the order of acceptance."""
    day = amendment.original_date.value
    said = f"an amendment of a Form {amendment.form} filed on {day}"
    filed = list(_filed(session, draft))
    originals = [
        one for one, on in filed
        if on == day and one.document.form == amendment.form and not one.document.is_amendment
    ]  # fmt: skip
    if len(originals) > 1:
        period = amendment.period_of_report.value
        originals = [one for one in originals if one.document.period_of_report.value == period] or originals
    if not originals:
        raise Refused(f"{said} that is no draft of this desk", _BY_HAND)
    if len(originals) > 1:
        numbers = ", ".join(str(one.draft) for one in originals)
        raise Refused(f"{said}, which can be any of the drafts {numbers}", _BY_HAND)
    earlier = [
        one for one, _ in filed
        if one.document.is_amendment and one.document.form == amendment.form
        and one.document.original_date.value == day
        and one.document.period_of_report.value == originals[0].document.period_of_report.value
    ]  # fmt: skip
    return [*originals, *earlier]


def _filed(session: Session, draft: DraftRow) -> Iterator[tuple[Filed, date]]:
    """What was filed for the same owners and issuer before a draft was, with its filing date."""
    query = (
        select(ReceiptRow)
        .join(DraftRow, DraftRow.number == ReceiptRow.draft)
        .where(DraftRow.owners == draft.owners, DraftRow.issuer == draft.issuer, *is_filed())
        .order_by(ReceiptRow.number)
    )
    seen: set[int] = set()
    for receipt in session.scalars(query):
        if receipt.draft == draft.number:
            return
        if receipt.draft not in seen and receipt.filed_on is not None:
            seen.add(receipt.draft)
            xml = present.document_of(session, receipt.draft, receipt.revision)[1]
            yield Filed(receipt.draft, receipt.revision, edgar_xml.read(xml)[0]), receipt.filed_on


def _origin(filed: Filed, row: Row) -> Origin:
    return Origin(filed.draft, filed.revision, None, row.table, row.number)


def _put_in_place(origins: dict[tuple[str, int], list[Origin]], form: OwnershipDocument, one: Filed) -> None:
    """Note for each line of the form as ``as_amended`` makes it that this amendment said it too."""
    partners = partner_lines(form, one.document)
    ends = {table: len(getattr(form, table)) for table in partners}
    for row in rows_of(one.document):
        at = partners[row.table].get(row.number - 1)
        if at is None:
            at = ends[row.table]
            ends[row.table] += 1
        origins.setdefault((row.table, at), []).append(_origin(one, row))


def _taken_back(amendment: OwnershipDocument, before: _Before) -> Iterator[str]:
    """Lines of the form that the remarks take back, in the words of ``section16 amend``: a person reads remarks."""
    remarks = amendment.remarks or ""
    for table, i in before.origins:
        name = f"{'Table I' if table == 'table_i' else 'Table II'}, line {i + 1}"
        old = before.posting((table, i))
        if old is not None and f"{name} of the original filing (" in remarks:
            yield f"{name} of the original: the remarks take it back; section16 desk reverse {old.number}"
