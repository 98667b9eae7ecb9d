"""What there is to fetch: from a plan to the filings that EDGAR lists, each once.

A span of dates is read from the indexes: a whole quarter from its master index, up to seven
days from the daily ones, and the newest days from the daily indexes and the feed of newest
filings, for the quarterly index is a day behind and the daily one appears at night.  One
more business day is looked through than was asked for: what is accepted in the evening can be
made public the next morning under the day before.  An issuer's or owner's filings are read
from its own list.  Nothing of a list but the accession number, form, date and path is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

import msgspec

from section16.edgar import feeds, indexes, submissions_json, tickers
from section16.edgar.cache import Cache
from section16.edgar.client import Client
from section16.edgar.transport import Unreachable
from section16.model.package import DOCUMENT_TYPES
from section16.vocabulary.calendar import edgar_calendar
from section16.vocabulary.errors import Damaged, NotFound, SeenAndExpected
from section16.vocabulary.identifiers import compact_cik, format_accession, format_cik, is_cik, validate_cik

FORMS = frozenset(DOCUMENT_TYPES)
FIRST_XML = date(2003, 5, 5)  # the first day of ownership documents in XML
_FEW_DAYS = 7  # up to here the daily indexes are smaller than the quarter's
_SETTLED = timedelta(days=7)  # after its end a quarter's index no longer changes, clean-ups aside (unconfirmed)
_DAILY = re.compile(r"master\.([0-9]{8}|[0-9]{6})\.idx(?:\.gz)?").fullmatch
_DAY = timedelta(days=1)
_REMEMBERED = 500_000  # filings; lists that name the same one are a quarter apart at most, of about 90,000


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is wanted.

    since, until  dates of filing, both included; None: from the first XML, up to now
    issuers, owners  CIKs; a filing is taken when its document names one of them in that role.
                both empty: everybody
    accessions  single filings, nothing else then: an accession number, or CIK/NUMBER
    forms       as EDGAR names them
    recheck     take filings again that are known, and give those that have changed
    """

    since: date | None = None
    until: date | None = None
    issuers: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    accessions: tuple[str, ...] = ()
    forms: frozenset[str] = FORMS
    recheck: bool = False


class Listed(msgspec.Struct, frozen=True):
    """A filing that a list names.

    path      below ``/Archives/``
    filed     as the list says; None when it does not
    found_in  the list, in words
    """

    accession: str
    path: str
    filed: date | None
    found_in: str


