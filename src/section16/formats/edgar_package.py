"""The package: the ``edgarSubmission`` envelope that a filer transmits (read, write).

Promise: envelope and base64 documents are written back byte for byte, unknown
elements included, as far as their values were not changed; what was changed is
written in its place.  The owners' CCC stands in the enclosed form: ``write`` leaves it
out unless asked for it by name, and no message quotes a document.  Authority: EDGAR
Ownership XML Technical Specification, sections 3.4 and 4.2, with its schema
``edgarSubmission.xsd.xml`` and samples.
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Iterable, Iterator

import msgspec

from section16.formats import edgar_xml
from section16.formats.edgar_package_ccc import strip_ccc
from section16.formats.edgar_package_findings import CODES, check
from section16.formats.edgar_package_reader import (
    ADDRESS,
    BLOCK,
    CONTACT_FIELDS,
    DOCUMENT_FIELDS,
    ROOT,
    ROOT_FIELDS,
    decode,
    read_envelope,
)
from section16.formats.edgar_xml_print import escape
from section16.formats.edgar_xml_writer import encode
from section16.formats.markup import BLANK, BOM
from section16.model.document import OwnershipDocument
from section16.model.package import DOCUMENT_TYPES, Contact, Package, PackageDocument, Part
from section16.model.submission import SubmissionDocument
from section16.vocabulary.cells import Cell
from section16.vocabulary.errors import Damaged, MissingFact, NotThisFormat, SeenAndExpected
from section16.vocabulary.findings import Finding

__all__ = ["CODES", "LIVE", "TEST", "build", "check", "read", "sniff", "without_ccc", "write"]

TEST, LIVE = "TEST", "LIVE"
_INDENT = "    "


def sniff(source: bytes) -> bool:
    """True when the bytes look like an ``edgarSubmission``, damaged or not."""
    head = source[:4096].lstrip(BOM).lstrip(BLANK)
    return head.startswith(b"<") and b"<" + ROOT.encode() in head


def read(source: bytes) -> tuple[Package, list[Finding]]:
    """Read a package; the findings are those of ``check`` and of the reading itself.

    The enclosed form is decoded, not read: ``edgar_xml.read(package.primary.content)``.
    Raises NotThisFormat for other text, Damaged for an envelope that is not
    well-formed.
    """
    if not sniff(source):
        raise NotThisFormat("text that is not XML" if source.strip() else "nothing", f"<{ROOT}>")
    return read_envelope(source)


# --------------------------------------------------------------------------------------------------- base64

_LINES = re.compile(rb"([ \t\r\n]*)([A-Za-z0-9+/=]+)(?:([ \t\r\n]+)[A-Za-z0-9+/=])?")
_SAMPLE = b"\n            %s\n            x\n        " % (60 * b"x")  # the layout of the SEC's samples


def encode_like(content: bytes, block: bytes | None) -> bytes:
    """The base64 text of ``content``, in lines as long and as far in as those of ``block``."""
    text = b2a_base64(content, newline=False)
    sample = block if block is not None and _LINES.match(block) else _SAMPLE
    layout = _LINES.match(sample)
    assert layout is not None
    lead, line, between = layout.groups()
    width = len(line) if between else len(text)
    lines = (text[i : i + width] for i in range(0, len(text), max(width, 1)))
    return lead + (between or b"").join(lines) + sample[len(sample.rstrip(BLANK)) :]


def _block(document: PackageDocument) -> bytes:
    """The base64 text to write: as transmitted, where it says what the document holds."""
    block = document.block
    if block is not None and (decode(block) or b"") == document.content:
        return block
    return encode_like(document.content, block)


# ---------------------------------------------------------------------------------------------------- write


def without_ccc(package: Package) -> Package:
    """The package without the owners' CCC: what may be kept, shown or handed on.

    Raises Damaged when a document may hold a CCC that cannot be told apart.
    """
    documents = []
    for document in package.documents:
        name = repr(document.name)
        if document.block is not None and decode(document.block) is None and not document.content:
            raise Damaged(f"text in {name} that is not base64", "base64, to leave out the CCC that may be in it")
        content = strip_ccc(document.content, name)
        unknown = tuple(filter(None, (strip_ccc(m.encode(), name).decode() for m in document.unknown)))
        changed = msgspec.structs.replace(document, content=content, unknown=unknown)
        if content != document.content:
            changed = msgspec.structs.replace(changed, block=encode_like(content, _block(document)))
        documents.append(changed)
    return msgspec.structs.replace(
        package,
        documents=tuple(documents),
        layout=tuple(msgspec.structs.replace(part, raw=strip_ccc(part.raw)) for part in package.layout),
        unknown=tuple((place, strip_ccc(markup.encode()).decode()) for place, markup in package.unknown),
    )


def write(package: Package, *, with_ccc: bool = False) -> bytes:
    """The package as it is to be transmitted.

    The owners' CCC is left out of the enclosed form unless ``with_ccc``; EDGAR takes
    a package only with it.  Raises Damaged as ``without_ccc`` does, ValueError when a
    value holds a character that XML cannot.
    """
    if not with_ccc:
        package = without_ccc(package)
    values = dict(_values(package))
    if package.layout and sorted(p.slot for p in package.layout if p.slot) == sorted(values):
        return b"".join(_fill(part, values[part.slot]) if part.slot else part.raw for part in package.layout)
    return encode("".join(_compose(package)))


def _values(package: Package) -> Iterator[tuple[str, str | bytes]]:
    """Every value that is there, by its slot: text as it reads, base64 text as bytes."""
    for field in ("submission_type", "test_or_live"):
        if (value := getattr(package, field)) is not None:
            yield field, value
    if not package.return_copy.is_absent:
        yield "return_copy", package.return_copy.text or ""
    if package.contact is not None:
        yield "contact", ""
        for field in CONTACT_FIELDS.values():
            if (value := getattr(package.contact, field)) is not None:
                yield f"contact.{field}", value
    if package.notification_addresses is not None:
        yield "notification_addresses", ""
        for i, address in enumerate(package.notification_addresses):
            yield f"notification_addresses[{i}]", address
    for i, document in enumerate(package.documents):
        yield f"documents[{i}]", ""
        for field in ("name", "type", "description"):
            if (value := getattr(document, field)) is not None:
                yield f"documents[{i}].{field}", value
        if document.content or document.block is not None:
            yield f"documents[{i}].content", _block(document)


def _fill(part: Part, value: str | bytes) -> bytes:
    """A stretch of the envelope: as transmitted, unless its value is another now."""
    if isinstance(value, bytes):
        if not (value and part.raw):
            return part.raw or value
    elif value == part.value:
        return part.raw
    else:
        value = encode(escape(value))
    if part.raw.startswith(b"<") and part.raw.endswith(b"/>"):
        tag = part.raw[1:-2].split()[0]
        return b"<%s>%s</%s>" % (tag, value, tag)
    return value


def _compose(package: Package) -> Iterator[str]:
    """A new envelope, laid out as the SEC's samples; unknown elements come last in their parent."""
    unknown = list(package.unknown)
    yield f'<?xml version="1.0"?>\n<{ROOT}>\n'
    for tag, field in ROOT_FIELDS.items():
        value = getattr(package, field)
        kept = [markup for place, markup in unknown if place == tag]
        if isinstance(value, Contact):
            leaves = [(t, getattr(value, name)) for t, name in CONTACT_FIELDS.items()]
            yield from _group(tag, leaves, kept)
        elif field == "notification_addresses" and value is not None:
            yield from _group(tag, [(ADDRESS, address) for address in value], kept)
        elif field == "documents":
            for document in value:
                leaves = [(t, getattr(document, name)) for t, name in DOCUMENT_FIELDS.items() if name != "content"]
                if document.content or document.block is not None:
                    leaves.append((BLOCK.decode(), _Raw(_block(document).decode("utf-8", "replace"))))
                yield from _group(tag, leaves, document.unknown)
        elif isinstance(value, Cell):
            yield from _leaf(tag, None if value.is_absent else value.text or "")
        else:
            yield from _leaf(tag, value)
    yield from (f"{_INDENT}{markup}\n" for place, markup in unknown if place == ROOT)
    yield f"</{ROOT}>\n"


