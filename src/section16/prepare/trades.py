"""Trades: what happened, one row each, as a person or a broker's export writes it.

CSV, JSON and YAML hold the same columns, listed in ``trade_columns.tsv``; reading them
is the work of ``trade_files`` and ``trade_rows``.  A value that ends in "?" is
provisional: it is printed, and the draft says so.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

import msgspec

from section16.prepare.roster import DIRECT
from section16.vocabulary.errors import Section16Error

# boxes that take a footnote; Table II's letter for acquired or disposed takes none
BOXES = (
    "security_title", "transaction_date", "deemed_execution_date", "code", "timeliness", "shares", "total_value",
    "price", "acquired_disposed", "shares_following", "value_following", "direct_indirect", "nature",
    "exercise_price", "exercise_date", "expiration_date", "underlying_title", "underlying_shares",
    "underlying_value",
)  # fmt: skip
LINES = ("i.", "ii.", "withheld.", "sold.")  # before a box: on that line only


class Trade(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that happened to one holding.

    row       where it stands in its file: as a spreadsheet numbers rows, or its place in a list
    owner     key in the roster, also CIK or name as read; security, account, issuer likewise
    event     a name of ``events.tsv``
    shares    number of shares or units, unsigned; None when not known yet
    value     dollars in place of shares
    price     dollars per share; None when not known yet or said by a note
    low, high the range behind a price that is an average already
    side      "A" or "D", where the event leaves it open
    code      another transaction code than the event's
    to        the account a transfer goes to
    underlying  key or title, where the security does not say it
    deemed    deemed execution date (column 2A)
    plan      date of adoption of the Rule 10b5-1 plan it was made under
    withheld, sold  shares of an exercise or vesting that were withheld, and sold the same day, each
              with its price; ``macros`` makes trades of their own of them
    early     reported on Form 4 although Form 5 would do (V)
    late      belonged on an earlier form, and was not reported
    swap      an equity swap (K)
    private   not through a broker on the market, so never put on one line with others
    notes     keys of the roster's footnotes, or texts, by the box they hang on
    provisional  fields whose value may still change
    """

    row: int
    owner: str
    event: str
    date: datetime.date | None = None
    security: str
    issuer: str | None = None
    account: str = DIRECT
    shares: Decimal | None = None
    value: Decimal | None = None
    price: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    side: str | None = None
    code: str | None = None
    to: str | None = None
    underlying: str | None = None
    underlying_shares: Decimal | None = None
    deemed: datetime.date | None = None
    plan: datetime.date | None = None
    withheld: Decimal | None = None
    withheld_price: Decimal | None = None
    sold: Decimal | None = None
    sale_price: Decimal | None = None
    early: bool = False
    late: bool = False
    swap: bool = False
    private: bool = False
    reference: str | None = None
    notes: dict[str, tuple[str, ...]] = {}
    provisional: frozenset[str] = frozenset()


class Slip(msgspec.Struct, frozen=True):
    """One thing wrong in a file of trades; row and column as ``Trade.row`` and the heading."""

    row: int
    column: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: found {self.found}, expected {self.expected}"


class TradesRefused(Section16Error, ValueError):
    """Trades that cannot be read; ``slips`` has every one of them."""

    def __init__(self, name: str, slips: tuple[Slip, ...]) -> None:
        super().__init__(name, slips)
        self.name, self.slips = name, slips

    def __str__(self) -> str:
        return "\n".join(f"{self.name}: {slip}" for slip in self.slips)


class Column(msgspec.Struct, frozen=True):
    """One row of ``trade_columns.tsv``.

    holds  key, event, date, number, flag, side, letter, text, notes, currency, or "passed over"
    """

    column: str
    holds: str
    also: tuple[str, ...]
    meaning: str


@cache
def columns() -> Mapping[str, Column]:
    """Every column by its name, in the order of the table; "-" is what is passed over."""
    found = {}
    for line in Path(__file__).with_name("trade_columns.tsv").read_text("utf-8").splitlines():
        if not line.startswith(("#", "column\t")):
            name, holds, also, meaning = line.split("\t")
            words = () if also == "-" else tuple(also.lower().split(","))
            found[name] = Column(name, holds, words, meaning)
    return MappingProxyType(found)
