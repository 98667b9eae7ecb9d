"""What is damaged or unusual in an EDGAR submission: findings S16-010 to S16-019.

EDGAR writes these files itself: damage usually happened on the way here.
"""

from __future__ import annotations

from collections.abc import Iterator

from section16.formats.edgar_sgml_labels import ENVELOPES
from section16.formats.reading import ReadingCode, ReadingCodes
from section16.model.submission import Submission, SubmissionDocument
from section16.vocabulary.findings import Finding, Location, Severity

_AUTHORITY = "EDGAR submission text as disseminated, 2000 to 2025"
_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
CODES = ReadingCodes(
    ReadingCode(code, title, severity, _AUTHORITY, why)
    for code, severity, title, why in (
        ("S16-010", _ERROR, "A header or a document can be read", "Nothing of the submission could be understood."),
        ("S16-011", _WARNING, "Documents end with their tags", "A document is cut short; what is there was read."),
        ("S16-012", _WARNING, "Header, submission and wrapper end with their tags",
         "The file is cut short, usually on its way here; what is there was read."),
        ("S16-013", _WARNING, "The header has an accession number", "Without it the filing has no name."),
        ("S16-014", _WARNING, "There are as many documents as the header says",
         "Documents are missing, or some follow that do not belong."),
        ("S16-015", _WARNING, "Dates, times and counts of the header are such", "The text is kept as it stands."),
        ("S16-016", _NOTE, "No text stands where none belongs", "It is kept and written back."),
        ("S16-017", _NOTE, "The first lines name the header's accession number", "The file was renamed or joined."),
        ("S16-018", _WARNING, "One file holds one submission", "Another one follows and was not read."),
        ("S16-019", _WARNING, "A uuencoded file can be decoded", "What can be decoded of it was decoded."),
    )
)  # fmt: skip
_VALUES = {
    "period": ("a date YYYYMMDD", "CONFORMED PERIOD OF REPORT", "PERIOD"),
    "filed": ("a date YYYYMMDD", "FILED AS OF DATE", "FILING-DATE"),
    "changed": ("a date YYYYMMDD", "DATE AS OF CHANGE", "DATE-OF-FILING-DATE-CHANGE"),
    "accepted": ("a time YYYYMMDDhhmmss", "ACCEPTANCE-DATETIME"),
    "public_document_count": ("a number", "PUBLIC DOCUMENT COUNT", "PUBLIC-DOCUMENT-COUNT"),
}
_HEADER_ENDS = (b"</SEC-HEADER>", b"</IMS-HEADER>")
_PEM_BEGIN = b"-----BEGIN PRIVACY-ENHANCED MESSAGE-----"
_PEM_END = b"-----END PRIVACY-ENHANCED MESSAGE-----"
_HEADER = Location("header", "Submission header")
_FILE = Location("submission", "Submission")


def findings(submission: Submission, header_at: int) -> list[Finding]:
    """Every finding in the order of the file; the header begins at ``header_at``."""
    if not submission.documents and not submission.header.fields:
        return [CODES.finding("S16-010", _FILE, "neither a header nor a document was found")]
    found = list(_of_opening(submission, submission.opening[:header_at].strip()))
    found += _of_header(submission)
    for i, document in enumerate(submission.documents):
        found += _of_document(i, document)
    found += _of_closing(submission)
    return found


def attachment_findings(submission: Submission) -> list[Finding]:
    """Damage of the uuencoded files. Apart from ``read``, because it decodes them all."""
    return [
        CODES.finding("S16-019", _place(i, document), attachment.damage)
        for i, document in enumerate(submission.documents)
        if (attachment := document.attachment) is not None and attachment.damage is not None
    ]


def _place(i: int, document: SubmissionDocument) -> Location:
    name = f"Document {i + 1} ({document.filename})" if document.filename else f"Document {i + 1}"
    return Location(f"submission.documents[{i}]", name)


