"""A sheet as what it says: the boxes of two prints are compared by value.

A form that was read from a print has no other text than the printed one, so ``889.50`` filed, printed ``889.5`` and
read again would be printed ``889.50``, as a filed ``889.5`` is. The numbers are the same.
"""

import re
from decimal import Decimal
from typing import Any

from section16.forms.sheet import Printed, Sheet

_NUMBER = re.compile(r"(\$?)([0-9]{1,3}(?:,[0-9]{3})*(?:\.[0-9]+)?)").fullmatch


def boxes(page: Sheet) -> dict[str, Any]:
    """Every printed box by its place, numbers by value."""
    found: dict[str, Any] = {f"check {i}": tick for i, tick in enumerate(page.checks)}
    found |= {part.area: part for part in page.front}
    for table in (page.table_i, page.table_ii):
        for i, row in enumerate(table.rows):
            found |= {f"{table.name}[{i}] cell {k}": _value(cell) for k, cell in enumerate(row)}
    for name in ("owners", "signatures", "footnotes", "remarks"):
        found |= {f"{name}[{i}]": one for i, one in enumerate(getattr(page, name))}
    found["no securities"] = page.no_securities_owned
    return found


def _value(cell: Printed) -> tuple[object, ...]:
    number = _NUMBER(cell.text)
    if number is None:
        return (cell.text, cell.marks)
    return (number[1], Decimal(number[2].replace(",", "")), cell.marks)


def differences(one: Sheet, other: Sheet) -> dict[str, tuple[Any, Any]]:
    """The boxes that two prints do not say alike, with what each says."""
    a, b = boxes(one), boxes(other)
    return {place: (a.get(place), b.get(place)) for place in {**a, **b} if a.get(place) != b.get(place)}