class Lists:
    """The lists of one EDGAR, by way of a cache.

    say  told of each line that is no row, and of each list that is not there
    """

    def __init__(self, client: Client, cache: Cache, say: Callable[[str], None] = lambda line: None) -> None:
        self.client, self.cache, self.say = client, cache, say

    def wanted(self, plan: Plan) -> Iterator[Listed]:
        """The filings of a plan, oldest first within each list, each once.

        Raises Unreachable, Damaged for a list that comes broken each time, NotFound for a
        single filing that no list names, SeenAndExpected and NotAnIdentifier for a plan that
        makes no sense.
        """
        if plan.since and plan.until and plan.since > plan.until:
            raise SeenAndExpected(f"the dates {plan.since} to {plan.until}", "the earlier one first")
        found = self._single(plan) if plan.accessions else self._of_ciks(plan) if _ciks(plan) else self._of_dates(plan)
        seen: set[str] = set()
        before: set[str] = set()
        for one in found:
            if one.accession not in seen and one.accession not in before:
                seen.add(one.accession)
                yield one
            if len(seen) >= _REMEMBERED:
                seen, before = set(), seen

    def cik_of(self, text: str) -> str:
        """The compact CIK that a CIK or trading symbol names.

        Raises NotFound for a symbol that the SEC does not list, Unreachable, Damaged.
        """
        if is_cik(text):
            return validate_cik(text)
        raw = self.cache.get(self.client, f"{self.client.archives}{tickers.PATH}", tickers.read)
        found = tickers.read(raw).get(text.strip().upper()) if raw is not None else None
        if found is None:
            raise NotFound("trading symbol", f"{text} in the SEC's list; say a CIK")
        return found.cik

    # ------------------------------------------------------------------------------------------- by dates

    def _of_dates(self, plan: Plan) -> Iterator[Listed]:
        today = self.client.today()
        first, last = plan.since or FIRST_XML, min(plan.until or today, today)
        if first > last:
            return
        end = min(edgar_calendar().next_business_day(last), today)
        covered = first - _DAY
        for start, stop in quarters(first, end):
            for listed, reaches in self._of_quarter(start, stop, plan.forms, today):
                covered = max(covered, reaches)
                yield from _within(listed, first, last)
        if end == today and covered < today:
            yield from _within(self.newest(plan.forms, since=covered), first, last)

    def _of_quarter(
        self, start: date, stop: date, forms: frozenset[str], today: date
    ) -> Iterator[tuple[list[Listed], date]]:
        """Each list that covers a part of one quarter, and the day up to which it reaches."""
        folder = f"{start.year}/QTR{(start.month - 1) // 3 + 1}"
        quarter_ends = _quarter_end(start)
        if (stop - start).days >= _FEW_DAYS:
            address = f"{self.client.archives}/Archives/edgar/full-index/{folder}/master.gz"
            index = self._index(address, is_final=today > quarter_ends + _SETTLED)
            if index is not None:
                reaches = index.received or start - _DAY
                yield self._rows(index, forms, f"full-index/{folder}"), min(reaches, stop)
                if reaches >= min(stop, quarter_ends):
                    return
                start = max(start, reaches + _DAY)
        names = self._daily_names(folder, today)
        self._say_what_lacks(start, min(stop, today - _DAY), names)
        for day, name in names.items():
            if start <= day <= stop:
                address = f"{self.client.archives}/Archives/edgar/daily-index/{folder}/{name}"
                index = self._index(address, is_final=day < today)
                if index is None:
                    raise Unreachable(f"{address}: listed and not there")
                yield self._rows(index, forms, f"daily-index {day}"), day

    def _say_what_lacks(self, start: date, stop: date, names: Mapping[date, str]) -> None:
        days = (start + number * _DAY for number in range((stop - start).days + 1))
        lacking = [day for day in days if day not in names and edgar_calendar().is_business_day(day)]
        if lacking:
            count = "this business day" if len(lacking) == 1 else f"{len(lacking)} business days up to {lacking[-1]}"
            self.say(f"{lacking[0]}: EDGAR has no daily index of {count}")

    def _daily_names(self, folder: str, today: date) -> dict[date, str]:
        """The daily master indexes of a quarter, by day, as its folder lists them."""
        address = f"{self.client.archives}/Archives/edgar/daily-index/{folder}/index.json"
        raw = self.cache.get(self.client, address, _folder_names)
        found: dict[date, str] = {}
        for name in _folder_names(raw) if raw is not None else ():
            if (day := _day_of(name)) is not None and day <= today:
                found.setdefault(day, name)
        return dict(sorted(found.items()))

    def _index(self, address: str, *, is_final: bool) -> indexes.Index | None:
        raw = self.cache.get(self.client, address, indexes.check, is_final=is_final)
        if raw is None:
            self.say(f"{address}: not there")
            return None
        index = indexes.read(raw)
        for number, line in index.unread:
            self.say(f"{address}, line {number}: found {line[:80]!r}, expected a row of an index")
        return index

    @staticmethod
    def _rows(index: indexes.Index, forms: frozenset[str], found_in: str) -> list[Listed]:
        rows = sorted(indexes.filings(index, forms), key=lambda found: (found[1].filed, found[0]))
        return [Listed(accession, row.path, row.filed, found_in) for accession, row in rows]

    def newest(self, forms: frozenset[str], *, since: date) -> list[Listed]:
        """The filings in the feed of newest ones, filed on a day or after it; of each form the oldest first."""
        found: dict[str, Listed] = {}
        for form in sorted({form.removesuffix("/A") for form in forms}):
            for page in feeds.current(self.client, form):
                found |= {entry.accession: of_feed(entry) for entry in page if entry.form in forms}
                if any(entry.filed is not None and entry.filed < since for entry in page):
                    break
        return [one for one in reversed(found.values()) if one.filed is None or one.filed >= since]

    # ---------------------------------------------------------------------------------------- by CIK, single

    def _of_ciks(self, plan: Plan) -> Iterator[Listed]:
        first, last = plan.since or date.min, plan.until or date.max
        for cik in dict.fromkeys(map(validate_cik, _ciks(plan))):
            found = f"submissions of CIK {cik}"
            entries = [entry for entry in self._entries(cik, first, last) if entry.form in plan.forms]
            listed = [Listed(e.accession, archive_path(cik, e.accession), e.filed, found) for e in entries]
            yield from _within(sorted(listed, key=lambda one: (one.filed or first, one.accession)), first, last)

    def _entries(self, cik: str, first: date, last: date) -> Iterator[submissions_json.Entry]:
        folder = f"{self.client.data}/submissions"
        raw = self.cache.get(self.client, f"{folder}/CIK{format_cik(cik)}.json", submissions_json.read)
        if raw is None:
            self.say(f"CIK {cik}: EDGAR has no list of its filings")
            return
        listing = submissions_json.read(raw)
        yield from listing.entries
        for shard in listing.shards:
            if shard.filing_from <= last and shard.filing_to >= first:
                rest = self.cache.get(self.client, f"{folder}/{shard.name}", submissions_json.read_shard)
                if rest is None:
                    raise Unreachable(f"{folder}/{shard.name}: listed and not there")
                yield from submissions_json.read_shard(rest)

    def _single(self, plan: Plan) -> Iterator[Listed]:
        for asked in plan.accessions:
            cik, _, number = asked.rpartition("/")
            accession = format_accession(number)
            path = archive_path(validate_cik(cik), accession) if cik else self._path_of(accession)
            yield Listed(accession, path, None, "asked for")

    def _path_of(self, accession: str) -> str:
        """Where a filing is, of which only the number is known: under its login's CIK, or as an index says."""
        path = archive_path(accession[:10], accession)
        if self.client.get(f"{self.client.archives}/Archives/{path}") is not None:
            return path
        year, today = int(accession[11:13]), self.client.today()
        year += 1900 if year > 80 else 2000
        for month in (1, 4, 7, 10):
            start = date(year, month, 1)
            if start > today:
                break
            for listed, _ in self._of_quarter(start, min(_quarter_end(start), today), FORMS, today):
                for one in listed:
                    if one.accession == accession:
                        return one.path
        raise NotFound("filing", f"{accession} in the indexes of {year}; if you know a CIK of it, say CIK/NUMBER")


