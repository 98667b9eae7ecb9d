"""What the catalogue of content defects reads off a document: dates, numbers, and lines of a kind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from tests.mutations.planting import TRANSACTIONS, Node, at, form, set_text, text_of

TABLE_I, TABLE_II = TRANSACTIONS


def code(line: Node) -> str:
    return text_of(line, "transactionCoding/transactionCode")


def side(line: Node) -> str:
    return text_of(line, "transactionAmounts/transactionAcquiredDisposedCode/value")


def number(line: Node, path: str) -> Decimal | None:
    """The number of a box, None when it is not there."""
    try:
        return Decimal(text_of(line, f"{path}/value"))
    except InvalidOperation:
        return None


def day(node: Node, path: str) -> date | None:
    """The date of a box or element, None when it is not there."""
    try:
        return date.fromisoformat((text_of(node, f"{path}/value") or text_of(node, path))[:10])
    except ValueError:
        return None


def last_signed(root: Node) -> date | None:
    days = [signed for node in at(root, "ownerSignature") if (signed := day(node, "signatureDate"))]
    return max(days, default=None)


def days_of_trades(root: Node) -> list[date]:
    return [made for line in at(root, *TRANSACTIONS) if (made := day(line, "transactionDate"))]


def coded(root: Node, codes: str, *tables: str, of: str = "AD") -> list[Node]:
    """Transactions with one of the codes, on one of the sides, in the tables."""
    return [line for line in at(root, *(tables or TRANSACTIONS)) if code(line) in codes.split() and side(line) in of]


def is_plain(line: Node) -> bool:
    """True for a line without any footnote mark: nothing on it is explained away."""
    return next(line.iter("footnoteId"), None) is None


def words(root: Node) -> str:
    """Footnotes and remarks in lower case."""
    texts = [*(note.text or "" for note in at(root, "footnotes/footnote")), text_of(root, "remarks")]
    return " ".join(texts).lower()


def explains(root: Node, *hints: str) -> bool:
    """True when the footnotes or remarks hold one of the words."""
    found = words(root)
    return any(hint in found for hint in hints)


def set_box(root: Node, line: Node | None, path: str, text: str) -> Node | None:
    """Write into a box of a line; None when there is no line or no such box."""
    return set_text(root, line.find(f"{path}/value"), text) if line is not None else None


def set_code(root: Node, line: Node | None, letter: str) -> Node | None:
    return set_text(root, line.find("transactionCoding/transactionCode"), letter) if line is not None else None


def set_side(root: Node, line: Node | None, letter: str) -> Node | None:
    return set_box(root, line, "transactionAmounts/transactionAcquiredDisposedCode", letter)


def is_form(root: Node, *forms: str) -> bool:
    """True for these forms, amendments not included."""
    return form(root) in forms


def checks_plan(root: Node) -> bool | None:
    """The Rule 10b5-1 box; None when it is not there or the form reports for a time before it."""
    box, period = text_of(root, "aff10b5One"), day(root, "periodOfReport")
    if not box or period is None or period < date(2023, 4, 1):
        return None
    return box in ("1", "true")
