"""One worker's piece of work: files read, recognised, told apart from what is known, and written as parts."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path
from typing import NamedTuple

from section16.archive import datasets
from section16.archive.batch import Entry, Recorder
from section16.archive.glimpse import Glimpse, glimpses
from section16.archive.inputs import Work, contents
from section16.archive.keys import Keys
from section16.archive.manifest import File, Part
from section16.archive.parts import pack_name, write_part
from section16.vocabulary.errors import SeenAndExpected, TooLarge

_MOST = 4096  # filings of one part
_STAGE, _MUCH = 64, 64 << 20  # files, or bytes of them, that are read before they are looked at


class Taken(NamedTuple):
    """What a worker made: a part that no manifest names yet, and what came in with it.

    part         None when nothing new was there
    known        copies that the store already had
    other_forms  submissions of other forms than 3, 4 and 5
    lost         one line for each file that could not be read
    bytes        of the piece of work, for progress; 0 but for its last part
    """

    part: Part | None
    pack: File | None
    entries: list[Entry]
    known: int
    other_forms: int
    lost: list[str]
    bytes: int


def take(folder: Path, work: Work, name: str, known: Path | None = None) -> list[Taken]:
    """Do one piece of work.

    folder  of the store
    name    of the first part; later ones have a number behind it
    known   a copy of the keys to ask on another machine than the writer's; None: the keys themselves
    """
    keys = Keys(folder, is_reader=True, copy=known)
    try:
        return list(_Taking(folder, work, name, keys).run())
    finally:
        keys.close()


class _Taking:
    """The state of one piece of work."""

    def __init__(self, folder: Path, work: Work, name: str, keys: Keys) -> None:
        self.folder, self.work, self.name, self.keys = folder, work, name, keys
        self.recorder = Recorder()
        self.here: dict[str, str] = {}  # SHA-256 by accession number, of the part that is open
        self.parts = self.known = self.other_forms = 0
        self.lost: list[str] = []
        self.kept: File | None = None  # the copy of a data set

    def run(self) -> Iterator[Taken]:
        yield from self._dataset() if self.work.kind == "dataset" else self._files()
        yield self._finished(self.work.bytes)

    def _files(self) -> Iterator[Taken]:
        for some in _staged(self._contents()):
            seen = [one for name, content in some for one in glimpses(content, name)]
            known = self.keys.copies_of(g.accession for _, g, _ in seen)
            for content, g, name in seen:
                yield from self._take(content, g, name, known.get(g.accession, ()))

    def _contents(self) -> Iterator[tuple[str, bytes]]:
        """Name and bytes of each file that can be read."""
        for name, content in contents(self.work):
            if isinstance(content, OSError):
                self.lost.append(str(content))
            else:
                yield name, content

    def _dataset(self) -> Iterator[Taken]:
        path = Path(self.work.path)
        try:
            found = datasets.identify(path)
            for filing in datasets.filings(found):
                if self.keys.has(filing.accession, found.sha256):
                    self.known += 1
                    continue
                if self.kept is None:
                    self.kept = datasets.keep(found, self.folder)
                self.recorder.add_document(filing, str(path), found.sha256, found.kept)
                if self.recorder.filings >= _MOST:
                    yield self._finished(0)
        except (SeenAndExpected, TooLarge) as error:
            self.lost.append(f"{path}: {error}")

    def _take(self, content: bytes, g: Glimpse, name: str, known: Container[bytes]) -> Iterator[Taken]:
        if g.is_other_form:
            self.other_forms += 1
            return
        if self.here.get(g.accession) == g.sha256 or bytes.fromhex(g.sha256) in known:
            self.known += 1
            return
        if g.accession in self.here or self.recorder.filings >= _MOST:
            yield self._finished(0)  # two copies of one filing never lie in one part
        self.here[g.accession] = g.sha256
        self.recorder.add(content, g, name)

    def _finished(self, size: int) -> Taken:
        """Write what is at hand as a part, and start anew."""
        name = self.name if self.parts == 0 else f"{self.name}-{self.parts}"
        part = pack = None
        entries: list[Entry] = []
        if self.recorder.filings:
            tables, packed, entries = self.recorder.finish(pack_name(name))
            part, pack = write_part(self.folder, name, tables, packed)
            pack = pack or self.kept
            self.parts += 1
        taken = Taken(part, pack, entries, self.known, self.other_forms, self.lost, size)
        self.here, self.known, self.other_forms, self.lost = {}, 0, 0, []
        return taken


def _staged(files: Iterator[tuple[str, bytes]]) -> Iterator[list[tuple[str, bytes]]]:
    """So many files at a time, fewer when they are long."""
    some: list[tuple[str, bytes]] = []
    size = 0
    for file in files:
        some.append(file)
        size += len(file[1])
        if len(some) >= _STAGE or size >= _MUCH:
            yield some
            some, size = [], 0
    if some:
        yield some
