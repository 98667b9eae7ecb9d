"""The printed form, before it becomes HTML, PDF, text or Markdown.

A sheet holds the words of the SEC's stylesheet for the document's schema version,
in the order of its page: captions by the box map, notices, check marks, values as
the SEC prints them.  The printers only lay it out, so all of them say the same; two
documents print alike when their sheets are equal.

Where the stylesheet misprints what was filed, the sheet has what was filed:
docs/formats.md lists these places.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import msgspec

from section16.formats.plain_texts import with_plain_texts
from section16.forms.printed import Printed, day, words
from section16.forms.sheet_lines import CELLS
from section16.model import front
from section16.model.boxes import STYLESHEETS, columns, is_newest, stylesheet
from section16.model.document import Address, OwnershipDocument, Relationship, ReportingOwner
from section16.model.filing import Filing
from section16.model.notices import Notices, notices
from section16.vocabulary.codes import country_codes, state_codes
from section16.vocabulary.errors import MissingFact


class Tick(NamedTuple):
    """A check box and its caption."""

    is_ticked: bool
    caption: str


class Part(NamedTuple):
    """A box of the front, or one of the parts into which box 1 is cut.

    area     its place on the page, as in ``model.front``; "table_i" is the heading of Table I
    caption  as printed, with the number
    lines    what was filled in
    ticks    check boxes, before the lines
    """

    area: str
    caption: str
    lines: tuple[str, ...] = ()
    ticks: tuple[Tick, ...] = ()


class Column(NamedTuple):
    """A numbered column: caption, and its subheadings when it has several parts."""

    number: str
    caption: str
    parts: tuple[str, ...]

    @property
    def heading(self) -> str:
        """As printed: "2A. Deemed Execution Date, if any (Month/Day/Year)"."""
        return f"{self.number}. {self.caption}"


class PrintedTable(NamedTuple):
    """Table I or II: columns, and a cell for each of their parts in every row."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Printed, ...], ...]


class PrintedOwner(NamedTuple):
    """A row of the continuation page: name and address, and the relationship."""

    lines: tuple[str, ...]
    is_director: bool
    is_ten_percent_owner: bool
    officer: str
    other: str


class PrintedSignature(NamedTuple):
    """A signature and its date."""

    name: str
    date: str


class PrintedFootnote(NamedTuple):
    """An explanation: id as filed, number as printed, text."""

    id: str
    number: str
    text: str


class Sheet(msgspec.Struct, frozen=True):
    """One printed form.

    stylesheet  "X06" to "X09"
    checks      the boxes in the upper left corner
    front       boxes 1 to 6 and the heading of Table I, in the order of the page
    owners      one row for each; the continuation page of a joint filing
    remarks     line by line; blanks at the beginning of a line are kept
    """

    form: str
    stylesheet: str
    notices: Notices
    checks: tuple[Tick, ...]
    front: tuple[Part, ...]
    table_i: PrintedTable
    table_ii: PrintedTable
    owners: tuple[PrintedOwner, ...]
    signatures: tuple[PrintedSignature, ...]
    no_securities_owned: bool
    footnotes: tuple[PrintedFootnote, ...]
    remarks: tuple[str, ...]


def document_of(source: Filing | OwnershipDocument, format: str) -> OwnershipDocument:
    """The document to be printed as ``format``. Raises MissingFact when there is none."""
    document = source.document if isinstance(source, Filing) else source
    if document is None:
        raise MissingFact(f"found no ownership document, expected one to print as {format}")
    return with_plain_texts(document)


