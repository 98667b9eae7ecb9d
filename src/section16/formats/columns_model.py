"""An ownership document -> the rows of the store's tables, straight from the model.

One document at a time, from the values of the model, without a word of the bulk
path: slow, plain, and what the bulk path is tested against.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from typing import Any

from section16.formats.columns_arrow import DECIMALS, WHOLE_DIGITS, pa
from section16.formats.columns_tables import TABLES, Table
from section16.formats.values import plain
from section16.model.document import Address, Issuer, OwnershipDocument, Relationship, ReportingOwner
from section16.model.lines import Line
from section16.vocabulary.cells import Cell

Record = dict[str, Any]

_WIDE = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
_UNIT = Decimal(10) ** -DECIMALS


def exact(value: Any) -> Any:
    """The value as a column holds it: None for a number with more digits than the column.

    >>> exact(Decimal("8.880")), exact(Decimal("0.00000001"))
    (Decimal('8.8800000'), None)
    """
    if not isinstance(value, Decimal):
        return value
    held = _WIDE.multiply(_WIDE.divide_int(value, _UNIT), _UNIT)
    return held if held == value and held.adjusted() < WHOLE_DIGITS else None


def _box(table: Table, name: str, cell: Cell[Any]) -> Record:
    """The two columns of a box."""
    text = table.texts[name]
    value = exact(cell.value)
    filed = plain(cell.value) if cell.text is None and cell.value is not None else cell.text
    if (value is not None and filed == plain(value)) or (filed == "" and not text.boxed):
        filed = None
    return {name: value, text.name: filed}


def _owner(owner: ReportingOwner) -> Record:
    a, r = owner.address or Address(), owner.relationship or Relationship()
    table = TABLES["owners"]
    record: Record = {
        "cik": owner.cik, "name": owner.name, "street1": a.street1, "street2": a.street2, "city": a.city,
        "state": a.state, "zip": a.zip, "state_description": a.state_description,
        "non_us_state": a.non_us_state, "country": a.country,
        "officer_title": r.officer_title, "other_text": r.other_text,
    }  # fmt: skip
    for name in ("is_non_us", "is_good"):
        record |= _box(table, name, getattr(a, name))
    for name in ("is_director", "is_officer", "is_ten_percent_owner", "is_other"):
        record |= _box(table, name, getattr(r, name))
    return record


def _line(table: Table, line: Line) -> Record:
    record: Record = {"kind": line.kind}
    for name, cell in line.cells():
        record |= _box(table, name, cell)
    return record


def _marks(table: str, line: Line) -> Iterator[Record]:
    boxes: dict[str, list[str]] = {}
    for field, mark in line.marks():
        boxes.setdefault(field, []).append(mark)
    for field, marks in boxes.items():
        for position, mark in enumerate(marks, 1):
            yield {"table": table, "field": field, "footnote_id": mark, "position": position}


def _filing(document: OwnershipDocument) -> Record:
    issuer = document.issuer or Issuer()
    record: Record = {
        "form": document.document_type, "schema_version": document.schema_version, "remarks": document.remarks,
        "issuer_cik": issuer.cik, "issuer_name": issuer.name, "issuer_symbol": issuer.trading_symbol,
        "issuer_foreign_symbol": issuer.foreign_trading_symbol,
    }  # fmt: skip
    for name in TABLES["filings"].texts:
        record |= _box(TABLES["filings"], name, getattr(document, name))
    return record


def from_model(
    document: OwnershipDocument, accession: str, *, sha256: str, filed_on: date | None = None,
    accepted_at: datetime | None = None, source_name: str | None = None,
) -> dict[str, pa.RecordBatch]:  # fmt: skip
    """The rows of one document, a record batch for every table.

    sha256  of the source, hexadecimal; the other parameters are those of ``columns.Source``
    """
    source = {
        "filed_on": filed_on, "accepted_at": accepted_at, "source_sha256": sha256, "source_name": source_name,
    }  # fmt: skip
    signatures = TABLES["signatures"]
    records: dict[str, list[Record]] = {
        "filings": [_filing(document) | source],
        "owners": [{"position": n} | _owner(owner) for n, owner in enumerate(document.owners, 1)],
        "table_i": [{"line": n} | _line(TABLES["table_i"], line) for n, line in enumerate(document.table_i, 1)],
        "table_ii": [{"line": n} | _line(TABLES["table_ii"], line) for n, line in enumerate(document.table_ii, 1)],
        "footnotes": [
            {"position": n, "id": note.id, "text": note.text} for n, note in enumerate(document.footnotes, 1)
        ],
        "marks": [
            {"line": i + 1} | mark for table, i, line in document.lines() for mark in _marks(table, line)
        ],
        "signatures": [
            {"position": n, "name": one.name} | _box(signatures, "date", one.date)
            for n, one in enumerate(document.signatures, 1)
        ],
    }  # fmt: skip
    return {
        name: pa.RecordBatch.from_pylist(
            [{"accession": accession} | record for record in records.get(name, [])], schema=table.arrow
        )
        for name, table in TABLES.items()
    }
