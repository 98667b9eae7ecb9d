"""The public record of the local EDGAR: the same addresses and formats as www.sec.gov and data.sec.gov.

A daily index is there from 22:00 Eastern time of its day on, a quarterly one holds the days
whose daily index is there (SEC: rebuilt nightly from about 22:00).  Which address has which
fault is drawn by a seed and the address alone, so it is the same in every run and in any order.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from datetime import date, time, timedelta
from html import escape
from http import HTTPStatus
from time import sleep
from urllib.parse import parse_qsl

from section16.edgar import serve_feeds, serve_indexes
from section16.edgar.serve_answer import Answer, page
from section16.edgar.serve_faults import Faults
from section16.edgar.serve_shelf import Held, Shelf
from section16.edgar.serve_traffic import too_fast
from section16.formats import edgar_sgml
from section16.model.submission import Submission
from section16.vocabulary.calendar import edgar_calendar
from section16.vocabulary.identifiers import compact_accession, compact_cik, format_accession

_REBUILT = time(22, 0)
_TEXT, _XML, _JSON, _HTML = "text/plain", "application/xml", "application/json", "text/html"
_DATA = re.compile(r"/Archives/edgar/data/(\d{1,10})/(\d{10}-\d\d-\d{6})\.txt", re.ASCII).fullmatch
_FILE = re.compile(r"/Archives/edgar/data/(\d{1,10})/(\d{18})/(?:xslF345X\d\d/)?([\w.-]{0,80})", re.ASCII).fullmatch
_LIST = re.compile(r"/submissions/CIK(\d{10})(?:-submissions-(\d{3}))?\.json", re.ASCII).fullmatch
_INDEX = re.compile(
    r"/Archives/edgar/(full-index|daily-index)/(?:(\d{4})/QTR([1-4])/)?([\w.]{1,40})", re.ASCII
).fullmatch
_FEED = re.compile(r"/Archives/edgar/Feed/(\d{4})/QTR([1-4])/(\d{8})\.nc\.tar\.gz", re.ASCII).fullmatch
_NAMES = re.compile(r"(master|form|company|crawler)(?:\.(\d{8}))?\.(idx|gz)", re.ASCII).fullmatch
_FAULTY = ("page-403", "page-429", "page-503", "page-html")
_BREAKS = {"page-cut": "cut", "page-short": "short", "page-long": "long"}


class Record:
    """Answers every question about what is public.

    site    scheme and host by which the endpoint is reached, for links
    recent  filings in the first file of a CIK's list
    """

    def __init__(self, shelf: Shelf, faults: Faults | None = None, *, recent: int = 1000) -> None:
        self.shelf, self.faults, self.recent, self.site = shelf, faults or Faults(), recent, "https://www.sec.gov"

    @staticmethod
    def has(path: str) -> bool:
        """True for an address of the public record, whether anything is there or not."""
        return path.startswith(("/Archives/", "/cgi-bin/", "/submissions/CIK", "/files/"))

    def get(self, path: str, query: str = "") -> Answer:
        """What stands at an address, faults and all; 404 for nothing."""
        address = f"{path}?{query}" if query else path
        sleep(float(self.faults.at("page-slow", address) or 0.0))
        for name in _FAULTY:
            if (value := self.faults.at(name, address)) is not None:
                return _faulty(name, value)
        answer = self._right(path, query)
        if answer is None:
            return page(HTTPStatus.NOT_FOUND, "EDGAR - 404 File not found", escape(path[:100]))
        breaks = next((how for name, how in _BREAKS.items() if self.faults.at(name, address) is not None), "")
        return Answer(answer.code, answer.body, answer.type, breaks, answer.headers)

    def _right(self, path: str, query: str) -> Answer | None:
        if found := _DATA(path):
            return self._text(found[1], found[2])
        if found := _FILE(path):
            return self._file(found[1], format_accession(found[2]), found[3])
        if found := _LIST(path):
            cik = compact_cik(found[1])
            body = serve_indexes.submissions(cik, self.shelf.of(cik), int(found[2] or 0), recent=self.recent)
            return None if body is None else Answer(HTTPStatus.OK, body)
        if found := _FEED(path):
            return self._day_feed(found[3], f"{found[1]}/QTR{found[2]}")
        if found := _INDEX(path):
            quarter = f"{found[2]}/QTR{found[3]}" if found[2] else ""
            return self._folder(found[1], quarter, found[4])
        if path == "/files/company_tickers.json":
            return Answer(HTTPStatus.OK, serve_indexes.tickers(self.shelf.public()))
        if path == "/cgi-bin/browse-edgar":
            asked = dict(parse_qsl(query, keep_blank_values=True))
            body = serve_feeds.browse(asked, self.shelf.public(), self.shelf.now(), self.site)
            return None if body is None else Answer(HTTPStatus.OK, body, "application/atom+xml")
        return None

    # ------------------------------------------------------------------------------------------ one filing

    def _text(self, cik: str, accession: str) -> Answer | None:
        """The complete text, when the CIK is one of the filing's."""
        one = self.shelf.one(cik, accession)
        if one is None or self.faults.at("filing-late", accession) is not None:
            return None
        if self.faults.at("filing-other", accession) is not None:
            others = (other.accession for other in self.shelf.public() if other.accession != accession)
            accession = next(others, accession)
        text = self.shelf.text(accession)
        if text is None:
            return None
        if self.faults.is_past("filing-corrected", accession):
            text = corrected(text, one.filed)
        return Answer(HTTPStatus.OK, text, _TEXT)

    def _file(self, cik: str, accession: str, name: str) -> Answer | None:
        """A file of a filing's folder."""
        if name == f"{accession}.txt":
            return self._text(cik, accession)
        one = self.shelf.one(cik, accession)
        text = self.shelf.text(accession) if one is not None else None
        if one is None or text is None:
            return None
        submission = edgar_sgml.read(text)[0]
        if name in ("", "index.json"):
            return self._listing(cik, one, text)
        if name == f"{accession}-index.htm":
            return Answer(HTTPStatus.OK, _index_page(one).encode(), _HTML)
        if name == f"{accession}.hdr.sgml":
            return Answer(HTTPStatus.OK, _header(submission), _TEXT)
        if name == f"{accession}-index-headers.html":
            pre = escape(_header(submission).decode("latin-1"), quote=False)
            return Answer(HTTPStatus.OK, f"<HTML><BODY><PRE>{pre}</PRE></BODY></HTML>\n".encode(), _HTML)
        document = next((one for one in submission.documents if one.filename == name), None)
        if document is None:
            return None
        kind = _XML if document.xml is not None else _HTML if name.endswith((".htm", ".html")) else _TEXT
        return Answer(HTTPStatus.OK, document.content, kind)

    def _listing(self, cik: str, one: Held, text: bytes) -> Answer:
        number, at = one.accession, f"{one.accepted:%Y-%m-%d %H:%M:%S}"
        made = (f"{number}-index-headers.html", f"{number}-index.htm", f"{number}.hdr.sgml")
        names = [*((name, at, 0) for name in made), (f"{number}.txt", at, len(text))]
        names += [(name, at, 0) for name, _ in one.documents if name]
        folder = f"/Archives/edgar/data/{compact_cik(cik)}/{compact_accession(one.accession)}"
        return Answer(HTTPStatus.OK, serve_indexes.folder(folder, names), _JSON)

    # --------------------------------------------------------------------------------------------- indexes

    def _days(self) -> dict[date, list[Held]]:
        """The filings of each day whose index is there: business days, and others with filings; from the first on."""
        now = self.shelf.now()
        last = now.date() if now.time() >= _REBUILT else now.date() - timedelta(days=1)
        shown = [one for one in reversed(self.shelf.public()) if one.shown <= last]
        first = min((one.shown for one in shown), default=last + timedelta(days=1))
        calendar, span = edgar_calendar(), (last - first).days + 1
        days: dict[date, list[Held]] = {
            day: [] for number in range(span) if calendar.is_business_day(day := first + timedelta(days=number))
        }
        for one in shown:
            days.setdefault(one.shown, []).append(one)
        return days

    def _folder(self, kind: str, quarter: str, name: str) -> Answer | None:
        days = self._days()
        if not quarter and name == "index.json":
            years = sorted({str(day.year) for day in days})
            return Answer(HTTPStatus.OK, serve_indexes.folder(kind, [(year, "", None) for year in years]))
        quarter = quarter or _quarter(self.shelf.now().date())
        within = {day: held for day, held in days.items() if _quarter(day) == quarter}
        if not within:
            return None
        if name == "index.json":
            return Answer(HTTPStatus.OK, serve_indexes.folder(f"{kind}/{quarter}", self._names(kind, within)))
        found = _NAMES(name)
        if found is None or (found[2] is not None) != (kind == "daily-index"):
            return None
        if found[2] is not None:
            within = {day: held for day, held in within.items() if f"{day:%Y%m%d}" == found[2]}
        if not within:
            return None
        return self._index(found[1], within, is_daily=found[2] is not None, is_packed=found[3] == "gz")

    @staticmethod
    def _names(kind: str, days: Iterable[date]) -> list[tuple[str, str, int | None]]:
        if kind == "full-index":
            return [(f"{one}.{ending}", "", 0) for one in serve_indexes.KINDS for ending in ("gz", "idx")]
        return [(f"{one}.{day:%Y%m%d}.idx", f"{day:%m/%d/%Y} 10:01:35 PM", 0)
                for one in serve_indexes.KINDS for day in sorted(days)]  # fmt: skip

    def _index(self, kind: str, days: dict[date, list[Held]], *, is_daily: bool, is_packed: bool) -> Answer:
        held = [one for day in sorted(days) for one in days[day]]
        body = serve_indexes.index(kind, held, received=max(days), is_daily=is_daily, site=self.site)
        if not is_packed:
            return Answer(HTTPStatus.OK, body, _TEXT)
        return Answer(HTTPStatus.OK, gzip.compress(body, mtime=0), "application/gzip")

    def _day_feed(self, day: str, quarter: str) -> Answer | None:
        held = [one for shown, ones in self._days().items() for one in ones
                if f"{shown:%Y%m%d}" == day and _quarter(shown) == quarter]  # fmt: skip
        texts = [text for one in held if (text := self.shelf.text(one.accession)) is not None]
        return Answer(HTTPStatus.OK, serve_indexes.day_feed(texts), "application/gzip") if texts else None


