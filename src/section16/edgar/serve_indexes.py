"""The lists of the local EDGAR: index files, folders, submissions JSON, tickers, the day's feed file.

Layouts are those of the samples at hand (master and form, quarterly and daily; submissions JSON;
tickers); company and crawler files and folder lists follow descriptions.
"""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date
from typing import Any, NamedTuple

import msgspec

from section16.edgar.serve_shelf import Held
from section16.formats import edgar_sgml
from section16.vocabulary.identifiers import format_cik

KINDS = ("master", "form", "company", "crawler")
_WIDTHS = {"form": 12, "name": 62, "cik": 12, "filed": 12}
_RECENT = 1000  # filings in the first file of a CIK


class _Row(NamedTuple):
    name: str
    form: str
    cik: str
    filed: str
    path: str


def index(kind: str, held: Iterable[Held], *, received: date, is_daily: bool, site: str) -> bytes:
    """An index file: a row for each CIK of each filing.

    kind      of ``KINDS``
    received  the last day in it
    site      scheme and host, for a crawler index
    """
    rows = list(_rows(held, kind, is_daily=is_daily, site=site))
    sort: dict[str, Callable[[_Row], Any]] = {
        "master": lambda row: (row.cik, row.form, row.filed, row.path),
        "form": lambda row: (row.form, row.name, row.cik, row.path),
    }
    rows.sort(key=sort.get(kind, lambda row: (row.name, row.form, row.cik, row.path)))
    lines = [*_head(kind, received, is_daily=is_daily, site=site)]
    if kind == "master":
        names = "CIK|Company Name|Form Type|Date Filed|" + ("File Name" if is_daily else "Filename")
        lines += [names, "-" * 80, *(f"{r.cik}|{r.name}|{r.form}|{r.filed}|{r.path}" for r in rows)]
    else:
        order = ("form", "name") if kind == "form" else ("name", "form")
        titles = {"form": "Form Type", "name": "Company Name", "cik": "CIK", "filed": "Date Filed"}
        last = "URL" if kind == "crawler" else "File Name"
        lines += [_fixed(order, titles) + last, "-" * 141]
        lines += [_fixed(order, row._asdict()) + row.path for row in rows]
    return "".join(f"{line}\n" for line in lines).encode("latin-1", "replace")


def _rows(held: Iterable[Held], kind: str, *, is_daily: bool, site: str) -> Iterator[_Row]:
    for one in held:
        filed = f"{one.filed:%Y%m%d}" if is_daily else one.filed.isoformat()
        for cik, name in dict.fromkeys((role.cik, role.name) for role in one.roles):
            path = f"edgar/data/{cik}/{one.accession}.txt"
            if kind == "crawler":
                path = f"{site}/Archives/{path.removesuffix('.txt')}-index.htm"
            yield _Row(name, one.form, cik, filed, path)


def _head(kind: str, received: date, *, is_daily: bool, site: str) -> Iterator[str]:
    by = {"form": " by Form Type", "company": " by Company Name"}.get(kind, "")
    yield f"Description:           {'Daily' if is_daily else 'Master'} Index of EDGAR Dissemination Feed{by}"
    month = f"{received:%b}" if is_daily else f"{received:%B}"
    yield f"Last Data Received:    {month} {received.day:02}, {received.year}"
    yield "Comments:              webmaster@sec.gov"
    yield "Anonymous FTP:         ftp://ftp.sec.gov/edgar/"
    if not is_daily:
        yield f"Cloud HTTP:            {site}/Archives/"
    yield " " if is_daily and kind != "master" else ""
    yield from () if is_daily and kind == "master" else (" ", " ", " ")


def _fixed(order: tuple[str, str], values: dict[str, str]) -> str:
    names = (*order, "cik", "filed")
    return "".join(f"{values[name][: _WIDTHS[name] - 2]:{_WIDTHS[name]}}" for name in names)


