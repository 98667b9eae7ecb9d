"""The clock that waiting goes by, so that a test need not wait."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time and waits."""

    def now(self) -> datetime:
        """The time, UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class ShiftedClock:
    """A clock set to another time, which may run faster: the days of a past year, replayed.

    start  the time it shows now, with a zone
    speed  its seconds in one of ours
    """

    def __init__(self, start: datetime, speed: float = 1.0) -> None:
        self._start, self._speed, self._since = start.astimezone(UTC), speed, time.monotonic()

    def now(self) -> datetime:
        """The time, UTC."""
        return self._start + timedelta(seconds=(time.monotonic() - self._since) * self._speed)

    def sleep(self, seconds: float) -> None:
        """Wait that long by this clock."""
        time.sleep(seconds / self._speed)


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """The time, UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)
