"""Where the tags of a text stand, to the byte, whether it is well-formed or not.

lxml reads XML; this only finds places: for repairs, for messages, and for writing a
text back with one part of it changed.  One pass, linear in the length of the text.
Offsets hold for encodings in which ASCII characters are ASCII bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

BOM = b"\xef\xbb\xbf"
BLANK = b" \t\r\n"
LINE_END = re.compile(rb"\r\n|\n|\r")

# start and end of what may hold "<" and "&" without meaning them
_OPAQUE = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"))
_OPAQUE_START = re.compile(rb"<!--|<!\[CDATA\[|<\?")
_TAG = re.compile(
    rb"""<(?:
        /(?P<end>[A-Za-z_:\x80-\xff][\w:.\x80-\xff-]*+)?[ \t\r\n]*+(?P<whole>>?)
      | (?P<start>[A-Za-z_:\x80-\xff][\w:.\x80-\xff-]*+)
        (?:[^<>"'/]|/(?!>)|"[^"<]*"|'[^'<]*')*+
        (?P<empty>/?)>
    )""",
    re.VERBOSE,
)
_DECLARATION = re.compile(rb"<\?xml[ \t\r\n]([^<>]*?)\?>")
_ENCODING = re.compile(rb"""encoding[ \t\r\n]*=[ \t\r\n]*["']([^"'<>]*)["']""")
_ASCII_BASED = re.compile(
    rb"(?:utf-?8|(?:us-)?ascii|iso[-_]8859-[0-9]+|latin-?1|windows-125[0-9]|cp125[0-9])", re.IGNORECASE
)
_UTF16_OR_32 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<", b"\x00\x00")


class Kind(Enum):
    """What a tag does."""

    START = "start"
    END = "end"
    EMPTY = "empty"
    BROKEN = "broken"  # "<" that begins no tag, comment, section or instruction; nothing follows it


class Tag(NamedTuple):
    """One tag.

    name   as written; b"" for ``</>`` and what is broken
    whole  False for an end tag without its ">"
    """

    kind: Kind
    name: bytes
    start: int
    end: int
    whole: bool = True


def tags(source: bytes) -> Iterator[Tag]:
    """Every tag in order; comments, CDATA sections and instructions are passed over."""
    at = source.find(b"<")
    while at >= 0:
        if source[at + 1 : at + 2] in (b"!", b"?"):
            end = _after_opaque(source, at)
            if end is None:
                yield Tag(Kind.BROKEN, b"", at, len(source))
                return
        else:
            found = _TAG.match(source, at)
            if found is None:
                yield Tag(Kind.BROKEN, b"", at, len(source))
                return
            end = found.end()
            start, empty, name, whole = found.group("start", "empty", "end", "whole")
            if start is None:
                yield Tag(Kind.END, name or b"", at, end, bool(whole))
            else:
                yield Tag(Kind.EMPTY if empty else Kind.START, start, at, end)
        at = source.find(b"<", end)


def _after_opaque(source: bytes, at: int) -> int | None:
    """End of the comment, section or instruction at ``at``; None when it has none."""
    for opening, closing in _OPAQUE:
        if source.startswith(opening, at):
            end = source.find(closing, at + len(opening))
            return None if end < 0 else end + len(closing)
    return None


def plain_spans(source: bytes) -> Iterator[tuple[int, int]]:
    """Where text and tags stand: the source without comments, CDATA sections and instructions."""
    start = 0
    while (found := _OPAQUE_START.search(source, start)) is not None:
        yield start, found.start()
        end = _after_opaque(source, found.start())
        if end is None:
            return
        start = end
    yield start, len(source)


def has_document_type(source: bytes) -> bool:
    """True when ``<!DOCTYPE`` stands where it would be read as one."""
    return b"<!DOCTYPE" in source and any(source.find(b"<!DOCTYPE", *span) >= 0 for span in plain_spans(source))


def declaration_at(source: bytes) -> int:
    """Where the XML declaration begins, or -1."""
    found = _DECLARATION.search(source)
    return found.start() if found else -1


def encoding_of(source: bytes) -> str | None:
    """The encoding that the XML declaration names, or None.

    >>> encoding_of(b"<?xml version='1.0' encoding='UTF-8'?><a/>"), encoding_of(b"<a/>")
    ('UTF-8', None)
    """
    declaration = _DECLARATION.search(source)
    found = _ENCODING.search(declaration[1]) if declaration else None
    return found[1].decode("latin-1") if found else None


def is_ascii_based(source: bytes) -> bool:
    """True when the offsets of this module hold: no UTF-16, and no encoding declared that moves ASCII."""
    declared = encoding_of(source)
    known = declared is None or _ASCII_BASED.fullmatch(declared.encode("latin-1")) is not None
    return known and not source.startswith(_UTF16_OR_32)


def place_of(source: bytes, offset: int) -> tuple[int, int]:
    """Line and column, from 1; the column counts bytes.

    >>> place_of(b"<a>\\r\\n  <b>", 7)
    (2, 3)
    """
    line, start = 1, 0
    for line_end in LINE_END.finditer(source):
        if line_end.end() > offset:
            break
        line, start = line + 1, line_end.end()
    return line, offset - start + 1


class Span(NamedTuple):
    """Where one element stands: tags included, and the inside alone (equal ends when it has none)."""

    start: int
    inner_start: int
    inner_end: int
    end: int


def spans(source: bytes) -> list[Span]:
    """Every element in the order of the start tags. Raises ValueError when tags do not match."""
    found: list[Span | None] = []
    opened: list[tuple[bytes, int, Tag]] = []
    for tag in tags(source):
        if tag.kind is Kind.EMPTY:
            found.append(Span(tag.start, tag.end, tag.end, tag.end))
        elif tag.kind is Kind.START:
            opened.append((tag.name, len(found), tag))
            found.append(None)
        elif tag.kind is Kind.END and tag.whole and opened and opened[-1][0] == tag.name:
            _, index, start = opened.pop()
            found[index] = Span(start.start, start.end, tag.start, tag.end)
        else:
            raise ValueError(f"tags do not match at byte {tag.start}")
    if opened:
        raise ValueError("tags are left open at the end")
    return [span for span in found if span is not None]
