"""Known damage of ownership XML: repairs that are named, reversible and never silent.

``mend`` is called for text that is not well-formed.  Each repair is a pure function
that touches one kind of damage; they are tried alone, then together, until the same
strict parser accepts the text, and none is kept that is not needed.  What no known
repair makes well-formed is ``Damaged``: nothing is guessed.  Authority: XML 1.0
(Fifth Edition), and the EDGAR Ownership XML Technical Specification for what EDGAR
suspends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from itertools import groupby

import msgspec
from lxml import etree

from section16.formats.faults import ROOT, Edit, Walk, damaged, explain
from section16.formats.markup import (
    BOM,
    declaration_at,
    encoding_of,
    has_document_type,
    is_ascii_based,
    place_of,
    plain_spans,
)
from section16.formats.reading import ReadingCode, ReadingCodes
from section16.vocabulary.errors import Damaged
from section16.vocabulary.findings import Finding, Location, Severity

_SPEC = "EDGAR Ownership XML Technical Specification"
_XML = "XML 1.0 (Fifth Edition)"

CODES = ReadingCodes((
    ReadingCode(
        "S16-001", "No line is cut at 1,023 characters", Severity.WARNING,
        f"{_XML}, section 2.1; that gateways cut lines there is unconfirmed",
        "Damage after filing: a gateway cut long lines, and a tag with them. They are joined again.",
    ),
    ReadingCode(
        "S16-002", "Every ampersand starts a reference", Severity.ERROR,
        f"{_SPEC}, section 5: special character (&, <, >) not provided as escape sequence",
        "EDGAR suspends a submission with a bare ampersand. It is read as the character itself.",
    ),
    ReadingCode(
        "S16-003", "No end tag is cut short", Severity.WARNING, f"{_XML}, section 3: element type match",
        "Damage after filing: only letters of end tags are missing, no text of the form. They are completed.",
    ),
    ReadingCode(
        "S16-004", "Text without a declared encoding is UTF-8", Severity.WARNING, f"{_XML}, section 4.3.3",
        "Bytes that are no UTF-8 are read as Windows-1252, in which typographic quotes are typed.",
    ),
    ReadingCode(
        "S16-005", "Nothing stands before the XML declaration", Severity.ERROR,
        f"{_SPEC}, section 4.1, rule 4",
        "EDGAR suspends a submission with any text before the declaration, even white space. It is left out.",
    ),
    ReadingCode(
        "S16-006", "No control characters stand in the text", Severity.WARNING, f"{_XML}, section 2.2",
        "XML cannot hold them, not even as references. They are left out.",
    ),
))  # fmt: skip

Repairing = Callable[[bytes], tuple[bytes, list["Repair"]]]


class Repair(msgspec.Struct, frozen=True, gc=False):
    """One place that was changed.

    name      of the repair, a key of ``REPAIRS``
    offset    where ``inserted`` stands, in the bytes that this repair and those
              named before it gave
    removed   the bytes as they were
    inserted  the bytes instead
    """

    name: str
    offset: int
    removed: bytes
    inserted: bytes


# more places than this are not damage of a filing; a run of the same byte is one place
MOST = 100_000

REPAIRS: dict[str, Repairing] = {}


class _NotThisDamage(Exception):
    """What looked like one kind of damage is another; the repair leaves the text as it is."""


def _repair(name: str) -> Callable[[Callable[[bytes], Iterable[Edit]]], Repairing]:
    """Enter a repair under its name; what it edits becomes text and reversible repairs."""

    def decorate(find: Callable[[bytes], Iterable[Edit]]) -> Repairing:
        @wraps(find)
        def apply(source: bytes) -> tuple[bytes, list[Repair]]:
            parts: list[bytes] = []
            repairs: list[Repair] = []
            done = offset = 0
            try:
                for start, end, inserted in find(source):
                    parts += (source[done:start], inserted)
                    offset += start - done
                    repairs.append(Repair(name, offset, source[start:end], inserted))
                    offset += len(inserted)
                    done = end
                    if len(repairs) > MOST:
                        return source, []
            except _NotThisDamage:
                return source, []
            return b"".join((*parts, source[done:])), repairs

        REPAIRS[name] = apply
        return apply

    return decorate


def undo(repaired: bytes, repairs: Iterable[Repair]) -> bytes:
    """The bytes before the repairs. Raises ValueError when the repairs are not of these bytes."""
    for _, group in reversed(_steps(repairs)):
        parts: list[bytes] = []
        done = 0
        for repair in group:
            end = repair.offset + len(repair.inserted)
            if repair.offset < done or repaired[repair.offset : end] != repair.inserted:
                raise ValueError(f"found other bytes at {repair.offset} than {repair.name!r} put there")
            parts += (repaired[done : repair.offset], repair.removed)
            done = end
        repaired = b"".join((*parts, repaired[done:]))
    return repaired


def _steps(repairs: Iterable[Repair]) -> list[tuple[str, list[Repair]]]:
    return [(name, list(group)) for name, group in groupby(repairs, lambda repair: repair.name)]


def _offset_before(offset: int, repairs: Iterable[Repair]) -> int:
    """Where in the original the byte stands that stands at ``offset`` after the repairs."""
    for _, group in reversed(_steps(repairs)):
        shift = 0
        for repair in group:
            if offset < repair.offset:
                break
            if offset < repair.offset + len(repair.inserted):
                offset = repair.offset
                break
            shift += len(repair.removed) - len(repair.inserted)
        offset += shift
    return offset


# ------------------------------------------------------------------------------------------- the six repairs
# They are entered in the order in which they are applied together: lines are measured before their length
# changes, and bytes become characters before tags are read.

# A line is cut by bytes or by characters; the last line is not cut, whatever its length.
_CUT_LINE = re.compile(
    rb"(?<![^\r\n])(?:[^\r\n]{1023}|(?:[^\r\n\x80-\xbf][\x80-\xbf]*+){1023})(\r\n?|\n)(?=.)", re.DOTALL
)
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf|[ \t\r\n])+")
_UTF8 = (
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
_NOT_UTF8 = re.compile(rb"(?:" + _UTF8 + rb")|(?P<bad>(?:(?!" + _UTF8 + rb")[\x80-\xff])++)")
# bytes without a meaning there, and half a character of UTF-16 in the guise of UTF-8
_NOT_WINDOWS_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]|\xed[\xa0-\xbf][\x80-\xbf]")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]+")
# A run of bare ampersands, or a reference by number, whose character is then looked at.
_AMPERSANDS = re.compile(
    rb"(?:&(?!(?:amp|lt|gt|quot|apos);|\#[0-9]{1,12};|\#x[0-9A-Fa-f]{1,12};))++"
    rb"|&\#(?:(?P<decimal>[0-9]{1,12})|x(?P<hexadecimal>[0-9A-Fa-f]{1,12}));"
)


@_repair("wrapped-1023")
def join_cut_lines(source: bytes) -> Iterator[Edit]:
    """Lines of exactly 1,023 characters are joined to the next."""
    for cut in _CUT_LINE.finditer(source):
        yield *cut.span(1), b""


@_repair("before-declaration")
def drop_before_declaration(source: bytes) -> Iterator[Edit]:
    """Text and white space before the XML declaration; a byte order mark that does not come first."""
    start = len(BOM) if source.startswith(BOM) else 0
    end = declaration_at(source)
    root = source.find(b"<" + ROOT)
    if end < 0 or 0 <= root < end:
        before = _BEFORE.match(source)
        end = before.end() if before else 0
    if end > start:
        yield start, end, b""


@_repair("not-utf-8")
def read_as_windows_1252(source: bytes) -> Iterator[Edit]:
    """Bytes that are no UTF-8, where no encoding is declared, are read as Windows-1252.

    Characters that are UTF-8 stay, for a text can hold both.  Bytes that are neither
    leave the text as it is.
    """
    if source.isascii() or encoding_of(source) is not None:
        return
    for found in _NOT_UTF8.finditer(source):
        bad = found["bad"]
        if bad is not None:
            if _NOT_WINDOWS_1252.search(bad):
                raise _NotThisDamage
            yield *found.span(), bad.decode("cp1252").encode()


@_repair("control-characters")
def drop_control_characters(source: bytes) -> Iterator[Edit]:
    """Control characters, which XML cannot hold in any spelling."""
    for found in _CONTROL.finditer(source):
        yield *found.span(), b""


@_repair("bare-ampersand")
def escape_ampersands(source: bytes) -> Iterator[Edit]:
    """``&`` that starts no reference to a character of XML becomes ``&amp;``.

    So does that of ``&nbsp;``, which XML does not know: its letters stay to be read.
    """
    for start, end in plain_spans(source):
        for found in _AMPERSANDS.finditer(source, start, end):
            decimal, hexadecimal = found.groups()
            if decimal is None and hexadecimal is None:
                yield *found.span(), found[0].replace(b"&", b"&amp;")
            elif not _is_character(int(decimal) if decimal is not None else int(hexadecimal, 16)):
                yield found.start(), found.start() + 1, b"&amp;"


def _is_character(number: int) -> bool:
    """True for the characters of XML (XML 1.0, section 2.2)."""
    if number < 0x20:
        return number in (9, 10, 13)
    return number <= 0xD7FF or 0xE000 <= number <= 0xFFFD or 0x10000 <= number <= 0x10FFFF


@_repair("truncated-end-tags")
def complete_end_tags(source: bytes) -> list[Edit]:
    """End tags that lack their last letters, and those missing at the end where nothing else is.

    A name is completed when it begins the name of the open element and is not that
    of another open one.  A text cut at its end is completed only inside the end tags
    of the last signature and of the document.
    """
    walk = Walk(source)
    return walk.edits if walk.fault is None else []


# ----------------------------------------------------------------------------------------------- how they act

_Mended = tuple[etree._Element, bytes, list[Repair]]


def mend(source: bytes, parser: etree.XMLParser, error: etree.XMLSyntaxError) -> tuple[etree._Element, list[Finding]]:
    """The element tree of a text that ``parser`` refused with ``error``, and what was done to read it.

    Raises Damaged when no known repair makes the text well-formed.
    """
    root, _, repairs = repair(source, parser, error)
    return root, findings(source, repairs)


def repair(source: bytes, parser: etree.XMLParser, error: etree.XMLSyntaxError) -> _Mended:
    """Tree, repaired bytes and repairs, with as few kinds of repair as will do; see ``undo``.

    Raises Damaged as ``mend`` does.
    """
    if has_document_type(source):
        raise Damaged("a document type declaration", "an ownership document, which has none")
    if not is_ascii_based(source):
        raise Damaged(f"text in the encoding {encoding_of(source) or 'UTF-16'!r}", "UTF-8")
    alone: dict[str, tuple[bytes, list[Repair]]] = {}
    for name, apply in REPAIRS.items():
        text, done = alone[name] = apply(source)
        if done and isinstance(root := _parse(text, parser), etree._Element):
            return root, text, done
    text = source
    repairs: list[Repair] = []
    used: list[str] = []
    for name, apply in REPAIRS.items():
        changed, done = apply(text) if used else alone[name]
        if not done:
            continue
        text, repairs = changed, repairs + done
        used.append(name)
        outcome = _parse(text, parser)
        if isinstance(outcome, etree._Element):
            return _fewest(source, parser, used, (outcome, text, repairs))
        error = outcome
    fault = explain(text, error)
    at = _offset_before(fault.offset, repairs)
    raise damaged(source, msgspec.structs.replace(fault, offset=at)) from None


def _parse(source: bytes, parser: etree.XMLParser) -> etree._Element | etree.XMLSyntaxError:
    try:
        return etree.fromstring(source, parser)
    except etree.XMLSyntaxError as error:
        return error


def _fewest(source: bytes, parser: etree.XMLParser, used: list[str], mended: _Mended) -> _Mended:
    """The same without each repair that turns out not to be needed."""
    for name in used[:-1]:
        fewer = [other for other in used if other != name]
        text = source
        repairs: list[Repair] = []
        for other in fewer:
            text, done = REPAIRS[other](text)
            repairs += done
        if isinstance(root := _parse(text, parser), etree._Element):
            used, mended = fewer, (root, text, repairs)
    return mended


# name -> code, what was found once and more than once, what was done
_SAYINGS = {
    "wrapped-1023": (
        "S16-001", "line cut at 1,023 characters", "lines cut at 1,023 characters", "joined to the next",
    ),
    "before-declaration": (
        "S16-005", "byte before the XML declaration", "bytes before the XML declaration", "left out",
    ),
    "not-utf-8": ("S16-004", "byte that is not UTF-8", "bytes that are not UTF-8", "read as Windows-1252"),
    "control-characters": ("S16-006", "control character", "control characters", "left out"),
    "bare-ampersand": (
        "S16-002", "'&' that starts no reference", "'&' that start no reference", "read as '&amp;'",
    ),
    "truncated-end-tags": (
        "S16-003", "end tag cut short or missing", "end tags cut short or missing", "completed",
    ),
}  # fmt: skip


def findings(source: bytes, repairs: Iterable[Repair]) -> list[Finding]:
    """One finding for each kind of repair: how many, the first place, what was done."""
    found: list[Finding] = []
    before: list[Repair] = []
    for name, group in _steps(repairs):
        code, one, many, done = _SAYINGS[name]
        count = sum(map(_count, group))
        line, column = place_of(source, _offset_before(group[0].offset, before))
        what = f"1 {one} at" if count == 1 else f"{count:,} {many}, the first at"
        message = f"{what} line {line}, column {column}, {done}; the bytes as filed are kept"
        found.append(CODES.finding(code, Location("document", f"XML, line {line}"), message))
        before += group
    return found


def _count(repair: Repair) -> int:
    """How many there are in one repaired place."""
    if repair.name == "bare-ampersand":
        return repair.removed.count(b"&")
    if repair.name == "truncated-end-tags":
        return max(repair.inserted.count(b">"), 1)
    return 1 if repair.name == "wrapped-1023" else len(repair.removed)
