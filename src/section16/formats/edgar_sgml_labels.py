"""The lines of EDGAR's submission header: label, tag and model attribute.

One table for the reader and for the writer of every spelling.  Order is EDGAR's.
Collected from submissions as disseminated from 2000 to 2025; the SEC's
specification of its dissemination service was not at hand.
"""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """attribute  of the model class that the line's group is read into
    label      as printed in a .txt, with the blanks that follow it
    tag        in the raw spellings
    """

    attribute: str
    label: str
    tag: str


class Group(NamedTuple):
    """attribute  of ``Party``; "data" for the lines that are attributes of it
    label, tag  as in ``Line``
    lines       in EDGAR's order
    """

    attribute: str
    label: str
    tag: str
    lines: tuple[Line, ...]


TOP = (
    Line("accession", "ACCESSION NUMBER:\t\t", "ACCESSION-NUMBER"),
    Line("form_type", "CONFORMED SUBMISSION TYPE:\t", "TYPE"),
    Line("public_document_count", "PUBLIC DOCUMENT COUNT:\t\t", "PUBLIC-DOCUMENT-COUNT"),
    Line("period", "CONFORMED PERIOD OF REPORT:\t", "PERIOD"),
    Line("filed", "FILED AS OF DATE:\t\t", "FILING-DATE"),
    Line("changed", "DATE AS OF CHANGE:\t\t", "DATE-OF-FILING-DATE-CHANGE"),
)
ACCEPTED = "ACCEPTANCE-DATETIME"  # a tag in every spelling, before the labels
ENVELOPES = ("SEC-DOCUMENT", "IMS-DOCUMENT", "SEC-HEADER", "IMS-HEADER", "SUBMISSION")

_DATA = (
    Line("name", "COMPANY CONFORMED NAME:\t\t\t", "CONFORMED-NAME"),
    Line("cik", "CENTRAL INDEX KEY:\t\t\t", "CIK"),
    Line("sic", "STANDARD INDUSTRIAL CLASSIFICATION:\t", "ASSIGNED-SIC"),
    Line("organization_name", "ORGANIZATION NAME:           \t", "ORGANIZATION-NAME"),
    Line("irs_number", "IRS NUMBER:\t\t\t\t", "IRS-NUMBER"),
    Line("irs_number", "EIN:\t\t\t\t", "EIN"),
    Line("state_of_incorporation", "STATE OF INCORPORATION:\t\t\t", "STATE-OF-INCORPORATION"),
    Line("fiscal_year_end", "FISCAL YEAR END:\t\t\t", "FISCAL-YEAR-END"),
    Line("relationship", "<RELATIONSHIP>", "RELATIONSHIP"),
)
_VALUES = (
    Line("form_type", "FORM TYPE:\t\t", "FORM-TYPE"),
    Line("act", "SEC ACT:\t\t", "ACT"),
    Line("file_number", "SEC FILE NUMBER:\t", "FILE-NUMBER"),
    Line("film_number", "FILM NUMBER:\t\t", "FILM-NUMBER"),
)
_ADDRESS = (
    Line("street1", "STREET 1:\t\t", "STREET1"),
    Line("street2", "STREET 2:\t\t", "STREET2"),
    Line("city", "CITY:\t\t\t", "CITY"),
    Line("state", "STATE:\t\t\t", "STATE"),
    Line("zip", "ZIP:\t\t\t", "ZIP"),
    Line("phone", "BUSINESS PHONE:\t\t", "PHONE"),
)
_FORMER = (
    Line("name", "FORMER CONFORMED NAME:\t", "FORMER-CONFORMED-NAME"),
    Line("changed", "DATE OF NAME CHANGE:\t", "DATE-CHANGED"),
)
OWNER_DATA = Group("data", "OWNER DATA:\t", "OWNER-DATA", _DATA)
COMPANY_DATA = Group("data", "COMPANY DATA:\t", "COMPANY-DATA", _DATA)
FILING_VALUES = Group("filing_values", "FILING VALUES:", "FILING-VALUES", _VALUES)
BUSINESS_ADDRESS = Group("business_address", "BUSINESS ADDRESS:\t", "BUSINESS-ADDRESS", _ADDRESS)
MAIL_ADDRESS = Group("mail_address", "MAIL ADDRESS:\t", "MAIL-ADDRESS", _ADDRESS)
FORMER_NAME = Group("former_names", "FORMER NAME:\t", "FORMER-NAME", _FORMER)
FORMER_COMPANY = Group("former_names", "FORMER COMPANY:\t", "FORMER-COMPANY", _FORMER)
GROUPS = (
    OWNER_DATA, COMPANY_DATA, FILING_VALUES, BUSINESS_ADDRESS, MAIL_ADDRESS, FORMER_NAME, FORMER_COMPANY,
)  # fmt: skip

ROLES = {
    "REPORTING-OWNER": "REPORTING-OWNER:\t",
    "ISSUER": "ISSUER:\t\t",
    "SUBJECT COMPANY": "SUBJECT COMPANY:\t",
    "FILED BY": "FILED BY:\t\t",
    "FILED FOR": "FILED FOR:\t\t",
    "FILER": "FILER:\t\t",
    "SERIAL COMPANY": "SERIAL COMPANY:\t",
    "DEPOSITOR": "DEPOSITOR:\t\t",
    "SECURITIZER": "SECURITIZER:\t\t",
    "ISSUING ENTITY": "ISSUING ENTITY:\t",
}


class Place(NamedTuple):
    """Where a known line stands in the tree of the header.

    level     0 at the top, 1 in a party, 2 in a group of a party
    is_group  True when other lines stand below it
    """

    label: str
    level: int
    is_group: bool


def _places() -> dict[str, Place]:
    """Every known name, as a tag, as a label, and as a label with EDGAR's tabs."""
    known = [(name, 0, True) for role in ROLES for name in (role, role.replace(" ", "-"))]
    known.append(("ISSUING_ENTITY", 0, True))
    known += [(name, 0, False) for line in TOP for name in (_bare(line.label), line.tag)]
    known += [(name, 0, False) for name in (ACCEPTED, *ENVELOPES)]
    for group in GROUPS:
        known += [(name, 1, True) for name in (_bare(group.label), group.tag)]
        known += [(name, 2, False) for line in group.lines for name in (_bare(line.label), line.tag)]
    places = {name: Place(name, level, is_group) for name, level, is_group in known}
    return places | {"\t" * place.level + name: place for name, place in places.items()}


def _bare(label: str) -> str:
    return label.partition(":")[0].strip("<>")


def _attributes(lines: tuple[Line, ...]) -> dict[str, str]:
    return {name: line.attribute for line in lines for name in (_bare(line.label), line.tag)}


PLACES = _places()
ROLE_NAMES = frozenset(name for name, place in PLACES.items() if place.level == 0 and place.is_group)
TOP_ATTRIBUTES = {ACCEPTED: "accepted", **_attributes(TOP)}
# By label or tag of a group: the attribute of ``Party``, and the attribute of each line.
GROUP_ATTRIBUTES = {
    name: (group.attribute, _attributes(group.lines)) for group in GROUPS for name in (_bare(group.label), group.tag)
}
