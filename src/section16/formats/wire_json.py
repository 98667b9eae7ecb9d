"""The model as JSON: what ``convert --to json`` writes, and reads back identical.

Keys stand in the order of the model; absent boxes are left out; every cell that
is there keeps value, text and footnotes.  Numbers are strings of their exact
decimals, dates ISO 8601.  The owners' CCC is never written.  ``schema`` gives
the JSON Schema that the project publishes.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from section16.formats import edgar_xml
from section16.formats.values import MOST_DIGITS
from section16.model.document import Outline, OwnershipDocument
from section16.model.submission import Header, SubmissionDocument
from section16.vocabulary.errors import Damaged, NotThisFormat, SeenAndExpected

FORMAT = "section16-filing/1"
_CCC = "rptOwnerCcc"


class Wire(msgspec.Struct, frozen=True, omit_defaults=True):
    """The JSON document.

    format    "section16-filing/1"
    document  the Form 3, 4 or 5; absent for a submission that holds none
    header    of the submission, when there is one
    exhibits  the other documents of the submission; bytes in base64
    """

    format: str
    document: OwnershipDocument | None = None
    header: Header | None = None
    exhibits: tuple[SubmissionDocument, ...] = ()


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Wire)


def sniff(source: bytes) -> bool:
    """True when the bytes look like this JSON."""
    head = source[:400].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and b'"format"' in head and b"section16-filing" in head


def without_ccc(document: OwnershipDocument) -> OwnershipDocument:
    """The document with the owners' secrets left out, in unusual places too."""
    if any(owner.ccc is not None for owner in document.owners):
        owners = tuple(msgspec.structs.replace(owner, ccc=None) for owner in document.owners)
        document = msgspec.structs.replace(document, owners=owners)
    if any(_CCC in text for outline in document.outlines for text in (outline.place, *outline.children)):
        outlines = tuple(map(_bare, document.outlines))
        document = msgspec.structs.replace(document, outlines=tuple(filter(None, outlines)))
    return document


def _bare(outline: Outline) -> Outline | None:
    """The outline without the CCC: its element, markup of it, and the element's own outline."""
    if outline.place.endswith(f"/{_CCC}"):
        return None
    children = tuple(child for child in outline.children if _CCC not in child)
    return msgspec.structs.replace(outline, children=children)


def write(
    document: OwnershipDocument | None,
    header: Header | None = None,
    exhibits: tuple[SubmissionDocument, ...] = (),
    *,
    indent: int = 2,
) -> bytes:
    """JSON text in UTF-8 with a line end; ``indent`` 0 gives one line."""
    document = without_ccc(document) if document is not None else None
    data = _encoder.encode(Wire(FORMAT, document, header, exhibits))
    return (msgspec.json.format(data, indent=indent) if indent else data) + b"\n"


def read(source: bytes) -> Wire:
    """Read it back. Raises NotThisFormat for other bytes, Damaged for JSON that breaks the schema."""
    if not sniff(source):
        raise NotThisFormat("other text", f'JSON with "format": "{FORMAT}"')
    try:
        wire = _decoder.decode(source.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Damaged(f"JSON that does not follow the schema ({error})", f'"{FORMAT}"') from None
    if wire.format != FORMAT:
        raise Damaged(f'"format": {wire.format!r}', f'"{FORMAT}"')
    if wire.document is not None:
        _check_numbers(wire.document)
        if wire.document.outlines:
            _check_outlines(wire.document)
    return wire


def _check_outlines(document: OwnershipDocument) -> None:
    """Raises Damaged for outlines that no document can have: with them XML could not be written back."""
    expected = "the layout of a document that was read"
    for outline in document.outlines:
        around = outline.place == "/"
        if "" in outline.children or (around and outline.children.count(edgar_xml.ROOT) != 1):
            raise Damaged(f"an outline of {outline.place!r} without its parts", expected)
    try:
        _, findings = edgar_xml.read(edgar_xml.write(document, with_ccc=True))
    except SeenAndExpected as error:
        raise Damaged(f"outlines that give XML with {error.seen}", expected) from None
    if findings:
        raise Damaged("outlines that give XML in need of repair", expected)


def _check_numbers(document: OwnershipDocument) -> None:
    """Raises Damaged for a number that no text of a form can give: "NaN", "1E+999999"."""
    for table, i, line in document.lines():
        for field, cell in line.cells():
            value = cell.value
            if isinstance(value, Decimal) and not (value.is_finite() and abs(value.adjusted()) <= MOST_DIGITS):
                raise Damaged(f"a number out of range in {table}[{i}].{field}", "a number of a form")


def schema() -> dict[str, Any]:
    """The JSON Schema of what ``write`` gives."""
    made = msgspec.json.schema(Wire)
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["title"] = "A Form 3, 4 or 5 as section16 writes it"
    return made
