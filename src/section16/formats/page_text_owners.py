"""Reporting owners of a printed form: box 1, the relationship box, the table of owners.

The table "Reporting Owners" is the authority for names, addresses and
relationships where it is printed.  A text often loses the line breaks inside its
cells; then the name, streets and city of box 1 tell where to divide, because box 1
prints them under their own labels.  What cannot be divided is noted, not guessed.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import msgspec

from section16.formats.elements import ADDRESS
from section16.formats.page_text_markup import EMPTY, TICKED, letters, pieces, ticks
from section16.formats.page_text_notes import CONTRADICTION, DIVIDED, NOT_UNDERSTOOD, Notes, quoted
from section16.formats.page_text_values import YES, flag
from section16.model.document import Address, Relationship, ReportingOwner
from section16.vocabulary.cells import Cell
from section16.vocabulary.codes import country_codes, state_codes

_I = re.IGNORECASE
_LABEL = re.compile(r"\(\s*(Last|First|Middle|Street|City|State|Zip(?:\s*/\s*Postal Code)?|Country)\s*\)", _I)
_STATE = r"(?P<state>[A-Z][A-Z0-9]|[0-9][A-Z])"
_CITY = re.compile(rf"(?P<city>.*[^,\s])\s*,\s*{_STATE}(?:\s+(?P<zip>[A-Z0-9][A-Z0-9 -]{{2,11}}))?\Z")
_CITY_UNMARKED = re.compile(r"(?P<city>.*\S)\s+(?P<state>[A-Z]{2})\s+(?P<zip>[0-9]{5}(?:-[0-9]{4})?)\Z")
_CITY_ZIP = re.compile(r"(?P<city>[^0-9,]*[^0-9,\s]),?\s+(?P<zip>[0-9][0-9 -]{3,10})\Z")
_ZIP_ALONE = re.compile(r"(?=.*[0-9])[A-Z0-9][A-Z0-9 -]{1,10}[A-Z0-9]\Z", _I)
_AT_HOME = {"united states", "united states of america", "usa", "u.s.a."}
_STREET_BEGINS = re.compile(r"\s(?=[0-9]+\s|C/O\b|P\.?\s?O\.?\s+BOX\b|ONE\s|TWO\s)", _I)
_STREET_LENGTH = next(element.length for element in ADDRESS if element.attribute == "street1") or 0

_LINES_OF_AN_OWNER = 3  # name, street, city: more may be wrapped

LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("is_director", re.compile(r"\bDirector\b", _I)),
    ("is_ten_percent_owner", re.compile(r"\b10\s?%\s+Owner\b", _I)),
    ("is_officer", re.compile(r"\bOfficer\s*\(\s*give\s+title(?:\s+below)?\s*\)", _I)),
    ("is_other", re.compile(r"\bOther\s*\(\s*specify(?:\s+below)?\s*\)", _I)),
)
JOINT = (
    ("one", re.compile(r"\bForm\s+filed\s+by\s+One\s+Reporting\s+Person\b", _I)),
    ("more", re.compile(r"\bForm\s+filed\s+by\s+More\s+than\s+One\s+Reporting\s+Person\b", _I)),
)
_SIGN = re.compile(rf"{TICKED}|{EMPTY}|(?<![A-Za-z0-9.&/-])[xX](?=\s*(?:\Z|Director|10\s?%|Officer|Other|Form))")


class PrintedOwner(NamedTuple):
    """Name and address as they stand, divided into printed parts.

    lines  name first, then the address; one part only when line breaks are lost
    """

    name: str | None
    address: Address | None
    lines: tuple[str, ...] = ()


@cache
def _state_of() -> dict[str, str]:
    """State code by name, US and Canada; the United States are no state."""
    rows = [row for row in state_codes().values() if row.kind in ("us", "canada")]
    return {row.name.upper(): row.code for row in rows if row.name.lower() not in _AT_HOME}


@cache
def _region_of() -> dict[str, str]:
    """State code by name, countries included: until 2026 a state code stood for either."""
    return {row.name.upper(): row.code for row in reversed(list(state_codes().values()))}


@cache
def _country_of() -> dict[str, str]:
    return {row.name.upper(): row.code for row in country_codes().values() if row.standing == "current"}


def in_box(content: str) -> PrintedOwner:
    """Owner in box 1: labelled parts, or lines without labels."""
    parts = _LABEL.split(content)
    if len(parts) == 1:
        return from_lines(pieces(content))
    by_label: dict[str, list[str]] = {}
    for text, label in zip(parts[::2], parts[1::2], strict=False):
        by_label.setdefault(label.lower()[:3], []).extend(pieces(text))
    name = " ".join(by_label.get("las", []) + by_label.get("fir", []) + by_label.get("mid", []))
    streets = by_label.get("str", [])
    place = by_label.get("cit", []) + by_label.get("sta", []) + by_label.get("zip", []) + by_label.get("cou", [])
    place += pieces(parts[-1])
    lines = (*([name] if name else []), *streets, *place)
    return PrintedOwner(name or None, _address(streets, place), lines)


def from_lines(lines: list[str]) -> PrintedOwner:
    """Owner from separate lines: name, streets, city with state and zip, country."""
    if not lines:
        return PrintedOwner(None, None)
    name, rest = lines[0], lines[1:]
    cities = [i for i, line in enumerate(rest) if _city(line)]
    cities = cities or [i - 1 for i, line in enumerate(rest) if i and line.upper() in _state_of()]
    if not cities:
        return PrintedOwner(name, None, tuple(lines))
    return PrintedOwner(name, _address(rest[: cities[-1]], rest[cities[-1] :]), tuple(lines))


def _city(line: str) -> re.Match[str] | None:
    return _CITY.match(line) or _CITY_UNMARKED.match(line)


def _address(streets: list[str], place: list[str]) -> Address | None:
    """Address from its streets and the lines of city, state, zip and country."""
    if not streets and not place:
        return None
    first = streets[0] if streets else None
    second = " ".join(streets[1:]) or None
    address = Address(street1=first, street2=second)
    place = list(place)
    if place and place[-1].lower() in _AT_HOME:
        place.pop()
    elif len(place) > 1 and place[-1].upper() in _country_of() and _city(place[-1]) is None:
        country = _country_of()[place.pop().upper()]
        address = msgspec.structs.replace(address, country=country, is_non_us=YES)
    found = _city(" ".join(place))
    if found is not None:
        return msgspec.structs.replace(address, city=found["city"].rstrip(" ,"), state=found["state"], zip=found["zip"])
    if len(place) == 1 and (found := _CITY_ZIP.match(place[0])):
        return msgspec.structs.replace(address, city=found["city"], zip=found["zip"])
    code = place.pop() if len(place) > 1 and _ZIP_ALONE.match(place[-1]) else None
    region = place.pop() if len(place) > 1 else None
    city = " ".join(place).rstrip(" ,") or None
    if region is not None and address.country is not None:
        return msgspec.structs.replace(address, city=city, non_us_state=region, zip=code)
    if region is not None:
        region = _region_of().get(region.upper(), region)
    return msgspec.structs.replace(address, city=city, state=region, zip=code)


def in_cell(text: str, known: PrintedOwner | None, is_wrapped: bool) -> tuple[PrintedOwner, str, bool]:
    """Owner in a cell of the table of owners, what of it is in no field, and whether its shape decided.

    known  box 1: tells where name and streets end when the cell has lost its line
           breaks, or has more of them than the filer made
    is_wrapped  the cell's line breaks may be those of a narrow column
    """
    parts = pieces(text)
    run = " ".join(parts)
    at = _beginning(run, known.lines[1:]) if known is not None else None
    if at is not None and known is not None and known.address is not None:
        begun, rest = run[:at].strip(), run[at:]
        if letters(begun) == letters(known.name or ""):
            return PrintedOwner(known.name, _as_in(parts, rest, known.address), tuple(parts)), "", False
        if (len(parts) == 1 or is_wrapped) and _STREET_BEGINS.search(begun) is None:
            return PrintedOwner(begun or None, _as_in(parts, rest, known.address), (run,)), "", False
    if len(parts) > 1:
        found = from_lines(parts)
        left = " ".join(parts[1:]) if found.address is None else ""
        return found, left, is_wrapped and len(parts) > _LINES_OF_AN_OWNER
    found, left = _divided(run, known)
    return found, left, found.name != run


def _beginning(text: str, lines: tuple[str, ...]) -> int | None:
    """Where the given lines begin at the end of a text, compared by letters and digits."""
    wanted = letters("".join(lines))
    if not wanted or not letters(text).endswith(wanted):
        return None
    left, at = len(wanted), len(text)
    while left:
        at -= 1
        left -= text[at].isalnum()
    return at


def _as_in(parts: list[str], rest: str, address: Address) -> Address:
    """The address of box 1 with its streets as the table divides them.

    Box 1 prints the two streets with a comma between them, the table on two lines.
    Where the lines are lost, a comma that is not in the table stood between two streets.
    """
    boxed = ", ".join(part for part in (address.street1, address.street2) if part)
    lines = from_lines(parts).address
    if lines is not None and boxed.upper() == ", ".join(filter(None, (lines.street1, lines.street2))).upper():
        return msgspec.structs.replace(address, street1=lines.street1, street2=lines.street2)
    at = -1
    while (at := boxed.find(", ", at + 1)) >= 0:
        first, second = boxed[:at], boxed[at + 2 :]
        if rest.upper().startswith(f"{first} {second}".upper()):
            return msgspec.structs.replace(address, street1=first, street2=second)
    place = _city(rest)
    if place is not None and address.city and place["city"].upper().endswith(address.city.upper()):
        boxed = place["city"][: -len(address.city)].rstrip()
    return msgspec.structs.replace(address, street1=boxed or None, street2=None)


def _divided(text: str, known: PrintedOwner | None) -> tuple[PrintedOwner, str]:
    """Owner from one run of text by its shape, and what of it is in no field."""
    if known is not None and known.name and text.upper().startswith(known.name.upper()):
        name, rest = text[: len(known.name)], text[len(known.name) :].strip()
    elif (begins := _STREET_BEGINS.search(text)) is not None:
        name, rest = text[: begins.start()].strip(" ,"), text[begins.end() :]
    else:
        name, rest = ("", text) if _city(text) else (text, "")
    found = _city(rest)
    if found is None:
        return PrintedOwner(name or None, None, (text,)), rest
    city = known.address.city if known is not None and known.address is not None else None
    if city and found["city"].upper().endswith(city.upper()):
        streets = found["city"][: -len(city)].strip(" ,") or None
        return PrintedOwner(name or None, Address(streets, None, city, found["state"], found["zip"]), (text,)), ""
    return PrintedOwner(name or None, Address(state=found["state"], zip=found["zip"]), (text,)), found["city"]


def shortened(address: Address | None) -> Address | None:
    """The address with a first street over EDGAR's limit divided at a comma, when both parts fit."""
    if address is None or address.street2 or len(address.street1 or "") <= _STREET_LENGTH:
        return address
    street = address.street1 or ""
    for at in range(len(street) - 2, 0, -1):
        if street.startswith(", ", at) and at <= _STREET_LENGTH and len(street) - at - 2 <= _STREET_LENGTH:
            return msgspec.structs.replace(address, street1=street[:at], street2=street[at + 2 :])
    return address


