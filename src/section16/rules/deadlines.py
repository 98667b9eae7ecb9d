"""When Form 3, 4 or 5 is due, and why, step by step.

Authority: 15 U.S.C. 78p(a)(2); Rules 16a-3(f) and (g), 16a-6, 0-3; Form 4 and Form 5,
General Instruction 1(a).  Where a text leaves a question open the answer follows a page
of docs/readings, named at the place.  What the program says is no legal advice.
"""

from __future__ import annotations

from datetime import date, timedelta

from section16.rules.deadlines_form4 import FORM_5, count_fiscal_year, due_form_4
from section16.rules.deadlines_steps import Due, Step, Trail, possible
from section16.vocabulary.calendar import Calendar, edgar_calendar
from section16.vocabulary.codes import TRANSACTION_CODES
from section16.vocabulary.errors import MissingFact, SeenAndExpected

__all__ = ["Due", "Step", "due"]

FOREIGN_ACT = date(2025, 12, 18)  # the Holding Foreign Insiders Accountable Act becomes law
FOREIGN_SINCE = date(2026, 3, 18)  # and binds directors and officers of foreign private issuers
_LONGEST_YEAR = timedelta(days=371)  # a fiscal year of 53 weeks

_TEN_DAYS = "15 U.S.C. 78p(a)(2)(B)"
_REGISTRATION = "15 U.S.C. 78p(a)(2)(A)"
_FOREIGN = "staff FAQ on foreign insiders, as reported by Arnold & Porter, 2026-03-16"


def due(
    form: str, *, trade_date: date | None = None, deemed_date: date | None = None, code: str | None = None,
    side: str | None = None, plan: bool | None = None, limit_broken_on: date | None = None,
    event_date: date | None = None, registration_date: date | None = None, is_foreign: bool = False,
    fiscal_year_end: date | None = None, calendar: Calendar | None = None,
) -> Due:  # fmt: skip
    """The due date of a Form 3, 4 or 5 on the facts given.

    form               "3", "4" or "5"; an amendment has no due date
    trade_date         4: the day of the transaction
    deemed_date        4: when the broker or plan administrator told the owner of a trade whose
                       date the owner did not choose
    code, side         4: transaction code, and A or D
    plan               4: True for such a trade, False when the owner chose the date, None
                       when nobody said
    limit_broken_on    4, code L: when small acquisitions ceased to be small
    event_date         3: when the person became director, officer or holder of more than 10 %
    registration_date  3: when the issuer's first registration under Section 12 took effect
    is_foreign         3: the issuer is a foreign private issuer
    fiscal_year_end    5, and 4 for what may wait: end of the issuer's fiscal year
    calendar           business days; the built-in one when left out

    Raises MissingFact without the date the form goes by, SeenAndExpected for facts that
    cannot be.

    >>> str(due("4", trade_date=date(2023, 6, 5)).date)
    '2023-06-07'
    """
    days = edgar_calendar() if calendar is None else calendar
    for day, what in (
        (trade_date, "trade date"), (deemed_date, "deemed date"), (limit_broken_on, "limit date"),
        (event_date, "event date"), (registration_date, "registration date"), (fiscal_year_end, "fiscal year end"),
    ):  # fmt: skip
        if day is not None:
            possible(day, what)
    if form == "3":
        return _due_form_3(event_date, registration_date, is_foreign, days)
    if form == "4":
        if trade_date is None:
            raise MissingFact("found no trade date, expected the day of the transaction for Form 4")
        _check_form_4(trade_date, code, side, limit_broken_on, fiscal_year_end)
        return due_form_4(trade_date, days, code=code, side=side, deemed_date=deemed_date, plan=plan,
                          limit_broken_on=limit_broken_on, fiscal_year_end=fiscal_year_end)  # fmt: skip
    if form == "5":
        if fiscal_year_end is None:
            raise MissingFact("found no fiscal year end, expected the end of the issuer's fiscal year for Form 5")
        return _due_form_5(fiscal_year_end, days)
    raise SeenAndExpected(f"form {form!r}", "'3', '4' or '5'; an amendment has no due date of its own")


def _check_form_4(
    trade_date: date, code: str | None, side: str | None, limit_broken_on: date | None, fiscal_year_end: date | None
) -> None:
    if code is not None and code not in TRANSACTION_CODES:
        raise SeenAndExpected(f"code {code!r}", f"one of {' '.join(sorted(TRANSACTION_CODES))}")
    if side not in (None, "A", "D"):
        raise SeenAndExpected(f"side {side!r}", "A (acquired) or D (disposed)")
    if limit_broken_on is not None and limit_broken_on < trade_date:
        raise SeenAndExpected(f"the limit broken on {limit_broken_on}", f"a day from {trade_date} on, the trade date")
    if fiscal_year_end is not None and not trade_date <= fiscal_year_end < trade_date + _LONGEST_YEAR:
        raise SeenAndExpected(f"fiscal year end {fiscal_year_end}",
                              f"the end of the fiscal year in which {trade_date} falls")  # fmt: skip


def _due_form_3(event_date: date | None, registration_date: date | None, is_foreign: bool, calendar: Calendar) -> Due:
    trail = Trail(calendar)
    if registration_date is not None and (event_date is None or event_date <= registration_date):
        return _at_registration(trail, registration_date, is_foreign)
    if event_date is None:
        raise MissingFact("found no event date, expected the day the person became a reporting owner for Form 3")
    trail.say(event_date, "the event that requires the statement", "Form 3, box 2")
    if is_foreign and event_date <= FOREIGN_ACT:
        trail.say(FOREIGN_SINCE, f"in office on {FOREIGN_ACT} and still then: due that day", _FOREIGN, "B")
        return trail.due("3", trail.shift(FOREIGN_SINCE), None, _FOREIGN)
    tenth = event_date + timedelta(days=10)
    trail.say(tenth, "the tenth day after the event, the day of the event not counted", _TEN_DAYS)
    day, latest = trail.shift(tenth), calendar.on_or_after(tenth, lenient=True)
    if is_foreign and event_date < FOREIGN_SINCE:
        trail.say(FOREIGN_SINCE, "insiders of foreign private issuers report from then on; the later of the two "
                  "days counts", _FOREIGN, "B")  # fmt: skip
        since = trail.shift(FOREIGN_SINCE)
        day, latest = max(day, since), max(latest, since)
    if latest > day:
        trail.doubt(latest, "if the unsettled days do not count", "the closings table", "K")
    return trail.due("3", day, latest, _TEN_DAYS)


def _at_registration(trail: Trail, effective: date, is_foreign: bool) -> Due:
    """No ten days; Rule 0-3(a) moves a day on which nothing can be filed (docs/readings/003)."""
    trail.say(effective, "the issuer's first registration under Section 12 takes effect; no ten days", _REGISTRATION)
    if is_foreign and effective <= FOREIGN_SINCE:
        trail.say(FOREIGN_SINCE, "insiders of foreign private issuers report from then on", _FOREIGN, "B")
        return trail.due("3", trail.shift(FOREIGN_SINCE), None, _FOREIGN)
    return trail.due("3", trail.shift(effective), trail.calendar.on_or_after(effective, lenient=True), _REGISTRATION)


def _due_form_5(fiscal_year_end: date, calendar: Calendar) -> Due:
    trail = Trail(calendar)
    day = count_fiscal_year(trail, fiscal_year_end)
    trail.doubt(None, "Form 5 is due only when something of the year is still unreported", FORM_5, "B")
    return trail.due("5", day, calendar.on_or_after(fiscal_year_end + timedelta(days=45), lenient=True), FORM_5)
