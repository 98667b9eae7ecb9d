"""How the balances of a group of lines can be read: pure functions over a few numbers.

Column 5 (Table II: 9) asks for the holding "following reported transaction(s)".
Filers give a running balance, one closing figure on every line, the closing figure
of each day, or a running balance in another order than the lines stand in.  A group
is in order when any of these readings fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise
from typing import NamedTuple

_GAP = 14  # days; between lines further apart, exempt and separately reported changes are usual
_ROUNDING = 1  # share: fractions are often rounded line by line


class Row(NamedTuple):
    """One transaction line.

    at         position in its table, from 0
    change     shares, with a minus sign when disposed of
    following  the balance the line claims
    day        transaction date, or None
    explained  True when a footnote is marked on the balance
    """

    at: int
    change: Decimal
    following: Decimal
    day: date | None = None
    explained: bool = False


def fits(rows: Sequence[Row]) -> bool:
    """True when one of the readings fits."""
    return runs(rows) or closes(rows) or trails(rows) == 1


def runs(rows: Sequence[Row]) -> bool:
    """True when each balance is the one before plus the change.

    >>> runs([Row(0, Decimal(5), Decimal(105)), Row(1, Decimal(-1), Decimal(104))])
    True
    """
    return all(after.following == before.following + after.change for before, after in pairwise(rows))


def closes(rows: Sequence[Row]) -> bool:
    """True when every line gives the same figure, or each day has one and the days run on."""
    if all(row.following == rows[0].following for row in rows):
        return True
    if any(row.day is None for row in rows):
        return False
    ordered = sorted(rows, key=lambda row: str(row.day))
    days = [list(group) for _, group in groupby(ordered, key=lambda row: row.day)]
    if any(row.following != day[0].following for day in days for row in day):
        return False
    return all(
        after[0].following == before[0].following + sum(row.change for row in after) for before, after in pairwise(days)
    )


def trails(rows: Sequence[Row]) -> int:
    """In how many running balances the rows can be laid out, in whatever order.

    Each row leads from one balance to another.  Rows that can be laid out in one
    chain form a trail that uses each of them once (Euler), which is a matter of
    counting what leads out of and into each balance.

    >>> trails([Row(0, Decimal(-1), Decimal(103)), Row(1, Decimal(5), Decimal(104))])
    1
    """
    excess: dict[Decimal, int] = {}
    home: dict[Decimal, Decimal] = {}

    def root(balance: Decimal) -> Decimal:
        while home.setdefault(balance, balance) != balance:
            balance = home[balance]
        return balance

    for row in rows:
        opening = row.following - row.change
        excess[opening] = excess.get(opening, 0) + 1
        excess[row.following] = excess.get(row.following, 0) - 1
        home[root(opening)] = root(row.following)
    starts: dict[Decimal, int] = {}
    for balance, more in excess.items():
        starts[root(balance)] = starts.get(root(balance), 0) + max(more, 0)
    return sum(max(number, 1) for number in starts.values())


def first_break(rows: Sequence[Row]) -> tuple[Row, Row] | None:
    """The first line whose balance does not follow from the one before, and that one.

    A balance with a footnote is taken as explained, and so is one of a later time:
    dividends reinvested and changes of form of ownership are reported nowhere else.
    In a merger each award ends at 0 on a line of its own, so a step that would lead
    below zero is none.
    """
    for before, after in pairwise(rows):
        expected = before.following + after.change
        if abs(after.following - expected) <= _ROUNDING or after.explained or expected < 0:
            continue
        if before.day is not None and after.day is not None and abs((after.day - before.day).days) > _GAP:
            continue
        return before, after
    return None
