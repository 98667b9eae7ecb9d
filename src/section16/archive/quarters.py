"""A store, filings, or both as one data set in the SEC's files: those filed in a quarter, or on any days.

Of a store the copies that count are written, amendments among them as the SEC has them,
each read anew from its filed bytes.  What cannot be written is told, never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from section16.formats.dataset_tsv import Dataset, DatasetFiling, from_filing
from section16.formats.dataset_tsv_sorted import SortedDataset
from section16.formats.recognise import read
from section16.vocabulary.errors import Section16Error, SeenAndExpected
from section16.vocabulary.identifiers import is_accession

if TYPE_CHECKING:
    from section16.archive.store import Store

_MANY = 8192  # rows of ``sources`` held at a time
_QUARTER = re.compile(r"([0-9]{4})[qQ]([1-4])").fullmatch


class Days(NamedTuple):
    """The filing dates that are wanted, both included; None where there is no bound."""

    first: date | None = None
    last: date | None = None

    def has(self, filed_on: date | None) -> bool:
        """True for a wanted filing date; without bounds, for an unknown one too."""
        if self.first is None and self.last is None:
            return True
        return filed_on is not None and (self.first or date.min) <= filed_on <= (self.last or date.max)

    def __str__(self) -> str:
        """In words, with a blank before them: " filed from 2024-07-01 to 2024-09-30"; "" without bounds."""
        said = "".join(f" {word} {day}" for word, day in (("from", self.first), ("to", self.last)) if day is not None)
        return f" filed{said}" if said else ""

    @property
    def condition(self) -> str:
        """The same as an SQL condition on ``filed_on``."""
        bounds = [f"filed_on {sign} DATE '{day.isoformat()}'" for sign, day in ((">=", self.first), ("<=", self.last))
                  if day is not None]  # fmt: skip
        return " AND ".join(bounds) or "true"


EVER = Days()


def quarter(text: str) -> Days:
    """The days of a quarter.  Raises SeenAndExpected.

    >>> quarter("2024q3")
    Days(first=datetime.date(2024, 7, 1), last=datetime.date(2024, 9, 30))
    """
    found = _QUARTER(text)
    if found is None or found[1] == "0000":
        raise SeenAndExpected(repr(text), "a year and a quarter, as 2024q3")
    year, month = int(found[1]), 3 * int(found[2]) - 2
    last = date(year, 12, 31) if month == 10 else date(year, month + 3, 1) - timedelta(days=1)
    return Days(date(year, month, 1), last)


class Written(msgspec.Struct):
    """What became of the filings.

    filings     in the data set
    undated     of these, without a filing date: only when all days are wanted
    doubled     copies that gave way to another of the same filing
    left_out    filings of the wanted days that could not be written; ``tell`` has named each
    dateless    filings left out because nobody knows whether they were filed on the wanted days
    lacking     tables and columns that some came without, from data sets that lack them
    """

    filings: int = 0
    undated: int = 0
    doubled: int = 0
    left_out: int = 0
    dateless: int = 0
    lacking: frozenset[str] = frozenset()


def write_dataset(
    target: Path, store: Store | None = None, filings: Iterable[DatasetFiling] = (), *, days: Days = EVER,
    as_published: bool = False, with_10b5_1: bool = True, tell: Callable[[str, str], None] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Written:  # fmt: skip
    """Write one data set of what a store has, of these filings, or of both.

    target    a zip archive when its name ends so, replaced in one step; else a folder, new or empty
    filings   of those of one accession number the last is written, and rather than the store's copy
              unless that tells more: a filing date, or what a data set lacks
    days      filing dates that are wanted
    as_published, with_10b5_1  see ``dataset_tsv.write``
    tell      called with the name of a filing of the store that cannot be written, and why
    progress  called after each filing with how many were looked at

    The same filings give the same bytes, sorted by filing date and accession number.  Memory does
    not grow with them; temporary files of about the size of the unpacked set do.

    Raises SeenAndExpected for a target that cannot be made, or when there is nothing to write;
    Damaged for a store that cannot be read; OSError.
    """
    done, looked_at, say = Written(), 0, progress or (lambda count: None)
    lacking: set[str] = set()
    with SortedDataset(target, as_published=as_published, with_10b5_1=with_10b5_1) as dataset:
        for name, one in _all(store, filings, days):
            looked_at += 1
            if isinstance(one, str):
                done.left_out += 1
                if tell is not None:
                    tell(name, one)
            elif days.has(one.filed_on):
                dataset.add(one)
                lacking |= one.lacking
            elif one.filed_on is None:
                done.dateless += 1
            say(looked_at)
        if store is not None and days != EVER:
            done.dateless += dateless(store)
        done.filings, done.undated, done.doubled = len(dataset), dataset.undated, dataset.doubled
        if not done.filings:
            undated = f" ({done.dateless:,} of no known filing date)" if done.dateless else ""
            raise SeenAndExpected(f"no filing{days}{undated}", "one to write at least")
        dataset.write()
    done.lacking = frozenset(lacking)
    return done


def _all(
    store: Store | None, filings: Iterable[DatasetFiling], days: Days
) -> Iterator[tuple[str, DatasetFiling | str]]:  # fmt: skip
    if store is not None:
        yield from stored(store, days)
    for filing in filings:
        yield filing.accession, filing


# a copy that does not tell its filing date has that of another copy of the same filing, one that it replaced
_DATED = """
CREATE OR REPLACE TEMP TABLE dated AS SELECT accession, max(filed_on) AS filed_on FROM sources
WHERE filed_on IS NOT NULL AND accession IN
    (SELECT accession FROM sources WHERE state = 'current' AND filed_on IS NULL) GROUP BY accession
