"""Text for the PDF: only characters its fonts can print, and words that fit their box.

A character without a glyph, a control, a mark that turns the direction of writing:
each is printed as ``⟨U+202E⟩``, so that it can be seen and changes nothing around it.
Scripts written from right to left are printed so too: set in their own direction they
would carry the figures beside them along.

A word wider than its box comes as several pieces; the template lets a line break
between two of them without printing anything there.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from unicodedata import combining

from section16.forms.printed import words
from section16.forms.visible import by_number, unmistaken

GLYPHS = Path(__file__).with_name("templates") / "form.glyphs.txt"

# a text, or the pieces between which a line may break
Said = str | list[str]

# Advance widths of U+0020 to U+007E in Libertinus Serif, thousandths of the size.
_WIDTHS = (
    250, 288, 336, 465, 465, 637, 705, 190, 298, 298, 369, 550, 220, 338, 220, 323, 465, 465, 465, 465, 465, 465, 465,
    465, 465, 465, 236, 236, 550, 550, 550, 435, 895, 695, 588, 646, 701, 557, 485, 685, 730, 297, 322, 637, 528, 839,
    699, 702, 541, 702, 587, 485, 597, 661, 652, 951, 660, 575, 604, 356, 287, 356, 518, 486, 392, 457, 493, 428, 506,
    447, 310, 500, 538, 271, 272, 512, 264, 790, 542, 504, 519, 503, 372, 390, 316, 531, 497, 747, 490, 515, 424, 277,
    205, 277, 449,
)  # fmt: skip
# kerning can set letters wider apart ("TT"), never figures
_ADVANCE = {chr(32 + i): width / (950 if chr(32 + i).isalpha() else 1000) for i, width in enumerate(_WIDTHS)}
_WIDEST = 1.3  # of all glyphs

# what no line breaks in: up to a blank, or a hyphen or slash before a letter
_UNBROKEN = re.compile(r"[^ ]+?(?:(?<=[A-Za-z0-9])[-/](?=[A-Za-z])|(?= |\Z))")
_LINE_ENDS = re.compile("\r\n|[\t-\r\x85\u2028\u2029]")


def glyphs() -> dict[str, str]:
    """The table of glyphs: "text", "marks" and "symbols", each as the inside of a character class of ``re``."""
    found: dict[str, str] = {}
    name = ""
    for line in GLYPHS.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        head, colon, rest = line.partition(":")
        name = head if colon else name
        for span in (rest if colon else line).split():
            first, _, last = span.partition("-")
            found[name] = found.get(name, "") + rf"\U{int(first, 16):08x}-\U{int(last or first, 16):08x}"
    return found


@cache
def _without_glyph() -> re.Pattern[str]:
    """A character to be replaced; a combining mark also when its base is of another font than the mark."""
    table = glyphs()
    text, marks, symbols = table["text"], table["marks"], table["symbols"]
    return re.compile(rf"[^{text}{marks}{symbols}]|(?<![{text}{marks}])[{marks}]")


def safe(text: str) -> str:
    """Text of which every character is printed as itself, or as its number; not for text that is safe already.

    >>> safe("10% \\u202eowner"), safe("naïve €"), safe("a\\tb"), safe("⟨U+202E⟩")
    ('10% ⟨U+202E⟩owner', 'naïve €', 'a b', '⟨U+27E8⟩U+202E⟩')
    """
    if text.isascii() and text.isprintable():
        return text
    return _without_glyph().sub(lambda found: by_number(found[0]), _LINE_ENDS.sub(" ", unmistaken(text)))


def short(text: str, room: float, size: float) -> str:
    """Text on one line of ``room`` points: what does not fit is cut, and an ellipsis says so.

    >>> short("Ault Alliance, Inc.", 50, 8)
    'Ault Allianc…'
    """
    text = safe(words(text))
    if width(text, size) <= room:
        return text
    room -= size
    at = 0
    while at < len(text) and (room := room - width(text[at], size)) >= 0:
        at += 1
    return text[:at].rstrip(" ,") + "…"


def width(text: str, size: float) -> float:
    """Points that the text takes on one line; an upper bound where it is not ASCII."""
    advance = _ADVANCE
    return size * sum([advance.get(character, _WIDEST) for character in text])


def fit(text: str, room: float, size: float) -> Said:
    """The text, safe, in pieces where a word is wider than ``room`` points at ``size``.

    >>> fit("Non-Qualified Option", 60, 8)
    'Non-Qualified Option'
    >>> fit("Class ABCDEFGHIJKLMNOP", 40, 8)
    ['Class ABCDEFG', 'HIJKLMN', 'OP']
    """
    text = safe(text)
    enough = room / (size * _WIDEST)  # so many characters fit, whichever they are
    if len(text) <= enough:
        return text
    cuts = [0]
    for found in _UNBROKEN.finditer(text):
        word = found[0]
        if len(word) <= enough or width(word, size) <= room:
            continue
        taken = 0.0
        for at, character in enumerate(word, found.start()):
            wide = width(character, size)
            if taken + wide > room and at > found.start() and not combining(character):
                cuts.append(at)
                taken = 0.0
            taken += wide
    return text if len(cuts) == 1 else [text[start:end] for start, end in pairwise([*cuts, len(text)])]


def longest_word(text: str, size: float) -> float:
    """Points that the widest part without a place to break takes."""
    return max([width(found[0], size) for found in _UNBROKEN.finditer(text)], default=0.0)


def last_word(text: str, size: float) -> float:
    """Points that what follows the last place to break takes."""
    words = _UNBROKEN.findall(text)
    return width(words[-1], size) if words else 0.0
