"""A data set of filings that come in any order and more than once: sorted, each filing once, whole or not at all.

The rows lie in a temporary file until all filings are there, so memory does not grow
with them.  They are written by filing date and accession number: the same filings give
the same bytes in whatever order they came.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from section16.formats.dataset_tsv_reader import DatasetFiling
from section16.formats.dataset_tsv_writer import Row, Rows, growing
from section16.vocabulary.errors import SeenAndExpected

_CACHE = 64 * 1024  # of the temporary table, in units of 1024 bytes
_SCHEMA = "CREATE TABLE filing (accession TEXT PRIMARY KEY, filed TEXT, told INTEGER, rows BLOB)"
# no filing date sorts behind every date; the rows themselves need not be sorted along
_SORTED = "SELECT rowid FROM filing ORDER BY filed IS NULL, filed, accession"
_ROWS = "SELECT accession, rows FROM filing WHERE rowid = ?"
# of two copies the one that tells more; of two that tell as much, the later
_ADD = """
INSERT INTO filing VALUES (?, ?, ?, ?) ON CONFLICT (accession)
DO UPDATE SET filed = excluded.filed, told = excluded.told, rows = excluded.rows WHERE excluded.told >= told
"""


class SortedDataset:
    """A data set in the making; to be used in a ``with`` statement.  Not to be shared by threads.

    target                     where it shall lie: a zip archive when the name ends so, which is replaced in one
                               step; else a folder, which must not be there, or be empty
    as_published, with_10b5_1  see ``dataset_tsv_writer.Rows``

    Raises SeenAndExpected for a target that cannot be made.  Every method raises OSError when
    there is no room for the temporary file.
    """

    def __init__(self, target: Path, *, as_published: bool = False, with_10b5_1: bool = True) -> None:
        self.target = target
        self._as_zip = target.suffix.lower() == ".zip"
        if target.name in ("", ".."):
            raise SeenAndExpected(repr(str(target)), "a folder of its own, by its name, or FILE.zip")
        if self._as_zip and target.is_dir():
            raise SeenAndExpected(f"the folder {str(target)!r}", "the name of a zip archive, or of a new folder")
        if not self._as_zip and target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise SeenAndExpected(f"{str(target)!r}, which is there already", "a new or empty folder, or FILE.zip")
        if not target.absolute().parent.is_dir():
            raise SeenAndExpected(f"no folder {str(target.absolute().parent)!r}", "one to write into")
        self._rows = Rows(as_published=as_published, with_10b5_1=with_10b5_1)
        self._added = 0
        self._db = sqlite3.connect("", isolation_level=None)  # a file without a name, gone when it is closed
        for setting in (f"cache_size = -{_CACHE}", "journal_mode = OFF", "synchronous = OFF"):
            self._db.execute(f"PRAGMA {setting}")
        self._db.execute(_SCHEMA)
        self._db.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def __len__(self) -> int:
        """How many filings there are."""
        with _room():
            (count,) = self._db.execute("SELECT count(*) FROM filing").fetchone()
        return int(count)

    @property
    def undated(self) -> int:
        """How many of them have no filing date."""
        with _room():
            (count,) = self._db.execute("SELECT count(*) FROM filing WHERE filed IS NULL").fetchone()
        return int(count)

    @property
    def doubled(self) -> int:
        """How many copies gave way to another of the same filing."""
        return self._added - len(self)

    def add(self, filing: DatasetFiling) -> None:
        """Take a filing in.

        Of two copies of a filing, one from a data set that lacks something gives way, then one without
        a filing date, then the earlier.
        """
        self._added += 1
        told = 2 * (not filing.lacking) + (filing.filed_on is not None)
        filed = filing.filed_on.isoformat() if filing.filed_on is not None else None
        with _room():
            rows = msgspec.msgpack.encode(list(self._rows.rows(filing)))
            self._db.execute(_ADD, (filing.accession, filed, told, rows))

    def write(self) -> None:
        """Write the eight files. Raises OSError when that fails; the target is as it was then."""
        target = self.target
        new = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}")
        try:
            with growing(self._rows) as files:
                for accession, rows in self._sorted():
                    files.add(accession, rows)
                if self._as_zip:
                    with new.open("wb") as file:
                        files.pack(file)
                        file.flush()
                        os.fsync(file.fileno())
                else:
                    new.mkdir()
                    files.lay_out(new)
            if not self._as_zip and target.exists():
                target.rmdir()
            new.replace(target)
        finally:
            if new.is_dir():
                shutil.rmtree(new, ignore_errors=True)
            else:
                new.unlink(missing_ok=True)

    def _sorted(self) -> Iterator[tuple[str, list[Row]]]:
        decoder = msgspec.msgpack.Decoder(list[Row])
        with _room():
            for found in self._db.execute(_SORTED):
                accession, rows = self._db.execute(_ROWS, found).fetchone()
                yield accession, decoder.decode(rows)


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise OSError(f"no room to sort the data set ({error})") from None