def title(document: OwnershipDocument) -> str:
    """What a print is called: form, issuer, owner, date.

    >>> from section16.model.document import Issuer
    >>> owners = ReportingOwner(name="DOE JANE"), ReportingOwner(name="DOE JOHN")
    >>> title(OwnershipDocument(document_type="4/A", issuer=Issuer(name="Acme Inc."), owners=owners))
    'Form 4/A, Acme Inc., DOE JANE and 1 other'
    """
    issuer, owners = document.issuer, document.owners
    named = [words(owner.name) for owner in owners[:1]]
    more = len(owners) - 1
    if more > 0:
        named.append(f"and {more} other{'s' if more > 1 else ''}")
    told = (words(issuer.name) if issuer is not None else "", " ".join(named), day(document.period_of_report))
    return ", ".join(filter(None, (f"Form {words(document.document_type)}", *told)))


def sheet(document: OwnershipDocument, stylesheet_name: str | None = None) -> Sheet:
    """The document as its stylesheet prints it.

    stylesheet_name  "X06" to "X09"; by the schema version when left out.  A document without one (read from a
                     printed form) is printed by the oldest that has all boxes it fills in

    Raises MissingFact when the document type is none of the six.
    """
    form = document.form
    if form is None:
        raise MissingFact(f"found document type {document.document_type!r}, expected one of 3, 3/A, 4, 4/A, 5, 5/A")
    name = stylesheet_name or _stylesheet(form, document)
    return Sheet(
        form=form,
        stylesheet=name,
        notices=notices(form, name),
        checks=_checks(form, name, document),
        front=_front(form, name, document),
        table_i=_table(form, name, "table_i", document),
        table_ii=_table(form, name, "table_ii", document),
        owners=tuple([_owner(owner, is_newest(form, name)) for owner in document.owners]),
        signatures=tuple([PrintedSignature(words(s.name), day(s.date)) for s in document.signatures]),
        no_securities_owned=form == "3" and document.no_securities_owned.value is True,
        footnotes=tuple(
            [PrintedFootnote(n.id or "", (n.id or "").partition("F")[2], words(n.text)) for n in document.footnotes]
        ),
        remarks=_remarks(document.remarks),
    )


def _stylesheet(form: str, document: OwnershipDocument) -> str:
    if document.schema_version is not None:
        return stylesheet(form, document.schema_version)
    issuer = document.issuer
    addresses = [owner.address for owner in document.owners if owner.address is not None]
    is_abroad = any(one.country or one.non_us_state or one.is_non_us.value is True for one in addresses)
    if is_abroad or (issuer is not None and issuer.foreign_trading_symbol):
        return STYLESHEETS[form][-1]
    return "X08" if form != "3" and not document.rule_10b5_1.is_absent else "X06"


# ----------------------------------------------------------------------------------------- above the tables


def _checks(form: str, name: str, document: OwnershipDocument) -> tuple[Tick, ...]:
    captions = front.corner(form, name)
    return tuple([Tick(getattr(document, field).value is True, caption) for field, caption in captions.items()])


def _front(form: str, name: str, document: OwnershipDocument) -> tuple[Part, ...]:
    owner = document.owners[0] if document.owners else ReportingOwner()
    address = owner.address or Address()
    relationship = owner.relationship or Relationship()
    issuer = document.issuer
    newest = is_newest(form, name)
    lines: dict[str, tuple[str, ...]] = {
        "owner": _filled(words(owner.name)),
        "issuer": () if issuer is None else (f"{words(issuer.name)} [{words(issuer.trading_symbol)}]",),
        "relationship": _filled(_titles(relationship)),
        "street": _street(address, newest, document.owners),
        "period": _filled(day(document.period_of_report)),
        "city": _city(address, newest, document.owners),
        "original": _filled(day(document.original_date)),
    }
    ticked = {
        "relationship": _relationship(relationship),
        "joint": (len(document.owners) <= 1, len(document.owners) > 1),
        "plan": (document.rule_10b5_1.value is True,),
    }
    if newest:
        lines["place"] = _filled(_country(address))
        if issuer is not None and words(issuer.foreign_trading_symbol):
            lines["foreign"] = (f"[{words(issuer.foreign_trading_symbol)}]",)
    ticks = {
        area: tuple([Tick(*tick) for tick in zip(ticked[area], captions, strict=True)])
        for area, captions in front.ticks(form, name).items()
    }
    parts = front.parts(form, name).items()
    return tuple([Part(area, caption, lines.get(area, ()), ticks.get(area, ())) for area, caption in parts])


