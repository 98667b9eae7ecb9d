"""Cut the bytes of an EDGAR submission into its documents.

Only ``<DOCUMENT>`` and ``</DOCUMENT>`` at the start of a line count, so that an
exhibit may speak of them.  Nothing is copied twice and nothing is left out: head,
body and tail of the documents follow each other without a gap.
"""

from __future__ import annotations

import re

from section16.model.submission import SubmissionDocument

OPEN, CLOSE = b"<DOCUMENT>", b"</DOCUMENT>"
_TEXT, _TEXT_END = b"<TEXT>", b"</TEXT>"
_TAG = re.compile(rb"<(TYPE|SEQUENCE|FILENAME|DESCRIPTION)>([^\r\n]*)")
_OUTER_END = re.compile(rb"[\r\n][ \t]*</(?:SEC-DOCUMENT|IMS-DOCUMENT|SUBMISSION)>")
_LINE_ENDS = (b"\r\n", b"\n", b"\r")


def next_document(source: bytes, start: int) -> int:
    """Position of the next ``<DOCUMENT>`` that fills a line of its own, or -1."""
    at = find_line(source, OPEN, start, len(source))
    while at >= 0 and source[at + len(OPEN) : at + len(OPEN) + 1] not in (b"\n", b"\r", b""):
        at = find_line(source, OPEN, at + 1, len(source))
    return at


def find_line(source: bytes, tag: bytes, start: int, end: int) -> int:
    """Position of the tag where only blanks stand before it on its line, or -1."""
    at = source.find(tag, start, end)
    while at > 0:
        before = at - 1
        while before >= 0 and source[before] in b" \t":
            before -= 1
        if before < 0 or source[before] in b"\r\n":
            return at
        at = source.find(tag, at + 1, end)
    return at


def cut(source: bytes, start: int) -> tuple[list[SubmissionDocument], int]:
    """The documents from ``start`` on, and where the bytes after the last one begin."""
    found: list[SubmissionDocument] = []
    while True:
        following = next_document(source, start + len(OPEN))
        head_end, body_end, end = _bounds(source, start, following if following >= 0 else len(source))
        if following >= 0 and _OUTER_END.search(source, end - 1, following):
            following = -1  # the documents of another submission
        tail_end = end + _line_end(source, end) if following < 0 else following
        found.append(_document(source[start:head_end], source[head_end:body_end], source[body_end:tail_end]))
        if following < 0:
            return found, tail_end
        start = following


def _bounds(source: bytes, start: int, limit: int) -> tuple[int, int, int]:
    """Ends of the head, of the body and of the document that begins at ``start``."""
    text = source.find(_TEXT, start, limit)
    end = close = find_line(source, CLOSE, start, limit)
    if close >= 0:
        limit, end = close, close + len(CLOSE)
    else:
        outer = _OUTER_END.search(source, start, limit)
        limit = end = outer.start() + 1 if outer else limit
    if not 0 <= text < limit:
        return limit, limit, end
    body = text + len(_TEXT)
    body_end = source.rfind(_TEXT_END, body, limit)
    if body_end < 0 or source[body_end + len(_TEXT_END) : limit].strip():
        body_end = limit  # none, or one that the text of the document speaks of
    return body, body_end, end


def _line_end(source: bytes, at: int) -> int:
    return next((len(mark) for mark in _LINE_ENDS if source.startswith(mark, at)), 0)


def _document(head: bytes, body: bytes, tail: bytes) -> SubmissionDocument:
    values: dict[bytes, bytes] = {}
    for name, value in _TAG.findall(head):
        values.setdefault(name, value)
    sequence = values.get(b"SEQUENCE", b"").strip()
    return SubmissionDocument(
        type=text_of(values.get(b"TYPE")),
        sequence=int(sequence) if sequence.isdigit() and len(sequence) < 10 else None,
        filename=text_of(values.get(b"FILENAME")),
        description=text_of(values.get(b"DESCRIPTION")),
        head=head,
        body=body,
        tail=tail,
    )


def text_of(value: bytes | None) -> str | None:
    """Characters of a header: UTF-8 where it is, else Latin-1."""
    if value is None:
        return None
    try:
        return value.decode().strip()
    except UnicodeDecodeError:
        return value.decode("latin-1").strip()
