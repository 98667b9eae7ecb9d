"""The front of a printed form: its check boxes, boxes 1 to 6 and the heading of Table I.

Which parts a stylesheet prints, in which order, under which captions; for the printers
and for the reader of what they printed.  Words and order are those of the SEC's
stylesheets of the ownership forms (specification, version 5.5).
"""

from __future__ import annotations

from functools import cache

from section16.model.boxes import caption, is_newest, printed_caption, printed_part
from section16.model.notices import PLAN_HEADING, notices

# the parts into which box 1 is cut
BOX_1 = ("owner", "street", "city", "place", "country")
# the parts by the three columns of the SEC's page
COLUMNS = (BOX_1, ("issuer", "foreign", "period", "original"), ("relationship", "joint", "plan"))

_RELATIONSHIP = ("is_director", "is_ten_percent_owner", "is_officer", "is_other")
_JOINT = ("Form filed by One Reporting Person", "Form filed by More than One Reporting Person")
# the order of the page; "table_i" stands where the heading of Table I is printed
_ORDER = {
    "3": "owner period issuer street relationship original city joint place table_i",
    "4": "owner issuer relationship street period city original joint place table_i",
    "5": "owner issuer relationship street period city original joint place table_i",
}
# the box that a part is the caption of
_BOXES = {
    "owner": "owners.name",
    "issuer": "issuer",
    "foreign": "issuer.foreign_trading_symbol",
    "relationship": "owners.relationship",
    "period": "period_of_report",
    "original": "original_date",
    "joint": "joint_filing",
}
# the parts of box 1 that the labels are for which are printed above the part
_LABELS = {
    "street": ("owners.name",),
    "city": ("owners.address.street1",),
    "place": ("owners.address.city", "owners.address.state", "owners.address.zip"),
    "country": ("owners.address.country",),
}


@cache
def corner(form: str, stylesheet: str) -> dict[str, str]:
    """The check boxes in the upper left corner: field of the document -> caption.

    >>> list(corner("5", "X06")), list(corner("3", "X07"))
    (['no_longer_subject', 'form3_holdings_reported', 'form4_transactions_reported'], [])
    """
    if form == "3":
        return {}
    fields = ["no_longer_subject"]
    if form == "5":
        fields += ["form3_holdings_reported", "form4_transactions_reported"]
    if stylesheet in ("X08", "X09"):
        fields.append("rule_10b5_1")
    return {field: printed_caption(form, field, stylesheet) for field in fields}


@cache
def parts(form: str, stylesheet: str) -> dict[str, str]:
    """The parts of the front in the order of the page: name -> caption.

    >>> list(parts("4", "X06"))
    ['owner', 'issuer', 'relationship', 'street', 'period', 'city', 'original', 'joint', 'place', 'table_i']
    """
    order = _ORDER[form].split()
    if _has_plan(form, stylesheet):
        order.insert(-1, "plan")
    if is_newest(form, stylesheet):
        order.insert(order.index("relationship"), "foreign")
        order.append("country")
    return {name: _caption(form, stylesheet, name) for name in order}


@cache
def ticks(form: str, stylesheet: str) -> dict[str, tuple[str, ...]]:
    """Captions of the check boxes in a part of the front.

    >>> ticks("5", "X06")["joint"][0], ticks("4", "X06")["joint"][0]
    ('Form Filed by One Reporting Person', 'Form filed by One Reporting Person')
    """
    joint = tuple(said.replace("filed", "Filed") for said in _JOINT) if form == "5" else _JOINT
    relationship = tuple(caption(form, f"owners.relationship.{field}").part for field in _RELATIONSHIP)
    found = {"relationship": relationship, "joint": joint}
    if _has_plan(form, stylesheet):
        found["plan"] = (printed_caption(form, "rule_10b5_1", stylesheet),)
    return found


def _has_plan(form: str, stylesheet: str) -> bool:
    """True for the layout of 2023, in which the Rule 10b5-1(c) box is one of the numbered boxes' neighbours."""
    return stylesheet == "X07" and form != "3"


def _caption(form: str, stylesheet: str, name: str) -> str:
    if name in _BOXES:
        return printed_caption(form, _BOXES[name], stylesheet)
    if name in _LABELS:
        return " ".join([printed_part(form, path, stylesheet) for path in _LABELS[name]])
    return PLAN_HEADING if name == "plan" else notices(form, stylesheet).table_i
