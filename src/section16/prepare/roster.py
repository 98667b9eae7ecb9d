"""The roster: who files, for which issuer, in which securities, with which words.

One plain file, YAML, JSON or TOML, or a folder of CSV files; every part is keyed by
a name of the user's own, and trades refer to these names.  What is written is kept
exactly: a CIK keeps its zeros, a price its decimals.  No CCC stands here: secrets
are kept in the keyring (see docs/filing.md).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, TypeVar

import msgspec

from section16.vocabulary.errors import NotFound

T = TypeVar("T")
DIRECT = "direct"


class RosterIssuer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A company whose insiders file.

    fiscal_year_end  "MM-DD"; Form 5 is due 45 days after it
    foreign          a foreign private issuer: its ten-percent holders do not file, and Section 16(b) does not apply
    """

    cik: str
    name: str
    symbol: str
    foreign_symbol: str | None = None
    fiscal_year_end: str = "12-31"
    foreign: bool = False


class RosterAddress(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An address as box 1 wants it; ``country`` and ``province`` for one outside the United States."""

    street1: str | None = None
    street2: str | None = None
    city: str
    state: str | None = None
    zip: str | None = None
    country: str | None = None
    province: str | None = None


class Role(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What an owner is to one issuer, and since when.

    since, until  first and last day in office; None when not known or not over
    """

    director: bool = False
    officer: bool = False
    ten_percent_owner: bool = False
    other: bool = False
    title: str | None = None
    other_text: str | None = None
    since: date | None = None
    until: date | None = None


class RosterOwner(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A reporting owner.

    roles   by the issuer's key
    signer  key of who signs; None: the owner
    files_with  keys of owners who are on every form with this one (joint filing), in order; two that name each
                other file one form, in the order of the first of them
    """

    cik: str
    name: str
    address: RosterAddress | None = None
    roles: dict[str, Role] = {}
    signer: str | None = None
    files_with: tuple[str, ...] = ()


class RosterSecurity(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A class of securities, or one grant of derivative securities.

    issuer           key; None when the roster has one issuer only
    title            as column 1 prints it
    derivative       reported in Table II
    underlying       key or title of what it gives a right to
    ratio            underlying shares for each; 1 when left out. For what is counted in dollars: shares for each dollar
    exercise_price   dollars; None where a note says it
    exercisable, expires  dates; None where a note says it
    notes            keys of footnotes by box: {"security_title": ["..."], "exercise_date": ["..."]}
    short            a written option: who disposes of it holds it afterwards
    """

    title: str
    issuer: str | None = None
    derivative: bool = False
    underlying: str | None = None
    ratio: Decimal = Decimal(1)
    exercise_price: Decimal | None = None
    exercisable: date | None = None
    expires: date | None = None
    notes: dict[str, tuple[str, ...]] = {}
    short: bool = False


class Account(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A way of holding indirectly: the words of column 7 and the footnotes on them."""

    nature: str
    notes: tuple[str, ...] = ()


class Holding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An opening position: what an owner held before the trades.

    account  key, or "direct"
    shares   None with ``value`` for what is held in dollars
    as_of    the day whose close it states; trades up to that day are in it
    notes    keys of footnotes by box, as for a trade
    late     it was left out of the Form 3, and goes on the next Form 5 as a late Form 3 holding
    """

    owner: str
    security: str
    account: str = DIRECT
    shares: Decimal | None = None
    value: Decimal | None = None
    as_of: date | None = None
    notes: dict[str, tuple[str, ...]] = {}
    late: bool = False


class Signer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Who signs for an owner.

    capacity  printed after the name: "Attorney-in-Fact"; None for the owner
    power     file of the power of attorney (EX-24), as seen from the roster's folder; or None
    filed_on  the day a form was filed with the power enclosed; later forms refer to it
    valid_until  last day of the power; None when it has none
    """

    name: str
    capacity: str | None = None
    power: str | None = None
    filed_on: date | None = None
    valid_until: date | None = None


class Roster(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Everything that trades refer to, by key.

    footnotes  texts by key; {name} in a text is filled from the trade
    holdings   opening positions, in the order in which they are printed
    """

    issuers: dict[str, RosterIssuer] = {}
    owners: dict[str, RosterOwner] = {}
    securities: dict[str, RosterSecurity] = {}
    accounts: dict[str, Account] = {}
    footnotes: dict[str, str] = {}
    holdings: tuple[Holding, ...] = ()
    signers: dict[str, Signer] = {}
    version: Literal[1] = 1

    def issuer(self, key: str | None) -> tuple[str, RosterIssuer]:
        """The issuer of that key; without one, the only issuer. Raises NotFound."""
        if key is None:
            if len(self.issuers) == 1:
                return next(iter(self.issuers.items()))
            raise NotFound("issuer", "without a key", tuple(self.issuers))
        return key, self._one("issuer", self.issuers, key)

    def owner(self, key: str) -> RosterOwner:
        """The owner of that key. Raises NotFound."""
        return self._one("owner", self.owners, key)

    def security(self, key: str) -> RosterSecurity:
        """The security of that key. Raises NotFound."""
        return self._one("security", self.securities, key)

    def account(self, key: str) -> Account | None:
        """The account of that key; None for "direct". Raises NotFound."""
        return None if key == DIRECT else self._one("account", self.accounts, key)

    def signer(self, key: str) -> Signer:
        """The signer of that key. Raises NotFound."""
        return self._one("signer", self.signers, key)

    @staticmethod
    def _one(kind: str, known: dict[str, T], key: str) -> T:
        found = known.get(key)
        if found is None:
            raise NotFound(kind, repr(key), tuple(known)[:5])
        return found
