"""The digest of a form: the same for what a filer sends and for what EDGAR makes public of it.

EDGAR takes out the CCC, fills in names, the schema version and, when there is none, the
address, and stores text in upper case (specification, sections 3.2, 3.3 and 4.3).  All of
that is left out here or made alike, and so are the spellings of one number and of "no":
two forms of one digest report the same.  What else EDGAR may change is not known; ``find``
therefore also tells of forms that are only similar.
"""

from __future__ import annotations

import re
from decimal import Decimal
from hashlib import sha256

from lxml import etree

from section16.formats import edgar_xml, elements
from section16.formats.elements import Kind
from section16.vocabulary.identifiers import compact_cik

VERSION = "form1"
_TABLES = (
    elements.DOCUMENT, elements.ISSUER, elements.OWNER_ID, elements.RELATIONSHIP, elements.TABLE_I, elements.TABLE_II,
)  # fmt: skip
_FILLED = {row.tag for table in _TABLES for row in table if row.filled} | {"rptOwnerCcc", "reportingOwnerAddress"}
_FLAGS = {row.tag for table in _TABLES for row in table if row.kind is Kind.FLAG}
_NUMBER = re.compile(r"\d+(\.\d+)?|\.\d+", re.ASCII).fullmatch
_YES = ("1", "true")


def form_digest(xml: bytes) -> str:
    """ "form1:" and the SHA-256 of the form in canonical XML, without CCC and what EDGAR fills in.

    xml  an ``ownershipDocument``, as sent or as disseminated

    Raises NotThisFormat and Damaged as ``edgar_xml.read``.
    """
    root, _ = edgar_xml.tree(xml)
    bare = etree.Element(root.tag)
    children = [made for child in root.iterchildren(etree.Element) if (made := _bare(child)) is not None]
    # the order of the owners means nothing (section 4.3.2)
    owners = sorted((c for c in children if c.tag == "reportingOwner"), key=etree.tostring)
    rest = [c for c in children if c.tag != "reportingOwner"]
    bare.extend(rest + owners)
    return f"{VERSION}:{sha256(etree.tostring(bare, method='c14n')).hexdigest()}"


def _bare(element: etree._Element) -> etree._Element | None:
    """The element as far as it says something of the filer's own; None when it does not."""
    tag = str(element.tag)
    if tag in _FILLED:
        return None
    made = etree.Element(tag, {str(name): str(value) for name, value in element.attrib.items()})
    made.extend([kept for child in element.iterchildren(etree.Element) if (kept := _bare(child)) is not None])
    if len(made) == 0:
        text = _plain(element)
        if tag in _FLAGS or (tag == "value" and (parent := element.getparent()) is not None and parent.tag in _FLAGS):
            text = "1" if text in _YES else ""
        if not text and not made.attrib:
            return None
        made.text = text
    return made


def _plain(element: etree._Element) -> str:
    """The text in one spelling: white space and case do not count, 8.880 is 8.88."""
    text = " ".join("".join(str(part) for part in element.itertext()).split()).casefold()
    if not _NUMBER(text) or len(text) > 40:
        return text
    if str(element.tag).endswith("Cik"):
        return compact_cik(text)
    plain = f"{Decimal(text):f}"
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain).lstrip("0") or "0"
