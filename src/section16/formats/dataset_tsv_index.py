"""A data set's zip, its rows brought together by filing.

The files are not in one order: SUBMISSION of 2024Q3 runs by the text of its date,
the others by the date, and within a date as it came.  So the rows go into a
temporary SQLite table, which keeps to the disk what exceeds its cache, and come
out filing by filing.  In memory stands one number for each accession.
"""

from __future__ import annotations

import io
import sqlite3
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import IO

from section16.formats.dataset_tsv_findings import finding, shown
from section16.formats.dataset_tsv_rows import Record, fields, header, records
from section16.formats.dataset_tsv_tables import ACCESSION, FLAG_10B5_1, SUBMISSION, TABLES
from section16.formats.dataset_tsv_values import day
from section16.vocabulary.errors import NotThisFormat, TooLarge
from section16.vocabulary.findings import Finding

DatasetSource = str | Path | bytes | IO[bytes]

_CACHE = 64 * 1024  # of the temporary table, in units of 1024 bytes
_MOST_BYTES = 1 << 31  # of one file; the largest of a quarter has about 20 MB
_MOST_NAMED = 100  # findings of one kind in one file; the rest are counted
_FILED = next(column.name for column in SUBMISSION.columns if column.of == "filing")
_AT = {name: number for number, name in enumerate(TABLES)}
# what zipfile raises for a damaged archive
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError, ValueError)

Rows = dict[str, list[Record]]


class Index:
    """The rows of a data set by filing.

    names     of the columns of each file that is there
    lacking   tables that are not there ("FOOTNOTES") and columns ("SUBMISSION.AFF10B5ONE")
    findings  about the set as a whole
    numbers   accession -> place: those of SUBMISSION in its order, then any others
    """

    def __init__(self, source: DatasetSource) -> None:
        self.names: dict[str, tuple[str, ...]] = {}
        self.findings: list[Finding] = []
        self.numbers: dict[str, int] = {}
        self._told: Counter[tuple[str, str]] = Counter()
        self._rows = sqlite3.connect("")  # a file without a name, gone when it is closed
        self._rows.execute(f"PRAGMA cache_size = -{_CACHE}")
        self._rows.execute(
            "CREATE TABLE row (filing INTEGER, file INTEGER, line INTEGER, text TEXT, PRIMARY KEY (filing, file, line))"
            " WITHOUT ROWID"
        )
        with ExitStack() as undone:
            undone.callback(self.close)
            try:
                self._load(source)
            except sqlite3.Error as error:
                raise OSError(f"no room to sort the data set ({error})") from None
            undone.pop_all()
        self.lacking = frozenset(self._lacking())

    def close(self) -> None:
        """Give back what the index holds on the disk."""
        self._rows.close()

    def _load(self, source: DatasetSource) -> None:
        try:
            archive = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
        except zipfile.BadZipFile as error:
            raise NotThisFormat(f"a file that is no zip archive ({error})", "a data set as a zip archive") from None
        with archive:
            members = members_of(archive)
            if not members:
                expected = ", ".join(table.file for table in TABLES.values())
                raise NotThisFormat("an archive without a file of a data set", expected)
            for name in TABLES:
                if name not in members:
                    self._tell("S16-047", name, "found no such file, expected the eight of a data set")
                    continue
                size = archive.getinfo(members[name]).file_size
                if size > _MOST_BYTES:
                    seen = f"found {size / 2**30:.1f} GB in {members[name]}"
                    raise TooLarge(f"{seen}, expected at most {_MOST_BYTES >> 30} GB")
                try:
                    with archive.open(members[name]) as file:
                        self._add(name, file)
                except _DAMAGE as error:
                    self._tell("S16-045", name, f"found a file that breaks off ({error}), expected it whole")

    def _add(self, table: str, file: IO[bytes]) -> None:
        """The rows of one file."""
        declared = TABLES[table]
        names = header(file)
        if ACCESSION not in names[:1]:
            seen = shown("\t".join(names))
            self._tell("S16-045", table, f"found {seen} as the first line, expected {ACCESSION} and other columns")
            return
        self.names[table] = names
        for name in names:
            if name not in declared.header:
                self._tell("S16-047", table, f"found the column {name[:60]!r}, which no data set is known to have")
        for name in declared.header:
            if name not in names and name != FLAG_10B5_1:
                self._tell("S16-047", table, f"found no column {name}, expected the columns of the SEC's data sets")
        self._rows.executemany("INSERT INTO row VALUES (?, ?, ?, ?)", self._placed(table, file))

    def _placed(self, table: str, file: IO[bytes]) -> Iterator[tuple[int, int, int, str]]:
        numbers, at = self.numbers, _AT[table]
        for record in records(file):
            if record.accession is None:
                seen = f"found a row that begins {shown(record.text)}, expected an accession number"
                self._tell("S16-045", table, seen, record.line)
                continue
            number = numbers.setdefault(record.accession, len(numbers))
            yield number, at, record.line, record.text

    def _tell(self, code: str, table: str, message: str, line: int | None = None) -> None:
        self._told[code, table] += 1
        count = self._told[code, table]
        if count <= _MOST_NAMED:
            self.findings.append(finding(code, table, message, line=line))
        elif count == _MOST_NAMED + 1:
            message = f"found more than {_MOST_NAMED} of these; the rest are not named"
            self.findings.append(finding(code, table, message))

    def _lacking(self) -> Iterator[str]:
        for name, table in TABLES.items():
            if name not in self.names:
                yield name
            else:
                yield from (f"{name}.{column}" for column in table.header if column not in self.names[name])

    def __iter__(self) -> Iterator[tuple[str, Rows]]:
        """Every accession with its rows by file, in the order of ``numbers``."""
        accessions = iter(self.numbers)
        current, rows = -1, dict[str, list[Record]]()
        accession = ""
        for filing, file, line, text in self._rows.execute("SELECT filing, file, line, text FROM row ORDER BY 1, 2, 3"):
            if filing != current:
                if current >= 0:
                    yield accession, rows
                current, rows, accession = filing, {}, next(accessions)
            rows.setdefault(_FILES[file], []).append(Record(line, accession, text))
        if current >= 0:
            yield accession, rows

    @cached_property
    def dates(self) -> tuple[date, date] | None:
        """The first and the last filing date; None when no row of SUBMISSION has one."""
        names = self.names.get(SUBMISSION.name, ())
        if _FILED not in names:
            return None
        at = names.index(_FILED)
        texts = {
            cells[at]
            for (text,) in self._rows.execute("SELECT text FROM row WHERE file = ?", (_AT[SUBMISSION.name],))
            if (cells := fields(text)) and len(cells) == len(names)
        }
        found = [value for text in texts if (value := day(text)) is not None]
        return (min(found), max(found)) if found else None

    def rows(self, accession: str) -> Rows:
        """The rows of one filing by file; empty when the set does not have it."""
        rows: Rows = {}
        found = self._rows.execute(
            "SELECT file, line, text FROM row WHERE filing = ? ORDER BY 1, 2", (self.numbers.get(accession, -1),)
        )
        for file, line, text in found:
            rows.setdefault(_FILES[file], []).append(Record(line, accession, text))
        return rows


_FILES = tuple(TABLES)


def members_of(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of the member by table; letters of either case, in any folder."""
    found: dict[str, str] = {}
    for info in archive.infolist():
        name = info.filename.rpartition("/")[2].upper()
        if name.endswith(".TSV") and name[:-4] in TABLES:
            found.setdefault(name[:-4], info.filename)
    return found
