"""Structure of the lines of Table I and II: the element table applied to each box."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any

import msgspec

from section16.formats.elements import ALTERNATIVES, TABLE_I, TABLE_II, Element, Kind, Shape
from section16.rules.quick import Test, plain_line
from section16.rules.subject import Stage, Subject
from section16.vocabulary.cells import ABSENT, Cell
from section16.vocabulary.findings import Location

Report = Callable[[str, Location, str], None]

MAX_LINES = 30
MAX_MARKS = 99
MOST = Decimal("999999999999.9999")
BLANK = " \t\r\n"  # XML's white space; Python's strip() takes off more
USUAL = {1, 4, 5, 10}  # lengths of 0, true, false and a date without a zone
_NUMBER, _CODE, _TEXT, _DATE = Kind.NUMBER, Kind.CODE, Kind.TEXT, Kind.DATE
_EXACT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,4})?").fullmatch
_ZONED = re.compile(r"[0-9-]{10}(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?").fullmatch
_VALUES = {value for _, value in ALTERNATIVES}
_OTHER = {a: b for pair in ALTERNATIVES for a, b in (pair, pair[::-1])}
_ELEMENTS = {"table_i": TABLE_I, "table_ii": TABLE_II}
_TABLE_NAMES = {"table_i": "Table I", "table_ii": "Table II"}
# what a print of the form does not show
_NOT_PRINTED = {"form_type", "equity_swap", "timeliness"}
# boxes whose element may be there without <value>
_BARE = {"deemed_execution_date", "timeliness"}


class Box(msgspec.Struct, frozen=True):
    """One row of the element table as it applies to one kind of line on one form.

    lone_mark  the element must hold a value or a mark
    bare       the element may hold neither
    """

    attribute: str
    kind: Kind
    required: bool
    choices: frozenset[str]
    length: int
    marks: bool
    lone_mark: bool
    bare: bool
    element: Element


class Boxes(msgspec.Struct, frozen=True):
    """The boxes of one kind of line on one form.

    cells, strangers  read the cells of ``allowed`` and of ``foreign`` off a line
    """

    allowed: tuple[Box, ...]
    foreign: tuple[Element, ...]
    cells: Callable[[Any], tuple[Cell[Any], ...]]
    strangers: Callable[[Any], tuple[Cell[Any], ...]]
    is_plain: Test


@cache
def boxes_of(table: str, kind: str, form: str, printed: bool) -> Boxes:
    """Boxes a line may have, and elements it may not; a printed form does not show all of them."""
    allowed: list[Box] = []
    foreign: list[Element] = []
    for element in _ELEMENTS[table]:
        forms = element.forms if kind == "transaction" else element.holding
        if form in forms:
            allowed.append(_box_of(element, kind, form, printed))
        else:
            foreign.append(element)
    names = {"ABSENT": ABSENT, "USUAL": USUAL, "EXACT": _EXACT}
    # a dollar value in place of shares is for the rules to judge
    values = {element for element in _ELEMENTS[table] if element.attribute in _VALUES}
    is_plain = plain_line([box for box in allowed if box.element not in values], {*foreign, *values}, names)
    return Boxes(tuple(allowed), tuple(foreign), _reader(allowed), _reader(foreign), is_plain)


def _reader(rows: Sequence[Box | Element]) -> Callable[[Any], tuple[Cell[Any], ...]]:
    names = [row.attribute for row in rows]
    return attrgetter(*names) if len(names) > 1 else lambda line: tuple(getattr(line, name) for name in names)


def _box_of(element: Element, kind: str, form: str, printed: bool) -> Box:
    choices = element.choices or frozenset()
    required = element.required
    if element.attribute == "form_type":
        choices = frozenset({"4", "5"} if kind == "transaction" else {"", "3"})
        required = kind == "transaction"
    if printed and element.attribute in _NOT_PRINTED:
        required = False
    marks = element.marks and not (element.attribute == "timeliness" and form == "5")
    bare = element.attribute in _BARE or "" in choices or (printed and element.attribute == "nature")
    return Box(
        element.attribute, element.kind, required, choices, element.length or 0,
        marks, element.lone_mark, bare, element,
    )  # fmt: skip


def check_lines(subject: Subject, report: Report) -> None:
    """Every box of every line, and the number of lines."""
    form = subject.form
    if form is None:
        return
    document = subject.document
    printed = subject.stage is Stage.PRINTED
    for table, lines in (("table_i", document.table_i), ("table_ii", document.table_ii)):
        if len(lines) > MAX_LINES:
            report("S16-116", Location(table, _TABLE_NAMES[table]), f"{len(lines)} lines, expected at most {MAX_LINES}")
        for index, line in enumerate(lines):
            if form == "3" and line.kind == "transaction":
                report("S16-119", subject.at_line(table, index), "a transaction, expected holdings only on Form 3")
                continue
            boxes = boxes_of(table, line.kind, form, printed)
            if boxes.is_plain(line):
                continue
            check_alternatives(subject, report, table, index, line)
            check_line(subject, report, table, index, line, boxes)
            for element, cell in zip(boxes.foreign, boxes.strangers(line), strict=True):
                if cell is not ABSENT and not cell.is_absent:
                    where = subject.at_line(table, index, element.attribute)
                    report("S16-119", where, f"<{element.tag}> in a {line.kind} of Form {form}, expected none")


def check_line(subject: Subject, report: Report, table: str, index: int, line: Any, boxes: Boxes) -> None:
    """The boxes of one line.  The order of tests puts the usual case first."""
    missing: list[Element] = []
    for box, cell in zip(boxes.allowed, boxes.cells(line), strict=True):
        text = cell.text
        if text is None:
            if cell is ABSENT and not box.required:
                continue
            if not cell.footnotes or not (box.lone_mark or box.bare):
                _without_value(subject, report, table, index, line, box, missing)
        else:
            kind = box.kind
            if kind is _NUMBER:
                if not _EXACT(text):
                    _number(subject, report, table, index, box, cell)
            elif kind is _CODE:
                if text not in box.choices:
                    _code(subject, report, table, index, box, text)
            elif kind is _TEXT:
                if len(text) > box.length or (not text and box.element.least):
                    _text(subject, report, table, index, box, text)
            elif cell.value is None or len(text) not in USUAL:
                where = subject.at_line(table, index, box.attribute)
                check_text(report, where, box.element, cell)
        if cell.footnotes:
            _marks(subject, report, table, index, box, cell)
    if len(line.coding_footnotes) > 1:
        _repeated(subject, report, table, index, "code", line.coding_footnotes)
    if missing:
        _missing(subject, report, table, index, line, missing)


def check_text(report: Report, where: Location, element: Element, cell: Cell[Any]) -> None:
    """Text of a number, date or flag that gives no value, or one the schemas would not take for it."""
    text = (cell.text or "").strip(BLANK)
    if not text:
        report("S16-106", where, f"<{element.tag}> has an empty value, expected {element.kind.value}")
    elif cell.value is None or not text.isascii() or (element.kind is _DATE and not _ZONED(text)):
        report("S16-101", where, f"{text!r}, expected {element.kind.value}")


def _code(subject: Subject, report: Report, table: str, index: int, box: Box, text: str) -> None:
    if box.attribute == "timeliness" and text.strip(BLANK) in box.choices:
        return  # the one list of which the schema takes blanks off
    where = subject.at_line(table, index, box.attribute)
    expected = ", ".join(sorted(choice or "nothing" for choice in box.choices))
    if text:
        report("S16-108", where, f"{text!r}, expected one of {expected}")
    else:
        report("S16-106", where, f"<{box.element.tag}> is empty, expected one of {expected}")


def _without_value(
    subject: Subject, report: Report, table: str, index: int, line: Any, box: Box, missing: list[Element]
) -> None:
    cell: Cell[Any] = getattr(line, box.attribute)
    other = _OTHER.get(box.attribute)
    if cell.is_absent:
        if box.required and (other is None or getattr(line, other).is_absent):
            missing.append(box.element)
    elif box.lone_mark:
        where = subject.at_line(table, index, box.attribute)
        report("S16-115", where, f"<{box.element.tag}> has neither a value nor a footnote")
    elif not box.bare:
        where = subject.at_line(table, index, box.attribute)
        report("S16-106", where, f"<{box.element.tag}> has no value, expected {box.kind.value}")


def _number(subject: Subject, report: Report, table: str, index: int, box: Box, cell: Cell[Any]) -> None:
    where = subject.at_line(table, index, box.attribute)
    text, value = cell.text or "", cell.value
    if value is None or not text.isascii():
        check_text(report, where, box.element, cell)
        return
    # leading and trailing zeros do not count
    whole, _, fraction = text.strip(BLANK).lstrip("+-").partition(".")
    fraction = fraction.rstrip("0")
    if value < 0 or value > MOST or len(fraction) > 4 or len(whole.lstrip("0")) + len(fraction) > 16:
        report("S16-109", where, f"{text.strip(BLANK)!r}, expected 0 to {MOST} with at most four decimals")


def _text(subject: Subject, report: Report, table: str, index: int, box: Box, text: str) -> None:
    where = subject.at_line(table, index, box.attribute)
    if text:
        report("S16-107", where, f"{len(text)} characters, expected at most {box.length}: {text[:40]!r}...")
    else:
        report("S16-106", where, f"<{box.element.tag}> is empty, expected text")


def _marks(subject: Subject, report: Report, table: str, index: int, box: Box, cell: Cell[Any]) -> None:
    marks = cell.footnotes
    if not box.marks:
        where = subject.at_line(table, index, box.attribute)
        report("S16-113", where, f"mark {marks[0]!r} on a box that takes no footnote")
    if len(marks) > 1:
        most = MAX_MARKS - 1 if box.lone_mark and cell.text is not None else MAX_MARKS
        _repeated(subject, report, table, index, box.attribute, marks, most)


def _repeated(
    subject: Subject, report: Report, table: str, index: int, field: str, marks: tuple[str, ...], most: int = MAX_MARKS
) -> None:
    if len(marks) > most:
        where = subject.at_line(table, index, field)
        report("S16-117", where, f"{len(marks)} marks on one box, expected at most {most}")
    if len(set(marks)) != len(marks):
        again = next(mark for i, mark in enumerate(marks) if mark in marks[:i])
        report("S16-159", subject.at_line(table, index, field), f"mark {again!r} twice on one box, expected once")


def _missing(subject: Subject, report: Report, table: str, index: int, line: Any, missing: list[Element]) -> None:
    """One finding for a container that is missing whole, else one for each element."""
    said: set[str] = set()
    for element in missing:
        container = element.container
        if container in said:
            continue
        alternatives = _OTHER.get(element.attribute)
        fields = [e.attribute for e in _ELEMENTS[table] if container and e.container == container]
        marks = line.coding_footnotes if container == "transactionCoding" else ()
        if container and not marks and all(getattr(line, field).is_absent for field in fields):
            said.add(container)
            place = f"{table}[{index}]/{container}"
            is_there = any(outline.place == place for outline in subject.document.outlines)
            message = f"<{container}> without <{element.tag}>" if is_there else f"no <{container}>"
            report("S16-105", subject.at_line(table, index, element.attribute), message)
        elif alternatives is not None:
            other = next(e.tag for e in _ELEMENTS[table] if e.attribute == alternatives)
            where = subject.at_line(table, index, element.attribute)
            report("S16-114", where, f"neither <{element.tag}> nor <{other}>")
        else:
            report("S16-105", subject.at_line(table, index, element.attribute), f"no <{element.tag}>")


def check_alternatives(subject: Subject, report: Report, table: str, index: int, line: Any) -> None:
    """Shares and value together (specification, cm(4), cm(6), cm(7))."""
    for shares, value in ALTERNATIVES[: 2 if table == "table_i" else 3]:
        if not getattr(line, value).is_absent and not getattr(line, shares).is_absent:
            report("S16-114", subject.at_line(table, index, value), f"both {shares} and {value}, expected one")


__all__ = [
    "BLANK", "MAX_LINES", "MOST", "USUAL", "Report", "Shape", "boxes_of", "check_lines",
    "check_text",
]  # fmt: skip
