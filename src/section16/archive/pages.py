"""Pages: the lines of the store once more, by issuer, by owner and by day, and every name ever used.

They make the page of a company or a person a matter of one small file, and that of a month
one of some rows side by side.  All of them are
derived from settled parts, and ``Manifest.pages`` says from which: what came in later is
read from the tables beside them, and a year that was settled anew is read from the tables
alone (``Covered``).  They are made again when more than a tenth of the filings lie beside
them, with bounded memory: rows go to buckets on disk first, then each bucket is sorted.
"""

from __future__ import annotations

import shutil
import uuid
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from section16.archive.lines import NAMES, joined
from section16.archive.manifest import File, Manifest, Pages, Part, described
from section16.archive.settle import MEMORY
from section16.archive.tables import UNKNOWN
from section16.archive.trades import repeats
from section16.archive.views import listed, quoted, select_table
from section16.edgar.private import sync_folder

if TYPE_CHECKING:
    import duckdb

FOLDER = "pages"
_BUCKETS = 64  # at most
_FILINGS = 80_000  # in a bucket, about
_SHARE = 10  # they are made again when one filing in so many is not in them
_FEW = 400_000  # filings that are read directly at every question without being felt
_ROW_GROUP = 4_096  # a company has some hundred lines
_BY_DAY = "by_day-"  # and the year
_AT_ONCE = 20_000  # rows that lie unsorted in memory before they go to their buckets

_TICKER = "[A-Z0-9]+(?:[./-][A-Z0-9]+)*"
_NO_TICKERS = ("NYSE", "NASDAQ", "NASD", "AMEX", "OTC", "OTCBB", "OTCQB", "OTCQX", "TSX", "NONE", "N/A", "NA", "NULL")

TRADE = ("of_accession", "of_line", "report")  # beside the columns of a line: the trade it repeats, and how


def bucket(cik: str, of: int) -> int:
    """The bucket of a CIK among so many, by its value; one that is no number has the first."""
    return int(cik) % of if cik.isascii() and cik.isdigit() else 0


def _bucket(column: str, of: int) -> str:
    """The same in SQL."""
    return f"CASE WHEN regexp_full_match({column}, '[0-9]{{1,30}}') THEN ({column}::HUGEINT % {of})::INTEGER ELSE 0 END"


class Covered:
    """What of a manifest the pages tell, and what must be read beside them.

    beside  parts that the pages do not hold, or no longer hold as they are
    """

    def __init__(self, manifest: Manifest) -> None:
        self.pages = manifest.pages
        names = set(manifest.pages.covers) if manifest.pages is not None else set()
        there = {part.name for part in manifest.parts}
        self.beside = [part for part in manifest.parts if part.name not in names]
        # a part that is gone was settled anew: its year is read from the tables
        self._gone = sorted({_year_of(name) for name in names - there})
        self._hidden = [(part.year, part.hidden) for part in manifest.parts if part.name in names and part.hidden]

    def all(self, name: str) -> list[str]:
        """Paths of all pages of this name."""
        files = self.pages.files if self.pages is not None else {}
        return [file.path for found, file in files.items() if found == name or found.startswith(f"{name}-")]

    def page(self, name: str, cik: str) -> str | None:
        """Path of the page "by_issuer" or "by_owner" on which a CIK stands; None when there is none."""
        files = self.pages.files if self.pages is not None else {}
        buckets = next((int(found.rpartition("-")[2]) for found in files if found.startswith(name)), 1)
        found = files.get(_named(name, bucket(cik, buckets), buckets))
        return found.path if found is not None else None

    def by_day(self, first: date | None, last: date | None) -> list[str]:
        """Paths of the pages of transactions filed between two days, one for each year; unbounded where None."""
        files = self.pages.files if self.pages is not None else {}
        years = {name: int(name.removeprefix(_BY_DAY)) for name in files if name.startswith(_BY_DAY)}
        low, high = (first.year if first is not None else UNKNOWN), (last.year if last is not None else 9999)
        return [files[name].path for name, year in years.items() if low <= year <= high]

    @property
    def years(self) -> str:
        """Condition for the years that the pages still tell truly."""
        return f"filing_year NOT IN ({', '.join(map(str, self._gone))})" if self._gone else "true"

    @property
    def condition(self) -> str:
        """Condition for the rows of the pages that still count."""
        hidden = [f"NOT (filing_year = {year} AND accession IN ({listed(some)}))" for year, some in self._hidden]
        return " AND ".join([self.years, *hidden])


