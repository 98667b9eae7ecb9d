"""Writing a part: rows by table, and a pack of filed bytes, as files that no manifest names yet."""

from __future__ import annotations

from pathlib import Path

from section16.archive.manifest import File, Part, described
from section16.edgar.private import sync_folder
from section16.formats.columns_arrow import pa

FRESH, SOURCES = "fresh", "sources"


def pack_name(part: str) -> str:
    """Path of the pack that came in with a part, from the store's folder."""
    return f"{SOURCES}/{part}.zst"


def write_part(folder: Path, name: str, tables: dict[str, pa.Table], packed: bytes) -> tuple[Part, File | None]:
    """Write a fresh part and its pack; None for a pack with nothing in it."""
    place = folder / FRESH / name
    place.mkdir(parents=True, exist_ok=True)
    files = {table: _write(folder, place / f"{table}.parquet", rows) for table, rows in tables.items() if rows.num_rows}
    sync_folder(place)
    sync_folder(place.parent)
    pack = None
    if packed:
        path = folder / pack_name(name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(packed)
        pack = described(folder, path, 0)
        sync_folder(path.parent)
    return Part(name, None, tables["filings"].num_rows, files), pack


def _write(folder: Path, path: Path, rows: pa.Table) -> File:
    import pyarrow.parquet as pq

    # without dictionaries it is quicker and, compressed, no larger; settling writes all of it anew
    pq.write_table(rows, path, compression="zstd", compression_level=1, use_dictionary=False)
    return described(folder, path, rows.num_rows)
