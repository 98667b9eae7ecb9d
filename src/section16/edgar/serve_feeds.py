"""The Atom feeds of the local EDGAR, in the layout of a real one (getcurrent) and as described (getcompany)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape

from section16.edgar.serve_shelf import Held, Role
from section16.model.package import DOCUMENT_TYPES
from section16.vocabulary.identifiers import compact_accession, format_cik, is_cik

_COUNTS = (10, 20, 40, 80, 100)
_NEWEST = 2000  # filings that the feed reaches back; a few thousand entries in EDGAR's (unconfirmed)


def browse(query: dict[str, str], held: list[Held], now: datetime, site: str) -> bytes | None:
    """The feed that is asked for; None for a query of another kind.

    held  newest first
    site  scheme and host, for links
    """
    start, count = _number(query, "start", 0), _number(query, "count", 40)
    count = next((allowed for allowed in _COUNTS if allowed >= count), _COUNTS[-1])
    prefix = query.get("type", "")
    matching = (one for one in held if one.form.startswith(prefix))
    if query.get("action") == "getcurrent":
        is_ownership = {"only": True, "exclude": False}.get(query.get("owner", ""))
        wanted = [one for one in matching if is_ownership in (None, one.form in DOCUMENT_TYPES)][:_NEWEST]
        entries = [_current(one, role, site) for one in wanted for role in _in_order(one)]
        title = f"Latest Filings - {now:%a, %d %b %Y %H:%M:%S} {now.tzname()}"
    elif query.get("action") == "getcompany" and is_cik(query.get("CIK", "")):
        cik = format_cik(query["CIK"])
        entries = [_of_company(one, cik, site) for one in matching if cik.lstrip("0") in {r.cik for r in one.roles}]
        title = f"CIK {cik}"
    else:
        return None
    page = entries[start : start + count]
    address = f"/cgi-bin/browse-edgar?action={query['action']}"
    head = (
        '<?xml version="1.0" encoding="ISO-8859-1" ?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f'<title>{escape(title)}</title>\n<link rel="alternate" href="{address}"/>\n'
        f'<link rel="self" href="{address}"/>\n<id>{site}{address}</id>\n'
        "<author><name>Webmaster</name><email>webmaster@sec.gov</email></author>\n"
        f"<updated>{now.isoformat(timespec='seconds')}</updated>\n"
    )
    return (head + "".join(page) + "</feed>\n").encode("latin-1", "xmlcharrefreplace")


def _number(query: dict[str, str], name: str, otherwise: int) -> int:
    text = query.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else otherwise


def _in_order(one: Held) -> Iterator[Role]:
    """The roles as EDGAR lists them: owners, then the issuer."""
    yield from sorted(one.roles, key=lambda role: role.is_issuer)


def _link(one: Held, cik: str, site: str) -> str:
    return f"{site}/Archives/edgar/data/{cik}/{compact_accession(one.accession)}/{one.accession}-index.htm"


def _current(one: Held, role: Role, site: str) -> str:
    kind = "Issuer" if role.is_issuer else "Reporting"
    title = f"{one.form} - {role.name} ({format_cik(role.cik)}) ({kind})"
    return _entry(one, title, _link(one, role.cik, site))


def _of_company(one: Held, cik: str, site: str) -> str:
    content = (
        f'<content type="text/xml">\n<accession-number>{one.accession}</accession-number>\n'
        f"<filing-date>{one.filed}</filing-date>\n<filing-href>{_link(one, cik.lstrip('0'), site)}</filing-href>\n"
        f"<filing-type>{one.form}</filing-type>\n</content>\n"
    )
    return _entry(one, one.form, _link(one, cik.lstrip("0"), site), content)


def _entry(one: Held, title: str, link: str, content: str = "") -> str:
    size = f"{-(-one.size // 1024)} KB"
    summary = f"\n <b>Filed:</b> {one.filed} <b>AccNo:</b> {one.accession} <b>Size:</b> {size}\n"
    return (
        f'<entry>\n<title>{escape(title)}</title>\n<link rel="alternate" type="text/html" href="{link}"/>\n'
        f'<summary type="html">{escape(summary, quote=False)}</summary>\n{content}'
        f"<updated>{one.stamp.isoformat(timespec='seconds')}</updated>\n"
        f'<category scheme="https://www.sec.gov/" label="form type" term="{one.form}"/>\n'
        f"<id>urn:tag:sec.gov,2008:accession-number={one.accession}</id>\n</entry>\n"
    )