def _filled(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _relationship(relationship: Relationship) -> tuple[bool, ...]:
    """What is ticked of the relationship, in the order of ``front.ticks``."""
    of = relationship
    return tuple([cell.value is True for cell in (of.is_director, of.is_ten_percent_owner, of.is_officer, of.is_other)])


def _titles(relationship: Relationship) -> str:
    return " / ".join(filter(None, (words(relationship.officer_title), words(relationship.other_text))))


# ------------------------------------------------------------------------------------------- the owners


def _street(address: Address, is_newest: bool, owners: tuple[ReportingOwner, ...]) -> tuple[str, ...]:
    """The street of box 1.

    Until 2026 a comma is printed as soon as any owner has both lines, also when the first has one only.
    """
    both = (words(address.street1), words(address.street2))
    if is_newest:
        return tuple([line for line in both if line])
    has_comma = all(both) or (len(owners) > 1 and _any(owners, "street1") and _any(owners, "street2"))
    return _filled((", " if has_comma else "").join(both).strip())


def _city(address: Address, is_newest: bool, owners: tuple[ReportingOwner, ...] = ()) -> tuple[str, ...]:
    """City, state, ZIP: on one line with the state's code, or since 2026 in three places with its name.

    owners  those that decide about the comma of box 1; in the table of owners each stands for itself
    """
    city, state, zip_code = words(address.city), words(address.state), words(address.zip)
    if is_newest:
        abroad = address.is_non_us.value is True
        return (city, words(address.non_us_state) if abroad else _state(state), zip_code)
    has_comma = (city and state) or (len(owners) > 1 and _any(owners, "city") and _any(owners, "state"))
    return _filled(f"{city}{', ' if has_comma else ''}{state} {zip_code}".strip())


def _any(owners: tuple[ReportingOwner, ...], field: str) -> bool:
    return any(owner.address is not None and getattr(owner.address, field) for owner in owners)


def _state(code: str) -> str:
    """Name of a state or country, as the stylesheet spells it; a code it does not know is printed itself."""
    known = state_codes().get(code)
    return known.name if known is not None else code


def _country(address: Address) -> str:
    if address.is_non_us.value is not True:
        return "UNITED STATES"
    code = words(address.country)
    known = country_codes().get(code)
    return known.name if known is not None else _state(code)


def _owner(owner: ReportingOwner, is_newest: bool) -> PrintedOwner:
    address = owner.address or Address()
    relationship = owner.relationship or Relationship()
    lines = [words(owner.name), words(address.street1), words(address.street2)]
    if not is_newest:
        lines += _city(address, False)
    elif address.is_non_us.value is True:
        lines += [words(address.city), words(address.non_us_state), words(address.zip), _country(address)]
    else:
        lines += [words(address.city), _state(words(address.state)), words(address.zip), "UNITED STATES"]
    return PrintedOwner(
        tuple([line for line in lines if line]),
        relationship.is_director.value is True,
        relationship.is_ten_percent_owner.value is True,
        words(relationship.officer_title),
        words(relationship.other_text),
    )


# ------------------------------------------------------------------------------- tables and what is below


@cache
def _columns(form: str, table: str) -> tuple[Column, ...]:
    return tuple(Column(*column) for column in columns(form, table))


def _table(form: str, name: str, table: str, document: OwnershipDocument) -> PrintedTable:
    lines = document.table_i if table == "table_i" else document.table_ii
    cells = CELLS[form, table]
    return PrintedTable(table, _columns(form, table), tuple([cells(line, name) for line in lines]))


def _remarks(text: str | None) -> tuple[str, ...]:
    if text is None or not text.strip():
        return ()
    return tuple(line.rstrip() for line in text.strip("\n").split("\n"))
