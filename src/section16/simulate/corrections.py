"""Forms that say something wrong: some are amended later, some never.

The line says one thing, the truth another; both stand in the table ``defects``.  What is amended comes
again on a 4/A, 3/A or 5/A, whole or only where it was wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from section16.simulate.amounts import ONE, plain
from section16.simulate.days import add_business_days, iso
from section16.simulate.state import Entry, Line, Position, Report

if TYPE_CHECKING:
    from section16.simulate.market import Market

_MISTITLED = "This amendment corrects the title of the reporting person."
_ONE_LEFT_OUT = "This amendment adds {name}, who was left out of the original form."
_LINE_LEFT_OUT = "This line was left out of the original form."
_SAID = "This amendment corrects the original form, which reported {shown}."


class Fault(msgspec.Struct):
    """One thing a form says wrongly.

    kind      price, shares, balance, missing, title, owner, holding (amended); average, side, unexplained,
              plan, period, balance (never)
    table     I or II, "" for the form's own boxes
    number    of the line, from 0; "" where the line is not there
    entries   lines that the amendment corrects or adds
    """

    kind: str
    field: str
    shown: str
    true: str
    amended: bool = True
    table: str = ""
    number: str = ""
    entries: list[Entry] = []
    holding: tuple[Position, int] | None = None
    title: str = ""
    fewer_owners: bool = False
    period: int = 0


def spoil(market: Market, report: Report, tables: tuple[list[Line], list[Line]], has_plan: bool) -> Fault | None:
    """Now and then make a form wrong: the lines are changed in place, and what was done is said."""
    if report.original or len(report.role.owners) > 10:
        return None
    if report.form == "3":
        return _without_holding(tables) if market.chance("error") else None
    if not report.entries:
        return None
    if market.chance("error"):
        kinds = _AMENDED if report.form == "4" else (_wrong_price, _wrong_title)
    elif report.form == "4" and market.chance("defect"):
        if has_plan and market.dice.chance(4000):
            return _without_plan(tables)
        kinds = _KEPT
    else:
        return None
    return market.dice.pick(kinds)(market, report, tables[0])


def _wrong_price(market: Market, _report: Report, lines: list[Line]) -> Fault | None:
    for number, line in enumerate(lines):
        entry = line.entry
        if entry is None or not entry.price or entry.code not in "PSF" or _is_marked(line, "price"):
            continue
        shown = plain(entry.price + market.dice.between(1, 9) * ONE)
        line.shown = {"price": shown}
        return Fault("price", "price", shown, plain(entry.price), table="I", number=str(number), entries=[entry])
    return None


def _wrong_shares(market: Market, report: Report, lines: list[Line]) -> Fault | None:
    """A wrong number, and the balances that follow from it."""
    if report.form != "4":
        return None
    for number, line in enumerate(lines):
        entry = line.entry
        if entry is None or entry.code not in "PSFGL" or entry.shares < 100 * ONE or line.position.nature:
            continue
        less = entry.shares * market.dice.between(5, 40) // 100 // ONE * ONE
        shift = less if entry.side == "D" else -less
        wrong = []
        for later in lines[number:]:
            if later.position is line.position and later.entry is not None:
                later.shown = {"shares_following": plain(later.following + shift)}
                wrong.append(later.entry)
        if line.shown is not None:
            line.shown["shares"] = plain(entry.shares - less)
        return Fault("shares", "shares", plain(entry.shares - less), plain(entry.shares), table="I", number=str(number),
                     entries=wrong)  # fmt: skip
    return None


def _wrong_balance(market: Market, _report: Report, lines: list[Line]) -> Fault | None:
    """Column 5 of one line, off by some shares."""
    for number, line in reversed(list(enumerate(lines))):
        if line.entry is not None:
            shown = plain(line.following + market.dice.between(1, 900) * 10 * ONE)
            line.shown = {"shares_following": shown}
            return Fault("balance", "shares_following", shown, plain(line.following), table="I", number=str(number),
                         entries=[line.entry])  # fmt: skip
    return None


def _without_line(_market: Market, _report: Report, lines: list[Line]) -> Fault | None:
    """The last transaction of Table I is left out, where others remain."""
    moved = [line for line in lines if line.entry is not None]
    if len(moved) < 2 or moved[-1].entry is None or moved[-1].entry.code not in "PSG":
        return None
    lines.remove(moved[-1])
    return Fault("missing", "", "", str(moved[-1].entry.event), table="I", entries=[moved[-1].entry])


def _wrong_title(_market: Market, report: Report, _lines: list[Line]) -> Fault | None:
    role = report.role
    if not role.is_officer:
        return None
    shown = "Vice President" if role.title != "Vice President" else "Treasurer"
    return Fault("title", "officer_title", shown, role.title, title=shown)


def _without_owner(_market: Market, report: Report, _lines: list[Line]) -> Fault | None:
    owners = report.role.owners
    if len(owners) < 2:
        return None
    return Fault("owner", "owners", "", owners[-1].cik, fewer_owners=True)


def _without_holding(tables: tuple[list[Line], list[Line]]) -> Fault | None:
    """A Form 3 that leaves out the last of several holdings."""
    for name, lines in (("II", tables[1]), ("I", tables[0])):
        if len(lines) > 1:
            line = lines.pop()
            return Fault("holding", "", "", str(line.position.number), table=name,
                         holding=(line.position, line.following))  # fmt: skip
    return None


def _broken_balance(market: Market, report: Report, lines: list[Line]) -> Fault | None:
    """As ``_wrong_balance``, between lines that then contradict it."""
    moved = [(number, line) for number, line in enumerate(lines) if line.entry is not None]
    for (_, before), (number, line) in pairwise(moved):
        if line.position is before.position and line.entry is not None and len(report.role.owners) == 1:
            shown = plain(line.following + market.dice.between(3, 900) * 10 * ONE)
            line.shown = {"shares_following": shown}
            return Fault("broken_balance", "shares_following", shown, plain(line.following), False, "I", str(number))
    return None


def _outside_range(_market: Market, _report: Report, lines: list[Line]) -> Fault | None:
    for number, line in enumerate(lines):
        entry = line.entry
        if entry is not None and entry.price and entry.code in "PS" and _is_marked(line, "price"):
            shown = plain(entry.price + 3 * ONE)
            line.shown = {"price": shown}
            return Fault("average", "price", shown, plain(entry.price), False, "I", str(number))
    return None


def _wrong_side(_market: Market, _report: Report, lines: list[Line]) -> Fault | None:
    for number, line in enumerate(lines):
        entry = line.entry
        if entry is not None and entry.code in "PSF":
            shown = "A" if entry.side == "D" else "D"
            line.shown = {"acquired_disposed": shown}
            return Fault("side", "acquired_disposed", shown, entry.side, False, "I", str(number))
    return None


def _unexplained(_market: Market, _report: Report, lines: list[Line]) -> Fault | None:
    for number, line in enumerate(lines):
        if line.entry is not None and line.entry.code == "J":
            line.notes = tuple(note for note in line.notes if note[0] != "code")
            return Fault("unexplained", "coding_footnotes", "", "a footnote", False, "I", str(number))
    return None


def _wrong_period(market: Market, report: Report, _lines: list[Line]) -> Fault | None:
    true = min(entry.day for entry in report.entries)
    shown = true - market.dice.between(1, 9)
    return Fault("period", "period_of_report", iso(shown), iso(true), False, period=shown)


def _without_plan(tables: tuple[list[Line], list[Line]]) -> Fault | None:
    """The box is checked, and no footnote names the plan."""
    for line in (*tables[0], *tables[1]):
        if line.entry is not None and line.entry.plan:
            line.notes = tuple(note for note in line.notes if note[0] != "code")
    return Fault("plan", "rule_10b5_1", "", "a footnote", False)


Spoiler = Callable[["Market", Report, list[Line]], Fault | None]
_AMENDED: tuple[Spoiler, ...] = (
    _wrong_price, _wrong_shares, _wrong_shares, _wrong_balance, _without_line, _wrong_title, _without_owner,
)  # fmt: skip
_KEPT: tuple[Spoiler, ...] = (
    _broken_balance, _broken_balance, _outside_range, _wrong_side, _unexplained, _wrong_period,
)  # fmt: skip


def _is_marked(line: Line, field: str) -> bool:
    return any(name == field for name, _ in line.notes)


def tell(market: Market, report: Report, fault: Fault, accession: str, tables: tuple[list[Line], list[Line]]) -> None:
    """Write the fault into the truth and plan the amendment, if there is to be one."""
    market.tell(
        "defects", accession, fault.table, fault.number, fault.field, fault.kind, fault.shown, fault.true,
        "1" if fault.amended else "0",
    )  # fmt: skip
    if not fault.amended:
        return
    full = fault.kind in ("title", "owner") or market.chance("full_amendment")
    remarks = ""
    if fault.kind == "title":
        remarks = _MISTITLED
    elif fault.kind == "owner":
        remarks = _ONE_LEFT_OUT.format(name=report.role.owners[-1].name)
    elif fault.kind == "holding":
        remarks = "This amendment adds a holding that was left out of the original form."
    wrong = {entry.event for entry in fault.entries}
    entries = [_corrected(entry, fault, entry is fault.entries[0]) if entry.event in wrong else entry
               for entry in report.entries if full or entry.event in wrong]  # fmt: skip
    held = [(line.position, line.following) for lines in tables for line in lines if line.entry is None] if full else []
    if fault.holding is not None:
        held.append(fault.holding)
    form, period = report.form + "/A", report.period or min(entry.day for entry in report.entries)
    day = add_business_days(report.day, market.dice.between(2, 45))
    market.file(
        Report(form, report.role, day, entries, period=period, exit=report.exit, remarks=remarks, amends=accession,
               original=report.day, scope="full" if full else "partial", what=fault.kind, corrected=frozenset(wrong),
               holdings=held)
    )  # fmt: skip


def _corrected(entry: Entry, fault: Fault, is_first: bool) -> Entry:
    """The line as it should have been, with a footnote that says so."""
    if fault.kind == "missing":
        note = ("code", _LINE_LEFT_OUT)
    elif is_first:
        note = (fault.field, _SAID.format(shown=fault.shown))
    else:
        note = ("shares_following", "Corrected as it follows from the correction of an earlier line.")
    return msgspec.structs.replace(entry, notes=(*entry.notes, note))
