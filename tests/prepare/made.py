"""A made-up issuer with made-up owners, and trades as rows of text: the stuff of the tests of drafting."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from lxml import etree

from section16.formats import edgar_xml
from section16.model.document import OwnershipDocument
from section16.model.filing import Filing, Source
from section16.model.lines import NonDerivativeLine
from section16.prepare.draft import prepared
from section16.prepare.drafted import Draft, Prepared, Wishes
from section16.prepare.roster import Roster
from section16.prepare.roster_files import parse_roster
from section16.prepare.trade_files import parse_trades
from section16.prepare.trades import Trade
from section16.rules.check import check
from section16.vocabulary.findings import Finding, Severity
from tests.rules.newest_layout import Schemas

NO_YAML = "ruamel is not installed; get it: pip install 'section16[file]'"
SIGNED = datetime.date(2024, 3, 5)
ROSTER = """
issuers:
  one: {cik: "1", name: Issuer One Inc, symbol: ONE, fiscal_year_end: 12-31}
owners:
  a:
    cik: "11"
    name: OWNER A
    address: {street1: 1 MAIN STREET, city: ANYTOWN, state: NV, zip: "89141"}
    roles: {one: {director: true}}
  b:
    cik: "12"
    name: OWNER B
    address: {street1: 2 MAIN STREET, city: ANYTOWN, state: NV, zip: "89141"}
    roles: {one: {officer: true, title: Treasurer}}
securities:
  common: {title: Common Stock}
  preferred: {title: Series A Preferred Stock}
  units: {title: Restricted Stock Units, derivative: true, underlying: common, notes: {exercise_price: [unit],
          exercise_date: [unit-terms], expiration_date: [unit-terms]}}
  option: {title: Option (right to buy), derivative: true, underlying: common, exercise_price: 12.50,
           exercisable: 2021-01-02, expires: 2031-01-02}
  notes: {title: Convertible Notes, derivative: true, underlying: common, exercise_price: 20,
          exercisable: 2022-01-01, expires: 2027-01-01}
  convertible: {title: Class B Common Stock, derivative: true, underlying: common, ratio: 1.5,
                notes: {exercise_price: [class-b], exercise_date: [class-b], expiration_date: [class-b]}}
  written: {title: Call Option (obligation to sell), derivative: true, underlying: common, exercise_price: 30,
            exercisable: 2024-01-02, expires: 2024-06-21, short: true}
accounts:
  trust: {nature: By Trust}
  spouse: {nature: By Spouse, notes: [disclaimer]}
footnotes:
  unit-terms: The units vest in three equal parts from 2022 on.
  class-b: Convertible at any time at 1.5 shares of Class A for each share; no expiration date.
  private: A private sale.
holdings:
  - {owner: a, security: common, shares: "1,000"}
  - {owner: a, security: common, account: trust, shares: 500}
  - {owner: a, security: units, shares: 300}
  - {owner: a, security: option, shares: 400}
  - {owner: a, security: convertible, shares: 200}
  - {owner: a, security: notes, value: "$100,000"}
  - {owner: a, security: preferred, shares: 50}
  - {owner: a, security: written, shares: 0}
  - {owner: b, security: common, shares: 2000}
"""


@cache
def roster(text: str = "", base: str = ROSTER) -> Roster:
    """The made-up roster, with more YAML put in the place of the parts that it names."""
    pytest.importorskip("ruamel.yaml", reason=NO_YAML)
    return parse_roster(merged(base, text), "YAML")


def merged(base: str, text: str) -> str:
    """Two YAML texts as one; a part of the second replaces that of the first."""
    first, second = _parts(base), _parts(text)
    return "\n".join((first | second).values())


def _parts(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if line and not line.startswith(" "):
            name = line.partition(":")[0]
            found[name] = line
        elif line.strip():
            found[name] += f"\n{line}"
    return found


def trades(*rows: dict[str, object] | str) -> list[Trade]:
    """Trades from rows; a text is "event shares security price", all of owner a on 2024-03-01."""
    return parse_trades("trades", enumerate(map(_row, rows), 2))


def _row(given: dict[str, object] | str) -> dict[str, object]:
    if isinstance(given, dict):
        return {"owner": "a", "date": "2024-03-01"} | given
    event, shares, security, *price = given.split()
    return {"owner": "a", "date": "2024-03-01", "event": event, "shares": shares, "security": security,
            "price": price[0] if price else ""}  # fmt: skip


def make(*rows: dict[str, object] | str, more: str = "", **wishes: Any) -> Prepared:
    """What is prepared of rows with the made-up roster."""
    return prepared(trades(*rows), roster(more), Wishes(**({"signed_on": SIGNED} | wishes)))


def one(*rows: dict[str, object] | str, more: str = "", **wishes: Any) -> Draft:
    """The one draft of some rows."""
    (draft,) = make(*rows, more=more, **wishes).drafts
    return draft


def brief(line: NonDerivativeLine) -> str:
    """A line in a few words: "P A 100 @ 12.5 -> 1100", with D or I and the nature only where indirect."""
    if not line.is_transaction:
        held = line.shares_following.value if line.shares_following.value is not None else line.value_following.value
        return f"{line.security_title.value}: {held}" + (f" {line.nature.value}" if line.nature.value else "")
    after = line.shares_following.value if line.shares_following.value is not None else line.value_following.value
    amount = line.shares.value if line.shares.value is not None else line.total_value.value
    code = f"{line.code.value}{line.timeliness.value or ''}" + ("K" if line.equity_swap.value else "")
    price = f"{line.price.value:f}" if line.price.value is not None else "note" if line.price.footnotes else "?"
    return f"{code} {line.acquired_disposed.value} {amount} @ {price} -> {after}" + (
        f" {line.nature.value}" if line.nature.value else ""
    )


def table_i(draft: Draft) -> list[str]:
    return [brief(line) for line in draft.document.table_i]


def table_ii(draft: Draft) -> list[str]:
    return [brief(line) for line in draft.document.table_ii]


def needs(draft: Draft) -> list[str]:
    """Path, state and reason of each need."""
    return [f"{need.path}: {need.state}: {need.why}" for need in draft.needs]


def marks(document: OwnershipDocument, line: NonDerivativeLine, field: str) -> list[str]:
    """The texts of the footnotes on a box."""
    found = line.coding_footnotes if field == "code" else getattr(line, field).footnotes
    return [document.footnote(mark) or "" for mark in found]


def findings(document: OwnershipDocument) -> list[Finding]:
    """Errors and warnings of the rules, the document read back from its XML."""
    xml = edgar_xml.write(document)
    return [finding for finding in check(Filing(document, Source("xml", xml))) if finding.severity is not Severity.NOTE]


def faults_of_schema(document: OwnershipDocument, schemas: Schemas) -> list[str]:
    """What the official schema of the document's type says against its XML."""
    return schemas.messages(etree.fromstring(edgar_xml.write(document)))


def total(values: Iterable[Decimal | None]) -> Decimal:
    return sum((value for value in values if value is not None), Decimal(0))
