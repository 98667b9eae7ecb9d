"""A submission in brief: what a store keeps of its header, at a fraction of the cost of reading it.

Nearly every submission is in EDGAR's usual layout to the byte; of those only what is
asked for is looked at.  Any other is read in full, so the answer is the same either way.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from section16.formats import edgar_sgml, edgar_xml
from section16.formats.edgar_sgml_header import day, moment, party
from section16.model.submission import Header, Party
from section16.vocabulary.findings import Finding

# the first lines, up to the parties; a value that is not as expected makes the submission unusual
_OPENING = re.compile(
    r"<SEC-DOCUMENT>([0-9]{10}-[0-9]{2}-[0-9]{6})\.txt : [0-9]{8}\n"
    r"<SEC-HEADER>\1\.hdr\.sgml : [0-9]{8}\n"
    r"<ACCEPTANCE-DATETIME>([0-9]{14})\n"
    r"ACCESSION NUMBER:\t\t\1\n"
    r"CONFORMED SUBMISSION TYPE:\t([345](?:/A)?)\n"
    r"PUBLIC DOCUMENT COUNT:\t\t([0-9]{1,9})\n"
    r"CONFORMED PERIOD OF REPORT:\t([0-9]{8})\n"
    r"FILED AS OF DATE:\t\t([0-9]{8})\n"
    r"DATE AS OF CHANGE:\t\t([0-9]{8})\n"
).match
_VALUE = r"[\t -;=-~]*"  # printable ASCII without "<"


def _lines(*labels: str, is_kept: bool = False) -> str:
    """Lines of a group, each at most once, in EDGAR's order; with a group for each value that is kept."""
    value = f"({_VALUE})" if is_kept else _VALUE
    return "".join(rf"(?:\t\t{label}:{value}\n|)" for label in labels)


# a party with its groups in EDGAR's order: the role, the values of ``_DATA``, and the file number
_DATA = {
    "name": "COMPANY CONFORMED NAME", "cik": "CENTRAL INDEX KEY", "sic": "STANDARD INDUSTRIAL CLASSIFICATION",
    "organization_name": "ORGANIZATION NAME", "irs_number": "(?:IRS NUMBER|EIN)",
    "state_of_incorporation": "STATE OF INCORPORATION", "fiscal_year_end": "FISCAL YEAR END",
}  # fmt: skip
_ADDRESS = _lines("STREET 1", "STREET 2", "CITY", "STATE", "ZIP", "BUSINESS PHONE")
_FORMER = _lines("FORMER CONFORMED NAME", "DATE OF NAME CHANGE")
_PARTY = re.compile(
    r"\n(ISSUER|REPORTING-OWNER):\t+\n\n\t(?:COMPANY|OWNER) DATA:\t\n"
    + _lines(*_DATA.values(), is_kept=True)
    + rf"(?:\n\tFILING VALUES:\n{_lines('FORM TYPE', 'SEC ACT')}"
    + rf"(?:\t\tSEC FILE NUMBER:({_VALUE})\n|){_lines('FILM NUMBER')}|)"
    + rf"(?:\n\t(?:BUSINESS|MAIL) ADDRESS:\t\n{_ADDRESS})*"
    + rf"(?:\n\tFORMER (?:COMPANY|NAME):\t\n{_FORMER})*"
).match
_HEADER_END, _END = b"\n</SEC-HEADER>\n", b"</SEC-DOCUMENT>\n"
_OPEN, _TEXT, _CLOSE = b"<DOCUMENT>\n", b"\n<TEXT>\n", b"\n</TEXT>\n</DOCUMENT>\n"
_XML, _XML_END, _ROOT = b"<XML>\n", b"\n</XML>", b"<ownershipDocument"


class Brief(NamedTuple):
    """What ``brief`` tells.

    header       its own facts and one party, the issuer without addresses and former names;
                 ``fields`` is empty unless it is a correction or a deletion
    file_number  the first SEC file number of any party
    xml          the ownership document; None when there is none
    findings     what ``edgar_sgml.read`` finds
    """

    header: Header
    file_number: str | None
    xml: bytes | None
    findings: list[Finding]


