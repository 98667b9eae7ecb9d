"""Characters that print nothing, made visible.

A filed string may hold control characters that move a terminal's cursor, and marks
that turn the direction of a line, so that what is read is not what was filed.  The
printers show such a character by its number.
"""

from __future__ import annotations

import re
from unicodedata import category

# controls, format characters (among them all that change direction), halves of pairs, line separators
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# what would be read as a character shown by its number
_LOOKS_SHOWN = re.compile(r"⟨(?=U\+[0-9A-F]{4,6}⟩)")


def visible(text: str) -> str:
    """Text with every character that prints nothing as its number; tab and line break stay.

    A filed ``⟨U+202E⟩`` is told from a shown one by its first bracket.

    >>> visible("Acme \\x1b[31m"), visible("a\\u202eb"), visible("⟨U+202E⟩")
    ('Acme ⟨U+001B⟩[31m', 'a⟨U+202E⟩b', '⟨U+27E8⟩U+202E⟩')
    """
    if text.isascii() and text.isprintable():
        return text
    text = unmistaken(text)
    if text.isprintable():
        return text
    return "".join([by_number(char) if _is_unseen(char) else char for char in text])


def by_number(char: str) -> str:
    """How a character is shown that prints nothing."""
    return f"⟨U+{ord(char):04X}⟩"


def unmistaken(text: str) -> str:
    """Text in which nothing looks like a character shown by its number: of such words the bracket is shown so."""
    return _LOOKS_SHOWN.sub(by_number("⟨"), text)


def shown_once(text: str) -> str:
    """The same for words that may pass here again: what is visible already stays as it is.

    >>> shown_once(shown_once("a\\u202eb"))
    'a⟨U+202E⟩b'
    """
    return visible(text) if any(_is_unseen(char) for char in text) else text


def _is_unseen(char: str) -> bool:
    if char in "\t\n" or char.isprintable():
        return False
    code = ord(char)
    return category(char) in _UNSEEN or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
