"""How long to wait: between questions, for an end, and until the record has settled.

The record of EDGAR is read for what is not there, and that proves something only once
everything sent before must have shown.  How fast EDGAR is, is not documented; an hour is
ours to choose.  Of 3,184 Forms 4 accepted after 5:30 pm in early 2023, nine were made public
on the next business day, so for what was sent in the evening, or while EDGAR was closed, the
record settles in the next morning.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

import msgspec

from section16.edgar.hosts import Hosts
from section16.edgar.transport import LIVE, Mode
from section16.vocabulary.calendar import OPENS, eastern, edgar_calendar

_EVENING = time(17, 30)


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """Waits, in seconds.

    first, longest  between two questions: the first wait, and what it grows to
    settle    from the last moment at which a package can have arrived to the moment at which
              the record shows it, or it did not arrive
    watch     how long the run that finds nothing must itself see EDGAR at work: what it was before
              this run, nobody saw
    stall     from an intent to that last moment, when no answer tells
    patience  how long one run waits for an end before it says undecided
    overnight  what is sent in the evening settles in the next morning
    tries     how often one run sends, each time only after it is known that nothing came of it
    """

    first: float = 2.0
    longest: float = 30.0
    settle: float = 3600.0
    watch: float = 600.0
    stall: float = 600.0
    patience: float = 2 * 3600.0
    overnight: bool = True
    tries: int = 3

    def settled(self, since: datetime, mode: Mode, *, is_over: bool) -> datetime:
        """When the record tells for certain what became of a package sent at ``since``.

        is_over  the sending is known to have ended by then; else a crash hides when it was
        """
        last = since if is_over else since + timedelta(seconds=self.stall)
        end = last + timedelta(seconds=self.settle)
        if self.overnight and mode == LIVE:
            end = max(end, _public_by(last) + timedelta(seconds=self.settle))
        return end


def _public_by(sent: datetime) -> datetime:
    """When EDGAR has made public, at the latest, what it accepted at that time."""
    calendar, local = edgar_calendar(), sent.astimezone(eastern())
    day = local.date()
    if calendar.is_business_day(day) and OPENS <= local.time() < _EVENING:
        return sent
    early = calendar.is_business_day(day) and local.time() < OPENS
    opening = day if early else calendar.next_business_day(day)
    return datetime.combine(opening, OPENS, tzinfo=eastern()).astimezone(sent.tzinfo)


def pace_for(hosts: Hosts, *, settle: float | None = None, patience: float | None = None) -> Pace:
    """The pace for a system: slow and sure for EDGAR, quick for an endpoint on this machine."""
    if hosts.is_local:
        pace = Pace(first=0.1, longest=1.0, settle=5.0, watch=0.0, stall=0.0, patience=60.0, overnight=False)
    else:
        pace = Pace()
    settle = pace.settle if settle is None else settle
    patience = max(pace.patience, settle * 2) if patience is None else patience
    return msgspec.structs.replace(pace, settle=settle, patience=patience)
