"""Cells as a filing has them, for what a test expects."""

import datetime
from decimal import Decimal

from section16.vocabulary.cells import Cell

NO, YES = Cell(False, "0"), Cell(True, "1")


def number(text: str, *marks: str) -> Cell:
    return Cell(Decimal(text), text, marks)


def words(text: str, *marks: str) -> Cell:
    return Cell(text, text, marks)


def day(text: str, *marks: str) -> Cell:
    return Cell(datetime.date.fromisoformat(text), text, marks)
