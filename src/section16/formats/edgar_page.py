"""A Form 3, 4 or 5 as a rendered HTML page (read only).

Reads the pages that EDGAR serves (``xslF345X03/form4.xml`` and its like), those that
the SEC's published stylesheets make (specification, version 5.5: 3_X06 to 5_X09),
and our own.  Captions say what a box or column is, structure where it ends: rows
and columns of tables, ``<br>`` lines, ``<sup>`` marks, check boxes.

Promise: everything the box map reaches; each region, column or box that is not
understood becomes a note with its line in the page, and nothing is invented.  White
space inside names, footnotes and remarks stays as it stands in the markup.

Not printed, so not known:

- the schema version, CCCs, CIKs where the page does not link to them, the description
  of a state; whether an answer was absent, empty or "0"; the spelling of flags and
  numbers ("true" or "1", 5.1 or 5.10); decimals after the fourth
- early, and late on Form 4; the form type of a Form 4 transaction other than 5; which
  lines are transactions, when they have neither date nor code
- an amendment without the date of the original; a second street without a first,
  which is printed as the first
- of further owners the relationship on EDGAR's own pages, on the stylesheets' Officer
  and Other without their words

The stylesheets misprint, so that it cannot come back: on Form 4 the exit box filed as
"true"; an equity swap filed as "true"; an address abroad flagged with "1"; shares and
price of a Form 3 holding on Form 5, whose boxes of holdings and transactions they make
of the lines; some footnotes that stand on a box without a value (Table I: A or D;
Table II: title of the underlying, amount following; Form 5: all of Table II but dates
and prices), all on lateness on Form 5.  Marks on A or D of Table II are printed behind
those of the amount and read as such.

Where the page says one thing twice, the table of owners is taken before box 1, with a
note when they differ; so is its column Other on Form 4, because the stylesheet leaves
the box empty for "true".  A no-break space in remarks is read as a blank.  As in
``page_text``, a check box whose caption is printed without a tick is not ticked ("0").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from section16.formats import edgar_page_responses as responses
from section16.formats import edgar_page_tables
from section16.formats.edgar_page_boxes import Box, front, ticked
from section16.formats.edgar_page_markup import BLANK, Element, Piece, by_row, tree
from section16.formats.edgar_page_owners import owners as owners_of
from section16.formats.edgar_page_regions import Region, regions
from section16.formats.page_text_boxes import Front, date_in
from section16.formats.page_text_notes import CODES, CONTRADICTION, NOT_UNDERSTOOD, Notes, quoted
from section16.formats.page_text_owners import JOINT
from section16.formats.page_text_values import YES, document_type, flag, is_blank
from section16.formats.page_text_words import Notices
from section16.model.document import Issuer, OwnershipDocument, ReportingOwner
from section16.model.lines import DerivativeLine, NonDerivativeLine
from section16.vocabulary.cells import Cell
from section16.vocabulary.errors import Damaged, NotThisFormat
from section16.vocabulary.findings import Finding

__all__ = ["CODES", "read", "sniff"]

_EXPECTED = "the HTML page of a Form 3, 4 or 5"
_LOOKED_AT = 65_536
_OTHER = (
    b"<?xml-stylesheet", b"<ownershipdocument", b"<edgarsubmission", b"<sec-document", b"<submission", b"<document",
    b"-----begin privacy", b"%pdf", b"{",
)  # fmt: skip
_TAGS = re.compile(rb"<[^<>]{0,2000}>")
_SPACES = re.compile(rb"(?:\s|&nbsp;|&#160;|\xc2\xa0)+")
_SIGNS = tuple(
    re.compile(sign, re.IGNORECASE)
    for sign in (
        rb"\bFORM [345]\b|STATEMENT OF (?:CHANGES IN )?BENEFICIAL OWNERSHIP",
        rb"[0-9]{1,2} ?\. ?Name and Address of Reporting\b",
        rb"[0-9]{1,2} ?\. ?Issuer Name ?\*? ?and\b",
        rb"[0-9]{1,2} ?\. ?Relationship of Reporting\b",
    )
)
_OPENS = re.compile(rb"<(?:!doctype\s+html|html|body)\b", re.IGNORECASE)
_CLOSES = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)
_TABLE = re.compile(rb"<table\b", re.IGNORECASE)


def sniff(source: bytes) -> bool:
    """True for HTML that prints the form's name and the numbered captions of owner, issuer and relationship."""
    head = source[:_LOOKED_AT]
    begins = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:40].lower()
    if b"\0" in head or begins.startswith(_OTHER) or b"<xsl:" in head or not _TABLE.search(head):
        return False
    if not begins.startswith(b"<") and not _OPENS.search(head):
        return False
    shown = _SPACES.sub(b" ", _TAGS.sub(b" ", head))
    return all(sign.search(shown) for sign in _SIGNS)


def read(source: bytes) -> tuple[OwnershipDocument, list[Finding]]:
    """Read a page.

    Raises NotThisFormat for another page or text, Damaged for a page that is cut short.
    """
    if not sniff(source):
        raise NotThisFormat("another page or text" if source.strip() else "nothing", _EXPECTED)
    root = tree(source)
    if root is None:
        raise NotThisFormat("a page with nothing in it", _EXPECTED)
    parts = regions(root)
    is_whole = bool(_CLOSES.search(source)) if _OPENS.search(source) else any(p.name == "signatures" for p in parts)
    if not is_whole:
        raise Damaged("a page without its end", "a page that goes on to </html>")
    above = front(parts[0].pieces)
    if above.form is None:
        raise NotThisFormat("a page that does not say which form it is", _EXPECTED)
    if not any(part.tables for part in parts if part.name.startswith("table")):
        raise Damaged(f"a page of Form {above.form} without Table I and II", "a page with its tables")
    return _Reading(above, parts).document()


