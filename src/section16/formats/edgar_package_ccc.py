"""Taking the owners' CCC out of a text, well-formed or not, and nothing else with it.

EDGAR itself removes ``rptOwnerCcc`` before it disseminates a form (specification,
section 3.3, o(1)).  Where a CCC may be left that cannot be told apart, the text is
refused: the secret weighs more than the copy.
"""

from __future__ import annotations

import re

from lxml import etree

from section16.formats.markup import BLANK, LINE_END
from section16.vocabulary.errors import Damaged

# any element whose name ends in CCC, in any case and with any prefix
_START = re.compile(rb"<[\w.:-]*ccc(?![\w.:-])[^<>]*>?", re.IGNORECASE)
_END = re.compile(rb"</[\w.:-]*ccc[ \t\r\n]*>?", re.IGNORECASE)
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
_IMAGES = (b"\xff\xd8\xff", b"GIF8", b"\x89PNG")
_EXPECTED = "<rptOwnerCcc>, to leave it out; only a package written with the CCC can hold this text"


def strip_ccc(content: bytes, name: str = "a document") -> bytes:
    """The text without its CCC elements, and without the lines that held nothing else.

    Raises Damaged when a CCC may be left.

    >>> strip_ccc(b"<id><rptOwnerCcc>a1b2c3d$</rptOwnerCcc><rptOwnerName>X</rptOwnerName></id>")
    b'<id><rptOwnerName>X</rptOwnerName></id>'
    """
    if content.startswith(_IMAGES):
        return content
    parts: list[bytes] = []
    done = 0
    for start in _START.finditer(content):
        begin, end = _whole_line(content, start.start(), _end_of(content, start))
        parts.append(content[done:begin])
        done = end
    stripped = b"".join((*parts, content[done:]))
    if _hidden(stripped):
        raise Damaged(f"an owner's CCC in {name} that cannot be told apart", _EXPECTED)
    return stripped


def _end_of(content: bytes, start: re.Match[bytes]) -> int:
    """Where the element ends: with its end tag, or before the next tag when it has none."""
    if start[0].endswith(b"/>"):
        return start.end()
    following = _START.search(content, start.end())
    end = _END.search(content, start.end(), following.start() if following else len(content))
    if end is not None:
        return end.end()
    tag = content.find(b"<", start.end())
    return len(content) if tag < 0 else tag


def _whole_line(content: bytes, begin: int, end: int) -> tuple[int, int]:
    """The line from ``begin`` to ``end`` with its line end, when nothing else stands on it."""
    first, last = begin, end
    while content[first - 1 : first] in (b" ", b"\t"):
        first -= 1
    while content[last : last + 1] in (b" ", b"\t"):
        last += 1
    line_end = LINE_END.match(content, last)
    if line_end and (first == 0 or content[first - 1 : first] in (b"\n", b"\r")):
        return first, line_end.end()
    return begin, end


def _hidden(content: bytes) -> bool:
    """True when a CCC is left that bytes do not show: in UTF-16, in a tag cut by a line end, and so on."""
    if b"<rptownerccc" in content.translate(None, b"\0" + BLANK).lower():
        return True
    try:
        root = etree.fromstring(content, _PARSER)
    except etree.XMLSyntaxError:
        return False
    return any(etree.QName(element).localname.lower().endswith("ccc") for element in root.iter(etree.Element))
