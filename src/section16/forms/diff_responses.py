"""Footnotes by what they say, not by their number; remarks as a text.

A footnote that was only renumbered is the same footnote, and the marks that lead to it
are the same marks.  One that kept its number and says something else was changed; one
that kept neither was removed, and another added.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from section16.forms import words
from section16.forms.diff_boxes import Reading
from section16.forms.diff_match import Pairs, distance, match
from section16.forms.diff_model import Change
from section16.forms.diff_words import bag, compare, flat
from section16.model import boxes
from section16.model.document import Footnote, OwnershipDocument

# What it costs that a text differs (more by how far apart the words are), that the number does, and
# to be without a partner.
_TEXT_COST, _WORDS_COST, _NUMBER_COST, _ALONE = 1000, 2000, 900, 1525
_MOST_PLACES = 4


class _Profile(NamedTuple):
    id: str | None
    text: str
    bag: frozenset[str]


def _profile(note: Footnote) -> _Profile:
    text = flat(note.text)
    return _Profile(note.id, text, bag(text))


def _cost(a: _Profile, b: _Profile) -> int:
    said = 0 if a.text == b.text else _TEXT_COST + distance(a.bag, b.bag, _WORDS_COST)
    return said + (_NUMBER_COST if a.id != b.id else 0)


def pair(a: tuple[Footnote, ...], b: tuple[Footnote, ...], flip: bool) -> Pairs:
    """Which footnote of A is which of B."""
    return match([_profile(note) for note in a], [_profile(note) for note in b], _cost, lambda _: _ALONE, flip)


def keys(a: tuple[Footnote, ...], b: tuple[Footnote, ...], pairs: Pairs) -> tuple[dict[str, object], dict[str, object]]:
    """What each mark stands for, on A and on B: equal where the footnotes are a pair.

    A mark leads to the first footnote with its id.
    """
    number = {j: i for i, j in pairs.pairs}
    paired = {i for i, _ in pairs.pairs}
    of_a: dict[str, object] = {}
    of_b: dict[str, object] = {}
    for i, note in enumerate(a):
        if note.id is not None:
            of_a.setdefault(note.id, i if i in paired else ("only on A", note.id))
    for j, note in enumerate(b):
        if note.id is not None:
            of_b.setdefault(note.id, number.get(j, ("only on B", note.id)))
    return of_a, of_b


def texts(document: OwnershipDocument) -> dict[str, str]:
    """Footnote id -> text; of the first, where an id stands twice."""
    found: dict[str, str] = {}
    for note in document.footnotes:
        if note.id is not None:
            found.setdefault(note.id, note.text)
    return found


def places(document: OwnershipDocument) -> dict[str, str]:
    """Footnote id -> the boxes whose marks lead to it, in words."""
    found: dict[str, list[str]] = defaultdict(list)
    for table, i, line in document.lines():
        for field, mark in line.marks():
            place = boxes.box(document.form, f"{table}[{i}].{field}")
            if place not in found[mark]:
                found[mark].append(place)
    return {
        mark: "; ".join(at[:_MOST_PLACES]) + (f" and {len(at) - _MOST_PLACES} more" if len(at) > _MOST_PLACES else "")
        for mark, at in found.items()
    }


def changes(a: OwnershipDocument, b: OwnershipDocument, pairs: Pairs, reading: Reading) -> Iterator[Change]:
    """Footnotes changed, added and removed, each with the boxes whose marks lead to it."""
    at_a, at_b = places(a), places(b)
    for i, j in pairs.walk(len(a.footnotes), len(b.footnotes)):
        if i is not None and j is not None:
            note = b.footnotes[j]
            paths, used = (f"footnotes[{i}]", f"footnotes[{j}]"), at_b.get(note.id or "", "")
            yield from _changed(a.footnotes[i], note, paths, used, reading)
        elif i is not None:
            note, path = a.footnotes[i], f"footnotes[{i}]"
            used, where = at_a.get(note.id or "", ""), reading.where(path, None)
            yield Change("removed", "footnotes", path, None, where, _label(note), used, flat(note.text), None)
        elif j is not None:
            note, path = b.footnotes[j], f"footnotes[{j}]"
            used, where = at_b.get(note.id or "", ""), reading.where(None, path)
            yield Change("added", "footnotes", None, path, where, _label(note), used, None, flat(note.text))


def _label(note: Footnote) -> str:
    return f"footnote {words.marks((note.id,))}" if note.id else "footnote without a number"


def _changed(a: Footnote, b: Footnote, paths: tuple[str, str], used: str, reading: Reading) -> Iterator[Change]:
    old, new = flat(a.text), flat(b.text)
    label = _label(b)
    if old != new:
        text_paths = f"{paths[0]}.text", f"{paths[1]}.text"
        where = reading.where(*text_paths)
        yield Change("changed", "footnotes", *text_paths, where, label, used, old, new, compare(old, new))
    elif reading.is_strict and a.text != b.text:
        text_paths = f"{paths[0]}.text", f"{paths[1]}.text"
        where = reading.where(*text_paths)
        yield Change("spelling", "footnotes", *text_paths, where, label, used, f'"{a.text}"', f'"{b.text}"')
    if reading.is_strict and a.id != b.id:
        where = reading.where(f"{paths[0]}.id", f"{paths[1]}.id")
        yield Change(
            "spelling", "footnotes", f"{paths[0]}.id", f"{paths[1]}.id", where, "footnote number", used,
            _label(a), label,
        )  # fmt: skip


def remarks(a: OwnershipDocument, b: OwnershipDocument, reading: Reading) -> Iterator[Change]:
    """The change of the remarks, word by word."""
    old, new = flat(a.remarks or ""), flat(b.remarks or "")
    where = reading.where("remarks", "remarks")
    if old != new:
        runs = compare(old, new) if old and new else ()
        yield Change("changed", "remarks", "remarks", "remarks", where, "remarks", "", old or None, new or None, runs)
    elif reading.is_strict and a.remarks != b.remarks:
        filed_a, filed_b = (None if text is None else f'"{text}"' for text in (a.remarks, b.remarks))
        yield Change("spelling", "remarks", "remarks", "remarks", where, "remarks", "", filed_a, filed_b)
