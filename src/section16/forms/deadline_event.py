"""A due date as a calendar file (iCalendar, RFC 5545): one event at 22:00 in New York, with an alarm a day before.

The file names the time zone and brings its rules, as the standard demands (section
3.6.5): those in force since 2007 and those from 1987 to 2006.  Lines end in CRLF and are
folded at 75 octets (3.1); text is escaped (3.3.11).  The UID is made of form and title, so
that a file imported again moves the event, and no second one appears.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256

from section16.rules.deadlines_steps import Due
from section16.vocabulary.calendar import CLOSES, ZONE
from section16.vocabulary.errors import MissingFact

_MOST_OCTETS = 75
_TIME_ZONE = f"""\
BEGIN:VTIMEZONE
TZID:{ZONE}
BEGIN:DAYLIGHT
DTSTART:19870405T020000
RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20060402T070000Z
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
TZNAME:EDT
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19871025T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20061029T060000Z
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
TZNAME:EST
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
TZNAME:EDT
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
TZNAME:EST
END:STANDARD
END:VTIMEZONE""".splitlines()


def calendar_file(due: Due, summary: str, stamp: datetime) -> bytes:
    """The event as a file.

    summary  the event's title; one event for each, so it says whose transaction of which day
    stamp    when the file is made, with its time zone

    Raises MissingFact for an answer without a date.
    """
    if due.date is None:
        raise MissingFact("found no due date, expected one for a calendar file")
    reasons = [str(step) for step in due.steps]
    doubts = ["In doubt:", *map(str, due.doubts)] if due.doubts else []
    text = "\n".join([*reasons, *doubts, "Not legal advice."])
    ends = datetime.combine(due.date, CLOSES)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//section16//due dates//EN",
        *_TIME_ZONE,
        "BEGIN:VEVENT",
        f"UID:{_uid(due, summary)}",
        f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID={ZONE}:{ends:%Y%m%dT%H%M%S}",
        f"SUMMARY:{escaped(summary)}",
        f"DESCRIPTION:{escaped(text)}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escaped(summary)}",
        "TRIGGER:-P1D",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(part + b"\r\n" for line in lines for part in folded(line))


def _uid(due: Due, summary: str) -> str:
    return f"{sha256(f'{due.form} {summary}'.encode()).hexdigest()[:32]}@section16"


def escaped(text: str) -> str:
    """Text as a value: backslash, semicolon, comma and line end escaped.

    >>> escaped("a, b; c")
    'a\\\\, b\\\\; c'
    """
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return text


def folded(line: str) -> Iterator[bytes]:
    """A content line in parts of at most 75 octets, each but the first with a blank in front; no letter is cut."""
    part = b""
    for letter in line:
        octets = letter.encode()
        if len(part) + len(octets) > _MOST_OCTETS:
            yield part
            part = b" "
        part += octets
    yield part