"""


def _current(days: Days) -> str:
    """A query for the rows of ``sources`` that count and are wanted, each with ``filed_on``, as far as it is known."""
    return (
        f"(SELECT * FROM sources WHERE state = 'current' AND filed_on IS NOT NULL AND {days.condition} UNION ALL "
        "SELECT * FROM (SELECT s.* REPLACE (d.filed_on AS filed_on) FROM sources s LEFT JOIN dated d "
        f"ON s.accession = d.accession WHERE s.state = 'current' AND s.filed_on IS NULL) WHERE {days.condition})"
    )


def count(store: Store, days: Days = EVER) -> int:
    """How many filings of a store ``stored`` gives, but for quarantined ones. Raises as ``Store.query``."""
    store.run(_DATED)
    (row,) = store.rows(f"SELECT count(*) AS n FROM {_current(days)}")
    return int(row["n"])


def dateless(store: Store) -> int:
    """How many filings of a store, quarantined ones among them, have no known filing date."""
    store.run(_DATED)
    (row,) = store.rows(
        "SELECT count(DISTINCT accession) AS n FROM sources WHERE state IN ('current', 'quarantined') "
        "AND filed_on IS NULL AND accession NOT IN (SELECT accession FROM dated) AND accession NOT IN "
        "(SELECT accession FROM sources WHERE state = 'current' AND filed_on IS NOT NULL)"
    )
    return int(row["n"])


def stored(store: Store, days: Days = EVER) -> Iterator[tuple[str, DatasetFiling | str]]:
    """The filings of a store that count, each with its name: accession number, or file when that is not known.

    In place of a filing that cannot be written stands why.  Raises as ``Store.query``.
    """
    store.run(_DATED)
    for row in _sources(store, days, "frame IS NOT NULL", ("pack", "frame", "start"), ("", -1, -1)):
        yield _named(row), _read(store, row)
    rows = _sources(store, days, "kind = 'dataset'", ("pack", "accession"), ("", ""))
    for pack, of_set in groupby(rows, lambda row: str(row["pack"])):
        yield from _of_dataset(store.folder / pack, of_set)
    unreadable = store.query(
        "SELECT s.accession, s.name, any_value(q.reason) AS reason FROM sources s LEFT JOIN quarantine q "
        "ON q.sha256 = s.sha256 AND q.source_name IS NOT DISTINCT FROM s.name "
        f"WHERE s.state = 'quarantined' AND {days.condition} AND s.accession NOT IN "
        "(SELECT accession FROM sources WHERE state = 'current') GROUP BY ALL ORDER BY ALL"
    )
    for batch in unreadable.to_batches():
        for row in batch.to_pylist():
            yield _named(row), f"quarantined, {row['reason']}"


def _sources(
    store: Store, days: Days, condition: str, order: tuple[str, ...], before: tuple[str | int, ...]
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """Current rows of ``sources``, in an order that is theirs alone, some thousand at a time."""
    names = ", ".join(order)
    places = ", ".join("?" for _ in order)
    while True:
        rows = store.rows(
            f"SELECT * FROM {_current(days)} WHERE {condition} AND ({names}) > ({places}) "
            f"ORDER BY {names} LIMIT {_MANY}",
            before,
        )
        yield from rows
        if len(rows) < _MANY:
            return
        before = tuple(rows[-1][name] for name in order)


def _named(row: dict[str, Any]) -> str:
    return str(row["accession"] if is_accession(row["accession"]) else row["name"] or row["accession"])


def _read(store: Store, row: dict[str, Any]) -> DatasetFiling | str:
    """A filing from its bytes, under the accession number by which the store has it."""
    if not is_accession(row["accession"]):
        return "found no accession number, expected one: a data set has a row for each"
    try:
        filing = from_filing(read(store.unpacked(row)), row["accession"])
    except Section16Error as error:
        return str(error)
    except OSError as error:
        return f"found {row['pack']} that cannot be read ({error}), expected the filed bytes in it"
    return msgspec.structs.replace(filing, accession=row["accession"], filed_on=filing.filed_on or row["filed_on"])


def _of_dataset(path: Path, rows: Iterable[dict[str, Any]]) -> Iterator[tuple[str, DatasetFiling | str]]:
    """Filings that the store knows from a data set, whose zip file it kept."""
    try:
        opened = Dataset(path)
    except (Section16Error, OSError) as error:
        why = f"found {path.name} that cannot be read ({error}), expected the data set in it"
        yield from ((row["accession"], why) for row in rows)
        return
    with opened:
        for row in rows:
            found = opened.get(row["accession"])
            yield row["accession"], found or f"found no such filing in {path.name}, expected one"
