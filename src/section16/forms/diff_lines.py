"""Lines of Table I and Table II: which is which, and which boxes differ.

A line is known by what it says.  Two lines are taken for one that was changed when what
they have in common weighs more than what differs: a transaction that was given another
date, price and number of shares is the same line, one that was also given another
balance is not; a holding is known by its title and its nature of ownership.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from section16.forms.diff_boxes import LINE_FIELDS, Reading, compare, field_cells, marks_of, printed, value
from section16.forms.diff_match import Pairs, distance, match
from section16.forms.diff_model import Change, Part
from section16.forms.diff_words import bag, flat
from section16.model.lines import NonDerivativeLine

# What a differing box costs, a thousand to the unit; for words, what they cost more by how far they are apart.
_COST = {
    "security_title": 900, "exercise_price": 1500, "transaction_date": 2000, "deemed_execution_date": 500,
    "code": 2000, "equity_swap": 250, "form_type": 500, "timeliness": 250, "shares": 1500, "total_value": 1500,
    "acquired_disposed": 1500, "exercise_date": 500, "expiration_date": 1500, "underlying_title": 500,
    "underlying_shares": 500, "underlying_value": 500, "price": 1500, "shares_following": 1000,
    "value_following": 1000, "direct_indirect": 500, "nature": 1500,
}  # fmt: skip
_WORDS_COST = {"security_title": 1900, "underlying_title": 500, "nature": 900}
# a nature of ownership that is only left out tells less
_LEFT_OUT = {"nature": 1200}
_MARKS_COST = 100
# Of the cost of a number or a date, the fifth part is by how far apart they are: up to a factor of e, or a month.
_FIFTH, _FAR_DAYS = 5, 30
# What a line without a partner costs; a pair of lines may differ by twice that.
_TRANSACTION_ALONE, _HOLDING_ALONE = 2650, 1500


class _Profile(NamedTuple):
    """What a line says, to compare; a box that its table does not have is None."""

    values: tuple[object, ...]
    marks: tuple[frozenset[object], ...]
    words: tuple[frozenset[str], ...]
    is_transaction: bool


class _Worded(NamedTuple):
    """at        position among the fields of a line
    cost      when the words differ at all
    more      cost of words that have nothing in common, besides
    left_out  cost of words against none, or 0 for the same as words that have nothing in common
    """

    at: int
    cost: int
    more: int
    left_out: int


_WORDED = tuple(
    _Worded(at, _COST[field.name], _WORDS_COST[field.name], _LEFT_OUT.get(field.name, 0))
    for at, field in enumerate(LINE_FIELDS)
    if field.name in _WORDS_COST
)
_COSTS = tuple(0 if field.name in _WORDS_COST else _COST[field.name] for field in LINE_FIELDS)


def is_transaction(line: NonDerivativeLine) -> bool:
    """True for a line with a date or a code, as on paper, where nothing else tells a holding from a transaction."""
    coded = (line.transaction_date, line.code)
    return any(value(cell) is not None or cell.footnotes for cell in coded) or bool(line.coding_footnotes)


def _profile(line: NonDerivativeLine, marks: Mapping[str, object]) -> _Profile:
    values: list[object] = []
    on_boxes: list[frozenset[object]] = []
    for field in LINE_FIELDS:
        cell = getattr(line, field.name, None)
        values.append(None if cell is None else value(cell))
        own = () if cell is None else marks_of(line, field.name, cell)
        on_boxes.append(frozenset(marks.get(mark, ("no footnote", mark)) for mark in own))
    bags = tuple(bag(str(values[worded.at] or "")) for worded in _WORDED)
    return _Profile(tuple(values), tuple(on_boxes), bags, is_transaction(line))


def _apart(a: object, b: object) -> float:
    """How far apart two different values are, from 0 to 1; 1 where that cannot be told."""
    if isinstance(a, Decimal) and isinstance(b, Decimal) and a > 0 and b > 0:
        return min(1.0, abs(math.log(a) - math.log(b)))
    if isinstance(a, date) and isinstance(b, date):
        return min(1.0, abs((a - b).days) / _FAR_DAYS)
    return 1.0


def _cost(a: _Profile, b: _Profile) -> int:
    found = 0
    for cost, x, y in zip(_COSTS, a.values, b.values, strict=True):
        if x != y:
            found += cost - cost // _FIFTH + math.ceil(_apart(x, y) * (cost // _FIFTH))
    for worded, x, y in zip(_WORDED, a.words, b.words, strict=True):
        if a.values[worded.at] != b.values[worded.at]:
            found += worded.left_out if worded.left_out and not (x and y) else worded.cost + distance(x, y, worded.more)
    return found + sum(_MARKS_COST for x, y in zip(a.marks, b.marks, strict=True) if x != y)


def _alone(profile: _Profile) -> int:
    return _TRANSACTION_ALONE if profile.is_transaction else _HOLDING_ALONE


def pair(
    a: tuple[NonDerivativeLine, ...],
    b: tuple[NonDerivativeLine, ...],
    marks: tuple[Mapping[str, object], Mapping[str, object]],
    flip: bool,
) -> Pairs:
    """Which line of A is which of B; ``marks`` as in ``Reading``."""
    profiles_a = [_profile(line, marks[0]) for line in a]
    profiles_b = [_profile(line, marks[1]) for line in b]
    return match(profiles_a, profiles_b, _cost, _alone, flip)


def about(line: NonDerivativeLine) -> str:
    """A line in a few words: "Common Stock, 2023-11-24, P, By Ault Alpha LP"."""
    when = printed(line.transaction_date, "date")
    coded = printed(line.code, "words") if is_transaction(line) else "holding"
    title, nature = printed(line.security_title, "words"), printed(line.nature, "words")
    return ", ".join(part for part in (title, when, coded, nature) if part)


def row(line: NonDerivativeLine, form: str | None) -> str:
    """Every box of a line that is filled in, with its label; the form type when it is another form's."""
    said = []
    for field, cell in field_cells(line, LINE_FIELDS):
        own = marks_of(line, field.name, cell)
        if field.name == "form_type" and cell.value == form and not own:
            continue
        if (value(cell) is not None or own) and (text := printed(cell, field.how, own)):
            said.append(f"{field.label} {text}")
    return "; ".join(said)


