"""Bytes of an ``edgarSubmission`` envelope -> the package, and the layout to write it back.

One pass over the elements gives the values and, between and under them, the bytes as
transmitted.  What the schema does not foresee is kept and becomes a finding, S16-024.
"""

from __future__ import annotations

from binascii import Error as BinasciiError
from binascii import a2b_base64
from collections.abc import Iterable, Iterator

from lxml import etree

from section16.formats.edgar_package_findings import CODES, at, at_document, check
from section16.formats.faults import damaged, explain
from section16.formats.markup import (
    BLANK,
    LINE_END,
    Span,
    encoding_of,
    has_document_type,
    is_ascii_based,
    place_of,
    spans,
)
from section16.formats.values import flag
from section16.model.package import Contact, Package, PackageDocument, Part
from section16.vocabulary.cells import EMPTY, Cell
from section16.vocabulary.errors import Damaged, NotThisFormat
from section16.vocabulary.findings import Finding

ROOT = "edgarSubmission"

# children of each element in schema order, with the attribute that holds them
ROOT_FIELDS = {
    "submissionType": "submission_type",
    "testOrLive": "test_or_live",
    "pointOfContact": "contact",
    "returnCopy": "return_copy",
    "notificationAddresses": "notification_addresses",
    "edgarDocument": "documents",
}
CONTACT_FIELDS = {"contactName": "name", "contactPhoneNumber": "phone", "contactEmailAddress": "email"}
DOCUMENT_FIELDS = {
    "documentName": "name",
    "documentType": "type",
    "documentDescription": "description",
    "documentMimeBlock": "content",
}
ADDRESS = "notificationEmailAddress"
BLOCK = b"documentMimeBlock"
_REPEATED = ("edgarDocument", ADDRESS)
_MOST_KINDS = 20  # of unforeseen things that are told apart
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def read_envelope(source: bytes) -> tuple[Package, list[Finding]]:
    """The package in the bytes. Raises NotThisFormat and Damaged."""
    if has_document_type(source):
        raise Damaged("a document type declaration", f"<{ROOT}>, which has none")
    if not is_ascii_based(source):
        raise Damaged(f"text in the encoding {encoding_of(source) or 'UTF-16'!r}", "UTF-8")
    bare, places = _without_blocks(source)
    try:
        root = etree.fromstring(bare, _PARSER)
    except etree.XMLSyntaxError as error:
        raise damaged(bare, explain(bare, error)) from None
    if root.tag != ROOT:
        name = etree.QName(root)
        space = f" of {name.namespace!r}" if name.namespace else ""
        raise NotThisFormat(f"<{name.localname}>{space}", f"<{ROOT}> without a namespace, for Forms 3, 4 and 5")
    elements = list(root.iter(etree.Element))
    if places is None or len(elements) != len(places):
        raise Damaged("tags that cannot be told apart", f"<{ROOT}> in UTF-8")
    return _Reader(source, root, dict(zip(elements, places, strict=True))).read()


def _without_blocks(source: bytes) -> tuple[bytes, list[Span] | None]:
    """The envelope with its base64 texts cut down to their line ends, and every element of the source.

    A block of any size then is no matter for the XML reader, and lines keep their
    numbers.  A block that is more than base64 stays.
    """
    try:
        found = spans(source)
    except ValueError:
        return source, None
    parts: list[bytes] = []
    done = 0
    for span in found:
        block = source[span.inner_start : span.inner_end]
        if source.startswith(BLOCK, span.start + 1) and b"<" not in block and b"&" not in block:
            parts += (source[done : span.inner_start], b"".join(LINE_END.findall(block)))
            done = span.inner_end
    return b"".join((*parts, source[done:])), found


