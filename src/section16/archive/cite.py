"""A citation: one value of the store, back to the bytes it was filed in."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from section16.archive.glimpse import glimpse
from section16.archive.store import Store
from section16.formats import edgar_xml_places
from section16.vocabulary.errors import Damaged, NotFound
from section16.vocabulary.identifiers import compact_accession, compact_cik, is_accession

_LINES = {"filings": "", "owners": "position", "table_i": "line", "table_ii": "line"}
_LINES |= {"footnotes": "position", "signatures": "position"}


class Citation(msgspec.Struct, frozen=True):
    """One value and where it was filed.

    value      as the store has it; None when it was not filed or cannot be read
    text       as filed; None when it was not filed
    footnotes  id and text of each footnote on the box; no text when the document lacks it
    path       of its element in the XML; None where the source is no XML or was repaired
    element    bytes of that element in the source, from 0, the last one exclusive
    span       bytes of the value's text
    sha256     of the source as filed
    bytes      its length
    address    public address at the SEC; None without an accession number
    """

    accession: str
    form: str | None
    issuer: str | None
    filed_on: date | None
    table: str
    line: int
    field: str
    value: Any
    text: str | None
    footnotes: tuple[tuple[str, str | None], ...]
    path: str | None
    element: tuple[int, int] | None
    span: tuple[int, int] | None
    sha256: str
    bytes: int
    source: str | None
    address: str | None


def cite(store: Store, accession: str, table: str, line: int, field: str) -> Citation:
    """The citation of a field of a line.

    table  one of ``edgar_xml_places.TABLES``
    line   as the store counts them, from 1; of ``filings`` 1

    Raises NotFound when the store has no such filing, table, line or field; Damaged when
    its filed bytes are not as they came in.
    """
    if field not in edgar_xml_places.fields(table):
        raise NotFound(f"field of {table}", field, edgar_xml_places.fields(table))
    filing = _one(store, "SELECT * FROM filings WHERE accession = ?", [accession], "filing", accession)
    where = "accession = ?" if not _LINES[table] else f'accession = ? AND "{_LINES[table]}" = ?'
    key = [accession] if not _LINES[table] else [accession, line]
    if not _LINES[table] and line != 1:
        raise NotFound(f"line {line} of", table)
    row = _one(store, f"SELECT * FROM {table} WHERE {where}", key, f"line {line} of {table} in", accession)
    source = _one(
        store, "SELECT * FROM sources WHERE accession = ? AND state = 'current'", [accession], "source of", accession
    )
    place, offset, text = _place(store, source, table, line, field)
    return Citation(
        accession=accession, form=filing["form"], issuer=filing["issuer_name"], filed_on=filing["filed_on"],
        table=table, line=line, field=field, value=row[field], text=text,
        footnotes=_footnotes(store, accession, table, line, field),
        path=place.path if place is not None else None,
        element=(place.start + offset, place.end + offset) if place is not None else None,
        span=(place.text[0] + offset, place.text[1] + offset) if place is not None and place.text else None,
        sha256=source["sha256"], bytes=source["bytes"], source=source["name"],
        address=address(accession, filing["issuer_cik"]),
    )  # fmt: skip


def address(accession: str, cik: str | None) -> str | None:
    """Where the SEC shows the complete submission; None without a CIK or an accession number.

    >>> address("0000018349-23-000009", "0000018349")
    'https://www.sec.gov/Archives/edgar/data/18349/000001834923000009/0000018349-23-000009.txt'
    """
    if not cik or not is_accession(accession):
        return None
    folder = f"{compact_cik(cik)}/{compact_accession(accession)}"
    return f"https://www.sec.gov/Archives/edgar/data/{folder}/{accession}.txt"


def _one(store: Store, sql: str, key: list[Any], kind: str, name: str) -> dict[str, Any]:
    rows = store.rows(sql, key)
    if not rows:
        raise NotFound(kind, name)
    return rows[0]


def _footnotes(store: Store, accession: str, table: str, line: int, field: str) -> tuple[tuple[str, str | None], ...]:
    rows = store.rows(
        "SELECT m.footnote_id AS id, f.text FROM marks m LEFT JOIN footnotes f ON f.accession = m.accession "
        'AND f.id = m.footnote_id WHERE m.accession = ? AND m."table" = ? AND m.line = ? AND m.field = ? '
        "ORDER BY m.position, f.position",
        [accession, table, line, field],
    )
    return tuple((row["id"], row["text"]) for row in rows)


def _place(
    store: Store, source: dict[str, Any], table: str, line: int, field: str
) -> tuple[edgar_xml_places.Place | None, int, str | None]:
    """The place, the byte of the source at which the XML begins, and the text as filed."""
    if source["frame"] is None:
        return None, 0, None
    content = store.unpacked(source)
    xml = glimpse(content, source["name"] or "").xml
    if xml is None:
        return None, 0, None
    offset = content.find(xml)
    try:
        place = edgar_xml_places.place(xml, table, line, field)
    except (Damaged, NotFound):
        return None, offset, None
    text = xml[slice(*place.text)].decode("utf-8", "replace") if place.text is not None else None
    return place, offset, text