def corrected(text: bytes, filed: date) -> bytes:
    """A submission as it is after a correction: the date of its change is a later day (the least that can change)."""
    later = f"{filed + timedelta(days=1):%Y%m%d}".encode()
    return re.sub(rb"(\nDATE AS OF CHANGE:\t+)[0-9]{8}", rb"\g<1>" + later, text, count=1)


def _faulty(name: str, value: str) -> Answer:
    if name == "page-403":
        return too_fast(float(value))
    if name == "page-html":
        return page(HTTPStatus.OK, "SEC.gov | Site maintenance", "Something else than was asked for.")
    code = int(name.rpartition("-")[2])
    return page(code, f"SEC.gov | {HTTPStatus(code).phrase}", "Try again later.", Retry_After=str(int(float(value))))


def _quarter(day: date) -> str:
    return f"{day.year}/QTR{(day.month - 1) // 3 + 1}"


def _header(submission: Submission) -> bytes:
    return edgar_sgml.write(edgar_sgml.build(submission.header, (), spelling="hdr.sgml"))


def _index_page(one: Held) -> str:
    rows = "".join(f"<tr><td>{escape(name)}</td><td>{escape(kind)}</td></tr>\n" for name, kind in one.documents)
    parties = "".join(
        f"<p>{escape(role.name)} ({'Issuer' if role.is_issuer else 'Reporting'}) CIK: {role.cik}</p>\n"
        for role in one.roles
    )
    return (
        f"<html><head><title>EDGAR Filing Documents for {one.accession}</title></head><body>\n"
        f"<h1>Form {escape(one.form)}</h1>\n<p>SEC Accession No. {one.accession}</p>\n"
        f"<p>Filing Date {one.filed}</p>\n<p>Accepted {one.accepted:%Y-%m-%d %H:%M:%S}</p>\n{parties}"
        f"<table>\n{rows}<tr><td>{one.accession}.txt</td><td>Complete submission text file</td></tr>\n</table>\n"
        "</body></html>\n"
    )
