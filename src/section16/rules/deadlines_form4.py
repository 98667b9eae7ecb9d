"""When Form 4 is due, and which transactions may wait for Form 5.

Second business day after the execution (15 U.S.C. 78p(a)(2)(C), Rule 16a-3(g)(1)); for
trades under a Rule 10b5-1(c) plan and for discretionary transactions whose date the
owner did not choose, after the day of notice or the third business day after the
trade, whichever comes first (Rule 16a-3(g)(2) to (4)).
"""

from __future__ import annotations

from datetime import date, timedelta

from section16.rules.deadlines_steps import Due, Trail
from section16.vocabulary.calendar import Calendar
from section16.vocabulary.closings import Confidence

TWO_DAYS_SINCE = date(2002, 8, 29)  # Sarbanes-Oxley Act, section 403
GIFTS_SINCE = date(2023, 2, 27)  # gifts disposed of are due on Form 4
DEEMED_CODES = frozenset({"P", "S", "I"})
MAY_WAIT = frozenset({"L", "W", "Z"})
MAY_BE_EXEMPT = frozenset({"J", "E"})

PERIOD = "15 U.S.C. 78p(a)(2)(C); 17 CFR 240.16a-3(g)(1); Form 4, General Instruction 1(a)"
DEEMED = "17 CFR 240.16a-3(g)(2) to (4)"
WAITS = "17 CFR 240.16a-3(f)(1)"
FORM_5 = "17 CFR 240.16a-3(f); Form 5, General Instruction 1(a)"
_GIFT = "17 CFR 240.16a-3(g)(1) as in force since 2023-02-27"
_SMALL = "17 CFR 240.16a-6(b)"
_MONTHLY = "Section 16(a) before the Sarbanes-Oxley Act of 2002, section 403"
_EARLY = "17 CFR 240.16a-3(a)"
DEEMED_DOES_NOT_COUNT = "the deemed execution date does not count: "  # how each such doubt begins


def waits_for_form_5(code: str | None, side: str | None, trade_date: date) -> bool:
    """True when a transaction of this code may be left for Form 5.

    side  "A" or "D"; a gift without a side counts as given away, which is due sooner

    >>> waits_for_form_5("G", "D", date(2023, 2, 26)), waits_for_form_5("G", "D", date(2023, 2, 27))
    (True, False)
    """
    if code == "G":
        return side == "A" or trade_date < GIFTS_SINCE
    return code in MAY_WAIT


def last_deemed(trade_date: date, calendar: Calendar, *, lenient: bool = False) -> date:
    """The last day on which execution can be deemed: the third business day after the trade."""
    return calendar.add_business_days(trade_date, 3, lenient=lenient)


def due_form_4(
    trade_date: date, calendar: Calendar, *, code: str | None, side: str | None, deemed_date: date | None,
    plan: bool | None, limit_broken_on: date | None, fiscal_year_end: date | None,
) -> Due:  # fmt: skip
    """The due date of a transaction; the arguments are those of ``deadlines.due``, already checked."""
    trail = Trail(calendar)
    trail.say(trade_date, f"the transaction{f', code {code}' if code else ''}", "Form 4, column 2")
    if code == "L" and limit_broken_on is not None:
        return _limit_broken(trail, limit_broken_on)
    if waits_for_form_5(code, side, trade_date):
        return _waits(trail, trade_date, code, fiscal_year_end)
    if trade_date < TWO_DAYS_SINCE:
        return _monthly(trail, trade_date)
    if code == "G":
        given = "a gift given away" if side == "D" else "a gift, taken as given away because no side was named"
        trail.say(trade_date, f"{given}: due on Form 4 since {GIFTS_SINCE}", _GIFT, "B")
    executed = _executed(trail, trade_date, deemed_date, code, plan)
    day = trail.count(executed, 2, PERIOD)
    latest = calendar.add_business_days(executed, 2, lenient=True)
    if latest > day:
        trail.doubt(latest, "if the unsettled days do not count", "the closings table", "K")
    is_told = deemed_date is not None and (executed == deemed_date or executed > trade_date)
    if not is_told and plan is not False and code in {*DEEMED_CODES, None}:
        latest = max(latest, _if_notified_late(trail, trade_date, plan))
    if code in MAY_BE_EXEMPT and fiscal_year_end is not None:
        latest = max(latest, fiscal_year_due(calendar, trade_date, fiscal_year_end, lenient=True))
    if code in MAY_BE_EXEMPT:
        said = (
            f"if the transaction is exempt from Section 16(b), which code {code} does not tell, it may wait for Form 5"
        )
        trail.doubt(latest if fiscal_year_end else None, said, WAITS, "B")
    return trail.due("4", day, latest, PERIOD)


