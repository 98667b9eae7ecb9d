"""One row on its way to a trade: other headings, other words, and what is wrong with it.

Tolerant where the meaning is plain: capitals and blanks in headings, brokers' words for
a column, dollar signs, thousands, dates with slashes or month names, ``N/A`` for
nothing.  What is not plain is a slip with its row and column, all of them at once.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from typing import Any

from section16.prepare.events import event as find_event
from section16.prepare.events import events
from section16.prepare.roster import DIRECT
from section16.prepare.trades import BOXES, LINES, Slip, Trade, columns
from section16.prepare.values import BLANKS, day, flag, number, unprintable
from section16.rules.structure_lines import MOST
from section16.vocabulary.codes import transaction_codes
from section16.vocabulary.errors import NotFound

_PLAIN = re.compile(r"[^a-z0-9]")
_SIDES = {"a": "A", "acquired": "A", "acquisition": "A", "d": "D", "disposed": "D", "disposition": "D"}
_DOLLARS = frozenset({"usd", "us$", "$", "us dollar", "us dollars"})
_NOTE = ("note_", "note ")


@cache
def _by_heading() -> dict[str, str]:
    """Column by heading, in small letters without blanks and signs."""
    found: dict[str, str] = {}
    for name, column in columns().items():
        if column.holds != "notes":
            for word in (name, *column.also):
                found.setdefault(_PLAIN.sub("", word), name)
    return found


@cache
def _of_kind(holds: str) -> tuple[str, ...]:
    return tuple(name for name, column in columns().items() if column.holds == holds)


def unknown_columns(rows: Sequence[tuple[int, Mapping[str, object]]]) -> Iterator[Slip]:
    """A slip for each heading that is none, once and not for each row; and for a column that all rows lack."""
    seen: dict[str, int] = {}
    there: dict[str, None] = {}
    for row, cells in rows:
        for heading, value in cells.items():
            there[str(heading)] = None
            if value not in (None, ""):
                seen.setdefault(str(heading), row)
    known = _by_heading()
    for heading, row in seen.items():
        word = _PLAIN.sub("", heading.lower())
        if word not in known and word not in _note_words() and not _is_note(heading):
            names = [name for name in columns() if name != "-"]
            near = [known[one] for one in get_close_matches(word, list(known), n=1) if known[one] != "-"]
            others = f"{near[0]}, or another of the columns in docs/preparing.md" if near else ""
            expected = others or f"one of {', '.join(names)}"
            yield Slip(row, heading, "an unknown column", expected)
    if rows and not any(known.get(_PLAIN.sub("", heading.lower())) == "event" for heading in there):
        yield Slip(rows[0][0], "event", f"no such column among {', '.join(there)}", "the event of each trade")


def _note_words() -> tuple[str, ...]:
    """Headings of a note for column 3."""
    return "note", *columns()["note"].also


def _texts(value: object) -> Iterator[str]:
    """Every text in a value of JSON or YAML."""
    if isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
    else:
        yield str(value)


def _is_note(heading: str) -> bool:
    return heading.lower().startswith(_NOTE)


class Row:
    """One row; ``slips`` gathers what is wrong with it.

    >>> trade, = Row(2, {"Insider": "jane", "Action": "Sale", "Qty": "(1,000)", "Class": "common"}).trades()
    >>> trade.event, trade.shares
    ('sell', Decimal('1000'))
    """

    def __init__(self, row: int, cells: Mapping[str, object]) -> None:
        self.row = row
        self.slips: list[Slip] = []
        self.notes: dict[str, tuple[str, ...]] = {}
        self.cells: dict[str, str] = {}
        for heading, value in cells.items():
            self._take(str(heading), value)
        self.provisional = frozenset(name for name, text in self.cells.items() if text.endswith("?") and len(text) > 1)
        self.cells = {name: text.removesuffix("?").rstrip() for name, text in self.cells.items()}

    def slip(self, column: str, found: str, expected: str) -> None:
        """Remember what is wrong."""
        self.slips.append(Slip(self.row, column, found, expected))

    # -------------------------------------------------------------------------------------------- cells

    def _take(self, heading: str, value: object) -> None:
        for odd in filter(None, map(unprintable, _texts(value))):
            self.slip(heading, f"the character {odd!r}", "characters that a form can hold")
            return
        word = _PLAIN.sub("", heading.lower())
        if isinstance(value, dict) and word in _note_words():
            for box, keys in value.items():
                self._note(str(box), heading, keys)
        elif _is_note(heading):
            self._note(heading[5:].strip().lower().replace(" ", "_"), heading, value)
        elif word in _note_words():
            self._note("code", heading, value)
        elif (name := _by_heading().get(word, "-")) != "-":
            text = "|".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
            text = text.strip()
            if text.lower() in BLANKS and (name not in {"owner", "security"} or not text):
                return
            if self.cells.get(name, text) != text:
                self.slip(heading, repr(text), f"one {name}, not also {self.cells[name]!r}")
            self.cells[name] = text

    def _note(self, box: str, heading: str, value: object) -> None:
        given = value if isinstance(value, list) else str(value).split("|") if value is not None else []
        keys = tuple(text for one in given if (text := " ".join(str(one).split())))
        if not keys:
            return
        bare = box
        for line in LINES:
            bare = bare.removeprefix(line)
        if bare not in BOXES:
            self.slip(heading, f"the box {box!r}", f"one of {', '.join(BOXES)}")
        self.notes[box] = (*self.notes.get(box, ()), *keys)

    # -------------------------------------------------------------------------------------------- values

    def trades(self) -> list[Trade]:
        """The trade, once for each key of the owner cell; none when something is wrong."""
        name = self._event(self.cells.get("event", ""))
        fields: dict[str, Any] = {column: self._date(column) for column in _of_kind("date")}
        fields |= {column: self._number(column, name) for column in _of_kind("number")}
        fields |= {column: self._flag(column) for column in _of_kind("flag")}
        fields |= {"side": self._side(), "code": self._code()}
        self._together(fields)
        if self.cells.get("currency", "USD").lower() not in _DOLLARS:
            self.slip("currency", repr(self.cells["currency"]), "USD: the form takes dollars only")
        if self.slips or name is None:
            return []
        words = {column: self.cells[column] for column in ("issuer", "to", "underlying", "reference")
                 if self.cells.get(column)}  # fmt: skip
        people = [key for one in self.cells.get("owner", "").split("|") if (key := one.strip())] or [""]
        common = {
            "row": self.row, "event": name, "security": self.cells.get("security", ""), "notes": self.notes,
            "account": self.cells.get("account") or DIRECT, "provisional": self.provisional, **fields, **words,
        }  # fmt: skip
        return [Trade(owner=owner, **common) for owner in dict.fromkeys(people)]

    def _event(self, text: str) -> str | None:
        if not text:
            self.slip("event", "nothing", "the event")
            return None
        try:
            return find_event(text).event
        except NotFound:
            near = get_close_matches(text.lower(), list(events()), n=1)
            others = f"{near[0]}, or another of the {len(events())} events in docs/preparing.md" if near else ""
            self.slip("event", repr(text), others or f"one of {', '.join(events())}")
            return None

    def _number(self, column: str, event: str | None) -> Decimal | None:
        text = self.cells.get(column, "")
        if not text:
            return None
        found = number(text)
        if found is None:
            self.slip(column, repr(text), "a number")
            return None
        if abs(found) > MOST:
            self.slip(column, repr(text), f"at most {MOST:,}, which is what the form holds")
            return None
        if found >= 0:
            return found
        # brokers sign what goes; a minus on anything else could mean two things
        goes = event is not None and (events()[event].side == "D" or self._side() == "D")
        if column in {"shares", "value"} and goes:
            return -found
        self.slip(column, repr(text), "a number without a minus sign")
        return None

    def _date(self, column: str) -> datetime.date | None:
        text = self.cells.get(column, "")
        found = day(text)
        if text and found is None:
            self.slip(column, repr(text), "a date with a year of four digits, as 2023-11-24 or 11/24/2023")
        return found

    def _flag(self, column: str) -> bool:
        text = self.cells.get(column, "")
        found = flag(text)
        if text and found is None:
            self.slip(column, repr(text), "yes or no")
        return bool(found)

    def _side(self) -> str | None:
        text = self.cells.get("side", "")
        if text and text.lower() not in _SIDES:
            self.slip("side", repr(text), "A (acquired) or D (disposed of)")
        return _SIDES.get(text.lower())

    def _code(self) -> str | None:
        text = self.cells.get("code", "").upper()
        known = {code for code, row in transaction_codes().items() if row.filed_as == "transactionCode"}
        if text in {"V", "K"}:
            self.slip("code", repr(text), f"{'early' if text == 'V' else 'swap'} = yes: {text} is no code of its own")
        elif text and text not in known:
            self.slip("code", repr(text), f"one of {' '.join(sorted(known))}")
        return text or None

    def _together(self, fields: Mapping[str, Any]) -> None:
        """What two columns say together."""
        if fields["shares"] is not None and fields["value"] is not None:
            self.slip("value", repr(self.cells["value"]), "shares or value, not both")
        low, high, price = fields["low"], fields["high"], fields["price"]
        if (low is None) != (high is None):
            self.slip("high" if high is None else "low", "nothing", "low and high, or neither")
        elif low is not None and not (low <= high and (price is None or low <= price <= high)):
            said = f"a range of {low} to {high}" if price is None else f"{price} with a range of {low} to {high}"
            self.slip("price", said, "an average within its range" if low <= high else "low, then high")
