"""Keeping up: new filings as EDGAR shows them, and how long after their acceptance.

The feed of newest filings is asked again and again.  It reaches back a day or a few thousand
entries (unconfirmed), so at the start, after a pause of two hours, and once after each day's
end, the indexes of the days since are read as well.  A filing that is listed before it is there is
asked for again in the next round.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256

import msgspec

from section16.edgar import feeds
from section16.edgar.cache import Cache
from section16.edgar.client import Client
from section16.edgar.listed import Listed, Lists, Plan, of_feed
from section16.edgar.roles import Roles
from section16.edgar.sync import Fetched, Missed, fetch
from section16.edgar.transport import NotAllowed, Unreachable
from section16.vocabulary.errors import Damaged
from section16.vocabulary.identifiers import compact_cik

EVERY = 30.0  # seconds from the end of one round to the next
_REACHES_BACK = timedelta(hours=2)  # far less than the feed does, even on the busiest day


class Follower:
    """Follows one EDGAR.

    plan    ``until`` does not count; without ``since`` it begins with today and the day before
    known   as ``sync`` takes it; what is given out counts as known from then on
    every   seconds between two rounds
    """

    def __init__(
        self, client: Client, plan: Plan, known: Mapping[str, str], *, cache: Cache | None = None,
        every: float = EVERY, missed: Callable[[Missed], None] = lambda one: None,
        say: Callable[[str], None] = lambda line: None,
    ) -> None:  # fmt: skip
        self._client, self._plan, self._every, self._told, self._say = client, plan, every, missed, say
        cache = cache or Cache(None)
        self._lists, self._roles = Lists(client, cache, say), Roles(cache.folder)
        self._given: dict[str, str] = {}  # what ``known`` does not know yet
        self._known = known
        self._ciks = set(map(compact_cik, (*plan.issuers, *plan.owners)))
        self._shown: dict[str, datetime] = {}  # by the feed in an earlier round; when it was accepted
        self._waiting: dict[str, Listed] = {}  # listed, and not to be had yet
        self._read_to: date | None = None  # the indexes are read up to this day
        self._last: datetime | None = None  # round that went well

    def run(self, *, rounds: int | None = None, after: Callable[[], None] = lambda: None) -> Iterator[Fetched]:
        """New filings as they come.

        rounds  stop after so many; None: go on until the caller stops
        after   called at the end of each round, before the wait

        A round in which EDGAR does not answer, or answers with something else each time, is said,
        and the next one tries again.  Raises Unreachable or Damaged when the first one fails, and
        NotAllowed.
        """
        for number in itertools.count() if rounds is None else range(rounds):
            if number:
                self._client.clock.sleep(self._every)
            try:
                yield from self._round()
            except NotAllowed:
                raise
            except (Unreachable, Damaged) as error:
                if number == 0:
                    raise
                self._say(f"{error}; trying again in {self._every:.0f} seconds")
            after()
            self._given = {one: digest for one, digest in self._given.items() if self._known.get(one) is None}

    def _round(self) -> Iterator[Fetched]:
        now, today = self._client.now(), self._client.today()
        yesterday = today - timedelta(days=1)
        fresh = self._fresh((self._last or now) - _REACHES_BACK)
        if self._last is None or now - self._last > _REACHES_BACK or self._read_to is None or self._read_to < yesterday:
            start = min(self._read_to or self._plan.since or yesterday, yesterday)
            self._say(f"reading the lists from {start} on")
            self._waiting.clear()  # the lists name again what is there
            plan = msgspec.structs.replace(self._plan, since=start, until=today)
            self._waiting |= fresh
            yield from self._fetched(self._lists.wanted(plan))
            self._read_to = yesterday
        self._waiting |= {number: one for number, one in fresh.items() if self._has(number) is None}
        yield from self._fetched(iter(list(self._waiting.values())))
        self._last = now

    def _fresh(self, horizon: datetime) -> dict[str, Listed]:
        """What the feed shows that it did not before, back to a time of acceptance, oldest first."""
        found: dict[str, feeds.Entry] = {}
        shown: dict[str, datetime] = {}
        for form in sorted({form.removesuffix("/A") for form in self._plan.forms}):
            for page in feeds.current(self._client, form):
                new = [e for e in page if e.accession not in self._shown and e.accepted >= horizon]
                shown |= {entry.accession: entry.accepted for entry in new}
                for entry in new:
                    if entry.form in self._plan.forms and (not self._ciks or entry.cik in self._ciks):
                        found[entry.accession] = entry
                if page and not new:
                    break
        self._shown = {number: at for number, at in (self._shown | shown).items() if at >= horizon}
        oldest_first = sorted(found.values(), key=lambda one: one.accepted)
        return {one.accession: of_feed(one) for one in oldest_first}

    def _fetched(self, listed: Iterator[Listed]) -> Iterator[Fetched]:
        """The filings, each given out once; what is not to be had is asked for again in the next round."""
        missed: dict[str, Missed] = {}

        def noted() -> Iterator[Listed]:
            for one in listed:
                yield one  # comes back when it is done with, not when EDGAR failed in the middle of it
                if one.accession in missed:
                    self._waiting[one.accession] = one
                    self._told(missed[one.accession])
                else:
                    self._waiting.pop(one.accession, None)

        def miss(one: Missed) -> None:
            missed[one.accession] = one

        for found in fetch(self._client, noted(), self._plan, self._has, self._roles, miss):
            self._given[found.accession] = sha256(found.content).hexdigest()
            yield found

    def _has(self, accession: str) -> str | None:
        return self._given.get(accession) or self._known.get(accession)