def _ticked(text: str, labels: tuple[tuple[str, re.Pattern[str]], ...]) -> tuple[dict[str, bool], list[str]]:
    """Which labels are ticked, and the texts left between them in order (one more than labels)."""
    found = sorted((m.start(), m.end(), name) for name, label in labels if (m := label.search(text)))
    texts, at = [], 0
    for start, end, _ in found:
        texts.append(text[at:start])
        at = end
    texts.append(text[at:])
    signs = [_SIGN.findall(part) for part in texts]
    # signs after their labels: none before the first, one after the last
    after = bool(found) and not signs[0] and bool(signs[-1])
    states = {
        name: bool(near) and near[0 if after else -1] != EMPTY
        for (_, _, name), near in zip(found, signs[1:] if after else signs[:-1], strict=True)
    }
    return states, [" ".join(_SIGN.sub(" ", part).split()) for part in texts]


def relationship_in_box(content: str, line: int, notes: Notes) -> Relationship | None:
    """The relationship box of the first owner; None when no label is printed in it."""
    text = ticks(content)
    states, texts = _ticked(text, LABELS)
    if not states:
        notes.add(NOT_UNDERSTOOD, line, f"relationship {quoted(content)}", "owners[0].relationship")
        return None
    is_officer, is_other = states.get("is_officer", False), states.get("is_other", False)
    after_officer = " ".join(part for part in texts[1:-1] if part)
    below = texts[-1]
    title, other = None, None
    words = " ".join(part for part in (after_officer, below) if part)
    if is_officer and is_other:
        title, other = after_officer or None, below or None
        if not title and " / " in below:
            title, _, other = below.partition(" / ")
        elif not title and below:
            title, other = below, None
            notes.add(NOT_UNDERSTOOD, line, f"title or other relationship: {quoted(below)}",
                      "owners[0].relationship.other_text")  # fmt: skip
    elif is_officer:
        title = words or None
    elif is_other:
        other = words or None
    elif words:
        notes.add(NOT_UNDERSTOOD, line, f"text beside the relationships: {quoted(words)}", "owners[0].relationship")
    cells = {name: flag(is_ticked) for name, is_ticked in states.items()}
    return Relationship(**cells, officer_title=title, other_text=other)


