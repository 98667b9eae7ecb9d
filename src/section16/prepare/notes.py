"""Footnotes: texts by key or as written, templates with their authority, numbers by first use.

A text of the roster may hold names in braces, filled from the trade: {shares},
{price}, {low}, {high}, {plan}, {issuer}, {security}, {underlying}, {date}.  The program's
own templates are ``templates.tsv``.  Numbers are given in the order in which a reader
meets the marks: line by line, column by column.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from section16.forms.plain_words import day as said
from section16.model.document import Footnote
from section16.model.lines import CELLS, DerivativeLine, NonDerivativeLine
from section16.prepare.book import Explained
from section16.prepare.entry import Entry
from section16.prepare.roster import DIRECT, Roster
from section16.vocabulary.cells import Cell
from section16.vocabulary.errors import MissingFact

BOX_SINCE = datetime.date(2023, 2, 27)  # plans adopted from then on are under the amended rule
_NAME = re.compile(r"\{([a-z_]+)\}")
_MENTIONS_PLAN = re.compile(r"10b5-1", re.IGNORECASE)
_LIKE_A_KEY = re.compile(r"[A-Za-z0-9_.-]+").fullmatch


class Template(msgspec.Struct, frozen=True):
    """One row of ``templates.tsv``: where a footnote hangs, when, and on whose authority."""

    name: str
    box: str
    when: str
    authority: str
    text: str


@cache
def templates() -> Mapping[str, Template]:
    """Every template by its name, in the order of the table."""
    lines = Path(__file__).with_name("templates.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith(("#", "name\t")))
    return MappingProxyType({row[0]: Template(*row) for row in rows})


def dollars(amount: Decimal) -> str:
    """A price as a footnote says it, without the sign: two decimals, or as many as it has.

    >>> dollars(Decimal(10)), dollars(Decimal("0.0889")), dollars(Decimal("1234.5"))
    ('10.00', '0.0889', '1,234.50')
    """
    whole, _, cents = format(amount, "f").partition(".")
    return f"{Decimal(whole):,f}.{cents.rstrip('0').ljust(2, '0')}"


def fill(text: str, facts: Mapping[str, object], where: str) -> str:
    """A template with its names filled in. Raises MissingFact for a name that has no fact."""

    def one(found: re.Match[str]) -> str:
        value = facts.get(found[1])
        if value is None:
            known = ", ".join(sorted(name for name, fact in facts.items() if fact is not None))
            raise MissingFact(f"{where}: found {found[0]} in a footnote, expected one of the known facts: {known}")
        if isinstance(value, datetime.date):
            return said(value)
        return f"{value:,f}" if isinstance(value, Decimal) else str(value)

    return _NAME.sub(one, text) if "{" in text else text


def template_of(name: str, roster: Roster) -> str:
    """The text of a template: the roster's own under that name, else the program's."""
    return roster.footnotes.get(name) or templates()[name].text


def is_unknown_key(text: str, roster: Roster) -> bool:
    """True for a note that reads like a key and is none: more likely a slip than a footnote of one word.

    >>> is_unknown_key("rsu-trems", Roster()), is_unknown_key("See remarks.", Roster())
    (True, False)
    """
    is_key = text in roster.footnotes or text in templates()
    return not is_key and len(text) <= 40 and _LIKE_A_KEY(text) is not None


def text_of(key: str, entry: Entry, roster: Roster, issuer: str) -> str:
    """The text of a key of the roster or of a template, filled; anything else is the text itself."""
    text = roster.footnotes.get(key)
    if text is None and key in templates():
        text = templates()[key].text
    if text is None:
        return key
    where = f"row {entry.trades[0].row}, footnote {key!r}" if entry.trades else f"footnote {key!r}"
    return fill(text, _facts(entry, roster, issuer), where) if "{" in text else text


def _facts(entry: Entry, roster: Roster, issuer: str) -> dict[str, object]:
    trade = entry.trades[0] if entry.trades else None
    low, high = prices(entry)
    price = entry.fields.get("price", Cell()).value
    underlying = roster.security(entry.key.security).underlying
    if underlying in roster.securities:
        underlying = roster.security(underlying).title
    return {
        "issuer": issuer,
        "security": entry.fields["security_title"].value,
        "underlying": underlying,
        "shares": entry.fields.get("shares", Cell()).value,
        "price": None if price is None else dollars(price),
        "low": None if low is None else dollars(low),
        "high": None if high is None else dollars(high),
        "plan": trade and trade.plan,
        "date": trade and trade.date,
        "verb": _verb(entry),
    }


def _verb(entry: Entry) -> str:
    return "sold" if entry.fields.get("acquired_disposed", Cell()).value == "D" else "bought"


def prices(entry: Entry) -> tuple[Decimal | None, Decimal | None]:
    """The lowest and the highest price of what is behind a line; None where no trade has one."""
    found = [price for trade in entry.trades for price in (trade.low, trade.high, trade.price) if price is not None]
    return min(found, default=None), max(found, default=None)


# ------------------------------------------------------------------------------------------- by themselves


def required(entry: Entry, roster: Roster, issuer: str) -> None:
    """Add to a line the notes that the instructions demand and nobody has written."""
    plans = {trade.plan for trade in entry.trades if trade.plan is not None}
    if plans and not any(_MENTIONS_PLAN.search(text) for texts in entry.notes.values() for text in texts):
        for plan in sorted(plans):
            name = "plan" if plan >= BOX_SINCE else "older-plan"
            entry.notes.setdefault("code", []).append(fill(template_of(name, roster), {"plan": plan}, name))
    low, high = prices(entry)
    is_average = {trade.event for trade in entry.trades} <= {"buy", "sell"} or entry.trades[0].low is not None
    if is_average and low is not None and high is not None and low != high:
        facts = {"verb": _verb(entry), "low": dollars(low), "high": dollars(high), "issuer": issuer}
        text = fill(template_of("weighted", roster), facts, "weighted average")
        entry.notes.setdefault("price", []).insert(0, text)
    if entry.trades[0].event == "dividend-equivalent" and not entry.notes.get("code"):
        entry.notes["code"] = [template_of("dividend-equivalents", roster)]


def explanations(found: Sequence[Explained], units: str, roster: Roster) -> list[str]:
    """Texts for changes that no line shows; those of one kind are put together.

    units  what is counted: "shares", or the security's title
    """
    texts = [key for one in found for key in one.notes]
    rest = [one for one in found if not one.notes and one.change is not None]
    for (name, source, target), group in groupby(sorted(rest, key=_kind), key=_kind):
        changes = list(group)
        total = sum((one.change for one in changes if one.change is not None), Decimal(0))
        if total == 0:
            continue
        facts = {
            "shares": abs(total), "signed": f"{total:+,f}", "units": units, "when": _when(changes),
            "from": _held(source, roster, "from"), "to": _held(target, roster, ""),
        }  # fmt: skip
        texts.append(fill(template_of(name, roster), facts, f"footnote {name!r}"))
    return list(dict.fromkeys(texts))


def _kind(one: Explained) -> tuple[str, str, str]:
    return (one.template, one.source, one.target) if one.target else (one.template, "", "")


def _when(changes: Sequence[Explained]) -> str:
    days = sorted({one.date for one in changes if one.date is not None})
    if not days:
        return "since the last report"
    return f"on {said(days[0])}" if len(days) == 1 else f"between {said(days[0])} and {said(days[-1])}"


def _held(account: str, roster: Roster, before: str) -> str:
    how = "direct ownership" if account in {"", DIRECT} else f'the holding "{roster.accounts[account].nature}"'
    return f"{before} {how}".strip()


# -------------------------------------------------------------------------------------------- numbers


class Numbers:
    """Footnote ids by text, in the order of first use."""

    def __init__(self) -> None:
        self.ids: dict[str, str] = {}

    def id(self, text: str) -> str:
        """The id of a text; a new one when it was not used before."""
        return self.ids.setdefault(text, f"F{len(self.ids) + 1}")

    def footnotes(self) -> tuple[Footnote, ...]:
        """The explanations in the order of their numbers."""
        return tuple(Footnote(id, text) for text, id in self.ids.items())


def order(table: str) -> tuple[str, ...]:
    """The boxes of a table from left to right; Table II prints exercise price second, and dates before prices."""
    if table == "table_i":
        return CELLS[NonDerivativeLine]
    return (
        "security_title", "exercise_price", "transaction_date", "deemed_execution_date", "form_type", "code",
        "equity_swap", "timeliness", "shares", "total_value", "acquired_disposed", "exercise_date", "expiration_date",
        "underlying_title", "underlying_shares", "underlying_value", "price", "shares_following", "value_following",
        "direct_indirect", "nature",
    )  # fmt: skip


assert set(order("table_ii")) == set(CELLS[DerivativeLine])


def marks_in_order(table: str, line: NonDerivativeLine) -> Iterable[str]:
    """The marks of a line as a reader meets them, from left to right."""
    for box in order(table):
        if box == "code":
            yield from line.coding_footnotes
        yield from getattr(line, box).footnotes


def marked(fields: dict[str, Any], notes: Mapping[str, list[str]], table: str, numbers: Numbers) -> dict[str, Any]:
    """The boxes of a line with their marks; ``notes`` holds texts by box."""
    found = dict(fields)
    for box in order(table):
        texts = notes.get(box)
        if not texts:
            continue
        ids = tuple(numbers.id(text) for text in dict.fromkeys(texts))
        if box == "code":  # the mark hangs on the column, not on the letter
            found["coding_footnotes"] = ids
            continue
        old = found.get(box, Cell())
        found[box] = Cell(old.value, old.text, ids)
    return found
