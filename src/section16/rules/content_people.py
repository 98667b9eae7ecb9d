"""Content rules, S16-250 to S16-258: issuer, reporting owners and their relationship.

The structure rules see that a title is there; these see whether it says anything.
Authority: Form 3, boxes 1, 3 and 4; Form 4, boxes 1, 2 and 5; Rule 16a-1(f).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from section16.rules.catalogue import rule
from section16.rules.subject import Has, Subject
from section16.vocabulary import codes
from section16.vocabulary.findings import Location, Severity
from section16.vocabulary.identifiers import compact_cik

_WARNING, _NOTE = Severity.WARNING, Severity.NOTE
_BOX_5 = "Form 4, box 5; Form 3, box 4"
Places = Iterable[tuple[Location, str]]

_SHORT = 16  # characters; no longer title is looked at for saying nothing
_NO_TITLE = frozenset({"n/a", "na", "n.a.", "n.a", "none", "not applicable", "officer", "title", "tbd", "unknown"})
_FORMER = ("former", "retired")
_ENTITIES = frozenset({
    "llc", "lp", "llp", "lllp", "inc", "corp", "corporation", "ltd", "limited", "plc", "sa", "gmbh", "fund",
    "partnership", "foundation",
})  # fmt: skip

_SPLIT = re.compile(r"\s*(?:,|&|/|\+|\band\b)\s*", re.IGNORECASE).split
_ON_BOARD = re.compile(
    r"(?:executive |non-executive |independent |co-?|lead )*"
    r"(?:chair(?:man|woman|person)?(?: of (?:the )?board)?|director)",
    re.IGNORECASE,
).fullmatch
_OFFICE = re.compile(
    r"(?:(?:co-?|interim|acting|senior|executive|group) ?)*"
    r"(?:c[efotm]o|president|founder|evp|svp|secretary|treasurer|chief [a-z ]+ officer|chief [a-z]+ off\w*)",
    re.IGNORECASE,
).fullmatch
_CHIEF = re.compile(
    r"\b(?:chief|principal) (?:accounting|financial|executive|operating) off\w*\.?$", re.IGNORECASE
).search
_TEN_PERCENT = re.compile(
    r"(?:10|ten)\s*(?:%|percent|per cent) (?:owner|holder|beneficial owner|shareholder|stockholder)", re.IGNORECASE
).fullmatch
_NOT_NOW = re.compile(r"former|retired|ex-|past|departing|until", re.IGNORECASE).search
_WITH_EXCHANGE = re.compile(
    r"\s*(?:[(\[]|(?:nasdaq|nyse(?: american| arca)?|amex|otc\w*|tsx|cboe)\s*[:\-])|.*[)\]]\s*$", re.IGNORECASE
).match
_ZIP = re.compile(r"[0-9]{5}(?:-?[0-9]{4})?").fullmatch


def _says_nothing(title: str) -> bool:
    return title in _NO_TITLE or len(title) < 2 or not any(map(str.isalpha, title[:4]))


@rule(
    "S16-250", "An officer's title names an office", _WARNING, f"{_BOX_5}: officer (give title below)", when=Has.OFFICER
)
def title_names_an_office(subject: Subject) -> Places:
    """A full stop or "N/A" satisfies EDGAR, but the form asks which office is held."""
    places = []
    for i, owner in enumerate(subject.document.owners):
        is_ = owner.relationship
        if is_ is None or not is_.officer_title or len(is_.officer_title) >= _SHORT or not is_.is_officer.value:
            continue
        title = is_.officer_title.strip()
        if title and _says_nothing(title.lower()):
            where = subject.at(f"owners[{i}].relationship.officer_title")
            places.append((where, f"{title!r}, expected the title of an office"))
    return places


def is_on_board(title: str) -> bool:
    """True when a title names a seat on the board and otherwise only offices of the issuer.

    >>> is_on_board("Chairman & CEO"), is_on_board("Chairman, President & CEO, West Division")
    (True, False)
    """
    if "hair" not in title and "irector" not in title and not title.isupper():
        return False
    parts = [part for part in _SPLIT(title.strip()) if part]
    return any(_ON_BOARD(part) for part in parts) and all(_ON_BOARD(part) or _OFFICE(part) for part in parts)


@rule("S16-251", "Who sits on the board is checked as director", _NOTE, _BOX_5, when=Has.TITLE)
def board_member_is_director(subject: Subject) -> Places:
    """A chairman of the board is a director.  Lists of directors' trades are made by the box, not
    by the title."""
    places = []
    for i, owner in enumerate(subject.document.owners):
        is_ = owner.relationship
        if is_ is None or is_.is_director.value:
            continue
        for field in ("officer_title", "other_text"):
            words = getattr(is_, field)
            if words and is_on_board(words):
                where = subject.at(f"owners[{i}].relationship.{field}")
                places.append((where, f"{words.strip()!r} is a seat on the board, but the box for director is empty"))
    return places


@rule(
    "S16-252",
    "What is described as another relationship has no box of its own",
    _NOTE,
    f"{_BOX_5}; Rule 16a-1(f)",
    when=Has.OTHER,
)
def other_has_no_box(subject: Subject) -> Places:
    """A chief accounting officer under "Other" is missed by everybody who looks for officers."""
    places = []
    for i, owner in enumerate(subject.document.owners):
        is_ = owner.relationship
        if is_ is None or not is_.other_text:
            continue
        words, box = is_.other_text.strip(), None
        if not is_.is_officer.value and _CHIEF(words):
            box = "officer"
        elif not is_.is_ten_percent_owner.value and _TEN_PERCENT(words):
            box = "ten percent owner"
        if box is not None and not _NOT_NOW(words):
            where = subject.at(f"owners[{i}].relationship.other_text")
            places.append((where, f"{words!r}, but the box for {box} is empty"))
    return places


def is_entity(name: str) -> bool:
    """True for a name that ends as no person's does.

    >>> is_entity("SPONSOR ONE, L.L.C."), is_entity("ONE OWNER")
    (True, False)
    """
    return name.rpartition(" ")[2].replace(".", "").lower() in _ENTITIES


@rule("S16-253", "An officer is a natural person", _NOTE, "Rule 16a-1(f)", when=Has.OFFICER)
def officer_is_a_person(subject: Subject) -> Places:
    """A fund or company can own more than ten percent or sit on a board by deputy, but holds no
    office; on a joint form each owner has a relationship of its own."""
    places = []
    for i, owner in enumerate(subject.document.owners):
        is_, name = owner.relationship, owner.name
        if name and is_ is not None and is_.is_officer.value and is_entity(name.strip()):
            where = subject.at(f"owners[{i}].relationship.is_officer")
            places.append((where, f"{name.strip()!r} is checked as officer, expected a natural person"))
    return places


@rule("S16-254", "The reporting owner is not the issuer", _WARNING, "Form 4, boxes 1 and 2; Form 3, boxes 1 and 3")
def owner_is_not_issuer(subject: Subject) -> Places:
    """A company does not report its own shares; the issuer's number was entered in the place of the
    owner's."""
    issuer = subject.document.issuer
    if issuer is None or not issuer.cik:
        return ()
    cik = issuer.cik
    places = []
    for i, owner in enumerate(subject.document.owners):
        other = owner.cik
        if other and (other == cik or (len(other) != len(cik) and compact_cik(other) == compact_cik(cik))):
            where = subject.at(f"owners[{i}].cik")
            places.append((where, f"{other.strip()!r} is the issuer's CIK, expected the reporting owner's"))
    return places


