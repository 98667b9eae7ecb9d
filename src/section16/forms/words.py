"""Boxes as words: how a cell is printed, with its marks, nothing rounded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from section16.forms.printed import in_threes
from section16.vocabulary.cells import Cell


def marks(ids: Iterable[str]) -> str:
    """Footnote marks as printed.

    >>> marks(("F1", "F12"))
    '(1)(12)'
    """
    return "".join(f"({mark.removeprefix('F')})" for mark in ids)


def grouped(text: str) -> str:
    """Digits in threes, decimals as filed.

    >>> grouped("1234567.890"), grouped("0.0889")
    ('1,234,567.890', '0.0889')
    """
    whole, point, fraction = text.strip().partition(".")
    if not (whole.isascii() and whole.isdigit()):
        return text.strip()
    return f"{in_threes(whole.lstrip('0'))}{point}{fraction}"


def number(cell: Cell[Any], sign: str = "") -> str:
    """A number box; ``sign`` is "$" for money.  Unreadable text is printed as filed."""
    text = "" if cell.text is None else cell.text.strip() if cell.value is None else sign + grouped(cell.text)
    return with_marks(text, cell)


def plain(cell: Cell[Any]) -> str:
    """Any other box, as filed."""
    return with_marks((cell.text or "").strip(), cell)


def date(cell: Cell[Any]) -> str:
    """A date box as YYYY-MM-DD; a zone suffix is not printed."""
    return with_marks(cell.value.isoformat() if cell.value is not None else (cell.text or "").strip(), cell)


def with_marks(text: str, cell: Cell[Any]) -> str:
    """Text and the marks of its box."""
    return f"{text} {marks(cell.footnotes)}".strip() if cell.footnotes else text
