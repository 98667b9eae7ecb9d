"""A line of the form on its way: its boxes, its notes, the position it states."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from section16.prepare.trades import Trade
from section16.vocabulary.cells import Cell

NOTHING: Cell[Any] = Cell()
# boxes that only Table II has
ONLY_II = frozenset({
    "exercise_price", "exercise_date", "expiration_date", "underlying_title", "underlying_shares", "underlying_value",
})  # fmt: skip


class Key(NamedTuple):
    """A position: whose, what, and how it is held."""

    owner: str
    security: str
    account: str


@dataclass(slots=True)
class Entry:
    """One line on its way.

    table   "table_i" or "table_ii"
    fields  the boxes without their marks and without columns 5 to 7
    notes   texts or keys by box, in order
    key     position that the line states; its holding afterwards is ``after``
    trades  what it was made of: the evidence; none for a holding
    after   None when the opening position is not known, or the change
    missing   box and reason, for what nobody gave
    is_late   a holding that was left out of the Form 3
    """

    table: str
    fields: dict[str, Any]
    notes: dict[str, list[str]]
    key: Key
    trades: tuple[Trade, ...] = ()
    after: Decimal | None = None
    in_dollars: bool = False
    missing: list[tuple[str, str]] = field(default_factory=list)
    is_late: bool = False


def cell(value: Any) -> Cell[Any]:
    """A box as EDGAR spells it; absent for None.

    >>> cell(Decimal("1E+3")).text
    '1000'
    """
    if value is None:
        return NOTHING
    if isinstance(value, Decimal):
        return Cell(value, format(value, "f"))
    if isinstance(value, bool):
        return Cell(value, "1" if value else "0")
    return Cell(value, str(value))
