"""When a draft is due, each line with its reasoning, and what is late already."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import msgspec

from section16.model.boxes import box
from section16.prepare.drafted import LOOK, Draft, Need
from section16.prepare.events import events
from section16.rules.deadlines import due
from section16.rules.deadlines_steps import Due
from section16.vocabulary.calendar import Calendar, weekday
from section16.vocabulary.errors import SeenAndExpected

_DOES_NOT_COUNT = "the deemed execution date does not count: "


class LineDue(msgspec.Struct, frozen=True):
    """The due date of one line of a draft, or of the whole form where ``path`` is ""."""

    path: str
    due: Due


def line_dues(draft: Draft, calendar: Calendar | None = None) -> list[LineDue]:
    """For every line made from trades that have a date; for Forms 3 and 5, one of the whole form.

    Holdings have no due date of their own; a date that no trade can have gives none.
    """
    form, period = draft.document.form, draft.document.period_of_report.value
    if form == "3":
        facts = due("3", event_date=period, registration_date=draft.registered_on, is_foreign=draft.is_foreign,
                    calendar=calendar) if period is not None or draft.registered_on is not None else None  # fmt: skip
        return [] if facts is None else [LineDue("", facts)]
    if form == "5":
        return [] if period is None else [LineDue("", due("5", fiscal_year_end=period, calendar=calendar))]
    found = []
    for one in draft.evidence:
        days = [trade.date for trade in one.trades if trade.date is not None]
        if not days:
            continue
        trade = one.trades[0]
        event = events()[trade.event]
        try:
            reason = due(
                "4", trade_date=min(days), deemed_date=trade.deemed, code=trade.code or event.code,
                side=trade.side or event.side, plan=trade.plan is not None if trade.deemed is None else None,
                calendar=calendar,
            )  # fmt: skip
        except SeenAndExpected:  # a year such as 0202; the rules say so
            continue
        found.append(LineDue(one.path, reason))
    return found


def form_due(draft: Draft, calendar: Calendar | None = None) -> LineDue | None:
    """The due date that the form goes by: the earliest of its lines that do not wait for Form 5; or None."""
    form = "4" if draft.document.form == "4" else draft.document.form
    dues = [one for one in line_dues(draft, calendar) if one.due.form == form and one.due.date is not None]
    return min(dues, key=lambda one: one.due.date or datetime.date.max, default=None)


def due_on(draft: Draft, calendar: Calendar | None = None) -> datetime.date | None:
    """The day on which the form must be filed; or None."""
    found = form_due(draft, calendar)
    return None if found is None else found.due.date


def timing_looks(draft: Draft, today: datetime.date | None, calendar: Calendar | None = None) -> Iterator[Need]:
    """Lines that are late on a day, and deemed execution dates that do not count.

    today  when the form is signed, or the day it is drafted as of; None asks nothing about lateness
    """
    form = draft.document.form
    for one in line_dues(draft, calendar):
        path = f"{one.path}.transaction_date" if one.path else "period_of_report"
        day, latest = one.due.date, one.due.latest
        if today is not None and day is not None and day < today and one.due.form == form:
            said = f"late: it was due on {weekday(day)}"
            if latest is not None and latest >= today:
                said = f"due on {weekday(day)}; timely until {latest} only under a doubt that section16 due names"
            yield Need(path, box(form, path), LOOK, said)
        for doubt in one.due.doubts:
            if one.path and doubt.text.startswith(_DOES_NOT_COUNT):
                at = f"{one.path}.deemed_execution_date"
                yield Need(at, box(form, at), LOOK, f"{doubt.text} [{doubt.authority}]")