class _Reading:
    """One reading of one page."""

    def __init__(self, above: Front[Box], parts: list[Region]) -> None:
        self.form = above.form or ""
        self.above, self.parts = above, parts
        self.notes = Notes(self.form, "page")

    def named(self, name: str) -> list[Region]:
        """The regions of that name."""
        return [part for part in self.parts if part.name == name]

    def tables(self, name: str) -> list[Element]:
        """The tables of the regions of that name."""
        return [table for part in self.named(name) for table in part.tables]

    def document(self) -> tuple[OwnershipDocument, list[Finding]]:
        """The document and the notes in the order of the page."""
        for number, message in self.above.unknown:
            self.notes.add(NOT_UNDERSTOOD, number, message)
        explained, says_nothing_owned = responses.footnotes(self.named("footnotes"), self.notes)
        original = date_in(self.above.boxes.get("original"), "original_date", self.notes)
        period = date_in(self.above.boxes.get("period"), "period_of_report", self.notes)
        checks: dict[str, Any] = {field: flag(is_ticked) for field, is_ticked in self.above.checks.items()}
        document = OwnershipDocument(
            document_type=document_type(self.form, original, self.above.is_amended),
            period_of_report=period,
            original_date=original,
            no_securities_owned=YES if says_nothing_owned else Cell(),
            issuer=self.issuer(),
            owners=self.owners(),
            table_i=tuple(self.lines("table_i")),
            table_ii=tuple(line for line in self.lines("table_ii") if isinstance(line, DerivativeLine)),
            footnotes=explained,
            remarks=responses.remarks(self.named("remarks"), self.notes),
            signatures=responses.signatures(self.named("signatures"), self.notes),
            **checks,
        )
        self.notes.add_unexplained(document, lambda table, _: self.named(table)[0].number)
        self.note_unknown()
        return document, self.notes.in_order()

    def issuer(self) -> Issuer | None:
        """Name and symbol: ``Snowflake Inc. [ SNOW ]``; the CIK from its link."""
        box = self.above.boxes.get("issuer")
        said = [piece for piece in box.pieces if piece.said] if box else []
        if box is None or not said:
            self.notes.add(NOT_UNDERSTOOD, box.number if box else 1, "the box names no issuer", "issuer")
            return None
        foreign = self.above.boxes.get("foreign")
        abroad = foreign.content.strip(" []\n") or None if foreign else None
        cik = next((piece.cik for piece in said if piece.cik), None)
        text = "\n".join(piece.text.strip(BLANK) for piece in said)
        if text.endswith("]") and "[" in text:
            at = text.find("[[") if text.endswith("]]") and "[[" in text else text.rfind("[")
            return Issuer(cik, text[:at].rstrip(BLANK) or None, text[at + 1 : -1].strip(BLANK) or None, abroad)
        message = f"no trading symbol in brackets: {quoted(text)}"
        self.notes.add(NOT_UNDERSTOOD, box.number, message, "issuer.trading_symbol")
        return Issuer(cik, text, None, abroad)

    def owners(self) -> tuple[ReportingOwner, ...]:
        """Every owner, with a note when box 6 counts them otherwise."""
        boxes = self.above.boxes
        repeated = [Box(part.number, part.pieces) for part in self.named("owner_box")]
        owners = owners_of(boxes.get("owner"), boxes.get("relationship"), self.tables("owners"), repeated, self.notes)
        if (box := boxes.get("joint")) is not None:
            states, left = ticked(box.pieces, JOINT)
            chosen = [name for name, is_ticked in states.items() if is_ticked]
            if len(chosen) == 1 and owners and (chosen == ["more"]) != (len(owners) > 1):
                said = "more than one reporting person" if chosen == ["more"] else "one reporting person"
                self.notes.add(CONTRADICTION, box.number, f"filed by {said}, but {len(owners)} named", "owners")
            self.note_left(left)
        if (box := boxes.get("taxpayer")) is not None and not is_blank(box.content):
            self.notes.add(NOT_UNDERSTOOD, box.number, "the model has no box for a taxpayer number")
        return owners

    def lines(self, table: str) -> Iterable[NonDerivativeLine]:
        """The lines of one table."""
        tables = self.tables(table)
        if not tables:
            number = next((part.number for part in self.named(table)), 1)
            self.notes.add(NOT_UNDERSTOOD, number, "the table is not found", table)
        return edgar_page_tables.lines(tables, self.form, table, self.notes)

    def note_unknown(self) -> None:
        """A note for each row of text around the tables that is not the form's."""
        for part in self.parts:
            if part.name in ("table_i", "table_ii", "owners"):
                notices = Notices()
                for row in by_row(part.pieces):
                    if not responses.is_known(row, notices):
                        self.note_left(row, part.name)

    def note_left(self, pieces: Iterable[Piece], place: str = "") -> None:
        """A note for text that is in no box."""
        said = [piece for piece in pieces if piece.said]
        if said:
            text = quoted(" ".join(piece.said for piece in said))
            self.notes.add(NOT_UNDERSTOOD, said[0].number, f"text is not the form's: {text}", place)
