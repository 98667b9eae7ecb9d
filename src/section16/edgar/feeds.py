"""The Atom feed of EDGAR's newest filings (getcurrent).

An entry for each role in a filing: the same accession number stands there once for the issuer
and once for every owner.  ``type=4`` asks for every form whose name begins with 4 (4/A, 40-F,
424B3 ..., unconfirmed), so the form of an entry is its category's term.  ``updated`` is the
time of acceptance, with its zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from urllib.parse import urlencode

import msgspec
from lxml import etree

from section16.edgar.client import Client
from section16.vocabulary.errors import Damaged, NotThisFormat

PAGE = 100  # entries; the most that EDGAR gives at once
_MOST_PAGES = 40  # it reaches back a few thousand entries (unconfirmed)
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
_ATOM = "{http://www.w3.org/2005/Atom}"
_ID = re.compile(r"accession-number=([0-9]{10}-[0-9]{2}-[0-9]{6})").search
_TITLE = re.compile(r"(?P<form>\S.*?) - (?P<name>.*) \((?P<cik>[0-9]{10})\) \((?P<role>[^()]*)\)\s*").fullmatch
_FILED = re.compile(r"Filed:(?:</b>)?\s*([0-9]{4}-[0-9]{2}-[0-9]{2})").search


class Entry(msgspec.Struct, frozen=True):
    """One entry: a filing, in one role.

    form      the category's term
    accepted  UTC
    filed     None when the summary does not say
    cik, name, role  compact CIK, "Issuer" or "Reporting"; None where the title names nobody
    link      of the index page
    """

    accession: str
    form: str
    accepted: datetime
    filed: date | None = None
    cik: str | None = None
    name: str | None = None
    role: str | None = None
    link: str | None = None


def read(source: bytes) -> tuple[Entry, ...]:
    """The entries of a feed, newest first as they stand.  Raises NotThisFormat, Damaged."""
    if b"<feed" not in source[:2000]:
        raise NotThisFormat(f"{source[:40]!r} at the start", "an Atom feed")
    try:
        root = etree.fromstring(source, _PARSER)
    except etree.XMLSyntaxError as error:
        raise Damaged(f"an Atom feed that is no XML ({error.msg})", "a whole feed") from None
    return tuple(map(_entry, root.iterfind(f"{_ATOM}entry")))


def _entry(node: etree._Element) -> Entry:
    def text(name: str) -> str:
        return (node.findtext(f"{_ATOM}{name}") or "").strip()

    number, title, link = _ID(text("id")), _TITLE(text("title")), node.find(f"{_ATOM}link")
    category = node.find(f"{_ATOM}category")
    filed = _FILED(text("summary"))
    try:
        accepted = datetime.fromisoformat(text("updated"))
        day = date.fromisoformat(filed[1]) if filed else None
    except ValueError as error:
        raise Damaged(f"an entry {text('title')[:60]!r} ({error})", "a time and a date") from None
    if number is None or category is None or accepted.tzinfo is None:
        raise Damaged(f"an entry {text('title')[:60]!r}", "an accession number, a form and a time with its zone")
    return Entry(
        accession=number[1], form=str(category.get("term", "")), accepted=accepted.astimezone(UTC), filed=day,
        cik=title["cik"].lstrip("0") if title else None, name=title["name"] if title else None,
        role=title["role"] if title else None, link=str(link.get("href")) if link is not None else None,
    )  # fmt: skip


def current(client: Client, form: str) -> Iterator[tuple[Entry, ...]]:
    """The newest filings of one form and its amendments, page by page, as far back as the feed reaches.

    New filings push the others on while pages are turned, so an entry may come twice; none is
    left out.  Raises Unreachable, Damaged.
    """
    wanted = {form, f"{form}/A"}
    query = {"action": "getcurrent", "type": form, "company": "", "dateb": "", "owner": "only"}
    for number in range(_MOST_PAGES):
        asked = urlencode({**query, "start": str(number * PAGE), "count": str(PAGE), "output": "atom"})
        page = client.get(f"{client.archives}/cgi-bin/browse-edgar?{asked}", read)
        entries = read(page.content) if page is not None else ()
        yield tuple(entry for entry in entries if entry.form in wanted)
        if len(entries) < PAGE:
            return