def _of_opening(submission: Submission, before: bytes) -> Iterator[Finding]:
    if before and not before.startswith((_PEM_BEGIN, b"\xef\xbb\xbf")):
        message = f"{len(before)} bytes stand before the submission: {_quoted(before)}"
        yield CODES.finding("S16-016", _FILE, message)
    expects_end = bool(submission.header.fields) and submission.spelling != "nc"
    if expects_end and not any(tag in submission.opening for tag in _HEADER_ENDS):
        message = "the header is cut short: '</SEC-HEADER>' was not found"
        yield CODES.finding("S16-012", _HEADER, message)


def _of_header(submission: Submission) -> Iterator[Finding]:
    header = submission.header
    if not header.accession:
        message = "no accession number was found, 'ACCESSION NUMBER:' was expected"
        yield CODES.finding("S16-013", _HEADER, message)
    for attribute, (expected, *labels) in _VALUES.items():
        if getattr(header, attribute) is None:
            for field in header.fields:
                if field.label in labels and field.value:
                    place = Location(f"header.{attribute}", f"Submission header, {field.label}")
                    message = f"found {field.value!r}, expected {expected}"
                    yield CODES.finding("S16-015", place, message)
    stated, there = header.public_document_count, len(submission.documents)
    if stated is not None and stated != there and submission.spelling != "hdr.sgml":
        place = Location("header.public_document_count", "Submission header, PUBLIC DOCUMENT COUNT")
        message = f"the header says {stated} documents, {there} were found"
        yield CODES.finding("S16-014", place, message)
    for field in header.fields[:2]:
        if field.label in ENVELOPES and field.value and not field.value.startswith(header.accession or ""):
            place = Location("header.accession", f"Submission header, {field.label}")
            message = f"found {field.value!r}, the accession number is {header.accession!r}"
            yield CODES.finding("S16-017", place, message)


def _of_document(i: int, document: SubmissionDocument) -> Iterator[Finding]:
    tail = document.tail
    if tail == b"</TEXT>\n</DOCUMENT>\n" and (document.kind != "xml" or b"</XML>" in document.body):
        return
    missing = [
        tag
        for tag, is_there in (
            ("<TEXT>", document.head.endswith(b"<TEXT>")),
            ("</XML>", document.kind != "xml" or b"</XML>" in document.body),
            ("</TEXT>", tail.startswith(b"</TEXT>")),
            ("</DOCUMENT>", b"</DOCUMENT>" in tail or b"</DOCUMENT>" in document.head),
        )
        if not is_there
    ]
    if missing:
        message = f"the document is cut short: {_listed(missing)} not found"
        yield CODES.finding("S16-011", _place(i, document), message)
    if stray := tail.partition(b"</DOCUMENT>")[2].strip():
        message = f"{len(stray)} bytes stand after the document: {_quoted(stray)}"
        yield CODES.finding("S16-016", _place(i, document), message)


def _of_closing(submission: Submission) -> Iterator[Finding]:
    last = submission.closing if submission.documents else submission.opening
    expected = [tag for tag in (_end_tag(submission),) if tag]
    if submission.opening.startswith(_PEM_BEGIN):
        expected.append(_PEM_END)
    rest = submission.opening.partition(_HEADER_ENDS[0])[2] + submission.closing
    for tag in expected:
        if tag in last:
            rest = rest.replace(tag, b"", 1)
        else:
            message = f"the submission is cut short: {tag.decode()!r} was not found"
            yield CODES.finding("S16-012", _FILE, message)
    if not (rest := rest.strip()):
        return
    if any(b"<" + tag.encode() + b">" in rest for tag in ENVELOPES):
        message = f"another submission follows and was not read: {_quoted(rest)}"
        yield CODES.finding("S16-018", _FILE, message)
    else:
        message = f"{len(rest)} bytes stand after the submission: {_quoted(rest)}"
        yield CODES.finding("S16-016", _FILE, message)


def _end_tag(submission: Submission) -> bytes | None:
    """The tag that ends the file, by the tag that began it; None for a header alone."""
    first = submission.header.fields[0].label if submission.header.fields else ""
    return f"</{first}>".encode() if first in ("SEC-DOCUMENT", "IMS-DOCUMENT", "SUBMISSION") else None


def _quoted(text: bytes) -> str:
    return repr(text[:40].decode("latin-1"))


def _listed(tags: list[str]) -> str:
    return ", ".join(repr(tag) for tag in tags) + (" was" if len(tags) == 1 else " were")
