"""EDGAR submissions: the full text ``.txt``, the ``.hdr.sgml`` and the feed's ``.nc``.

Promise: ``write(read(x))`` is ``x``, byte for byte, whatever the line ends, the
wrapper of the 1990s, or the damage.  What is cut short is read as far as it goes
and reported.  Authority: submissions as disseminated from 2000 to 2025; the SEC's
specification of its dissemination service was not at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from section16.formats.edgar_sgml_build import compose, enclose
from section16.formats.edgar_sgml_documents import cut, find_line, next_document, text_of
from section16.formats.edgar_sgml_findings import findings
from section16.formats.edgar_sgml_header import header
from section16.model.submission import Header, Spelling, Submission, SubmissionDocument
from section16.vocabulary.errors import NotFound, NotThisFormat
from section16.vocabulary.findings import Finding

__all__ = [
    "build",
    "enclose",
    "read",
    "replace_document",
    "sniff",
    "split",
    "write",
]

EXPECTED = "an EDGAR submission: <SEC-DOCUMENT>, <SEC-HEADER> or <SUBMISSION> at the start of a line"
_PEM = b"-----BEGIN PRIVACY-ENHANCED MESSAGE-----"
_SEARCHED = 65536  # bytes in which the first tag must stand
_START = re.compile(
    rb"(?:\A(?:\xef\xbb\xbf)?|[\r\n])[ \t]*<(SEC-DOCUMENT|SEC-HEADER|IMS-DOCUMENT|IMS-HEADER|SUBMISSION)>"
)
_DOCUMENT_START = re.compile(rb"\s*<DOCUMENT>[\r\n]+[ \t]*<TYPE>")
_ENDS = (b"</SEC-DOCUMENT>", b"</IMS-DOCUMENT>", b"</SUBMISSION>")
_HEADER_ENDS = (b"</SEC-HEADER>", b"</IMS-HEADER>")
_LAST = 64  # bytes from the end in which the closing tag of a whole file stands, and blanks behind it
_BOUNDARY = re.compile(
    rb"[\r\n]</(?:SUBMISSION|SEC-DOCUMENT|IMS-DOCUMENT)>\s*"
    rb"(?:-----END PRIVACY-ENHANCED MESSAGE-----\s*)?"
    rb"(?=<SUBMISSION>|<SEC-DOCUMENT>|<IMS-DOCUMENT>|-----BEGIN PRIVACY-ENHANCED MESSAGE-----)"
)


def sniff(source: bytes) -> bool:
    """True when the bytes are an EDGAR submission in one of its spellings."""
    return _recognise(source) is not None


def read(source: bytes) -> tuple[Submission, list[Finding]]:
    """Read one submission. Raises NotThisFormat; everything milder is a finding."""
    if (recognised := _recognise(source)) is None:
        seen = f"{source[:40].decode('latin-1')!r} at the start" if source else "an empty file"
        raise NotThisFormat(seen, EXPECTED)
    tag, start_at = recognised
    first = next_document(source, start_at)
    if any(source.find(end, start_at, max(first, 0)) >= 0 for end in _ENDS):
        first = -1  # documents, but of the submission after this one
    opening_end = len(source) if first < 0 else first
    text = source[start_at : _header_end(source, start_at, opening_end)]
    found, closing_at = cut(source, first) if first >= 0 else ([], opening_end)
    submission = Submission(
        spelling=_spelling(tag, bool(found)),
        header=header(text_of(text) or ""),
        opening=source[:opening_end],
        documents=tuple(found),
        closing=source[closing_at:],
    )
    return submission, findings(submission, start_at)


def write(submission: Submission) -> bytes:
    """The submission as bytes: its parts, joined."""
    parts = [submission.opening]
    for document in submission.documents:
        parts += (document.head, document.body, document.tail)
    parts.append(submission.closing)
    return b"".join(parts)


def replace_document(submission: Submission, xml: bytes, form: SubmissionDocument | None = None) -> Submission:
    """The submission with another XML in its form; every other byte stays.

    form  one of its documents; None: the first that holds XML

    Raises NotFound when no document of the submission holds XML.
    """
    for i, document in enumerate(submission.documents):
        if (span := document.xml_span) is not None and form in (None, document):
            body = document.body[: span[0]] + xml + document.body[span[1] :]
            changed = replace(document, body=body)
            kept = submission.documents
            return replace(submission, documents=(*kept[:i], changed, *kept[i + 1 :]))
    raise NotFound("XML document in submission", submission.header.accession or "without accession number")


def build(header: Header, documents: Sequence[SubmissionDocument], *, spelling: Spelling = "txt") -> Submission:
    """A new submission for a filing that has none, in EDGAR's layout.

    Documents come from ``enclose`` or from another submission.  The attributes of the
    header are written, ``fields`` is not; the result is what reading it gives.
    """
    return read(compose(header, documents, spelling))[0]


def split(source: bytes) -> Iterator[bytes]:
    """Each submission of a concatenated file; joined, they are the file.

    >>> list(split(b"<SUBMISSION>\\n</SUBMISSION>\\n<SUBMISSION>\\n</SUBMISSION>\\n"))
    [b'<SUBMISSION>\\n</SUBMISSION>\\n', b'<SUBMISSION>\\n</SUBMISSION>\\n']
    """
    if source[-_LAST:].rstrip().endswith(_ENDS) and sum(map(source.count, _ENDS)) == 1:  # as nearly always
        yield source
        return
    start = 0
    for boundary in _BOUNDARY.finditer(source):
        yield source[start : boundary.end()]
        start = boundary.end()
    yield source[start:]


def _recognise(source: bytes) -> tuple[bytes, int] | None:
    """The first tag and its position; None when the bytes are something else."""
    if source.startswith(b"<SEC-DOCUMENT>"):
        return b"SEC-DOCUMENT", 0
    if (start := _START.search(source, 0, _SEARCHED)) is not None:
        return start[1], start.start(1) - 1
    if source.startswith(_PEM):
        return b"SEC-DOCUMENT", len(source)
    if _DOCUMENT_START.match(source):
        return b"DOCUMENT", find_line(source, b"<DOCUMENT>", 0, len(source))
    return None


def _spelling(tag: bytes, has_documents: bool) -> Spelling:
    if tag == b"SUBMISSION":
        return "nc"
    return "hdr.sgml" if tag in (b"SEC-HEADER", b"IMS-HEADER") and not has_documents else "txt"


def _header_end(source: bytes, start: int, limit: int) -> int:
    ends = (source.find(tag, start, limit) for tag in _HEADER_ENDS)
    return min((end for end in ends if end >= 0), default=limit)
