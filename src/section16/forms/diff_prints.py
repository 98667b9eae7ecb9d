"""What a printed form can hold of a filing, so that both are compared on that alone.

A print does not show the CIKs (the SEC's page has them in its links), the letters E and
L of column 3, where one street ends and the next begins, more than four decimals, or on
which of several boxes in one column a mark stands (see ``formats.page_text`` and the SEC's
stylesheets).  Before a filing and a print are compared, both are reduced to what a
print shows; what the filing loses by it is noted once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from section16.forms.diff_model import Note, Which
from section16.model.document import Address, OwnershipDocument, ReportingOwner
from section16.model.lines import DerivativeLine, NonDerivativeLine
from section16.vocabulary.cells import ABSENT, Cell

AnyLine = TypeVar("AnyLine", bound=NonDerivativeLine)

PRINTS = ("page_text", "edgar_page")

# an amount in shares, and the value that a print shows in its place
_AMOUNTS = (
    ("shares", "total_value"),
    ("shares_following", "value_following"),
    ("underlying_shares", "underlying_value"),
)


def reduced(document: OwnershipDocument) -> OwnershipDocument:
    """The document with no more than a print of it shows."""
    form = document.form
    return msgspec.structs.replace(
        document,
        owners=tuple(_owner(owner) for owner in document.owners),
        table_i=tuple(_line(line, form) for line in document.table_i),
        table_ii=tuple(_derivative(line, form) for line in document.table_ii),
    )


def without_ciks(document: OwnershipDocument) -> OwnershipDocument:
    """The document without CIKs."""
    issuer = document.issuer
    return msgspec.structs.replace(
        document,
        issuer=issuer and msgspec.structs.replace(issuer, cik=None),
        owners=tuple(msgspec.structs.replace(owner, cik=None) for owner in document.owners),
    )


def has_ciks(document: OwnershipDocument) -> bool:
    """True when the issuer or any owner is named with a CIK."""
    ciks = [document.issuer.cik if document.issuer else None, *(owner.cik for owner in document.owners)]
    return any(cik and cik.strip() for cik in ciks)


def like(document: OwnershipDocument, printed: OwnershipDocument) -> OwnershipDocument:
    """The document without the relationships that the print does not show.

    The SEC's page prints the relationship of the first owner alone.
    """
    shown = [owner.relationship is not None for owner in printed.owners]
    if not shown or all(shown) or not shown[0] or len(shown) != len(document.owners):
        return document
    owners = tuple(
        owner if is_shown else msgspec.structs.replace(owner, relationship=None)
        for owner, is_shown in zip(document.owners, shown, strict=True)
    )
    return msgspec.structs.replace(document, owners=owners)


def lost(document: OwnershipDocument, printed: OwnershipDocument, side: Which) -> Iterator[Note]:
    """What the print on ``side`` cannot hold of the document, as far as the document has it."""
    if has_ciks(document) and not has_ciks(printed):
        yield Note("CIKs", side)
    lines = [line for _, _, line in document.lines()]
    if any(line.timeliness.value != _line(line, document.form).timeliness.value for line in lines):
        yield Note("timeliness of transactions", side)
    if any(line.form_type.value in ("3", "4", "5") and _is_lost(line, document.form) for line in lines):
        yield Note("form type of lines", side)
    addresses = [owner.address for owner in document.owners if owner.address is not None]
    if any((one.state_description or "").strip() for one in addresses):
        yield Note("descriptions of states", side)
    if like(document, printed) is not document:
        yield Note("relationships of owners after the first", side)


def _is_lost(line: NonDerivativeLine, form: str | None) -> bool:
    """True for a form type that is not the form's own and is not printed."""
    return line.form_type.value != form and _line(line, form).form_type.value is None


def _owner(owner: ReportingOwner) -> ReportingOwner:
    return msgspec.structs.replace(owner, address=_address(owner.address))


def _address(address: Address | None) -> Address | None:
    """The streets as one, without the comma that box 1 prints between them."""
    if address is None:
        return None
    streets = " ".join(part for part in (address.street1, address.street2) if part).replace(",", " ")
    return msgspec.structs.replace(
        address, street1=streets.strip() or None, street2=None, state_description=None, is_non_us=ABSENT,
        is_good=ABSENT,
    )  # fmt: skip


def _line(line: AnyLine, form: str | None) -> AnyLine:
    """One line: what column 3 says of form type and time, and one amount in each box."""
    due, early_or_late = line.form_type, line.timeliness
    fields: dict[str, Any] = {}
    if due.value == form or (form != "5" and due.value != "5"):
        fields["form_type"] = ABSENT
    else:
        fields["form_type"] = msgspec.structs.replace(due, footnotes=())
    is_shown = form == "5" and early_or_late.value == "L" and due.value in ("5", None)
    fields["timeliness"] = early_or_late if is_shown else Cell(footnotes=early_or_late.footnotes)
    fields["equity_swap"] = msgspec.structs.replace(line.equity_swap, footnotes=())
    fields["coding_footnotes"] = (*line.coding_footnotes, *line.equity_swap.footnotes, *due.footnotes)
    for shares, value in _AMOUNTS:
        if hasattr(line, shares):
            fields[shares], fields[value] = _one_amount(getattr(line, shares), getattr(line, value))
    return msgspec.structs.replace(line, **fields)


def _derivative(line: DerivativeLine, form: str | None) -> DerivativeLine:
    """A line of Table II: acquired or disposed is told by the column, so its marks stand with the amount."""
    reduced_line = _line(line, form)
    side = reduced_line.acquired_disposed
    amount = "shares" if reduced_line.total_value.is_absent else "total_value"
    cell: Cell[Any] = getattr(reduced_line, amount)
    fields = {
        amount: msgspec.structs.replace(cell, footnotes=(*cell.footnotes, *side.footnotes)),
        "acquired_disposed": msgspec.structs.replace(side, footnotes=()),
    }
    return msgspec.structs.replace(reduced_line, **fields)


def _one_amount(shares: Cell[Any], value: Cell[Any]) -> tuple[Cell[Any], Cell[Any]]:
    """Shares where they are filed, else the value; marks alone do not tell which they are on."""
    if not shares.is_absent:
        return shares, ABSENT
    if value.text is None:
        return value, ABSENT
    return shares, value
