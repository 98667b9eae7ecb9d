"""How much of what: a number and the title of a security as they are said in a sentence.

A title is the filer's own words.  Where its noun shows what is counted, the sentence
counts that ("100 shares of Common Stock", "100 Restricted Stock Units"); any other
title is quoted ("100 of the derivative security "Stock Option (right to buy)"").
"""

from __future__ import annotations

import re
from decimal import Decimal

from section16.forms.plain_words import (
    footnotes,
    not_stated,
    noted,
    number,
    number_of,
    quoted,
    said,
    unread,
)
from section16.vocabulary.cells import Cell

# what follows these only describes the security
_DESCRIPTION = re.compile(
    r"[,(;:\[\"]| [-\u2013\u2014] |\b(?:of|to|for|underlying|held|par|no|without|due)\b", re.IGNORECASE
)
_STOCK = "stock|common|preferred"
_COUNTED = (
    "shares|units|warrants|options|rights|notes|bonds|debentures|certificates|equivalents|RSUs|PSUs|SARs|ADSs|ADRs"
)
_NOUN = re.compile(rf"\b({_STOCK}|{_COUNTED})\b", re.IGNORECASE)
_SERIES = re.compile(r"(?: (?:(?i:class|series|ser|cl)\b.*|[A-Z]{1,2}|[A-Z]?-?[0-9]{1,4}))? *").fullmatch
_WORDS = re.compile(r"[A-Za-z0-9.&'/%$]+(?:[ -][A-Za-z0-9.&'/%$]+)*").fullmatch


def _noun(title: str) -> str:
    """What the title counts, in lower case ("stock", "units"); "" where that is not clear."""
    cut = _DESCRIPTION.search(title)
    head = title[: cut.start()] if cut else title
    found = [*_NOUN.finditer(head)][-1:]
    return found[0][1].lower() if found and _SERIES(head[found[0].end() :]) else ""


def _is_stock(noun: str) -> bool:
    return noun in _STOCK.split("|")


def unit(title: str | None) -> str:
    """What is counted, in the plural; "" where the title does not say.

    >>> unit("Class A Common Stock"), unit("LTIP Units"), unit("Stock Option (right to buy)")
    ('shares', 'units', '')
    """
    noun = _noun(said(title))
    return "shares" if _is_stock(noun) else noun if noun in {"shares", "units", "warrants", "options", "rights"} else ""


def each(title: str | None) -> str:
    """How a price is said: for one share, or for each of whatever it is."""
    return "a share" if unit(title) == "shares" else "each"


def units(count: str, title: str | None) -> str:
    """A number and what it counts, for a second mention.

    >>> units("1", "Common Stock"), units("20", "Warrant")
    ('1 share', '20')
    """
    word = unit(title)
    return f"{count} {word.removesuffix('s') if count == '1' else word}".strip()


def security(title: Cell[str], is_derivative: bool) -> str:
    """The security alone: its title in a sentence, with marks."""
    words = said(title.value)
    if not words:
        return f"a security without a title{noted(title.footnotes)}"
    if _noun(words):
        name = words if _WORDS(words) else quoted(words)
    else:
        name = f"the {_kind(is_derivative)} {quoted(words)}"
    return name + noted(title.footnotes)


def _kind(is_derivative: bool) -> str:
    return "derivative security" if is_derivative else "security"


def counted(count: str, marks: tuple[str, ...], title: Cell[str], is_derivative: bool) -> str:
    """A number of a security, with the marks of both boxes.

    >>> counted("100", (), Cell("Common Stock"), False)
    '100 shares of Common Stock'
    >>> counted("1", ("F1",), Cell("Warrant"), True)
    '1 (see footnote 1) of the derivative security "Warrant"'
    """
    words = said(title.value)
    noun = _noun(words)
    plain = _WORDS(words) is not None
    if marks == title.footnotes:
        marks = ()  # said once, behind the title
    if _is_stock(noun):
        first = "1 share" if count == "1" else f"{count} shares"
        return f"{first}{noted(marks)} of {words if plain else quoted(words)}{noted(title.footnotes)}"
    if noun and count != "1":
        name = words if plain and not words[0].isdigit() else quoted(words)
        both = footnotes((*marks, *title.footnotes))
        return f"{count} {name}{f' (see {both})' if both else ''}"
    if not words:
        return f"{count}{noted(marks)} of a security without a title{noted(title.footnotes)}"
    return f"{count}{noted(marks)} of the {_kind(is_derivative)} {quoted(words)}{noted(title.footnotes)}"


def amount(shares: Cell[Decimal], value: Cell[Decimal], title: Cell[str], is_derivative: bool) -> str:
    """How much of a security: a number, a value in dollars where the form gives that, or why neither.

    >>> amount(Cell(), Cell(Decimal(500), "500"), Cell("Phantom Stock"), True)
    'Phantom Stock with a value of $500'
    >>> amount(Cell(None, "N/A"), Cell(), Cell("Common Stock"), False)
    'an amount of Common Stock that is not readable (the number box says "N/A", which is not a number)'
    """
    worth = f" with a value of {number_of(value, 'value', '$')}" if not value.is_absent else ""
    if shares.value is not None:
        return counted(number(shares), shares.footnotes, title, is_derivative) + worth
    name = security(title, is_derivative)
    if shares.is_unreadable:
        why = unread(shares, "number", "a number")
        return f"an amount of {name} that is not readable ({why}){noted(shares.footnotes)}{worth}"
    if worth and shares.is_absent:
        return name + worth
    return f"{name} (amount {not_stated(shares.footnotes)}){worth}"
