"""The SEC's Insider Transactions Data Sets: one zip a quarter, eight files of tab-separated rows.

Promise: reading gives the model with the gaps that ``GAPS`` declares; writing gives the
SEC's columns in the SEC's order, and what was written reads back as ``reduced`` says.  A
missing file is a gap, not an error; a damaged row is a finding, and the rest is read.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from section16.formats.dataset_tsv_gaps import GAPS, Gap, reduced
from section16.formats.dataset_tsv_index import DatasetSource, Index, members_of
from section16.formats.dataset_tsv_reader import DatasetFiling, filing_of
from section16.formats.dataset_tsv_tables import TABLES
from section16.formats.dataset_tsv_writer import name_of, write
from section16.formats.plain_texts import with_plain_texts
from section16.model.filing import Filing
from section16.vocabulary.errors import MissingFact
from section16.vocabulary.findings import Finding
from section16.vocabulary.identifiers import compact_cik, format_accession

__all__ = [
    "GAPS", "TABLES", "Dataset", "DatasetFiling", "Gap", "from_filing", "name_of", "read", "reduced", "sniff",
    "with_plain_texts", "write",
]  # fmt: skip


class Dataset:
    """An open data set: filings in the order of SUBMISSION, or one by its accession number.

    To be closed, or used in a ``with`` statement.  Not to be shared by threads.

    source  path, bytes or open file of the zip archive

    Raises NotThisFormat when it is no data set, TooLarge for a file beyond all measure,
    OSError when it cannot be opened.
    """

    def __init__(self, source: DatasetSource) -> None:
        self._index = Index(source)

    @property
    def lacking(self) -> frozenset[str]:
        """Tables that are not there ("FOOTNOTES") and columns ("SUBMISSION.AFF10B5ONE")."""
        return self._index.lacking

    @property
    def findings(self) -> tuple[Finding, ...]:
        """About the set as a whole; those about one filing are the filing's."""
        return tuple(self._index.findings)

    @property
    def dates(self) -> tuple[date, date] | None:
        """The first and the last filing date; None when no row of SUBMISSION has one."""
        return self._index.dates

    def __len__(self) -> int:
        return len(self._index.numbers)

    def __contains__(self, accession: object) -> bool:
        return accession in self._index.numbers

    def __iter__(self) -> Iterator[DatasetFiling]:
        for accession, rows in self._index:
            yield filing_of(accession, rows, self._index.names, self.lacking)

    def get(self, accession: str) -> DatasetFiling | None:
        """One filing by its accession number with dashes, or None."""
        if accession not in self:
            return None
        return filing_of(accession, self._index.rows(accession), self._index.names, self.lacking)

    def close(self) -> None:
        """Give back what the set holds on the disk."""
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def sniff(source: str | Path) -> bool:
    """True for a zip archive with a file of a data set in it."""
    try:
        with zipfile.ZipFile(source) as archive:
            return bool(members_of(archive))
    except (zipfile.BadZipFile, OSError):
        return False


def read(source: DatasetSource) -> Iterator[DatasetFiling]:
    """Every filing of a data set, in the order of SUBMISSION; memory does not grow with it."""
    with Dataset(source) as dataset:
        yield from dataset


def from_filing(filing: Filing, accession: str | None = None) -> DatasetFiling:
    """A filing as read from elsewhere, to be written into a data set or compared with one.

    accession  when the filing has no header that tells it

    Raises MissingFact when there is no ownership document or no accession number,
    NotAnIdentifier for an accession number that is none.
    """
    number = filing.accession or accession
    if filing.document is None or number is None:
        what = "ownership document" if filing.document is None else "accession number"
        raise MissingFact(f"found no {what}, expected one: a data set has a row for each accession number")
    header = filing.header
    by_cik = {compact_cik(party.cik): party.file_number for party in header.owners if party.cik} if header else {}
    return DatasetFiling(
        accession=format_accession(number),
        document=filing.document,
        filed_on=header.filed if header else None,
        file_numbers=tuple(by_cik.get(compact_cik(owner.cik or "")) for owner in filing.document.owners),
    )
