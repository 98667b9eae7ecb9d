"""Wrapped lines that can be put together again, and footnote numbers after a text.

The printers of plain text and the reader of what they printed share these rules:

- A line shorter than its room was broken at a blank; one that fills it, inside a word.
- Footnote numbers stand after a blank at the end.  Where a filed text itself ends so, a
  no-break space follows it; white space of filings is printed as blanks, so it is none of theirs.
- A character that prints nothing is shown as ``⟨U+202E⟩``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

AFTER = "\xa0"  # ends a text that could be mistaken: for footnote numbers, or for an empty line

_MARKS = re.compile(r"(?:\A| )((?:\([0-9]{0,2}\))+)\Z")
_MARK = re.compile(r"\(([0-9]{0,2})\)")
_SHOWN = re.compile(r"⟨U\+([0-9A-F]{4,6})⟩")
_LAST_CHARACTER = 0x10FFFF


def fold(text: str, width: int, hanging: int = 0) -> list[str]:
    """Lines of at most ``width``; all but the first begin with ``hanging`` blanks.

    Runs of blanks are kept: a line is broken at a single blank only, and where there is
    none a line of remarks may be longer than the width.

    >>> fold("By Ault & Company, Inc.", 14), fold("a b", 3), fold("unbreakable", 6, 2)
    (['By Ault &', 'Company, Inc.'], ['a b'], ['unbrea', '  kabl', '  e'])
    """
    lines: list[str] = []
    pad, room, rest = "", width, text
    while len(rest) > room:
        at = _break(rest, room)
        cut = at if at > 0 else _cut(rest, room)
        if cut >= len(rest):
            break
        lines.append(pad + rest[:cut])
        rest = rest[cut + 1 :] if at > 0 else rest[cut:]
        pad, room = " " * hanging, width - hanging
    lines.append(pad + rest)
    return lines


def _break(text: str, room: int) -> int:
    """The last single blank that leaves a line shorter than the room; 0 or less when there is none."""
    at = text.rfind(" ", 0, room)
    while at > 0 and (text[at - 1] == " " or text[at + 1 : at + 2] == " "):
        at = text.rfind(" ", 0, at)
    return at


def _cut(text: str, room: int) -> int:
    """Where a line that fills the room may end: not in a run of blanks."""
    while room < len(text) and text[room - 1] == " ":
        room += 1
    return room


def unfold(lines: Sequence[str], width: int, hanging: int = 0) -> str:
    """The text of folded lines, without the blanks at their ends.

    >>> unfold(["unbrea", "  kabl", "  e"], 6, 2), unfold([], 6)
    ('unbreakable', '')
    """
    text, is_full = "", True
    for i, line in enumerate(lines):
        piece = line[hanging:] if i else line
        text += piece if is_full else f" {piece}"
        is_full = len(line) >= width
    return text


def with_marks(text: str, marks: Iterable[str]) -> str:
    """Text and the numbers of its footnotes.

    >>> with_marks("By Ault Alpha LP", ("1", "2")), with_marks("", ("3",)), with_marks("By Trust (1)", ())
    ('By Ault Alpha LP (1)(2)', '(3)', 'By Trust (1)\\xa0')
    """
    if text.endswith(")") and _MARKS.search(text):
        text += AFTER
    numbers = "".join([f"({mark})" for mark in marks])
    return f"{text} {numbers}" if text and numbers else text or numbers


def without_marks(said: str) -> tuple[str, tuple[str, ...]]:
    """The inverse of ``with_marks``.

    >>> without_marks("By Ault Alpha LP (1)(2)"), without_marks("By Trust (1)\\xa0")
    (('By Ault Alpha LP', ('1', '2')), ('By Trust (1)', ()))
    """
    found = _MARKS.search(said) if said.endswith(")") else None
    text, marks = (said[: found.start()], tuple(_MARK.findall(found[1]))) if found else (said, ())
    return text.removesuffix(AFTER), marks


def as_filed(text: str) -> str:
    """Characters that were shown by their numbers.

    >>> as_filed("a⟨U+202E⟩b") == "a\\u202eb", as_filed("⟨U+27E8⟩U+202E⟩")
    (True, '⟨U+202E⟩')
    """
    return _SHOWN.sub(_character, text) if "⟨" in text else text


def _character(shown: re.Match[str]) -> str:
    code = int(shown[1], 16)
    return chr(code) if code <= _LAST_CHARACTER else shown[0]
