"""A form as the printers of section16 set it: what its boxes say -> the document.

Their plain text and their Markdown have one layout each, so every box is found by
its place and nothing is divided by its shape.  A text that differs from that layout
anywhere is left to the reader of any printed form.

What print does not say is not known: besides what ``page_text`` names, an amendment
without the date of the original is printed like an original, and whether a further
owner is an officer without a title is not printed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec

from section16.formats.page_text_fold import as_filed
from section16.formats.page_text_markup import letters
from section16.formats.page_text_notes import CONTRADICTION, NOT_UNDERSTOOD, Notes, quoted
from section16.formats.page_text_sheet_lines import Row, date_cell, line
from section16.formats.page_text_sheet_owners import SheetOwner, owners
from section16.formats.page_text_values import YES, document_type, flag
from section16.model import front
from section16.model.boxes import FORMS, STYLESHEETS, is_newest
from section16.model.document import Footnote, Issuer, OwnershipDocument, Signature
from section16.model.notices import AGENCY, PURSUANT, Notices, notices
from section16.vocabulary.cells import Cell
from section16.vocabulary.errors import SeenAndExpected
from section16.vocabulary.findings import Finding


class OtherLayout(SeenAndExpected):
    """The text is not as the printers of section16 set it."""


class Layout(NamedTuple):
    """The constant words of one form as one stylesheet prints them.

    head       above the boxes, without check boxes, in the order of the text
    checks     caption of each check box above, and its field
    captions   caption of each part of the front, and its area, as ``model.front`` names them
    ticks      captions of the check boxes in an area
    is_newest  True for the layout of March 2026: the address on lines of its own, with the country
    """

    form: str
    notices: Notices
    head: str
    checks: dict[str, str]
    captions: dict[str, str]
    ticks: dict[str, tuple[str, ...]]
    is_newest: bool


class SheetForm(msgspec.Struct):
    """What the boxes of one form say.

    number      line of the text on which the boxes begin
    lines       by area of the front
    ticks       by area
    signatures  line of the text, name, date
    footnotes   number and text
    beside      lines above and below the form, with their numbers
    """

    form: str
    is_newest: bool
    number: int = 1
    checks: dict[str, bool] = {}
    lines: dict[str, list[str]] = {}
    ticks: dict[str, list[bool]] = {}
    table_i: list[Row] = []
    table_ii: list[Row] = []
    owners: list[SheetOwner] = []
    signatures: list[tuple[int, str, str]] = []
    footnotes: list[tuple[str, str]] = []
    is_nothing_owned: bool = False
    remarks: list[str] = []
    beside: list[tuple[int, str]] = []


_SYMBOL = re.compile(r"(?:\A|(.*)) \[(?! )")  # the last bracket that a symbol may follow


def layouts(form: str) -> list[Layout]:
    """Every layout of a form, the newest first."""
    return [_layout(form, name) for name in reversed(STYLESHEETS[form])] if form in FORMS else []


@cache
def _layout(form: str, name: str) -> Layout:
    words = notices(form, name)
    head = (f"FORM {form}", *words.omb, *AGENCY, words.title, PURSUANT, words.print_or_type)
    return Layout(
        form=form,
        notices=words,
        head=" ".join(filter(None, head)),
        checks={caption: field for field, caption in front.corner(form, name).items()},
        captions={caption: area for area, caption in front.parts(form, name).items() if area != "table_i"},
        ticks=front.ticks(form, name),
        is_newest=is_newest(form, name),
    )


class FrontReader:
    """Takes captions, check boxes and values of the front in the order of one column of boxes."""

    def __init__(self, layout: Layout, sheet: SheetForm) -> None:
        self.layout, self.sheet = layout, sheet
        self.area = ""

    def caption(self, words: str) -> None:
        """A caption: what follows belongs to its part."""
        if words not in self.layout.captions or self.layout.captions[words] in self.sheet.lines:
            raise OtherLayout(quoted(words), "a caption of the form")
        self.area = self.layout.captions[words]
        self.sheet.lines[self.area] = []

    def tick(self, is_ticked: bool, words: str) -> None:
        """A check box with its caption."""
        ticks = self.sheet.ticks.setdefault(self.area, [])
        expected = self.layout.ticks.get(self.area, ())[len(ticks) :]
        if not expected or expected[0] != words:
            raise OtherLayout(quoted(words), "a check box of the form")
        ticks.append(is_ticked)

    def value(self, text: str) -> None:
        """A line that was filled in."""
        if not self.area:
            raise OtherLayout(quoted(text), "a caption")
        self.sheet.lines[self.area].append(text)

    def close(self) -> None:
        """Every part of the form has been there."""
        is_whole = len(self.sheet.lines) == len(self.layout.captions)
        if not is_whole or {area: len(ticks) for area, ticks in self.sheet.ticks.items()} != {
            area: len(ticks) for area, ticks in self.layout.ticks.items()
        }:
            raise OtherLayout(f"the parts {', '.join(self.sheet.lines)}", "all parts of the front")


def document(sheet: SheetForm) -> tuple[OwnershipDocument, list[Finding]]:
    """The document that prints like this, and a note for each box that is not of its type.

    Raises OtherLayout when box 1 names an owner and the table of owners none.
    """
    if sheet.lines["owner"] and not sheet.owners:
        raise OtherLayout("no row", "a row for every reporting owner")
    notes = Notes(sheet.form)
    lines = {area: [as_filed(said) for said in found] for area, found in sheet.lines.items()}
    period = _date(_first(lines, "period"), "period_of_report", sheet.number, notes)
    original = _date(_first(lines, "original"), "original_date", sheet.number, notes)
    checks: dict[str, Any] = {field: flag(is_ticked) for field, is_ticked in sheet.checks.items()}
    if "plan" in sheet.ticks:
        checks["rule_10b5_1"] = flag(sheet.ticks["plan"][0])
    rows = {"table_i": sheet.table_i, "table_ii": sheet.table_ii}
    tables: dict[str, list[Any]] = {
        name: [line(sheet.form, name, i, row, notes) for i, row in enumerate(of_table)]
        for name, of_table in rows.items()
    }
    filed = [_as_filed(owner) for owner in sheet.owners]
    found = OwnershipDocument(
        document_type=document_type(sheet.form, original),
        period_of_report=period,
        original_date=original,
        no_securities_owned=YES if sheet.is_nothing_owned else Cell(),
        issuer=_issuer(lines),
        owners=owners(filed, lines, sheet.ticks["relationship"], sheet.is_newest),
        table_i=tuple(tables["table_i"]),
        table_ii=tuple(tables["table_ii"]),
        footnotes=tuple(Footnote(f"F{number}" if number else None, as_filed(text)) for number, text in sheet.footnotes),
        remarks=_remarks([as_filed(said) for said in sheet.remarks]),
        signatures=tuple(
            Signature(as_filed(name) or None, _date(as_filed(signed), f"signatures[{i}].date", number, notes))
            for i, (number, name, signed) in enumerate(sheet.signatures)
        ),
        **checks,
    )
    _note_contradictions(sheet, notes)
    notes.add_unexplained(found, lambda table, i: rows[table][i].number)
    for number, text in sheet.beside:
        notes.add(NOT_UNDERSTOOD, number, f"text beside the form: {quoted(text)}")
    return found, notes.findings


def beside(lines: Sequence[str], start: int) -> list[tuple[int, str]]:
    """Lines of a text that are not empty, with their numbers; the first is at ``start``, counted from 0."""
    return [(number, line) for number, line in enumerate(lines, start + 1) if line.strip()]


def _first(lines: dict[str, list[str]], area: str) -> str:
    return lines[area][0] if lines[area] else ""


def _as_filed(owner: SheetOwner) -> SheetOwner:
    return owner._replace(
        lines=[as_filed(said) for said in owner.lines], officer=as_filed(owner.officer), other=as_filed(owner.other)
    )


def _date(said: str, path: str, number: int, notes: Notes) -> Cell[Any]:
    cell = date_cell(said)
    if cell.is_unreadable:
        notes.add(NOT_UNDERSTOOD, number, f"{quoted(said)} is not read; expected a date", path)
    return cell


def _issuer(lines: dict[str, list[str]]) -> Issuer | None:
    """ "Ault Alliance, Inc. [AULT]", and "[8591]" in the box of the foreign symbol."""
    if not lines["issuer"]:
        return None
    line = lines["issuer"][0].removesuffix("]")
    found = _SYMBOL.match(line)
    name, symbol = (found[1], line[found.end() :]) if found else (line, "")
    abroad = _first(lines, "foreign").removeprefix("[").removesuffix("]") if "foreign" in lines else ""
    return Issuer(None, name or None, symbol or None, abroad or None)


def _remarks(lines: list[str]) -> str | None:
    """Line breaks at both ends are no lines; a line without words there has a blank."""
    if not lines:
        return None
    lines[0], lines[-1] = lines[0] or " ", lines[-1] or " "
    return "\n".join(lines)


def _note_contradictions(sheet: SheetForm, notes: Notes) -> None:
    """What is printed twice of the first owner is the same, and box 6 counts the owners; the table is read."""
    if not sheet.owners:
        return
    owner, front = sheet.owners[0], sheet.lines
    name = _first(front, "owner")
    titles = " / ".join(filter(None, (owner.officer, owner.other)))
    twice = [
        ("name", name, owner.lines[0] if name and owner.lines else name),
        ("address", _run(front, "street", "city", "place"), " ".join(owner.lines[1 if name else 0 :])),
        ("relationship.officer_title", _first(front, "relationship"), titles),
        ("relationship.is_director", sheet.ticks["relationship"][0], owner.is_director),
        ("relationship.is_ten_percent_owner", sheet.ticks["relationship"][1], owner.is_ten_percent_owner),
    ]
    for field, boxed, listed in twice:
        if letters(str(boxed)) != letters(str(listed)):
            message = f"the box says {quoted(str(boxed))}, the table of owners {quoted(str(listed))}"
            notes.add(CONTRADICTION, sheet.number, message, f"owners[0].{field}")
    one, more = sheet.ticks["joint"]
    if one != more and more != (len(sheet.owners) > 1):
        filed_by = "more than one reporting person" if more else "one reporting person"
        notes.add(CONTRADICTION, sheet.number, f"filed by {filed_by}, but {len(sheet.owners)} named", "owners")


def _run(front: dict[str, list[str]], *areas: str) -> str:
    return " ".join(line for area in areas for line in front[area])
