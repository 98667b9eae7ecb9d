"""What a rule looks at: the document, its stage, and what many rules ask of it."""

from __future__ import annotations

import re
from datetime import date
from enum import Enum, IntFlag, auto
from functools import cached_property
from typing import Any

from section16.model import boxes
from section16.model.document import OwnershipDocument, ReportingOwner
from section16.model.lines import NonDerivativeLine
from section16.model.package import Package
from section16.model.submission import Header
from section16.vocabulary.calendar import EXCHANGE_ACT
from section16.vocabulary.findings import Location

_VERSION = re.compile(r"X([0-9]{2})[0-9]{2}").fullmatch
# first day of a layout -> its generation, for documents that name no version
_GENERATIONS = ((date(2026, 3, 18), 6), (date(2023, 4, 1), 5), (date(2010, 4, 1), 3))
NEWEST = 6  # X0609 for Forms 4 and 5, X0607 for Form 3: specification 5.5, March 2026


class Has(IntFlag):
    """What a document has; a rule about it runs only then."""

    OWNERS = auto()  # two or more
    OFFICER = auto()  # the box checked, or a title
    OTHER = auto()  # the box checked, or a text
    NOTES = auto()  # footnotes
    TEXT = auto()  # footnotes or remarks
    NATURE = auto()  # a nature of ownership on some line
    PLAN = auto()  # the box of Rule 10b5-1 checked
    AMENDS = auto()  # an amendment, or a date of original
    DEEMED = auto()  # a deemed execution date
    LINES = auto()  # two lines or more in Table I
    LINES_II = auto()  # two lines or more in Table II
    HOLDINGS = auto()  # a holding in either table
    TITLE = auto()  # an officer's title, or the text of another relationship
    TEN_PERCENT = auto()  # the box checked
    ODD_ZIP = auto()  # a ZIP code that is not of five digits
    INDIRECT = auto()  # a line held indirectly
    TIMELINESS = auto()  # an early or late mark
    WEIGHTED = auto()  # "weighted" in a footnote or the remarks
    RULE_10B = auto()  # "10b" in a footnote or the remarks
    FOOTNOTE = auto()  # "footnote" in a footnote, the remarks or a nature of ownership
    REMARK = auto()  # "remark" in a title, the text of another relationship or a nature of ownership
    FILED = auto()  # a submission header with a filing date that can be one


class Stage(Enum):
    """Where the document stands; some rules hold at one stage only."""

    DRAFT = "draft"  # to be filed: EDGAR has not filled anything in
    FILED = "filed"  # disseminated by EDGAR, or a copy of that
    PRINTED = "printed"  # read off a printed form, which shows no CIK and no form type


# plain numbers: a flag's arithmetic would cost more than what it saves
(
    _OWNERS, _OFFICER, _OTHER, _NOTES, _TEXT, _NATURE, _PLAN, _AMENDS, _DEEMED, _LINES, _LINES_II, _HOLDINGS,
    _TITLE, _TEN_PERCENT, _ODD_ZIP, _INDIRECT, _TIMELINESS, _WEIGHTED, _RULE_10B, _FOOTNOTE, _REMARK,
    _FILED,
) = map(int, Has)  # fmt: skip
_YEARS_OF_EDGAR = range(1993, 2200)


