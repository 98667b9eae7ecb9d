"""Taking filings into a store: many workers, one writer, nothing lost, doubled or half visible.

Workers write parts that nobody sees; this process alone decides what in them is new and
puts them into the manifest, in the order of the input, so that the same input always
gives the same store.  Killed at any moment, it has done all of a part or nothing of it:
the next run finds what is known and goes on.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import shutil
import signal
import sys
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib.abc import MetaPathFinder
from pathlib import Path

import msgspec

from section16.archive import manifest as manifests
from section16.archive.batch import Entry
from section16.archive.inputs import Found, Work, find, works
from section16.archive.keys import Keys, rank, rank_of
from section16.archive.lock import writing
from section16.archive.manifest import Manifest, Part, Retired
from section16.archive.pages import pages_if_due
from section16.archive.parts import FRESH, SOURCES
from section16.archive.settle import MEMORY, settle_if_due
from section16.archive.taking import Taken, take
from section16.archive.views import quoted, select_table
from section16.vocabulary.errors import NotFound, Section16Error

_GRACE = 3600.0  # seconds for which a replaced file is kept for readers that may still hold it


class Tally(msgspec.Struct):
    """What a run did. Counts of copies, but for ``parts`` and ``bytes``.

    new          taken in, with rows
    known        already there
    replaced     copies that gave way to a later one
    deleted      filings that EDGAR took back
    quarantined  kept, but without rows
    other_forms  submissions of other forms, passed over
    left_out     files whose ending is none that filings have
    lost         one line for each file that could not be read at all
    bytes        read so far, ``of`` as many
    """

    new: int = 0
    known: int = 0
    replaced: int = 0
    deleted: int = 0
    quarantined: int = 0
    other_forms: int = 0
    left_out: int = 0
    lost: list[str] = msgspec.field(default_factory=list)
    parts: int = 0
    bytes: int = 0
    of: int = 0
    seconds: float = 0.0

    @property
    def seen(self) -> int:
        """Copies looked at."""
        return self.new + self.known + self.deleted + self.quarantined + self.other_forms


def ingest(
    folder: Path, paths: Sequence[Path], *, jobs: int | None = None, wait: float = 0.0,
    progress: Callable[[Tally], None] | None = None,
) -> Tally:  # fmt: skip
    """Take every filing below the paths into the store in a folder, which is made when there is none.

    jobs      processes that read; the number of cores when None
    wait      seconds to wait for another writer to end
    progress  called after each piece of work

    Raises Section16Error when another process writes, the disk is full, or a path is not there.
    """
    found = find(paths, folder)
    with writing(folder, wait):
        writer = Writer(folder)
        try:
            return writer.run(found, works(found), jobs or os.cpu_count() or 1, progress or (lambda tally: None))
        finally:
            writer.close()


class Writer:
    """The one who changes a store, from opening to ``close``; hold ``lock.writing`` while it lives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self.manifest = manifests.read(folder)
        except NotFound:
            self.manifest = Manifest()
            manifests.write(folder, self.manifest)
        _sweep(folder, self.manifest)
        self.keys = Keys(folder)
        self._catch_up()

    def close(self) -> None:
        """Let go of the files."""
        self.keys.close()

    def _catch_up(self) -> None:
        """Make the keys know every part of the manifest."""
        missing = set(self.keys.missing(self.manifest))
        parts = [part for part in self.manifest.parts if part.name in missing]
        if parts:
            import duckdb

            select = f"SELECT accession, sha256, kind, state FROM ({select_table('sources', self.folder, parts)})"
            with duckdb.connect() as connection:
                connection.execute(f"SET memory_limit = '{MEMORY}MB'")
                found = connection.execute(select)
                while some := found.fetchmany(10_000):
                    self.keys.add((accession, digest, rank_of(kind, state)) for accession, digest, kind, state in some)
        self.keys.commit(self.manifest)

    def run(self, found: Found, todo: Iterator[Work], jobs: int, progress: Callable[[Tally], None]) -> Tally:
        """Do all the work there is."""
        started = time.monotonic()
        tally = Tally(left_out=found.left_out, of=found.bytes)
        for taken in _in_order(self.folder, todo, jobs):
            self.admit(taken, tally)
            tally.seconds = time.monotonic() - started
            progress(tally)
        self.settle()
        tally.seconds = time.monotonic() - started
        progress(tally)
        return tally

    def settle(self, *, goes_on: bool = False) -> None:
        """Put fresh parts in their places, when there are enough of them.

        goes_on  this run is not at its end
        """
        settled = settle_if_due(self.folder, self.manifest, goes_on=goes_on)
        if settled is not None:
            self.commit(settled)
            paged = pages_if_due(self.folder, self.manifest)
            if paged is not None:
                self.commit(paged)

    def commit(self, changed: Manifest) -> None:
        """Make a changed manifest the store."""
        gone = {file.path for file in self.manifest.files()} - {file.path for file in changed.files()}
        at = time.time()
        kept = [one for one in changed.retired if at - one.since < _GRACE]  # the rest may go, and need no name
        self.manifest = msgspec.structs.replace(
            changed, generation=self.manifest.generation + 1,
            retired=(*kept, *(Retired(path, at) for path in sorted(gone))),
        )  # fmt: skip
        manifests.write(self.folder, self.manifest)
        self.keys.commit(self.manifest)

    def admit(self, taken: Taken, tally: Tally) -> None:
        """Make a worker's part visible, but for what is in it already known or outranked."""
        tally.known += taken.known
        tally.other_forms += taken.other_forms
        tally.lost += taken.lost
        tally.bytes += taken.bytes
        if taken.part is None:
            return
        judged = _Judged(self.keys, taken.entries)
        tally.known += len(judged.doubled)
        if not judged.added:
            return  # no manifest needs to name it; its files are swept
        part = msgspec.structs.replace(taken.part, doubled=tuple(judged.doubled), replaced=tuple(judged.outranked))
        parts = tuple(hide(self.manifest.parts, self._holders(judged.superseded), judged.superseded))
        self.keys.add((entry.accession, entry.sha256, rank(entry)) for entry in judged.added)
        packs = self.manifest.packs
        if taken.pack is not None and taken.pack not in packs[-1:]:  # a data set is one file for many parts
            packs = (*packs, taken.pack)
        self.commit(msgspec.structs.replace(self.manifest, parts=(*parts, part), packs=packs))
        tally.parts += 1
        tally.replaced += len(judged.outranked) + sum(state == "replaced" for state in judged.superseded.values())
        tally.deleted += sum(entry.state == "deleted" for entry in judged.added)
        tally.quarantined += sum(entry.state == "quarantined" for entry in judged.added)
        tally.new += sum(entry.state == "current" for entry in judged.added)

    def _holders(self, superseded: dict[str, str]) -> dict[str, set[str]]:
        """Names of the parts that hold a current copy of each filing."""
        holders: dict[str, set[str]] = {}
        if superseded:
            import duckdb

            several = "\nUNION ALL\n".join(
                f"SELECT {quoted(part.name)} AS part, accession FROM ({select_table('sources', self.folder, [part])}) "
                "WHERE state IN ('current', 'quarantined') AND accession IN (SELECT unnest($wanted))"
                for part in self.manifest.parts
            )
            with duckdb.connect() as connection:
                for name, accession in connection.execute(several, {"wanted": list(superseded)}).fetchall():
                    holders.setdefault(accession, set()).add(name)
        return holders


