"""One trade, however often it was reported: which lines of different filings tell of the same trade.

Nothing is removed: every line stays as filed, and ``reports`` says of those that repeat
another which one they repeat and why.  When two lines are one trade, and what speaks for
each condition, is in docs/decisions/012-one-trade.md.  In doubt they are two.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

LINE = tuple[str, str, int]  # accession, table, line: the identity of a line
DAYS_APART = 30  # reports of one trade by different people come within so many days of each other
_MARKET = frozenset("PS")  # codes whose price and amount do not recur by the terms of a plan
_FAMILY = re.compile(r"\b(?:spouse|wife|husband)\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Z0-9&]+")
_FORMS = frozenset(("LLC", "LP", "LLP", "INC", "CORP", "CO", "LTD", "PLC", "THE", "OF", "AND", "SA", "NV"))
_NEAR = 4  # words in which a person's last and first name must stand


class Reported(NamedTuple):
    """A transaction line and what is needed to tell whether it repeats another.

    moment  when the public could know of it; None when not known
    owners  CIK and name of each reporting owner
    """

    accession: str
    table: str
    line: int
    is_amendment: bool
    moment: datetime | None
    issuer_cik: str | None
    owners: tuple[tuple[str | None, str | None], ...]
    security_title: str | None
    transaction_date: date | None
    code: str | None
    acquired_disposed: str | None
    shares: Decimal | None
    price: Decimal | None
    total_value: Decimal | None
    shares_following: Decimal | None
    direct_indirect: str | None
    nature: str | None
    exercise_price: Decimal | None
    expiration_date: date | None
    underlying_title: str | None
    period_of_report: date | None

    @property
    def id(self) -> LINE:
        """What tells this line from every other."""
        return self.accession, self.table, self.line

    @property
    def ciks(self) -> frozenset[str]:
        """CIKs of the owners."""
        return frozenset(cik for cik, _ in self.owners if cik)

    @property
    def kind_of_trade(self) -> tuple[Any, ...]:
        """What a correction leaves as it was."""
        return (
            self.issuer_cik, self.table, folded(self.security_title), self.code, self.acquired_disposed,
            self.period_of_report,
        )  # fmt: skip

    @property
    def trade(self) -> tuple[Any, ...]:
        """What every report of one trade says alike."""
        return (
            *self.kind_of_trade[:-1], self.transaction_date, self.shares, self.price, self.total_value,
            self.exercise_price, self.expiration_date, folded(self.underlying_title),
        )  # fmt: skip

    @property
    def opening(self) -> Decimal | None:
        """Shares owned before, by this line alone."""
        if self.shares is None or self.shares_following is None:
            return None
        return self.shares_following - (self.shares if self.acquired_disposed == "A" else -self.shares)


class Report(NamedTuple):
    """What a line is beside the line it repeats.

    of   the first report of the trade
    how  "again": the same owner said it again, in an amendment or a second filing
         "corrected": an amendment changed the amount or the price: this line stands
         "same": somebody else's report of it
    """

    of: LINE
    how: str


def folded(text: str | None) -> str | None:
    """Words that differ in nothing but case and spaces are the same.

    >>> folded(" Common  STOCK")
    'common stock'
    """
    return " ".join(text.casefold().split()) if text is not None else None


def reports(lines: Iterable[Reported], notes: Mapping[str, str]) -> dict[LINE, Report]:
    """The lines that tell of a trade another line has told of, and which.

    notes  by accession number: footnotes and remarks, in which owners of other filings may be named

    The order in which lines are given makes no difference.
    """
    ordered = sorted(lines, key=_order)
    found = _Trades(ordered)
    pairs = [pair for group in _groups(ordered, lambda line: line.trade) for pair in _pairs(group)]
    for later, earlier in pairs:
        if _is_said_again(later, earlier):
            found.unite(earlier, later, "again")
    for later, earlier in pairs:
        if _is_said_by_another(later, earlier, notes):
            found.unite(earlier, later, "same")
    for later, earlier in pairs:
        if found.are_related(later, earlier) and _is_crossed(later, earlier, notes):
            found.unite(earlier, later, "same")
    for group in _groups(ordered, lambda line: line.kind_of_trade):
        for later, earlier in _corrections(group, found):
            found.unite(earlier, later, "corrected")
    return found.reports()


def _order(line: Reported) -> tuple[Any, ...]:
    return (line.moment is None, line.moment, line.is_amendment, line.accession, line.table, line.line)


def _groups(lines: list[Reported], key: Any) -> Iterator[list[Reported]]:
    """Lines of at least two filings that agree, in order."""
    groups: dict[Any, list[Reported]] = defaultdict(list)
    for line in lines:
        if line.transaction_date is not None and (line.shares is not None or line.total_value is not None):
            groups[key(line)].append(line)
    for group in groups.values():
        if len({line.accession for line in group}) > 1:
            yield group


def _pairs(group: list[Reported]) -> Iterator[tuple[Reported, Reported]]:
    """Each line with every earlier one of another filing, the latest of them first."""
    for is_exact in (True, False):
        for at, later in enumerate(group):
            for earlier in group[:at]:
                has_same_balance = earlier.shares_following == later.shares_following
                if earlier.accession != later.accession and has_same_balance is is_exact:
                    yield later, earlier


def _is_said_again(later: Reported, earlier: Reported) -> bool:
    """The same owner: an amendment that repeats the line, or a second filing with the same balance."""
    if not later.ciks & earlier.ciks or later.direct_indirect != earlier.direct_indirect:
        return False
    has_same_balance = later.shares_following is not None and later.shares_following == earlier.shares_following
    return later.is_amendment or has_same_balance


def _is_said_by_another(later: Reported, earlier: Reported, notes: Mapping[str, str]) -> bool:
    """Different owners, at most one of whom holds directly, where one report names an owner of the other."""
    if later.ciks & earlier.ciks or "I" not in (later.direct_indirect, earlier.direct_indirect):
        return False
    if later.shares_following is None or later.shares_following != earlier.shares_following:
        return False
    if later.moment is None or earlier.moment is None or later.moment - earlier.moment > timedelta(days=DAYS_APART):
        return False
    return _names(later, earlier, notes) or _names(earlier, later, notes) or _is_of_the_family(later, earlier)


def _is_crossed(later: Reported, earlier: Reported, notes: Mapping[str, str]) -> bool:
    """Direct on one form, indirect on the other, of two forms that are known to share a trade.

    Each may list the trades of a day in another order, and so come to other balances on the way.
    """
    if {later.direct_indirect, earlier.direct_indirect} != {"D", "I"}:
        return False
    indirect, direct = (later, earlier) if later.direct_indirect == "I" else (earlier, later)
    return _names(indirect, direct, notes) or (
        indirect.nature is not None and _FAMILY.search(indirect.nature) is not None
    )


def _names(one: Reported, other: Reported, notes: Mapping[str, str]) -> bool:
    """An indirect line whose nature, footnotes or remarks name an owner of the other filing."""
    if one.direct_indirect != "I":
        return False
    text = f"{one.nature or ''} {notes.get(one.accession, '')}"
    return any(is_named(name, text) for _, name in other.owners if name)


def _is_of_the_family(one: Reported, other: Reported) -> bool:
    """Sold or bought in the market, direct on one form and by a spouse on the other, out of one balance.

    A holding that begins or ends with the trade is no proof: many may hold as much.
    """
    if one.code not in _MARKET or {one.direct_indirect, other.direct_indirect} != {"D", "I"}:
        return False
    if not one.opening or not one.shares_following:
        return False
    indirect = one if one.direct_indirect == "I" else other
    return indirect.nature is not None and _FAMILY.search(indirect.nature) is not None


def is_named(name: str, text: str) -> bool:
    """True when a text names an owner, whose name is as EDGAR conforms it: an entity, or last name first.

    >>> is_named("Adara Sponsor LLC", "Held by Adara Sponsor, L.L.C., of which")
    True
    >>> is_named("Finke Thomas M", "Thomas Finke is the managing member")
    True
    >>> is_named("Finke Thomas M", "a member of the Finke family and of Thomas Weisel Partners LLC")
    False
    """
    said = _words(text)
    words = [word for word in _words(name) if word not in _FORMS]
    if len(words) < 2:
        # a single word must be the name as it is, with the form of the company
        words = _words(name)
    if len(words) < 2:
        return False
    size = len(words)
    bare = [word for word in said if word not in _FORMS] if words[-1] not in _FORMS else said
    if any(bare[at : at + size] == words for at in range(len(bare) - size + 1)):
        return True
    last, first = words[0], words[1]
    is_person = len(first) > 1 and not set(_words(name)) & _FORMS
    return is_person and any(word == first and last in said[at + 1 : at + _NEAR] for at, word in enumerate(said))


def _words(text: str) -> list[str]:
    """Words in capitals, without points: "L.P." is LP."""
    return _WORD.findall(text.upper().replace(".", "").replace("'", "").replace("’", ""))


def _corrections(group: list[Reported], found: _Trades) -> Iterator[tuple[Reported, Reported]]:
    """Lines of amendments that change what one line of the same owner said.

    Only where one line is left on each side, and both start from the same holding or tell of the same amount:
    a line that was forgotten at first would start where the other ended.
    """
    by_filing = {name: list(lines) for name, lines in _by(group, lambda line: line.accession).items()}
    for later_name, later in by_filing.items():
        if not later[0].is_amendment:
            continue
        for earlier_name, earlier in by_filing.items():
            if earlier_name == later_name or not later[0].ciks & earlier[0].ciks:
                continue
            left = [line for line in later if not found.has(line, earlier_name)]
            gone = [line for line in earlier if not found.has(line, later_name)]
            if len(left) == len(gone) == 1 and _order(gone[0]) < _order(left[0]) and _is_corrected(left[0], gone[0]):
                yield left[0], gone[0]


def _is_corrected(later: Reported, earlier: Reported) -> bool:
    if (later.direct_indirect, folded(later.nature)) != (earlier.direct_indirect, folded(earlier.nature)):
        return False
    has_same_shares = later.shares is not None and later.shares == earlier.shares
    if later.transaction_date != earlier.transaction_date:
        return has_same_shares and later.price == earlier.price and later.shares_following == earlier.shares_following
    return has_same_shares or (later.opening is not None and later.opening == earlier.opening)


def _by(lines: Iterable[Reported], key: Any) -> dict[Any, list[Reported]]:
    groups: dict[Any, list[Reported]] = defaultdict(list)
    for line in lines:
        groups[key(line)].append(line)
    return groups


class _Trades:
    """Sets of lines that are one trade; a set never has two lines of one filing."""

    def __init__(self, lines: Iterable[Reported]) -> None:
        self._lines = {line.id: line for line in lines}
        self._set: dict[LINE, set[LINE]] = {}
        self._how: dict[LINE, str] = {}
        self._related: set[frozenset[str]] = set()

    def _of(self, line: Reported) -> set[LINE]:
        return self._set.setdefault(line.id, {line.id})

    def has(self, line: Reported, accession: str) -> bool:
        """True when this trade is reported by that filing too."""
        return any(accession == one[0] for one in self._of(line) if one != line.id)

    def are_related(self, one: Reported, other: Reported) -> bool:
        """True when their filings, by different owners, are known to share a trade."""
        return frozenset((one.accession, other.accession)) in self._related

    def unite(self, earlier: Reported, later: Reported, how: str) -> None:
        """Make two lines one trade, unless that would make one of two lines of a filing."""
        first, second = self._of(earlier), self._of(later)
        if first is second or {one[0] for one in first} & {one[0] for one in second}:
            return
        if how == "same":
            self._related.add(frozenset((earlier.accession, later.accession)))
        first |= second
        for one in second:
            self._set[one] = first
        # how a line relates to the set it joins is said by what joined it
        self._how.setdefault(later.id, how)
        self._how.setdefault(earlier.id, how)

    def reports(self) -> dict[LINE, Report]:
        """Every line but the first of each set."""
        found: dict[LINE, Report] = {}
        for one, same in self._set.items():
            first = min(same, key=lambda line: _order(self._lines[line]))
            if one != first:
                found[one] = Report(first, self._how[one])
        return found
