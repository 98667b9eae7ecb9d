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

from section16.forms.printed import EMPTY, Printed, day, words
from section16.forms.sheet_lines import CELLS
from section16.model.boxes import columns, printed_caption, stylesheet
from section16.model.document import Address, OwnershipDocument, Relationship, ReportingOwner
from section16.model.notices import JOINT, PLAN_HEADING, Notices, notices
from section16.vocabulary.codes import country_codes, state_codes
from section16.vocabulary.errors import MissingFact


class Tick(NamedTuple):
    """A check box and its caption."""

    is_ticked: bool
    caption: str


class Part(NamedTuple):
    """A box of the front, or one of the parts into which box 1 is cut.

    area     its place on the page: "owner", "issuer", "foreign", "relationship", "street", "period",
             "city", "original", "joint", "place", "plan", "country"; "table_i" is the heading of Table I
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
        owners=tuple([_owner(owner, _is_newest(name, form)) for owner in document.owners]),
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
    owner = document.owners[0] if document.owners else None
    address = owner.address if owner is not None else None
    issuer = document.issuer
    if (issuer is not None and issuer.foreign_trading_symbol) or (address is not None and address.country):
        return "X07" if form == "3" else "X09"
    return "X08" if form != "3" and not document.rule_10b5_1.is_absent else "X06"


def _is_newest(name: str, form: str) -> bool:
    """True for the layout of March 2026, with countries and foreign symbols."""
    return name == ("X07" if form == "3" else "X09")


# ----------------------------------------------------------------------------------------- above the tables


def _checks(form: str, name: str, document: OwnershipDocument) -> tuple[Tick, ...]:
    return tuple([Tick(getattr(document, field).value is True, caption) for field, caption in _corner(form, name)])


@cache
def _corner(form: str, name: str) -> tuple[tuple[str, str], ...]:
    if form == "3":
        return ()
    fields = ["no_longer_subject"]
    if form == "5":
        fields += ["form3_holdings_reported", "form4_transactions_reported"]
    if name in ("X08", "X09"):
        fields.append("rule_10b5_1")
    return tuple((field, printed_caption(form, field, name)) for field in fields)


# the order of the page; "table_i" stands where the heading of Table I is printed
_ORDER = {
    "3": "owner period issuer street relationship original city joint place table_i",
    "4": "owner issuer relationship street period city original joint place table_i",
    "5": "owner issuer relationship street period city original joint place table_i",
}


@cache
def _order(form: str, name: str) -> tuple[str, ...]:
    order = _ORDER[form].split()
    if name == "X07" and form != "3":
        order.insert(-1, "plan")
    if _is_newest(name, form):
        order.insert(order.index("relationship"), "foreign")
        order.append("country")
    return tuple(order)


@cache
def _captions(form: str, name: str) -> dict[str, str]:
    """Caption of each part of the front."""

    def box(path: str) -> str:
        return printed_caption(form, path, name)

    return {
        "owner": box("owners.name"),
        "issuer": box("issuer"),
        "foreign": box("issuer.foreign_trading_symbol"),
        "relationship": box("owners.relationship"),
        "street": "(Last) (First) (Middle)",
        "period": box("period_of_report"),
        "city": "(Street)",
        "original": box("original_date"),
        "joint": box("joint_filing"),
        "place": f"(City) (State) {box('owners.address.zip')}",
        "plan": PLAN_HEADING,
        "country": "(Country)",
        "table_i": notices(form, name).table_i,
    }


def _front(form: str, name: str, document: OwnershipDocument) -> tuple[Part, ...]:
    owner = document.owners[0] if document.owners else ReportingOwner()
    address = owner.address or Address()
    relationship = owner.relationship or Relationship()
    issuer = document.issuer
    is_newest = _is_newest(name, form)
    lines: dict[str, tuple[str, ...]] = {
        "owner": _filled(words(owner.name)),
        "issuer": () if issuer is None else (f"{words(issuer.name)} [{words(issuer.trading_symbol)}]",),
        "relationship": _filled(_titles(relationship)),
        "street": _street(address, is_newest, document.owners),
        "period": _filled(day(document.period_of_report)),
        "city": _city(address, is_newest, document.owners),
        "original": _filled(day(document.original_date)),
    }
    ticks = {"relationship": _relationship(relationship), "joint": _joint(form, len(document.owners))}
    if is_newest:
        lines["place"] = _filled(_country(address))
        if issuer is not None and words(issuer.foreign_trading_symbol):
            lines["foreign"] = (f"[{words(issuer.foreign_trading_symbol)}]",)
    elif name == "X07":
        ticks["plan"] = (Tick(document.rule_10b5_1.value is True, printed_caption(form, "rule_10b5_1", name)),)
    captions = _captions(form, name)
    return tuple([Part(area, captions[area], lines.get(area, ()), ticks.get(area, ())) for area in _order(form, name)])


def _filled(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _relationship(relationship: Relationship) -> tuple[Tick, ...]:
    is_ = relationship
    return (
        Tick(is_.is_director.value is True, "Director"),
        Tick(is_.is_ten_percent_owner.value is True, "10% Owner"),
        Tick(is_.is_officer.value is True, "Officer (give title below)"),
        Tick(is_.is_other.value is True, "Other (specify below)"),
    )


def _titles(relationship: Relationship) -> str:
    return " / ".join(filter(None, (words(relationship.officer_title), words(relationship.other_text))))


def _joint(form: str, owners: int) -> tuple[Tick, ...]:
    one, more = JOINT if form != "5" else tuple(said.replace("filed", "Filed") for said in JOINT)
    return Tick(owners <= 1, one), Tick(owners > 1, more)


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


__all__ = [
    "EMPTY", "Column", "Part", "Printed", "PrintedFootnote", "PrintedOwner", "PrintedSignature", "PrintedTable",
    "Sheet", "Tick", "sheet",
]  # fmt: skip