def brief(source: bytes) -> Brief:
    """The submission in brief. Raises NotThisFormat."""
    return brief_usual(source) or _in_full(source)


def brief_usual(source: bytes) -> Brief | None:
    """``brief`` of one submission in EDGAR's usual layout, in which ``read`` finds nothing; None for any other."""
    end = source.find(_HEADER_END)
    head = source[: end + 1].decode("latin-1")
    if (opening := _OPENING(head)) is None:
        return None
    accession, accepted, form, count, period, filed, changed = opening.groups()
    parties = _parties(head, opening.end())
    xml = _document(source, end + len(_HEADER_END), int(count))
    days = day(period), day(filed), moment(accepted)
    if parties is None or xml is None or None in days or day(changed) is None:
        return None
    issuer, number = parties
    header = Header(
        accession=accession, form_type=form, period=days[0], filed=days[1], accepted=days[2], parties=(issuer,)
    )
    return Brief(header, number, xml, [])


def _document(source: bytes, at: int, count: int) -> bytes | None:
    """The ownership document, which stands first; None unless as many documents as stated follow to the very end."""
    xml = None
    for _ in range(count):
        text = source.find(b"<TEXT>", at)
        end = source.find(b"DOCUMENT>", at + len(_OPEN)) - _CLOSE.index(b"DOCUMENT>")
        if not (
            source.startswith(_OPEN, at) and 0 < text < end
            and source.startswith(_TEXT, text - 1) and source.startswith(_CLOSE, end)
        ):  # fmt: skip
            return None
        if xml is None:
            begin = text + len(_TEXT) - 1
            last = end - len(_XML_END)
            if not source.startswith(_XML, begin) or not source.startswith(_XML_END, last):
                return None
            xml = source[begin + len(_XML) : last].strip()
        at = end + len(_CLOSE)
    is_all = source.startswith(_END, at) and len(source) == at + len(_END)
    is_form = xml is not None and xml.startswith(b"<") and xml.find(_ROOT, 0, 4096) >= 0
    return xml if is_all and is_form else None


def _parties(head: str, at: int) -> tuple[Party, str | None] | None:
    """The one issuer, in brief, and the first file number; None when the parties are not in EDGAR's usual layout."""
    issuer: Party | None = None
    number = None
    while at < len(head):
        found = _PARTY(head, at)
        if found is None:
            return None
        at = found.end()
        role, *values, filed_under = found.groups()
        number = number or (filed_under or "").strip() or None
        if role == "ISSUER":
            if issuer is not None:
                return None
            data = zip(_DATA, values, strict=True)
            issuer = party(role, {attribute: value.strip() for attribute, value in data if value is not None})
    return None if issuer is None else (issuer, number)


def _in_full(source: bytes) -> Brief:
    submission, findings = edgar_sgml.read(source)
    head = submission.header
    issuer = head.issuer
    if issuer is not None:
        issuer = Party(
            role=issuer.role, name=issuer.name, cik=issuer.cik, organization_name=issuer.organization_name,
            sic=issuer.sic, sic_name=issuer.sic_name, irs_number=issuer.irs_number,
            state_of_incorporation=issuer.state_of_incorporation, fiscal_year_end=issuer.fiscal_year_end,
            relationship=issuer.relationship,
        )  # fmt: skip
    kept = Header(
        accession=head.accession, form_type=head.form_type, period=head.period, filed=head.filed,
        accepted=head.accepted, parties=(issuer,) if issuer is not None else (),
        fields=head.fields if head.is_correction or head.is_deletion else (),
    )  # fmt: skip
    documents = (document.xml for document in submission.documents)
    xml = next((xml for xml in documents if xml is not None and edgar_xml.sniff(xml)), None)
    return Brief(kept, next(iter(head.file_numbers), None), xml, findings)
