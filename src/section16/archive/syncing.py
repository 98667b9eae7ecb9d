"""From EDGAR into a store: what ``edgar.sync`` fetches, taken in a batch at a time."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from section16.archive.batch import KINDS, Recorder
from section16.archive.glimpse import glimpse
from section16.archive.ingest import Tally, Writer
from section16.archive.keys import Keys
from section16.archive.lock import writing
from section16.archive.parts import pack_name, write_part
from section16.archive.taking import Taken
from section16.edgar.cache import Cache
from section16.edgar.client import Client
from section16.edgar.follow import EVERY, Follower
from section16.edgar.listed import Plan
from section16.edgar.sync import Fetched, Missed, sync

LISTS = "lists"
_MANY = 512  # filings of a part
_LONG = 20.0  # seconds after which what is there becomes a part, so that little is fetched again after a stop
_WHOLE = KINDS.index("submission")


class Known(Mapping[str, str]):
    """Filings whose full text the store has, by accession number: the SHA-256 of one copy.

    A bare document or a row of a data set does not count: EDGAR has more to tell.
    """

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def __getitem__(self, accession: str) -> str:
        for digest, rank in self._keys.copies(accession).items():
            if rank >= _WHOLE:
                return digest.hex()
        raise KeyError(accession)

    def __iter__(self) -> Iterator[str]:
        return self._keys.accessions()

    def __len__(self) -> int:
        return sum(1 for _ in self)


def sync_into(
    folder: Path, client: Client, plan: Plan, *, follow: bool = False, every: float = EVERY, rounds: int | None = None,
    wait: float = 0.0, fetched: Callable[[Fetched], None] = lambda one: None,
    missed: Callable[[Missed], None] = lambda one: None, say: Callable[[str], None] = lambda line: None,
) -> Tally:  # fmt: skip
    """Fetch the filings of a plan that the store lacks, and take them in.

    follow   keep up with new filings, until stopped or for so many ``rounds``
    wait     seconds to wait for another writer to end
    fetched  told of each filing, before it is in the store
    missed   told of each that could not be had; the next run tries again

    What was fetched is in the store when this ends, however it ends, but for a kill: then the
    last of it is fetched again.  Raises what ``edgar.sync.sync`` raises, and Section16Error when
    another process writes.
    """
    with writing(folder, wait), closing(Writer(folder)) as writer:
        taker = _Taker(writer)
        known, cache = Known(writer.keys), Cache(folder / LISTS)
        try:
            if follow:
                follower = Follower(client, plan, known, cache=cache, every=every, missed=missed, say=say)
                found = follower.run(rounds=rounds, after=taker.flush)
            else:
                found = sync(client, plan, known, cache=cache, missed=missed, say=say)
            for one in found:
                fetched(one)
                taker.add(one)
        finally:
            taker.flush()
            writer.settle()
    return taker.tally


class _Taker:
    """Collects what is fetched, and makes parts of it."""

    def __init__(self, writer: Writer) -> None:
        self.tally = Tally()
        self._writer, self._recorder = writer, Recorder()
        self._run, self._parts = uuid.uuid4().hex[:8], 0
        self._here: set[str] = set()
        self._since = time.monotonic()

    def add(self, one: Fetched) -> None:
        """Take in a filing; it is in the store after the next ``flush``."""
        if one.accession in self._here or self._recorder.filings >= _MANY or time.monotonic() - self._since > _LONG:
            self.flush()
        self._here.add(one.accession)
        self._recorder.add(one.content, glimpse(one.content, one.url), one.url)

    def flush(self) -> None:
        """Make a part of what there is."""
        self._since = time.monotonic()
        if not self._recorder.filings:
            return
        self._parts += 1
        name = f"{self._run}-{self._parts:06}"
        tables, packed, entries = self._recorder.finish(pack_name(name))
        part, pack = write_part(self._writer.folder, name, tables, packed)
        self._here.clear()
        self._writer.admit(Taken(part, pack, entries, 0, 0, [], 0), self.tally)
        self._writer.settle(goes_on=True)
