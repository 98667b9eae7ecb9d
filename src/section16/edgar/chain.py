"""The chain of records: each line holds the SHA-256 of the one before it and of itself.

A line is one JSON object that ends in its own hash; the hash is taken over the bytes of
the line without it.  Any changed byte, moved, missing or inserted line breaks the chain.
Only one thing may be cut short without harm: the last line, when a machine stopped in the
middle of writing it.  It stays where it is, and the next record says that it is torn.
A chain shows what was changed by accident or in passing; who may write the folder and
recomputes every hash after it leaves no trace, unless a later hash was noted elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec

START = "0" * 64
TORN = "torn"
_TAIL = len(b',"hash":"') + 64 + len(b'"}')


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the journal.

    number    from 1; torn lines do not count
    at        UTC
    kind      "intent", "sent", "lost" ...: see ``journal``
    form      digest of the form it is about; "" for the journal itself
    mode, system  TEST or LIVE, and "EDGAR", "EDGAR Beta" or "local"; "" with no form
    data      what the kind holds
    previous  hash of the record before; 64 zeros for the first
    hash      of this record
    """

    number: int
    at: datetime
    kind: str
    form: str = ""
    mode: str = ""
    system: str = ""
    data: dict[str, Any] = {}
    previous: str = START
    hash: str = ""


class Fault(msgspec.Struct, frozen=True):
    """Something wrong with a journal: the line, from 1, or 0 for the journal as a whole, and what."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}" if self.line else self.what


class Scan(msgspec.Struct, frozen=True):
    """What reading a journal gave.

    records  in order, as far as the chain holds
    faults   empty for a whole journal
    torn     what stands after the last record and is none; b"" for a whole journal
    """

    records: tuple[Record, ...]
    faults: tuple[Fault, ...] = ()
    torn: bytes = b""


def seal(record: Record) -> tuple[Record, bytes]:
    """The record with its hash, and its line with the line end."""
    body = msgspec.json.encode({name: getattr(record, name) for name in record.__struct_fields__ if name != "hash"})
    digest = sha256(body).hexdigest()
    return msgspec.structs.replace(record, hash=digest), body[:-1] + b',"hash":"' + digest.encode() + b'"}\n'


def opened(line: bytes) -> Record | None:
    """The record of a line without its line end; None when the line is not what its hash says."""
    try:
        record = msgspec.json.decode(line, type=Record)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    body = line[:-_TAIL] + b"}"
    expected = f',"hash":"{record.hash}"}}'.encode()
    return record if line.endswith(expected) and sha256(body).hexdigest() == record.hash else None


def scan(data: bytes, last: Record | None = None, lines_before: int = 0) -> Scan:
    """Read a journal and check every link; stops at the first line that is not as written.

    last          the record before ``data``; None when it begins the journal
    lines_before  how many lines stand before ``data``

    What is unreadable at the end is ``torn``, not a fault: only the head tells whether a
    record stood there.
    """
    records: list[Record] = []
    torn = b""
    first_torn = 0
    *whole, rest = data.split(b"\n")
    lines = [line + b"\n" for line in whole] + ([rest] if rest else [])
    for number, line in enumerate(lines, lines_before + 1):
        record = opened(line[:-1]) if line.endswith(b"\n") else None
        if record is None:
            torn, first_torn = torn + line, first_torn or number
            continue
        fault = _misplaced(record, records[-1] if records else last)
        if torn and (record.kind != TORN or record.data != torn_facts(torn)):
            return Scan(tuple(records), (Fault(first_torn, "not as it was written"),))
        if fault:
            return Scan(tuple(records), (Fault(number, fault),))
        torn, first_torn = b"", 0
        records.append(record)
    return Scan(tuple(records), (), torn)


def _misplaced(record: Record, before: Record | None) -> str | None:
    number, previous = (before.number + 1, before.hash) if before else (1, START)
    if record.number != number:
        return f"record {record.number}, expected record {number}"
    if record.previous != previous:
        return "does not follow the record before it"
    return None


def torn_facts(torn: bytes) -> dict[str, Any]:
    """What a record of kind ``torn`` says of the bytes before it that are no record."""
    return {"bytes": len(torn), "sha256": sha256(torn).hexdigest()}


def about(records: Iterable[Record], form: str, mode: str, system: str) -> Iterator[Record]:
    """The records of one form in one mode at one system, in order."""
    return (r for r in records if r.form == form and r.mode == mode and r.system == system)
