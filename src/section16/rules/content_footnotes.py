"""Content rules, S16-219 to S16-226: footnotes and remarks as explanations of responses.

What a footnote says is read only where its wording leaves no doubt; a rule that
cannot tell stays silent.  Authority: Form 4, General Instructions 4, 6, 8 and 9, and
EDGAR Ownership XML Technical Specification, sections 4.3.5 and 4.3.6.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from section16.rules.catalogue import Line, line_rule, rule
from section16.rules.content_facts import facts
from section16.rules.subject import Has, Subject
from section16.vocabulary.findings import Location, Severity

_WARNING, _NOTE = Severity.WARNING, Severity.NOTE
_SPEC = "EDGAR Ownership XML Technical Specification"
Places = Iterable[tuple[Location, str]]
Fields = Iterable[tuple[str, str]]

_SHORT = 30  # characters; no shorter footnote is looked at for being empty
_NO_REMARKS = "but the form has no remarks"
_DAMAGE = ("\ufffd", "â€", "ã©", "&amp;", "&quot;", "&#", "&lt;", "???")  # in lower case

_LOST = re.compile(r"[a-z]\?[a-z]+\b(?!=)").findall  # an apostrophe or dash; not the query of an address
_GIFT = re.compile(
    r"\bbona fide gift|\b(?:this|the) (?:transaction|transfer) (?:was|is|represents) a (?:charitable )?gift"
    r"|\brepresents? (?:a |an )?(?:charitable )?gift|\bcharitable gift of|\bshares? (?:were|was) gifted"
).search
_REFERENCE = re.compile(r"footnotes?\s*\(?([0-9]{1,2})\b(?!\s*(?:to|of|in) (?:the|our|its)\b)").finditer
_SEE_REMARKS = re.compile(r"(?:see|refer to) (?:the )?remarks?\b").search
_SEE_NOTE = re.compile(r"\b(?:see|refer to) (?:the )?(?:foot)?notes?\b(?!\s*\(?[0-9])").search
_EMPTY = re.compile(
    r"[\W_]*|\(?(?:see|refer to)\s+(?:the\s+)?(?:foot)?notes?(?:\s*\(?[0-9]*\)?)?\.?|footnotes?\.?|reserved\.?|tbd\.?"
).fullmatch
_GAP = re.compile(r"\[\s*(?:[●•_.]+|tbd|date|name|number|amount)?\s*\]|_{3,}").search
_NO_NATURE = frozenset({"-", "--", ".", "n/a", "na", "none", "i", "d", "direct", "indirect", "indirectly", "see"})


@line_rule(
    "S16-219",
    "A gift told in a footnote has code G",
    _WARNING,
    "Form 4, General Instruction 8 (code G)",
    codes="P S D I",
    kinds=("transaction",),
)
def gift_has_its_code(subject: Subject, line: Line) -> Fields:
    """Screens by code find no gift that is coded as a purchase or sale, and take it for a trade."""
    for mark in line.coding_footnotes:
        note = subject.notes.get(mark, "").lower()
        if "gift" in note and _GIFT(note):
            message = f"code {line.code.value}, but footnote {mark!r} calls the transaction a gift, expected code G"
            return [("code", message)]
    return ()


@rule(
    "S16-220", "A footnote that is referred to by number is there", _NOTE, f"{_SPEC}, section 4.3.6", when=Has.FOOTNOTE
)
def numbered_footnote_is_there(subject: Subject) -> Places:
    """A reference to a footnote that this form does not have was copied from another form, or the
    footnote was lost."""
    found = facts(subject)
    if "footnote" not in found.text and "footnote" not in found.natures:
        return ()
    known = len(found.notes)
    if all(int(each[1]) <= known for text in (found.text, found.natures) for each in _REFERENCE(text)):
        return ()
    return _numbers_beyond(subject, known)


def _numbers_beyond(subject: Subject, known: int) -> Places:
    beside = f"but the form has {known} footnote{'' if known == 1 else 's'}"
    for i, text in enumerate(facts(subject).notes):
        for each in _REFERENCE(text):
            if int(each[1]) > known:
                words = text[max(0, each.start() - 20) : each.end() + 10].strip()
                yield subject.at(f"footnotes[{i}]"), f"{words!r}, {beside}"
    for table, i, line in subject.document.lines():
        nature = line.nature.value
        if nature and any(int(each[1]) > known for each in _REFERENCE(nature.lower())):
            yield subject.at_line(table, i, "nature"), f"{nature!r}, {beside}"


@rule("S16-221", "What refers to the remarks finds some", _WARNING, "Form 4, General Instruction 6", when=Has.REMARK)
def remarks_are_there(subject: Subject) -> Places:
    """An officer's title of thirty characters is often continued in the remarks; without them the
    form says nothing."""
    document = subject.document
    if document.remarks and document.remarks.strip():
        return ()
    places = []
    for i, owner in enumerate(document.owners):
        is_ = owner.relationship
        if is_ is None or not (is_.officer_title or is_.other_text):
            continue
        for field in ("officer_title", "other_text"):
            text = getattr(is_, field)
            if text and "remark" in (low := text.lower()) and _SEE_REMARKS(low):
                where = subject.at(f"owners[{i}].relationship.{field}")
                places.append((where, f"{text.strip()!r}, {_NO_REMARKS}"))
    if "remark" in facts(subject).natures:
        for table, i, line in document.lines():
            nature = line.nature.value
            if nature and _SEE_REMARKS(nature.lower()):
                places.append((subject.at_line(table, i, "nature"), f"{nature!r}, {_NO_REMARKS}"))
    return places


@rule(
    "S16-222",
    "What refers to a footnote is marked with one",
    _NOTE,
    "Form 4, General Instruction 4(b)",
    when=Has.NATURE,
)
def nature_is_marked(subject: Subject) -> Places:
    """ "See footnote" without a mark leaves the reader to guess which footnote tells who holds the
    securities."""
    if "note" not in facts(subject).natures:
        return ()
    return [
        (subject.at_line(table, i, "nature"), f"{nature!r} without a mark on the line, expected one to a footnote")
        for table, i, line in subject.document.lines()
        if (nature := line.nature.value)
        and not line.nature.footnotes
        and _SEE_NOTE(nature.lower())
        and next(line.marks(), None) is None
    ]


@rule(
    "S16-223",
    "A footnote says something, and nothing in it is left open",
    _NOTE,
    "Form 4, General Instruction 6",
    when=Has.TEXT,
)
def footnote_is_complete(subject: Subject) -> Places:
    """An empty footnote, one that only points to a footnote, and a gap of a template left
    unfilled explain nothing."""
    found = facts(subject)
    text = found.text
    is_open = ("[" in text or ("_" in text and "___" in text)) and _GAP(text) is not None
    if not is_open and (not found.notes or min(map(len, found.notes)) >= _SHORT):
        return ()
    return _gaps(subject, is_open)


def _gaps(subject: Subject, is_open: bool) -> Places:
    notes = zip(subject.document.footnotes, facts(subject).notes, strict=True)
    for i, (note, text) in enumerate(notes):
        if len(text) < _SHORT and _EMPTY(text.strip()):
            yield subject.at(f"footnotes[{i}]"), f"footnote {note.id!r} says only {note.text.strip()!r}"
        elif is_open and (gap := _GAP(text)):
            around = note.text[max(0, gap.start() - 20) : gap.end() + 20].strip()
            message = f"{around!r} in footnote {note.id!r}, expected no gap left to be filled"
            yield subject.at(f"footnotes[{i}]"), message


@rule("S16-224", "Texts carry no characters damaged in conversion", _NOTE, f"{_SPEC}, section 4.1", when=Has.TEXT)
def text_is_not_damaged(subject: Subject) -> Places:
    """Quotation marks and dashes read in the wrong character set, or escaped twice, are printed as
    such; names with accents are lost."""
    found = facts(subject)
    text = found.text
    if "?" not in text and "&" not in text and text.isascii():
        return ()
    there = [damage for damage in _DAMAGE if damage in found.text]
    if "?" in text:
        there.extend(_LOST(text))
    if not there:
        return ()
    texts = [(f"footnotes[{i}]", text) for i, text in enumerate(found.notes)]
    texts.append(("remarks", (subject.document.remarks or "").lower()))
    places = []
    for path, words in texts:
        damage = next((each for each in there if each in words), None)
        if damage is not None:
            at = words.find(damage)
            around = words[max(0, at - 15) : at + 15].strip()
            places.append((subject.at(path), f"{around!r} holds the damaged characters {damage!r}"))
    return places


@rule(
    "S16-225",
    "An amendment says what it corrects",
    _NOTE,
    "Form 4, General Instruction 9; Form 3, General Instruction 8",
    when=Has.AMENDS,
)
def amendment_is_explained(subject: Subject) -> Places:
    """An amendment repeats only the lines that were wrong; without a footnote or remark nobody
    sees what changed and why."""
    document = subject.document
    if not document.is_amendment or document.footnotes or (document.remarks or "").strip():
        return ()
    message = f"an amendment ({document.document_type}) without a footnote or remark that says what it corrects"
    return [(subject.at("document_type"), message)]


@rule(
    "S16-226",
    "The nature of indirect ownership says who holds",
    _NOTE,
    "Form 4, column 7 and General Instruction 4(b)",
    when=Has.NATURE,
)
def nature_says_something(subject: Subject) -> Places:
    """The box asks through whom the securities are owned; "indirect" repeats the letter beside it."""
    natures = facts(subject).natures
    if not natures or _NO_NATURE.isdisjoint(natures.split("\n")):
        return ()
    return [
        (subject.at_line(table, i, "nature"), f"{nature!r}, expected through whom the securities are owned")
        for table, i, line in subject.document.lines()
        if (nature := line.nature.value)
        and nature.lower() in _NO_NATURE
        and not line.nature.footnotes
        and not line.direct_indirect.footnotes
    ]
