"""``read`` and ``write``: any format in, any format out, recognised from the bytes."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from section16.formats import edgar_sgml, edgar_xml, wire_json
from section16.formats.plain_texts import with_plain_texts
from section16.formats.reading import CODES
from section16.formats.sources import Readable, load
from section16.model.document import OwnershipDocument
from section16.model.filing import Filing, Source
from section16.model.package import Package
from section16.model.submission import Header, Party, Submission, SubmissionDocument
from section16.vocabulary.errors import Damaged, MissingFact, NotThisFormat, SeenAndExpected
from section16.vocabulary.findings import Finding, Location

EXPECTED = (
    "a Form 3, 4 or 5: XML, an EDGAR submission, a package, JSON of section16, or a printed form as a page or text"
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read(source: Readable, *, format: str | None = None) -> Filing:
    """Read a filing of any format.

    source  bytes, a path, text, or an open file; see ``sources.load``
    format  one of ``READERS``, to skip recognition

    Raises NotThisFormat, Damaged, TooLarge; OSError when a file cannot be opened.
    What is milder is in ``Filing.findings``.
    """
    data, name = load(source)
    name_of_format = format or recognise(data)
    if name_of_format not in READERS:
        raise NotThisFormat(f"the format name {format!r}", f"one of {', '.join(READERS)}")
    return READERS[name_of_format](data, name)


def recognise(data: bytes) -> str:
    """Name of the format of the bytes. Raises NotThisFormat, saying what they look like."""
    for name, sniff in _SNIFFS:
        if sniff(data):
            return name
    raise NotThisFormat(looks_like(data), EXPECTED)


def looks_like(data: bytes) -> str:
    """What bytes of no format of ours are, for a message."""
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        return "nothing" if not data else "only white space"
    for magic, what in _MAGIC:
        if head.startswith(magic) or data.startswith(magic):
            return what
    if b"\x00" in head and not data.startswith(_UTF16):
        return "binary data"
    lower = head.lower()
    if b"<html" in lower or b"<!doctype html" in lower:
        return "an HTML page"
    if head.startswith(b"<"):
        tag = head[1:60].split(b">")[0].split()[:1]
        return f"XML or SGML that begins <{(tag[0] if tag else b'').decode('latin-1')}>"
    if head.startswith((b"{", b"[")):
        return "other JSON"
    first = head.split(b"\n")[0][:60].decode("utf-8", "replace").strip()
    return f"text that begins {first!r}"


_MAGIC = (
    (b"%PDF", "a PDF file"), (b"PK\x03\x04", "a zip archive"), (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"), (b"\x7fELF", "a program"), (b"PAR1", "a Parquet file"),
)  # fmt: skip


def _read_xml(data: bytes, name: str | None) -> Filing:
    document, findings = edgar_xml.read(data)
    return Filing(document=document, source=Source("xml", data, name), findings=tuple(findings))


def _read_sgml(data: bytes, name: str | None) -> Filing:
    submission, findings = edgar_sgml.read(data)
    primary, others = _primary(submission)
    document = None
    if primary is None:
        seen = submission.header.form_type or "unknown form"
        findings = [*findings, _no_document(f"a submission of type {seen} with no <ownershipDocument>")]
    else:
        document, more = _form(primary.xml or b"")
        findings = [*findings, *more]
    if document is None and primary is None and not submission.documents and not submission.header.fields:
        raise Damaged("an SGML submission without header and documents", "a submission")
    return Filing(
        document=document, source=Source("sgml", data, name), header=submission.header, exhibits=others,
        findings=tuple(findings), submission=submission,
    )  # fmt: skip


def _form(xml: bytes) -> tuple[OwnershipDocument | None, list[Finding]]:
    """The form inside an envelope; when it cannot be read, a finding says why and the rest stays."""
    try:
        return edgar_xml.read(xml)
    except SeenAndExpected as error:
        return None, [CODES.finding("S16-041", Location("document", "primary document"), str(error))]


def _primary(submission: Submission) -> tuple[SubmissionDocument | None, tuple[SubmissionDocument, ...]]:
    """The first document that holds ownership XML, and the rest."""
    for i, document in enumerate(submission.documents):
        xml = document.xml
        if xml is not None and edgar_xml.sniff(xml):
            return document, submission.documents[:i] + submission.documents[i + 1 :]
    return None, submission.documents


def _no_document(message: str) -> Finding:
    return CODES.finding("S16-040", Location("document", "document"), message)


@cache
def _format(name: str) -> Any:
    """A format's module that most programs never need, imported when it is."""
    return importlib.import_module(f"section16.formats.{name}")


def _read_package(data: bytes, name: str | None) -> Filing:
    package, findings = _format("edgar_package").read(data)
    primary = package.primary
    document = None
    if primary is None:
        findings = [*findings, _no_document("a package with no ownership document")]
    else:
        document, more = _form(primary.content)
        findings = [*findings, *more]
    return Filing(document=document, source=Source("package", data, name), findings=tuple(findings), package=package)


def _read_json(data: bytes, name: str | None) -> Filing:
    wire = wire_json.read(data)
    return Filing(document=wire.document, source=Source("json", data, name), header=wire.header, exhibits=wire.exhibits)


def _read_page_text(data: bytes, name: str | None) -> Filing:
    document, findings = _format("page_text").read(data)
    return Filing(document=document, source=Source("page_text", data, name), findings=tuple(findings))


def _read_edgar_page(data: bytes, name: str | None) -> Filing:
    document, findings = _format("edgar_page").read(data)
    return Filing(document=document, source=Source("edgar_page", data, name), findings=tuple(findings))