def folder(name: str, entries: Iterable[tuple[str, str, int | None]]) -> bytes:
    """A folder's ``index.json``: name, time and size in bytes of each entry; None for a folder in it."""
    items = [
        {"last-modified": at, "name": entry, "type": "dir" if size is None else "file",
         "href": f"{entry}/" if size is None else entry, "size": "" if size is None else f"{-(-size // 1024)} KB"}
        for entry, at, size in entries
    ]  # fmt: skip
    return msgspec.json.encode({"directory": {"item": items, "name": f"{name}/", "parent-dir": "../"}})


def submissions(cik: str, held: list[Held], shard: int, *, recent: int = _RECENT) -> bytes | None:
    """The list of a CIK, newest first (``shard`` 0), or one of its further files (from 1); None without such a file."""
    parts = [held[i : i + recent] for i in range(0, len(held), recent)]
    if shard:
        return msgspec.json.encode(_arrays(parts[shard])) if shard < len(parts) else None
    if not held:
        return None
    name = next(role.name for role in held[0].roles if role.cik == cik)
    symbols = [one.symbol for one in held if one.symbol and _issuer(one) == cik]
    files = [
        {"name": f"CIK{format_cik(cik)}-submissions-{number:03}.json", "filingCount": len(part),
         "filingFrom": min(one.filed for one in part), "filingTo": max(one.filed for one in part)}
        for number, part in enumerate(parts[1:], 1)
    ]  # fmt: skip
    is_issuer = [any(role.cik == cik and role.is_issuer for role in one.roles) for one in held]
    return msgspec.json.encode({
        "cik": format_cik(cik), "entityType": "other", "name": name, "tickers": symbols[:1], "exchanges": [],
        "insiderTransactionForOwnerExists": int(not all(is_issuer)),
        "insiderTransactionForIssuerExists": int(any(is_issuer)),
        "filings": {"recent": _arrays(parts[0]), "files": files},
    })  # fmt: skip


def _arrays(held: list[Held]) -> dict[str, list[Any]]:
    primaries = [next(iter(one.documents), ("", "")) for one in held]
    return {
        "accessionNumber": [one.accession for one in held],
        "filingDate": [one.filed for one in held],
        "reportDate": [one.period.isoformat() if one.period else "" for one in held],
        "acceptanceDateTime": [f"{one.stamp.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z" for one in held],
        "act": ["34"] * len(held),
        "form": [one.form for one in held],
        "fileNumber": [one.file_number for one in held],
        "filmNumber": [""] * len(held),
        "items": [""] * len(held),
        "size": [one.size for one in held],
        "isXBRL": [0] * len(held),
        "isInlineXBRL": [0] * len(held),
        "primaryDocument": [f"xslF345X06/{name}" if name.endswith(".xml") else name for name, _ in primaries],
        "primaryDocDescription": [kind for _, kind in primaries],
    }


def tickers(held: Iterable[Held]) -> bytes:
    """``company_tickers.json``: the symbol that each issuer's newest filing gives."""
    found: dict[str, tuple[str, str]] = {}
    for one in held:
        issuer = next((role for role in one.roles if role.is_issuer), None)
        if issuer is not None and one.symbol:
            found.setdefault(issuer.cik, (one.symbol, issuer.name))
    rows = {
        str(number): {"cik_str": format_cik(cik), "ticker": symbol, "title": name}
        for number, (cik, (symbol, name)) in enumerate(found.items())
    }
    return msgspec.json.encode(rows)


def day_feed(texts: Iterable[bytes]) -> bytes:
    """The feed file of a day: each submission as ``.nc``, in a tar, in gzip; the same bytes each time."""
    whole = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=whole, mode="wb", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as tar,
    ):
        for text in texts:
            submission, _ = edgar_sgml.read(text)
            data = edgar_sgml.write(edgar_sgml.build(submission.header, submission.documents, spelling="nc"))
            member = tarfile.TarInfo(f"{submission.header.accession}.nc")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return whole.getvalue()


def _issuer(one: Held) -> str | None:
    return next((role.cik for role in one.roles if role.is_issuer), None)