def archive_path(cik: str, accession: str) -> str:
    """Where the complete text of a filing is, below ``/Archives/``, under one of its CIKs."""
    return f"edgar/data/{compact_cik(cik)}/{accession}.txt"


def of_feed(entry: feeds.Entry) -> Listed:
    """The filing of a feed's entry; without a CIK it stands under that of its login."""
    path = archive_path(entry.cik or entry.accession[:10], entry.accession)
    return Listed(entry.accession, path, entry.filed, "feed of newest filings")


def quarters(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The parts of a span that lie in one quarter each.

    >>> [(str(a), str(b)) for a, b in quarters(date(2023, 2, 3), date(2023, 4, 1))]
    [('2023-02-03', '2023-03-31'), ('2023-04-01', '2023-04-01')]
    """
    while first <= last:
        end = _quarter_end(first)
        yield first, min(end, last)
        first = end + _DAY


def _quarter_end(day: date) -> date:
    month = (day.month - 1) // 3 * 3 + 3
    return date(day.year, month, 30 if month in (6, 9) else 31)


def _ciks(plan: Plan) -> tuple[str, ...]:
    return (*plan.issuers, *plan.owners)


def _within(listed: list[Listed], first: date, last: date) -> Iterator[Listed]:
    return (one for one in listed if one.filed is None or first <= one.filed <= last)


def _day_of(name: str) -> date | None:
    """The day of a daily master index, "master.20181231.idx" or, of old, "master.940103.idx"; None for another file."""
    if (found := _DAILY(name)) is None:
        return None
    text = found[1] if len(found[1]) == 8 else f"{'19' if found[1] > '7' else '20'}{found[1]}"
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class _Item(msgspec.Struct, frozen=True):
    name: str = ""


class _Directory(msgspec.Struct, frozen=True):
    item: list[_Item]


class _Folder(msgspec.Struct, frozen=True):
    directory: _Directory


def _folder_names(source: bytes) -> list[str]:
    """The names in a folder's ``index.json``.  Raises Damaged."""
    try:
        return [item.name for item in msgspec.json.decode(source, type=_Folder).directory.item]
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Damaged("something that is no list of a folder", "directory.item") from None