def is_joint(content: str) -> bool | None:
    """Box 6: True for a joint filing, False for one owner, None when nothing is ticked or both."""
    states, _ = _ticked(ticks(content), JOINT)
    chosen = [name for name, is_ticked in states.items() if is_ticked]
    return chosen == ["more"] if len(chosen) == 1 else None


def relationship_in_table(director: str, ten_percent: str, officer: str, other: str) -> Relationship:
    """A row of the table of owners: an X, or the officer's title and the other relationship in words."""

    def words(text: str) -> str | None:
        return None if ticks(text).strip(f"{TICKED}{EMPTY}xX ") == "" else text

    def is_marked(text: str) -> Cell[bool]:
        return flag(ticks(text).strip(f"{EMPTY} ") != "")

    return Relationship(
        is_director=is_marked(director), is_ten_percent_owner=is_marked(ten_percent),
        is_officer=is_marked(officer), is_other=is_marked(other),
        officer_title=words(officer), other_text=words(other),
    )  # fmt: skip


def merged(table: Relationship, box: Relationship | None, line: int, notes: Notes) -> Relationship:
    """The first owner's relationship: the table's, with a tick of the box where the table has no words.

    The table prints a title in place of an X: an officer without a title shows only in the box.
    """
    if box is None:
        return table
    changes: dict[str, Cell[bool]] = {}
    for name, _ in LABELS:
        in_table, in_box_ = getattr(table, name), getattr(box, name)
        if in_box_.is_absent or in_table.value == in_box_.value:
            continue
        if name in ("is_officer", "is_other") and in_box_.value:
            changes[name] = YES
            continue
        message = f"the relationship box says {in_box_.text}, the table of owners {in_table.text}"
        notes.add(CONTRADICTION, line, message, f"owners[0].relationship.{name}")
    for name in ("officer_title", "other_text"):
        in_table, in_box_ = getattr(table, name), getattr(box, name)
        if in_table and in_box_ and letters(in_table) != letters(in_box_):
            message = f"the relationship box says {quoted(in_box_)}, the table of owners {quoted(in_table)}"
            notes.add(CONTRADICTION, line, message, f"owners[0].relationship.{name}")
    return msgspec.structs.replace(table, **changes)


def owner(printed: PrintedOwner, relationship: Relationship | None) -> ReportingOwner:
    """The model's owner; CIK and CCC are not printed."""
    return ReportingOwner(name=printed.name, address=shortened(printed.address), relationship=relationship)


def note_divided(text: str, left: str, position: int, line: int, notes: Notes) -> None:
    """Say that a run of text was divided, and what is left of it."""
    message = f"name and address are not clearly divided: {quoted(text)}"
    if left:
        message += f"; {quoted(left)} is in no field"
    notes.add(DIVIDED, line, message, f"owners[{position}].address")
