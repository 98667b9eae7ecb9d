"""Days on which EDGAR was closed or open against expectation: rows of a table, ours or a user's.

No rule foretells a day of mourning or the executive order for Christmas Eve; the
Commission announces each time what it means for filings.  Our table has what was
found, with the source of every line and a mark of how well it is known; a user's
table adds what was announced since.

Marks of confidence: A a primary text or EDGAR's own filing dates, B a notice or an
order as others quote it, C one weak source, K common knowledge, U the user's own line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Literal, get_args

import msgspec

from section16.vocabulary.errors import Damaged, NotThisFormat

Status = Literal["closed", "open", "unsettled", "relief"]
Confidence = Literal["A", "B", "C", "K", "U"]

_TABLE = Path(__file__).with_name("tables") / "edgar_closings.tsv"
_COLUMNS = ("first", "last", "status", "moved_to", "confidence", "what", "source")
_STATUSES: frozenset[str] = frozenset(get_args(Status))
_MARKS: frozenset[str] = frozenset(get_args(Confidence))
_STRONGEST_FIRST: tuple[Confidence, ...] = ("A", "B", "U", "C", "K")


def weakest(marks: Iterable[Confidence]) -> Confidence:
    """The mark of what rests on several; A when it rests on none.

    >>> weakest(["A", "C", "B"])
    'C'
    """
    return max(marks, key=_STRONGEST_FIRST.index, default="A")


class Closing(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One line of a closings table.

    first, last  the days it is about, both included
    status       closed     no business day: EDGAR takes nothing, due dates move on
                 open       a business day, whatever the news made one think
                 unsettled  the sources do not say whether it counts
                 relief     counts, but an order let some filers be later
    moved_to     relief: the day by which the order wants the filing; else None
    confidence   A, B, C, K or U: see the module
    what         the occasion in a few words
    source       where it can be read
    """

    first: date
    last: date
    status: Status = "closed"
    moved_to: date | None = None
    confidence: Confidence = "U"
    what: str = "EDGAR closed"
    source: str = "the user's table"

    def covers(self, day: date) -> bool:
        """True for a day of the span."""
        return self.first <= day <= self.last


class ClosingsTable(msgspec.Struct, frozen=True):
    """The lines of one table and the span in which it claims to be complete.

    known_from, known_until  first and last day; None when the table does not say
    """

    closings: tuple[Closing, ...]
    known_from: date | None = None
    known_until: date | None = None


def read_closings(path: Path | str | None = None) -> ClosingsTable:
    """Read a closings table; our own without ``path``.

    Tab-separated, UTF-8, lines that start with # are comments.  The first line names
    the columns, of which only ``first`` must be there: a list of dates under that
    heading is a table of closed days.  "-" or nothing stands for what is left out.

    Raises NotThisFormat for other columns, Damaged for a line that cannot be read,
    OSError when there is no such file.
    """
    file = _TABLE if path is None else Path(path)
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotThisFormat(f"bytes that are not UTF-8 in {file.name}", "a closings table") from error
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    rows = [(number, line.split("\t")) for number, line in lines if not line.startswith("#")]
    said = dict(line[1:].split(None, 1) for _, line in lines if line.startswith("# known_"))
    if not rows or "first" not in rows[0][1] or not set(rows[0][1]) <= set(_COLUMNS):
        seen = f"columns {', '.join(rows[0][1])!r}" if rows else "no line"
        raise NotThisFormat(f"{seen} in {file.name}", f"first, and any of {', '.join(_COLUMNS[1:])}")
    names = rows[0][1]
    closings = tuple(_closing(f"{file.name}, line {number}", names, row) for number, row in rows[1:])
    return ClosingsTable(closings, _known(file, said, "known_from"), _known(file, said, "known_until"))


def _known(file: Path, said: Mapping[str, str], name: str) -> date | None:
    return _date(f"{file.name}, {name}", said[name]) if name in said else None


def _closing(where: str, names: Iterable[str], row: list[str]) -> Closing:
    """One line; raises Damaged with its place."""
    if len(row) > len(list(names)):
        raise Damaged(f"{len(row)} columns in {where}", f"at most {len(list(names))}")
    cells = {name: text.strip() for name, text in zip(names, row, strict=False) if text.strip() not in ("", "-")}
    if "first" not in cells:
        raise Damaged(f"no first day in {where}", "a date, 2026-12-24")
    first = _date(where, cells["first"])
    last = _date(where, cells["last"]) if "last" in cells else first
    moved_to = _date(where, cells["moved_to"]) if "moved_to" in cells else None
    status, confidence = cells.get("status", "closed"), cells.get("confidence", "U")
    if status not in _STATUSES:
        raise Damaged(f"status {status!r} in {where}", ", ".join(sorted(_STATUSES)))
    if confidence not in _MARKS:
        raise Damaged(f"confidence {confidence!r} in {where}", ", ".join(sorted(_MARKS)))
    if last < first:
        raise Damaged(f"last day {last} before the first, {first}, in {where}", "a span of days")
    if (moved_to is None) == (status == "relief"):
        raise Damaged(f"status {status!r} with moved_to {moved_to or 'empty'} in {where}", "moved_to with relief alone")
    made: dict[str, object] = {name: cells[name] for name in ("what", "source") if name in cells}
    made |= {"first": first, "last": last, "status": status, "moved_to": moved_to, "confidence": confidence}
    return msgspec.convert(made, Closing)


def _date(where: str, text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Damaged(f"{text.strip()!r} in {where}", "a date, 2026-12-24") from None
