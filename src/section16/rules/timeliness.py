"""Timeliness rules, S16-401 to S16-430: what the filing date of the header says about a report.

They are silent without a submission header, and about amendments, which are not late by
being filed later.  Nothing here is an error: EDGAR accepts late reports, and whether one
was late in law can hang on facts that the form does not show.  ``due`` of ``deadlines``
tells how a date is found; the same days are counted here without writing its steps.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from section16.rules.catalogue import rule
from section16.rules.content_facts import facts
from section16.rules.deadlines import FOREIGN_SINCE
from section16.rules.deadlines_form4 import DEEMED, FORM_5, PERIOD, waits_for_form_5
from section16.rules.deadlines_steps import LAST_DAY
from section16.rules.subject import Has, Subject
from section16.rules.timeliness_lines import filing_date, late_lines, reasoning, year_on
from section16.vocabulary.calendar import EXCHANGE_ACT, edgar_calendar
from section16.vocabulary.findings import Location, Severity

_WARNING, _NOTE = Severity.WARNING, Severity.NOTE
_FOREIGN_RULES = date(2026, 2, 27)  # the rules on foreign insiders are adopted; their first reports come early
_FORTY_FIVE, _GRACE = timedelta(days=45), timedelta(days=10)
_TEN_DAYS = "15 U.S.C. 78p(a)(2)(B); 17 CFR 240.0-3(a)"
Places = Iterable[tuple[Location, str]]


@rule(
    "S16-401",
    "A transaction is reported by the second business day after it",
    _WARNING,
    f"{PERIOD}; not legal advice",
    forms="4",
    when=Has.FILED,
)
def transaction_is_reported_in_time(subject: Subject) -> Places:
    """The public learns of an insider's trade within two business days.  Days on which EDGAR was
    closed do not count, and a deemed execution date moves the day for codes P, S and I."""
    return _late(subject, is_open=False)


@rule(
    "S16-402",
    "A transaction past its second business day shows why it is in time",
    _NOTE,
    f"{PERIOD}; {DEEMED}; docs/readings; not legal advice",
    forms="4",
    when=Has.FILED,
)
def transaction_is_perhaps_late(subject: Subject) -> Places:
    """Counted from the trade the report is late; something the form hints at, and does not show,
    would make it timely: a plan without a deemed date, a code that may be exempt, a slip of the year."""
    return _late(subject, is_open=True)


def _late(subject: Subject, is_open: bool) -> Places:
    """The late lines; those with a doubt where ``is_open``, else those without."""
    lines = late_lines(subject)
    if not lines:
        return ()
    filed = filing_date(subject)
    return [
        (subject.at_line(late.table, late.position, "transaction_date"), reasoning(late, filed))
        for late in lines
        if bool(late.doubt) is is_open
    ]


@rule(
    "S16-403",
    "What may wait for Form 5 is reported by the day Form 5 is due",
    _NOTE,
    f"{FORM_5}; not legal advice",
    forms="4",
    when=Has.FILED,
)
def deferred_transaction_is_in_time(subject: Subject) -> Places:
    """A line marked V was reported early only if the 45th day after its fiscal year had not passed.  The
    year is that of the issuer's entry at EDGAR, with ten days' grace for years of 52 or 53 weeks."""
    filed, found = filing_date(subject), facts(subject)
    if subject.document.is_amendment or found.first is None or filed - found.first < _FORTY_FIVE:
        return ()
    end = _fiscal_year_end(subject)
    return () if end is None else _past_form_5(subject, filed, end)


def _past_form_5(subject: Subject, filed: date, end: tuple[int, int]) -> Places:
    found = facts(subject)
    for table, i, line in found.lines():
        day, code = line.transaction_date.value, line.code.value
        if day is None or not EXCHANGE_ACT <= day <= filed:
            continue
        if waits_for_form_5(code, line.acquired_disposed.value, day):
            last = _form_5_due(_year_end_after(day, end))
            if filed > last + _GRACE:
                said = f"transaction of '{day}' (code {code}) could wait for Form 5, due on '{last}', and was filed on "
                yield subject.at_line(table, i, "transaction_date"), f"{said}'{filed}' (confidence B)"


def _fiscal_year_end(subject: Subject) -> tuple[int, int] | None:
    """Month and day of the issuer's entry at EDGAR, "1231"; None when there is none."""
    header = subject.header
    issuer = header.issuer if header is not None else None
    text = (issuer.fiscal_year_end or "") if issuer is not None else ""
    if len(text) != 4 or not text.isascii() or not text.isdigit():
        return None
    month, day = int(text[:2]), int(text[2:])
    return (month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _year_end_after(day: date, end: tuple[int, int]) -> date:
    """The first end of a fiscal year on or after a day.

    >>> str(_year_end_after(date(2023, 3, 1), (2, 29)))
    '2024-02-29'
    """
    month, number = end
    for year in (day.year, day.year + 1):
        following = date(year + month // 12, month % 12 + 1, 1)
        found = min(date(year, month, 1) + timedelta(days=number - 1), following - timedelta(days=1))
        if found >= day:
            break
    return found


def _form_5_due(fiscal_year_end: date) -> date:
    return edgar_calendar().on_or_after(fiscal_year_end + _FORTY_FIVE, lenient=True)


def _late_form_3(subject: Subject, is_open: bool) -> Places:
    """A Form 3 filed after ten days; one with a doubt where ``is_open``, else one without."""
    filed, event = filing_date(subject), subject.document.period_of_report.value
    if subject.document.is_amendment or event is None or not EXCHANGE_ACT <= event <= filed:
        return ()
    last = _form_3_due(event)
    if filed <= last:
        return ()
    doubt = _doubt_of_form_3(event, filed)
    if bool(doubt) is not is_open:
        return ()
    said = f"event of '{event}': due on '{last}', ten days after it; filed on '{filed}', {_days_later(last, filed)}"
    sure = f"; {doubt} (confidence A in the date, open whether it is late)" if doubt else " (confidence A)"
    return [(subject.at("period_of_report"), said + sure)]


def _doubt_of_form_3(event: date, filed: date) -> str:
    """What would make a Form 3 past its tenth day timely; "" for nothing."""
    if event < FOREIGN_SINCE and _FOREIGN_RULES <= filed <= FOREIGN_SINCE:
        return f"timely if the issuer is a foreign private issuer, whose insiders report from {FOREIGN_SINCE}"
    slip = year_on(event)
    if slip is not None and slip <= filed <= _form_3_due(slip):
        return f"timely if the year is a slip for {slip.year}"
    return ""


def _form_3_due(event: date) -> date:
    return edgar_calendar().on_or_after(event + timedelta(days=10), lenient=True)


def _days_later(last: date, filed: date) -> str:
    days = (filed - last).days
    return f"{days} day{'' if days == 1 else 's'} later"


@rule(
    "S16-410",
    "Form 3 is filed within ten days of the event",
    _WARNING,
    f"{_TEN_DAYS}; not legal advice",
    forms="3",
    when=Has.FILED,
)
def form_3_is_in_time(subject: Subject) -> Places:
    """Box 2 names the day on which the person became director, officer or large holder; ten days are left
    from then, and none when the issuer's own registration is the event."""
    return _late_form_3(subject, is_open=False)


@rule(
    "S16-411",
    "A Form 3 past its tenth day shows why it is in time",
    _NOTE,
    f"{_TEN_DAYS}; docs/readings; not legal advice",
    forms="3",
    when=Has.FILED,
)
def form_3_is_perhaps_late(subject: Subject) -> Places:
    """Counted from box 2 the form is late; a slip of the year, or the first reports of foreign insiders
    in March 2026, would make it timely."""
    return _late_form_3(subject, is_open=True)


@rule(
    "S16-420",
    "Form 5 is filed within 45 days of the fiscal year",
    _WARNING,
    f"{FORM_5}; 17 CFR 240.0-3(a); not legal advice",
    forms="5",
    when=Has.FILED,
)
def form_5_is_in_time(subject: Subject) -> Places:
    """Form 5 closes the year: what it reports has waited long enough, or is late already."""
    filed, end = filing_date(subject), subject.document.period_of_report.value
    if subject.document.is_amendment or end is None or not EXCHANGE_ACT <= end <= filed:
        return ()
    last = _form_5_due(end)
    if filed <= last:
        return ()
    past = _days_later(last, filed)
    said = f"fiscal year ended '{end}': due on '{last}', 45 days after it; filed on '{filed}', {past}"
    return [(subject.at("period_of_report"), f"{said} (confidence A)")]


@rule(
    "S16-421",
    "Box 3 of Form 5 holds the end of the issuer's fiscal year",
    _NOTE,
    "Form 5, box 3; the issuer's entry at EDGAR, which can be out of date",
    forms="5",
    when=Has.FILED,
)
def period_is_a_fiscal_year_end(subject: Subject) -> Places:
    """The due date goes by this box.  Ten days either way are allowed for years of 52 or 53 weeks."""
    period, end = subject.document.period_of_report.value, _fiscal_year_end(subject)
    if period is None or end is None or not EXCHANGE_ACT <= period <= LAST_DAY:
        return ()
    nearest = min(
        (_year_end_after(date(year, 1, 1), end) for year in (period.year - 1, period.year, period.year + 1)),
        key=lambda other: abs(other - period),
    )
    if abs(nearest - period) <= _GRACE:
        return ()
    expected = f"expected the end of a fiscal year, near '{nearest}' by the issuer's entry at EDGAR"
    return [(subject.at("period_of_report"), f"'{period}', {expected}")]


@rule(
    "S16-430",
    "Nothing on a form is later than its filing date",
    _WARNING,
    "Form 4, General Instruction 1(a); 17 CFR 232.13(a)(1)",
    forms="45",
    when=Has.FILED,
)
def nothing_is_later_than_the_filing(subject: Subject) -> Places:
    """A transaction or a signature of tomorrow is a slip of the pen.  A signature may be one day ahead,
    where the signer's clock is."""
    filed, found = filing_date(subject), facts(subject)
    signed, period = found.last_signed, subject.document.period_of_report.value
    if max(day for day in (signed, period, found.last, filed) if day is not None) <= filed:
        return ()
    return _later(subject, filed)


def _later(subject: Subject, filed: date) -> Places:
    found, document = facts(subject), subject.document
    signed, period = found.last_signed, document.period_of_report.value
    if signed is not None and signed > filed + timedelta(days=1):
        at = next(i for i, each in enumerate(document.signatures) if each.date.value == signed)
        yield subject.at(f"signatures[{at}].date"), f"signed on '{signed}', filed on '{filed}'"
    if period is not None and period > filed:
        yield subject.at("period_of_report"), f"'{period}', filed on '{filed}'"
    if found.last is None or found.last <= filed:
        return
    for table, i, line in found.lines():
        day = line.transaction_date.value
        if day is not None and day > filed and (signed is None or day <= signed):  # else said by S16-231
            yield subject.at_line(table, i, "transaction_date"), f"transaction of '{day}', filed on '{filed}'"
