"""The index files of EDGAR: master, form, company and crawler, quarterly and daily, plain or gz.

A few lines of head, the line of column names, a line of hyphens, then one row for each CIK of
each filing, so a filing of an issuer and two owners stands there three times.  ``master`` has
bars between its columns; in the others the column line tells where each begins.  Dates are
``2023-05-18`` in quarterly files, ``20181231`` in daily ones.  The bytes are Latin-1
(unconfirmed: the samples at hand are ASCII), which reads any bytes without loss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from section16.edgar.client import unzipped
from section16.vocabulary.errors import Damaged, NotThisFormat

_GZIP = b"\x1f\x8b"
_EXPECTED = "an index file of EDGAR: a line of column names, a line of hyphens, rows"
_COLUMNS = re.compile(r"(Company Name|Form Type|CIK|Date Filed|File ?Name|URL)", re.IGNORECASE)
_RULE = re.compile(r"-{20,}\s*").fullmatch
_TAIL = re.compile(r"(?P<cik>[0-9]{1,10})\s+(?P<filed>[0-9]{4}-?[0-9]{2}-?[0-9]{2})\s+(?P<path>\S+)\s*$").search
_ACCESSION = re.compile(r"(?<![0-9])([0-9]{10}-[0-9]{2}-[0-9]{6})(?![0-9])").search
_LONGEST_PATH = 1000  # far above any; such a line is no row
_RECEIVED = re.compile(r"Last Data Received:\s*(\S.*\S)").search


class Row(msgspec.Struct, frozen=True, gc=False):
    """One row: a filing under one of its CIKs.

    cik    compact
    name   of that company or person
    form   "4", "4/A"
    path   below ``/Archives/``; the address of the index page in a crawler index
    """

    cik: str
    name: str
    form: str
    filed: date
    path: str

    @property
    def accession(self) -> str | None:
        """The accession number in the path; None when there is none."""
        found = _ACCESSION(self.path)
        return found[1] if found else None


class Index(msgspec.Struct, frozen=True):
    """An index file.

    received  the day up to which it reaches, as its head says; None when it does not
    rows      in filed order
    unread    number and text of every line that is no row
    """

    received: date | None
    rows: tuple[Row, ...]
    unread: tuple[tuple[int, str], ...] = ()


def check(source: bytes) -> None:
    """Pass what ``read`` would read, without reading its rows.  Raises what it would raise."""
    _opened(source)


def read(source: bytes) -> Index:
    """Read an index file, plain or gz.  Raises NotThisFormat, and Damaged for one that is cut short."""
    lines, ruled = _opened(source)
    names = lines[ruled - 1]
    rows: list[Row] = []
    unread: list[tuple[int, str]] = []
    split = _barred if "|" in names else _Columns(names)
    for number, line in enumerate(lines[ruled + 1 :], ruled + 2):
        if not line.strip():
            continue
        row = split(line)
        if row is None:
            unread.append((number, line.rstrip()))
        else:
            rows.append(row)
    return Index(_received("\n".join(lines[:ruled])), tuple(rows), tuple(unread))


def _opened(source: bytes) -> tuple[list[str], int]:
    """The lines, and which of them is the line of hyphens below the column names."""
    if source.startswith(_GZIP):
        source = unzipped(source)
    text = source.decode("latin-1")
    lines = text.split("\n")
    ruled = next((i for i, line in enumerate(lines[:60]) if _RULE(line)), 0)
    if ruled == 0 or len(_COLUMNS.findall(lines[ruled - 1])) < 5:
        raise NotThisFormat(f"{text[:40]!r} at the start", _EXPECTED)
    # some end without a line end; what is cut within its last row ends otherwise than in a file name
    if lines[-1].strip() and not lines[-1].rstrip().endswith((".txt", ".htm", ".html")):
        raise Damaged(f"{lines[-1][-40:]!r} at the end", "an index that ends after a whole row")
    return lines, ruled


def filings(index: Index, forms: frozenset[str]) -> Iterator[tuple[str, Row]]:
    """Each filing of these forms once, by accession number, under the first CIK that it is listed under."""
    seen: set[str] = set()
    for row in index.rows:
        if row.form in forms and (accession := row.accession) is not None and accession not in seen:
            seen.add(accession)
            yield accession, row


def _barred(line: str) -> Row | None:
    """A row of a master index; a company name may hold a bar itself."""
    cik, first, rest = line.rstrip("\r").partition("|")
    parts = rest.rsplit("|", 3)
    if not first or len(parts) != 4:
        return None
    name, form, filed, path = (part.strip() for part in parts)
    return _row(cik.strip(), name, form, filed, path)


class _Columns:
    """Splits the rows of an index with columns of fixed width."""

    def __init__(self, names: str) -> None:
        self._is_form_first = names.lower().lstrip().startswith("form")
        self._second = names.lower().index("company name" if self._is_form_first else "form type")

    def __call__(self, line: str) -> Row | None:
        tail = _TAIL(line)
        if tail is None:
            return None
        first, second = line[: self._second], line[self._second : tail.start()]
        if not first.endswith(" ") or not second.endswith(" "):  # a value wider than its column
            return None
        name, form = (second, first) if self._is_form_first else (first, second)
        return _row(tail["cik"], name.strip(), form.strip(), tail["filed"], tail["path"])


def _row(cik: str, name: str, form: str, filed: str, path: str) -> Row | None:
    try:
        day = date.fromisoformat(filed)
    except ValueError:
        return None
    is_cik = cik.isascii() and cik.isdigit() and len(cik) <= 10
    is_path = path.isascii() and path.isprintable() and len(path) <= _LONGEST_PATH
    return Row(cik.lstrip("0") or "0", name, form, day, path) if is_cik and form and path and is_path else None


def _received(head: str) -> date | None:
    """The day in "Last Data Received:    June 30, 2023" or "Dec 31, 2018"."""
    found = _RECEIVED(head)
    for shape in ("%B %d, %Y", "%b %d, %Y"):
        try:
            return datetime.strptime(found[1], shape).date() if found else None  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
