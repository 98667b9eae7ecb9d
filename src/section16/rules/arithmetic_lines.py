"""Arithmetic rules, S16-304 to S16-306: numbers of a line beside each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from section16.rules.catalogue import Line, line_rule, rule
from section16.rules.content_facts import facts, place, plain, quoted
from section16.rules.subject import Has, Subject
from section16.vocabulary.findings import Location, Severity

_WARNING, _NOTE = Severity.WARNING, Severity.NOTE
_TRANSACTION = ("transaction",)
Places = Iterable[tuple[Location, str]]
Fields = Iterable[tuple[str, str]]

_ZERO = Decimal(0)
_ONE_FOR_ONE = re.compile(r"unit|\brsu|option|equivalent|phantom|class b", re.IGNORECASE).search


def total_shares(lines: Iterable[Line]) -> Decimal:
    """Shares of the lines together; a line that does not say counts as none."""
    return sum((line.shares.value or _ZERO for line in lines), _ZERO)


@line_rule(
    "S16-304",
    "What was acquired is held afterwards",
    _WARNING,
    "Form 4, Table I, columns 4 and 5; Table II, columns 5 and 9",
    codes="P A D I M C X O E G L W Z J",
    kinds=_TRANSACTION,
)
def acquired_is_held(subject: Subject, line: Line) -> Fields:
    """Less held afterwards than was just acquired means a holding below zero before.  What other
    lines of the same security took away again is allowed for."""
    shares, following = line.shares.value, line.shares_following.value
    if shares is None or following is None or following >= shares or line.acquired_disposed.value != "A":
        return ()
    if line.shares_following.footnotes:
        return ()
    title = line.security_title.value
    gone = total_shares(
        other
        for _, _, other in facts(subject).lines()
        if other.acquired_disposed.value == "D" and other.security_title.value == title
    )
    if following + gone >= shares:
        return ()
    message = (
        f"{quoted(line.shares_following)} held following an acquisition of {quoted(line.shares)}, expected no less"
    )
    return [("shares_following", message)]


@rule(
    "S16-305",
    "Direct holdings of one class stand on one line",
    _NOTE,
    "Form 4, General Instruction 4 and the reminder below Table II",
    forms="45",
    when=Has.HOLDINGS,
)
def direct_holding_is_one(subject: Subject) -> Places:
    """A holding line beside transactions of the same class, also held directly, says a second time
    and differently what is held; readers add the two or take the wrong one."""
    document = subject.document
    moved = facts(subject).table_i
    if len(moved) == len(document.table_i) or len(document.owners) > 1:
        return ()
    places = []
    for i, line in enumerate(document.table_i):
        held = line.shares_following
        if line.kind != "holding" or held.value is None or held.footnotes or not _is_plainly_direct(line):
            continue
        title = line.security_title.value
        same = [
            (j, other.shares_following.value)
            for j, other in moved
            if other.security_title.value == title and _is_plainly_direct(other)
        ]
        balances = {balance for _, balance in same}
        if same and held.value not in balances and None not in balances:
            j, balance = same[-1]
            message = f"{quoted(held)} held directly, but {place('table_i', j)} leaves {plain(balance or _ZERO)}"
            places.append((subject.at_line("table_i", i, "shares_following"), f"{message} of the same class"))
    return places


def _is_plainly_direct(line: Line) -> bool:
    return (
        line.direct_indirect.value == "D" and not line.direct_indirect.footnotes and not line.security_title.footnotes
    )


def _slip(shares: Decimal, underlying: Decimal, following: Decimal | None) -> str | None:
    """What looks like a slip of the pen between columns 5 and 7, or None."""
    if underlying in {shares * 10, shares / 10, shares * 1000, shares / 1000}:
        return "the decimal point or a digit differs"
    if abs(underlying - shares) <= max(Decimal(2), shares / 100):
        return "the numbers differ by little"
    if sorted(str(underlying.normalize())) == sorted(str(shares.normalize())):
        return "two digits are exchanged"
    if following is not None and underlying in {following, following + shares}:
        return "column 7 repeats the number held"
    return None


@line_rule(
    "S16-306",
    "A unit or option is for the number of shares in column 7",
    _NOTE,
    "Form 4, columns 5 and 7; working rule, unconfirmed",
    tables=("II",),
    kinds=_TRANSACTION,
)
def underlying_is_shares(subject: Subject, line: Line) -> Fields:
    """Share units and employee options are one for one.  Another ratio is possible; a number that
    differs from the other as a slip of the pen would is not meant."""
    shares, underlying = line.shares.value, line.underlying_shares.value
    if not shares or not underlying or shares == underlying:
        return ()
    if line.underlying_shares.footnotes or line.shares.footnotes or not _ONE_FOR_ONE(line.security_title.value or ""):
        return ()
    following = line.shares_following.value if line.acquired_disposed.value == "D" else None
    slip = _slip(shares, underlying, following)
    if slip is None:
        return ()
    message = f"{quoted(line.underlying_shares)} shares underlying {quoted(line.shares)} securities: {slip}"
    return [("underlying_shares", f"{message}, expected the same number")]
