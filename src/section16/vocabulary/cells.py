"""The cell: one box of an ownership form, as the filer filled it in.

Nearly every box of Forms 3, 4 and 5 can carry footnote marks, and a box may
hold only a mark and no value.  A plain ``Decimal`` or ``str`` loses both facts,
so the model is built from cells instead.
"""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")


class Cell(msgspec.Struct, Generic[T], frozen=True, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """What one box says.

    value      the typed value; None when the box is empty or unreadable
    text       the characters as filed ("8.880", "true"); None when the box has
               no value element, and for a value whose text is not known (a data
               set).  Writers print this, so nothing is reformatted
    footnotes  footnote ids hung on the box, in filing order, repeats kept
    empty      True when the box's element was filed with nothing in it, which
               is neither "not filed" (``Cell()``) nor "filed blank" (``text=""``)

    >>> Cell(None, None, ("F1",)).is_footnote_only
    True
    >>> Cell().is_absent, Cell(empty=True).is_absent
    (True, False)
    """

    value: T | None = None
    text: str | None = None
    footnotes: tuple[str, ...] = ()
    empty: bool = False

    @property
    def is_absent(self) -> bool:
        """True when the form as filed has no such box at all."""
        return self.text is None and self.value is None and not self.footnotes and not self.empty

    @property
    def is_footnote_only(self) -> bool:
        """True for a box answered by a footnote alone, e.g. a vesting date."""
        return bool(self.footnotes) and self.value is None and (self.text is None or not self.text.strip())

    @property
    def is_unreadable(self) -> bool:
        """True when something was filed that is not of the box's type."""
        return self.value is None and self.text is not None and bool(self.text.strip())


# the cell of every box that was not filed, one for all, so that "is" tells; and of every one filed with nothing in it
ABSENT: Cell[Any] = Cell()
EMPTY: Cell[Any] = Cell(empty=True)
