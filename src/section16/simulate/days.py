"""Days as whole numbers (proleptic ordinals), with EDGAR's business days and the exchange's trading days.

Business days are those of ``vocabulary.calendar``; a trading day is a weekday that is no
holiday of the exchange: Good Friday is one, Columbus Day and Veterans Day are not.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from section16.vocabulary.calendar import edgar_calendar, federal_holidays

_OPEN_ON = ("Columbus Day", "Veterans Day")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@lru_cache(maxsize=8192)
def iso(day: int) -> str:
    """2023-06-05."""
    return date.fromordinal(day).isoformat()


@lru_cache(maxsize=8192)
def compact(day: int) -> str:
    """20230605."""
    return date.fromordinal(day).isoformat().replace("-", "")


@lru_cache(maxsize=8192)
def spoken(day: int) -> str:
    """June 5, 2023."""
    on = date.fromordinal(day)
    return f"{MONTHS[on.month - 1]} {on.day}, {on.year}"


@lru_cache(maxsize=65536)
def is_business_day(day: int) -> bool:
    """True when EDGAR takes filings and the day counts."""
    return edgar_calendar().is_business_day(date.fromordinal(day))


@lru_cache(maxsize=65536)
def add_business_days(day: int, number: int) -> int:
    """The ``number``-th business day after ``day``."""
    while number:
        day += 1
        number -= is_business_day(day)
    return day


@lru_cache(maxsize=65536)
def late_after(day: int) -> int:
    """The second business day after ``day`` by the calendar that is kindest to the owner, the last day in time."""
    return edgar_calendar().add_business_days(date.fromordinal(day), 2, lenient=True).toordinal()


@lru_cache(maxsize=65536)
def on_or_after(day: int) -> int:
    """``day`` itself when it is a business day, else the next."""
    return day if is_business_day(day) else add_business_days(day, 1)


@lru_cache(maxsize=65536)
def trading_day(day: int) -> int:
    """``day`` itself when shares are traded on it, else the next on which they are."""
    while not _is_trading_day(day):
        day += 1
    return day


def _is_trading_day(day: int) -> bool:
    on = date.fromordinal(day)
    if on.weekday() >= 5 or on == _good_friday(on.year):
        return False
    holiday = federal_holidays(on.year).get(on)
    return (holiday is None or holiday.startswith(_OPEN_ON)) and (
        holiday is not None or edgar_calendar().is_business_day(on, lenient=True)
    )


@lru_cache(maxsize=256)
def _good_friday(year: int) -> date:
    """Two days before Easter, by Gauss's rule for the Gregorian calendar, good for 1900 to 2099."""
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    offset = 22 + d + e
    if offset == 57 or (offset == 56 and d == 28 and a > 10):
        offset -= 7
    return date(year, 3, 1) + timedelta(days=offset - 1 - 2)


def day_of(year: int, month: int, number: int) -> int:
    """The ordinal of a day; the month's last when it has fewer."""
    while True:
        try:
            return date(year, month, number).toordinal()
        except ValueError:
            number -= 1


def year_of(day: int) -> int:
    """Its calendar year."""
    return date.fromordinal(day).year


def months_later(day: int, months: int) -> int:
    """The same-numbered day so many months later, or that month's last."""
    on = date.fromordinal(day)
    month = on.month - 1 + months
    return day_of(on.year + month // 12, month % 12 + 1, on.day)
