"""From the journal of submissions to the desk: what ``section16 submit`` did for a draft.

The form is found there by its digest, which is the same for the draft, the package and
what EDGAR makes public.  A journal that is not as it was written is turned down.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from section16.desk.errors import NotADesk, Refused
from section16.desk.receipts import Answer
from section16.edgar import chain, journal
from section16.edgar.digest import form_digest
from section16.vocabulary.errors import NotFound


def answers(folder: Path, document: bytes, filed_on: date | None) -> list[Answer]:
    """How each submission of the form ended, live and test, in the order of the journal.

    document  the form's XML
    filed_on  filing date of the live one; the journal does not hold it

    Raises NotFound when the journal knows nothing of the form, Refused for a broken one, OSError.
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
    return [_answer(end, _sent(records, end), filed_on) for end in ends]


def _sent(records: list[chain.Record], end: chain.Record) -> chain.Record | None:
    """The last sending before an end, in the same mode at the same system."""
    where = (end.mode, end.system)
    sent = [one for one in records if one.kind == "sent" and one.number < end.number]
    return next((one for one in reversed(sent) if (one.mode, one.system) == where), None)


def _answer(end: chain.Record, sent: chain.Record | None, filed_on: date | None) -> Answer:
    of_sending = sent.data if sent is not None else {}
    answer = Answer(
        outcome=end.data["outcome"], state=end.data["state"], mode=end.mode, system=end.system,
        accession=end.data["accession"],
        messages=tuple(end.data["reasons"]), journal_sha256=end.hash,
        tracking=of_sending.get("tracking"), locator=of_sending.get("locator"),
    )  # fmt: skip
    is_filed = answer.is_of_a_filing and answer.outcome == "accepted"
    return msgspec.structs.replace(answer, filed_on=filed_on) if is_filed else answer
