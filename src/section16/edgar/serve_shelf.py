"""What the local EDGAR has made public: submissions from a folder or zip, and what was filed with it.

Only the header of each is kept in memory; texts are read when they are asked for.  A filing is
public from its time of acceptance on, by the clock of the endpoint: with a clock set back, the
filings of that time appear one after the other.
"""

from __future__ import annotations

import re
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path

import msgspec

from section16.edgar.clock import Clock, SystemClock
from section16.edgar.serve_store import Store
from section16.edgar.transport import LIVE
from section16.formats import edgar_sgml
from section16.model.submission import Header, Submission
from section16.vocabulary.calendar import eastern
from section16.vocabulary.errors import Damaged
from section16.vocabulary.identifiers import compact_cik, format_accession, is_accession, is_cik

_SYMBOL = re.compile(rb"<issuerTradingSymbol>\s*([^<\s]+)\s*</issuerTradingSymbol>").search

_NO_SYMBOL = ("NONE", "N/A")  # what issuers without one write


class Role(msgspec.Struct, frozen=True, gc=False):
    """A company or person in a filing: compact CIK, name as the header has it, issuer or not."""

    cik: str
    name: str
    is_issuer: bool


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """One filing, in short.

    accession  with hyphens
    filed      date of filing; ``shown`` the day in whose daily index it stands
    accepted   Eastern, without a zone; midnight of ``filed`` where the header does not say
    documents  name and type of each
    symbol     of the issuer; "" without one
    size       bytes of the text
    """

    accession: str
    form: str
    filed: date
    shown: date
    period: date | None
    accepted: datetime
    roles: tuple[Role, ...]
    documents: tuple[tuple[str, str], ...]
    file_number: str = ""
    symbol: str = ""
    size: int = 0

    @property
    def stamp(self) -> datetime:
        """Acceptance with its zone."""
        return self.accepted.replace(tzinfo=eastern())


def held(text: bytes) -> Held | None:
    """A submission in short; None when its header lacks what a list needs, or it is no submission."""
    if not edgar_sgml.sniff(text):
        return None
    submission, _ = edgar_sgml.read(text)
    head = submission.header
    roles = tuple(dict.fromkeys(_roles(head)))
    if not (head.accession and is_accession(head.accession) and head.form_type and head.filed and roles):
        return None
    symbol = found[1].decode("latin-1") if (found := _SYMBOL(text)) else ""
    return Held(
        accession=format_accession(head.accession), form=head.form_type, filed=head.filed,
        shown=head.disseminated or head.filed, period=head.period,
        accepted=head.accepted or datetime.combine(head.filed, time()), roles=roles, documents=_documents(submission),
        file_number=next(iter(head.file_numbers), ""), symbol="" if symbol.upper() in _NO_SYMBOL else symbol,
        size=len(text),
    )  # fmt: skip


def _roles(head: Header) -> Iterator[Role]:
    for party in head.parties:
        if party.cik and is_cik(party.cik):
            yield Role(compact_cik(party.cik), party.name or f"CIK {party.cik}", party.is_issuer)


def _documents(submission: Submission) -> tuple[tuple[str, str], ...]:
    return tuple((document.filename or "", document.type or "") for document in submission.documents)


class Shelf:
    """The public filings.  Safe in threads.

    source  a folder (looked through with all below it) or zip of ``.txt`` submissions
    passed  how many ``.txt`` files there were that are no submission

    Raises Damaged for a zip that is none or does not unpack, OSError.
    """

    def __init__(self, source: Path | None = None, store: Store | None = None, clock: Clock | None = None) -> None:
        self._clock, self._store, self._lock = clock or SystemClock(), store, threading.Lock()
        self._from: dict[str, Callable[[], bytes]] = {}
        self._of_store: dict[str, Held] = {}
        self.passed = 0
        kept: dict[str, Held] = {}
        for read in _members(source, self._lock) if source is not None else ():
            one = held(read())
            if one is None:
                self.passed += 1
            elif one.accession not in self._from:
                self._from[one.accession] = read
                kept[one.accession] = one
        newest_first = sorted(kept.values(), key=lambda one: (one.accepted, one.accession), reverse=True)
        self._by_number = {one.accession: one for one in newest_first}

    @property
    def size(self) -> int:
        """How many filings the source holds, public yet or not."""
        return len(self._by_number)

    def now(self) -> datetime:
        """The time of the endpoint, Eastern."""
        return self._clock.now().astimezone(eastern())

    def _is_public(self, one: Held) -> bool:
        return one.accepted <= self.now().replace(tzinfo=None)

    def public(self) -> list[Held]:
        """What is public now, newest first."""
        now = self.now().replace(tzinfo=None)
        shown = [one for one in self._by_number.values() if one.accepted <= now]
        if filed := list(self._filed_here()):
            shown = sorted([*shown, *filed], key=lambda one: (one.accepted, one.accession), reverse=True)
        return shown

    def of(self, cik: str) -> list[Held]:
        """What is public of a CIK, newest first."""
        wanted = compact_cik(cik)
        return [one for one in self.public() if any(role.cik == wanted for role in one.roles)]

    def one(self, cik: str, accession: str) -> Held | None:
        """A public filing under one of its CIKs; a test filing too, which is in no list of the record."""
        kept = self._by_number.get(accession)
        found = kept if kept is not None and self._is_public(kept) else self._held_here(accession)
        wanted = compact_cik(cik)
        return found if found is not None and any(role.cik == wanted for role in found.roles) else None

    def text(self, accession: str) -> bytes | None:
        """The text of a filing, when it is public."""
        if (kept := self._by_number.get(accession)) is not None:
            return self._from[accession]() if self._is_public(kept) else None
        return self._store.text(accession, self._clock.now()) if self._store is not None else None

    def _filed_here(self) -> Iterator[Held]:
        if self._store is None:
            return
        for reception in self._store.shown(LIVE, self._clock.now()):
            if (found := self._held_here(reception.accession)) is not None:
                yield found

    def _held_here(self, accession: str) -> Held | None:
        """What was filed with this endpoint, once it is public."""
        text = self._store.text(accession, self._clock.now()) if self._store is not None else None
        if text is not None and accession not in self._of_store and (found := held(text)) is not None:
            self._of_store[accession] = found
        return None if text is None else self._of_store.get(accession)


def _members(source: Path, lock: threading.Lock) -> Iterator[Callable[[], bytes]]:
    """A reader for each ``.txt`` of a folder or zip, in order of their names."""
    if source.is_dir():
        yield from (path.read_bytes for path in sorted(source.rglob("*.txt")) if path.is_file())
        return
    try:
        archive = zipfile.ZipFile(source)
    except zipfile.BadZipFile:
        raise Damaged(f"{source}, which is no zip", "a folder or zip of submissions") from None

    def reader(name: str) -> Callable[[], bytes]:
        def read() -> bytes:
            try:
                with lock:  # a ZipFile is not safe in threads
                    return archive.read(name)
            except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
                raise Damaged(f"{source}!{name}, which does not unpack ({error})", "a submission") from None

        return read

    yield from (reader(name) for name in sorted(archive.namelist()) if name.endswith(".txt"))
