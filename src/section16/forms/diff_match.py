"""Which line of one form is which line of the other: the pairing of lowest total cost.

Lines, owners, footnotes and signatures have no number that survives an amendment, so
they are paired by what they say.  Each pair costs what differs in it, each line left
alone costs a fixed amount, and of all pairings the cheapest is taken (the assignment
problem; H. W. Kuhn, Naval Research Logistics Quarterly 2, 1955).  Where several are
equally cheap, the one nearest to the order of both forms is taken.

Costs are distances: what is equal costs nothing, and going by way of a third line is
never cheaper.  So a form in which one box was changed is paired with itself line by
line, however alike its lines are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import count
from typing import NamedTuple, TypeVar

T = TypeVar("T", bound=Hashable)

# costs are whole numbers, a thousand to the unit; above all differences of order together
_OVER_ORDER = 10**9
# pairings to weigh, lines of one form times lines of the other; EDGAR takes 30 lines to a table
_MOST_WEIGHED = 120 * 120


class Pairs(NamedTuple):
    """pairs  positions on A and B, in the order of A
    moved  those of them that are not in the order of the others
    """

    pairs: tuple[tuple[int, int], ...]
    moved: frozenset[tuple[int, int]]

    def walk(self, of_a: int, of_b: int) -> Iterator[tuple[int | None, int | None]]:
        """Every position of both sides once, pairs and those alone, in the order of B.

        What is only on A comes where it stood there: before the pair that follows it.

        >>> list(Pairs(((1, 0),), frozenset()).walk(3, 2))
        [(0, None), (1, 0), (2, None), (None, 1)]
        """
        partner = {j: i for i, j in self.pairs}
        following = [of_a] * (of_b + 1)
        for j in reversed(range(of_b)):
            following[j] = partner.get(j, following[j + 1])
        only_a = sorted(set(range(of_a)) - set(partner.values()), reverse=True)
        for j in range(of_b):
            while only_a and only_a[-1] < following[j]:
                yield only_a.pop(), None
            yield partner.get(j), j
        while only_a:
            yield only_a.pop(), None

    def flipped(self) -> Pairs:
        """The same pairs seen from B."""
        return Pairs(tuple(sorted((j, i) for i, j in self.pairs)), frozenset((j, i) for i, j in self.moved))


def distance(first: frozenset[str], second: frozenset[str], most: int = 1000) -> int:
    """How far apart two sets of words are: 0 the same, ``most`` nothing in common (Jaccard).

    >>> distance(frozenset({"by", "trust"}), frozenset({"by", "spouse"}))
    667
    """
    if first == second:
        return 0
    # rounded up, so that it stays a distance
    return -(-most * len(first ^ second) // len(first | second))


def match(
    a: Sequence[T], b: Sequence[T], cost: Callable[[T, T], int], alone: Callable[[T], int], flip: bool = False
) -> Pairs:
    """Pair the items of A and B.

    cost   of a pair; 0 for equal items
    alone  cost of an item without a partner; a pair is made only when it costs less
           than its two items alone
    flip   solve it from B's side.  Of two equally good pairings one must be chosen;
           whoever wants the same choice for (A, B) and (B, A) calls one of them flipped
    """
    if flip:
        return match(b, a, cost, alone).flipped()
    head = 0
    while head < min(len(a), len(b)) and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < min(len(a), len(b)) - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    rows, columns = range(head, len(a) - tail), range(head, len(b) - tail)
    found = [(i, i) for i in range(head)]
    found += [(len(a) - k, len(b) - k) for k in range(1, tail + 1)]
    if len(rows) * len(columns) > _MOST_WEIGHED:
        equal, rows_left, columns_left = _equal(a, b, rows, columns)
        found += equal
    else:
        rows_left, columns_left = list(rows), list(columns)
    if rows_left and columns_left:
        if len(rows_left) * len(columns_left) > _MOST_WEIGHED:
            # no form has as many lines that all differ: those of the same rank are compared
            likely = zip(rows_left, columns_left, strict=False)
            found += [(i, j) for i, j in likely if cost(a[i], b[j]) < alone(a[i]) + alone(b[j])]
        else:
            found += _cheapest(a, b, rows_left, columns_left, cost, alone)
    pairs = tuple(sorted(found))
    return Pairs(pairs, _moved(pairs))


def _equal(
    a: Sequence[T], b: Sequence[T], rows: Sequence[int], columns: Sequence[int]
) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Equal items paired in their order, and what is left of both sides."""
    places: dict[T, list[int]] = defaultdict(list)
    for j in reversed(columns):
        places[b[j]].append(j)
    found = [(i, places[a[i]].pop()) for i in rows if places.get(a[i])]
    done_a, done_b = {i for i, _ in found}, {j for _, j in found}
    return found, [i for i in rows if i not in done_a], [j for j in columns if j not in done_b]


