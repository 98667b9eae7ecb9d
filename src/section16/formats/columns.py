"""Columns: many ownership documents -> Arrow record batches of the store's tables.

Promise: the same cells as the model gives, on every filing.  A document of the usual
manner goes from its text to columns without a tree or a model (``columns_usual``);
any other goes by way of the model.  One that cannot be read becomes a row of
``quarantine``, never an exception.

What the model tells and columns do not: an element filed empty from one not filed
(a box filed blank they tell); whether an issuer, address or relationship without
anything in it was filed; the owner's CCC; unusual layout and elements nobody knows
(``outlines``, ``layout``); the value of a number with more digits than its column,
which is null beside its text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from hashlib import sha256 as sha256_of
from operator import itemgetter
from typing import Any, NamedTuple

from section16.formats import columns_usual, edgar_xml, elements
from section16.formats.columns_arrow import MissingPackage, pa
from section16.formats.columns_model import from_model
from section16.formats.columns_rows import Rows, add_rows
from section16.formats.columns_tables import FILINGS, TABLES, Column, Table
from section16.formats.columns_values import Arrays
from section16.formats.values import plain
from section16.model.document import OwnershipDocument
from section16.vocabulary.errors import Section16Error
from section16.vocabulary.findings import Finding

__all__ = [
    "TABLES", "Batches", "Column", "MissingPackage", "Source", "Table", "from_model", "key_of", "plain",
    "read_many",
]  # fmt: skip

# a batch ends early when its sources have so many bytes: what it holds is about twice as much
_MOST_BYTES = 1 << 26

_SCALARS = tuple({"document_type": "form"}.get(e.attribute, e.attribute) for e in elements.DOCUMENT)
_ISSUER = ("issuer_cik", "issuer_name", "issuer_symbol", "issuer_foreign_symbol")
_FACTS = ("accession", "filed_on", "accepted_at", "source_sha256", "source_name", *_SCALARS, *_ISSUER)
_IN_ORDER = itemgetter(*(_FACTS.index(column.name) for column in FILINGS.filed))


class Source(NamedTuple):
    """A document to read and what is known about it from elsewhere.

    content      the bytes of the ownership document, without the submission around it
    accession    None: keyed by its bytes, see ``key_of``
    filed_on     filing date
    accepted_at  when EDGAR accepted it, Eastern time, without a zone
    name         of the file it came from
    sha256       hexadecimal, of the file it came from; None: of ``content``
    """

    content: bytes
    accession: str | None = None
    filed_on: date | None = None
    accepted_at: datetime | None = None
    name: str | None = None
    sha256: str | None = None


def key_of(content: bytes) -> str:
    """The key of a document without an accession number.

    >>> key_of(b"")
    'sha256:e3b0c44298fc1c14'
    """
    return f"sha256:{sha256_of(content).hexdigest()[:16]}"


class Batches:
    """Collects documents; ``finish`` gives their record batches by table and starts anew.

    Not to be shared by threads.

    documents  added since the start or the last ``finish``, unreadable ones included
    bytes      their length
    """

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self.documents = 0
        self.bytes = 0
        self._rows: Rows = {name: [] for name in TABLES}

    def add(
        self, source: bytes, accession: str | None = None, *, filed_on: date | None = None,
        accepted_at: datetime | None = None, source_name: str | None = None, sha256: str | None = None,
    ) -> None:  # fmt: skip
        """Read one document; the parameters are those of ``Source``.

        What is no ownership document or cannot be read goes to ``quarantine``.
        Raises ValueError when ``accepted_at`` has a zone.
        """
        moment = _without_zone(accepted_at)
        digest = sha256 or sha256_of(source).hexdigest()
        key = accession or key_of(source)
        self.documents += 1
        self.bytes += len(source)
        findings: list[Finding] = []
        try:
            texts = columns_usual.add_rows(source, key, self._rows)
            if texts is None:
                document, findings = edgar_xml.read_tree(source)
                texts = add_rows(document, key, self._rows)
        except Section16Error as error:
            self._rows["quarantine"] += (source_name or "", digest, str(error))
            return
        self._append((key, filed_on, moment, digest, source_name, *texts), findings)

    def add_document(
        self, document: OwnershipDocument, accession: str, *, sha256: str, filed_on: date | None = None,
        accepted_at: datetime | None = None, source_name: str | None = None, findings: Iterable[Finding] = (),
    ) -> None:  # fmt: skip
        """Add a document that is already a model, of a printed form or a data set.

        findings  made while reading it
        Raises ValueError when ``accepted_at`` has a zone.
        """
        moment = _without_zone(accepted_at)
        self.documents += 1
        texts = add_rows(document, accession, self._rows)
        self._append((accession, filed_on, moment, sha256, source_name, *texts), findings)

    def _append(self, facts: tuple[Any, ...], findings: Iterable[Finding]) -> None:
        """The document's row of ``filings``, from ``_FACTS``, and what reading it found."""
        self._rows["filings"] += _IN_ORDER(facts)
        for f in findings:
            place = f.location
            self._rows["findings"] += (facts[0], f.code, f.severity.value, place.path, place.box, f.message)

    def finish(self) -> dict[str, pa.RecordBatch]:
        """A record batch for every table, also for those without rows."""
        arrays = Arrays()
        batches = {name: arrays.batch(table, self._rows[name]) for name, table in TABLES.items()}
        self._clear()
        return batches


def read_many(sources: Iterable[Source], batch_size: int = 2048) -> Iterator[dict[str, pa.RecordBatch]]:
    """Record batches by table, for ``batch_size`` documents at a time or fewer when they are long.

    Memory stays bounded however many sources there are.
    """
    if batch_size < 1:
        raise ValueError(f"a batch of {batch_size} documents, expected at least 1")
    batches = Batches()
    for s in sources:
        batches.add(
            s.content, s.accession, filed_on=s.filed_on, accepted_at=s.accepted_at, source_name=s.name,
            sha256=s.sha256,
        )  # fmt: skip
        if batches.documents >= batch_size or batches.bytes >= _MOST_BYTES:
            yield batches.finish()
    if batches.documents:
        yield batches.finish()


def _without_zone(moment: datetime | None) -> datetime | None:
    """The moment as given; Arrow would shift one that has a zone."""
    if moment is not None and moment.tzinfo is not None:
        raise ValueError(f"accepted_at {moment.isoformat()!r} has a zone, expected Eastern time without one")
    return moment
