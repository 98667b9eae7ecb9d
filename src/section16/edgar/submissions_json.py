"""``/submissions/CIK##########.json``: every filing in which a CIK takes part, newest first.

The newest thousand, or a year's if that is more, stand in parallel arrays under
``filings.recent``; older ones in further files, named with their dates, which hold the arrays
alone (SEC, "EDGAR Application Programming Interfaces").  A CIK takes part as issuer or as owner:
a company that owns another is in its own list with the other's Forms 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import msgspec

from section16.vocabulary.errors import Damaged
from section16.vocabulary.identifiers import is_accession


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One filing of a list.

    period    of report; None when not said
    accepted  as it stands ("2026-01-13T00:04:08.000Z"); whether the Z is true has not always been
              the same (unconfirmed), so the header of the filing is what counts
    """

    accession: str
    filed: date
    period: date | None
    form: str
    accepted: str


class Shard(msgspec.Struct, frozen=True, rename="camel"):
    """A further file of the list: its name, in the same folder, and the dates of filing it reaches over."""

    name: Annotated[str, msgspec.Meta(pattern=r"\A[\w.-]{1,100}\Z")]
    filing_from: date
    filing_to: date
    filing_count: int = 0


class Listing(msgspec.Struct, frozen=True):
    """The list of a CIK: what stands in the file itself, and the files with the rest."""

    name: str
    entries: tuple[Entry, ...]
    shards: tuple[Shard, ...] = ()


class _Arrays(msgspec.Struct, frozen=True, rename="camel"):
    """The parallel arrays that are used; others are passed over."""

    accession_number: list[str] = []
    filing_date: list[str] = []
    report_date: list[str] = []
    form: list[str] = []
    acceptance_date_time: list[str] = []


class _Filings(msgspec.Struct, frozen=True):
    recent: _Arrays
    files: tuple[Shard, ...] = ()


class _Whole(msgspec.Struct, frozen=True):
    filings: _Filings
    name: str = ""


def read(source: bytes) -> Listing:
    """The list of a CIK.  Raises Damaged for anything else."""
    try:
        whole = msgspec.json.decode(source, type=_Whole)
        return Listing(whole.name, tuple(_entries(whole.filings.recent)), whole.filings.files)
    except (ValueError, msgspec.MsgspecError):
        raise Damaged("something that is no list of filings", "filings.recent, arrays of one length") from None


def read_shard(source: bytes) -> tuple[Entry, ...]:
    """The filings of a further file.  Raises Damaged for anything else."""
    try:
        arrays = msgspec.json.decode(source, type=_Arrays)
        if not arrays.accession_number:
            raise ValueError
        return tuple(_entries(arrays))
    except (ValueError, msgspec.MsgspecError):
        raise Damaged("something that is no further list of filings", "arrays of one length") from None


def _entries(arrays: _Arrays) -> Iterator[Entry]:
    accepted = arrays.acceptance_date_time or [""] * len(arrays.form)
    columns = (arrays.accession_number, arrays.filing_date, arrays.report_date, arrays.form, accepted)
    for accession, filed, period, form, at in zip(*columns, strict=True):
        if is_accession(accession):
            day = date.fromisoformat(period) if period else None
            yield Entry(accession, date.fromisoformat(filed), day, form, at)