def _named(name: str, number: int, of: int) -> str:
    return f"{name}-{number:02}-of-{of:02}"


def _year_of(name: str) -> int:
    """Year of filing of a settled part, by its name."""
    year = name.partition("-")[0]
    return int(year) if year.isdigit() else UNKNOWN


def pages_if_due(folder: Path, manifest: Manifest) -> Manifest | None:
    """The manifest with new pages; None when those it has are good enough, or there are few filings."""
    total = sum(part.filings for part in manifest.parts)
    covers = manifest.pages.covers if manifest.pages is not None else ()
    beside = sum(part.filings for part in _fit(manifest) if part.name not in covers)
    return make_pages(folder, manifest) if total > _FEW and beside * _SHARE > total else None


def _fit(manifest: Manifest) -> list[Part]:
    """The parts that pages are made from: settled, of one year, without hidden rows."""
    return [part for part in manifest.parts if part.year is not None and not part.hidden and "filings" in part.files]


def make_pages(folder: Path, manifest: Manifest) -> Manifest:
    """The manifest with pages made of every settled part that has no hidden rows."""
    import duckdb

    parts = _fit(manifest)
    name = uuid.uuid4().hex[:8]
    work = folder / "work" / f"pages-{name}"
    work.mkdir(parents=True, exist_ok=True)
    (folder / FOLDER).mkdir(exist_ok=True)
    buckets = min(max(sum(part.filings for part in parts) // _FILINGS, 1), _BUCKETS)
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY}MB'")
        connection.execute(f"SET temp_directory = {quoted(str(work))}")
        connection.execute(f"SET partitioned_write_flush_threshold = {_AT_ONCE}")
        connection.execute("SET preserve_insertion_order = false")
        files = _Maker(connection, folder, work, name, buckets).files(parts)
    sync_folder(folder / FOLDER)
    shutil.rmtree(work)
    return msgspec.structs.replace(manifest, pages=Pages(tuple(part.name for part in parts), files))


class _Maker:
    """Makes the files of one set of pages.

    name     stands in the name of every file: a new set never touches the one that is read
    buckets  how many files there are by issuer, and as many by owner
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, folder: Path, work: Path, name: str, buckets: int
    ) -> None:
        self.connection, self.folder, self.work, self.name, self.buckets = connection, folder, work, name, buckets

    def files(self, parts: list[Part]) -> dict[str, File]:
        """Every page by its name."""
        for part in parts:
            self._scatter(part)
        made: dict[str, File] = {}
        for number in range(self.buckets):
            self._by_issuer(number, made)
        for file in list(made.values()):  # one at a time: all at once hold twice the memory
            page = f"read_parquet({quoted(str(self.folder / file.path))})"
            self._buckets(
                f"SELECT unnest(list_distinct(owner_ciks)) AS owner_cik, * FROM {page}", "owner_cik", "owners"
            )
            self._scattered(f"SELECT * FROM {page} WHERE kind = 'transaction'", "filing_year", "days")
        for number in range(self.buckets):
            self._by_owner(number, made)
        for part in parts:
            self._by_day(part.year or UNKNOWN, made)
        self._names(parts, made)
        return made

    def _scatter(self, part: Part) -> None:
        """The rows of one part into buckets by issuer: its lines, and the notes that name people."""
        year = part.year or UNKNOWN
        self._buckets(f"SELECT *, {year} AS filing_year FROM ({joined(self.folder, [part])})", "issuer_cik", "lines")
        footnotes, filings = (select_table(table, self.folder, [part]) for table in ("footnotes", "filings"))
        self._buckets(
            f"SELECT accession, issuer_cik, text FROM ({footnotes}) UNION ALL "
            f"SELECT accession, issuer_cik, remarks FROM ({filings}) WHERE remarks IS NOT NULL", "issuer_cik", "notes"
        )  # fmt: skip

    def _buckets(self, select: str, column: str, into: str) -> None:
        """Rows into buckets by the value of a column."""
        self._scattered(select, _bucket(column, self.buckets), into)

    def _scattered(self, select: str, bucket: str, into: str) -> None:
        """Rows into folders by the value of an expression."""
        self.connection.execute(
            f"COPY (SELECT *, {bucket} AS bucket FROM ({select})) "
            f"TO {quoted(str(self.work / into))} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (bucket), APPEND)"
        )

    def _read(self, of: str, number: int) -> str | None:
        """What was scattered into one bucket; None when nothing was."""
        place = self.work / of / f"bucket={number}"
        return (
            f"read_parquet({quoted(str(place / '*.parquet'))}, hive_partitioning = false)" if place.exists() else None
        )

    def _by_issuer(self, number: int, made: dict[str, File]) -> None:
        lines = self._read("lines", number)
        if lines is None:
            return
        notes = self._read("notes", number) or "(SELECT '' AS accession, '' AS issuer_cik, '' AS text WHERE false)"
        remarks = "(SELECT '' AS accession, '' AS issuer_cik, '' AS remarks WHERE false)"
        self.connection.register("found_repeats", repeats(self.connection, lines, notes, remarks))
        trade = ", ".join(f"r.{column}" for column in TRADE)
        self._page(
            _named("by_issuer", number, self.buckets),
            f'SELECT l.*, {trade} FROM {lines} l LEFT JOIN found_repeats r '
            'ON l.accession = r.accession AND l."table" = r."table" AND l.line = r.line',
            'issuer_cik NULLS FIRST, filed_on DESC NULLS LAST, accession DESC, "table", line', made,
        )  # fmt: skip
        self.connection.unregister("found_repeats")

    def _by_owner(self, number: int, made: dict[str, File]) -> None:
        lines = self._read("owners", number)
        if lines is not None:
            order = 'owner_cik NULLS FIRST, filed_on DESC NULLS LAST, accession DESC, "table", line'
            self._page(_named("by_owner", number, self.buckets), f"SELECT * FROM {lines}", order, made)

    def _by_day(self, year: int, made: dict[str, File]) -> None:
        """The transactions of one year, each with the trade it repeats: month by month, since few codes are asked for
        at a time, by code within it."""
        lines = self._read("days", year)
        if lines is not None:
            order = "date_trunc('month', filed_on), code NULLS FIRST, filed_on, accession, \"table\", line"
            self._page(f"{_BY_DAY}{year}", f"SELECT * FROM {lines}", order, made)

    def _names(self, parts: list[Part], made: dict[str, File]) -> None:
        for name, (select, order) in names(self.folder, parts).items():
            self._page(name, select, order, made)

    def _page(self, page: str, select: str, order: str, made: dict[str, File]) -> None:
        path = self.folder / FOLDER / f"{page}-{self.name}.parquet"
        copied = self.connection.execute(
            f"COPY (SELECT * FROM ({select}) ORDER BY {order}) TO {quoted(str(path))} "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP})"
        ).fetchone()
        made[page] = described(self.folder, path, int(copied[0]) if copied is not None else 0)


def names(folder: Path, parts: list[Part], known: str = "true") -> dict[str, tuple[str, str]]:
    """Queries for the names and symbols ever used in some parts, and how they are sorted.

    known  a condition on the columns of ``filings``: only theirs

    issuers  cik, name, words, symbol, tickers, filing_year, first_on, last_on, filings
    people   cik, name, words, filing_year, first_on, last_on, filings

    words    the name in capitals, a blank before each word
    tickers  the tickers that stand in a symbol as filed, such as "NYSE: LEN, LEN.B"
    """
    year = "coalesce(year(filed_on), 0)::INTEGER AS filing_year"
    counted = "min(filed_on) AS first_on, max(filed_on) AS last_on, count(*) AS filings"
    words = (
        "' ' || trim(regexp_replace(regexp_replace(upper(name), '[.'']', '', 'g'), '[^A-Z0-9&]+', ' ', 'g')) AS words"
    )
    tickers = (
        f"list_filter(regexp_extract_all(upper(symbol), '{_TICKER}'), "
        f"lambda one: one NOT IN ({listed(_NO_TICKERS)})) AS tickers"
    )
    filings, owners = (select_table(table, folder, parts) for table in ("filings", "owners"))
    if known != "true":
        filings = f"SELECT * FROM ({filings}) WHERE {known}"
        owners = f"SELECT * FROM ({owners}) WHERE accession IN (SELECT accession FROM ({filings}))"
    used = (
        f"SELECT issuer_cik AS cik, issuer_name AS name, issuer_symbol AS symbol, {year}, {counted} "
        f"FROM ({filings}) GROUP BY ALL"
    )
    people = f"SELECT cik, name, {year}, {counted} FROM ({owners}) GROUP BY ALL"
    return {
        "issuers": (f"SELECT *, {words}, {tickers} FROM ({used})", "cik, filing_year"),
        "people": (f"SELECT *, {words} FROM ({people})", "cik, filing_year"),
    }


LINE_AND_TRADE = ", ".join(f'"{name}"' for name in (*NAMES, *TRADE))