def changes(
    a: tuple[NonDerivativeLine, ...],
    b: tuple[NonDerivativeLine, ...],
    table: Part,
    pairs: Pairs,
    reading: Reading,
) -> Iterator[Change]:
    """The changes of one table in the order of B; a removed line stands where it stood on A."""
    for i, j in pairs.walk(len(a), len(b)):
        if i is not None and j is not None:
            yield from _in_line(a[i], b[j], table, (i, j), (i, j) in pairs.moved, reading)
        elif i is not None:
            path, line = f"{table}[{i}]", a[i]
            said = row(line, reading.form_a)
            yield Change("removed", table, path, None, reading.where(path, None), "line", about(line), said, None)
        elif j is not None:
            path, line = f"{table}[{j}]", b[j]
            said = row(line, reading.form_b)
            yield Change("added", table, None, path, reading.where(None, path), "line", about(line), None, said)


def _in_line(
    a: NonDerivativeLine, b: NonDerivativeLine, part: Part, at: tuple[int, int], is_moved: bool, reading: Reading
) -> Iterator[Change]:
    """Whether one line stands in another order, and which of its boxes differ."""
    path_a, path_b = f"{part}[{at[0]}]", f"{part}[{at[1]}]"
    named = about(a)
    if is_moved:
        where = reading.where(path_a, path_b)
        yield Change("moved", part, path_a, path_b, where, "line", named, f"line {at[0] + 1}", f"line {at[1] + 1}")
    for (field, cell_a), (_, cell_b) in zip(field_cells(a, LINE_FIELDS), field_cells(b, LINE_FIELDS), strict=True):
        paths = (f"{path_a}.{field.name}", f"{path_b}.{field.name}")
        marks = marks_of(a, field.name, cell_a), marks_of(b, field.name, cell_b)
        change = compare(reading, part, named, paths, field, (cell_a, cell_b), marks)
        if change is not None:
            yield change
    old, new = (flat(f"{line.kind} {line.layout or ''}") for line in (a, b))
    if reading.is_strict and old != new:
        where = reading.where(f"{path_a}.kind", f"{path_b}.kind")
        yield Change("spelling", part, f"{path_a}.kind", f"{path_b}.kind", where, "row element", named, old, new)