@rule("S16-255", "Each reporting owner is named once", _NOTE, "Form 4, General Instruction 4(b)(v)", when=Has.OWNERS)
def owner_is_named_once(subject: Subject) -> Places:
    """One person with two CIKs has two histories on EDGAR, each of them incomplete."""
    owners = subject.document.owners
    if len(owners) < 2:
        return ()
    seen: dict[str, int] = {}
    places = []
    for i, owner in enumerate(owners):
        name = " ".join((owner.name or "").upper().split())
        first = seen.setdefault(name, i)
        if name and first != i and owner.cik != owners[first].cik:
            message = f"{owner.name!r} is owner {first + 1} already, under another CIK"
            places.append((subject.at(f"owners[{i}].name"), message))
    return places


@rule(
    "S16-256",
    "An address in a state has a ZIP code of five or nine digits",
    _NOTE,
    "Form 4, box 1; postal rule, unconfirmed",
    when=Has.ODD_ZIP,
)
def zip_code_is_one(subject: Subject) -> Places:
    """A ZIP code with a digit too many, or a city typed in its box, makes the owner hard to reach."""
    places = []
    for i, owner in enumerate(subject.document.owners):
        address = owner.address
        if address is None or not address.zip or (len(address.zip) == 5 and address.zip.isdigit()):
            continue
        code, state = address.zip.strip(), (address.state or "").strip()
        if code and state in codes.US_STATES_2026 and not address.is_non_us.value and not _ZIP(code):
            where = subject.at(f"owners[{i}].address.zip")
            places.append((where, f"{code!r} in state {state!r}, expected 5 or 9 digits"))
    return places


@rule(
    "S16-257",
    "Who is no longer subject to Section 16 checks the exit box",
    _NOTE,
    "Form 4, General Instruction 1(b)",
    forms="45",
    when=Has.TITLE,
)
def former_owner_checks_exit_box(subject: Subject) -> Places:
    """An owner whose only relationship is a former one is no longer subject; the box tells readers
    that no more reports are to be expected."""
    document = subject.document
    if document.no_longer_subject.value:
        return ()
    places = []
    for i, owner in enumerate(document.owners):
        is_ = owner.relationship
        if is_ is None or is_.is_director.value or is_.is_ten_percent_owner.value:
            return ()
        field, words = ("officer_title", is_.officer_title) if is_.is_officer.value else ("other_text", is_.other_text)
        if not words or not words.strip().lower().startswith(_FORMER):
            return ()
        message = f"{words.strip()!r} is the only relationship, but the box for owners no longer subject is empty"
        places.append((subject.at(f"owners[{i}].relationship.{field}"), message))
    return places


@rule("S16-258", "The trading symbol stands alone", _NOTE, "Form 4, box 2; Form 3, box 3")
def symbol_stands_alone(subject: Subject) -> Places:
    """With the name of the exchange or in brackets, a symbol is not found by its letters; the form
    prints the brackets itself."""
    issuer = subject.document.issuer
    symbol = issuer.trading_symbol if issuer is not None else None
    if not symbol or symbol.isalpha() or not _WITH_EXCHANGE(symbol):
        return ()
    message = f"{symbol.strip()!r}, expected the symbol without exchange or brackets"
    return [(subject.at("issuer.trading_symbol"), message)]
