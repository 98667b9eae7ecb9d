"""Arithmetic rules, S16-301 to S16-303: balances and halves that add up.

Titles, ownership forms and natures are compared as filed, with their marks: two
natures "See footnote" with different footnotes are two positions.  A group that any
reading of ``arithmetic_readings`` fits is in order; only what none fits is reported,
once a group, at the first line that breaks the order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from decimal import Decimal

from section16.rules.arithmetic_lines import total_shares
from section16.rules.arithmetic_readings import Row, first_break, fits
from section16.rules.catalogue import Line, line_rule, rule
from section16.rules.content_exercise import FIRST_HALF, FULL, exercise, title_words, underlying_sum
from section16.rules.content_facts import Lines, facts, place, plain
from section16.rules.subject import Has, Subject
from section16.vocabulary.findings import Location, Severity

_WARNING = Severity.WARNING
Places = Iterable[tuple[Location, str]]
Fields = Iterable[tuple[str, str]]

_ZERO = Decimal(0)
# one nature that may stand for several holders who are not named
_SEVERAL = re.compile(r"child|trusts\b|minors?\b|sons\b|daughters\b|grand|famil|members", re.IGNORECASE).search
# a change between the owner's own forms of ownership is exempt and told in a footnote, wherever marked
_MOVED = ("16a-13", "annuity", "contributed")
# why an exercise may yield another number than was underlying
_REASONS = (" form 4", "performance", "cashless", "net exerc", "net settle", "fraction")
_EARNED = re.compile(r"perform|psu|prsu|pbrsu|market", re.IGNORECASE).search


def _position(line: Line) -> Hashable:
    return (line.security_title.value, line.direct_indirect.value, line.nature.value)


def _marked_position(line: Line) -> Hashable:
    return (
        _position(line),
        line.security_title.footnotes,
        line.direct_indirect.footnotes,
        line.nature.footnotes,
    )


def _joint_position(line: Line) -> Hashable:
    """On a joint form, marks on the numbers tell whose they are."""
    return (_marked_position(line), line.shares.footnotes, line.shares_following.footnotes, line.coding_footnotes)


def _instrument(line: Line) -> Hashable:
    return (
        _position(line),
        line.nature.footnotes,
        line.exercise_price,
        line.exercise_date,
        line.expiration_date,
        line.underlying_title.value,
    )


def _groups(lines: Lines, key: Callable[[Line], Hashable]) -> list[Lines]:
    groups: dict[Hashable, Lines] = {}
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


def _unfit(lines: Lines, key: Callable[[Line], Hashable]) -> list[tuple[Lines, list[Row]]]:
    """Groups that no reading fits."""
    groups = ((group, _rows(group)) for group in _groups(lines, key))
    return [(group, rows) for group, rows in groups if rows is not None and not fits(rows)]


def _breaks(table: str, lines: Lines, subject: Subject, key: Callable[[Line], Hashable]) -> Places:
    """The first break of each group that no reading fits."""
    for group, rows in _unfit(lines, key):
        broken = first_break(rows)
        if broken is None or _SEVERAL(group[0][1].nature.value or ""):
            continue
        before, after = broken
        step = f"plus {plain(after.change)}" if after.change > 0 else f"less {plain(-after.change)}"
        message = (
            f"{plain(after.following)!r} held following, expected {plain(before.following + after.change)!r}:"
            f" {plain(before.following)} after {place(table, before.at)}, {step} here"
        )
        yield subject.at_line(table, after.at, "shares_following"), message


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


@rule(
    "S16-301",
    "Column 5 of Table I follows from the transactions",
    _WARNING,
    "Form 4, column 5 and General Instruction 4(a)(ii)",
    forms="45",
    when=Has.LINES,
)
def table_i_balances(subject: Subject) -> Places:
    """The holding following the transactions is what readers carry forward.  When it fits neither a
    running balance nor a closing figure, a line is missing, doubled, mistyped or on the wrong side."""
    lines = facts(subject).table_i
    if len(lines) < 2 or _runs_straight(lines):
        return ()
    suspects = [item for group, _ in _unfit(lines, _position) for item in group]
    if not suspects or any(word in facts(subject).text for word in _MOVED):
        return ()
    key = _joint_position if len(subject.document.owners) > 1 else _marked_position
    return _breaks("table_i", suspects, subject, key)


@rule(
    "S16-302",
    "Column 9 of Table II follows from the transactions",
    _WARNING,
    "Form 4, column 9",
    forms="45",
    when=Has.LINES_II,
)
def table_ii_balances(subject: Subject) -> Places:
    """Derivative securities are counted by grant, so lines of one kind need not run on; but what
    comes and goes under the same title, price and dates must."""
    lines = facts(subject).table_ii
    if len(lines) < 2 or len({line.acquired_disposed.value for _, line in lines}) < 2:
        return ()
    suspects = [item for group, _ in _unfit(lines, _position) for item in group]
    mixed = [
        item
        for group in _groups(suspects, _instrument)
        if len({line.acquired_disposed.value for _, line in group}) > 1
        for item in group
    ]
    return _breaks("table_ii", mixed, subject, _instrument) if len(subject.document.owners) == 1 else ()


@line_rule(
    "S16-303",
    "Table I receives as many securities as Table II gives up",
    _WARNING,
    "Form 4, columns 4 and 7; working rule, unconfirmed",
    **FIRST_HALF,
)
def halves_have_one_number(subject: Subject, line: Line) -> Fields:
    """An exercise turns the shares underlying the right into shares held.  Performance can multiply
    them and fractions are paid in cash; other differences are errors in one of the two tables."""
    both = exercise(subject, line)
    if both is None or not both.exercised or both.put or _same(both.acquired, both.exercised):
        return ()
    received = total_shares(other for _, other in both.acquired)
    if received == underlying_sum(both.exercised):
        return ()
    titles = {title_words(other.security_title.value) for _, other in both.acquired}
    given = [item for item in both.exercised if title_words(item[1].underlying_title.value) in titles]
    if not given or _is_explained(subject, both.acquired, given):
        return ()
    sums = _possible_sums(given, both.exercised, both.received)
    near = len(both.acquired) + len(given)  # shares: a fraction of one on each line
    if None in sums or any(abs(received - total) < near for total in sums if total is not None):
        return ()
    agrees = (
        "; column 5 of Table II agrees with Table I" if total_shares(other for _, other in given) == received else ""
    )
    expected = plain(underlying_sum(given) or _ZERO)
    message = (
        f"{plain(received)!r} securities received by exercise, expected {expected!r}, the number underlying in"
        f" Table II, column 7{agrees}"
    )
    return [("shares", message)]


def _same(acquired: Lines, exercised: Lines) -> bool:
    """The usual case, quickly: line by line the same number."""
    return len(acquired) == len(exercised) and all(
        mine.shares.value == other.underlying_shares.value
        for (_, mine), (_, other) in zip(acquired, exercised, strict=True)
    )


def _possible_sums(given: Lines, exercised: Lines, received: Lines) -> set[Decimal | None]:
    """Numbers that Table I may rightly show: all that was given up, all of one of two securities
    that are exchanged together, or what is left when units turn into other units first."""
    whole, kept = underlying_sum(given), underlying_sum(received)
    sums = {whole, underlying_sum(exercised), None if whole is None or kept is None else whole - kept}
    for title in {line.security_title.value for _, line in given}:
        sums.add(underlying_sum([item for item in given if item[1].security_title.value == title]))
    return sums


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
    full = max(len(document.table_i), len(document.table_ii)) >= FULL
    return full or any(word in text for word in _REASONS)