class Subject:
    """One document under examination.

    form        "3", "4", "5" or None when the document type is none of the six
    generation  2 of "X0206", 6 of "X0609"; a draft counts as the newest; by the
                period of report when no version is named; 0 when that is before
                the first specification that can be read (April 2010)
    lowered     footnotes in lower case, by position
    text        all footnotes and the remarks in lower case
    header      of the submission; None for a bare document
    """

    def __init__(
        self, document: OwnershipDocument, stage: Stage, package: Package | None = None, header: Header | None = None
    ) -> None:
        self.document = document
        self.stage = stage
        self.package = package
        self.header = header
        self.form = document.form
        self.generation = generation_of(document, stage)
        self._used: dict[str, int] | None = None
        self.facts: Any = None  # what the content rules found out, kept by them
        self.lowered = [note.text.lower() for note in document.footnotes]
        remarks = document.remarks
        self.text = "\n".join((*self.lowered, remarks.lower()) if remarks else self.lowered)

    @property
    def on(self) -> date | None:
        """The date that decides which rules were in force: period of report.

        None when there is none, or a year that can only be a slip: then all rules run.
        """
        on = self.document.period_of_report.value
        return on if on is None or on >= EXCHANGE_ACT else None

    @property
    def has(self) -> int:
        """What the document has, as bits of ``Has``."""
        document = self.document
        has = _OWNERS if len(document.owners) > 1 else 0
        if self.header is not None and self.header.filed is not None and self.header.filed.year in _YEARS_OF_EDGAR:
            has |= _FILED
        for owner in document.owners:
            has |= _bits_of_owner(owner)
        if document.footnotes:
            has |= _NOTES | _TEXT
        text = self.text
        if text:
            has |= _TEXT
            if "weighted" in text:
                has |= _WEIGHTED
            if "10b" in text:
                has |= _RULE_10B
            if "footnote" in text:
                has |= _FOOTNOTE
        if document.rule_10b5_1.value:
            has |= _PLAN
        if document.is_amendment or document.original_date.value is not None:
            has |= _AMENDS
        if len(document.table_i) > 1:
            has |= _LINES
        if len(document.table_ii) > 1:
            has |= _LINES_II
        for line in (*document.table_i, *document.table_ii):
            has |= _bits_of_line(line)
        return has

    @property
    def used(self) -> dict[str, int]:
        """Every footnote id marked anywhere, with the number of its marks."""
        if self._used is None:
            self._used = self._count_marks()
        return self._used

    def _count_marks(self) -> dict[str, int]:
        used: dict[str, int] = {}
        for line in (*self.document.table_i, *self.document.table_ii):
            for mark in line.coding_footnotes:
                used[mark] = used.get(mark, 0) + 1
            for cell in line.boxes:
                if cell.footnotes:
                    for mark in cell.footnotes:
                        used[mark] = used.get(mark, 0) + 1
        return used

    @cached_property
    def notes(self) -> dict[str, str]:
        """Footnote texts by id; the first of a repeated id."""
        notes: dict[str, str] = {}
        for note in self.document.footnotes:
            if note.id is not None:
                notes.setdefault(note.id, note.text)
        return notes

    def at(self, path: str) -> Location:
        """Location of a document-level field, e.g. ``owners[0].cik``."""
        return Location(path, boxes.box(self.form, path))

    def at_line(self, table: str, index: int, field: str = "") -> Location:
        """Location of a line or of one of its boxes."""
        line = f"{'Table I' if table == 'table_i' else 'Table II'}, line {index + 1}"
        if not field:
            return Location(f"{table}[{index}]", line)
        column = boxes.column(self.form, table, field)
        return Location(f"{table}[{index}].{field}", f"{line}, {column}" if column else line)


def _bits_of_owner(owner: ReportingOwner) -> int:
    has, is_, address = 0, owner.relationship, owner.address
    if is_ is not None:
        words = f"{is_.officer_title or ''}\n{is_.other_text or ''}"
        if len(words) > 1:
            has = _TITLE | _REMARK if "remark" in words.lower() else _TITLE
        if is_.officer_title or is_.is_officer.value:
            has |= _OFFICER
        if is_.other_text or is_.is_other.value:
            has |= _OTHER
        if is_.is_ten_percent_owner.value:
            has |= _TEN_PERCENT
    if address is not None and address.zip and not (len(address.zip) == 5 and address.zip.isdigit()):
        has |= _ODD_ZIP
    return has


def _bits_of_line(line: NonDerivativeLine) -> int:
    has = 0
    nature = line.nature.value
    if nature is not None:
        has = _NATURE
        nature = nature.lower()
        if "footnote" in nature:
            has |= _FOOTNOTE
        if "remark" in nature:
            has |= _REMARK
    if line.direct_indirect.value == "I":
        has |= _INDIRECT
    if line.kind == "holding":
        has |= _HOLDINGS
    if line.deemed_execution_date.value is not None:
        has |= _DEEMED
    if line.timeliness.value is not None:
        has |= _TIMELINESS
    return has


def generation_of(document: OwnershipDocument, stage: Stage) -> int:
    """Major number of the schema version; see ``Subject``."""
    version = _VERSION((document.schema_version or "").strip())
    if version is not None:
        return int(version[1])
    if stage is Stage.DRAFT:
        return NEWEST
    on = document.period_of_report.value
    return 0 if on is None else next((generation for day, generation in _GENERATIONS if on >= day), 0)


def stage_of(document: OwnershipDocument) -> Stage:
    """Stage by what the document holds, when its source does not tell.

    EDGAR fills in the names and takes out the CCCs; a document without the
    former or with the latter has not been through EDGAR.
    """
    owners = document.owners
    if any(owner.ccc is not None for owner in owners):
        return Stage.DRAFT
    if document.schema_version is not None:
        return Stage.FILED
    named = (document.issuer is not None and document.issuer.name is not None) or any(
        o.name is not None for o in owners
    )
    if not named:
        return Stage.DRAFT
    numbered = (document.issuer is not None and document.issuer.cik is not None) or any(
        o.cik is not None for o in owners
    )
    return Stage.FILED if numbered else Stage.PRINTED
