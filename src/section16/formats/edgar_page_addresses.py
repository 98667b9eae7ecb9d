"""The reporting person's name and address on a page: box 1, and a cell of the table of owners.

Parts of an address stand in cells or lines of their own, so little is guessed from
their shape.  The stylesheets of 2026 spell states and countries out; they are given
back their codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from section16.formats.edgar_page_boxes import Box
from section16.formats.edgar_page_markup import BLANK, Piece, one_line, text_of
from section16.formats.page_text_markup import letters
from section16.formats.page_text_values import YES
from section16.formats.page_text_words import ADDRESS_LABELS
from section16.model.document import Address
from section16.vocabulary.codes import country_codes, state_codes

_AT_HOME = "UNITED STATES"
_UNITED_STATES = "X1"  # the country, in the list of states
_CITY = re.compile(r"(?P<city>.*\S)\s*,\s+(?P<state>[A-Z0-9]{2})(?P<zip>\s+\S.*)?\Z")
_CITY_AND_ZIP = re.compile(r"(?P<city>[^0-9,]*[^0-9,\s])\s+(?P<zip>[0-9]{5}(?:-[0-9]{4})?)\Z")
_PARTS_OF_PLACE = 3  # city, state, zip
_LONGEST_LINE = 400  # of an address


class PrintedOwner(NamedTuple):
    """An owner as box 1 says it.

    has_country  a country is printed, as everywhere since 2026
    left         pieces of the box that are none of its parts
    """

    name: str | None
    address: Address | None
    cik: str | None = None
    has_country: bool = False
    left: tuple[Piece, ...] = ()


@cache
def _state_of() -> dict[str, str]:
    """State code by name; until 2026 a code of this list could stand for a country."""
    rows = sorted(state_codes().values(), key=lambda row: (row.kind != "country", row.standing != "retired"))
    return {row.name.upper(): row.code for row in rows if row.code != _UNITED_STATES}


@cache
def _country_of() -> dict[str, str]:
    """Country code by name, of two with one name the current one; a code that has no name is printed itself."""
    rows = sorted(country_codes().values(), key=lambda row: row.standing == "current")
    return {said: row.code for row in rows for said in (row.code, row.name.upper())}


def in_box(box: Box) -> PrintedOwner:
    """The owner in box 1, by the labels below its parts."""
    parts: dict[str, list[Piece]] = {}
    waiting: list[Piece] = []
    for piece in box.pieces:
        if ADDRESS_LABELS.match(piece.said):
            parts.setdefault(letters(piece.said)[:3], []).extend(waiting)
            waiting = []
        else:
            waiting.append(piece)
    if not parts:
        return _unlabelled(waiting)
    left = [piece for piece in waiting if piece.said]
    if left and _country_at_end(left[0].said) == left[0].said:
        parts["cou"] = [left.pop(0)]  # its label stands below the heading of Table I
    names = [piece for label in ("las", "fir", "mid") for piece in parts.get(label, ()) if piece.said]
    name = " ".join(piece.text.strip(BLANK) for piece in names) or None
    cik = next((piece.cik for piece in names if piece.cik), None)
    streets = [piece.text.strip(BLANK) for piece in parts.get("str", ()) if piece.said]
    city, state, code = _place(parts.get("cit", []))
    country = " ".join(piece.said for piece in parts.get("cou", ()))
    return PrintedOwner(name, _address(streets, city, state, code, country), cik, bool(country), tuple(left))


def _unlabelled(pieces: list[Piece]) -> PrintedOwner:
    """A box without labels: the name, streets, and the city's line, each on its own."""
    said = [piece for piece in pieces if piece.said]
    if not said:
        return PrintedOwner(None, None)
    name, *rest = said
    address, _ = in_lines([piece.text for piece in rest], None, False)
    return PrintedOwner(name.text.strip(BLANK), address, name.cik)


def _place(pieces: list[Piece]) -> tuple[str, str, str]:
    """City, state and zip: three cells of a row, three spans of a line, or one line."""
    for at in range(len(pieces) - _PARTS_OF_PLACE + 1):
        three = pieces[at : at + _PARTS_OF_PLACE]
        if three[0].row is three[1].row is three[2].row and any(piece.said for piece in three):
            city, state, code = (piece.text.strip(BLANK) for piece in three)
            return city, state, code
    lines = [piece for piece in pieces if piece.said]
    if not lines:
        return "", "", ""
    spans = lines[0].cell.findall("span")
    if len(spans) == _PARTS_OF_PLACE:
        city, state, code = (text_of(span) for span in spans)
        return city, state, code
    return _city_line(lines[0].text)


