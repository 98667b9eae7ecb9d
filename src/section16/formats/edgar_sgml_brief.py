"""A submission in brief: what a store keeps of its header, at a fraction of the cost of reading it.

Most submissions are in EDGAR's usual layout; of those only the lines that are asked
for are looked at.  Any other is read in full, so the answer is the same either way.
"""

from __future__ import annotations

from typing import NamedTuple

from section16.formats import edgar_sgml, edgar_xml
from section16.formats.edgar_sgml_documents import text_of
from section16.formats.edgar_sgml_header import COMPANY, day, party
from section16.model.submission import Header, Party
from section16.vocabulary.findings import Finding

_END = b"\n</XML>\n</TEXT>\n</DOCUMENT>\n</SEC-DOCUMENT>\n"
_ONE = b"\nPUBLIC DOCUMENT COUNT:\t\t1\n"
_ISSUER = b"\nISSUER:"
_DATA = b"\n\tCOMPANY DATA:\t\n\t\t"
_FILE_NUMBER = b"\n\t\tSEC FILE NUMBER:\t"


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
    glance = edgar_sgml.glance_usual(source) if source.endswith(_END) else None
    if glance is None or glance.xml is None or not edgar_xml.sniff(glance.xml):
        return _in_full(source)
    opening = source[: source.find(b"\n</SEC-HEADER>") + 1]
    issuer = _issuer(opening) if _is_plain(source, opening, glance.accession or "") else None
    if issuer is None:
        return _in_full(source)
    return Brief(
        Header(
            accession=glance.accession, form_type=glance.form_type, period=glance.period, filed=glance.filed,
            accepted=glance.accepted, parties=(issuer,),
        ),
        _line_after(opening, _FILE_NUMBER) or None, glance.xml, [],
    )  # fmt: skip


def _is_plain(source: bytes, opening: bytes, accession: str) -> bool:
    """True when reading it in full finds nothing: one document, as stated, under one accession number."""
    start = f"<SEC-DOCUMENT>{accession}.txt : ".encode()
    second = f"\n<SEC-HEADER>{accession}.hdr.sgml : ".encode()
    return (
        source.startswith(start)
        and opening.find(second) == opening.find(b"\n")
        and opening.find(_ONE) > 0
        and source.count(b"\n<DOCUMENT>") == 1
        and day(_line_after(opening, b"\nDATE AS OF CHANGE:")) is not None
    )


def _line_after(opening: bytes, label: bytes) -> str | None:
    at = opening.find(label)
    if at < 0:
        return None
    end = opening.find(b"\n", at + len(label))
    return (text_of(opening[at + len(label) : end if end >= 0 else None]) or "").strip()


def _issuer(opening: bytes) -> Party | None:
    """The one issuer, by its lines up to the addresses; None when there is none, or more than one."""
    at = opening.find(_ISSUER)
    if at < 0 or opening.find(_ISSUER, at + 1) >= 0 or opening.find(b"\nSUBJECT COMPANY:") >= 0:
        return None
    data = opening.find(_DATA, at)
    end = opening.find(b"\n\n", data + len(_DATA))
    text = text_of(opening[data + len(_DATA) : end if end >= 0 else len(opening) - 1])
    if data < 0 or text is None:
        return None
    found: dict[str, str] = {}
    for line in text.split("\n\t\t"):
        label, _, value = line.partition(":")
        attribute = COMPANY.get(label)
        if attribute is None:
            return None
        found.setdefault(attribute, value.strip())
    return party("ISSUER", found)


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