class _Reader:
    """Reads one envelope: its values, and the stretches of bytes between and under them."""

    def __init__(self, source: bytes, root: etree._Element, places: dict[etree._Element, Span]) -> None:
        self.source = source
        self.root = root
        self.places = places
        self.parts: list[Part] = []
        self.unknown: list[tuple[str, str]] = []
        self.findings: list[Finding] = []
        self.oddities: dict[str, list[int]] = {}
        self.done = 0
        self.encoding = root.getroottree().docinfo.encoding or "utf-8"

    def slot(self, name: str, element: etree._Element, value: str | None = None) -> None:
        """The place of a value; without one, the mark that an element with children is there."""
        span = self.places[element]
        start, end = (span.inner_start, span.inner_end) if span.inner_start < span.end else (span.start, span.end)
        if value is None:
            start = end = span.start
        self.parts.append(Part("", self.source[self.done : start]))
        # the base64 text is kept with its document: it can hold the CCC
        raw = b"" if name.endswith(".content") and span.inner_start < span.end else self.source[start:end]
        self.parts.append(Part(name, raw, value or ""))
        self.done = end

    def children(self, parent: etree._Element, fields: Iterable[str]) -> Iterator[tuple[str, etree._Element]]:
        """The known children in filed order; others, repeated ones and attributes are kept and reported."""
        order = list(fields)
        met: set[str] = set()
        last = 0
        self.attributes(parent)
        for child in parent.iterchildren(etree.Element):
            tag = str(child.tag)
            if tag not in order or (tag in met and tag not in _REPEATED):
                span = self.places[child]
                markup = self.source[span.start : span.end].decode(self.encoding, "replace")
                self.unknown.append((str(parent.tag), markup))
                self.odd(child, "an element that the schema does not have here")
                continue
            if order.index(tag) < last:
                self.odd(child, "an element out of order")
            last = max(last, order.index(tag))
            met.add(tag)
            yield tag, child

    def text(self, element: etree._Element) -> str:
        """What an element says, comments left out."""
        self.attributes(element)
        if next(element.iterchildren(etree.Element), None) is not None:
            self.odd(element, "an element inside of a value")
        return str(element.xpath("string()"))

    def attributes(self, element: etree._Element) -> None:
        if any(not str(name).startswith(_XSI) for name in element.attrib):
            self.odd(element, "an attribute")

    def odd(self, element: etree._Element, what: str) -> None:
        """Note what the schema does not foresee; of each kind, the first place and how often."""
        name = etree.QName(element).localname
        kind = f"{what}: <{name if len(name) <= 60 else name[:60] + '...'}>"
        self.oddities.setdefault(kind, []).append(self.places[element].start)

    def read(self) -> tuple[Package, list[Finding]]:
        """The whole package."""
        fields: dict[str, object] = {}
        documents: list[PackageDocument] = []
        for tag, child in self.children(self.root, ROOT_FIELDS):
            name = ROOT_FIELDS[tag]
            if tag == "edgarDocument":
                documents.append(self.document(child, len(documents)))
            elif tag == "pointOfContact":
                fields[name] = self.contact(child)
            elif tag == "notificationAddresses":
                fields[name] = self.addresses(child)
            else:
                text = self.text(child)
                self.slot(name, child, text)
                fields[name] = _copy(text) if tag == "returnCopy" else text
        if self.root.xpath("//processing-instruction()"):
            self.oddities["a processing instruction"] = []
        for what, starts in list(self.oddities.items())[:_MOST_KINDS]:
            where = f" at line {place_of(self.source, starts[0])[0]}" if starts else ""
            more = f", and {len(starts) - 1:,} more" if len(starts) > 1 else ""
            self.findings.append(CODES.finding("S16-024", at("layout"), f"{what}{where}{more}"))
        if len(self.oddities) > _MOST_KINDS:
            message = f"{len(self.oddities) - _MOST_KINDS:,} more kinds of what the schema does not have"
            self.findings.append(CODES.finding("S16-024", at("layout"), message))
        self.parts.append(Part("", self.source[self.done :]))
        package = Package(
            **fields,  # type: ignore[arg-type]
            documents=tuple(documents),
            layout=tuple(part for part in self.parts if part.slot or part.raw),
            unknown=tuple(self.unknown),
        )
        return package, self.findings + check(package)

    def contact(self, element: etree._Element) -> Contact:
        """The person to ask."""
        self.slot("contact", element)
        fields: dict[str, str] = {}
        for tag, child in self.children(element, CONTACT_FIELDS):
            name = CONTACT_FIELDS[tag]
            fields[name] = self.text(child)
            self.slot(f"contact.{name}", child, fields[name])
        return Contact(**fields)

    def addresses(self, element: etree._Element) -> tuple[str, ...]:
        """The notification addresses."""
        self.slot("notification_addresses", element)
        found: list[str] = []
        for _, child in self.children(element, (ADDRESS,)):
            text = self.text(child)
            self.slot(f"notification_addresses[{len(found)}]", child, text)
            found.append(text)
        return tuple(found)

    def document(self, element: etree._Element, index: int) -> PackageDocument:
        """One enclosed document, decoded."""
        place = f"documents[{index}]"
        self.slot(place, element)
        fields: dict[str, str] = {}
        block: bytes | None = None
        kept = len(self.unknown)
        for tag, child in self.children(element, DOCUMENT_FIELDS):
            name = DOCUMENT_FIELDS[tag]
            text = self.text(child)
            if name == "content":
                span = self.places[child]
                block = self.source[span.inner_start : span.inner_end]
            else:
                fields[name] = text
            self.slot(f"{place}.{name}", child, text if name != "content" else "")
        content = decode(block or b"")
        unknown = tuple(markup for _, markup in self.unknown[kept:])
        del self.unknown[kept:]
        document = PackageDocument(**fields, content=content or b"", block=block, unknown=unknown)
        if content is None:
            message = "text that is not base64, expected letters, digits, '+', '/' and '=' at the end"
            self.findings.append(CODES.finding("S16-020", at_document(index, document, "content"), message))
        return document


def _copy(text: str) -> Cell[bool]:
    return Cell(flag(text), text) if text else EMPTY


def decode(block: bytes) -> bytes | None:
    """The file in a base64 text, white space and line ends aside; None when it is not one."""
    try:
        if b"<" in block or b"&" in block:
            text = etree.fromstring(b"<x>" + block + b"</x>", _PARSER).xpath("string()")
            block = str(text).encode("ascii", "replace")
        return a2b_base64(block.translate(None, BLANK), strict_mode=True)
    except (BinasciiError, etree.XMLSyntaxError):
        return None
