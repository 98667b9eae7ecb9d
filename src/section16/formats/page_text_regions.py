"""A printed form cut into its regions: boxes, tables, explanations, owners, signatures.

A region begins at its printed heading and ends where the next begins.  The
form's own notices (who must respond, what a false statement is) are recognised
by their words and left out.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from section16.formats.page_text_markup import flat, is_rule
from section16.formats.page_text_words import Notices

Name = str  # one of the names in _HEADINGS, or "boxes"


class Region(NamedTuple):
    """One region.

    name     "boxes", "table_i", "table_ii", "footnotes", "remarks", "owners",
             "signatures", "owner_box"
    number   line of its heading in the text, from 1
    heading  the heading as printed
    lines    (number, line as in the source) below the heading; what stands on the
             heading's line after it comes first
    """

    name: Name
    number: int
    heading: str
    lines: list[tuple[int, str]]


_I = re.IGNORECASE
_HEADINGS: tuple[tuple[Name, re.Pattern[str]], ...] = (
    ("table_i", re.compile(r"table\s+i\b.{0,12}non-?\s?derivative\b", _I)),
    ("table_ii", re.compile(r"table\s+ii\b.{0,12}derivative\b", _I)),
    ("footnotes", re.compile(r"explanation of responses\s*:?", _I)),
    ("remarks", re.compile(r"remarks\s*(?::|\Z)", _I)),
    ("owners", re.compile(r"reporting owners\s*:?\s*\Z", _I)),
    ("signatures", re.compile(r"signatures?\s*(?::|\Z|(?=/s/)|(?=\S.{0,300}[0-9]/[0-9]{4}\s*\Z))", _I)),
    ("owner_box", re.compile(r"(?:1\s*\.\s*)?name and address of reporting person\s*\**", _I)),
)
_OWNERS_HEAD = re.compile(r"reporting owner name\s*/\s*address", _I)
_SIGNATURE_CAPTION = re.compile(r"\W*signature of reporting person\W*(?:date)?\W*\Z", _I)
_ENDS_IN_DATE = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}[ \t|]{0,9}\Z")
_IS_SIGNED = re.compile(r"/s/|(?:\t|  +|\|[ \t]*)[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}[ \t|]{0,9}\Z", _I)
# a word of each heading and of the beginning of each notice
_MAY_MATTER = re.compile(
    r"table|explanation|remarks|reporting|signature|address|report on|filed by|intentional|file three|persons"
    r"|SEC [0-9]", _I
)  # fmt: skip
# the heading of Table I in a cell beside the end of box 1
_TABLE_BESIDE = re.compile(r"([\t|][ *]*)table\s+i\b.{0,12}non-?\s?derivative\b", _I)
_LONGEST_HEADING = 400


def heading(line: str) -> tuple[Name, int] | None:
    """Region that a printed line opens, with the length of the heading, or None.

    >>> heading("Remarks: none"), heading("Table I is empty")
    (('remarks', 8), None)
    """
    for name, pattern in _HEADINGS:
        found = pattern.match(line)
        if found is not None:
            return name, len(line) if name.startswith("table") else found.end()
    if _OWNERS_HEAD.match(line):
        return "owners", 0
    return None


def regions(lines: list[str], markdown: bool) -> list[Region]:
    """The regions of a form in printed order; the first is always "boxes"."""
    found = [Region("boxes", 1, "", [])]
    notices = Notices()
    for number, line in enumerate(lines, 1):
        current = found[-1]
        if not notices.rest and not _MAY_MATTER.search(line, 0, _LONGEST_HEADING):
            current.lines.append((number, line))
            continue
        shown = flat(line[:_LONGEST_HEADING], markdown)
        bare = shown.lstrip("#*|•- ").rstrip("| ")
        opened = heading(bare) if bare else None
        if opened is None and current.name == "boxes" and (beside := _TABLE_BESIDE.search(line)):
            current.lines.append((number, line[: beside.start()]))
            bare = flat(line[beside.end(1) :], markdown)
            opened = ("table_i", len(bare))
        if _SIGNATURE_CAPTION.match(shown):
            if current.name != "signatures":
                taken = _taken_back(current)
                found.append(Region("signatures", taken[0][0] if taken else number, bare, taken))
        elif opened is not None and _opens(opened[0], found):
            name, length = opened
            if len(line) > _LONGEST_HEADING:
                bare = flat(line, markdown).lstrip("#*|•- ").rstrip("| ")
            rest = bare[length:].strip()
            below = [(number, line if name == "owners" else rest)] if rest else []
            found.append(Region(name, number, bare[:length], below))
        elif current.name == "boxes" or len(line) > _LONGEST_HEADING or not notices.is_notice(shown):
            current.lines.append((number, line))
    return found


def _opens(name: Name, found: list[Region]) -> bool:
    """False when a line that looks like a heading is none where it stands."""
    here = {region.name for region in found}
    if name.startswith("table"):
        return name not in here
    if name == "owners" and found[-1].name == "owners":
        return False
    return bool(here & {"table_i", "table_ii"})


def _taken_back(region: Region) -> list[tuple[int, str]]:
    """Lines at the end of a region that are signatures: their caption is printed below them."""
    taken: list[tuple[int, str]] = []  # the last first
    lines = region.lines
    while lines:
        line = lines[-1][1]
        if not line.strip() or is_rule(line):
            lines.pop()
            continue
        if not _ENDS_IN_DATE.search(line) or (taken and not _IS_SIGNED.search(line)):
            break
        taken.append(lines.pop())
        if not _ENDS_IN_DATE.sub("", line).strip(" \t|*"):  # a date alone: the name stands above it
            while lines and not lines[-1][1].strip():
                lines.pop()
            taken += [lines.pop()] if lines else []
    return taken[::-1]
