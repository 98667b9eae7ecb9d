"""From the journal of submissions to the desk: what ``section16 submit`` did for a draft.

The form is found there by its digest, which is the same for the draft, the package and
what EDGAR makes public.  A journal that is not as it was written is turned down.

The filing date is the one that the public record showed, or else follows from the hours of
EDGAR: what is transmitted by 22:00 Eastern time on a business day is filed that day (17 CFR
232.13(a)(4)).  When the transmission began lies between the intent and EDGAR's answer; only
where both give one day for certain does the journal know the date.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from section16.desk.errors import NotADesk, Refused
from section16.desk.receipts import Answer
from section16.edgar import chain, journal
from section16.edgar.digest import form_digest
from section16.edgar.submission import IN_RECORD
from section16.vocabulary.calendar import edgar_calendar
from section16.vocabulary.errors import NotFound


def answers(folder: Path, document: bytes, filed_on: date | None) -> list[Answer]:
    """How each submission of the form ended, live and test, in the order of the journal.

    document  the form's XML
    filed_on  filing date of the live one, as a person knows it: where the journal does not say it, and where EDGAR
              gave another date than its hours (17 CFR 232.13(b)); None for the journal's

    Raises NotFound when the journal knows nothing of the form, Refused for a broken one and for another date than the
    public record shows, OSError.
    """
    if not (folder / journal.JOURNAL).is_file():
        raise NotADesk(f"no {journal.JOURNAL} in {folder}", "a folder of receipts, as section16 submit writes it")
    found = journal.inspect(folder)
    if found.faults:
        raise Refused(f"{folder / journal.JOURNAL}, {found.faults[0]}", "a journal as it was written")
    digest = form_digest(document)
    records = [record for record in found.records if record.form == digest]
    if not records:
        raise NotFound("submission of this form in", str(folder))
    ends = [record for record in records if record.kind == "final"]
    return [_answer(records, end, filed_on) for end in ends]


def _answer(records: list[chain.Record], end: chain.Record, filed_on: date | None) -> Answer:
    before = [one for one in chain.about(records, end.form, end.mode, end.system) if one.number < end.number]
    sent = next((one.data for one in reversed(before) if one.kind == "sent"), {})
    answer = Answer(
        outcome=end.data["outcome"], state=end.data["state"], mode=end.mode, system=end.system,
        accession=end.data["accession"],
        messages=tuple(end.data["reasons"]), journal_sha256=end.hash,
        tracking=sent.get("tracking"), locator=sent.get("locator"),
    )  # fmt: skip
    if not (answer.is_of_a_filing and answer.outcome == "accepted"):
        return answer
    shown = end.data.get("filed_on")
    if shown is not None and filed_on is not None and filed_on.isoformat() != shown:
        raise Refused(f"the filing date {filed_on}", f"{shown}, which the public record showed for {answer.accession}")
    known = date.fromisoformat(shown) if shown is not None else filed_on or _by_the_hours(before, end)
    return msgspec.structs.replace(answer, filed_on=known)


def _by_the_hours(before: list[chain.Record], end: chain.Record) -> date | None:
    """The filing date by when the form was transmitted; None where that does not decide it."""
    if end.data["state"] == IN_RECORD:
        return None  # what the record showed may have been transmitted by another hand
    start = next((i for i, one in reversed([*enumerate(before)]) if one.kind == "intent"), None)
    if start is None:
        return None
    over = next((one for one in before[start:] if one.kind in ("sent", "lost")), None)
    if over is None:
        return None
    first, last = (edgar_calendar().filing_date(one.at) for one in (before[start], over))
    return first.day if first.is_certain and last.is_certain and first.day == last.day else None
