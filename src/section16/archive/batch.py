"""Filed bytes -> rows of the store: the one function that every way of taking filings in shares.

No file is opened here and nothing is decided by what a store already holds, so the same
code runs in one process, in many, and on a cluster.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from section16.archive.glimpse import Glimpse
from section16.archive.packs import Packer, Place
from section16.archive.tables import KEYS, TABLES
from section16.formats import columns, edgar_xml
from section16.formats.columns_arrow import pa
from section16.formats.dataset_tsv import DatasetFiling
from section16.model.document import OwnershipDocument
from section16.model.submission import Header, Party
from section16.rules.check import check_subject
from section16.rules.subject import Stage, Subject, stage_of
from section16.vocabulary.errors import Section16Error
from section16.vocabulary.findings import Finding

# A copy of a filing is replaced only by one that tells as much: the kinds, from least to most.
KINDS = ("unreadable", "dataset", "printed", "document", "feed", "submission")
_STAGE = 64  # filings that go through each stage together
_BATCH = 2048  # documents whose rows are held as Python objects before they become Arrow
_SECRET = re.compile(rb"<(?:\w+:)?(?:rptOwnerCcc|filerCcc)>\s*[^<\s]")


class Entry(NamedTuple):
    """One copy of a filing as taken in.

    accession  or "sha256:" and 16 digits
    sha256     of its bytes, hexadecimal
    kind       one of ``KINDS``
    state      "current", "deleted" (EDGAR took the filing back) or "quarantined"
    is_correction  it replaces an earlier copy, whatever kind that was
    """

    accession: str
    sha256: str
    kind: str
    state: str
    is_correction: bool = False


class _Pending:
    """One copy on its way: read, then checked.

    reason  why it has no rows, for the quarantine; None when it has, or is a deletion
    """

    __slots__ = ("content", "document", "findings", "g", "is_secret", "name", "reason", "state")

    def __init__(self, content: bytes, g: Glimpse, name: str) -> None:
        self.content, self.g, self.name = content, g, name
        self.document: OwnershipDocument | None = None
        self.findings = list(g.findings)
        self.reason = g.reason
        self.is_secret = b"Ccc>" in content and _SECRET.search(content) is not None
        self.state = "deleted" if g.header is not None and g.header.is_deletion else "current"

    def read(self) -> None:
        """Find the document, or the reason why there is none."""
        if self.is_secret:
            self.reason = "a document that holds a CCC, expected what EDGAR made public; its bytes are not kept"
        elif self.reason is None and self.state == "current":
            self._read_document()
        if self.reason is not None:
            self.state = "quarantined"

    def _read_document(self) -> None:
        g = self.g
        if g.xml is not None:
            try:
                self.document, more = edgar_xml.read(g.xml)
                self.findings += more
            except Section16Error as error:
                self.reason = str(error)
        elif g.filing is not None:
            self.document = g.filing.document
            self.reason = None if self.document is not None else "found no ownership document, expected one"
        else:
            form = g.header.form_type if g.header is not None else None
            self.reason = f"found a submission of type {form or 'unknown'} without <ownershipDocument>, expected one"

    def check(self) -> None:
        """Add what the rules find."""
        if self.document is not None:
            stage = Stage.PRINTED if self.g.kind == "printed" else stage_of(self.document)
            self.findings += check_subject(Subject(self.document, stage, None, self.g.header))


class Recorder:
    """Turns glimpsed filings into rows, many at a time.

    filings  the copies taken in since the start or the last ``finish``
    """

    def __init__(self) -> None:
        self._batches = columns.Batches()
        self._packer = Packer()
        self._clear()

    def _clear(self) -> None:
        self.filings = 0
        self.entries: list[Entry] = []
        self._pending: list[_Pending] = []
        self._done: dict[str, list[pa.RecordBatch]] = {name: [] for name in TABLES}
        self._headers: list[tuple[Any, ...]] = []
        self._sources: list[tuple[Entry, str, int | str | None, int]] = []
        self._quarantine: list[tuple[str, str, str]] = []
        self._keys: dict[str, tuple[str | None, date | None]] = {}

    def add(self, content: bytes, g: Glimpse, name: str) -> None:
        """Take in one copy of a filing, as glimpsed.

        Its accession number must not be that of another since the last ``finish``.
        """
        self.filings += 1
        self._pending.append(_Pending(content, g, name))
        if len(self._pending) >= _STAGE:
            self._work()

    def _work(self) -> None:
        """Do what is pending, one stage for all before the next: a third quicker than one filing after another."""
        pending, self._pending = self._pending, []
        for one in pending:
            one.read()
        for one in pending:
            one.check()
        for one in pending:
            if one.document is not None:
                self._add(one.document, one.g, one.name, one.findings)
        for one in pending:
            self._keep(one)
        if self._batches.documents >= _BATCH:
            self._flush()

    def _keep(self, one: _Pending) -> None:
        """Everything about a copy but the rows of its document."""
        g, header = one.g, one.g.header
        issuer, filed = (header.issuer, header.filed) if header is not None else (None, None)
        self._keys.setdefault(g.accession, (issuer.cik if issuer is not None else None, filed))
        if one.reason is not None:
            self._quarantine.append((one.name, g.sha256, one.reason))
        is_correction = header is not None and header.is_correction
        self.entries.append(entry := Entry(g.accession, g.sha256, g.kind, one.state, is_correction))
        kept = None if one.is_secret else self._packer.add(one.content)
        self._sources.append((entry, one.name, kept, len(one.content)))
        if header is not None and one.state != "deleted":
            self._headers.append(_header_row(g, header, issuer or Party(role="ISSUER")))

    def add_document(self, filing: DatasetFiling, name: str, digest: str, kept: str) -> None:
        """Take in a filing of a data set, which has no bytes of its own.

        name, digest  of the set's zip file
        kept          where the store keeps that

        What was found while reading is kept; the rules are not asked, since a set lacks much of what they judge.
        """
        header = Header(accession=filing.accession, filed=filing.filed_on)
        self.filings += 1
        self._add(filing.document, Glimpse(filing.accession, digest, "dataset", header), name, filing.findings)
        self.entries.append(entry := Entry(filing.accession, digest, "dataset", "current"))
        self._sources.append((entry, name, kept, 0))
        if self._batches.documents >= _BATCH:
            self._flush()

    def _add(self, document: OwnershipDocument, g: Glimpse, name: str, findings: Iterable[Finding]) -> None:
        filed, accepted = (g.header.filed, g.header.accepted) if g.header is not None else (None, None)
        self._keys[g.accession] = (document.issuer.cik if document.issuer is not None else None, filed)
        self._batches.add_document(
            document, g.accession, sha256=g.sha256, filed_on=filed, accepted_at=accepted, source_name=name,
            findings=findings,
        )  # fmt: skip

    def _flush(self) -> None:
        """Make Arrow of the rows at hand."""
        for name, batch in self._batches.finish().items():
            if batch.num_rows:
                self._done[name].append(self._keyed(name, batch))

    def _keyed(self, name: str, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch with the keys of its filings before its columns."""
        kept = TABLES[name]
        if not kept.keys:
            return batch.cast(kept.schema)
        accessions = batch.column("accession").dictionary_encode()
        keys = [self._keys[str(accession)] for accession in accessions.dictionary.to_pylist()]
        columns_of = [
            pa.array([key[i] for key in keys], column.type).take(accessions.indices)
            for i, column in enumerate(KEYS)
            if column in kept.keys
        ]
        return pa.RecordBatch.from_arrays([*columns_of, *batch.columns], schema=kept.schema)

    def finish(self, pack: str) -> tuple[dict[str, pa.Table], bytes, list[Entry]]:
        """The rows by table, the pack of the bytes, and the copies taken in; starts anew.

        pack  name under which the pack will lie in the store
        """
        self._work()
        self._flush()
        packed, places = self._packer.finish()
        self._done["headers"].append(_rows("headers", self._headers, self._keys))
        sources = [_source_row(pack, places, *source) for source in self._sources]
        self._done["sources"].append(_rows("sources", sources, self._keys))
        quarantine = [dict(zip(TABLES["quarantine"].schema.names, row, strict=True)) for row in self._quarantine]
        self._done["quarantine"].append(pa.RecordBatch.from_pylist(quarantine, TABLES["quarantine"].schema))
        tables = {name: pa.Table.from_batches(batches, TABLES[name].schema) for name, batches in self._done.items()}
        entries = self.entries
        self._clear()
        return tables, packed, entries


