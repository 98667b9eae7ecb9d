"""Two texts compared word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from section16.forms.diff_model import Segment

# words of one text times words of the other, above which texts are shown as a whole
_MOST_COMPARED = 1_000_000
_LEAST_KEPT = 3  # of so many words one must be in both texts for a comparison word by word to be read
_WORD = re.compile(r"\w+")


def flat(text: str) -> str:
    """The text with every run of white space as one blank, as a page shows it."""
    return " ".join(text.split())


def bag(text: str | None) -> frozenset[str]:
    """The words of a text, for telling how alike two texts are; capitals do not count."""
    return frozenset(_WORD.findall((text or "").casefold()))


def compare(old: str, new: str) -> tuple[Segment, ...]:
    """The runs of words that both texts have and that only one has, in order.

    The same runs, with "-" and "+" exchanged, when the texts are.  Texts that have little in
    common are one run each.

    >>> [(run.op, run.text) for run in compare("at $5.00 per share", "at $5.10 per share")]
    [('=', 'at'), ('-', '$5.00'), ('+', '$5.10'), ('=', 'per share')]
    """
    words_old, words_new = old.split(), new.split()
    found = tuple(_segments(words_old, words_new))
    kept = sum(run.text.count(" ") + 1 for run in found if run.op == "=")
    if kept * _LEAST_KEPT < max(len(words_old), len(words_new)):
        return tuple(_segments_apart(words_old, words_new))
    return found


def _segments_apart(old: list[str], new: list[str]) -> Iterator[Segment]:
    if old:
        yield Segment("-", " ".join(old))
    if new:
        yield Segment("+", " ".join(new))


def _segments(old: list[str], new: list[str]) -> Iterator[Segment]:
    for in_old, in_new, is_same in _runs(old, new):
        if is_same:
            yield Segment("=", " ".join(old[in_old]))
            continue
        yield from _segments_apart(old[in_old], new[in_new])


def _runs(old: list[str], new: list[str]) -> Iterator[tuple[slice, slice, bool]]:
    if len(old) * len(new) > _MOST_COMPARED:
        yield slice(0, len(old)), slice(0, len(new)), old == new
        return
    flip = new < old  # the matcher's choice among equals depends on the order it is given
    first, second = (new, old) if flip else (old, new)
    for op, i, j, k, m in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        one, other = slice(i, j), slice(k, m)
        yield (other, one, op == "equal") if flip else (one, other, op == "equal")
