"""Faults on demand for the local endpoint: what goes wrong between a filer and EDGAR.

Written ``NAME``, ``NAME=VALUE``, ``NAME*TIMES`` or ``NAME=VALUE*TIMES``, several with commas:
``lost-answer*1,delay=2``.  Without TIMES a fault stays.
"""

from __future__ import annotations

import re
import threading

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
_FAULT = re.compile(r"([a-z-]+)(?:=([0-9]+(?:\.[0-9]+)?))?(?:\*([0-9]+))?").fullmatch


class Fault(msgspec.Struct):
    """One fault: its value as text, and how often it is still to happen; None: always."""

    value: str
    left: int | None = None


class Faults:
    """The faults of an endpoint.  Safe in threads."""

    def __init__(self, text: str = "") -> None:
        """Raises SeenAndExpected for a fault that is none."""
        self._faults: dict[str, Fault] = {}
        self._lock = threading.Lock()
        for part in filter(None, (part.strip() for part in text.split(","))):
            found = _FAULT(part)
            if found is None or found[1] not in FAULTS:
                raise SeenAndExpected(f"the fault {part[:40]!r}", f"one of {', '.join(FAULTS)}, with =VALUE or *TIMES")
            self._faults[found[1]] = Fault(found[2] or FAULTS[found[1]][0], int(found[3]) if found[3] else None)

    def take(self, name: str) -> str | None:
        """The value of a fault that happens now ("" without one); None when it does not."""
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