def _city_line(line: str) -> tuple[str, str, str]:
    """City, state and zip of one line, of which any may be missing.

    The stylesheets print ``CITY,&nbsp;ST&nbsp;ZIP``.  With plain blanks only a known
    state after the last comma, or a ZIP of the United States, tells where to divide.

    >>> _city_line("SAN MATEO,\xa0CA\xa094402"), _city_line("LONDON\xa0SW1A 1AA"), _city_line("NY\xa0")
    (('SAN MATEO', 'CA', '94402'), ('LONDON', '', 'SW1A 1AA'), ('', 'NY', ''))
    >>> _city_line("SAN MATEO, CA 94402"), _city_line("LONDON SW1A 1AA")
    (('SAN MATEO', 'CA', '94402'), ('LONDON SW1A 1AA', '', ''))
    """
    if "\xa0" not in line:
        if len(line) > _LONGEST_LINE:
            return line, "", ""
        if (found := _CITY.match(line)) and found["state"] in state_codes():
            return found["city"], found["state"], (found["zip"] or "").strip()
        if found := _CITY_AND_ZIP.match(line):
            return found["city"], "", found["zip"]
        return line, "", ""
    place, _, code = line.rpartition("\xa0")
    city, comma, state = place.rpartition(",\xa0")
    if not comma:
        city, state = ("", place) if place.strip() in state_codes() else (place, "")
    return city.strip(BLANK), state.strip(BLANK), code.strip(BLANK)


def _address(streets: list[str], city: str, state: str, code: str, country: str) -> Address | None:
    """An address of its parts; what is spelled out gets its code."""
    first, second = (streets[0] if streets else None), (" ".join(streets[1:]) or None)
    if not any((first, city, state, code)) and country in ("", _AT_HOME):
        return None
    if country.upper() not in ("", _AT_HOME):
        return Address(
            first, second, city or None, None, code or None,
            is_non_us=YES, non_us_state=state or None, country=_country_of().get(country.upper(), country),
        )  # fmt: skip
    return Address(first, second, city or None, _state_of().get(state.upper(), state) or None, code or None)


def in_lines(lines: list[str], known: Address | None, has_country: bool) -> tuple[Address | None, bool]:
    """Address of the lines below a name, and whether it is unclear which line is what.

    known        what box 1 says of the same owner: decides where the lines do not
    has_country  the last line is a country
    """
    if not any(one_line(line) for line in lines):
        return None, False
    *before, last = lines
    country = _country_at_end(last) if has_country else None
    if country is None:
        if _is_street(last, len(lines)):
            return _address(_filled(lines), "", "", "", ""), False
        city, state, code = _city_line(last)
        is_unclear = not (state or code or "\xa0" in last) and any(character.isdigit() for character in city)
        return _address(_filled(before), city, state, code, ""), is_unclear
    # the stylesheet runs a country together with the line before, when there is no ZIP between them
    rest = [*before, last.strip()[: -len(country)].rstrip()] if last.strip() != country else before
    if known is not None and _filled(rest) == _filled(_spelled_out(known)):
        return known, False
    if country == _AT_HOME:
        return _at_home(rest)
    streets = _filled(rest)
    code = streets.pop() if len(streets) > 2 and any(character.isdigit() for character in streets[-1]) else ""
    city = streets.pop() if streets else ""
    return _address(streets, city, "", code, country), len(streets) > 1


def _is_street(last: str, count: int) -> bool:
    """True for the last line of an address without city, state and ZIP: two no-break spaces end it, or none."""
    blanks = last.count("\xa0")
    return (blanks == 0 and count == 1) or (blanks > 1 and ",\xa0" not in last)


def _filled(lines: Iterable[str | None]) -> list[str]:
    return [line.strip(BLANK) for line in lines if line and line.strip(BLANK)]


def _country_at_end(line: str) -> str | None:
    """The country on a line of its own, or below other words in the markup."""
    last = line.rpartition("\n")[2].strip()
    return last if last == _AT_HOME or last.upper() in _country_of() else None


def _spelled_out(address: Address) -> list[str | None]:
    """The lines of an address as the stylesheets of 2026 print them."""
    state = address.non_us_state
    if address.state is not None:
        known = state_codes().get(address.state)
        state = known.name if known else address.state
    return [address.street1, address.street2, address.city, state, address.zip]


def _at_home(lines: list[str]) -> tuple[Address | None, bool]:
    """An address in the United States: its last lines are city, state and zip, empty ones sometimes left out."""
    is_state = [line.strip(BLANK).upper() in _state_of() for line in lines]
    is_whole = len(lines) > 2 and (is_state[-2] or not all(line.strip(BLANK) for line in lines))
    if not is_whole and is_state and is_state[-1]:
        *streets, city, state = ["", *lines]
        return _address(_filled(streets), city.strip(BLANK), state.strip(BLANK), "", ""), False
    if len(lines) > 2 and "\xa0" in lines[-3]:  # printed in place of the line break above a city
        return _address(_filled(lines), "", "", "", ""), False
    *streets, city, state, code = ["", "", "", *(line.strip(BLANK) for line in lines)]
    return _address(_filled(streets), city, state, code, ""), not is_whole
