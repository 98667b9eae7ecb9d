"""The store against its sources: every file against its checksum, every row made anew from filed bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from section16.archive import manifest as manifests
from section16.archive.batch import Recorder
from section16.archive.glimpse import glimpse
from section16.archive.manifest import File, Part
from section16.archive.store import Store
from section16.archive.tables import TABLES
from section16.archive.views import select_table
from section16.formats.columns_arrow import pa
from section16.formats.dataset_tsv import Dataset
from section16.vocabulary.errors import Damaged

_MANY = 8192  # filings made anew at a time
_DERIVED = tuple(name for name in TABLES if name not in ("sources", "quarantine"))


class Fault(msgspec.Struct, frozen=True):
    """Something in the store that is not as it must be.

    where  a file of the store, or an accession number and a table
    """

    where: str
    what: str


class Verified(msgspec.Struct):
    """What was looked at; ``unkept`` filings whose bytes are not in the store."""

    files: int = 0
    bytes: int = 0
    filings: int = 0
    rows: int = 0
    unkept: int = 0


def verify(folder: Path, progress: Callable[[Verified], None] | None = None) -> Iterator[Fault]:
    """Every fault of the store in a folder; none is the proof that rows and bytes agree.

    progress  called now and then with what has been looked at

    Raises NotFound when there is no store, Damaged when its manifest is not as written.
    """
    manifest = manifests.read(folder)
    done = Verified()
    say = progress or (lambda found: None)
    damaged: set[str] = set()
    for file in manifest.files():
        if (what := _file_fault(folder, file)) is not None:
            damaged.add(file.path)
            yield Fault(file.path, what)
        done.files += 1
        done.bytes += file.bytes
        say(done)
    # a part with a damaged table is said already; its rows cannot be asked
    whole = tuple(part for part in manifest.parts if not any(file.path in damaged for file in part.files.values()))
    with Store(folder, msgspec.structs.replace(manifest, parts=whole, pages=None)) as store:
        for part in whole:
            yield from _part_faults(store, part, damaged, done, say)


def _file_fault(folder: Path, file: File) -> str | None:
    """What is wrong with the bytes of a file; None when nothing is."""
    digest = sha256()
    try:
        with (folder / file.path).open("rb") as opened:
            while block := opened.read(1 << 20):
                digest.update(block)
            size = opened.tell()
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    if size != file.bytes:
        return f"found {size:,} bytes, expected {file.bytes:,}"
    if digest.hexdigest() != file.sha256:
        return f"found SHA-256 {digest.hexdigest()}, expected {file.sha256}"
    return None


def _part_faults(
    store: Store, part: Part, damaged: set[str], done: Verified, say: Callable[[Verified], None]
) -> Iterator[Fault]:
    """Faults of the rows of one part."""
    sources = store.rows(
        f"SELECT * FROM ({select_table('sources', store.folder, [part])}) WHERE state = 'current' "
        "ORDER BY pack, frame, start"
    )
    known = [row for row in sources if row["frame"] is not None]
    done.unkept += sum(row["pack"] is None for row in sources)
    yield from _orphans(store, part)
    for at in range(0, len(known), _MANY):
        some = known[at : at + _MANY]
        recorder = Recorder()
        for row in some:
            if row["pack"] in damaged:
                continue
            try:
                content = store.unpacked(row)
            except (Damaged, OSError) as error:
                yield Fault(row["accession"], str(error))
                continue
            _record(recorder, row, content)
        yield from _differences(store, part, recorder, done)
        say(done)
    for pack, rows in groupby((row for row in sources if row["kind"] == "dataset"), lambda row: row["pack"]):
        if pack not in damaged:
            yield from _dataset_faults(store, part, pack, list(rows), done)
            say(done)


def _dataset_faults(store: Store, part: Part, pack: str, rows: list[dict[str, Any]], done: Verified) -> Iterator[Fault]:
    """Faults of the rows of one data set in one part."""
    with Dataset(store.folder / pack) as opened:
        for at in range(0, len(rows), _MANY):
            recorder = Recorder()
            for row in rows[at : at + _MANY]:
                filing = opened.get(row["accession"])
                if filing is None:
                    yield Fault(row["accession"], f"found no such filing in {pack}, expected one")
                else:
                    recorder.add_document(filing, row["name"], row["sha256"], pack)
            yield from _differences(store, part, recorder, done)


def _record(recorder: Recorder, row: dict[str, Any], content: bytes) -> None:
    found = glimpse(content, row["name"] or "")
    if found.accession != row["accession"]:  # a set of filings in one file names each by its own header
        found = found._replace(accession=row["accession"])
    recorder.add(content, found, row["name"])


def _orphans(store: Store, part: Part) -> Iterator[Fault]:
    """Rows of filings that have no source."""
    sources = select_table("sources", store.folder, [part])
    for table in _DERIVED:
        if table not in part.files:
            continue
        rows = store.rows(
            f"SELECT accession, count(*) AS n FROM ({select_table(table, store.folder, [part])}) "
            f"WHERE accession NOT IN (SELECT accession FROM ({sources}) WHERE state = 'current') GROUP BY accession"
        )
        for row in rows:
            yield Fault(f"{row['accession']}, {table}", f"found {row['n']} rows without a source, expected none")


def _differences(store: Store, part: Part, recorder: Recorder, done: Verified) -> Iterator[Fault]:
    """Where the rows made anew are not those of the store."""
    tables, _, entries = recorder.finish("")
    done.filings += len(entries)
    connection = store.connection
    accessions = pa.table({"accession": [entry.accession for entry in entries]})
    connection.register("anew_filings", accessions)
    try:
        for table in _DERIVED:
            done.rows += tables[table].num_rows
            columns = ", ".join(f'"{name}"' for name in TABLES[table].schema.names)
            connection.register("anew", tables[table])
            stored = (
                f"SELECT {columns} FROM ({select_table(table, store.folder, [part])}) "
                "WHERE accession IN (SELECT accession FROM anew_filings)"
            )
            made = f"SELECT {columns} FROM anew"
            for left, right, what in (
                (stored, made, "rows of the store that its filed bytes do not give"),
                (made, stored, "rows that its filed bytes give and the store does not have"),
            ):
                rows = store.rows(
                    f"SELECT accession, count(*) AS n FROM (({left}) EXCEPT ALL ({right})) GROUP BY accession"
                )
                for row in rows:
                    yield Fault(f"{row['accession']}, {table}", f"found {row['n']} {what}, expected none")
    finally:
        for name in ("anew", "anew_filings"):
            connection.unregister(name)
