"""When a draft is due, each line with its reasoning, and what is late already."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import msgspec

from section16.model.boxes import box
from section16.prepare.drafted import LOOK, Draft, Need
from section16.prepare.events import events
from section16.rules.deadlines import due
from section16.rules.deadlines_form4 import DEEMED_DOES_NOT_COUNT
from section16.rules.deadlines_steps import Due
from section16.vocabulary.calendar import weekday
from section16.vocabulary.errors import SeenAndExpected


class LineDue(msgspec.Struct, frozen=True):
    """The due date of one line of a draft, or of the whole form where ``path`` is ""."""

    path: str
    due: Due


def line_dues(draft: Draft) -> list[LineDue]:
    """For every line made from trades that have a date; for Forms 3 and 5, one of the whole form.

    Holdings have no due date of their own; a date that no trade can have gives none.
    """
    found = []
    for path, facts in _facts(draft):
        try:
            found.append(LineDue(path, due(draft.document.form or "", **facts)))
        except SeenAndExpected:  # a year such as 0202; the rules say so
            continue
    return found


def _facts(draft: Draft) -> Iterator[tuple[str, dict[str, Any]]]:
    """What ``due`` needs to know, by path."""
    form, period = draft.document.form, draft.document.period_of_report.value
    if form == "3" and not (period is None and draft.registered_on is None):
        yield "", {"event_date": period, "registration_date": draft.registered_on, "is_foreign": draft.is_foreign}
    if form == "5" and period is not None:
        yield "", {"fiscal_year_end": period}
    for one in draft.evidence if form == "4" else ():
        trade = one.trades[0]
        days = [each.date for each in one.trades if each.date is not None]
        if days:
            event = events()[trade.event]
            yield one.path, {
                "trade_date": min(days), "deemed_date": trade.deemed, "code": trade.code or event.code,
                "side": trade.side or event.side, "plan": trade.plan is not None if trade.deemed is None else None,
            }  # fmt: skip


def form_due(draft: Draft) -> LineDue | None:
    """The due date that the form goes by: the earliest of its lines that do not wait for Form 5; or None."""
    form = draft.document.form
    dues = [one for one in line_dues(draft) if one.due.form == form and one.due.date is not None]
    return min(dues, key=lambda one: one.due.date or datetime.date.max, default=None)


def timing_looks(draft: Draft, today: datetime.date | None) -> Iterator[Need]:
    """Lines that are late on a day, and deemed execution dates that do not count.

    today  when the form is signed, or the day it is drafted as of; None asks nothing about lateness
    """
    form = draft.document.form
    for one in line_dues(draft):
        path = f"{one.path}.transaction_date" if one.path else "period_of_report"
        day, latest = one.due.date, one.due.latest
        if today is not None and day is not None and day < today and one.due.form == form:
            said = f"late: it was due on {weekday(day)}"
            if latest is not None and latest >= today:
                said = f"due on {weekday(day)}; timely until {latest} only under a doubt that section16 due names"
            yield Need(path, box(form, path), LOOK, said)
        for doubt in one.due.doubts:
            if one.path and doubt.text.startswith(DEEMED_DOES_NOT_COUNT):
                at = f"{one.path}.deemed_execution_date"
                yield Need(at, box(form, at), LOOK, f"{doubt.text} [{doubt.authority}]")
