"""Seeded defects of dates, prices, exercises and balances. EDGAR takes them all.

As in ``content``, they are planted where no footnote explains them away.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

from tests.mutations.planting import (
    LINES,
    Node,
    are_mentioned_elsewhere,
    at,
    choose,
    defect,
    drop,
    form,
    mark,
    set_text,
    text_of,
)
from tests.mutations.readings import (
    TABLE_I,
    TABLE_II,
    code,
    coded,
    day,
    days_of_trades,
    explains,
    is_form,
    is_plain,
    last_signed,
    number,
    set_box,
    set_code,
    set_side,
    side,
)

_PRICE = "transactionAmounts/transactionPricePerShare"
_SHARES = "transactionAmounts/transactionShares"
_HELD = "postTransactionAmounts/sharesOwnedFollowingTransaction"
_UNDERLYING = "underlyingSecurity/underlyingSecurityShares"

# --------------------------------------------------------------------------------------------------------- dates


@defect("S16-230", "A year with a slipped digit puts the line at the wrong end of every list.", also="S16-238 S16-207")
def year_0023(root: Node) -> Node | None:
    line = choose(root, [line for line in at(root, TABLE_I, TABLE_II) if day(line, "transactionDate")])
    made = day(line, "transactionDate") if line is not None else None
    return set_box(root, line, "transactionDate", f"00{made.isoformat()[2:]}") if made else None


@defect("S16-230", "A year with a slipped digit puts the line at the wrong end of every list.")
def expiration_in_the_year_2203(root: Node) -> Node | None:
    line = choose(root, [line for line in at(root, "derivativeTable/*") if day(line, "expirationDate")])
    return set_box(root, line, "expirationDate", "2203-01-01")


@defect("S16-231", "Nobody signs for the trade of tomorrow.", also="S16-238 S16-241")
def transaction_after_the_signature(root: Node) -> Node | None:
    signed = last_signed(root)
    line = choose(root, [line for line in at(root, TABLE_I, TABLE_II) if day(line, "transactionDate")])
    return set_box(root, line, "transactionDate", (signed + timedelta(1)).isoformat()) if signed else None


def _deemed(root: Node, codes: str, days: int) -> Node | None:
    line = choose(root, [line for line in coded(root, codes)
                         if day(line, "transactionDate") and line.find("deemedExecutionDate") is None])  # fmt: skip
    if line is None:
        return None
    made = day(line, "transactionDate")
    box = line.find("transactionDate")
    assert made is not None
    assert box is not None
    box.addnext(deemed := box.makeelement("deemedExecutionDate"))
    value = deemed.makeelement("value")
    deemed.append(value)
    return set_text(root, value, (made + timedelta(days)).isoformat())


@defect("S16-232", "Execution is deemed to happen when the owner hears of the trade.")
def deemed_date_before_the_trade(root: Node) -> Node | None:
    return _deemed(root, "P S A M F", -1)


@defect("S16-233", "The waiting ends on the third business day after the trade.")
def deemed_date_a_month_after_the_trade(root: Node) -> Node | None:
    return _deemed(root, "P S I", 30)


@defect("S16-234", "A grant counts from its own day.")
def deemed_date_on_a_grant(root: Node) -> Node | None:
    return _deemed(root, "A M F", 1)


def _derivatives(root: Node, *tables: str) -> list[Node]:
    return [line for line in at(root, *tables) if day(line, "exerciseDate") and day(line, "expirationDate")]


@defect("S16-235", "What expires before it can be exercised is worth nothing.", also="S16-236 S16-237")
def exercise_and_expiration_exchanged(root: Node) -> Node | None:
    line = choose(root, [line for line in _derivatives(root, "derivativeTable/*")
                         if day(line, "exerciseDate") < day(line, "expirationDate")])  # type: ignore[operator] # fmt: skip
    if line is None:
        return None
    start, end = text_of(line, "exerciseDate/value"), text_of(line, "expirationDate/value")
    set_box(root, line, "exerciseDate", end)
    return set_box(root, line, "expirationDate", start)


@defect("S16-236", "An expired right cannot change hands.", also="S16-235")
def derivative_traded_after_it_expired(root: Node) -> Node | None:
    line = choose(root, [line for line in coded(root, "M A X C P S", TABLE_II)
                         if day(line, "expirationDate") and day(line, "transactionDate")])  # fmt: skip
    made = day(line, "transactionDate") if line is not None else None
    return set_box(root, line, "expirationDate", (made - timedelta(30)).isoformat()) if made else None


@defect("S16-237", "A right is exercised once it can be.", also="S16-235")
def exercised_before_it_could_be(root: Node) -> Node | None:
    line = choose(root, [line for line in coded(root, "M X C", TABLE_II, of="D")
                         if day(line, "exerciseDate") and day(line, "transactionDate")
                         and line.find("exerciseDate/footnoteId") is None])  # fmt: skip
    made = day(line, "transactionDate") if line is not None else None
    return set_box(root, line, "exerciseDate", (made + timedelta(30)).isoformat()) if made else None


@defect("S16-238", "Deadlines and lists go by the date in box 3.")
def period_a_week_too_early(root: Node) -> Node | None:
    days = days_of_trades(root)
    if not is_form(root, "4") or not days:
        return None
    return set_text(root, root.find("periodOfReport"), (min(days) - timedelta(7)).isoformat())


@defect("S16-239", "Nobody signs for a day to come.", also="S16-231 S16-240")
def period_after_the_signature(root: Node) -> Node | None:
    signed = last_signed(root)
    if signed is None or form(root)[:1] == "3":
        return None
    return set_text(root, root.find("periodOfReport"), (signed + timedelta(400)).isoformat())


@defect("S16-240", "The original was filed before the amendment was signed.")
def original_after_the_amendment(root: Node) -> Node | None:
    signed = last_signed(root)
    if signed is None:
        return None
    return set_text(root, root.find("dateOfOriginalSubmission"), (signed + timedelta(30)).isoformat())


@defect("S16-241", "A transaction after the year end belongs on the next Form 5.", also="S16-231")
def transaction_after_the_fiscal_year(root: Node) -> Node | None:
    period = day(root, "periodOfReport")
    line = choose(root, [line for line in at(root, TABLE_I, TABLE_II) if day(line, "transactionDate")])
    if period is None or form(root)[:1] != "5":
        return None
    return set_box(root, line, "transactionDate", (period + timedelta(1)).isoformat())


@defect("S16-242", "Exchanges are closed on Sundays.", also="S16-238")
def sale_on_a_sunday(root: Node) -> Node | None:
    trades = coded(root, "P S", TABLE_I)
    line = choose(root, [line for line in trades if is_plain(line) and day(line, "transactionDate")])
    made = day(line, "transactionDate") if line is not None else None
    if made is None:
        return None
    return set_box(root, line, "transactionDate", (made - timedelta(made.weekday() + 1)).isoformat())


# ------------------------------------------------------------------------------------------ prices and amounts


@defect("S16-270", "Nothing is paid for a gift.")
def gift_with_a_price(root: Node) -> Node | None:
    lines = [line for line in coded(root, "P S F", TABLE_I) if (number(line, _PRICE) or 0) > 0 and is_plain(line)]
    return set_code(root, choose(root, lines), "G")


@defect("S16-271", "A trade for nothing is no trade.")
def sale_for_nothing(root: Node) -> Node | None:
    lines = [line for line in coded(root, "P S") if number(line, _PRICE) is not None and is_plain(line)]
    return set_box(root, choose(root, lines), _PRICE, "0")


@defect("S16-272", "Shares withheld pay by their value.")
def withholding_at_no_value(root: Node) -> Node | None:
    lines = [line for line in coded(root, "F") if number(line, _PRICE) is not None and is_plain(line)]
    return set_box(root, choose(root, lines), _PRICE, "0.00")


@defect("S16-273", "A line of no securities reports nothing.", also="S16-303 S16-301")
def transaction_of_no_shares(root: Node) -> Node | None:
    lines = [line for line in at(root, TABLE_I, TABLE_II) if number(line, _SHARES) is not None and is_plain(line)]
    return set_box(root, choose(root, lines), _SHARES, "0")


@defect("S16-274", "The price of a right is not what its exercise costs.")
def exercise_price_given_twice(root: Node) -> Node | None:
    lines = [line for line in coded(root, "A M", TABLE_II) if (number(line, "conversionOrExercisePrice") or 0) > 0
             and number(line, _PRICE) is not None and line.find(f"{_PRICE}/footnoteId") is None]  # fmt: skip
    line = choose(root, lines)
    return set_box(root, line, _PRICE, text_of(line, "conversionOrExercisePrice/value")) if line is not None else None


@defect("S16-275", "An option to buy for nothing is a share unit.", also="S16-293")
def option_without_exercise_price(root: Node) -> Node | None:
    lines = [line for line in at(root, "derivativeTable/*")
             if "option" in text_of(line, "securityTitle/value").lower().split()
             and line.find("conversionOrExercisePrice/footnoteId") is None]  # fmt: skip
    return set_box(root, choose(root, lines), "conversionOrExercisePrice", "0")


@defect("S16-276", "A derivative security has something underlying it.", also="S16-303")
def nothing_underlying(root: Node) -> Node | None:
    lines = [line for line in at(root, TABLE_II) if (number(line, _SHARES) or 0) > 0
             and line.find(f"{_UNDERLYING}/footnoteId") is None]  # fmt: skip
    return set_box(root, choose(root, lines), _UNDERLYING, "0")


@defect("S16-277", "Column 4 holds the price of one share.")
def price_of_all_shares_together(root: Node) -> Node | None:
    trades = coded(root, "P S", TABLE_I)
    lines = [line for line in trades if (number(line, _SHARES) or 0) >= 100 and number(line, _PRICE)]
    titles = [text_of(line, "securityTitle/value") for line in lines]
    line = choose(root, [line for line, title in zip(lines, titles, strict=True) if titles.count(title) > 1])
    if line is None:
        return None
    shares, price = number(line, _SHARES), number(line, _PRICE)
    assert shares is not None
    assert price is not None
    return set_box(root, line, _PRICE, f"{shares * price:.2f}")


@defect("S16-278", "What was given for nothing has no price.")
def grant_for_no_consideration_with_a_price(root: Node) -> Node | None:
    line = choose(root, [line for line in coded(root, "A J G") if is_plain(line) and number(line, _PRICE) is not None])
    if line is None:
        return None
    mark(root, line.find(_PRICE), "The shares were received for no consideration.")  # type: ignore[arg-type]
    return set_box(root, line, _PRICE, "12.5")


# ------------------------------------------------------------------------------------------ halves of an exercise

_ELSEWHERE = "part 1", "part 2", "form 4", "continu", "cash", "net settle", "performance", "fraction", "net exerc"


def _halves(root: Node) -> tuple[list[Node], list[Node]] | None:
    """Lines of both halves of exercises by code M on an original Form 4 where no footnote speaks of anything odd."""
    if form(root) != "4" or explains(root, *_ELSEWHERE):
        return None
    received, ended = coded(root, "M", TABLE_I, of="A"), coded(root, "M", TABLE_II, of="D")
    others = [line for line in at(root, TABLE_I, TABLE_II) if code(line) in "MCXO" and line not in (*received, *ended)]
    return (received, ended) if received and ended and not others else None


def _drop_lines(root: Node, lines: list[Node]) -> Node | None:
    if not are_mentioned_elsewhere(root, lines):
        return None
    for line in lines:
        drop(line)
    return root


@defect("S16-290", "Without its line in Table II the derivative security seems to be held still.")
def exercise_without_its_line_in_table_ii(root: Node) -> Node | None:
    halves = _halves(root)
    return _drop_lines(root, halves[1]) if halves else None


@defect("S16-291", "Without its line in Table I what was received is missing from the holding.", also="S16-238 S16-301")
def exercise_without_its_line_in_table_i(root: Node) -> Node | None:
    halves = _halves(root)
    return _drop_lines(root, halves[0]) if halves and not coded(root, "D A") else None


@defect("S16-292", "The right that was exercised is given up.", also="S16-291 S16-302 S16-304")
def exercised_right_acquired(root: Node) -> Node | None:
    halves = _halves(root)
    for line in halves[1] if halves else ():
        set_side(root, line, "A")
    return root if halves else None


@defect("S16-293", "What was paid is the exercise price.")
def exercise_at_another_price(root: Node) -> Node | None:
    halves = _halves(root)
    if halves is None or not all((number(line, "conversionOrExercisePrice") or 0) > 0 for line in halves[1]):
        return None
    if any(line.find(f"{_PRICE}/footnoteId") is not None or number(line, _PRICE) is None for line in halves[0]):
        return None
    if any(number(line, _PRICE) for line in halves[1]):
        return None
    for line in halves[0]:
        set_box(root, line, _PRICE, str((number(line, _PRICE) or 0) + 7))
    return root


@defect("S16-294", "Exercise and receipt are one transaction.", also="S16-238 S16-231 S16-237")
def exercise_on_another_day(root: Node) -> Node | None:
    halves = _halves(root)
    for line in halves[1] if halves else ():
        made = day(line, "transactionDate")
        set_box(root, line, "transactionDate", (made - timedelta(20)).isoformat() if made else "")
    return root if halves else None


@defect("S16-295", "An exercise is exempt under one rule, in both tables.")
def exercise_with_another_code(root: Node) -> Node | None:
    halves = _halves(root)
    for line in halves[1] if halves else ():
        set_code(root, line, "X")
    return root if halves else None


@defect("S16-296", "What was received is what Table II promised.", also="S16-301 S16-304")
def exercise_of_another_security(root: Node) -> Node | None:
    halves = _halves(root)
    for line in halves[0] if halves else ():
        set_box(root, line, "securityTitle", "Depositary Receipts")
    return root if halves else None


@defect("S16-303", "An exercise turns the shares underlying into shares held.", also="S16-301 S16-304")
def exercise_of_another_number(root: Node) -> Node | None:
    halves = _halves(root)
    if halves is None or [len(half) for half in halves] != [1, 1]:
        return None
    boxes = "securityTitle", "transactionCoding", _SHARES, _UNDERLYING
    if any(line.find(f"{box}/footnoteId") is not None for (line,) in halves for box in boxes):
        return None
    shares = number(halves[0][0], _SHARES)
    return set_box(root, halves[0][0], _SHARES, str(shares * 2 + 137)) if shares else None


# ------------------------------------------------------------------------------------------------------ balances


@defect("S16-301", "Column 5 is what readers carry forward.")
def balance_that_does_not_add_up(root: Node) -> Node | None:
    """The middle of three lines that run on, all of one position."""
    lines = at(root, TABLE_I)
    if len(lines) < 3 or len(at(root, "reportingOwner")) > 1 or explains(root, "16a-13", "annuity", "contributed"):
        return None
    if len({(text_of(line, "securityTitle/value"), text_of(line, "ownershipNature/directOrIndirectOwnership/value"),
             text_of(line, "ownershipNature/natureOfOwnership/value")) for line in lines}) > 1:  # fmt: skip
        return None
    if any(line.find(f"{path}/footnoteId") is not None for line in lines
           for path in (_HELD, "securityTitle", "ownershipNature/directOrIndirectOwnership")):  # fmt: skip
        return None
    held, moved = [number(line, _HELD) for line in lines], [number(line, _SHARES) for line in lines]
    if None in held or None in moved:
        return None
    signs = [1 if side(line) == "A" else -1 for line in lines]
    steps = zip(held, held[1:], moved[1:], signs[1:], strict=False)
    if any(after != before + sign * change for before, after, change, sign in steps):  # type: ignore[operator]
        return None
    middle = len(lines) // 2
    return set_box(root, lines[middle], _HELD, str(held[middle] + 1234567))  # type: ignore[operator]


@defect("S16-302", "What comes and goes under one title, price and date adds up.", also="S16-304 S16-306")
def derivative_that_comes_and_goes(root: Node) -> Node | None:
    """A grant given back on the next line, where less should be held and far more is."""
    lines = [line for line in at(root, TABLE_II) if side(line) == "A" and number(line, _SHARES) and is_plain(line)]
    line = choose(root, lines)
    held = number(line, _HELD) if line is not None else None
    if held is None or len(at(root, "reportingOwner")) > 1 or len(at(root, "derivativeTable/*")) > 29:
        return None
    line.addnext(back := deepcopy(line))  # type: ignore[union-attr]
    set_code(root, back, "D")
    set_side(root, back, "D")
    return set_box(root, back, _HELD, str(held + 777777))


@defect("S16-304", "What was just acquired is held.", also="S16-301 S16-302")
def less_held_than_acquired(root: Node) -> Node | None:
    lines = at(root, *LINES)
    if any(side(line) == "D" for line in lines):
        return None
    acquired = [line for line in at(root, TABLE_I, TABLE_II) if side(line) == "A" and (number(line, _SHARES) or 0) > 1]
    line = choose(root, [line for line in acquired
                         if number(line, _HELD) is not None and line.find(f"{_HELD}/footnoteId") is None])  # fmt: skip
    shares = number(line, _SHARES) if line is not None else None
    return set_box(root, line, _HELD, str(int(shares / 2))) if shares else None


@defect("S16-305", "What is held directly of one class stands on one line.")
def direct_holding_on_a_second_line(root: Node) -> Node | None:
    lines = [line for line in at(root, TABLE_I) if is_plain(line) and number(line, _HELD)
             and text_of(line, "ownershipNature/directOrIndirectOwnership/value") == "D"]  # fmt: skip
    line = choose(root, lines)
    if line is None or len(at(root, "reportingOwner")) > 1 or len(at(root, "nonDerivativeTable/*")) > 29:
        return None
    line.addnext(holding := line.makeelement("nonDerivativeHolding"))
    for tag in ("securityTitle", "postTransactionAmounts", "ownershipNature"):
        holding.append(deepcopy(line.find(tag)))  # type: ignore[arg-type]
    return set_box(root, holding, _HELD, "12345.67")


@defect("S16-306", "A slipped decimal point in column 7.", also="S16-303")
def ten_times_as_many_underlying(root: Node) -> Node | None:
    lines = [line for line in at(root, TABLE_II) if number(line, _SHARES)
             and number(line, _SHARES) == number(line, _UNDERLYING)
             and any(word in text_of(line, "securityTitle/value").lower() for word in ("unit", "option"))
             and line.find(f"{_UNDERLYING}/footnoteId") is None
             and line.find(f"{_SHARES}/footnoteId") is None]  # fmt: skip
    line = choose(root, lines)
    shares = number(line, _SHARES) if line is not None else None
    return set_box(root, line, _UNDERLYING, str(shares * 10)) if shares else None