def _executed(trail: Trail, trade_date: date, deemed_date: date | None, code: str | None, plan: bool | None) -> date:
    """The day from which two business days are counted."""
    if deemed_date is None or deemed_date == trade_date:
        return trade_date
    if code not in {*DEEMED_CODES, None} or plan is False:
        found = f"code {code}" if plan is not False else "a trade whose date the owner chose"
        trail.doubt(deemed_date, f"{DEEMED_DOES_NOT_COUNT}found {found}, expected a trade under a "
                    "Rule 10b5-1(c) plan or a discretionary transaction, codes P, S and I", DEEMED, "B")  # fmt: skip
        return trade_date
    if deemed_date < trade_date:
        trail.doubt(deemed_date, f"{DEEMED_DOES_NOT_COUNT}it is before the trade", DEEMED, "B")
        return trade_date
    last = last_deemed(trade_date, trail.calendar)
    if deemed_date <= last:
        trail.say(deemed_date, "execution is deemed to take place, the owner having been notified", DEEMED, "B")
        return deemed_date
    trail.count(trade_date, 3, DEEMED, "B")
    trail.say(last, "execution is deemed to take place, whenever the owner is notified", DEEMED, "B")
    trail.doubt(deemed_date, f"{DEEMED_DOES_NOT_COUNT}it is after {last}", DEEMED, "B")
    return last


def _if_notified_late(trail: Trail, trade_date: date, plan: bool | None) -> date:
    last = last_deemed(trade_date, trail.calendar, lenient=True)
    day = trail.calendar.add_business_days(last, 2, lenient=True)
    made = "" if plan else "made under a Rule 10b5-1(c) plan or a discretionary transaction, "
    said = f"if the trade was {made}on a date the owner did not choose and learned of late: fifth business day after it"
    trail.doubt(day, said, DEEMED, "B")
    return day


def _waits(trail: Trail, trade_date: date, code: str | None, fiscal_year_end: date | None) -> Due:
    confidence: Confidence = "A" if code == "L" else "B"
    why = {
        "G": f"a gift received, or one given before {GIFTS_SINCE},",
        "L": "a small acquisition that keeps to the limit of $10,000 in six months",
    }.get(code or "", "an exempt transaction")
    trail.say(trade_date, f"{why} may wait for Form 5; on Form 4 it is early, marked V", WAITS, confidence)
    if code == "L":
        trail.doubt(None, "a purchase over the limit, or a sale that is not exempt within six months, makes all of "
                    "them due on Form 4 two business days later: name that day", _SMALL)  # fmt: skip
    if fiscal_year_end is None:
        trail.say(None, "the due date takes the end of the issuer's fiscal year, which was not given", FORM_5)
        return trail.due("5", None, None, FORM_5)
    day = count_fiscal_year(trail, fiscal_year_end)
    latest = fiscal_year_due(trail.calendar, trade_date, fiscal_year_end, lenient=True)
    return trail.due("5", day, latest, FORM_5)


def count_fiscal_year(trail: Trail, fiscal_year_end: date) -> date:
    """The 45th day after the fiscal year, moved to a business day, with its steps."""
    trail.say(fiscal_year_end, "the issuer's fiscal year ends", "Form 5, box 3")
    day = fiscal_year_end + timedelta(days=45)
    trail.say(day, "the 45th day after the end of the fiscal year", FORM_5)
    return trail.shift(day)


def fiscal_year_due(calendar: Calendar, trade_date: date, fiscal_year_end: date, *, lenient: bool = False) -> date:
    """The due date of Form 5 for that year, without steps; never before the trade."""
    return calendar.on_or_after(max(fiscal_year_end + timedelta(days=45), trade_date), lenient=lenient)


def _limit_broken(trail: Trail, broken: date) -> Due:
    trail.say(broken, "the condition for waiting fails: all small acquisitions put off become due together", _SMALL)
    day = trail.count(broken, 2, _SMALL)
    return trail.due("4", day, trail.calendar.add_business_days(broken, 2, lenient=True), _SMALL)


def _monthly(trail: Trail, trade_date: date) -> Due:
    """Trades before 2002-08-29: ten days after the end of their month."""
    end = (trade_date.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    trail.say(end, f"the month ends; trades before {TWO_DAYS_SINCE} were reported by the month", _MONTHLY, "B")
    trail.say(end + timedelta(days=10), "the tenth day after the end of the month", _MONTHLY, "B")
    day = trail.shift(end + timedelta(days=10))
    trail.doubt(None, "transactions with the issuer under Rule 16b-3 could wait for Form 5 then", _EARLY, "B")
    return trail.due("4", day, trail.calendar.on_or_after(end + timedelta(days=10), lenient=True), _MONTHLY)
