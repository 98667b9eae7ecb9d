"""Content rules, S16-290 to S16-296: the two halves of an exercise or conversion.

An exercise or conversion (codes M, C, X and O) ends a derivative security in Table
II and acquires the security underlying it in Table I.  Both halves are reported on
one form; the instruction that says so was not read, so the citations end in
"unconfirmed".  An exercise settled in cash, or into another derivative security,
has no half in Table I.  Each rule speaks once a form, at the first line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from section16.rules.catalogue import Line, line_rule
from section16.rules.content_facts import Exercise, Lines, facts, plain, quoted
from section16.rules.subject import Subject
from section16.vocabulary.findings import Severity

_WARNING, _NOTE = Severity.WARNING, Severity.NOTE
_HALVES = "Form 4, General Instructions 4 and 8; working rule, unconfirmed"
Fields = Iterable[tuple[str, str]]

_GATE: dict[str, Any] = {"codes": "M C X O", "kinds": ("transaction",), "forms": "4"}
FIRST_HALF: dict[str, Any] = {**_GATE, "tables": ("I",)}
_OTHER_HALF: dict[str, Any] = {**_GATE, "tables": ("II",)}
FULL = 30  # lines of a table; the other half may stand on the next form

_PARTS = re.compile(
    r"\bpart \d|\b(?:first|second|third|\d) of (?:two|three|four|\d)"
    r"|\b(?:two|three|multiple|separate|additional) forms? 4|continu\w* (?:report|filing)"
).search
_PAR_VALUE = re.compile(r"[,;]?\s*\(?\$?[0-9.]*\s*(?:no |without )?par value.*$")
_NOT_WORDS = re.compile(r"[^a-z0-9]+")


def exercise(subject: Subject, line: Line) -> Exercise | None:
    """The exercises of a form, when ``line`` is the first of Table I."""
    made = facts(subject).exercise
    return made if made is not None and made.acquired and made.acquired[0][1] is line else None


def _is_one_of_several(subject: Subject) -> bool:
    document = subject.document
    full = len(document.table_i) >= FULL or len(document.table_ii) >= FULL
    return full or _PARTS(facts(subject).text) is not None


@line_rule("S16-290", "An exercise in Table I has its other half in Table II", _WARNING, _HALVES, **FIRST_HALF)
def exercise_ends_a_derivative(subject: Subject, line: Line) -> Fields:
    """Without the line in Table II the derivative security seems to be held still."""
    both = exercise(subject, line)
    if both is None or both.exercised or both.received or _is_one_of_several(subject):
        return ()
    message = f"code {line.code.value} in Table I, but no line of Table II is an exercise or conversion (M, C, X or O)"
    return [("code", message)]


@line_rule("S16-291", "An exercise in Table II has its other half in Table I", _NOTE, _HALVES, **_OTHER_HALF)
def exercise_acquires_a_security(subject: Subject, line: Line) -> Fields:
    """Without the line in Table I the securities received are missing from the holding.  Settled in
    cash, or into another derivative security, there are none."""
    found = facts(subject)
    both = found.exercise
    if both is None or both.acquired or both.received or both.put:
        return ()
    if not both.exercised or line is not both.exercised[0][1]:
        return ()  # said at the first line
    text = found.text
    if "D" in found.codes or "cash" in text or "net settle" in text:
        return ()
    into = {other.security_title.value for _, other in found.table_ii if other.acquired_disposed.value == "A"}
    if line.underlying_title.value in into or _is_one_of_several(subject):
        return ()
    granted = {other.shares.value for _, other in found.table_i if other.code.value == "A"}
    hint = "; Table I reports the same number with code A" if line.shares.value in granted else ""
    message = f"code {line.code.value} in Table II, but no line of Table I is an exercise or conversion{hint}"
    return [("code", message)]


@line_rule("S16-292", "What is exercised is disposed of in Table II", _WARNING, _HALVES, **_OTHER_HALF)
def exercised_is_disposed(subject: Subject, line: Line) -> Fields:
    """The security acquired stands in Table I, the derivative security given up in Table II.  Marked
    as acquired there too, it is counted as a new one."""
    if line.acquired_disposed.value != "A":
        return ()
    both = facts(subject).exercise
    if both is None or both.exercised or not both.acquired or both.received[0][1] is not line:
        return ()
    if _is_one_of_several(subject):
        return ()
    message = (
        f"'A' (acquired) with code {line.code.value}, and no derivative security is disposed of,"
        " expected 'D' beside the line in Table I"
    )
    return [("acquired_disposed", message)]


def _values(lines: Lines, field: str) -> set[Any] | None:
    """Values of one field; None when a line has none that can be read."""
    values = {getattr(line, field).value for _, line in lines}
    return None if None in values else values


@line_rule(
    "S16-293",
    "The price of an exercise in Table I is the exercise price in Table II",
    _NOTE,
    "Form 4, columns 2 and 4; working rule, unconfirmed",
    **FIRST_HALF,
)
def exercise_prices_agree(subject: Subject, line: Line) -> Fields:
    """Column 4 gives what was paid for the shares received: the exercise price of Table II, column 2.
    Different numbers are a typing error in one of them, or a price left out."""
    price = line.price.value
    both = exercise(subject, line) if price is not None else None
    if both is None or not both.exercised or price == both.exercised[0][1].exercise_price.value:
        return ()
    paid, due = _values(both.acquired, "price"), _values(both.exercised, "exercise_price")
    if not paid or not due or paid & due or _is_one_of_several(subject):
        return ()
    if any(other.price.footnotes for _, other in both.acquired) or any(
        other.price.value for _, other in both.exercised
    ):
        return ()  # explained, or paid in the other table
    prices = " or ".join(plain(each) for each in sorted(due))
    message = f"{quoted(line.price)} dollars for an exercise, expected {prices} dollars as in Table II, column 2"
    return [("price", message)]


@line_rule("S16-294", "The halves of an exercise have one date", _NOTE, _HALVES, **FIRST_HALF)
def exercise_dates_agree(subject: Subject, line: Line) -> Fields:
    """Exercise and receipt are one transaction; of two dates one is wrong, and so is its deadline."""
    both = exercise(subject, line)
    if both is None or not both.exercised:
        return ()
    if line.transaction_date.value == both.exercised[0][1].transaction_date.value:
        return ()
    bought: set[date] | None = _values(both.acquired, "transaction_date")
    ended: set[date] | None = _values(both.exercised, "transaction_date")
    if not bought or not ended or bought & ended or _is_one_of_several(subject):
        return ()
    days = " and ".join(repr(day.isoformat()) for day in sorted(ended))
    return [("transaction_date", f"{quoted(line.transaction_date)}, but Table II dates the exercise {days}")]


@line_rule("S16-295", "The halves of an exercise have one code", _NOTE, _HALVES, **FIRST_HALF)
def exercise_codes_agree(subject: Subject, line: Line) -> Fields:
    """The code says whether Rule 16b-3 or Rule 16b-6(b) exempts the exercise; it cannot be exempt
    under one rule in Table I and under another in Table II."""
    both = exercise(subject, line)
    if both is None or not both.exercised or line.code.value == both.exercised[0][1].code.value:
        return ()
    ended = {other.code.value for _, other in (*both.exercised, *both.received)}
    if line.code.value in ended or _is_one_of_several(subject):
        return ()
    codes = " and ".join(sorted(ended))
    return [("code", f"code {line.code.value} in Table I, but Table II reports the exercise with code {codes}")]


def title_words(title: str | None) -> str:
    """A security's title without par value, plural and punctuation, to compare two spellings of it.

    >>> title_words("Common Stock, par value $0.001 per share"), title_words("COMMON STOCK")
    ('common stock', 'common stock')
    """
    return _NOT_WORDS.sub(" ", _PAR_VALUE.sub("", (title or "").lower())).strip().removesuffix("s")


@line_rule(
    "S16-296",
    "An exercise acquires the security that was underlying",
    _NOTE,
    "Form 4, columns 1 and 7; working rule, unconfirmed",
    **FIRST_HALF,
)
def exercise_acquires_the_underlying(subject: Subject, line: Line) -> Fields:
    """The security of Table I, column 1, is the one that Table II, column 7, promised."""
    both, title = exercise(subject, line), line.security_title.value
    if both is None or not both.exercised or title == both.exercised[0][1].underlying_title.value:
        return ()
    titles = {other.security_title.value for _, other in both.acquired}
    promised = {other.underlying_title.value for _, other in (*both.exercised, *both.received)}
    if None in promised or titles & promised:
        return ()
    short = {title_words(each) for each in titles}
    if any(each in other or other in each for each in map(title_words, promised) for other in short):
        return ()
    expected = " or ".join(repr(each) for each in sorted(promised))
    return [("security_title", f"{title!r} was received, expected {expected} as in Table II, column 7")]


def underlying_sum(lines: Lines) -> Decimal | None:
    """Shares underlying the lines, or None when a line does not say."""
    total = Decimal(0)
    for _, line in lines:
        if line.underlying_shares.value is None:
            return None
        total += line.underlying_shares.value
    return total
