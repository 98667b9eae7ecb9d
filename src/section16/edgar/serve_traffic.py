"""How politely the local EDGAR is asked: it counts as the SEC does, over all clients, and shuts out who is too fast.

More than ten requests within any second, or a request whose User-Agent names nobody, is
answered by 403 and a page that says so (SEC, "Accessing EDGAR Data").  After too many in a
second, everybody is shut out for a while: about ten minutes at EDGAR (unconfirmed), some
seconds here, and the page says how long in a Retry-After, which EDGAR's does not.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable

import msgspec

from section16.edgar.agent import ALLOWED, names_somebody
from section16.edgar.serve_answer import Answer, page


class Report(msgspec.Struct, frozen=True):
    """What was counted.

    peak      the most requests within any one second
    too_fast, undeclared  how many were refused, and why
    faults    how often each fault happened
    addresses  how many different ones were asked for
    """

    requests: int
    peak: int
    too_fast: int
    undeclared: int
    addresses: int
    faults: dict[str, int] = {}


class Traffic:
    """Counts requests and refuses impolite ones.  Safe in threads.

    shut_out  seconds for which everybody is refused after too many requests
    """

    def __init__(self, *, shut_out: float = 2.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._shut_out, self._lock = clock, shut_out, threading.Lock()
        self._last: deque[float] = deque()
        self._until = 0.0
        self._peak = self._requests = self._too_fast = self._undeclared = 0
        self._addresses: Counter[str] = Counter()

    def admit(self, address: str, user_agent: str) -> Answer | None:
        """None for a request that is let in, else the page that refuses it."""
        with self._lock:
            now = self._clock()
            self._requests += 1
            self._addresses[address] += 1
            while self._last and self._last[0] <= now - 1.0:
                self._last.popleft()
            self._last.append(now)
            self._peak = max(self._peak, len(self._last))
            if not names_somebody(user_agent):
                self._undeclared += 1
                return page(403, "SEC.gov | Your Request Originates from an Undeclared Automated Tool",
                            "Please declare your traffic by updating your user agent.")  # fmt: skip
            if len(self._last) > ALLOWED:
                self._until = now + self._shut_out
            if now < self._until:
                self._too_fast += 1
                return too_fast(self._until - now)
        return None

    def times(self, address: str) -> int:
        """How often an address was asked for."""
        with self._lock:
            return self._addresses[address]

    def report(self, faults: dict[str, int] | None = None) -> Report:
        """What was counted so far."""
        with self._lock:
            return Report(
                self._requests, self._peak, self._too_fast, self._undeclared, len(self._addresses), faults or {}
            )


def too_fast(seconds: float) -> Answer:
    """EDGAR's page about too many requests."""
    text = "Your request rate has exceeded the SEC's maximum allowable requests per second."
    return page(403, "SEC.gov | Request Rate Threshold Exceeded", text, Retry_After=str(max(1, round(seconds + 0.5))))
