"""Statements on what stands around the tables: form, issuer, owners, boxes, remarks, signatures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from section16.forms.plain_statement import Statement
from section16.forms.plain_words import day_of, is_filled, listed, paragraphs, quoted, said
from section16.model.document import OwnershipDocument, ReportingOwner
from section16.vocabulary.cells import Cell

_IS = {"3": "an initial statement of holdings in", "4": "a statement of changes in holdings of",
       "5": "an annual statement of changes in holdings of"}  # fmt: skip
_PERIOD = {"3": "The date of the event that requires it is", "4": "The date of its earliest transaction is",
           "5": "The issuer's fiscal year ended on"}  # fmt: skip
_PERIOD_OF_REPORT = "The period of report is"

_PLAN = (
    "a transaction was made under a contract, instruction or written plan intended to satisfy the affirmative "
    "defense conditions of Rule 10b5-1(c); the box does not say which transaction"
)


def opening(document: OwnershipDocument) -> Iterator[Statement]:
    """What form this is, on which company, who files it, and its boxes."""
    yield _form(document)
    if document.is_amendment or is_filled(document.original_date):
        yield _amends(document)
    yield from _owners(document)
    yield from _boxes(document)


def _form(document: OwnershipDocument) -> Statement:
    kind = said(document.document_type)
    issuer = _issuer(document)
    refs = ["document_type", *(["issuer.name", "issuer.trading_symbol"] if document.issuer is not None else [])]
    if document.issuer is not None and said(document.issuer.foreign_trading_symbol):
        refs.append("issuer.foreign_trading_symbol")
    if document.form is None:
        seen = f"The document type is {quoted(kind)}" if kind else "The document type is not stated"
        text = f"{seen}; a Form 3, 4 or 5 is expected. The issuer is {issuer}."
    else:
        text = f"This Form {kind} is {_IS[document.form]} {issuer}."
    period = document.period_of_report
    if is_filled(period):
        refs.append("period_of_report")
        name = _PERIOD.get(document.form or "", _PERIOD_OF_REPORT) if period.value is not None else _PERIOD_OF_REPORT
        text += f" {name} {day_of(period, 'period of report')}."
    return Statement(text, tuple(refs), tuple(dict.fromkeys(period.footnotes)))


def _issuer(document: OwnershipDocument) -> str:
    issuer = document.issuer
    if issuer is None:
        return "an issuer that is not named"
    symbols = [
        f"{name} {said(symbol)}"
        for name, symbol in (
            ("trading symbol", issuer.trading_symbol),
            ("foreign trading symbol", issuer.foreign_trading_symbol),
        )
        if said(symbol)
    ]
    return (said(issuer.name) or "an issuer that is not named") + (f" ({', '.join(symbols)})" if symbols else "")


def _amends(document: OwnershipDocument) -> Statement:
    cell = document.original_date
    original = f"Form {document.form}" if document.form else "form"
    if cell.value is not None:
        text = f"It amends the {original} filed on {day_of(cell, 'original date')}."
    else:
        text = f"It amends a {original}; the date that was filed is {day_of(cell, 'original date')}."
    if not document.is_amendment:
        text = f"It is not marked as an amendment, but gives the date of an original: {day_of(cell, 'original date')}."
    return Statement(text, ("document_type", "original_date"), tuple(dict.fromkeys(cell.footnotes)))


def _owners(document: OwnershipDocument) -> Iterator[Statement]:
    owners = document.owners
    if not owners:
        yield Statement("No reporting owner is named.", ("owners",))
        return
    if len(owners) == 1:
        yield Statement(f"The reporting owner is {_owner(owners[0])}.", _owner_refs(0, owners[0]))
        return
    yield Statement(f"{len(owners)} reporting owners file it together:", ("owners",))
    for i, owner in enumerate(owners):
        yield Statement(f"{_owner(owner)}.", _owner_refs(i, owner), is_item=True)


def _owner_refs(i: int, owner: ReportingOwner) -> tuple[str, ...]:
    name = f"owners[{i}].name"
    return (name,) if owner.relationship is None else (name, f"owners[{i}].relationship")


def _owner(owner: ReportingOwner) -> str:
    return f"{said(owner.name) or 'not named'}, {_relationship(owner)}"


def _relationship(owner: ReportingOwner) -> str:
    given = owner.relationship
    if given is None:
        return "with no relationship to the issuer stated"
    title, other = said(given.officer_title), said(given.other_text)
    is_ = []
    if given.is_director.value:
        is_.append("a director")
    if given.is_officer.value:
        is_.append(f"an officer ({title or 'no title given'})")
    if given.is_ten_percent_owner.value:
        is_.append("a 10% owner")
    if given.is_other.value:
        is_.append(f"in another relationship ({other or 'not described'})")
    words = listed(is_) or "with no relationship box ticked"
    # a text without its tick is told, not taken for the tick
    if title and not given.is_officer.value:
        words += f"; the officer title says {quoted(title)}, but the officer box is not ticked"
    if other and not given.is_other.value:
        words += f'; the text for "Other" says {quoted(other)}, but that box is not ticked'
    for name, cell in (("director", given.is_director), ("officer", given.is_officer),
                       ("10% owner", given.is_ten_percent_owner), ("other", given.is_other)):  # fmt: skip
        if cell.is_unreadable:
            words += f"; the {name} box says {quoted(cell.text)}, which is neither yes nor no"
    return words


def _boxes(document: OwnershipDocument) -> Iterator[Statement]:
    """The boxes to tick.  One that the form does not have says neither yes nor no."""
    who = "owners are" if len(document.owners) > 1 else "owner is"
    for field, name, ticked, unticked in (
        ("rule_10b5_1", "Rule 10b5-1(c) box", _PLAN, True),
        ("no_longer_subject", "exit box", f"the {who} no longer subject to Section 16", False),
        ("form3_holdings_reported", "box for Form 3 holdings", "holdings due on Form 3 are reported here", False),
        ("form4_transactions_reported", "box for Form 4 transactions",
         "transactions due on Form 4 are reported here", False),
    ):  # fmt: skip
        cell: Cell[Any] = getattr(document, field)
        text = _box(cell, name, ticked, unticked)
        if text:
            yield Statement(text, (field,), tuple(dict.fromkeys(cell.footnotes)))
    if document.rule_10b5_1.is_absent and document.form in ("4", "5"):
        yield Statement("As filed, the form has no Rule 10b5-1(c) box: it says neither yes nor no.", ("",))


def _box(cell: Cell[Any], name: str, ticked: str, unticked: bool) -> str:
    if cell.value:
        return f"The {name} is ticked, which says that {ticked}."
    if cell.is_unreadable:
        return f"The {name} says {quoted(cell.text)}, which is neither yes nor no."
    if cell.value is False:
        return f"The {name} is not ticked." if unticked else ""
    return "" if cell.is_absent else f"The {name} is empty."


def nothing(document: OwnershipDocument) -> Iterator[Statement]:
    """What is said where the tables say nothing."""
    lines = list(document.lines())
    cell = document.no_securities_owned
    if cell.value:
        yield Statement("The form says that no securities are beneficially owned.", ("no_securities_owned",))
    elif cell.is_unreadable:
        said_as = f"The mark for no securities owned says {quoted(cell.text)}, which is neither yes nor no."
        yield Statement(said_as, ("no_securities_owned",))
    if not lines:
        if not cell.value:
            yield Statement("The tables have no lines.", ("",))
    elif document.form in ("4", "5") and not any(line.is_transaction for _, _, line in lines):
        yield Statement("The form reports no transaction, only holdings.", ("",))


def remarks(document: OwnershipDocument) -> Iterator[Statement]:
    """The remarks, in full."""
    if said(document.remarks):
        words = " ".join(paragraphs(document.remarks or ""))
        yield Statement(f"The remarks say: {words}", ("remarks",))


def signatures(document: OwnershipDocument) -> Iterator[Statement]:
    """Who signed, as printed, and when."""
    for i, signature in enumerate(document.signatures):
        name = f"Signed {quoted(signature.name)}" if said(signature.name) else "Signed without a name"
        date = signature.date
        on = f" on {day_of(date, 'date')}" if date.value is not None else f", date {day_of(date, 'date')}"
        yield Statement(f"{name}{on}.", (f"signatures[{i}]",))
    if not document.signatures:
        yield Statement("No signature is given.", ("signatures",))
