"""The tables of the store: those of the columns, and what the store knows besides.

Every table of filings also has ``issuer_cik`` and ``filed_on`` of its filing.  Rows lie
sorted by them, so that a question about one issuer or one day reads little of a file.
"""

from __future__ import annotations

from typing import NamedTuple

from section16.formats import columns
from section16.formats.columns import Column, Table
from section16.formats.columns_arrow import DAY, LONG, TEXT, pa

UNKNOWN = 0  # the year of what was filed on no known day

_ACCESSION = columns.TABLES["filings"].columns[0]
_ISSUER = Column("issuer_cik", TEXT, "CIK of the issuer as filed; null when the source does not tell")
_FILED = Column("filed_on", DAY, "filing date; null when the source does not tell")

KEYS = (_ISSUER, _FILED)

HEADERS = Table(
    "headers",
    "What EDGAR's header says about a submission, one row each",
    ("accession",),
    (
        _ACCESSION,
        Column("form_type", TEXT, "form type of the submission"),
        Column("period", DAY, "period of report, by the header"),
        Column("issuer_name", TEXT, "the issuer's name that day"),
        Column("sic", TEXT, "Standard Industrial Classification of the issuer, four digits"),
        Column("sic_name", TEXT, "that industry in EDGAR's words; null in a feed file"),
        Column("state_of_incorporation", TEXT, "EDGAR's code of the issuer's state or country"),
        Column("fiscal_year_end", TEXT, 'month and day, "1231"'),
        Column("file_number", TEXT, "the first SEC file number"),
    ),
)

SOURCES = Table(
    "sources",
    "The filed bytes: one row for each copy that was ever taken in, and where it lies",
    (),
    (
        _ACCESSION,
        Column("sha256", TEXT, "SHA-256 of the bytes, hexadecimal", nullable=False),
        Column("name", TEXT, "name of the file they came from, with the archive before it"),
        Column("kind", TEXT, '"submission", "feed", "document", "printed", "dataset" or "unreadable"', nullable=False),
        Column("state", TEXT, '"current", "replaced", "deleted" or "quarantined"', nullable=False),
        Column("pack", TEXT, "file that holds them; null when they are not kept"),
        Column("frame", LONG, "byte at which their zstd frame begins; null in a data set, whose zip is kept whole"),
        Column("frame_bytes", LONG, "length of that frame"),
        Column("start", LONG, "byte at which they begin in the frame, unpacked"),
        Column("bytes", LONG, "their length", nullable=False),
    ),
)


class Kept(NamedTuple):
    """How a table lies in the store.

    table  its declaration; ``keys`` stand before its columns where it lacks them
    order  columns by which the rows of a settled part are sorted
    """

    table: Table
    keys: tuple[Column, ...]
    order: tuple[str, ...]

    @property
    def schema(self) -> pa.Schema:
        """Arrow schema of a file."""
        return pa.schema([pa.field(c.name, c.type, c.nullable) for c in (*self.keys, *self.table.columns)])


def _kept(table: Table, order: tuple[str, ...]) -> Kept:
    names = {column.name for column in table.columns}
    keys = KEYS if "accession" in names else ()
    return Kept(table, tuple(column for column in keys if column.name not in names), order)


_BY_ISSUER = ("issuer_cik", "filed_on", "accession")
_ORDERS: dict[str, tuple[str, ...]] = {
    "filings": _BY_ISSUER,
    "headers": _BY_ISSUER,
    "owners": (*_BY_ISSUER, "position"),
    "table_i": (*_BY_ISSUER, "line"),
    "table_ii": (*_BY_ISSUER, "line"),
    "footnotes": (*_BY_ISSUER, "position"),
    "marks": (*_BY_ISSUER, "table", "line", "field", "position"),
    "signatures": (*_BY_ISSUER, "position"),
    "findings": (*_BY_ISSUER, "code", "path", "message"),
    "quarantine": ("sha256", "source_name"),
    "sources": ("accession", "sha256", "name"),
}

TABLES: dict[str, Kept] = {
    name: _kept({**columns.TABLES, "headers": HEADERS, "sources": SOURCES}[name], order)
    for name, order in _ORDERS.items()
}
