"""The submission around an ownership document: EDGAR's header and the documents in it.

Three spellings carry the same data: the full submission text (``.txt``), the
header alone (``.hdr.sgml``) and the feed file (``.nc``).  The bytes as filed are
kept in parts, so that writing joins the parts and gives the very same file; the
header and the values of a document are readings of those parts.

Values are text as filed without the blanks around it.  None is "not there", ""
is "there and empty".
"""

from __future__ import annotations

import re
from binascii import Error as BinasciiError
from binascii import a2b_uu
from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal

import msgspec

Spelling = Literal["txt", "hdr.sgml", "nc"]
Kind = Literal["xml", "pdf", "uuencoded", "text"]

_ISSUER_ROLES = ("ISSUER", "SUBJECT COMPANY")
_OWNER_ROLE = "REPORTING OWNER"
_BODY_START = re.compile(rb"\s*(<XML>|<PDF>|begin [0-7]{3,4} )")
_UU_BEGIN = re.compile(rb"^begin ([0-7]{3,4}) ([^\r\n]*)(?:\r\n?|\n|\Z)", re.MULTILINE)


class HeaderField(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One line of the header, with the lines that stand below it.

    label     "SEC FILE NUMBER" or "FILE-NUMBER": without colon or angle brackets;
              "" for a line that is neither label nor tag, kept in ``value``
    value     "" on a line that has none
    children  of a group ("ISSUER", "MAIL ADDRESS"), in filed order
    """

    label: str
    value: str = ""
    children: tuple[HeaderField, ...] = ()


class HeaderAddress(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An address from EDGAR's company data base; it can differ from the form's own."""

    street1: str | None = None
    street2: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    phone: str | None = None


class FilingValues(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Under what a party files.

    act          "1934 Act" in a .txt, "34" in the raw spellings
    file_number  of the issuer with the SEC, "001-14989"; on ownership filings it
                 stands with the reporting owner
    film_number  EDGAR's number of the page images
    """

    form_type: str | None = None
    act: str | None = None
    file_number: str | None = None
    film_number: str | None = None


class FormerName(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A name a party had before, and the date of its change (None when unreadable)."""

    name: str | None = None
    changed: date | None = None


class Party(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One company or person of the submission, as EDGAR's data base knew it that day.

    role               as filed: "REPORTING-OWNER", "ISSUER", "SUBJECT COMPANY",
                       "FILED BY" (with hyphens in the raw spellings)
    cik                ten digits, leading zeros kept
    organization_name  the SEC's review office, "04 Manufacturing"; since 2025, often empty
    sic, sic_name      Standard Industrial Classification; the raw spellings have the
                       code alone.  "" where the brackets are empty
    irs_number         "IRS NUMBER", since 2025 "EIN"
    fiscal_year_end    month and day, "1231"
    relationship       to the issuer; headers of before 2003 only.  The first, if repeated
    filing_values      usually one
    """

    role: str
    name: str | None = None
    cik: str | None = None
    organization_name: str | None = None
    sic: str | None = None
    sic_name: str | None = None
    irs_number: str | None = None
    state_of_incorporation: str | None = None
    fiscal_year_end: str | None = None
    relationship: str | None = None
    filing_values: tuple[FilingValues, ...] = ()
    business_address: HeaderAddress | None = None
    mail_address: HeaderAddress | None = None
    former_names: tuple[FormerName, ...] = ()

    @property
    def is_issuer(self) -> bool:
        """True for the issuer; headers of before 2003 call it the subject company."""
        return self.role.replace("-", " ") in _ISSUER_ROLES

    @property
    def is_owner(self) -> bool:
        """True for a reporting owner."""
        return self.role.replace("-", " ") == _OWNER_ROLE

    @property
    def file_number(self) -> str | None:
        """The first SEC file number of the party, or None."""
        return next((v.file_number for v in self.filing_values if v.file_number), None)


class Header(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What EDGAR says about a submission.

    form_type     "4", "4/A"
    public_document_count  as stated; the documents themselves may be fewer
    period        period of report
    filed         filing date, the date that counts in law
    changed       date of the last correction after acceptance; usually ``filed``
    accepted      when EDGAR accepted it: Eastern time, without a zone (None in a
                  feed file and before about 2001)
    disseminated  date on the first line of a .txt; the next business day for a
                  Form 4 accepted after 5:30 pm on some days
    parties       in filed order
    fields        every line of the header in filed order, also the ones that no
                  attribute holds; an attribute is None when its field is unreadable
    """

    accession: str | None = None
    form_type: str | None = None
    public_document_count: int | None = None
    period: date | None = None
    filed: date | None = None
    changed: date | None = None
    accepted: datetime | None = None
    disseminated: date | None = None
    parties: tuple[Party, ...] = ()
    fields: tuple[HeaderField, ...] = ()

    @property
    def issuer(self) -> Party | None:
        """The issuer; None in a header without one."""
        return next((party for party in self.parties if party.is_issuer), None)

    @property
    def owners(self) -> tuple[Party, ...]:
        """The reporting owners, in filed order."""
        return tuple(party for party in self.parties if party.is_owner)

    @property
    def file_numbers(self) -> tuple[str, ...]:
        """Every SEC file number once, in filed order."""
        values = (v.file_number for party in self.parties for v in party.filing_values)
        return tuple(dict.fromkeys(number for number in values if number))

    @property
    def sic(self) -> str | None:
        """The issuer's industry code, "5063", or None."""
        return (self.issuer.sic or None) if self.issuer else None

    @property
    def is_correction(self) -> bool:
        """True for a correction made after acceptance: it replaces an earlier copy."""
        return self.first("CORRECTION") is not None

    @property
    def is_deletion(self) -> bool:
        """True for a removal: the earlier copy is to be dropped."""
        return any(field.label == "DELETION" for field in self.fields)

    @property
    def is_private_to_public(self) -> bool:
        """True when the submission was held back and is now public."""
        return self.first("PRIVATE-TO-PUBLIC") is not None

    @property
    def timestamp(self) -> str | None:
        """When a correction was disseminated, as filed ("20090217:132500"), or None."""
        return self.first("TIMESTAMP")

    def first(self, label: str) -> str | None:
        """Value of the first field with that label at any depth, or None."""
        if not self.fields:
            return None
        return next((field.value for field in self.walk() if field.label == label), None)

    def walk(self) -> Iterator[HeaderField]:
        """Every field in filed order, groups before their children."""
        rest = list(reversed(self.fields))
        while rest:
            field = rest.pop()
            yield field
            rest.extend(reversed(field.children))


class Attachment(msgspec.Struct, frozen=True, gc=False):
    """A uuencoded file, decoded.

    name     as written on its ``begin`` line
    content  what could be decoded
    damage   None, or what is wrong and where; the content is then incomplete
    """

    name: str
    content: bytes
    damage: str | None = None


class SubmissionDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One document of a submission: the form itself, an exhibit, a graphic.

    type         "4", "EX-24", "GRAPHIC"
    sequence     from 1
    description  the filer's words; often absent
    head         bytes from ``<DOCUMENT>`` to ``<TEXT>``
    body         bytes between ``<TEXT>`` and ``</TEXT>``
    tail         bytes from ``</TEXT>`` to the next document; empty when cut short
    """

    type: str | None = None
    sequence: int | None = None
    filename: str | None = None
    description: str | None = None
    head: bytes
    body: bytes
    tail: bytes

    @property
    def kind(self) -> Kind:
        """What the body holds; a PDF is uuencoded too, HTML is text."""
        start = _BODY_START.match(self.body)
        if start is None:
            return "text"
        return {b"<XML>": "xml", b"<PDF>": "pdf"}.get(start[1], "uuencoded")  # type: ignore[return-value]

    @property
    def xml(self) -> bytes | None:
        """What stands between ``<XML>`` and ``</XML>``, without blanks around it.

        None for another kind of document.  Cut short, it is what there is.
        """
        span = self.xml_span
        return None if span is None else self.body[span[0] : span[1]]

    @property
    def xml_span(self) -> tuple[int, int] | None:
        """Where in ``body`` the XML begins and ends, or None."""
        start = _BODY_START.match(self.body)
        if start is None or start[1] != b"<XML>":
            return None
        end = self.body.rfind(b"</XML>", start.end())
        inner = self.body[start.end() : end if end >= 0 else len(self.body)]
        begin = start.end() + len(inner) - len(inner.lstrip())
        return begin, begin + len(inner.strip())

    @property
    def attachment(self) -> Attachment | None:
        """The uuencoded file in the body, decoded; None when there is none."""
        return None if self.kind in ("xml", "text") else decode_attachment(self.body)

    @property
    def content(self) -> bytes:
        """The document as a file of its own: XML, decoded PDF or graphic, or text."""
        if (xml := self.xml) is not None:
            return xml
        if (attachment := self.attachment) is not None:
            return attachment.content
        for line_end in (b"\r\n", b"\n", b"\r"):
            if self.body.startswith(line_end):
                return self.body[len(line_end) :]
        return self.body


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """A submission in parts that, joined in order, are the file as filed.

    opening  bytes before the first document: wrapper, outer tags, header
    closing  bytes after the last document
    header   a reading of ``opening``.  Replacing it alone does not change what is
             written; ``edgar_sgml.build`` composes anew
    """

    spelling: Spelling
    header: Header
    opening: bytes
    documents: tuple[SubmissionDocument, ...] = ()
    closing: bytes = b""

    @property
    def primary(self) -> SubmissionDocument | None:
        """The form: the first document with XML, else the first; None without documents."""
        return next((d for d in self.documents if d.kind == "xml"), next(iter(self.documents), None))

    @property
    def xml(self) -> bytes | None:
        """The ownership XML, or None (a header alone, a text filing of before 2003)."""
        return self.primary.xml if self.primary else None


def decode_attachment(text: bytes) -> Attachment | None:
    """Decode the first uuencoded file in ``text``; None when no ``begin`` line is there.

    EDGAR strips blanks at the ends of lines, where a blank stands for zero bits, and
    so leaves the last line before ``end`` empty; what fills up the last group of four
    is arbitrary (0001091667-23-000012), so whole groups are decoded and then cut.
    Other encoders write "`" for a blank or add a check character: both are accepted.

    >>> decode_attachment(b"begin 644 a.txt\\n#8V%T\\n \\nend\\n")
    Attachment(name='a.txt', content=b'cat', damage=None)
    """
    begin = _UU_BEGIN.search(text)
    if begin is None:
        return None
    name = begin[2].decode("latin-1").strip()
    parts: list[bytes] = []
    damage: str | None = None
    for number, line in enumerate(text[begin.end() :].splitlines(), 1):
        if line == b"end" or line.rstrip() == b"end":
            return Attachment(name, b"".join(parts), damage)
        size = (line[0] - 32) & 63 if line else 0
        groups = (size + 2) // 3
        try:
            whole = a2b_uu(bytes((32 + groups * 3,)) + line[1 : 1 + groups * 4]) if size else b""
            parts.append(whole[:size])
        except BinasciiError:
            damage = damage or f"line {number} after 'begin' is not uuencoded: {line[:20]!r}"
    return Attachment(name, b"".join(parts), damage or "the file is cut short: no 'end' line")