class _Judged:
    """Which copies of a part are new, and what they do to those that are known.

    added       new copies
    doubled     accession numbers of copies that are known after all
    outranked   accession numbers of new copies that tell less than what is there
    superseded  accession numbers of known copies that give way, and their state then
    """

    def __init__(self, keys: Keys, entries: Iterable[Entry]) -> None:
        self.added: list[Entry] = []
        self.doubled: list[str] = []
        self.outranked: list[str] = []
        self.superseded: dict[str, str] = {}
        entries = list(entries)
        known = keys.copies_of(entry.accession for entry in entries)
        for entry in entries:
            accession = entry.accession
            copies = known.get(accession, {})
            if bytes.fromhex(entry.sha256) in copies:
                self.doubled.append(accession)
                continue
            self.added.append(entry)
            if not copies:
                continue
            if entry.state == "deleted":
                self.superseded[accession] = "deleted"
            elif entry.is_correction or rank(entry) >= max(copies.values()):
                self.superseded[accession] = "replaced"
            else:
                self.outranked.append(accession)


def hide(parts: Iterable[Part], holders: dict[str, set[str]], superseded: dict[str, str]) -> Iterator[Part]:
    """The parts, without the rows of copies that gave way."""
    for part in parts:
        mine = [accession for accession in superseded if part.name in holders.get(accession, ())]
        if not mine:
            yield part
            continue
        replaced = [accession for accession in mine if superseded[accession] == "replaced"]
        deleted = [accession for accession in mine if superseded[accession] == "deleted"]
        yield msgspec.structs.replace(part, replaced=(*part.replaced, *replaced), deleted=(*part.deleted, *deleted))


def _in_order(folder: Path, todo: Iterator[Work], jobs: int) -> Iterator[Taken]:
    """What the workers make of the work, in the order of the work."""
    run = uuid.uuid4().hex[:8]
    named = ((work, f"{run}-{number:06}") for number, work in enumerate(todo))
    if jobs == 1:
        for work, name in named:
            yield from take(folder, work, name)
        return
    # a fresh interpreter for each worker: a fork would copy the threads of Arrow and DuckDB
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin)
    waiting: deque[Future[list[Taken]]] = deque()
    try:
        for work, name in named:
            waiting.append(pool.submit(take, folder, work, name))
            # what was read from a tar is held until it is taken: fewer of those wait
            ahead = 1 if work.members and work.members[0].content is not None else jobs
            if len(waiting) > jobs + ahead:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool:
        raise Section16Error(
            "found that a worker ended before its time (killed, or out of memory), expected it to finish; "
            "what was taken in stays: run the same command again, with fewer --jobs if memory was short"
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """Make a process a worker: stopping is the writer's; garbage, of which there is little, is looked for seldom."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.meta_path.insert(0, _WithoutPandas())
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


class _WithoutPandas(MetaPathFinder):
    """At its first array pyarrow imports pandas where it is installed: most of a second, for nothing used here."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("No module named 'pandas'", name=name)


def _sweep(folder: Path, manifest: Manifest) -> None:
    """Remove what a writer that was killed left behind, and what has been retired long enough.

    Packs that no manifest names are removed too: their filings are still in the input.
    """
    named = {file.path for file in manifest.files()}
    kept = {retired.path for retired in manifest.retired if time.time() - retired.since < _GRACE}
    for top in (FRESH, SOURCES, "tables", "pages"):
        for path in sorted((folder / top).rglob("*"), reverse=True):
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.relative_to(folder).as_posix() not in named | kept:
                path.unlink()
    shutil.rmtree(folder / "work", ignore_errors=True)
