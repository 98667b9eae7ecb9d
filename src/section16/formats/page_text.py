"""A printed Form 3, 4 or 5 as text or Markdown (read only).

Promise: everything the box map reaches; each region, column or box that is not
understood becomes a note with its line in the text, and nothing is invented.
Dates, amounts and check boxes are given EDGAR's spelling, so that the document can
be written as XML.

A text that section16 printed itself is read by its layout, every box by its place;
any other by its captions.

Not printed, so not known: the CIKs and CCCs, the schema version, lateness on Form
4.  A check box whose caption is printed without a tick is not ticked ("0"); one
whose caption is not printed is absent.  What column 3 says is said completely: a
code without ``/K`` involves no equity swap, a code without V is of the form's own
type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from section16.formats import page_text_ours, page_text_responses, page_text_tables
from section16.formats.page_text_boxes import Front, PrintedBox, date_in, front
from section16.formats.page_text_lines import LineReader
from section16.formats.page_text_markup import decode, is_markdown, plain
from section16.formats.page_text_notes import (
    CODES,
    CONTRADICTION,
    NOT_UNDERSTOOD,
    Notes,
    quoted,
)
from section16.formats.page_text_owner_table import owners as owners_of
from section16.formats.page_text_owner_table import rows
from section16.formats.page_text_owners import is_joint
from section16.formats.page_text_regions import Region, regions
from section16.formats.page_text_values import YES, document_type, flag, is_blank
from section16.model.document import Issuer, OwnershipDocument, ReportingOwner
from section16.model.lines import DerivativeLine, NonDerivativeLine
from section16.vocabulary.cells import Cell
from section16.vocabulary.errors import Damaged, NotThisFormat
from section16.vocabulary.findings import Finding

__all__ = ["CODES", "read", "sniff"]

_EXPECTED = "the text of a printed Form 3, 4 or 5"
_LOOKED_AT = 65_536
_NOT_TEXT = (
    b"<?xml", b"<html", b"<!doctype", b"<xml", b"<ownershipdocument", b"<edgarsubmission", b"<sec-document",
    b"<submission", b"<document", b"-----begin privacy", b"%pdf", b"{",
)  # fmt: skip
# a caption stands at the beginning of a line or of a cell
_CELL = r"(?:^|[\t|>+]|[ ]{2})[ \t#*]{0,8}[0-9]{1,2}[ ]?\.[ ]{0,2}"
_SIGNS = tuple(
    re.compile(sign.encode(), re.IGNORECASE | re.MULTILINE)
    for sign in (
        r"\bFORM[ \t]+[345]\b|STATEMENT\s+OF\s+(?:CHANGES\s+IN\s+)?BENEFICIAL\s+OWNERSHIP",
        _CELL + r"Name\s+and\s+Address\s+of\s+Reporting\b",
        _CELL + r"Issuer\s+Name(?:<[^<>]{0,20}>|\s|\*){1,9}and\b",
        _CELL + r"Relationship\s+of\s+Reporting\b",
    )
)
_BRACKETED = re.compile(r"(?P<name>[^\[\]]*?)\s*\[\s*(?P<symbol>[^\[\]]*?)\s*\]\Z")
_SYMBOL_LINE = re.compile(r"[A-Z][A-Z0-9.\-]{0,9}\Z")


def sniff(source: bytes) -> bool:
    """True for text that prints the form's name and its boxes of owner, issuer and relationship.

    Their captions must be numbered and begin a line or a cell, so a text about the forms is not one.
    """
    head = source[:_LOOKED_AT]
    if b"\0" in head or head.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower().startswith(_NOT_TEXT):
        return False
    return all(sign.search(head) for sign in _SIGNS)


def read(source: bytes) -> tuple[OwnershipDocument, list[Finding]]:
    """Read a printed form.

    Raises NotThisFormat for other text, Damaged for a form that ends before its tables.
    """
    if not sniff(source):
        raise NotThisFormat("other text" if source.strip() else "nothing", _EXPECTED)
    ours = page_text_ours.read(source)
    if ours is not None:
        return ours
    text = decode(source)
    markdown = is_markdown(text)
    parts = regions(text.split("\n"), markdown)
    above = front(parts[0], markdown)
    if above.form is None:
        raise NotThisFormat("a text that does not say which form it is", _EXPECTED)
    if not any(part.name.startswith("table") for part in parts):
        raise Damaged(f"a Form {above.form} that ends before Table I", "a printed form with its tables")
    return _Reading(above.form, markdown, parts).document(above)


class _Reading:
    """One reading of one form."""

    def __init__(self, form: str, markdown: bool, parts: list[Region]) -> None:
        self.form, self.markdown, self.parts = form, markdown, parts
        self.notes = Notes(form)

    def named(self, name: str) -> list[Region]:
        """The regions of that name."""
        return [part for part in self.parts if part.name == name]

    def document(self, above: Front[PrintedBox]) -> tuple[OwnershipDocument, list[Finding]]:
        """The document and the notes in the order of the text."""
        for number, message in above.unknown:
            self.notes.add(NOT_UNDERSTOOD, number, message)
        explained, says_nothing_owned = page_text_responses.footnotes(
            self.named("footnotes"), self.markdown, self.notes
        )
        original = date_in(above.boxes.get("original"), "original_date", self.notes)
        period = date_in(above.boxes.get("period"), "period_of_report", self.notes)
        checks: dict[str, Any] = {field: flag(is_ticked) for field, is_ticked in above.checks.items()}
        owners = self.owners(above)
        document = OwnershipDocument(
            document_type=document_type(self.form, original, above.is_amended),
            period_of_report=period,
            original_date=original,
            no_securities_owned=YES if says_nothing_owned else Cell(),
            issuer=self.issuer(above),
            owners=owners,
            table_i=tuple(self.lines("table_i")),
            table_ii=tuple(line for line in self.lines("table_ii") if isinstance(line, DerivativeLine)),
            footnotes=explained,
            remarks=page_text_responses.remarks(self.named("remarks"), self.markdown),
            signatures=page_text_responses.signatures(self.named("signatures"), self.markdown, self.notes),
            **checks,
        )
        self.notes.add_unexplained(document, lambda table, _: self.named(table)[0].number)
        return document, self.notes.in_order()

    def issuer(self, above: Front[PrintedBox]) -> Issuer | None:
        """Name and symbol: ``Ault Alliance, Inc. [ AULT ]``, or the symbol on a line of its own."""
        box = above.boxes.get("issuer")
        lines = [line.strip() for line in box.content.split("\n") if line.strip()] if box else []
        if box is None or not lines:
            self.notes.add(NOT_UNDERSTOOD, box.number if box else 1, "the box names no issuer", "issuer")
            return None
        foreign = above.boxes.get("foreign")
        abroad = foreign.content.strip(" []\n") or None if foreign else None
        text = " ".join(lines)
        if found := _BRACKETED.match(text):
            return Issuer(None, found["name"] or None, found["symbol"] or None, abroad)
        if len(lines) > 1 and _SYMBOL_LINE.match(lines[-1]):
            return Issuer(None, " ".join(lines[:-1]), lines[-1], abroad)
        message = f"no trading symbol in brackets: {quoted(text)}"
        self.notes.add(NOT_UNDERSTOOD, box.number, message, "issuer.trading_symbol")
        return Issuer(None, text, None, abroad)

    def owners(self, above: Front[PrintedBox]) -> tuple[ReportingOwner, ...]:
        """Every owner, with a note when box 6 counts them otherwise."""
        table = [row for part in self.named("owners") for row in rows(part, self.markdown, self.notes)]
        repeated = [
            PrintedBox("owner", part.number, "\n".join(plain(line, self.markdown) for _, line in part.lines))
            for part in self.named("owner_box")
        ]
        owners = owners_of(above.boxes.get("owner"), above.boxes.get("relationship"), table, repeated, self.notes)
        box = above.boxes.get("joint")
        joint = is_joint(box.content) if box else None
        if box and joint is not None and owners and joint != (len(owners) > 1):
            said = "more than one reporting person" if joint else "one reporting person"
            self.notes.add(CONTRADICTION, box.number, f"filed by {said}, but {len(owners)} named", "owners")
        taxpayer = above.boxes.get("taxpayer")
        if taxpayer and not is_blank(taxpayer.content):
            self.notes.add(NOT_UNDERSTOOD, taxpayer.number, "the model has no box for a taxpayer number")
        return owners

    def lines(self, table: str) -> Iterable[NonDerivativeLine]:
        """The lines of one table."""
        reader = LineReader(self.form, table, self.notes)
        position = 0
        for region in self.named(table):
            for row in page_text_tables.read(region, self.form, self.markdown, self.notes):
                yield reader.line(position, row)
                position += 1
