"""What a transaction is called: words by transaction code, side and table.

The words keep to the labels of the code list (Form 4, General Instruction 8;
``vocabulary/tables/transaction_codes.tsv``) and claim no more than these do.  What
the list does not foresee (an unknown code, a sale that is acquired) is told as filed.
"""

from __future__ import annotations

from section16.forms.plain_words import footnotes, quoted, said
from section16.model.lines import NonDerivativeLine
from section16.vocabulary.codes import transaction_codes

# with the owner as subject; with the security as subject; how
Phrase = tuple[str, str, str]

_ACQUIRED, _DISPOSED = ("acquired", "acquired"), ("disposed of", "disposed of")
_MARKET = "on the open market or privately"
_GIFT = "as a bona fide gift"
_PAYMENT = "to pay an exercise price or tax liability"
_DISCRETIONARY = "in a discretionary transaction under Rule 16b-3(f)"
_DESCENT = "by will or the laws of descent and distribution"
_TRUST = "by deposit into or withdrawal from a voting trust"
_OTHER = "in another kind of transaction"

# the same in both tables
_PHRASES: dict[tuple[str, str], Phrase] = {
    ("P", "A"): ("bought", "bought", _MARKET),
    ("S", "D"): ("sold", "sold", _MARKET),
    ("A", "A"): ("received", "received", "as a grant, award or other acquisition under Rule 16b-3(d)"),
    ("D", "D"): (*_DISPOSED, "to the issuer under Rule 16b-3(e)"),
    ("F", "D"): ("delivered or had withheld", "delivered or withheld", _PAYMENT),
    ("I", "A"): (*_ACQUIRED, _DISCRETIONARY),
    ("I", "D"): (*_DISPOSED, _DISCRETIONARY),
    ("G", "A"): ("received", "received", _GIFT),
    ("G", "D"): ("gave away", "given away", _GIFT),
    ("L", "A"): (*_ACQUIRED, "in a small acquisition under Rule 16a-6"),
    ("W", "A"): (*_ACQUIRED, _DESCENT),
    ("W", "D"): (*_DISPOSED, _DESCENT),
    ("Z", "A"): (*_ACQUIRED, _TRUST),
    ("Z", "D"): (*_DISPOSED, _TRUST),
    ("J", "A"): (*_ACQUIRED, _OTHER),
    ("J", "D"): (*_DISPOSED, _OTHER),
    ("U", "D"): (*_DISPOSED, "in a tender of shares in a change-of-control transaction"),
}

# exercises and conversions: Table I has what is received (or, for a put, given up), Table II what is exercised
_DERIVATIVE = {
    "M": ("by exercising or converting", "an exercise or conversion of a derivative security", "under Rule 16b-3"),
    "C": ("by converting", "a conversion of a derivative security", ""),
    "O": ("by exercising", "an exercise of a derivative security", "out of the money"),
    "X": ("by exercising", "an exercise of a derivative security", "in the money or at the money"),
}
_EXERCISED = {"M": "exercised or converted", "C": "converted", "O": "exercised", "X": "exercised"}


def _derivative(code: str, side: str, is_derivative: bool) -> Phrase:
    """Words of M, C, O and X."""
    how, event, rule = _DERIVATIVE[code]
    if is_derivative and side == "D":
        return _EXERCISED[code], _EXERCISED[code], f"while {rule}" if code in "OX" else rule
    verb = _ACQUIRED if side == "A" else _DISPOSED
    if side == "A" and not is_derivative:
        thing = f"a derivative security that was {rule}" if code in "OX" else f"a derivative security {rule}"
        return (*verb, f"{how} {thing}".strip())
    return (*verb, f"in {event} {f'that was {rule}' if code in 'OX' else rule}".strip())


def _phrase(line: NonDerivativeLine, is_derivative: bool) -> Phrase | None:
    """Words for what the line reports, None where code and side are not a pair the list knows."""
    code, side = line.code.value or "", line.acquired_disposed.value or ""
    if code in _DERIVATIVE and side in ("A", "D"):
        return _derivative(code, side, is_derivative)
    return _PHRASES.get((code, side))


def event(line: NonDerivativeLine, what: str, who: str, is_derivative: bool, is_one: bool) -> str:
    """What happened, without day and price.

    what    how much of which security
    who     "the owner", "the owners"
    is_one  True when ``what`` is a single piece

    The owner is the subject of what is held directly, else the security is: a trust that
    sells is not the owner who sells.
    """
    code, side = line.code.value or "", line.acquired_disposed.value or ""
    was = "was" if is_one else "were"
    named = _named(line)
    if code == "E" and is_derivative and side in ("A", "D"):
        return f"a short position in {what} expired{named}"
    if code == "H" and side == "D":
        return f"{what}, a long position, expired or {was} cancelled with value received{named}"
    found = _phrase(line, is_derivative)
    if found is None:
        return _as_filed(line, what, who, was)
    active, passive, how = found
    tail = f" {how}" if how else ""
    if line.direct_indirect.value == "D":
        return f"{who} {active} {what}{tail}{named}"
    return f"{what} {was} {passive}{tail}{named}"


def _marks(line: NonDerivativeLine) -> tuple[str, ...]:
    return (*line.code.footnotes, *line.coding_footnotes, *line.acquired_disposed.footnotes)


def _named(line: NonDerivativeLine) -> str:
    """The code in brackets, with the footnotes on code and side."""
    names = footnotes(_marks(line))
    return f" (code {said(line.code.value)}{f'; see {names}' if names else ''})"


def _as_filed(line: NonDerivativeLine, what: str, who: str, was: str) -> str:
    """Code and side told one by one, where together they make no sense."""
    side, names = _side(line), footnotes(_marks(line))
    subject = f"{who} reported {what}" if line.direct_indirect.value == "D" else f"{what} {was} reported"
    return f"{subject}{side}{_code(line)}{f' (see {names})' if names else ''}"


def _side(line: NonDerivativeLine) -> str:
    side = line.acquired_disposed.value
    if side in ("A", "D"):
        return f" as {'acquired' if side == 'A' else 'disposed of'} ({side})"
    if side is None:
        return " without saying whether acquired or disposed of"
    return f" as neither acquired nor disposed of (the box says {quoted(side)}, not A or D)"


def _code(line: NonDerivativeLine) -> str:
    code = line.code.value
    if code is None:
        return ", without a transaction code"
    row = transaction_codes().get(code)
    if row is None:
        return f", under code {quoted(code)}, which is not on the form's list of codes"
    known = line.acquired_disposed.value in ("A", "D")
    although = f", although the code is {code}" if known and row.side != "AD" else f", under code {code}"
    return f'{although}, "{row.label}"'