class _Raw(str):
    """Text that is markup already."""

    __slots__ = ()


def _leaf(tag: str, text: str | None, indent: str = _INDENT) -> Iterator[str]:
    if text is not None:
        yield f"{indent}<{tag}>{text if isinstance(text, _Raw) else escape(text)}</{tag}>\n"


def _group(tag: str, leaves: Iterable[tuple[str, str | None]], unknown: Iterable[str]) -> Iterator[str]:
    yield f"{_INDENT}<{tag}>\n"
    for name, text in leaves:
        yield from _leaf(name, text, _INDENT * 2)
    yield from (f"{_INDENT * 2}{markup}\n" for markup in unknown)
    yield f"{_INDENT}</{tag}>\n"


# ---------------------------------------------------------------------------------------------------- build


def build(
    document: OwnershipDocument,
    *,
    test_or_live: str = TEST,
    exhibits: Iterable[PackageDocument | SubmissionDocument] = (),
    contact: Contact | None = None,
    notification_addresses: Iterable[str] | None = None,
    name: str | None = None,
    description: str | None = None,
) -> Package:
    """A new package around a form; ``check`` says what EDGAR would object to.

    test_or_live  TEST, unless LIVE is asked for by this name
    exhibits      as they are in a package, or in the submission they came from
    name          of the form's file; "doc4.xml" for a Form 4, "doc4a.xml" for a 4/A

    The owners' CCC goes into the form as far as the document holds it.  Raises
    MissingFact when the document says no type, SeenAndExpected for another word than
    TEST or LIVE.
    """
    kind = (document.document_type or "").strip()
    if kind not in DOCUMENT_TYPES:
        raise MissingFact(f"found document type {kind!r}, expected one of {', '.join(DOCUMENT_TYPES)}")
    if test_or_live not in (TEST, LIVE):
        raise SeenAndExpected(repr(test_or_live), f"{TEST} or {LIVE}")
    form = PackageDocument(
        name=name or f"doc{kind.replace('/', '').lower()}.xml",
        type=kind,
        description=description,
        content=edgar_xml.write(document, with_ccc=True),
    )
    return Package(
        submission_type=kind,
        test_or_live=test_or_live,
        contact=contact,
        notification_addresses=None if notification_addresses is None else tuple(notification_addresses),
        documents=(form, *map(_exhibit, exhibits)),
    )


def _exhibit(document: PackageDocument | SubmissionDocument) -> PackageDocument:
    if isinstance(document, PackageDocument):
        return document
    return PackageDocument(
        name=document.filename, type=document.type, description=document.description, content=document.content
    )
