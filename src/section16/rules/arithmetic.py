"""Arithmetic rules, S16-301 to S16-303: balances and halves that add up.

Titles, ownership forms and natures are compared as filed, with their marks: two
natures "See footnote" with different footnotes are two positions.  A group that any
reading of ``arithmetic_readings`` fits is in order; only what none fits is reported,
once a group, at the first line that breaks the order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from section16.rules.arithmetic_readings import Row, closes, first_break, runs, trails
from section16.rules.catalogue import Line, line_rule, rule
from section16.rules.content_exercise import exercise, title_words, underlying_sum
from section16.rules.content_facts import facts, place, plain
from section16.rules.subject import Subject
from section16.vocabulary.findings import Location, Severity

_WARNING, _NOTE = Severity.WARNING, Severity.NOTE
Places = Iterable[tuple[Location, str]]
Fields = Iterable[tuple[str, str]]
Lines = list[tuple[int, Line]]
Key = Callable[[Line], Any]

# one nature that may stand for several holders who are not named
_SEVERAL = re.compile(r"child|trusts\b|minors?\b|sons\b|daughters\b|grand|famil|members", re.IGNORECASE).search


def _position(line: Line) -> Any:
    return (line.security_title.value, line.direct_indirect.value, line.nature.value)


def _marked_position(line: Line) -> Any:
    return (*_position(line), line.security_title.footnotes, line.direct_indirect.footnotes, line.nature.footnotes)


def _joint_position(line: Line) -> Any:
    """On a joint form, marks on the numbers tell whose they are."""
    return (*_marked_position(line), line.shares.footnotes, line.shares_following.footnotes, line.coding_footnotes)


def _groups(lines: Lines, key: Key) -> list[Lines]:
    groups: dict[Any, Lines] = {}
    for item in lines:
        groups.setdefault(key(item[1]), []).append(item)
    return [group for group in groups.values() if len(group) > 1]


def _rows(group: Lines) -> list[Row] | None:
    """The numbers of a group; None when a line lacks one, so that nothing can be said."""
    rows = []
    for i, line in group:
        change, following = line.signed_shares, line.shares_following.value
        if change is None or following is None:
            return None
        rows.append(Row(i, change, following, line.transaction_date.value, bool(line.shares_following.footnotes)))
    return rows


def _fits(rows: list[Row]) -> bool:
    return runs(rows) or closes(rows) or trails(rows) == 1


def _runs_straight(lines: Lines) -> bool:
    """The usual case, quickly: every line continues the one before, in one position."""
    before, position = None, None
    for _, line in lines:
        following, change = line.shares_following.value, line.signed_shares
        if following is None or change is None or (before is not None and following != before + change):
            return False
        here = (line.security_title.value, line.direct_indirect.value, line.nature.value)
        if position is not None and here != position:
            return False
        before, position = following, here
    return True


def _breaks(table: str, lines: Lines, subject: Subject, key: Key) -> Places:
    """The first break of each group that no reading fits."""
    for group in _groups(lines, key):
        rows = _rows(group)
        if rows is None or _fits(rows):
            continue
        broken = first_break(rows)
        if broken is None or (_SEVERAL(group[0][1].nature.value or "") is not None):
            continue
        before, after = broken
        verb = "added" if after.change > 0 else "took away"
        yield (subject.at_line(table, after.index, "shares_following"),
               f"{plain(after.following)!r} held following, expected {plain(before.following + after.change)!r}:"
               f" {place(table, before.index)} left {plain(before.following)} and this line {verb} {plain(abs(after.change))}")  # fmt: skip


@rule("S16-301", "Column 5 of Table I follows from the transactions", _WARNING, "Form 4, column 5 and General Instruction 4(a)(ii)",
      forms="45")  # fmt: skip
def table_i_balances(subject: Subject) -> Places:
    """The holding following the transactions is what readers carry forward.  When it fits neither a
    running balance nor a closing figure, a line is missing, doubled, mistyped or on the wrong side."""
    lines = facts(subject).table_i
    if len(lines) < 2 or _runs_straight(lines):
        return ()
    suspects = [rows for group in _groups(lines, _position) if (rows := _rows(group)) is not None and not _fits(rows)]
    if not suspects or any(word in facts(subject).text for word in _MOVED):
        return ()
    wanted = {row.index for rows in suspects for row in rows}
    key = _joint_position if len(subject.document.owners) > 1 else _marked_position
    return _breaks("table_i", [item for item in lines if item[0] in wanted], subject, key)


# a change between the owner's own forms of ownership is exempt and told in a footnote, wherever marked
_MOVED = ("16a-13", "annuity", "contributed")


def _instrument(line: Line) -> Any:
    return (line.security_title.value, line.exercise_price, line.exercise_date, line.expiration_date,
            line.underlying_title.value, line.direct_indirect.value, line.nature.value, line.nature.footnotes)  # fmt: skip


@rule("S16-302", "Column 9 of Table II follows from the transactions", _WARNING, "Form 4, column 9", forms="45")
def table_ii_balances(subject: Subject) -> Places:
    """Derivative securities are counted by grant, so lines of one kind need not run on; but what
    comes and goes under the same title, price and dates must."""
    lines = facts(subject).table_ii
    if len(lines) < 2:
        return ()
    mixed = {line.acquired_disposed.value for _, line in lines}
    if len(mixed) < 2 or len(subject.document.owners) > 1:
        return ()
    suspects = []
    for group in _groups(lines, _position):
        rows = _rows(group)
        if rows is not None and not _fits(rows):
            suspects += group
    both = [item for group in _groups(suspects, _instrument)
            if len({line.acquired_disposed.value for _, line in group}) > 1 for item in group]  # fmt: skip
    return _breaks("table_ii", both, subject, _instrument) if both else ()


_FULL = 30  # lines of a table; the other half may stand on the next form
_REASONS = (" form 4", "performance", "cashless", "net exerc", "net settle", "fraction")
_EARNED = re.compile(r"perform|psu|prsu|pbrsu|market", re.IGNORECASE).search


@line_rule("S16-303", "Table I receives as many securities as Table II gives up", _WARNING,
           "Form 4, columns 4 and 7; working rule, unconfirmed",
           codes="M C X O", tables=("I",), kinds=("transaction",), forms="4")  # fmt: skip
def halves_have_one_number(subject: Subject, line: Line) -> Fields:
    """An exercise turns the shares underlying the right into shares held.  Performance can multiply
    them and fractions are paid in cash; other differences are errors in one of the two tables."""
    both = exercise(subject, line)
    if both is None or not both.exercised or both.put:
        return ()
    received = sum((other.shares.value or _ZERO for _, other in both.acquired), _ZERO)
    if received == underlying_sum(both.exercised):
        return ()
    titles = {title_words(other.security_title.value) for _, other in both.acquired}
    given = [item for item in both.exercised if title_words(item[1].underlying_title.value) in titles]
    sums = {underlying_sum(given), underlying_sum(both.exercised), _less(underlying_sum(given), underlying_sum(both.received))}
    sums |= {underlying_sum([item for item in given if item[1].security_title.value == title])
             for title in {other.security_title.value for _, other in given}}  # fmt: skip
    if not given or None in sums or _is_explained(subject, both.acquired, given):
        return ()
    lines = len(both.acquired) + len(given)
    if any(abs(received - total) < lines for total in sums if total is not None):
        return ()
    total = plain(underlying_sum(given) or _ZERO)
    exercised = sum((other.shares.value or _ZERO for _, other in given), _ZERO)
    where = "; column 5 of Table II agrees with Table I, so column 7 is wrong" if exercised == received else ""
    return [("shares", f"{plain(received)} securities received by exercise in Table I, expected {total},"
             f" the number underlying in Table II{where}")]  # fmt: skip


_ZERO = Decimal(0)


def _less(total: Decimal | None, part: Decimal | None) -> Decimal | None:
    return None if total is None or part is None else total - part


def _is_explained(subject: Subject, acquired: Lines, given: Lines) -> bool:
    """True when a footnote on the numbers, a unit earned by performance or a second form accounts
    for a difference."""
    for _, line in (*acquired, *given):
        if line.shares.footnotes or line.coding_footnotes or line.security_title.footnotes:
            return True
    for _, line in given:
        if line.underlying_shares.footnotes or _EARNED(line.security_title.value or ""):
            return True
    document, text = subject.document, facts(subject).text
    if max(len(document.table_i), len(document.table_ii)) >= _FULL:
        return True
    return any(word in text for word in _REASONS)