def _cheapest(
    a: Sequence[T],
    b: Sequence[T],
    rows: list[int],
    columns: list[int],
    cost: Callable[[T, T], int],
    alone: Callable[[T], int],
) -> list[tuple[int, int]]:
    """The pairs of the cheapest pairing; 0 in the matrix stands for "both alone"."""
    if len(rows) > len(columns):
        return [(i, j) for j, i in _cheapest(b, a, columns, rows, cost, alone)]
    alone_b = {j: alone(b[j]) for j in columns}
    weights = []
    for i in rows:
        alone_a = alone(a[i])
        gains = ((cost(a[i], b[j]) - alone_a - alone_b[j], (i - j) ** 2) for j in columns)
        weights.append([gain * _OVER_ORDER + far if gain < 0 else 0 for gain, far in gains])
    chosen = _assigned(weights)
    return [(rows[r], columns[c]) for r, c in enumerate(chosen) if weights[r][c] < 0]


def _assigned(weights: list[list[int]]) -> list[int]:
    """The column of each row at the lowest total weight; not more rows than columns.

    >>> _assigned([[4, 1, 3], [2, 0, 5]])
    [1, 0]
    """
    width = len(weights[0])
    above = 1 + 2 * sum(max(map(abs, row)) for row in weights)
    of_row, of_column = [0] * (len(weights) + 1), [0] * (width + 1)
    row_in = [0] * (width + 1)  # row that holds a column, from 1; column 0 is the row being placed
    for row in range(1, len(weights) + 1):
        row_in[0] = row
        column = 0
        least = [above] * (width + 1)
        came_from = [0] * (width + 1)
        done = [False] * (width + 1)
        for _ in count():
            done[column] = True
            here, step, following = row_in[column], above, 0
            for j in range(1, width + 1):
                if done[j]:
                    continue
                reduced = weights[here - 1][j - 1] - of_row[here] - of_column[j]
                if reduced < least[j]:
                    least[j], came_from[j] = reduced, column
                if least[j] < step:
                    step, following = least[j], j
            for j in range(width + 1):
                if done[j]:
                    of_row[row_in[j]] += step
                    of_column[j] -= step
                else:
                    least[j] -= step
            column = following
            if row_in[column] == 0:
                break
        while column:
            row_in[column], column = row_in[came_from[column]], came_from[column]
    chosen = [0] * len(weights)
    for j in range(1, width + 1):
        if row_in[j]:
            chosen[row_in[j] - 1] = j - 1
    return chosen


def _moved(pairs: tuple[tuple[int, int], ...]) -> frozenset[tuple[int, int]]:
    """The fewest pairs without which the rest are in one order (longest increasing subsequence)."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int | None] = []
    for k, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(at[length - 1] if length else None)
        ends[length : length + 1] = [j]
        at[length : length + 1] = [k]
    kept: set[int] = set()
    k_or_none = at[-1] if at else None
    while k_or_none is not None:
        kept.add(k_or_none)
        k_or_none = before[k_or_none]
    return frozenset(pair for k, pair in enumerate(pairs) if k not in kept)
