"""Which lines of a Form 4 came late, by the filing date of the header, and what speaks for them.

The days are those of ``deadlines.due``, counted here without writing steps: thousands of
lines are asked about for each that is late.  A day on which the sources are at odds is
left out, so that a line called late is late on either reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec

from section16.rules.catalogue import Line
from section16.rules.content_facts import facts
from section16.rules.content_plans import dates, plan_notes
from section16.rules.deadlines import due
from section16.rules.deadlines_form4 import (
    DEEMED_CODES,
    GIFTS_SINCE,
    MAY_BE_EXEMPT,
    TWO_DAYS_SINCE,
    last_deemed,
    waits_for_form_5,
)
from section16.rules.subject import Subject
from section16.rules.timeliness_notes import (
    claims_exemption,
    depends_on_holders,
    is_reinvestment,
    notes_of,
    offering_after,
)
from section16.vocabulary.calendar import EXCHANGE_ACT, edgar_calendar
from section16.vocabulary.closings import Confidence, weakest

_KEY = "late_lines"  # where the late lines of a subject are kept


class LateLine(msgspec.Struct, frozen=True, gc=False):
    """A transaction filed after the second business day that follows it.

    day    of the transaction
    due    the second business day, from a deemed execution date where one counts
    doubt  what would make it timely and the form leaves open; "" when nothing does
    """

    table: str
    position: int
    line: Line
    day: date
    due: date
    doubt: str


def filing_date(subject: Subject) -> date:
    """The filing date of the header; for rules that run only when there is one."""
    header = subject.header
    assert header is not None
    assert header.filed is not None
    return header.filed


@lru_cache(maxsize=4096)
def second_business_day(day: date) -> date:
    """The due date counted from that day; a trade before 2002-08-29 was due by the month."""
    if day < TWO_DAYS_SINCE:
        found = due("4", trade_date=day, plan=False).latest
        assert found is not None
        return found
    return edgar_calendar().add_business_days(day, 2, lenient=True)


@lru_cache(maxsize=4096)
def _third_business_day(day: date) -> date:
    return last_deemed(day, edgar_calendar(), lenient=True)


def late_lines(subject: Subject) -> list[LateLine]:
    """The late lines of a Form 4, found once; none of an amendment, of form type 5, or that may wait for Form 5."""
    filed, first = filing_date(subject), facts(subject).first
    if first is None or first > filed or filed <= second_business_day(max(first, EXCHANGE_ACT)):
        return []  # the earliest is in time, so all are
    kept: dict[str, Any] = subject.__dict__
    found: list[LateLine] | None = kept.get(_KEY)
    if found is None:
        found = kept[_KEY] = [] if subject.document.is_amendment else list(_find(subject, filed))
    return found


def _find(subject: Subject, filed: date) -> Iterator[LateLine]:
    for table, i, line in facts(subject).lines():
        day = line.transaction_date.value
        if day is None or not EXCHANGE_ACT <= day <= filed or filed <= second_business_day(day):
            continue
        if waits_for_form_5(line.code.value, line.acquired_disposed.value, day) or _is_early(line, day):
            continue
        last, doubt = _deemed(subject, line, day, filed)
        if filed > last:
            yield LateLine(table, i, line, day, last, doubt or _doubts(subject, line, day, last, filed))


def _is_early(line: Line, day: date) -> bool:
    """True for form type 5, printed V.  A gift given away since 2023 cannot be that: see ``_doubts``."""
    is_gift = line.code.value == "G" and line.acquired_disposed.value == "D" and day >= GIFTS_SINCE
    return line.form_type.value == "5" and not is_gift


def _deemed(subject: Subject, line: Line, day: date, filed: date) -> tuple[date, str]:
    """The due date by column 2A, and a doubt when the column or its emptiness leaves one."""
    code, deemed = line.code.value, line.deemed_execution_date.value
    third = _third_business_day(day)
    if deemed is not None and deemed >= day:
        last = second_business_day(min(deemed, third))
        if code in DEEMED_CODES:
            return last, ""
        moved = filed <= last
        return second_business_day(day), f"column 2A says '{deemed}', for codes P, S and I only" if moved else ""
    latest = second_business_day(third)
    if code in DEEMED_CODES and filed <= latest and _names_a_plan(subject, code):
        told = f"timely until '{latest}' if the owner did not choose the date and learned of it late, which column 2A"
        return second_business_day(day), f"{told} would say"
    return second_business_day(day), ""


def _names_a_plan(subject: Subject, code: str | None) -> bool:
    return code == "I" or bool(subject.document.rule_10b5_1.value) or bool(plan_notes(subject))


def _doubts(subject: Subject, line: Line, day: date, last: date, filed: date) -> str:
    """Why a person should look before the line is called late; "" without a reason."""
    code = line.code.value
    if line.form_type.value == "5":
        return f"marked as reported early (V), which a gift given away since {GIFTS_SINCE} cannot be"
    if code in MAY_BE_EXEMPT:
        return f"code {code} does not tell whether the transaction is exempt; if so, it may wait for Form 5"
    slip = year_on(day)
    if slip is not None and slip <= filed <= second_business_day(slip):
        return f"timely if the year is a slip for {slip.year}"
    for row in edgar_calendar().reliefs(last):
        if row.moved_to is not None and filed <= row.moved_to:
            return f"timely under an order of relief until '{row.moved_to}': {row.what}"
    if is_reinvestment(subject, line):
        return "a note tells of reinvested dividends, which need no report under a plan of Rule 16a-11"
    named = (other for note in notes_of(subject, line) for _, other in dates(note))
    other = next((other for other in named if day < other <= filed <= second_business_day(other)), None)
    if other is not None:
        return f"a note on the line names '{other}', counted from which it would be timely"
    if (offered := offering_after(subject, day, filed)) is not None:
        return f"a note names '{offered}' with the issuer's public offering; trades before it seldom need a report"
    if claims_exemption(subject, line):
        return "a note calls it exempt; if it is, and not by Rule 16b-3, it may wait for Form 5"
    if depends_on_holders(subject, line):
        return "a note makes it depend on the holders' approval, from which the days would count"
    return ""


def year_on(day: date) -> date | None:
    """The same day a year later; None for 29 February."""
    return None if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def reasoning(late: LateLine, filed: date) -> str:
    """The three dates, the count, what was passed over, and how sure that is."""
    calendar = edgar_calendar()
    start = f"transaction of '{late.day}' (code {late.line.code.value})"
    # the rule on gifts was read as others quote it
    marks: list[Confidence] = ["B" if late.line.code.value == "G" else "A"]
    if late.due > second_business_day(late.day):
        start += (
            f", executed at the latest '{min(late.line.deemed_execution_date.value, _third_business_day(late.day))}'"
        )
        marks.append("B")
    skipped = [other for other in calendar.skipped(late.day, late.due) if other.day.weekday() < 5]
    marks += [other.confidence for other in skipped]
    passed = "".join(f", {other.day} not counted ({other.why})" for other in skipped)
    period = "two business days" if late.day >= TWO_DAYS_SINCE else "ten days after the end of the month"
    past = calendar.business_days_between(late.due, filed)
    many = "" if past == 1 else "s"
    said = f"{start}: due on '{late.due}', {period}{passed}; filed on '{filed}', {past} business day{many} later"
    confidence = weakest(marks)
    if late.doubt:
        return f"{said}; {late.doubt} (confidence {confidence} in the date, open whether it is late)"
    return f"{said} (confidence {confidence})"
