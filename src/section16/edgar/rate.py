"""How fast EDGAR may be asked: at most ten requests a second over all processes of this user.

The SEC's limit is ten a second over all machines of one user (SEC, "Accessing EDGAR Data").
Here every request takes a slot from a file in the user's cache folder, an eighth of a second
after the one before, whichever process took that.  Eight and not ten: a request that is held
up on its way may arrive together with later ones, and the SEC counts arrivals.  A home folder
that several machines share makes them share the rate as well.
"""

from __future__ import annotations

import math
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from section16.edgar.agent import ALLOWED
from section16.edgar.clock import Clock, SystemClock
from section16.edgar.hosts import Hosts
from section16.edgar.locks import locked
from section16.vocabulary.errors import Section16Error

PER_SECOND = 8.0
_LONGEST_PAUSE = 900.0  # seconds
# a slot further ahead was written by a clock that went wrong: behind the longest pause many may wait for their slots
_FARTHEST = 2 * _LONGEST_PAUSE


class Rate(Protocol):
    """Says when the next request may be made."""

    def wait(self) -> None:
        """Return when it is this request's turn."""
        ...

    def pause(self, seconds: float) -> None:
        """Let nobody ask for that long."""
        ...


class SharedRate:
    """A rate that all processes with the same file keep together.

    path  the file; its folder is made

    ``wait`` and ``pause`` raise Section16Error when the file cannot be used.
    """

    def __init__(self, path: Path, *, per_second: float = PER_SECOND, clock: Clock | None = None) -> None:
        self._path, self._between, self._clock = path, 1.0 / min(per_second, ALLOWED), clock or SystemClock()

    def wait(self) -> None:
        """See ``Rate``; the file tells when the next slot begins, in seconds since 1970."""
        with self._locked():
            now = self._clock.now().timestamp()
            slot = max(now, self._next(now))
            self._path.write_text(repr(slot + self._between))
        if slot > now:
            self._clock.sleep(slot - now)

    def pause(self, seconds: float) -> None:
        """See ``Rate``."""
        with self._locked():
            now = self._clock.now().timestamp()
            self._path.write_text(repr(max(self._next(now), now + min(seconds, _LONGEST_PAUSE))))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with locked(self._path.with_name(f"{self._path.name}.lock")):
                yield
        except OSError as error:
            raise Section16Error(
                f"found {self._path} that cannot be used ({error.strerror or error}), expected a file that all "
                "programs which ask EDGAR can write; SECTION16_CACHE names another folder for it"
            ) from error

    def _next(self, now: float) -> float:
        try:
            found = float(self._path.read_text())
        except FileNotFoundError:
            return now
        except ValueError:  # stopped in the middle of writing: somebody has just asked
            return now + self._between
        return found if math.isfinite(found) and found <= now + _FARTHEST else now + self._between


def cache_folder() -> Path:
    """The user's folder for what can be had again: SECTION16_CACHE, or section16 in the cache folder of the system."""
    if own := os.environ.get("SECTION16_CACHE"):
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "section16"


def rate_of(hosts: Hosts, *, clock: Clock | None = None) -> SharedRate:
    """The rate for the public record of a system; one for all hosts of EDGAR together."""
    name = hosts.archives.partition("://")[2] if hosts.is_local and hosts.archives else "edgar"
    return SharedRate(cache_folder() / "rate" / "".join(c if c.isalnum() else "-" for c in name), clock=clock)


def backoff(attempt: int, *, first: float, longest: float) -> float:
    """Seconds to wait before the attempt of that number, from 1: doubling, and never two clients in step."""
    spread: float = 0.5 + random.random() / 2  # noqa: S311 - no secret hangs on it
    return min(longest, first * 2.0**attempt) * spread