def _header_row(g: Glimpse, header: Header, issuer: Party) -> tuple[Any, ...]:
    return (
        g.accession, header.form_type, header.period, issuer.name, issuer.sic or None, issuer.sic_name,
        issuer.state_of_incorporation, issuer.fiscal_year_end, g.file_number,
    )  # fmt: skip


def _source_row(
    pack: str, places: list[Place], entry: Entry, name: str, kept: int | str | None, size: int
) -> tuple[Any, ...]:
    """A row of ``sources`` from its accession number on.

    kept  the number of the bytes in the pack; the file that holds them otherwise; None when they are not kept
    """
    if isinstance(kept, int):
        where: tuple[Any, ...] = (pack, *places[kept][:3])
    else:
        where = (kept, None, None, None)
    return (entry.accession, entry.sha256, name, entry.kind, entry.state, *where, size)


def _rows(name: str, rows: list[tuple[Any, ...]], keys: dict[str, tuple[str | None, date | None]]) -> pa.RecordBatch:
    """Rows that begin with an accession number, as a batch with the keys of their filings."""
    schema = TABLES[name].schema
    if not rows:
        return pa.RecordBatch.from_pylist([], schema)
    whole = zip(*[(*keys[row[0]], *row) for row in rows], strict=True)
    arrays = [pa.array(values, field.type) for values, field in zip(whole, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
