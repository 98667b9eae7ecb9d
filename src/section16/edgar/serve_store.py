"""What the local endpoint keeps: every package it received, without CCC, and what became of it.

In a folder, so that a restart changes nothing: ``receptions.jsonl`` and the public text of
each accepted one.  Where a submission stands follows from the time since it came; nothing
runs in the background.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from section16.edgar.transport import LIVE, TEST, EndState, Message, Mode
from section16.vocabulary.errors import Damaged
from section16.vocabulary.identifiers import compact_cik

_RECEPTIONS, _DOCUMENTS = "receptions.jsonl", "documents"


class Reception(msgspec.Struct, frozen=True, kw_only=True):
    """One package that came.

    received  when EDGAR has it; later than the sending with the fault ``late``
    ciks      of issuer and owners, compact
    unknown   seconds after ``received`` in which a status is 404
    delay     seconds after ``received`` to the end
    hidden    further seconds until the record shows it
    """

    accession: str
    received: datetime
    mode: Mode
    form_type: str
    period: date | None
    filed: date
    ciks: tuple[str, ...]
    name: str
    digest: str
    end: EndState
    messages: tuple[Message, ...] = ()
    unknown: float = 0.0
    delay: float = 0.0
    hidden: float = 0.0

    def status(self, now: datetime) -> dict[str, Any] | None:
        """The answer to a question for its status; None while it is not known."""
        age = (now - self.received).total_seconds()
        if age < self.unknown:
            return None
        at_once = self.end in (EndState.REJECTED, EndState.FAILED)
        answer: dict[str, Any] = {
            "submissionAccessionNumber": self.accession, "submissionFormType": self.form_type,
            "submissionMode": self.mode, "submissionType": "SINGLE",
            "transmissionStatus": self.end.value if at_once else "RECEIVED",
        }  # fmt: skip
        if at_once or age >= self.delay:
            shown = self.end
            if shown is EndState.ACCEPTED and self.mode == LIVE and self.is_public(now):
                shown = EndState.DISSEMINATED
            answer |= {
                "processingStatus": "NO_STATUS" if at_once else shown.value,
                "final": not (shown is EndState.ACCEPTED and self.mode == LIVE),
                "messages": [{"type": m.type, "content": m.text} for m in self.messages],
            }
        else:
            answer |= {"processingStatus": "NO_STATUS" if age < self.delay / 4 else "PROCESSING", "final": False}
        return answer

    def is_public(self, now: datetime) -> bool:
        """True once the record shows it."""
        shown = self.received + timedelta(seconds=self.delay * 1.2 + self.hidden)
        return self.end is EndState.ACCEPTED and now >= shown


class Store:
    """The receptions, in memory and, with a folder, on disk.  Safe in threads.

    Raises Damaged when the folder holds something else.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._lock = threading.RLock()
        self._receptions: list[Reception] = []
        self._texts: dict[str, bytes] = {}
        self._numbers = 0
        self._folder = folder
        if folder is not None:
            (folder / _DOCUMENTS).mkdir(parents=True, exist_ok=True)
            self._load(folder)

    def _load(self, folder: Path) -> None:
        path = folder / _RECEPTIONS
        raw = path.read_bytes() if path.exists() else b""
        whole, _, torn = raw.rpartition(b"\n")
        if torn:  # stopped while writing: that package was never answered for
            path.write_bytes(whole + b"\n" if whole else b"")
        try:
            self._receptions = [msgspec.json.decode(line, type=Reception) for line in whole.splitlines()]
        except msgspec.MsgspecError:
            raise Damaged(f"{path} in another shape", "what section16 edgar serve has written") from None
        self._numbers = len(self._receptions)
        for one in self._receptions:
            text = folder / _DOCUMENTS / f"{one.accession}.txt"
            if text.exists():
                self._texts[one.accession] = text.read_bytes()

    def number(self, login: str, year: int) -> str:
        """The next accession number."""
        with self._lock:
            self._numbers += 1
            return f"{login.zfill(10)}-{year % 100:02}-{self._numbers:06}"

    def add(self, reception: Reception, text: bytes | None) -> None:
        """Keep a reception and, of an accepted one, its public text."""
        with self._lock:
            if self._folder is not None:
                if text is not None:
                    (self._folder / _DOCUMENTS / f"{reception.accession}.txt").write_bytes(text)
                with (self._folder / _RECEPTIONS).open("ab") as file:
                    file.write(msgspec.json.encode(reception) + b"\n")
                    file.flush()
                    os.fsync(file.fileno())
            self._receptions.append(reception)
            if text is not None:
                self._texts[reception.accession] = text

    def get(self, accession: str) -> Reception | None:
        """The reception of an accession number."""
        with self._lock:
            return next((one for one in self._receptions if one.accession == accession), None)

    def public(self, cik: str, mode: Mode, now: datetime) -> list[Reception]:
        """What the record shows of a CIK, newest first."""
        wanted = compact_cik(cik)
        shown = (one for one in self.shown(mode, now) if wanted in one.ciks)
        return sorted(shown, key=lambda one: (one.received, one.accession), reverse=True)

    def shown(self, mode: Mode, now: datetime) -> list[Reception]:
        """What the record shows, in the order in which it came."""
        with self._lock:
            return [one for one in self._receptions if one.mode == mode and one.is_public(now)]

    def text(self, accession: str, now: datetime) -> bytes | None:
        """The public text of an accession number, once it is public."""
        one = self.get(accession)
        return self._texts.get(accession) if one is not None and one.is_public(now) else None

    def accepted(self) -> dict[str, dict[str, int]]:
        """How often each form was accepted: mode -> digest -> number."""
        with self._lock:
            return {
                mode: dict(
                    Counter(one.digest for one in self._receptions if one.mode == mode and one.end is EndState.ACCEPTED)
                )
                for mode in (TEST, LIVE)
            }
