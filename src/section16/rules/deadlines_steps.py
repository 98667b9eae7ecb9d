"""Due dates with their reasons: what an answer holds, and the counting that writes its steps.

A step is one sentence about one day, with the authority it stands on and a mark of how
well that is known: A the text itself was read, B as others quote it, C one weak source,
K common knowledge, U a line of the user's own closings table.
"""

from __future__ import annotations

import datetime
from datetime import date, timedelta

import msgspec

from section16.vocabulary.calendar import ELECTRONIC, EXCHANGE_ACT, Calendar, NoBusinessDay, weekday
from section16.vocabulary.closings import Confidence, weakest
from section16.vocabulary.errors import SeenAndExpected

SHIFT = "17 CFR 240.0-3(a)"
HOURS = "17 CFR 232.13(a)(4)"
LAST_DAY = date(2199, 12, 31)  # nobody plans further
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth")


class Step(msgspec.Struct, frozen=True, gc=False):
    """One sentence of the reasoning.

    day   the day it is about; None for a remark about no single day
    """

    day: date | None
    text: str
    authority: str
    confidence: Confidence

    def __str__(self) -> str:
        said = f"{weekday(self.day)}: {self.text}" if self.day else self.text
        return f"{said} [{self.authority}; {self.confidence}]"


class Due(msgspec.Struct, frozen=True):
    """When a report is due, and why.

    form        the form on which it is due: "5" for a transaction that may wait, even
                when Form 4 was asked about
    date        the last day on which it is timely on the facts given; None where a fact
                is missing, which a step names
    latest      the last day anyone can argue for, once every doubt is decided for the
                filer; ``date`` without doubts
    steps       what ``date`` rests on, in order
    doubts      what makes ``latest`` later, what could make both wrong, and what was
                given and does not count
    authority   of the period itself
    """

    form: str
    date: datetime.date | None
    latest: datetime.date | None
    steps: tuple[Step, ...]
    doubts: tuple[Step, ...]
    authority: str

    @property
    def confidence(self) -> Confidence:
        """The weakest mark among the steps."""
        return weakest(step.confidence for step in self.steps)


class Trail:
    """Writes steps while it counts; makes the ``Due`` in the end.

    calendar  decides which days count
    """

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.steps: list[Step] = []
        self.doubts: list[Step] = []

    def say(self, day: date | None, text: str, authority: str, confidence: Confidence = "A") -> None:
        """Add a step."""
        self.steps.append(Step(day, text, authority, confidence))

    def doubt(self, day: date | None, text: str, authority: str, confidence: Confidence = "A") -> None:
        """Add a doubt."""
        self.doubts.append(Step(day, text, authority, confidence))

    def count(self, start: date, number: int, authority: str, confidence: Confidence = "A") -> date:
        """The ``number``-th business day after ``start``, a step for each day counted or passed over."""
        day = start
        for n in range(1, number + 1):
            following = self.calendar.next_business_day(day)
            self._pass_over(self.calendar.skipped(day, following))
            self._notice_open(following)
            self.say(following, f"{_ORDINALS[n]} business day after {start}", authority, confidence)
            day = following
        return day

    def shift(self, day: date) -> date:
        """``day``, or the first business day after it (Rule 0-3(a))."""
        found = self.calendar.on_or_after(day)
        if found != day:
            self._pass_over(self.calendar.skipped(day - timedelta(days=1), found))
            self.say(found, "the first business day after it, on which it is still timely", SHIFT)
        return found

    def _pass_over(self, skipped: tuple[NoBusinessDay, ...]) -> None:
        for day in skipped:
            self.say(day.day, f"not a business day, {day.why}", day.source, day.confidence)

    def _notice_open(self, day: date) -> None:
        row = self.calendar.closing(day, "open", "unsettled")
        if row is not None:
            self.say(day, f"counts: {row.what}", row.source, row.confidence)

    def due(self, form: str, day: date | None, latest: date | None, authority: str) -> Due:
        """The answer. Orders of relief and closings not yet known are added as doubts."""
        if day is not None:
            clock = "22:00" if day >= ELECTRONIC else "17:30"
            self.say(day, f"Form {form} is due, by {clock} Eastern time", HOURS)
            latest = self._relieved(day, max(day, latest or day))
            if not self.calendar.is_known(day):
                self._unknown(day)
        return Due(form, day, latest, tuple(self.steps), tuple(self.doubts), authority)

    def _relieved(self, day: date, latest: date) -> date:
        for row in self.calendar.reliefs(day):
            assert row.moved_to is not None
            self.doubt(row.moved_to, f"timely until then under an order of relief: {row.what}", row.source,
                       row.confidence)  # fmt: skip
            latest = max(latest, row.moved_to)
        return latest

    def _unknown(self, day: date) -> None:
        known_from, known_until = self.calendar.known_from, self.calendar.known_until
        if known_until is not None and day > known_until:
            said = f"closings announced after {known_until} are not in the table; holidays come by rule"
        else:
            said = f"closings before {known_from} are not all in the table; holidays come by rule"
        self.doubt(None, said, "the closings table", "K")


def possible(day: date, what: str) -> date:
    """The date itself; raises SeenAndExpected for one that nobody can mean."""
    if not EXCHANGE_ACT <= day <= LAST_DAY:
        raise SeenAndExpected(f"{what} {day}", f"a date from {EXCHANGE_ACT} to {LAST_DAY}")
    return day
