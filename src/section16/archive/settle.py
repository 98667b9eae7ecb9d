"""Putting fresh parts in their places: one part for each year of filing, sorted by issuer.

A year that got something is written anew, whole, beside the old one.  DuckDB sorts, within
a bound on memory and on the disk beyond it.
"""

from __future__ import annotations

import uuid
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
_MEMORY = "512MB"


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
    import duckdb

    fresh = [part for part in manifest.parts if part.year is None]
    settled = [part for part in manifest.parts if part.year is not None]
    with duckdb.connect() as connection:
        work = folder / "work"
        work.mkdir(exist_ok=True)
        connection.execute(f"SET memory_limit = '{_MEMORY}'")
        connection.execute(f"SET temp_directory = {quoted(str(work))}")
        years = _years(connection, folder, fresh) | {part.year or UNKNOWN for part in settled if part.hidden}
        kept = [part for part in settled if part.year not in years]
        made = [
            _year(connection, folder, year, [*fresh, *(part for part in settled if part.year == year)])
            for year in sorted(years)
        ]
    return msgspec.structs.replace(manifest, parts=tuple(sorted([*kept, *made], key=lambda part: part.year or 0)))


def _years(connection: duckdb.DuckDBPyConnection, folder: Path, parts: list[Part]) -> set[int]:
    years: set[int] = set()
    for table in ("sources", "quarantine"):
        select = select_table(table, folder, parts)
        of = "coalesce(year(filed_on), 0)" if table == "sources" else "0"
        rows = connection.execute(f"SELECT DISTINCT {of} FROM ({select})").fetchall()
        years |= {int(year) for (year,) in rows}
    return years


def _year(connection: duckdb.DuckDBPyConnection, folder: Path, year: int, parts: list[Part]) -> Part:
    """One year's part, of what these hold of it."""
    name = f"{year or 'unknown'}-{uuid.uuid4().hex[:8]}"
    files: dict[str, File] = {}
    for table in TABLES:
        made = _table(connection, folder, table, year, parts, name)
        if made is not None:
            files[table] = made
    return Part(name, year, files["filings"].rows if "filings" in files else 0, files)


def _table(
    connection: duckdb.DuckDBPyConnection, folder: Path, table: str, year: int, parts: list[Part], name: str
) -> File | None:
    """One table of that year, written; None when it has no rows."""
    kept = TABLES[table]
    select = f"SELECT * FROM ({select_table(table, folder, parts)})"
    if "filed_on" in kept.schema.names:
        select += (
            f" WHERE filed_on BETWEEN DATE '{year}-01-01' AND DATE '{year}-12-31'"
            if year
            else " WHERE filed_on IS NULL"
        )
    elif year != UNKNOWN:
        return None
    place = folder / "tables" / table / (f"filing_year={year}" if year else "filing_year=__HIVE_DEFAULT_PARTITION__")
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{name}.parquet"
    order = ", ".join(f'"{column}" NULLS FIRST' for column in kept.order)
    copied = connection.execute(
        f"COPY ({select} ORDER BY {order}) TO {quoted(str(path))} "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP})"
    ).fetchone()
    rows = int(copied[0]) if copied is not None else 0
    if rows == 0:
        path.unlink()
        return None
    file = described(folder, path, rows)
    sync_folder(place)
    return file
