"""Text or Markdown of a printed form -> characters as they look on paper.

Knows nothing of the form: bytes to text, tags and emphasis away, signs of check
boxes to two characters, footnote numbers off the end of a cell.  A tag that
starts a new block or changes the type becomes a line break, because printed
boxes set captions and answers in different type.  Every expression here is linear
in the length of the text.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

TICKED, EMPTY = "☒", "☐"

_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_MARKDOWN = re.compile(
    r"\*\*[^*\s][^*\n]{0,200}\*\*|^#{1,6} |\\[$*|_#]|^[ \t]{0,40}\|?[ \t]{0,40}:?-{3,200}:?[ \t]{0,40}\|", re.MULTILINE
)
_ESCAPE_OR_EMPHASIS = re.compile(r"\\([!-/:-@\[-`{-~])|(\*\*)|\*(\w[^*\n]{0,400})\*")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_BOX = re.compile(r"<input\b([^<>]*)>", re.IGNORECASE)
_CHECKED = re.compile(r"\schecked\b", re.IGNORECASE)
_RAISED = re.compile(r"<sup>\s*\(?([0-9]{1,2})\)?\s*</sup>", re.IGNORECASE)
_BREAKING = re.compile(
    r"</?(?:b|strong|small|br|p|div|span|center|h[1-6]|td|th|tr|table|tbody|thead|li|ul|ol|big|hr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_INLINE = re.compile(r"</?(?:i|em|u|a|sup|sub|font|nobr|code|tt)(?:\s[^<>]*)?/?>", re.IGNORECASE)

_TICKED = re.compile(r"\[\s?[xX]\s?\]|\(\s?[xX]\s?\)|_{1,40}[xX]_{1,40}|[☑✓✔✗✘]")
_UNTICKED = re.compile(r"\[\s{0,3}\]|\(\s{0,3}\)|_{2,}|[□▢❏❑]")

# two blanks after the number of a caption do not part it from its words
_APART = re.compile(r"(?<![0-9]\.)[ \t]{2,}")
_MARK = r"\(\s?F?[0-9]{1,2}(?:\s?,\s?F?[0-9]{1,2}){0,9}\s?\)"
_MARKS = re.compile(rf"(?:{_MARK}[ ,]{{0,3}}){{1,99}}\Z")
_NUMBER = re.compile(r"[0-9]+")


def decode(source: bytes) -> str:
    """The text: UTF-8, else Windows-1252; lines end in ``\\n``, characters that print nothing are gone."""
    try:
        text = source.decode("utf-8")
    except UnicodeDecodeError:
        text = source.decode("cp1252", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").replace("\x0b", "\n")
    text = text.replace("\x85", "\n").replace("\xa0", " ").replace("\u2028", "\n").replace("\u2029", "\n")
    return _UNPRINTABLE.sub("", text)


def is_markdown(text: str) -> bool:
    """True when the text shows any sign of Markdown; plain text keeps its backslashes and asterisks."""
    return _MARKDOWN.search(text) is not None


def _unescape(match: re.Match[str]) -> str:
    return match[1] or match[3] or ""


def plain(text: str, markdown: bool) -> str:
    """Characters as printed; blocks and changes of type are line breaks.

    >>> plain(r'<b>Price</b> \\$0.0889', True)
    'Price\\n$0.0889'
    """
    if "<" in text:
        text = _BOX.sub(lambda box: TICKED if _CHECKED.search(box[1]) else EMPTY, text)
        text = _RAISED.sub(r" (\1)", text)
        text = _BREAKING.sub("\n", text)
        text = _INLINE.sub("", text)
    if markdown:
        text = _ESCAPE_OR_EMPHASIS.sub(_unescape, text)
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text).replace("\xa0", " ")
    return "\n".join(piece.strip(" \t") for piece in text.split("\n") if piece.strip(" \t"))


def flat(text: str, markdown: bool) -> str:
    """``plain`` on one line with single blanks.

    >>> flat('By  Trust <br> (1)', True)
    'By Trust (1)'
    """
    return " ".join(plain(text, markdown).split())


def ticks(text: str) -> str:
    """Every printed sign of a check box as ``TICKED`` or ``EMPTY``.

    >>> ticks("__X__ Director _____ 10% Owner [x] Officer ( ) Other")
    '☒ Director ☐ 10% Owner ☒ Officer ☐ Other'
    """
    return _UNTICKED.sub(EMPTY, _TICKED.sub(TICKED, text))


def pieces(text: str) -> list[str]:
    """The separately printed parts of a plain text: lines, and runs apart by two blanks or more.

    >>> pieces("LAS VEGAS, NV  89141\\n(City)")
    ['LAS VEGAS, NV', '89141', '(City)']
    """
    return [piece for line in text.split("\n") for piece in _APART.split(line.strip(" \t")) if piece]


def take_marks(text: str) -> tuple[str, tuple[str, ...]]:
    """Text without the footnote numbers at its end, and their ids.

    >>> take_marks("By Ault Alpha LP (1)"), take_marks("(2)(3)"), take_marks("Trust (2019)")
    (('By Ault Alpha LP', ('F1',)), ('', ('F2', 'F3')), ('Trust (2019)', ()))
    """
    text = text.rstrip()
    if not text.endswith((")", ",")):
        return text, ()
    # at most 99 marks of a few characters: only the end is looked at
    start = max(0, len(text) - 600)
    found = _MARKS.search(text, start)
    if found is None:
        return text, ()
    numbers = [int(number) for number in _NUMBER.findall(found[0])]
    if 0 in numbers:
        return text, ()
    return text[: found.start()].rstrip(" ,"), tuple(f"F{number}" for number in numbers)


class Cell(NamedTuple):
    """A part of a line of text.

    at    position: the count of cells before it (tabs, pipes) or its first character
    text  as in the source, without blanks around it
    """

    at: int
    text: str


def is_rule(line: str) -> bool:
    """True for a line that only draws: ``-----``, ``|---|:--|``, ``+==+``.

    >>> is_rule("|---|:--:|"), is_rule("- (1) text"), is_rule("")
    (True, False, False)
    """
    line = line.strip()
    return len(line) >= 3 and not line.strip("-=_+|: \t─━═│┼├┤┌┐└┘┬┴╪╞╡*") and any(c in line for c in "-=_─━═")


def by_pipes(line: str) -> list[Cell]:
    """Cells between pipes, counted from 0.

    >>> [cell.text for cell in by_pipes("| a | | b |")]
    ['a', '', 'b']
    """
    line = line.strip().removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return [Cell(i, text.strip()) for i, text in enumerate(re.split(r"(?<!\\)\|", line))]


def by_tabs(line: str) -> list[Cell]:
    """Cells between tabs, counted from 0."""
    return [Cell(i, text.strip()) for i, text in enumerate(line.split("\t"))]


def by_blanks(line: str) -> list[Cell]:
    """Runs apart by two blanks or more, with the position of their first character."""
    return [Cell(found.start(), found[0]) for found in re.finditer(r"[^ \t]+(?: [^ \t]+)*", line)]


def letters(text: str) -> str:
    """Lower-case letters and digits only: captions compare however they are set and wrapped.

    >>> letters("2A. Deemed Execution Date, if any")
    '2adeemedexecutiondateifany'
    """
    return "".join(filter(str.isalnum, text.lower()))
