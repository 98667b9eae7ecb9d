"""Arithmetic rules, S16-304 to S16-307: numbers of a line beside each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from section16.rules.catalogue import Line, line_rule, rule
from section16.rules.content_facts import facts, place, plain
from section16.rules.subject import Subject
from section16.vocabulary.findings import Location, Severity

_WARNING, _NOTE = Severity.WARNING, Severity.NOTE
Places = Iterable[tuple[Location, str]]
Fields = Iterable[tuple[str, str]]


@line_rule("S16-304", "What was acquired is held afterwards", _WARNING, "Form 4, columns 4 and 5; Table II, columns 5 and 9",
           codes="P A D I M C X O E G L W Z J", kinds=("transaction",))  # fmt: skip
def acquired_is_held(subject: Subject, line: Line) -> Fields:
    """Less held afterwards than was just acquired means a holding below zero before.  What other
    lines of the same security took away again is allowed for."""
    shares, following = line.shares.value, line.shares_following.value
    if shares is None or following is None or following >= shares or line.acquired_disposed.value != "A":
        return ()
    if line.shares_following.footnotes:
        return ()
    gone = sum((other.shares.value or Decimal(0) for _, _, other in facts(subject).lines()
                if other.acquired_disposed.value == "D" and other.security_title.value == line.security_title.value),
               Decimal(0))  # fmt: skip
    if following + gone >= shares:
        return ()
    return [("shares_following", f"{line.shares_following.text.strip()!r} held following an acquisition of"
             f" {line.shares.text.strip()!r}, which leaves a negative holding before it")]  # fmt: skip


@rule("S16-305", "Direct holdings of one class stand on one line", _NOTE, "Form 4, General Instruction 4 and the reminder below Table I",
      forms="45")  # fmt: skip
def direct_holding_is_one(subject: Subject) -> Places:
    """A holding line beside transactions of the same class, also held directly, says a second time
    and differently what is held; readers add the two or take the wrong one."""
    document = subject.document
    if len(facts(subject).table_i) == len(document.table_i) or len(document.owners) > 1:
        return ()
    holdings = [(i, line) for i, line in enumerate(document.table_i) if line.kind == "holding" and _is_plainly_direct(line)
                and line.shares_following.value is not None and not line.shares_following.footnotes]  # fmt: skip
    places = []
    for i, line in holdings:
        title, held = line.security_title.value, line.shares_following.value
        moved = [(j, other.shares_following.value) for j, other in facts(subject).table_i
                 if other.security_title.value == title and _is_plainly_direct(other)]  # fmt: skip
        if moved and held not in {balance for _, balance in moved} and moved[-1][1] is not None:
            places.append((subject.at_line("table_i", i, "shares_following"), f"{plain(held)} held directly, but"
                           f" {place('table_i', moved[-1][0])} leaves {plain(moved[-1][1])} of the same class"))  # fmt: skip
    return places


def _is_plainly_direct(line: Line) -> bool:
    return bool(line.direct_indirect.value == "D" and not line.direct_indirect.footnotes and not line.security_title.footnotes)


_ONE_FOR_ONE = re.compile(r"unit|\brsu|option|equivalent|phantom|class b", re.IGNORECASE).search


def _slip(shares: Decimal, underlying: Decimal, following: Decimal | None) -> str | None:
    """What looks like a slip of the pen between columns 5 and 7, or None."""
    if underlying in (shares * 10, shares / 10, shares * 1000, shares / 1000):
        return "the decimal point or a digit differs"
    if abs(underlying - shares) <= max(Decimal(2), shares / 100):
        return "the numbers differ by little"
    if sorted(str(underlying.normalize())) == sorted(str(shares.normalize())):
        return "two digits are exchanged"
    if following is not None and underlying in (following, following + shares):
        return "column 7 repeats the number held"
    return None


@line_rule("S16-306", "A unit or option is for the number of shares in column 7", _NOTE, "Form 4, columns 5 and 7; working rule, unconfirmed",
           tables=("II",), kinds=("transaction",))  # fmt: skip
def underlying_is_shares(subject: Subject, line: Line) -> Fields:
    """Share units and employee options are one for one.  Another ratio is possible; a number that
    differs from the other as a slip of the pen would is not meant."""
    shares, underlying = line.shares.value, line.underlying_shares.value
    if not shares or not underlying or shares == underlying or line.underlying_shares.footnotes or line.shares.footnotes:
        return ()
    if not _ONE_FOR_ONE(line.security_title.value or ""):
        return ()
    following = line.shares_following.value if line.acquired_disposed.value == "D" else None
    slip = _slip(shares, underlying, following)
    if slip is None:
        return ()
    return [("underlying_shares", f"{line.underlying_shares.text.strip()!r} shares underlying"
             f" {line.shares.text.strip()!r} securities, expected the same number: {slip}")]  # fmt: skip
