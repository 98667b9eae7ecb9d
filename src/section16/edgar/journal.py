"""The journal of submissions: written ahead, never rewritten, kept for ever.

A folder of receipts holds ``journal.jsonl`` (see ``chain``), ``head.json`` (number and
hash of the last record, so that lines cut off at the end are noticed too) and ``locks/``.
A record is on disk before ``append`` returns.  Nothing here deletes, and no secret is ever
written: forms are named by digests.  Kinds of records, with what ``data`` holds:

    intent      before sending: package_sha256, form_type, period, issuer, owners, host
    sent        EDGAR received it: accession, tracking, locator, messages
    lost        sent, but the answer did not come: why
    unsent      nothing left the machine: why
    turned-away EDGAR did not take it: why
    looked      what the record shows: said, accession
    found       the form is in the record: accession
    said        what a person said: accession, or absent
    cleared     no filing came of the intent, so the form may be sent again: why
    polled      EDGAR's status, when it changed: transmission, processing
    final       the end: state, accession, reasons; filed_on as the public record lists it, when it showed the form
    refused     not sent: why
    torn        the line before was cut short: bytes, sha256
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from section16.edgar import chain
from section16.edgar.chain import Fault, Record, Scan
from section16.edgar.locks import Held, locked
from section16.edgar.private import sync_folder, write_private
from section16.vocabulary.errors import Damaged, Section16Error

JOURNAL, HEAD, LOCKS = "journal.jsonl", "head.json", "locks"


class Busy(Section16Error):
    """Another process is at work on the same form."""


class Head(msgspec.Struct, frozen=True):
    """Number and hash of the last record."""

    number: int
    hash: str


class Journal:
    """The journal in a folder, made when it is not there.

    now  the clock, UTC

    Raises Damaged when the chain is broken, Section16Error on a file system without
    locks, OSError when the folder cannot be used.
    """

    def __init__(self, folder: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.folder, self.path, self._now = folder, folder / JOURNAL, now
        self.records: list[Record] = []
        self._read = 0  # bytes of the journal that are in ``records``
        (folder / LOCKS).mkdir(parents=True, exist_ok=True, mode=0o700)
        self.refresh()

    def refresh(self) -> list[Record]:
        """Every record, with those of other processes.  Raises Damaged."""
        with self._lock():
            self._catch_up()
        return self.records

    def append(self, kind: str, about: tuple[str, str, str], **data: Any) -> Record:
        """Write one record and return it once it is on disk.  Raises Damaged.

        about  digest, mode and system of the form
        """
        with self._lock():
            self._catch_up()
            form, mode, system = about
            return self._add(kind, {"form": form, "mode": mode, "system": system}, data)

    def _catch_up(self) -> None:
        """Read what is new; close a line that was cut short and tell of it in a record of its own."""
        whole_file = _bytes(self.path)
        if len(whole_file) < self._read:
            raise Damaged(f"{self.path} of {len(whole_file)} bytes", f"at least the {self._read} that were read before")
        data = whole_file[self._read :]
        last = self.records[-1] if self.records else None
        found = chain.scan(data, last, whole_file.count(b"\n", 0, self._read))
        faults = found.faults or _against_head(self.folder, [*self.records, *found.records], found.torn)
        if faults:
            raise Damaged(f"{self.path}, {faults[0]}", "a journal as it was written")
        self.records += found.records
        self._read += len(data) - len(found.torn)
        if not found.torn:
            return
        whole = chain.opened(found.torn)
        if whole is not None and not chain.scan(found.torn + b"\n", self.records[-1] if self.records else None).faults:
            self._write(b"\n", whole)  # only its line end was missing
            self._read += len(found.torn)
            return
        end = b"" if found.torn.endswith(b"\n") else b"\n"
        self._read += len(found.torn)
        self._add(chain.TORN, {}, chain.torn_facts(found.torn + end), before=end)

    def _add(self, kind: str, about: dict[str, str], data: dict[str, Any], before: bytes = b"") -> Record:
        number, previous = (self.records[-1].number + 1, self.records[-1].hash) if self.records else (1, chain.START)
        record = Record(number=number, at=self._now(), kind=kind, data=data, previous=previous, **about)
        record, line = chain.seal(record)
        self._write(before + line, record)
        return record

    def _write(self, data: bytes, record: Record) -> None:
        is_new = not self.path.exists()
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            rest = data
            while rest:
                rest = rest[os.write(file, rest) :]
            os.fsync(file)
        finally:
            os.close(file)
        if is_new:
            sync_folder(self.folder)
        self._keep_head(record)
        self._read += len(data)
        self.records.append(record)

    def _keep_head(self, record: Record) -> None:
        """The head follows the journal: after a crash it may be one record behind, never ahead."""
        write_private(self.folder / HEAD, msgspec.json.encode(Head(record.number, record.hash)))

    # ----------------------------------------------------------------------------------------------- locks

    @contextmanager
    def form_lock(self, form: str, mode: str) -> Iterator[None]:
        """Hold one form: no other process can be at it.  The system frees it when a process ends in any way.

        Raises Busy at once when another holds it.
        """
        try:
            with locked(self.folder / LOCKS / f"{form.rpartition(':')[2][:32]}-{mode}", wait=False):
                yield
        except Held:
            raise Busy("found another process that is submitting this form, expected only this one") from None

    def _lock(self) -> AbstractContextManager[None]:
        return locked(self.folder / LOCKS / "journal")


def inspect(folder: Path) -> Scan:
    """Read the journal of a folder and check it, without changing anything.

    An absent journal is an empty one; a last line cut short is ``torn`` and no fault.
    Another process that writes at this moment can look like a fault: look again.
    Raises OSError when the folder cannot be read.
    """
    found = chain.scan(_bytes(folder / JOURNAL))
    faults = found.faults or _against_head(folder, found.records, found.torn)
    return Scan(found.records, faults, found.torn)


def verify(folder: Path) -> tuple[Fault, ...]:
    """What is wrong with the journal of a folder; empty when every record is as it was written."""
    return inspect(folder).faults


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _against_head(folder: Path, records: Sequence[Record], torn: bytes) -> tuple[Fault, ...]:
    """A fault when a record is missing at the end; what is torn there was no record, or the head would name it."""
    last = len(records)
    try:
        head = msgspec.json.decode(_bytes(folder / HEAD) or b'{"number":0,"hash":""}', type=Head)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return (Fault(0, f"{HEAD} is not as it was written"),)
    if head.number > last:
        seen = "unreadable" if torn else "missing"
        return (Fault(0, f"record {last + 1} is {seen}, expected records up to {head.number}"),)
    if head.number < last - 1:
        return (Fault(0, f"{HEAD} names record {head.number}, expected {last}"),)
    if head.number and records[head.number - 1].hash != head.hash:
        return (Fault(0, f"record {head.number} is not the one that {HEAD} names"),)
    return ()