READERS: dict[str, Callable[[bytes, str | None], Filing]] = {
    "xml": _read_xml,
    "sgml": _read_sgml,
    "package": _read_package,
    "json": _read_json,
    "page_text": _read_page_text,
    "edgar_page": _read_edgar_page,
}
_SNIFFS: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("sgml", edgar_sgml.sniff),
    ("xml", edgar_xml.sniff),
    ("package", lambda data: bool(_format("edgar_package").sniff(data))),
    ("json", wire_json.sniff),
    ("page_text", lambda data: bool(_format("page_text").sniff(data))),
    ("edgar_page", lambda data: bool(_format("edgar_page").sniff(data))),
)
WRITERS = ("xml", "json", "sgml", "package")


def write(filing: Filing, format: str, *, with_ccc: bool = False) -> bytes:
    """The filing in another format: one of ``WRITERS``.

    with_ccc  put the owners' CCC into a package; they are left out of all else

    Raises MissingFact when the format needs what the filing does not hold, and
    NotThisFormat for a name that is none.
    """
    if format == "json":
        return wire_json.write(filing.document, filing.header, filing.exhibits)
    if format == "sgml":
        return edgar_sgml.write(_submission(filing))
    if format not in WRITERS:
        raise NotThisFormat(f"the format name {format!r}", f"one of {', '.join(WRITERS)}")
    document = _printable(filing.document)
    if document is None:
        raise MissingFact(f"found no ownership document, expected one to write as {format}")
    if format == "xml":
        require_ciks(filing)
        return edgar_xml.write(document)
    data: bytes = _format("edgar_package").write(_package(filing, document), with_ccc=with_ccc)
    return data


def _printable(document: OwnershipDocument | None) -> OwnershipDocument | None:
    """The document with a text for every value; one that was read from XML is as it was."""
    return None if document is None else with_plain_texts(document)


def require_ciks(filing: Filing) -> None:
    """Raises MissingFact naming every CIK a form for EDGAR needs and the source does not hold."""
    document = filing.document
    if document is None:
        return
    missing = []
    if document.issuer is None or not document.issuer.cik:
        missing.append("--issuer-cik")
    unknown = [owner.name or "an owner" for owner in document.owners if not owner.cik]
    if unknown:
        missing.append(f"--owner-cik ({len(unknown)}: {'; '.join(unknown)})")
    if missing:
        raise MissingFact(f"the source does not hold every CIK, expected {' and '.join(missing)}")


def _submission(filing: Filing) -> Submission:
    """The SGML as read, with the document as it is now; for a filing that came without, a fresh one."""
    document = _printable(filing.document)
    if filing.submission is not None:
        primary, _ = _primary(filing.submission)
        if document is None or (primary is not None and _says(primary.xml, document)):
            return filing.submission
        return edgar_sgml.replace_document(filing.submission, edgar_xml.write(document).rstrip(b"\n"), primary)
    if document is None:
        raise MissingFact("found no ownership document, expected one to write as sgml")
    require_ciks(filing)
    issuer = document.issuer
    parties = [
        Party(role="REPORTING-OWNER", name=owner.name, cik=owner.cik and owner.cik.strip().zfill(10))
        for owner in document.owners
    ]
    if issuer is not None:
        parties.append(Party(role="ISSUER", name=issuer.name, cik=issuer.cik and issuer.cik.strip().zfill(10)))
    header = filing.header or Header(
        form_type=document.document_type, public_document_count=1 + len(filing.exhibits),
        period=document.period_of_report.value, parties=tuple(parties),
    )  # fmt: skip
    primary = edgar_sgml.enclose(
        edgar_xml.write(document), document_type=document.document_type or "4", sequence=1, filename="ownership.xml"
    )
    return edgar_sgml.build(header, (primary, *filing.exhibits))


def _package(filing: Filing, document: OwnershipDocument) -> Package:
    """The package as read, with the document as it is now; for a filing that came without, a fresh one."""
    package = filing.package
    if package is None:
        require_ciks(filing)
        built: Package = _format("edgar_package").build(document, exhibits=filing.exhibits)
        return built
    primary = package.primary
    if primary is None or _says(primary.content, document):
        return package
    changed = msgspec.structs.replace(primary, content=edgar_xml.write(document, with_ccc=True))
    documents = tuple(changed if one is primary else one for one in package.documents)
    return msgspec.structs.replace(package, documents=documents)


def _says(xml: bytes | None, document: OwnershipDocument) -> bool:
    """True when the XML is the document unchanged, so that its bytes can stand."""
    try:
        return xml is not None and edgar_xml.read(xml)[0] == document
    except SeenAndExpected:
        return False


def with_ciks(filing: Filing, issuer_cik: str | None, owner_ciks: tuple[str, ...]) -> Filing:
    """The filing with CIKs given by name; owners in the order of the form.

    Raises MissingFact when the number of owner CIKs is not the number of owners.
    """
    document = filing.document
    if document is None or (issuer_cik is None and not owner_ciks):
        return filing
    if issuer_cik is not None and document.issuer is not None:
        document = msgspec.structs.replace(document, issuer=msgspec.structs.replace(document.issuer, cik=issuer_cik))
    if owner_ciks:
        if len(owner_ciks) != len(document.owners):
            raise MissingFact(
                f"found {len(owner_ciks)} owner CIKs, expected {len(document.owners)}, one for each owner"
            )
        owners = tuple(
            msgspec.structs.replace(owner, cik=cik) for owner, cik in zip(document.owners, owner_ciks, strict=True)
        )
        document = msgspec.structs.replace(document, owners=owners)
    return msgspec.structs.replace(filing, document=document)
