"""Texts as filed -> Arrow arrays of values, exactly as ``values`` reads them.

Each text is read once for a batch, in which most occur many times, and becomes
the plain print of its value (``columns_tables`` says what is plain).  Arrow casts
the plain prints, so that it can neither refuse one nor read it otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from section16.formats import values
from section16.formats.columns_arrow import DAY, DECIMALS, FLAG, NUMBER, TEXT, WHOLE_DIGITS, pa
from section16.formats.columns_tables import Table
from section16.formats.values import plain

Texts = list[str | None]
Cells = list[Any]

_PLAIN_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{0,6}[1-9])?").fullmatch


def fits(digits: str) -> bool:
    """True when the plain print of a number has no more digits than the column.

    >>> fits("999999999999.9999"), fits("0.00000001")
    (True, False)
    """
    whole, _, decimals = digits.lstrip("-").partition(".")
    return len(whole) <= WHOLE_DIGITS and len(decimals) <= DECIMALS


def _number(text: str) -> str | None:
    if _PLAIN_NUMBER(text):
        return text
    value = values.number(text)
    if value is None:
        return None
    digits = plain(value)
    return digits if fits(digits) else None


def _day(text: str) -> str | None:
    value = values.day(text)
    return None if value is None else value.isoformat()


def _flag(text: str) -> str | None:
    value = values.flag(text)
    return None if value is None else plain(value)


class _Prints(dict[str | None, str | None]):
    """Plain print by text as filed; reads a text when it is first asked for."""

    def __init__(self, read: Callable[[str], str | None]) -> None:
        super().__init__({None: None})
        self.read = read

    def __missing__(self, text: str) -> str | None:
        printed = self[text] = self.read(text)
        return printed


class Arrays:
    """Makes the arrays of one batch; what it has read serves all columns."""

    def __init__(self) -> None:
        self.prints: dict[pa.DataType, _Prints] = {
            NUMBER: _Prints(_number),
            DAY: _Prints(_day),
            FLAG: _Prints(_flag),
            TEXT: _Prints(values.words),
        }

    def box(self, texts: Texts, kind: pa.DataType, boxed: bool) -> tuple[pa.Array[Any], pa.Array[Any]]:
        """The two arrays of a box: its values, and its texts that are not plain prints.

        boxed  "" is a text filed blank; else it is an element with nothing in it
        """
        many = len(texts)
        if texts.count(None) == many:
            return pa.nulls(many, kind), pa.nulls(many, TEXT)  # type: ignore[call-overload]
        prints = list(map(self.prints[kind].__getitem__, texts))
        array: pa.Array[Any] = pa.array(prints, TEXT)
        if kind != TEXT:
            array = array.cast(kind)
        if prints == texts:
            return array, pa.nulls(many, TEXT)
        kept = [None if text == printed else text for text, printed in zip(texts, prints, strict=True)]
        if not boxed:
            kept = [text or None for text in kept]
        return array, pa.array(kept, TEXT)

    def batch(self, table: Table, cells: Cells) -> pa.RecordBatch:
        """The rows of a table as a record batch; ``cells`` are in the order of ``table.filed``."""
        arrays: dict[str, pa.Array[Any]] = {}
        for i, column in enumerate(table.filed):
            texts = cells[i :: len(table.filed)]
            text = table.texts.get(column.name)
            if text is None:
                arrays[column.name] = pa.array(texts, column.type)
            else:
                arrays[column.name], arrays[text.name] = self.box(texts, column.type, text.boxed)
        return pa.RecordBatch.from_arrays([arrays[c.name] for c in table.columns], schema=table.arrow)
