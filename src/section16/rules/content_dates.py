"""Content rules, S16-230 to S16-242: dates in an order that can be.

Only the dates of the document are compared with each other; nothing is compared
with today.  Whether a report was late is another chapter (S16-4xx).  Authority:
captions and instructions of Forms 3, 4 and 5; Rule 16a-3(g) for the deemed date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from section16.rules.catalogue import Line, line_rule, rule
from section16.rules.content_facts import facts, place
from section16.rules.deadlines_form4 import last_deemed
from section16.rules.subject import Has, Subject
from section16.vocabulary.calendar import EXCHANGE_ACT, edgar_calendar
from section16.vocabulary.findings import Location, Severity

_WARNING, _NOTE = Severity.WARNING, Severity.NOTE
_TRANSACTION = ("transaction",)
_TABLE_II = ("II",)
Places = Iterable[tuple[Location, str]]
Fields = Iterable[tuple[str, str]]

_LAST = date(2150, 12, 31)  # what expires later was mistyped; perpetual is told by footnote
_BEFORE = "is before the Securities Exchange Act of 1934"
_DEEMED = "Rule 16a-3(g)(2) to (4)"
_UNKNOWN_CLOSINGS = 2  # of one week by order of the President, at Christmas 2025
_CHOSEN_BY_OTHERS = frozenset({"P", "S", "I", None})


def _say(day: date) -> str:
    return repr(day.isoformat())


@rule(
    "S16-230",
    "Years are those of a living law",
    _WARNING,
    "Form 4, columns 2 and 6; Securities Exchange Act of 1934, section 16",
    since=date.min,
)
def year_is_possible(subject: Subject) -> Places:
    """A year such as 0022 or 2203 is a typing error that EDGAR's schema accepts; it puts the line
    at the wrong end of every list sorted by date."""
    document, found = subject.document, facts(subject)
    for day in (document.period_of_report.value, found.first, found.last_signed):
        if day is not None and day < EXCHANGE_ACT:
            return _impossible_years(subject)
    for line in document.table_ii:
        for day in (line.exercise_date.value, line.expiration_date.value):
            if day is not None and not EXCHANGE_ACT <= day <= _LAST:
                return _impossible_years(subject)
    return ()


def _impossible_years(subject: Subject) -> Places:
    document, found = subject.document, facts(subject)
    period = document.period_of_report.value
    if period is not None and period < EXCHANGE_ACT:
        yield subject.at("period_of_report"), f"{_say(period)} {_BEFORE}"
    if found.last_signed is not None and found.last_signed < EXCHANGE_ACT:
        yield subject.at("signatures[0].date"), f"{_say(found.last_signed)} {_BEFORE}"
    if found.first is not None and found.first < EXCHANGE_ACT:
        for table, i, line in found.lines():
            day = line.transaction_date.value
            if day is not None and day < EXCHANGE_ACT:
                yield subject.at_line(table, i, "transaction_date"), f"{_say(day)} {_BEFORE}"
    for i, other in enumerate(document.table_ii):
        starts, ends = other.exercise_date.value, other.expiration_date.value
        for field, day in (("exercise_date", starts), ("expiration_date", ends)):
            if day is not None and day < EXCHANGE_ACT:
                yield subject.at_line("table_ii", i, field), f"{_say(day)} {_BEFORE}"
            elif day is not None and day > _LAST:
                yield subject.at_line("table_ii", i, field), f"{_say(day)} is later than {_LAST.year}"


@rule(
    "S16-231",
    "A transaction is reported after it was made",
    _WARNING,
    "Form 4, General Instruction 1(a)",
    forms="45",
)
def transaction_is_past(subject: Subject) -> Places:
    """Nobody signs today for the trade of tomorrow: the transaction date or the date beside the
    signature is wrong."""
    found = facts(subject)
    signed = found.last_signed
    if signed is None or found.last is None or found.last <= signed:
        return ()
    return [
        (
            subject.at_line(table, i, "transaction_date"),
            f"transaction of {_say(day)} on a form signed on {_say(signed)}",
        )
        for table, i, line in found.lines()
        if (day := line.transaction_date.value) is not None and day > signed
    ]


def _deemed(subject: Subject) -> Iterator[tuple[Location, Line, date, date]]:
    """Lines whose deemed execution date is not the transaction date: place of the box, line,
    transaction date, deemed date."""
    for table, i, line in facts(subject).lines():
        day, deemed = line.transaction_date.value, line.deemed_execution_date.value
        if day is not None and deemed is not None and day != deemed:
            yield subject.at_line(table, i, "deemed_execution_date"), line, day, deemed


@rule("S16-232", "A deemed execution date is not before the trade", _WARNING, _DEEMED, forms="45", when=Has.DEEMED)
def deemed_date_follows(subject: Subject) -> Places:
    """Execution is deemed to happen when the owner is told of the trade, never before it."""
    return [
        (where, f"{_say(deemed)} is before the transaction date {_say(day)}")
        for where, _, day, deemed in _deemed(subject)
        if deemed < day
    ]


def _latest_deemed(day: date) -> date:
    """The third business day after a trade; where closings are not all known, two days later."""
    calendar = edgar_calendar()
    latest = last_deemed(day, calendar, lenient=True)
    return latest if calendar.is_known(latest) else calendar.add_business_days(latest, _UNKNOWN_CLOSINGS)


def _is_far(day: date, deemed: date) -> bool:
    return day <= _LAST and deemed > _latest_deemed(day)  # no calendar goes on for ever


@rule(
    "S16-233",
    "A deemed execution date is at most three business days after the trade",
    _WARNING,
    _DEEMED,
    forms="45",
    when=Has.DEEMED,
)
def deemed_date_is_near(subject: Subject) -> Places:
    """The rule ends the waiting for the broker's notice on the third business day after the trade.
    A day on which the sources are at odds does not count, so a doubtful case stays silent."""
    rest = "at the latest, the third business day after it"
    return [
        (where, f"{_say(deemed)} for a trade of {_say(day)}, expected {_say(_latest_deemed(day))} {rest}")
        for where, _, day, deemed in _deemed(subject)
        if _is_far(day, deemed)
    ]


@rule(
    "S16-234",
    "A deemed execution date belongs to a trade whose date others chose",
    _NOTE,
    _DEEMED,
    forms="45",
    when=Has.DEEMED,
)
def deemed_date_fits_code(subject: Subject) -> Places:
    """Only a plan's broker or administrator can make a trade that the owner learns of later; a
    grant, an exercise or a withholding counts from its own day, even on a weekend."""
    return [
        (where, f"{_say(deemed)} on a line with code {line.code.value}, expected it with codes P, S and I only")
        for where, line, day, deemed in _deemed(subject)
        if deemed > day and not _is_far(day, deemed) and line.code.value not in _CHOSEN_BY_OTHERS
    ]


@line_rule(
    "S16-235",
    "A derivative security expires after it becomes exercisable",
    _WARNING,
    "Form 4, column 6; Form 3, Table II, column 2",
    tables=_TABLE_II,
)
def expiration_follows_exercise(subject: Subject, line: Line) -> Fields:
    """What expires before it can be exercised is worth nothing; the two dates were exchanged or one
    is mistyped."""
    starts, ends = line.exercise_date.value, line.expiration_date.value
    if starts is None or ends is None or starts <= ends:
        return ()
    return [("expiration_date", f"{_say(ends)} is before the exercise date {_say(starts)}")]


@line_rule(
    "S16-236",
    "A derivative security changes hands before it expires",
    _WARNING,
    "Form 4, Table II, columns 3 and 6",
    tables=_TABLE_II,
    kinds=_TRANSACTION,
    codes="P S A D F M C X O G J I U",
)
def transaction_precedes_expiration(subject: Subject, line: Line) -> Fields:
    """An expired right cannot be granted, exercised or sold; one of the two dates is wrong."""
    day, ends = line.transaction_date.value, line.expiration_date.value
    if day is None or ends is None or day <= ends:
        return ()
    return [("expiration_date", f"{_say(ends)} is before the transaction date {_say(day)}")]


@line_rule(
    "S16-237",
    "A derivative security is exercised after it becomes exercisable",
    _WARNING,
    "Form 4, Table II, columns 3 and 6",
    tables=_TABLE_II,
    kinds=_TRANSACTION,
    codes="M C X O",
)
def exercise_follows_exercise_date(subject: Subject, line: Line) -> Fields:
    """A right that is not yet exercisable was not exercised, unless vesting was hastened, which a
    footnote tells."""
    day, starts = line.transaction_date.value, line.exercise_date.value
    if day is None or starts is None or day >= starts or line.exercise_date.footnotes:
        return ()
    if line.acquired_disposed.value != "D":
        return ()
    return [("exercise_date", f"{_say(starts)} is after the transaction date {_say(day)}")]


@rule("S16-238", "Box 3 of Form 4 holds the date of the earliest transaction", _WARNING, "Form 4, box 3", forms="4")
def period_is_earliest_transaction(subject: Subject) -> Places:
    """Deadlines and lists go by this date.  Lines reported early (V) may be older than it; an
    amendment may leave the earliest line out."""
    period, found = subject.document.period_of_report.value, facts(subject)
    if period is None or found.first is None or found.first == period:
        return ()
    lines = [(table, i, line) for table, i, line in found.lines() if line.transaction_date.value is not None]
    due = [item for item in lines if item[2].form_type.value != "5"] or lines
    table, i, line = min(due, key=lambda item: item[2].transaction_date.value)
    earliest = line.transaction_date.value
    if earliest == period:
        return ()
    if earliest > period and (subject.document.is_amendment or _happened_on(subject, period)):
        return ()
    message = f"{_say(period)}, expected {_say(earliest)}, the earliest transaction date ({place(table, i)})"
    return [(subject.at("period_of_report"), message)]


def _happened_on(subject: Subject, day: date) -> bool:
    return any(line.transaction_date.value == day for _, _, line in facts(subject).lines())


@rule(
    "S16-239",
    "A form is signed on or after the day it reports",
    _WARNING,
    "Form 4, box 3; Form 5, box 3",
    forms="45",
)
def signature_follows_period(subject: Subject) -> Places:
    """Form 5 looks back on a fiscal year that has ended, Form 4 on transactions made."""
    period, signed = subject.document.period_of_report.value, facts(subject).last_signed
    if period is None or signed is None or signed >= period:
        return ()
    if subject.form == "4" and _happened_on(subject, period):
        return ()  # said of the transaction itself, S16-231
    return [(subject.at("period_of_report"), f"{_say(period)} on a form signed on {_say(signed)}")]


@rule(
    "S16-240",
    "An amendment follows the form it amends",
    _WARNING,
    "Form 4, box 4; Form 3, box 5; Form 5, box 4",
    when=Has.AMENDS,
)
def amendment_follows_original(subject: Subject) -> Places:
    """The original was filed after what it reported and before the amendment was signed."""
    original = subject.document.original_date.value
    if original is None:
        return ()
    period, signed = subject.document.period_of_report.value, facts(subject).last_signed
    where = subject.at("original_date")
    if signed is not None and original > signed:
        return [(where, f"{_say(original)} is after the signature of the amendment, {_say(signed)}")]
    if period is not None and original < period and subject.form == "4":
        return [(where, f"{_say(original)} is before the date of the earliest transaction, {_say(period)}")]
    return ()


@rule(
    "S16-241",
    "Form 5 reports what happened by the end of the fiscal year",
    _WARNING,
    "Form 5, box 3 and General Instruction 1(a)",
    forms="5",
)
def transaction_is_in_fiscal_year(subject: Subject) -> Places:
    """A transaction after the year end belongs on the Form 5 of the next year, or on a Form 4 now."""
    period, found = subject.document.period_of_report.value, facts(subject)
    if period is None or found.last is None or found.last <= period:
        return ()
    return [
        (
            subject.at_line(table, i, "transaction_date"),
            f"transaction of {_say(day)} after the fiscal year end {_say(period)}",
        )
        for table, i, line in found.lines()
        if (day := line.transaction_date.value) is not None and day > period
    ]


@line_rule(
    "S16-242",
    "Trades on the market are made on weekdays",
    _NOTE,
    "Form 4, column 2; trading calendar of the exchanges, unconfirmed",
    tables=("I",),
    kinds=_TRANSACTION,
    codes="S P",
)
def trade_is_on_a_weekday(subject: Subject, line: Line) -> Fields:
    """Exchanges are closed on Saturdays and Sundays.  A private trade can happen then, and is
    usually told in a footnote."""
    day = line.transaction_date.value
    if day is None or day.weekday() < 5 or line.coding_footnotes:
        return ()
    name = "Saturday" if day.weekday() == 5 else "Sunday"
    return [("transaction_date", f"{_say(day)} is a {name}, with code {line.code.value}, expected a weekday")]
