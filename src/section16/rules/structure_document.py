"""Structure of the document outside the tables: scalars, issuer, owners, footnotes, signatures."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from operator import attrgetter
from typing import Any

import msgspec
from msgspec.structs import astuple

from section16.formats.elements import (
    ADDRESS,
    DOCUMENT,
    ISSUER,
    OWNER_ID,
    RELATIONSHIP,
    SIGNATURE,
    Element,
    Kind,
    Shape,
)
from section16.rules.quick import Test, plain_struct
from section16.rules.structure_lines import USUAL, Report, check_text
from section16.rules.subject import NEWEST, Stage, Subject
from section16.vocabulary import codes
from section16.vocabulary.cells import ABSENT, Cell
from section16.vocabulary.findings import Location

MAX_OWNERS = MAX_SIGNATURES = 10
MAX_FOOTNOTES = 99
# Section 3.5; the schemas have no limit. No filing at hand since X0303 has a longer one, and filers divide longer texts
MAX_FOOTNOTE = 1000
_FOOTNOTE_IDS = frozenset(f"F{number}" for number in range(1, 100))
_DIGITS = re.compile(r"[0-9]{1,10}").fullmatch
_ZIP = re.compile(r"[0-9A-Za-z #-]*").fullmatch
_BLANK_PLACE = frozenset({"", " ", "  "})
_STATES = codes.US_STATES_2026 | _BLANK_PLACE
_STATES_BEFORE = codes.STATE_CODES_ALL | _BLANK_PLACE
_COUNTRIES = codes.COUNTRIES_ALL | _BLANK_PLACE
_COUNTRIES_TO_FILE = codes.COUNTRIES | _BLANK_PLACE
_IDENTIFIERS = {"issuerCik", "rptOwnerCik", "rptOwnerCcc", "issuerTradingSymbol"}


class Row(msgspec.Struct, frozen=True):
    """One element of a struct with what the fast path of ``check_struct`` asks of it."""

    is_string: bool
    required: bool
    least: int
    most: int
    patterned: bool  # a code, a CIK or a ZIP code
    element: Element


_FOREIGN = {form: tuple(e for e in DOCUMENT if form not in e.forms) for form in ("3", "4", "5")}


class Rows(msgspec.Struct, frozen=True):
    """The elements of one struct, and what reads their fields off it."""

    rows: tuple[tuple[bool, bool, int, int, bool, Element], ...]  # those of ``Row``, quicker to take apart
    fields: Callable[[Any], tuple[Any, ...]]
    is_plain: Test


def rows_of(elements: tuple[Element, ...]) -> Rows:
    """The element table of one struct, prepared for ``check_struct``."""
    rows = tuple(
        Row(e.shape is Shape.STRING, e.required, e.least, e.length or sys.maxsize,
            e.kind is Kind.CODE or e.attribute in ("cik", "zip"), e)
        for e in elements
    )  # fmt: skip
    is_plain = plain_struct(elements, {"ABSENT": ABSENT, "USUAL": USUAL})
    return Rows(tuple(map(astuple, rows)), attrgetter(*(e.attribute for e in elements)), is_plain)


_DOCUMENT, _ISSUER, _SIGNATURE = rows_of(DOCUMENT), rows_of(ISSUER), rows_of(SIGNATURE)
_OWNER_ID, _ADDRESS, _RELATIONSHIP = rows_of(OWNER_ID), rows_of(ADDRESS), rows_of(RELATIONSHIP)


def check_document(subject: Subject, report: Report) -> None:
    """Everything but the tables."""
    document = subject.document
    _scalars(subject, report)
    if document.issuer is None:
        report("S16-105", subject.at("issuer"), "no <issuer>")
    else:
        check_struct(subject, report, document.issuer, _ISSUER, "issuer")
    _owners(subject, report)
    _footnotes(subject, report)
    signatures = document.signatures
    if not signatures:
        report("S16-105", subject.at("signatures"), "no <ownerSignature>")
    elif len(signatures) > MAX_SIGNATURES:
        report("S16-117", subject.at("signatures"), f"{len(signatures)} signatures, expected at most {MAX_SIGNATURES}")
    for i, signature in enumerate(signatures):
        check_struct(subject, report, signature, _SIGNATURE, f"signatures[{i}]")


def _scalars(subject: Subject, report: Report) -> None:
    document, form = subject.document, subject.form
    check_struct(subject, report, document, _DOCUMENT, "")
    if form is None:
        return
    for element in _FOREIGN[form]:
        if not _absent(getattr(document, element.attribute)):
            report("S16-119", subject.at(element.attribute), f"<{element.tag}> on Form {form}, expected none")
    if document.original_date.is_absent:
        if document.is_amendment:
            report("S16-105", subject.at("original_date"), "no <dateOfOriginalSubmission> on an amendment")
    elif not document.is_amendment:
        report("S16-119", subject.at("original_date"), f"<dateOfOriginalSubmission> on a form of type {form!r}")
    if document.rule_10b5_1.is_absent and form != "3" and subject.generation >= 4:
        report("S16-105", subject.at("rule_10b5_1"), "no <aff10b5One>")


def _absent(value: Any) -> bool:
    return value is None or (not isinstance(value, str) and value.is_absent)


def check_struct(subject: Subject, report: Report, struct: Any, rows: Rows, place: str) -> None:
    """The fields of one struct against their rows."""
    if rows.is_plain(struct):
        return
    for (is_string, required, least, most, patterned, element), value in zip(
        rows.rows, rows.fields(struct), strict=True
    ):
        if value is None:
            if required and not _unprinted(subject, element):
                report("S16-105", _at(subject, place, element), f"no <{element.tag}>")
        elif is_string:
            if not least <= len(value) <= most:
                _length(subject, report, place, element, value)
            elif patterned:
                _pattern(subject, report, place, element, value)
        elif value.value is None:
            if value is not ABSENT or required:
                _unvalued(subject, report, place, element, value)
        elif value.text is not None and len(value.text) not in USUAL:
            check_text(report, _at(subject, place, element), element, value)


def _pattern(subject: Subject, report: Report, place: str, element: Element, text: str) -> None:
    if element.kind is Kind.CODE:
        _code(subject, report, place, element, text)
    elif element.attribute == "cik":
        if not _DIGITS(text):
            report("S16-118", _at(subject, place, element), f"{text!r}, expected one to ten digits")
    elif not _ZIP(text) and subject.generation >= 3:
        report("S16-118", _at(subject, place, element), f"{text!r}, expected letters, digits, blanks, # and -")


def _unvalued(subject: Subject, report: Report, place: str, element: Element, cell: Cell[Any]) -> None:
    if cell.text is not None:
        check_text(report, _at(subject, place, element), element, cell)
    elif cell.empty:
        report("S16-106", _at(subject, place, element), f"<{element.tag}> is empty, expected {element.kind.value}")
    elif element.required:
        report("S16-105", _at(subject, place, element), f"no <{element.tag}>")


def _at(subject: Subject, place: str, element: Element) -> Location:
    return subject.at(f"{place}.{element.attribute}" if place else element.attribute)


def _unprinted(subject: Subject, element: Element) -> bool:
    return subject.stage is Stage.PRINTED and element.tag in _IDENTIFIERS


def _length(subject: Subject, report: Report, place: str, element: Element, text: str) -> None:
    where = _at(subject, place, element)
    if element.attribute == "ccc":  # a secret: its length is all that may be said
        report("S16-107", where, f"a CCC of {len(text)} characters, expected 8")
    elif not text:
        report("S16-106", where, f"<{element.tag}> is empty, expected text")
    elif len(text) < element.least:
        report("S16-107", where, f"{text!r} has {len(text)} characters, expected {element.least}")
    else:
        report("S16-107", where, f"{len(text)} characters, expected at most {element.length}: {text[:40]!r}...")


def _code(subject: Subject, report: Report, place: str, element: Element, text: str) -> None:
    if element.attribute == "state":
        allowed = _STATES if subject.generation >= NEWEST else _STATES_BEFORE
        expected = "a code of the EDGAR state list"
    elif element.attribute == "country":
        # the schema takes retired codes "in one special case"; EDGAR suspends a filer's document with one
        allowed = _COUNTRIES_TO_FILE if subject.stage is Stage.DRAFT else _COUNTRIES
        expected = "a code of the EDGAR country list"
    else:
        allowed = element.choices or frozenset()
        expected = "one of " + ", ".join(sorted(allowed))
    if text not in allowed:
        report("S16-108", _at(subject, place, element), f"{text!r}, expected {expected}")


def _owners(subject: Subject, report: Report) -> None:
    owners = subject.document.owners
    if not owners:
        report("S16-105", subject.at("owners"), "no <reportingOwner>")
    elif len(owners) > MAX_OWNERS:
        report("S16-117", subject.at("owners"), f"{len(owners)} reporting owners, expected at most {MAX_OWNERS}")
    for i, owner in enumerate(owners):
        place = f"owners[{i}]"
        check_struct(subject, report, owner, _OWNER_ID, place)
        if owner.address is not None:
            check_struct(subject, report, owner.address, _ADDRESS, f"{place}.address")
        if owner.relationship is None:
            report("S16-105", subject.at(f"{place}.relationship"), "no <reportingOwnerRelationship>")
        else:
            check_struct(subject, report, owner.relationship, _RELATIONSHIP, f"{place}.relationship")


def _long_footnote(subject: Subject, report: Report, index: int, text: str) -> None:
    # a print can run two footnotes together, and what older layouts took is not known
    if subject.stage is not Stage.PRINTED and subject.generation >= 3:
        where = subject.at(f"footnotes[{index}]")
        report(
            "S16-107", where, f"a footnote of {len(text)} characters, expected at most {MAX_FOOTNOTE}: {text[:40]!r}..."
        )


def _footnotes(subject: Subject, report: Report) -> None:
    notes = subject.document.footnotes
    if len(notes) > MAX_FOOTNOTES:
        report("S16-117", subject.at("footnotes"), f"{len(notes)} footnotes, expected at most {MAX_FOOTNOTES}")
    seen = set()
    for i, note in enumerate(notes):
        if note.id not in _FOOTNOTE_IDS:
            report("S16-110", subject.at(f"footnotes[{i}]"), f"footnote id {note.id!r}, expected F1 to F99")
        if note.id in seen:
            report("S16-111", subject.at(f"footnotes[{i}]"), f"footnote id {note.id!r} is there already")
        seen.add(note.id)
        if len(note.text) > MAX_FOOTNOTE:
            _long_footnote(subject, report, i, note.text)
    if not subject.used.keys() <= seen:
        defined = ", ".join(subject.notes) or "none"
        for table, index, line in subject.document.lines():
            for field, mark in line.marks():
                if mark not in seen:
                    where = subject.at_line(table, index, field)
                    report("S16-112", where, f"mark {mark!r} has no footnote; this form defines {defined}")
                    if mark not in _FOOTNOTE_IDS:
                        report("S16-110", where, f"mark {mark!r}, expected F1 to F99")
