"""Ownership XML: the document of Forms 3, 4 and 5 as EDGAR disseminates it.

Promise: ``write(read(x))`` equals ``x`` in canonical XML once whitespace between
elements is dropped, unknown elements included.  Authority: EDGAR Ownership XML
Technical Specification, version 5.5 (March 2026), and filed documents of every
layout since 2003.  Nothing named inside a document is ever fetched or opened.
"""

from __future__ import annotations

from lxml import etree

from section16.formats import edgar_xml_usual, repairs
from section16.formats.edgar_xml_layout import drop_blank
from section16.formats.edgar_xml_reader import DocumentReader
from section16.formats.edgar_xml_writer import DocumentWriter
from section16.model.document import OwnershipDocument
from section16.vocabulary.errors import Damaged, NotThisFormat
from section16.vocabulary.findings import Finding

ROOT = "ownershipDocument"
_START = b"<ownershipDocument"
_ATTRIBUTES = etree.XPath("boolean(//@*[not(name()='id' and (parent::footnote or parent::footnoteId))])")
# encodings in which ASCII characters are ASCII bytes, as declared; for any other the bytes are not asked
_ASCII_BASED = {"UTF-8", "utf-8", "ASCII", "US-ASCII", "us-ascii", "ISO-8859-1", "iso-8859-1", "windows-1252"}
# how UTF-16 begins
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
# XML's white space; anything else before the first "<" is not XML
_BLANK = b" \t\r\n"


# opens nothing and expands nothing
PARSER = etree.XMLParser(
    remove_blank_text=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
    collect_ids=False, strip_cdata=True,
)  # fmt: skip
# the same, but all white space stays
_KEEPING = etree.XMLParser(
    remove_blank_text=False, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
    collect_ids=False, strip_cdata=True,
)  # fmt: skip


def sniff(source: bytes) -> bool:
    """True when the bytes look like an ownership document, damaged or not."""
    head = source[:4096].lstrip(b"\xef\xbb\xbf").lstrip(_BLANK)
    if head.startswith(_WIDE):
        head = head.lstrip(b"\xff\xfe").replace(b"\x00", b"").lstrip(_BLANK)
    return head.startswith(b"<") and b"<" + ROOT.encode() in head


def tree(source: bytes) -> tuple[etree._Element, list[Finding]]:
    """The element tree, repaired where the damage is known.

    Raises NotThisFormat for other text, Damaged for what no known repair mends.
    """
    return _parsed(source)[:2]


def _parsed(source: bytes) -> tuple[etree._Element, list[Finding], bool]:
    """The tree, the repairs, and whether ASCII characters are ASCII bytes in the source."""
    findings: list[Finding] = []
    text = source
    if b"\r" in source and b"\x00" not in source[:4]:
        # line ends as XML 1.0, section 2.11, has them: the parser drops blanks before a raw one, in text too
        text = source.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        root = etree.fromstring(text, PARSER)
    except etree.XMLSyntaxError as error:
        if not sniff(source):
            seen = "text that is not XML" if source.strip() else "nothing"
            raise NotThisFormat(seen, f"<{ROOT}>") from None
        root, findings = repairs.mend(source, PARSER, error)
    if root.tag != ROOT:
        raise NotThisFormat(f"<{root.tag}>", f"<{ROOT}>")
    info = root.getroottree().docinfo
    if info.internalDTD is not None:
        raise Damaged("a document type declaration", "an ownership document, which has none")
    is_ascii_based = info.encoding in _ASCII_BASED and b"\x00" not in source[:4]
    if not findings and ((b"[" in source and b"<![CDATA[" in source) or not is_ascii_based):
        root = etree.fromstring(source, _KEEPING)  # the other would drop blanks in text before a CDATA section too
        drop_blank(root)
    return root, findings, is_ascii_based


def read(source: bytes) -> tuple[OwnershipDocument, list[Finding]]:
    """Read one document; findings tell which repairs were needed.

    Raises NotThisFormat and Damaged as ``tree`` does.
    """
    usual = edgar_xml_usual.read(source)
    if usual is not None:
        return usual, []
    return read_tree(source)


def read_tree(source: bytes) -> tuple[OwnershipDocument, list[Finding]]:
    """The same by way of the element tree, whatever manner the text is of."""
    root, findings, is_ascii_based = _parsed(source)
    reader = DocumentReader(attributes=False)
    document = reader.document(root)
    # every attribute needs "=": as many as there are footnote ids means no other
    if not is_ascii_based or (
        source.count(b"=", source.find(_START)) != reader.ids and (b"xmlns" in source or _ATTRIBUTES(root))
    ):
        document = DocumentReader(attributes=True).document(root)
    return document, findings


def write(document: OwnershipDocument, *, with_ccc: bool = False) -> bytes:
    """The document as ASCII XML, text as filed, layout as filed where it was unusual.

    The owners' CCC is left out unless ``with_ccc``: only a package for EDGAR
    carries it.  Raises Damaged when a text holds a character XML cannot.
    """
    return DocumentWriter(document, with_ccc).write()
