"""What stands below the tables of a printed form: explanations, remarks, signatures.

An explanation begins a line with its number: ``(1) text``, ``1. text``, ``- (1)
text``.  Lines that follow belong to it; a line that begins with a number that does
not come next is text.  Its id in the model is F and the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from section16.formats.page_text_markup import by_pipes, flat, is_rule
from section16.formats.page_text_notes import NOT_UNDERSTOOD, Notes, quoted
from section16.formats.page_text_regions import Region
from section16.formats.page_text_values import date_cell, date_text
from section16.model.document import Footnote, Signature

_ITEM = re.compile(
    r"(?P<bullet>[-*•]\s+)?(?:\(\s*F?(?P<a>[0-9]{1,2})\s*\)|F?(?P<b>[0-9]{1,2})[.)])(?:\s+|\Z|(?=[A-Z]))"
)
_NOTHING_OWNED = re.compile(r"no securities are beneficially owned\W*\Z", re.IGNORECASE)
_CAPTION = re.compile(
    r"\W*(?:(?:signature\s+of\s+reporting\s+person|date|/s/)\W*|signatures?\W*){1,4}\Z", re.IGNORECASE
)
_DATE = re.compile(
    r"(?:0[1-9]|1[0-2]|[1-9])/[0-9]{1,2}(?:Z|[+-][0-9]{2}:[0-9]{2})?/[0-9]{4}(?![0-9])"
    r"|[A-Z][a-z]{2,8} [0-9]{1,2}, ?[0-9]{4}(?![0-9])"
)


def footnotes(regions: Iterable[Region], markdown: bool, notes: Notes) -> tuple[tuple[Footnote, ...], bool]:
    """The explanations, and whether "No securities are beneficially owned" is printed among them."""
    found: list[tuple[int, list[str]]] = []
    says_nothing_owned = False
    for region in regions:
        is_after_blank = False
        for number, line in region.lines:
            text, is_row = _row(line, markdown)
            if not text or is_rule(line):
                is_after_blank = True
            elif _NOTHING_OWNED.match(text):
                says_nothing_owned = True
            elif (item := _begun(text, found, is_row)) is not None:
                found.append((item[0], [item[1]]))
                is_after_blank = False
            elif found:
                found[-1][1].append(("\n\n" if is_after_blank else " ") + text)
                is_after_blank = False
            else:
                notes.add(NOT_UNDERSTOOD, number, f"an explanation without a number: {quoted(text)}", "footnotes")
    return tuple(Footnote(f"F{number}", "".join(parts).strip()) for number, parts in found), says_nothing_owned


def _row(line: str, markdown: bool) -> tuple[str, bool]:
    """A line as one text, and whether it was a row of a table."""
    bare = line.strip()
    if len(bare) > 2 and bare[0] == bare[-1] == "|":
        return " ".join(filter(None, (flat(cell.text, markdown) for cell in by_pipes(bare)))), True
    return flat(line, markdown), "\t" in line


def _begun(text: str, found: list[tuple[int, list[str]]], is_row: bool) -> tuple[int, str] | None:
    """Number and text of an explanation that begins here, or None.

    is_row  the number stands in a cell of its own
    """
    item = _ITEM.match(text)
    if item is None:
        return None
    number = int(item["a"] or item["b"])
    last = found[-1][0] if found else 0
    if is_row or item["bullet"]:
        is_next = all(number != known for known, _ in found)
    else:  # a number may be left out, but text that is wrapped may also begin with one
        is_next = number == last + 1 or (number > last and item["a"] is not None)
    if is_next:
        return number, text[item.end() :]
    return None


def remarks(regions: Iterable[Region], markdown: bool) -> str | None:
    """The remarks with their line breaks; None when nothing is printed below the heading."""
    lines = [_row(line, markdown)[0] for region in regions for _, line in region.lines if not is_rule(line)]
    return "\n".join(lines).strip() or None


def signatures(regions: Iterable[Region], markdown: bool, notes: Notes) -> tuple[Signature, ...]:
    """Names and dates as printed; a name keeps its "/s/"."""
    found: list[Signature] = []
    for region in regions:
        name: list[str] = []
        number = region.number
        for at, line in region.lines:
            text = flat(line.replace("|", " "), markdown)
            if not text or is_rule(line) or _CAPTION.match(text):
                continue
            number = at
            while (date := _DATE.search(text)) and date_text(date[0]):
                signed = " ".join((*name, text[: date.start()])).strip()
                found.append(Signature(signed or None, date_cell(date[0])))
                text, name = text[date.end() :].strip(), []
            name += [text] if text else []
        if name:
            found.append(Signature(" ".join(name)))
            message = f"a signature without a date: {quoted(' '.join(name))}"
            notes.add(NOT_UNDERSTOOD, number, message, f"signatures[{len(found) - 1}].date")
    return tuple(found)
