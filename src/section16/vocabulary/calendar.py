"""EDGAR business days, and the filing date of a Form 3, 4 or 5 by the time of its acceptance.

A business day is every day but Saturdays, Sundays and federal holidays (17 CFR
240.0-2, 201.104), so neither a trading day nor a banking day: Good Friday is one,
Columbus Day is not.  Holidays come by rule: 5 U.S.C. 6103(a), a holiday on a Saturday
is kept on the Friday before (6103(b)(1)), one on a Sunday on the Monday after
(Executive Order 11582, unconfirmed).  The package ``holidays`` gives the same days, a test
compares them; it takes longer to load than all else here.  Closings beyond them come from a table: see
``closings``.  A calendar is made once, never changes, and is handed to whoever counts.

Hours: EDGAR takes submissions from 06:00 to 22:00 Eastern time, standard or daylight,
whichever is in effect in Washington (17 CFR 240.0-2(c)).  What is transmitted by 22:00 is
filed that day when it is a Form 3, 4 or 5 (17 CFR 232.13(a)(4)); before electronic
filing became mandatory on 2003-06-30 the day ended at 17:30 for them as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import MAXYEAR, date, datetime, time, timedelta
from functools import cache, lru_cache, partial
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

import msgspec

from section16.vocabulary.closings import Closing, Confidence, Status, read_closings

ZONE = "America/New_York"
OPENS, CLOSES = time(6), time(22)
CLOSED_BEFORE_2003 = time(17, 30)
EXCHANGE_ACT = date(1934, 6, 6)  # nothing is reportable under Section 16 before
ELECTRONIC = date(2003, 6, 30)  # electronic filing of Forms 3, 4, 5 became mandatory

_DAY = timedelta(days=1)
_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LAST_STAMP = time(22, 30)  # a transmission begun by 22:00 may be stamped a little later


def _fixed(month: int, day: int, year: int) -> date:
    return date(year, month, day)


def _weekday(month: int, weekday: int, count: int, year: int) -> date:
    """The ``count``-th such weekday of the month; -1 for the last."""
    if count < 0:
        return _weekday(month, weekday, 1, year) + timedelta(weeks=4 if _has_fifth(month, weekday, year) else 3)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=count - 1)


def _has_fifth(month: int, weekday: int, year: int) -> bool:
    return (_weekday(month, weekday, 1, year) + timedelta(weeks=4)).month == month


# 5 U.S.C. 6103(a) in its order: name, first year, the day.  Juneteenth became law on 2021-06-17,
# in time for the Friday on which it was first kept.
_HOLIDAYS: tuple[tuple[str, int, Callable[[int], date]], ...] = (
    ("New Year's Day", 1885, partial(_fixed, 1, 1)),
    ("Birthday of Martin Luther King, Jr.", 1986, partial(_weekday, 1, 0, 3)),
    ("Washington's Birthday", 1971, partial(_weekday, 2, 0, 3)),
    ("Memorial Day", 1971, partial(_weekday, 5, 0, -1)),
    ("Juneteenth National Independence Day", 2021, partial(_fixed, 6, 19)),
    ("Independence Day", 1885, partial(_fixed, 7, 4)),
    ("Labor Day", 1894, partial(_weekday, 9, 0, 1)),
    ("Columbus Day", 1971, partial(_weekday, 10, 0, 2)),
    ("Veterans Day", 1978, partial(_fixed, 11, 11)),
    ("Thanksgiving Day", 1942, partial(_weekday, 11, 3, 4)),
    ("Christmas Day", 1885, partial(_fixed, 12, 25)),
)


@cache
def federal_holidays(year: int) -> Mapping[date, str]:
    """The weekdays of a year on which a federal holiday is kept, in order, with its name.

    A holiday on a Saturday or Sunday stands on the day kept in its place, so that New
    Year's Day can stand on 31 December.  Good from 1978 on, when Veterans Day had
    returned to 11 November; Inauguration Day is a holiday in and around Washington only,
    and EDGAR was open on it in 2009, 2017 and 2021.

    >>> [str(day) for day, name in federal_holidays(2021).items() if "New Year" in name]
    ['2021-01-01', '2021-12-31']
    """
    kept: dict[date, str] = {}
    for near in range(year, min(year + 1, MAXYEAR) + 1):
        for name, since, on in _HOLIDAYS:
            if near < since:
                continue
            day = on(near)
            shift = {5: -_DAY, 6: _DAY}.get(day.weekday())
            kept[day + shift if shift else day] = f"{name}, observed" if shift else name
    return MappingProxyType({day: kept[day] for day in sorted(kept) if day.year == year})


class NoBusinessDay(msgspec.Struct, frozen=True, gc=False):
    """A day that does not count, why, and how well that is known."""

    day: date
    why: str
    confidence: Confidence
    source: str


class FilingDate(msgspec.Struct, frozen=True, gc=False):
    """The date a submission counts as filed.

    day         a business day
    why         one sentence
    is_certain  False where the time of acceptance does not decide: a few minutes after
                22:00, because the start of the transmission counts, or at night, when
                EDGAR takes nothing.  The header's own filing date then tells
    """

    day: date
    why: str
    is_certain: bool = True


class Calendar(msgspec.Struct, frozen=True, eq=False):
    """Business days by the federal holidays and these closings.  Immutable; ``edgar_calendar()`` makes ours.

    closings     later lines overrule earlier ones on the same day
    known_from, known_until  span in which the closings claim to be complete; None for
                 no claim.  Outside it holidays still come by rule
    """

    closings: tuple[Closing, ...] = ()
    known_from: date | None = None
    known_until: date | None = None
    _days: Mapping[date, Closing] = MappingProxyType({})
    _reliefs: tuple[Closing, ...] = ()

    def __post_init__(self) -> None:
        days = {day: row for row in self.closings if row.status != "relief" for day in _span(row.first, row.last)}
        msgspec.structs.force_setattr(self, "_days", MappingProxyType(days))
        reliefs = tuple(row for row in self.closings if row.status == "relief")
        msgspec.structs.force_setattr(self, "_reliefs", reliefs)

    def extended(self, closings: Path | str | Iterable[Closing]) -> Calendar:
        """A calendar with more closings, from a table or as they are; errors as ``read_closings``."""
        if isinstance(closings, Path | str):
            table = read_closings(closings)
            until = max((day for day in (self.known_until, table.known_until) if day), default=None)
            return Calendar((*self.closings, *table.closings), self.known_from, until)
        return Calendar((*self.closings, *closings), self.known_from, self.known_until)

    def is_business_day(self, day: date, *, lenient: bool = False) -> bool:
        """True when EDGAR takes filings and the day counts in a period of business days.

        lenient  a day on which the sources are at odds does not count, which gives the
                 latest date that anyone can argue for

        >>> edgar_calendar().is_business_day(date(2026, 4, 3))  # Good Friday
        True
        """
        return day.weekday() < 5 and day not in _closed_weekdays(self, day.year, lenient)

    def why_not(self, day: date, *, lenient: bool = False) -> NoBusinessDay | None:
        """Why a day does not count; None for a business day.

        >>> edgar_calendar().why_not(date(2025, 1, 9)).why
        'day of mourning for President Carter'
        """
        if self.is_business_day(day, lenient=lenient):
            return None
        if day.weekday() >= 5:
            return NoBusinessDay(day, "the weekend", "A", "17 CFR 240.0-2")
        if name := federal_holidays(day.year).get(day):
            return NoBusinessDay(day, name, "A", "5 U.S.C. 6103(a)")
        row = self._days[day]
        return NoBusinessDay(day, row.what, row.confidence, row.source)

    def closing(self, day: date, *statuses: Status) -> Closing | None:
        """The line of the table about a day, of one of these statuses if any are named; None without one."""
        row = self._days.get(day)
        return row if row is not None and (not statuses or row.status in statuses) else None

    def reliefs(self, due: date) -> tuple[Closing, ...]:
        """The orders that let some filers file later what was due that day."""
        return tuple(row for row in self._reliefs if row.covers(due))

    def is_known(self, day: date) -> bool:
        """True where the closings claim to be complete."""
        known_from, known_until = self.known_from, self.known_until
        return (known_from is None or day >= known_from) and (known_until is None or day <= known_until)

    def next_business_day(self, day: date, *, lenient: bool = False) -> date:
        """The first business day after ``day``.

        >>> str(edgar_calendar().next_business_day(date(2021, 6, 17)))  # the first Juneteenth
        '2021-06-21'
        """
        return self.add_business_days(day, 1, lenient=lenient)

    def on_or_after(self, day: date, *, lenient: bool = False) -> date:
        """``day`` itself when it is a business day, else the first one after it (Rule 0-3(a))."""
        return self.add_business_days(day - _DAY, 1, lenient=lenient)

    def add_business_days(self, day: date, number: int, *, lenient: bool = False) -> date:
        """The ``number``-th business day after ``day``, which need not be one itself; ``day`` for 0.

        Raises ValueError for a negative number.

        >>> str(edgar_calendar().add_business_days(date(2018, 12, 4), 2))
        '2018-12-07'
        """
        if number < 0:
            raise ValueError(f"found {number} business days, expected 0 or more")
        while number:
            day += _DAY
            number -= self.is_business_day(day, lenient=lenient)
        return day

    def business_days_between(self, start: date, end: date) -> int:
        """Business days after ``start`` up to and including ``end``; negative when ``end`` comes first.

        >>> edgar_calendar().business_days_between(date(2023, 5, 5), date(2023, 5, 10))
        3
        """
        if end < start:
            return -self.business_days_between(end, start)
        closed = sum(
            start < day <= end
            for year in range(start.year, end.year + 1)
            for day in _closed_weekdays(self, year, False)
        )
        return _weekdays(end) - _weekdays(start) - closed

    def skipped(self, start: date, end: date, *, lenient: bool = False) -> tuple[NoBusinessDay, ...]:
        """The days after ``start`` and before ``end`` that do not count."""
        days = (self.why_not(day, lenient=lenient) for day in _span(start + _DAY, end - _DAY))
        return tuple(day for day in days if day is not None)

    def filing_date(self, accepted: datetime) -> FilingDate:
        """The filing date of a Form 3, 4 or 5 accepted at that time.

        accepted  Eastern time when it has no zone, as in EDGAR's headers

        On 2018-12-04 two filings accepted at 20:21 were dated the next day, a closing EDGAR
        had not been told of; the rule gives 2018-12-04, and so does this function.

        >>> edgar_calendar().filing_date(datetime(2023, 6, 16, 21, 59, 58)).day
        datetime.date(2023, 6, 16)
        """
        local = accepted if accepted.tzinfo is None else accepted.astimezone(eastern())
        day, clock = local.date(), local.time()
        closes = CLOSES if day >= ELECTRONIC else CLOSED_BEFORE_2003
        at = f"accepted on {day} at {clock.isoformat('seconds')} Eastern time"
        if (reason := self.why_not(day)) is not None:
            return FilingDate(self.next_business_day(day), f"{at}, not a business day: {reason.why}", is_certain=False)
        if clock < OPENS:
            return FilingDate(day, f"{at}, before EDGAR opens at {OPENS:%H:%M}", is_certain=False)
        if clock <= closes:
            return FilingDate(day, f"{at}, by {closes:%H:%M}")
        certain = clock > _LAST_STAMP or day < ELECTRONIC
        return FilingDate(self.next_business_day(day), f"{at}, after {closes:%H:%M}", is_certain=certain)


@lru_cache(maxsize=1024)
def _closed_weekdays(calendar: Calendar, year: int, lenient: bool) -> frozenset[date]:
    """Mondays to Fridays of a year that are no business days."""
    closed = set(federal_holidays(year))
    for row in calendar.closings:
        if row.first.year <= year <= row.last.year and row.status != "relief":
            for day in _span(row.first, row.last):
                told = calendar.closing(day, "closed", *(("unsettled",) if lenient else ()))
                if told is not None and day.year == year and day.weekday() < 5:
                    closed.add(day)
    return frozenset(closed)


def _weekdays(day: date) -> int:
    """Mondays to Fridays from the first day of the calendar up to this one, 0001-01-01 being a Monday."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * 5 + min(rest, 5)


def _span(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


@cache
def eastern() -> ZoneInfo:
    """The time zone of EDGAR's clock.  Raises ZoneInfoNotFoundError where the system has no zone data."""
    return ZoneInfo(ZONE)


@cache
def edgar_calendar() -> Calendar:
    """The calendar by our own table of closings."""
    table = read_closings()
    return Calendar(table.closings, table.known_from, table.known_until)


def weekday(day: date) -> str:
    """A date with its weekday, as reasons print it.

    >>> weekday(date(2023, 6, 5))
    'Monday 2023-06-05'
    """
    return f"{_WEEK[day.weekday()]} {day}"
