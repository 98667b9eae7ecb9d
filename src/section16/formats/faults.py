"""Why a text is not well-formed: one line that says what was found, where, and what was expected.

lxml stops at the first fault and its message can quote the text; these messages
quote nothing but names of tags.  The walk over the tags also tells which end tags
are cut short.  Authority: XML 1.0 (Fifth Edition), sections 2 and 3.
"""

from __future__ import annotations

import re
from collections import Counter

import msgspec
from lxml import etree

from section16.formats.markup import BLANK, Kind, Tag, place_of, tags
from section16.vocabulary.errors import Damaged

ROOT = b"ownershipDocument"

# The last element of the schema and the last one in it: a text cut in their end tags lacks nothing else.
_LAST = (ROOT, b"ownerSignature", b"signatureDate")
_DEEPEST = 256  # of the strict parser; an ownership document nests 6 deep


Edit = tuple[int, int, bytes]  # from, to, what is to stand there instead


class Fault(msgspec.Struct, frozen=True):
    """What makes a text unreadable: where, what was seen, what was expected.

    seen  "{place}" in it stands for line and column
    """

    offset: int
    seen: str
    expected: str


class Walk:
    """The tags of a text from the first to the last, or to the first that cannot be.

    edits  that complete its end tags
    fault  the first thing that no repair of end tags mends; with ``strict``, the
           first thing that is wrong
    """

    def __init__(self, source: bytes, strict: bool = False) -> None:
        self.source = source
        self.strict = strict
        self.edits: list[Edit] = []
        self.stack: list[bytes] = []
        self.fault: Fault | None = None
        self._opened: Counter[bytes] = Counter()
        self._closed = b""  # the element that the last tag closed
        last: Tag | None = None
        for last in tags(source):
            self.fault = self._step(last)
            if self.fault is not None:
                return
        if self.stack and last is not None:
            self.fault = self._end(last)

    def _step(self, tag: Tag) -> Fault | None:
        if tag.kind is Kind.START:
            self.stack.append(tag.name)
            self._opened[tag.name] += 1
            self._closed = b""
            if len(self.stack) > _DEEPEST:
                return Fault(tag.start, f"elements nested more than {_DEEPEST} deep {{place}}",
                             "an ownership document, which nests 6 deep")  # fmt: skip
        elif tag.kind is Kind.EMPTY:
            self._closed = tag.name
        elif tag.kind is Kind.END:
            return self._close(tag)
        return None

    def _close(self, tag: Tag) -> Fault | None:
        if not self.stack:
            return Fault(tag.start, f"{_shown(tag.name, end=True)} {{place}}, where nothing is open", "its start tag")
        name = self.stack[-1]
        if not tag.whole and not self.source[tag.end :].strip(BLANK):
            return None  # cut in this tag: ``_end`` judges it
        if tag.name != name or not tag.whole:
            short = tag.name and name.startswith(tag.name) and (tag.name == name or not self._opened[tag.name])
            if self.strict or not short:
                seen = f"{_shown(tag.name, end=True)} {{place}}, where {_shown(name)} is open"
                return Fault(tag.start, seen, _shown(name, end=True))
            at = tag.start + 2 + len(tag.name)
            self.edits.append((at, at, name[len(tag.name) :] + (b"" if tag.whole else b">")))
        self.stack.pop()
        self._opened[name] -= 1
        self._closed = name
        return None

    def _end(self, last: Tag) -> Fault | None:
        """Judge a text that ends with elements open: completed when only end tags are missing."""
        depth, name = len(self.stack), self.stack[-1]
        cut = last.kind is Kind.END and not last.whole and name.startswith(last.name)
        at_end = tuple(self.stack) == _LAST[:depth] and (cut or self._closed in _LAST[depth : depth + 1])
        if self.strict or not at_end or (not cut and self.source[last.end :].strip(BLANK)):
            seen = f"a truncated document, cut {{place}} inside {_shown(name)}"
            return Fault(len(self.source), seen, f"the rest, up to {_shown(self.stack[0], end=True)}")
        at = last.start + 2 + len(last.name) if cut else len(self.source)
        rest = b"".join(b"</%s>" % name for name in reversed(self.stack))
        self.edits.append((at, at, rest[2 + len(last.name) :] if cut else rest))
        return None


def _shown(name: bytes, end: bool = False) -> str:
    text = name.decode("utf-8", "replace")
    return f"<{'/' if end else ''}{text if len(text) <= 60 else text[:60] + '...'}>"


_STRUCTURE = (73, 76, 77)  # a tag without ">", tags that do not match, an end before the last end tag
_NO_NAME = 68  # after "<" or "&"
_REFERENCE = (23, 26, _NO_NAME)

# Words for what lxml finds, by the code of libxml2. Its own messages can quote the text; these never do.
_WORDS: dict[int, tuple[str, str]] = {
    5: ("something after the end of the document {place}", "nothing there"),
    9: ("a character that XML cannot hold {place}", "text"),
    23: ("'&' without the ';' of a reference {place}", "'&amp;'"),
    _NO_NAME: ("'&' that starts no reference {place}", "'&amp;'"),
    26: ("a reference to an entity that XML does not know {place}", "'&amp;' for an ampersand"),
    32: ("a declared encoding that is not known {place}", "UTF-8"),
    42: ("an attribute that is there twice {place}", "each once"),
    45: ("a comment without its end {place}", "'-->'"),
    62: ("']]>' in the text {place}", "']]&gt;'"),
    63: ("a CDATA section without its end {place}", "']]>'"),
    64: ("an XML declaration that does not come first {place}", "it at the very start"),
    81: ("bytes that are not of the document's encoding {place}", "UTF-8, or the encoding declared"),
    108: ("another version of XML {place}", "version 1.0"),
}
_UNKNOWN = ("text that is not well-formed XML {place}", "'<' and '&' only as markup, and every tag complete")
_LIMIT = re.compile(r"huge|too long|too large|amplification|excessive depth|resource limit", re.IGNORECASE)


def explain(source: bytes, error: etree.XMLSyntaxError) -> Fault:
    """What makes ``source`` unreadable, in one line that quotes nothing but names of tags."""
    code: int = getattr(error, "code", 0)
    line, column = error.position
    start = 0
    for _ in range(line - 1):
        start = source.find(b"\n", start) + 1
    at = min(start + max(column - 1, 0), len(source))
    walk, cut = Walk(source, strict=True), source.rstrip(BLANK).endswith(b"<")
    if walk.fault is not None and (len(walk.stack) > _DEEPEST or cut or code in _STRUCTURE):
        return walk.fault
    if _LIMIT.search(error.msg or ""):
        return Fault(at, "a text or a name longer than any of a filing {place}", "an ownership document")
    if code in _REFERENCE:  # the place is behind the character that should have been escaped
        at = max(source.rfind(b"&", 0, at + 1), source.rfind(b"<", 0, at + 1), 0)
        if source.startswith(b"<", at):
            return Fault(at, "'<' that starts no tag {place}", "'&lt;'")
    seen, expected = _WORDS.get(code, _UNKNOWN)
    return Fault(at, seen, expected)


def damaged(source: bytes, fault: Fault) -> Damaged:
    """The exception for a fault, its place in ``source`` filled in."""
    line, column = place_of(source, fault.offset)
    return Damaged(fault.seen.replace("{place}", f"at line {line}, column {column}"), fault.expected)
