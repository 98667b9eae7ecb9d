"""What is true of the made market: the columns of its tables, and where the rows go.

Tables and columns are those of ``tables/truth.tsv``, which says what each means.  Rows are texts in
the order of the columns.  A sink is anything with ``add(table, row)``: ``NoTruth`` drops the rows,
``KeptTruth`` keeps them in memory, ``writing.TruthFiles`` writes them.
"""

from __future__ import annotations

from typing import Protocol

from section16.simulate.tables_of import rows


def _tables() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows("truth"):
        found[row["table"]] = (*found.get(row["table"], ()), row["column"])
    return found


TABLES = _tables()


class Truth(Protocol):
    """Takes rows of the tables above."""

    def add(self, table: str, row: tuple[str, ...]) -> None:
        """One row, in the order of the table's columns."""


class NoTruth:
    """Drops every row."""

    def add(self, table: str, row: tuple[str, ...]) -> None:
        """Nothing is kept."""


class KeptTruth:
    """Keeps every row, for tests: ``tables["late"]`` is a list of rows by column."""

    def __init__(self) -> None:
        self.tables: dict[str, list[dict[str, str]]] = {name: [] for name in TABLES}

    def add(self, table: str, row: tuple[str, ...]) -> None:
        """Keep one row."""
        self.tables[table].append(dict(zip(TABLES[table], row, strict=True)))
