"""Putting fresh parts in their places: one part for each year of filing, sorted by issuer.

A year that got something is written anew, whole, beside the old one.  DuckDB sorts, within
a bound on memory and on the disk beyond it.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from section16.archive.manifest import File, Manifest, Part, described
from section16.archive.tables import TABLES, UNKNOWN
from section16.archive.views import quoted, select_table
from section16.edgar.private import sync_folder

if TYPE_CHECKING:
    import duckdb

_MANY = 48  # fresh parts that are read at every question before they are settled
_SHARE = 20  # they are settled as well when they hold one filing in so many
_ROW_GROUP = 16_384  # rows read at least, whatever is asked: the smaller, the less; the larger, the better packed
MEMORY = 512  # megabytes that DuckDB may hold, whatever the writer does
_TABLES = 2


def settle_if_due(folder: Path, manifest: Manifest, *, goes_on: bool = False) -> Manifest | None:
    """The manifest with its fresh parts settled; None when that is not worth its while yet.

    goes_on  more is coming: then only their number counts, not how much of the store they are
    """
    fresh = [part for part in manifest.parts if part.year is None]
    if not fresh:
        return None
    total = sum(part.filings for part in manifest.parts)
    is_much = not goes_on and sum(part.filings for part in fresh) * _SHARE >= total
    return settle(folder, manifest) if is_much or len(fresh) >= _MANY else None


def settle(folder: Path, manifest: Manifest) -> Manifest:
    """Settle every fresh part, and every part with rows that no longer count."""
    fresh = [part for part in manifest.parts if part.year is None]
    settled = [part for part in manifest.parts if part.year is not None]
    with _connected(folder, "years") as connection:
        years = _years(connection, folder, fresh) | {part.year or UNKNOWN for part in settled if part.hidden}
    kept = [part for part in settled if part.year not in years]
    again = [part for part in settled if part.year in years]
    made = _Settling(folder, fresh, again, sorted(years)).parts()
    return msgspec.structs.replace(manifest, parts=tuple(sorted([*kept, *made], key=lambda part: part.year or 0)))


@contextmanager
def _connected(folder: Path, name: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB on one thread, with its share of the memory, and a folder of its own for what exceeds that."""
    import duckdb

    work = folder / "work" / name
    work.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY // _TABLES}MB'")
        connection.execute("SET threads = 1")
        connection.execute(f"SET temp_directory = {quoted(str(work))}")
        yield connection
    shutil.rmtree(work)


def _years(connection: duckdb.DuckDBPyConnection, folder: Path, parts: list[Part]) -> set[int]:
    years: set[int] = set()
    for table in ("sources", "quarantine"):
        select = select_table(table, folder, parts)
        of = "coalesce(year(filed_on), 0)" if table == "sources" else "0"
        rows = connection.execute(f"SELECT DISTINCT {of} FROM ({select})").fetchall()
        years |= {int(year) for (year,) in rows}
    return years


class _Settling:
    """The years that are written anew, table by table: fresh rows are read once, whatever years they are of.

    Two tables at a time, each on one thread: as quick as one table on two, at three quarters of the work.
    """

    def __init__(self, folder: Path, fresh: list[Part], settled: list[Part], years: list[int]) -> None:
        self.folder, self.years = folder, years
        self.fresh, self.settled = fresh, settled
        self.names = {year: f"{year or 'unknown'}-{uuid.uuid4().hex[:8]}" for year in years}

    def parts(self) -> list[Part]:
        """One for each year."""
        files: dict[int, dict[str, File]] = {year: {} for year in self.years}
        with ThreadPoolExecutor(_TABLES) as threads:
            for table, made in zip(TABLES, threads.map(self.table, TABLES), strict=True):
                for year, file in made.items():
                    files[year][table] = file
        return [
            Part(self.names[year], year, of["filings"].rows if "filings" in of else 0, of) for year, of in files.items()
        ]

    def table(self, table: str) -> dict[int, File]:
        """One table of every year in which it has rows."""
        is_dated = "filed_on" in TABLES[table].schema.names
        years = self.years if is_dated else [year for year in self.years if year == UNKNOWN]
        made: dict[int, File] = {}
        with _connected(self.folder, table) as connection:
            fresh = f"({select_table(table, self.folder, self.fresh)})"
            if len(years) > 1:
                connection.execute(f"CREATE TEMP TABLE fresh AS SELECT * FROM {fresh}")
                fresh = "fresh"
            for year in years:
                condition = _filed_in(year) if is_dated else "true"
                file = self._written(connection, table, year, f"{fresh} WHERE {condition}")
                if file is not None:
                    made[year] = file
        return made

    def _written(self, connection: duckdb.DuckDBPyConnection, table: str, year: int, fresh: str) -> File | None:
        """One table of a year; None when it has no rows."""
        columns = ", ".join(f'"{name}"' for name in TABLES[table].schema.names)
        settled = select_table(table, self.folder, [part for part in self.settled if part.year == year])
        order = ", ".join(f'"{column}" NULLS FIRST' for column in TABLES[table].order)
        hive = f"filing_year={year}" if year else "filing_year=__HIVE_DEFAULT_PARTITION__"
        place = self.folder / "tables" / table / hive
        place.mkdir(parents=True, exist_ok=True)
        path = place / f"{self.names[year]}.parquet"
        copied = connection.execute(
            f"COPY (SELECT {columns} FROM {fresh} UNION ALL {settled} ORDER BY {order}) TO {quoted(str(path))} "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP})"
        ).fetchone()
        rows = int(copied[0]) if copied is not None else 0
        if rows == 0:
            path.unlink()
            return None
        file = described(self.folder, path, rows)
        sync_folder(place)
        return file


def _filed_in(year: int) -> str:
    """The condition that a row was filed in that year."""
    return f"filed_on BETWEEN DATE '{year}-01-01' AND DATE '{year}-12-31'" if year else "filed_on IS NULL"
