"""Reporting owners of our own layout: box 1, box 5 and the table of owners -> the model.

The first owner is printed twice: box 1 tells streets from city, the table tells the
two streets apart.  Of a further owner only the lines of the table are printed; which of
them is what follows from their number, a state's or country's name, and the shape of a
postal code.  However they are divided, they print as the same lines.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile
from typing import NamedTuple

from msgspec.structs import replace

from section16.formats.page_text_markup import letters
from section16.formats.page_text_values import YES, flag
from section16.model.document import Address, Relationship, ReportingOwner
from section16.vocabulary.codes import country_codes, state_codes

_AT_HOME = "UNITED STATES"
_WITH_STATE = re.compile(r"(?:(?P<city>.*), |)(?P<state>[A-Z0-9]{2})(?: (?P<zip>(?=[^,]*[0-9])[^,]+))?\Z")
_WITH_CODE = re.compile(r"(?P<city>.*?)(?P<zip>(?: (?=[A-Z-]*[0-9])[A-Z0-9-]++){1,2})\Z", re.IGNORECASE)
_ZIP = re.compile(r"(?=.*[0-9])[A-Z0-9][A-Z0-9 -]{1,10}[A-Z0-9]\Z", re.IGNORECASE)
_US_ZIP = re.compile(r"[0-9]{5}(?:-?[0-9]{4})?\Z")
_LETTERS = re.compile(r"[A-Z]{3,}")


class SheetOwner(NamedTuple):
    """A row of the table of owners."""

    lines: list[str]
    is_director: bool
    is_ten_percent_owner: bool
    officer: str
    other: str


def owners(
    table: list[SheetOwner], front: dict[str, list[str]], ticks: list[bool], is_newest: bool
) -> tuple[ReportingOwner, ...]:
    """Every owner of the table; ``front`` and ``ticks`` are boxes 1 and 5, which the first owner fills."""
    found: list[ReportingOwner] = []
    for row in table:
        relationship = Relationship(
            is_director=flag(row.is_director),
            is_ten_percent_owner=flag(row.is_ten_percent_owner),
            is_officer=flag(ticks[2] if not found else bool(row.officer)),
            is_other=flag(ticks[3] if not found else bool(row.other)),
            officer_title=row.officer or None,
            other_text=row.other or None,
        )
        if not found:
            named = 1 if front["owner"] else 0
            name, lines = "".join(row.lines[:named]), row.lines[named:]
            address = (_first_newest if is_newest else _first)(lines, front)
        else:
            name, lines = (row.lines or [""])[0], row.lines[1:]
            is_same = lines == table[0].lines[1:] and front["owner"]
            address = found[0].address if is_same else (_further_newest if is_newest else _further)(lines)
        found.append(ReportingOwner(name=name or None, address=address, relationship=relationship))
    return tuple(found)


# ------------------------------------------------------------- city, state and ZIP on one line, until 2026


def _first(lines: list[str], front: dict[str, list[str]]) -> Address | None:
    """The address of the first owner: the table says it without the commas that other owners bring to box 1."""
    street, place = ("".join(front[area]) for area in ("street", "city"))
    has_city = place.strip(", ") != "" and bool(lines)
    streets = lines[:-1] if has_city else lines
    if len(streets) == 1 and street == f", {streets[0]}":
        streets = ["", *streets]
    if not has_city or place == lines[-1] or letters(place) != letters(lines[-1]):
        return _address(streets, _divided(lines[-1]) if has_city else ("", "", ""))
    common = takewhile(lambda pair: pair[0] == pair[1], zip(place, lines[-1], strict=False))
    city = "".join(char for char, _ in common)  # box 1 goes on with a comma
    rest = lines[-1][len(city) :].strip()
    state, _, code = ("", "", rest) if city else rest.partition(" ")
    return _address(streets, (city, state, code))


def _further(lines: list[str]) -> Address | None:
    """Streets and the line of the city, which is the last unless it cannot be one."""
    has_city = bool(lines) and (len(lines) > 1 or _divided(lines[-1])[1:] != ("", ""))
    return _address(lines[:-1] if has_city else lines, _divided(lines[-1] if has_city else ""))


def _address(streets: list[str], place: tuple[str, str, str]) -> Address | None:
    first, second = [*streets, "", ""][:2] if len(streets) < 3 else (streets[0], ", ".join(streets[1:]))
    city, state, code = place
    address = Address(first or None, second or None, city or None, state or None, code or None)
    return address if address != Address() else None


def _divided(place: str) -> tuple[str, str, str]:
    """City, state and postal code: "RENO, NV 89501".

    >>> _divided("LONDON, X0 EC1A 1BB"), _divided("PARIS 75008"), _divided("NEW YORK CITY")
    (('LONDON', 'X0', 'EC1A 1BB'), ('PARIS', '', '75008'), ('NEW YORK CITY', '', ''))
    """
    found = _WITH_STATE.match(place)
    if found is not None:
        is_known = found["state"] in state_codes()
        return (found["city"] or "", found["state"], found["zip"] or "") if is_known else (place, "", "")
    found = _WITH_CODE.match(place)
    return (found["city"], "", found["zip"].strip()) if found is not None else (place, "", "")


# -------------------------------------------------------------------- each on a line of its own, since 2026


@cache
def _code_of() -> dict[str, str]:
    """State code by the name printed."""
    return {row.name: row.code for row in state_codes().values()}


@cache
def _country_of() -> dict[str, str]:
    """Country code by the name printed: those of the schema, else the state codes that stood for countries."""
    return _code_of() | {row.name: row.code for row in country_codes().values()}


def _first_newest(lines: list[str], front: dict[str, list[str]]) -> Address | None:
    city, region, code = [*front["city"], "", "", ""][:3]
    return _by_country(front["street"], city, region, code, front["place"][0] if front["place"] else "")


def _by_country(streets: list[str], city: str, region: str, code: str, country: str) -> Address | None:
    first, second = [*streets, "", ""][:2]
    address = Address(first or None, second or None, city or None, zip=code or None)
    if country != _AT_HOME:
        code_of = _country_of().get(country, country) or None
        return replace(address, is_non_us=YES, non_us_state=region or None, country=code_of)
    address = replace(address, state=_code_of().get(region, region) or None)
    return address if address != Address() else None


def _further_newest(lines: list[str]) -> Address | None:
    """Streets, city, state, postal code, country: those left out are not printed."""
    rest = list(lines)
    has_country = bool(rest) and (rest[-1] == _AT_HOME or rest[-1] in _country_of() or len(rest) > 5)
    country = rest.pop() if has_country else ""
    code = region = ""
    if country == _AT_HOME:
        if (rest[-2:-1] and rest[-2] in _code_of()) or (rest and _US_ZIP.match(rest[-1])):
            code = rest.pop()
        region = rest.pop() if rest and rest[-1] in _code_of() else ""
    else:
        if len(rest) > 4 or (rest and _ZIP.match(rest[-1]) and not _LETTERS.search(rest[-1])):
            code = rest.pop()
        if len(rest) > 3 or (len(rest) == 3 and not any(map(str.isdigit, rest[1]))):
            region = rest.pop()
    city = rest.pop() if rest else ""
    return _by_country([*rest[:1], ", ".join(rest[1:])], city, region, code, country)
