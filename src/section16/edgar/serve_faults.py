"""Faults on demand for the local EDGAR: what goes wrong between a filer, or a reader, and EDGAR.

Written ``NAME[=VALUE][*TIMES][%SHARE]``, several with commas: ``lost-answer*1,page-cut*1%20``.
Without TIMES a fault stays.  A fault of filing happens to whoever comes next; a fault of reading
has its count for each address, and happens to SHARE percent of them (100 when left out), which
are drawn by a seed and the address: the same in every run.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from hashlib import sha256

import msgspec

from section16.vocabulary.errors import SeenAndExpected

# name -> default value, and what it does; the value is seconds unless the line says otherwise
FAULTS: dict[str, tuple[str, str]] = {
    "suspend": ("", "end the submission as SUSPENDED"),
    "block": ("", "end it as BLOCKED"),
    "reject": ("", "end it as REJECTED on arrival"),
    "fail": ("", "end it as FAILED on arrival"),
    "done": ("", "end it as DONE, without saying how"),
    "delay": ("3", "take that long until the end"),
    "late": ("2", "take the package in that long after it was sent"),
    "hidden": ("3", "show an accepted filing in the record only that long after its end"),
    "lost-answer": ("", "take the package, then close the connection without an answer"),
    "cut": ("", "take the package, then break off in the middle of the answer"),
    "garbage": ("", "take the package, then answer with something that is no JSON"),
    "slow": ("2", "take the package, then answer only after that long"),
    "error-after": ("503", "take the package, then answer with this HTTP status"),
    "error-before": ("503", "answer with this HTTP status and take nothing"),
    "drop": ("", "close the connection before reading the package"),
    "unauthorized": ("", "answer 401"),
    "forbidden": ("", "answer 403"),
    "rate-limit": ("", "answer 429"),
    "not-found": ("2", "answer 404 to questions for that long after the package came"),
    "status-error": ("503", "answer questions for a status with this HTTP status"),
    "record-error": ("503", "answer questions to the record with this HTTP status"),
    "not-available": ("", "say NOT AVAILABLE and take nothing"),
}
READING: dict[str, tuple[str, str]] = {
    "page-slow": ("1", "answer only after that long"),
    "page-cut": ("", "break off in the middle of the answer"),
    "page-short": ("", "announce fewer bytes than are sent"),
    "page-long": ("", "announce more bytes than are sent"),
    "page-html": ("", "answer 200 with a page that is something else"),
    "page-403": ("1", "answer 403 with the page about too many requests; Retry-After is the value"),
    "page-429": ("1", "answer 429 with that Retry-After"),
    "page-503": ("1", "answer 503 with that Retry-After"),
    "filing-late": ("", "answer 404 for a filing that the lists name"),
    "filing-other": ("", "give another filing's text"),
    "filing-corrected": ("1", "give a corrected text after that many answers"),
}
_STATUSES = ("error-after", "error-before", "status-error", "record-error")
_FAULT = re.compile(
    r"([a-z]+(?:-[a-z0-9]+)*)(?:=([0-9]+(?:\.[0-9]+)?))?(?:\*([0-9]+))?(?:%([0-9]+))?", re.ASCII
).fullmatch


class Fault(msgspec.Struct):
    """One fault: its value as text, how often it is still to happen (None: always), to how many in a hundred."""

    value: str
    left: int | None = None
    share: int = 100


class Faults:
    """The faults of an endpoint.  Safe in threads.

    seed  of the draw which addresses have a fault of reading
    """

    def __init__(self, text: str = "", seed: int = 0) -> None:
        """Raises SeenAndExpected for a fault that is none."""
        self._lock = threading.Lock()
        self._seed = seed
        self._at: Counter[tuple[str, str]] = Counter()
        self._faults = dict(_parsed(part) for part in filter(None, (part.strip() for part in text.split(","))))

    def take(self, name: str) -> str | None:
        """The value of a fault of filing that happens now ("" without one); None when it does not."""
        with self._lock:
            fault = self._faults.get(name)
            if fault is None or fault.left == 0:
                return None
            if fault.left is not None:
                fault.left -= 1
            return fault.value

    def seconds(self, name: str) -> float:
        """The value as seconds; 0.0 when the fault does not happen."""
        return float(self.take(name) or 0.0)

    def at(self, name: str, address: str) -> str | None:
        """The value of a fault of reading that happens now at an address; None when it does not."""
        with self._lock:
            fault = self._drawn(name, address)
            if fault is None or (fault.left is not None and self._at[name, address] >= fault.left):
                return None
            self._at[name, address] += 1
            return fault.value

    def is_past(self, name: str, address: str) -> bool:
        """True once an address was asked for more often than the value of a fault that it has."""
        with self._lock:
            fault = self._drawn(name, address)
            if fault is None:
                return False
            self._at[name, address] += 1
            return self._at[name, address] > int(fault.value)

    def happened(self) -> dict[str, int]:
        """How often each fault of reading happened, by name."""
        with self._lock:
            found: Counter[str] = Counter()
            for (name, _), times in self._at.items():
                found[name] += times
            return dict(sorted(found.items()))

    def _drawn(self, name: str, address: str) -> Fault | None:
        fault = self._faults.get(name)
        if fault is None:
            return None
        lot = int.from_bytes(sha256(f"{self._seed} {name} {address}".encode()).digest()[:8])
        return fault if lot % 100 < fault.share else None


def _parsed(part: str) -> tuple[str, Fault]:
    found = _FAULT(part)
    known = FAULTS | READING
    if found is None or found[1] not in known:
        form = "with =VALUE, *TIMES, and %SHARE for one of reading"
        raise SeenAndExpected(f"the fault {part[:40]!r}", f"one of {', '.join(known)}, {form}")
    name, value, times, share = found[1], found[2], found[3], found[4]
    default = known[name][0]
    if value and not default:
        raise SeenAndExpected(f"the fault {part[:40]!r}", f"{name} without a value")
    if value and name in _STATUSES and not (value.isdecimal() and 400 <= int(value) <= 599):
        raise SeenAndExpected(f"the fault {part[:40]!r}", f"{name}=STATUS, from 400 to 599")
    if name == "filing-corrected" and ("." in (value or "") or times):
        raise SeenAndExpected(f"the fault {part[:40]!r}", f"{name}=ANSWERS, a whole number, without *TIMES")
    if share and (name not in READING or int(share) > 100):
        raise SeenAndExpected(f"the fault {part[:40]!r}", "%SHARE up to 100, for a fault of reading alone")
    return name, Fault(value or default, int(times) if times else None, int(share) if share else 100)
