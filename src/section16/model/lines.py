"""Lines of Table I and Table II: a row of the form, transaction or holding.

Columns follow Form 4.  One class per table serves transactions and holdings,
because filers (and the layouts before 2004) put the same boxes on both; ``kind``
says which one a line is.  Derived values are properties; nothing is parsed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, Literal

import msgspec

from section16.vocabulary.cells import ABSENT, Cell

Kind = Literal["transaction", "holding"]


class NonDerivativeLine(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """One line of Table I (Form 4, columns 1 to 7).

    Shares are counts of the titled security; a fraction is legal (dividend
    reinvestment), so they are ``Decimal``.  Money is US dollars.

    kind              transaction or holding
    layout            row element as filed when it is not the usual one of its
                      kind ("nonDerivativeSecurity" before 2004), else None
    form_type         form on which the line is due: "3", "4" or "5"
    code              column 3; V and K are not here: see ``timeliness``, ``equity_swap``
    coding_footnotes  marks on column 3, in filing order
    timeliness        "E" early (printed V), "L" late, None on time
    shares            column 4, amount; unsigned, the sign is ``acquired_disposed``
    total_value       in place of shares, dollars (Table II)
    price             column 4, dollars per share; footnote-only when it cannot be stated
    shares_following  column 5, holding of this class in this nature of
                      ownership.  Filers give a running balance per line or one
                      closing figure on every line
    value_following   in place of ``shares_following``, dollars
    nature            column 7, set only when ``direct_indirect`` is "I"
    """

    kind: Kind
    layout: str | None = None
    security_title: Cell[str] = ABSENT
    transaction_date: Cell[date] = ABSENT
    deemed_execution_date: Cell[date] = ABSENT
    form_type: Cell[str] = ABSENT
    code: Cell[str] = ABSENT
    equity_swap: Cell[bool] = ABSENT
    coding_footnotes: tuple[str, ...] = ()
    timeliness: Cell[str] = ABSENT
    shares: Cell[Decimal] = ABSENT
    total_value: Cell[Decimal] = ABSENT
    price: Cell[Decimal] = ABSENT
    acquired_disposed: Cell[str] = ABSENT
    shares_following: Cell[Decimal] = ABSENT
    value_following: Cell[Decimal] = ABSENT
    direct_indirect: Cell[str] = ABSENT
    nature: Cell[str] = ABSENT

    @property
    def is_transaction(self) -> bool:
        """True for a transaction, False for a holding."""
        return self.kind == "transaction"

    @property
    def signed_shares(self) -> Decimal | None:
        """Change in holding: + acquired, - disposed, None when either box is unread."""
        shares = self.shares.value
        if shares is None:
            return None
        side = self.acquired_disposed.value
        return shares if side == "A" else -shares if side == "D" else None

    @property
    def boxes(self) -> tuple[Cell[Any], ...]:
        """Every box, in form order: that of ``CELLS``."""
        return _BOXES[type(self)](self)

    def cells(self) -> Iterator[tuple[str, Cell[Any]]]:
        """Every box with its field name, in form order."""
        return zip(CELLS[type(self)], self.boxes, strict=True)

    def marks(self) -> Iterator[tuple[str, str]]:
        """Every (field, footnote id) on the line; marks on column 3 as ``code``."""
        for name, cell in self.cells():
            if cell.footnotes:
                for mark in cell.footnotes:
                    yield name, mark
            if name == "code" and self.coding_footnotes:
                for mark in self.coding_footnotes:
                    yield name, mark


class DerivativeLine(NonDerivativeLine, frozen=True, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """One line of Table II (Form 4, columns 1 to 11); the rest as in Table I.

    exercise_price     column 2, conversion or exercise price, dollars
    exercise_date      column 6, date exercisable; often a footnote alone
    expiration_date    column 6; often a footnote alone
    underlying_title   column 7
    underlying_shares  column 7, number of shares, or
    underlying_value   column 7, dollars
    """

    exercise_price: Cell[Decimal] = ABSENT
    exercise_date: Cell[date] = ABSENT
    expiration_date: Cell[date] = ABSENT
    underlying_title: Cell[str] = ABSENT
    underlying_shares: Cell[Decimal] = ABSENT
    underlying_value: Cell[Decimal] = ABSENT


Line = NonDerivativeLine | DerivativeLine

_NOT_CELLS = {"kind", "layout", "coding_footnotes"}
CELLS: dict[type[NonDerivativeLine], tuple[str, ...]] = {
    line_type: tuple(name for name in line_type.__struct_fields__ if name not in _NOT_CELLS)
    for line_type in (NonDerivativeLine, DerivativeLine)
}
_BOXES: dict[type[NonDerivativeLine], Callable[[NonDerivativeLine], tuple[Cell[Any], ...]]] = {
    line_type: attrgetter(*names) for line_type, names in CELLS.items()
}
