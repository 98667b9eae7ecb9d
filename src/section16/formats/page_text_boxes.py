"""What stands above Table I of a printed form: its name, check boxes and numbered boxes.

Boxes are found by their printed captions, with or without numbers, one below the
other or side by side (tabs, pipes, or two blanks and more).  A check box whose
caption is printed with no sign beside it is not ticked: on paper an empty box is
a small frame, of which a text keeps nothing, and a tick is an X, a ☒, ``[X]``,
``__X__`` or ``<input checked>``.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Generic, NamedTuple, Protocol, TypeVar

from section16.formats.page_text_markup import (
    EMPTY,
    TICKED,
    Cell,
    by_blanks,
    by_pipes,
    by_tabs,
    is_rule,
    letters,
    pieces,
    plain,
    ticks,
)
from section16.formats.page_text_notes import NOT_UNDERSTOOD, Notes, quoted
from section16.formats.page_text_regions import Region
from section16.formats.page_text_values import date_cell
from section16.formats.page_text_words import ABOVE_THE_BOXES, ADDRESS_LABELS
from section16.vocabulary.cells import Cell as Filed

_I = re.IGNORECASE
_MDY = r"(?: ?\( ?(?:month ?/ ?day ?/ ?year|mm/dd/yyyy|month ?/ ?year) ?\))?"
_FOR = rf"(?:issuer'?s? fiscal year ended|month ?/ ?(?:day ?/ ?)?year){_MDY}"
_PERSON = r"reporting person(?: ?\(s\))?"
# name, beginning of the caption, its rest; a blank stands for any run of blanks and line breaks
_CAPTIONS: tuple[tuple[str, str, str], ...] = (
    ("owner", "name and address of", rf"{_PERSON} ?\**"),
    ("issuer", "issuer name", r"and ticker or trading symbol"),
    ("foreign", "foreign trading symbol", ""),
    ("period", "date of event requiring", rf"statement{_MDY}"),
    ("period", "date of earliest", rf"transaction{_MDY}"),
    ("period", "statement for", _FOR),
    ("original", "if amendment", rf",? date(?: of)? original(?: filed)?{_MDY}"),
    (
        "relationship",
        "relationship of",
        r"reporting person(?: ?\(s\))? to issuer(?: ?\(check all applicable\))?",
    ),
    ("joint", "individual or joint", r"/ ?group (?:filing|reporting)(?: ?\(check applicable line\))?"),
    ("taxpayer", "irs or social", r"security number of reporting person(?: ?\(voluntary\))?"),
)
_NUMBERED = r"(?:[0-9]{1,2}[a-z]? ?\. ?)?"


def _wrapped(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(" ?", r"\s*").replace(" ", r"\s+"), _I)


_STARTS = _wrapped(f"{_NUMBERED}(?:{'|'.join(f'({start})' for _, start, _ in _CAPTIONS)})")
_WHOLE = tuple((name, _wrapped(rf" ?{_NUMBERED}{start} ?{rest} ?:?")) for name, start, rest in _CAPTIONS)

_PLAN = ("rule_10b5_1", re.compile(r"check\s+this\s+box\s+to\s+indicate\b", _I))
CHECKS = (
    ("no_longer_subject", re.compile(r"check\s+this\s+box\s+if\s+no\b", _I)),
    _PLAN,
    ("form3_holdings_reported", re.compile(r"form\s+3\s+holdings\s+reported", _I)),
    ("form4_transactions_reported", re.compile(r"form\s+4\s+transactions\s+reported", _I)),
)
# the sign at the end of a text that a caption follows
_SIGN_BEFORE = re.compile(rf"({TICKED}|{EMPTY}|(?<![A-Za-z0-9])[xX])[\s|:]{{0,6}}\Z")
_LEADING_X = re.compile(r"\A[xX](?:\s+|\Z)")

_APART = 8  # characters between boxes that stand side by side

_FORM_NAME = re.compile(r"(?:SEC\s+)?FORM\s+([345])\s*(/\s*A)?(?:\s*\(?AMENDMENT\)?)?", _I)
_TITLES = (
    ("3", "initialstatementofbeneficialownership"),
    ("5", "annualstatementofchangesinbeneficialownership"),
    ("4", "statementofchangesinbeneficialownership"),
)
_FURNITURE_LINE = re.compile(
    r"(?:expires|omb number|estimated average burden|hours per response|page [0-9])\b.{0,60}|3235-0[0-9]{3}"
    r"|[01]\.[05]",
    _I,
)


class AnyBox(Protocol):
    """A numbered box of a text or a page: the line of its caption, and what is printed below the caption."""

    @property
    def number(self) -> int:
        """Line of the source."""

    @property
    def content(self) -> str:
        """What is printed, line by line."""


BoxType = TypeVar("BoxType", bound=AnyBox)


class PrintedBox(NamedTuple):
    """A numbered box: which one, the line of its caption, and what is printed below the caption."""

    name: str
    number: int
    content: str


class Front(NamedTuple, Generic[BoxType]):
    """What stands above Table I of a text or a page.

    form        "3", "4" or "5" by the form's name, else by its title; None without both
    is_amended  True when the name says so ("FORM 4/A")
    checks      the check boxes that are printed: model field -> ticked
    boxes       the numbered boxes by name; of a box printed twice, the first
    unknown     what is neither known nor a box: line and message
    """

    form: str | None
    is_amended: bool
    checks: dict[str, bool]
    boxes: dict[str, BoxType]
    unknown: list[tuple[int, str]]


def front(region: Region, markdown: bool) -> Front[PrintedBox]:
    """Read the region above Table I."""
    splitter = _Splitter(markdown)
    for number, line in region.lines:
        if line.strip() and not is_rule(line):
            splitter.add(number, line)
    preamble, boxes = splitter.preamble, splitter.boxes()
    text = ticks("\n".join(text for _, text in preamble))
    form, is_amended = form_name(text)
    used: set[int] = set()
    checks = {}
    for field, caption in CHECKS:
        found = caption.search(text)
        if found is not None:
            sign = sign_before(text, found.start())
            checks[field] = sign is not None and sign[1] != EMPTY
            used.update([sign.start(1)] if sign else [])
    if _PLAN[0] not in checks:
        checks.update(_plan_beside(boxes))
    unknown = _unknown(preamble, text, used)
    by_name: dict[str, PrintedBox] = {}
    for box in boxes:
        first = by_name.setdefault(box.name, box)
        if first is not box and letters(box.content) != letters(first.content):
            unknown.append((box.number, f"a second box with this caption is printed: {quoted(box.content)}"))
    return Front(form, is_amended, checks, by_name, unknown)


def sign_before(text: str, at: int) -> re.Match[str] | None:
    """The sign of the check box whose caption begins at ``at``; its group 1 is the sign."""
    return _SIGN_BEFORE.search(text, max(0, at - 8), at)


def _plan_beside(boxes: list[PrintedBox]) -> dict[str, bool]:
    """The check box of Rule 10b5-1(c) where it stands among the numbered boxes, as in 2023."""
    field, caption = _PLAN
    for box in boxes:
        text = ticks(box.content)
        if (found := caption.search(text)) is not None:
            sign = sign_before(text, found.start())
            return {field: sign is not None and sign[1] != EMPTY}
    return {}


def date_in(box: AnyBox | None, path: str, notes: Notes) -> Filed[date]:
    """A date box; absent when nothing is printed in it. A note when it is no date, or no period is there."""
    if box is None:
        if path == "period_of_report":
            notes.add(NOT_UNDERSTOOD, 1, "the box is not found", path)
        return Filed()
    text = " ".join(box.content.split())
    cell = date_cell(text)
    if cell.is_unreadable:
        notes.add(NOT_UNDERSTOOD, box.number, f"{quoted(text)} is not read; expected a date", path)
    return cell


def form_name(text: str) -> tuple[str | None, bool]:
    """Form and whether it is an amendment, from the printed heading.

    >>> form_name("# FORM 4/A")
    ('4', True)
    """
    for line in text.split("\n"):
        for cell in re.split(r"[\t|]| {2,}", line):
            found = _FORM_NAME.fullmatch(cell.strip(" #*:"))
            if found is not None:
                return found[1], found[2] is not None or "amendment" in found[0].lower()
    shown = letters(text)
    return next((form for form, title in _TITLES if title in shown), None), False


def box_name(text: str) -> str | None:
    """The box whose caption begins the text, or None.

    >>> box_name("4. If Amendment, Date Original Filed"), box_name("AULT MILTON C III")
    ('original', None)
    """
    found = _STARTS.match(text.lstrip("#*-• |"))
    return _CAPTIONS[(found.lastindex or 1) - 1][0] if found else None


def without_caption(name: str, content: str) -> str:
    """The content of a box after its caption, which may be wrapped."""
    for known, whole in _WHOLE:
        if known == name and (found := whole.match(content)):
            return content[found.end() :].strip()
    # a caption in other words: what follows it on its line may be its end
    begun = _STARTS.match(content)
    first, _, rest = content[begun.end() if begun else 0 :].partition("\n")
    return rest.strip() or first.strip()


class _Splitter:
    """Takes the lines above Table I apart: what precedes the first caption, and the boxes.

    is_open     content of the boxes that later cells may belong to, by position
    is_counted  positions are counts of cells (tabs, pipes), not of characters
    """

    def __init__(self, markdown: bool) -> None:
        self.markdown = markdown
        self.preamble: list[tuple[int, str]] = []
        self.found: list[tuple[str, int, list[str]]] = []
        self.is_open: dict[int, list[str]] = {}
        self.is_counted = False
        self.owner: list[str] | None = None

    def add(self, number: int, line: str) -> None:
        """One line of the text."""
        is_counted = "\t" in line or line.count("|") > 1
        cells = by_tabs(line) if "\t" in line else by_pipes(line) if is_counted else by_blanks(line)
        if self.is_counted and not is_counted:
            cells = [Cell(0, line)]
        for at, text in cells:
            for piece in pieces(plain(text, self.markdown)):
                name = box_name(piece)
                if self.owner is not None and ADDRESS_LABELS.match(piece):
                    self.owner.append(piece)
                elif name is not None:
                    self.is_counted = self.is_counted or is_counted
                    self.open(name, number, at, piece.lstrip("#*-• |"))
                elif not self.is_open:
                    self.preamble.append((number, piece))
                else:
                    reach = 0 if self.is_counted else _APART // 2
                    left = [start for start in self.is_open if start <= at + reach]
                    self.is_open[max(left) if left else min(self.is_open)].append(piece)

    def open(self, name: str, number: int, at: int, caption: str) -> None:
        """A box begins; it ends the one above it."""
        content = [caption]
        apart = 1 if self.is_counted else _APART
        self.is_open = {start: box for start, box in self.is_open.items() if abs(start - at) >= apart}
        self.is_open[at] = content
        self.found.append((name, number, content))
        self.owner = content if name == "owner" else self.owner

    def boxes(self) -> list[PrintedBox]:
        """The boxes in the order of their captions."""
        return [
            PrintedBox(name, number, without_caption(name, "\n".join(content))) for name, number, content in self.found
        ]


def is_furniture(line: str) -> bool:
    """True for a line that every form prints above its boxes, whatever is ticked.

    >>> is_furniture("OMB Number: 3235-0287"), is_furniture("DRAFT")
    (True, False)
    """
    bare = _LEADING_X.sub("", ticks(line).replace(TICKED, "").replace(EMPTY, "").strip(" #*|"))
    return (
        letters(bare) in ABOVE_THE_BOXES
        or _FURNITURE_LINE.fullmatch(bare) is not None
        or _FORM_NAME.fullmatch(bare) is not None
    )


def _unknown(preamble: list[tuple[int, str]], text: str, used: set[int]) -> list[tuple[int, str]]:
    """Lines above the boxes that are not the form's, and a tick that no known caption follows."""
    found = []
    for number, line in preamble:
        if not is_furniture(line):
            found.append((number, f"text above the boxes is not the form's: {quoted(line)}"))
    if text.count(TICKED) > sum(1 for at in used if text[at] == TICKED):
        number = next(number for number, line in preamble if TICKED in ticks(line))
        found.append((number, "a tick above the boxes stands before no known caption"))
    return found
