"""Which copies of which filings the store already has, to be asked for each one that comes.

An SQLite file beside the tables, derived from ``sources``: it is made up to date from
the manifest whenever it lags behind, and may be deleted at any time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from section16.archive.batch import KINDS, Entry
from section16.archive.manifest import Manifest

NAME = "keys.sqlite"
_DELETED = len(KINDS)  # no copy is worth more than EDGAR's word that a filing is gone
_SCHEMA = """
CREATE TABLE IF NOT EXISTS known (
    accession TEXT, sha256 BLOB, rank INTEGER, PRIMARY KEY (accession, sha256)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parts (name TEXT PRIMARY KEY) WITHOUT ROWID;
"""


class Keys:
    """The copies that are known. Not to be shared by threads.

    is_reader  open without the right to change anything, beside a writer
    copy       read this file instead, which ``write_copy`` made: it never changes, so that other
               machines can read it on a shared file system, where locks and shared memory do not reach
    """

    def __init__(self, folder: Path, *, is_reader: bool = False, copy: Path | None = None) -> None:
        path = folder / NAME
        if copy is not None:
            self._db = sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
            return
        if is_reader:
            self._db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
            return
        self._db = sqlite3.connect(path)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def write_copy(self, path: Path) -> None:
        """Write what is known now to a new file, for ``Keys(copy=...)``."""
        self._db.execute("VACUUM INTO ?", (str(path),))

    def copies(self, accession: str) -> dict[bytes, int]:
        """Ranks of the known copies of a filing, by their SHA-256."""
        return dict(self._db.execute("SELECT sha256, rank FROM known WHERE accession = ?", (accession,)))

    def copies_of(self, accessions: Iterable[str]) -> dict[str, dict[bytes, int]]:
        """The same of many filings at once; those that are not known are left out."""
        found: dict[str, dict[bytes, int]] = {}
        wanted = msgspec.json.encode(list(accessions)).decode()
        rows = self._db.execute(
            "SELECT accession, sha256, rank FROM known WHERE accession IN (SELECT value FROM json_each(?))", (wanted,)
        )
        for accession, digest, rank in rows:
            found.setdefault(accession, {})[digest] = rank
        return found

    def accessions(self) -> Iterator[str]:
        """Every filing of which a copy is known."""
        for (accession,) in self._db.execute("SELECT DISTINCT accession FROM known"):
            yield accession

    def has(self, accession: str, digest: str) -> bool:
        """True when this very copy is known."""
        copy = (accession, bytes.fromhex(digest))
        return self._db.execute("SELECT 1 FROM known WHERE accession = ? AND sha256 = ?", copy).fetchone() is not None

    def add(self, entries: Iterable[tuple[str, str, int]]) -> None:
        """Make copies known: accession number, SHA-256 in hexadecimal, rank."""
        rows = ((accession, bytes.fromhex(digest), rank) for accession, digest, rank in entries)
        self._db.executemany("INSERT OR IGNORE INTO known VALUES (?, ?, ?)", rows)

    def commit(self, manifest: Manifest) -> None:
        """Keep what was added: the copies of every part of the manifest are known now."""
        self._db.execute("DELETE FROM parts")
        self._db.executemany("INSERT INTO parts VALUES (?)", ((part.name,) for part in manifest.parts))
        self._db.commit()

    def missing(self, manifest: Manifest) -> list[str]:
        """Parts of the manifest whose copies are not known."""
        there = {name for (name,) in self._db.execute("SELECT name FROM parts")}
        return [part.name for part in manifest.parts if part.name not in there]


def rank(entry: Entry) -> int:
    """How much a copy tells; a deletion outranks every copy."""
    return rank_of(entry.kind, entry.state)


def rank_of(kind: str, state: str) -> int:
    """The same by the columns of ``sources``."""
    return _DELETED if state == "deleted" and kind == "feed" else KINDS.index(kind)
