"""The last filed form as a start: what was held after it, and the pieces of a roster it shows.

A form names things by words, a roster by keys: keys are made from the words, unless the
roster at hand has the same CIK, the same title and terms, or the same nature of
ownership.  What a form cannot tell (a ticker that changed, whose holding a line of a joint
form is) is not made up: the first owner of a joint form stands for all.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec.structs import replace

from section16.model.document import Address, OwnershipDocument, Relationship, ReportingOwner, Signature
from section16.model.lines import CELLS, DerivativeLine, NonDerivativeLine
from section16.prepare.drafted import Reported
from section16.prepare.entry import ONLY_II, Key
from section16.prepare.roster import (
    DIRECT,
    Account,
    Holding,
    Role,
    Roster,
    RosterAddress,
    RosterIssuer,
    RosterOwner,
    RosterSecurity,
    Signer,
)
from section16.prepare.roster_checks import positions
from section16.prepare.values import flat
from section16.rules.arithmetic_readings import Row, runs
from section16.vocabulary.errors import MissingFact
from section16.vocabulary.identifiers import compact_cik, is_cik

_OF_THE_SECURITY = ("security_title", "exercise_price", "exercise_date", "expiration_date", "underlying_title")
_EMPTY = Roster()
_PLAIN_DIGITS = 8  # of a ratio that somebody wrote down; a third has more


class FromFiled(NamedTuple):
    """A roster that knows a filed form, and the lines that the form reports."""

    roster: Roster
    reported: tuple[Reported, ...]


def openings_from(document: OwnershipDocument) -> tuple[Holding, ...]:
    """What was held after a form, as openings of the next one; keys are those of ``roster_from``.

    The day is that of the last transaction, else box 3.  A balance given by a footnote alone has no number.
    Raises MissingFact for a form without issuer or owners.
    """
    return with_filed(_EMPTY, document).roster.holdings


def roster_from(document: OwnershipDocument) -> Roster:
    """A roster of what one form shows, its holdings included. Raises as ``openings_from``."""
    return with_filed(_EMPTY, document).roster


def with_filed(roster: Roster, document: OwnershipDocument) -> FromFiled:
    """The roster with what it lacks of a filed form, and with the form's holdings.

    What the roster says of an issuer, owner, security or account stays; its holdings stay where they are newer than
    the form.  Raises as ``openings_from``.
    """
    if document.issuer is None or not document.owners:
        raise MissingFact("found a form without issuer or owners, expected one to start from")
    reader = _Reader(roster, document)
    return FromFiled(reader.roster(), reader.reported())


class _Reader:
    """Keys for everything on one form."""

    def __init__(self, roster: Roster, document: OwnershipDocument) -> None:
        self.old, self.document = roster, document
        self.texts = {note.id: " ".join(note.text.split()) for note in document.footnotes}
        self.issuers, self.owners = dict(roster.issuers), dict(roster.owners)
        self.securities, self.accounts = dict(roster.securities), dict(roster.accounts)
        self.signers = dict(roster.signers)
        self.issuer = self._issuer()
        self.people = self._people()
        self.lines: dict[Key, list[NonDerivativeLine]] = {}
        for table, _, line in document.lines():
            key = Key(self.people[0], self._security(table, line), self._account(line))
            self.lines.setdefault(key, []).append(line)

    def roster(self) -> Roster:
        """The roster with the pieces of the form, its holdings in the order of the form."""
        newer = positions(self.old)
        day = self._day()
        found = []
        for key, lines in self.lines.items():
            known = newer.pop(key, None)
            if known is not None and known.as_of is not None and day is not None and known.as_of > day:
                found.append(known)
            else:
                found.append(self._holding(key, lines, day))
        return replace(
            self.old, issuers=self.issuers, owners=self.owners, securities=self.securities, accounts=self.accounts,
            signers=self.signers, holdings=(*found, *newer.values()),
        )  # fmt: skip

    def reported(self) -> tuple[Reported, ...]:
        """The transactions of the form by key."""
        return tuple(
            Reported(*key, line.transaction_date.value, line.code.value, line.shares.value)
            for key, lines in self.lines.items()
            for line in lines
            if line.is_transaction
        )

    # ------------------------------------------------------------------------------------- the head

    def _issuer(self) -> str:
        issuer = self.document.issuer
        assert issuer is not None
        key = _by_cik(self.issuers, issuer.cik)
        if key is None:
            key = _new_key(issuer.trading_symbol or issuer.name or "issuer", self.issuers)
            period = self.document.period_of_report.value
            end = f"{period:%m-%d}" if self.document.form == "5" and period is not None else "12-31"
            self.issuers[key] = RosterIssuer(
                cik=issuer.cik or "", name=issuer.name or "", symbol=issuer.trading_symbol or "",
                foreign_symbol=issuer.foreign_trading_symbol or None, fiscal_year_end=end,
            )  # fmt: skip
        return key

    def _people(self) -> list[str]:
        owners, signatures = self.document.owners, self.document.signatures
        keys = []
        for i, owner in enumerate(owners):
            key = _by_cik(self.owners, owner.cik)
            if key is None:
                key = _new_key(owner.name or "owner", self.owners)
                signer = None
                if len(signatures) == len(owners):
                    signer = self._signer(signatures[i], owner)
                self.owners[key] = _owner(owner, self.issuer, signer)
            elif self.issuer not in self.owners[key].roles:
                roles = {**self.owners[key].roles, self.issuer: _role(owner.relationship)}
                self.owners[key] = replace(self.owners[key], roles=roles)
            keys.append(key)
        first = self.owners[keys[0]]
        if len(keys) > 1 and not first.files_with:
            self.owners[keys[0]] = replace(first, files_with=tuple(keys[1:]))
        return keys

    def _signer(self, signature: Signature, owner: ReportingOwner) -> str | None:
        """The key of who signed; None when the name is printed as the owner's."""
        bare = re.sub(r"^/s/\s*", "", (signature.name or "").strip(), flags=re.IGNORECASE)
        if not bare or bare == owner.name:
            return None
        person, comma, capacity = bare.partition(", ")
        is_power = comma and re.search(r"attorney|poa", capacity, re.IGNORECASE)
        made = Signer(name=person, capacity=capacity) if is_power else Signer(name=bare)
        if is_power:  # the first form it signed had the power enclosed
            made = replace(made, filed_on=signature.date.value)
        same = [key for key, one in self.signers.items() if (one.name, one.capacity) == (made.name, made.capacity)]
        key = same[0] if same else _new_key(person, self.signers)
        self.signers.setdefault(key, made)
        return key

    # -------------------------------------------------------------------------------------- the lines

    def _security(self, table: str, line: NonDerivativeLine) -> str:
        title = line.security_title.value or ""
        if not isinstance(line, DerivativeLine) or table == "table_i":
            return self._known(RosterSecurity(title=title, issuer=self._named_issuer()), ("title",), title)
        underlying = line.underlying_title.value
        named = None
        if underlying:
            plain = RosterSecurity(title=underlying, issuer=self._named_issuer())
            named = self._known(plain, ("title",), underlying)
        amount, many = line.underlying_shares.value, line.shares.value if line.is_transaction else None
        many = many or line.shares_following.value
        ratio = Decimal(1)
        if amount and many and self.document.form != "3":
            exact = amount / many
            ratio = exact if len(exact.as_tuple().digits) <= _PLAIN_DIGITS else ratio
        made = RosterSecurity(
            title=title, issuer=self._named_issuer(), derivative=True, underlying=named,
            exercise_price=line.exercise_price.value, exercisable=line.exercise_date.value,
            expires=line.expiration_date.value, ratio=ratio,
            notes=self._notes(line, _OF_THE_SECURITY),
        )  # fmt: skip
        words = f"{title} {made.expires or made.exercise_price or ''}".strip()
        return self._known(made, ("title", "exercise_price", "expires", "exercisable"), words)

    def _named_issuer(self) -> str | None:
        return self.issuer if len(self.issuers) > 1 else None

    def _known(self, made: RosterSecurity, by: tuple[str, ...], words: str) -> str:
        """The key of a security that is the same in some fields, titles by their words; else a new one."""

        def says(one: RosterSecurity) -> tuple[object, ...]:
            given = (getattr(one, name) for name in by)
            return (one.derivative, *(flat(value) if isinstance(value, str) else value for value in given))

        for key, one in self.securities.items():
            is_other_grant = key not in self.old.securities and one.notes != made.notes
            if one.issuer in {None, self.issuer} and says(one) == says(made) and not is_other_grant:
                return key
        key = _new_key(words, self.securities)
        self.securities[key] = made
        return key

    def _account(self, line: NonDerivativeLine) -> str:
        if line.direct_indirect.value != "I":
            return DIRECT
        nature = " ".join((line.nature.value or "").split())
        notes = tuple(self.texts.get(mark, mark) for mark in line.nature.footnotes)
        made = Account(nature=nature, notes=notes)
        same = [key for key, one in self.accounts.items() if flat(one.nature) == flat(nature)]
        for key in same:
            if (key in self.old.accounts and len(same) == 1) or self.accounts[key].notes == notes:
                return key
        key = _new_key(nature or "indirect", {DIRECT: None, **self.accounts})
        self.accounts[key] = made
        return key

    def _notes(self, line: NonDerivativeLine, boxes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        found = {}
        for name in boxes:
            marks = getattr(line, name).footnotes
            if marks:
                found[name] = tuple(self.texts.get(mark, mark) for mark in marks)
        return found

    def _holding(self, key: Key, lines: list[NonDerivativeLine], day: datetime.date | None) -> Holding:
        line = closing_line(lines)
        shares, value = line.shares_following.value, line.value_following.value
        if self.document.form == "3" and isinstance(line, DerivativeLine):
            # Form 3 states derivative securities by what they turn into
            shares, value = line.underlying_shares.value, line.underlying_value.value if shares is None else None
        elsewhere = {"nature", *ONLY_II, *(_OF_THE_SECURITY if isinstance(line, DerivativeLine) else ())}
        boxes = tuple(name for name in CELLS[type(line)] if name not in elsewhere)
        notes = {} if line.is_transaction else self._notes(line, boxes)
        return Holding(
            owner=key.owner, security=key.security, account=key.account, shares=shares,
            value=value if shares is None else None, as_of=day, notes=notes,
        )  # fmt: skip

    def _day(self) -> datetime.date | None:
        days = [line.transaction_date.value for _, _, line in self.document.lines()]
        return max((day for day in days if day is not None), default=self.document.period_of_report.value)


def closing_line(lines: list[NonDerivativeLine]) -> NonDerivativeLine:
    """The line of a position that states what was held in the end.

    The last one, by date and then as filed; a tally that runs upwards, from the last line to the first, ends at the
    top.  A holding line says it outright.
    """
    held = [line for line in lines if not line.is_transaction]
    if held:
        return held[-1]
    rows = [
        Row(i, change, after)
        for i, line in enumerate(lines)
        if (change := line.signed_shares) is not None and (after := line.shares_following.value) is not None
    ]
    if len(rows) == len(lines) > 1 and not runs(rows) and runs(rows[::-1]):
        return lines[0]
    first = datetime.date.min
    return max(reversed(lines), key=lambda line: line.transaction_date.value or first)


def _by_cik(things: Mapping[str, Any], cik: str | None) -> str | None:
    if cik is None or not is_cik(cik):
        return None
    return next((key for key, one in things.items() if is_cik(one.cik) and compact_cik(one.cik) == compact_cik(cik)),
                None)  # fmt: skip


def _new_key(words: str, known: Mapping[str, object]) -> str:
    """A key from words: small letters, digits and hyphens, with a number when it is taken.

    >>> _new_key("Common Stock, $0.01 par value", {"common-stock-0-01-par-value": None})
    'common-stock-0-01-par-value-2'
    """
    plain = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:40].rstrip("-") or "it"
    key, number = plain, 1
    while key in known:
        number += 1
        key = f"{plain}-{number}"
    return key


def _owner(owner: ReportingOwner, issuer: str, signer: str | None) -> RosterOwner:
    return RosterOwner(
        cik=owner.cik or "", name=owner.name or "", address=_address(owner.address),
        roles={issuer: _role(owner.relationship)}, signer=signer,
    )  # fmt: skip


def _address(given: Address | None) -> RosterAddress | None:
    if given is None:
        return None
    return RosterAddress(
        street1=given.street1 or None, street2=given.street2 or None, city=given.city or "", state=given.state or None,
        zip=given.zip or None, country=given.country or None, province=given.non_us_state or None,
    )  # fmt: skip


def _role(given: Relationship | None) -> Role:
    if given is None:
        return Role()
    return Role(
        director=bool(given.is_director.value), officer=bool(given.is_officer.value),
        ten_percent_owner=bool(given.is_ten_percent_owner.value), other=bool(given.is_other.value),
        title=given.officer_title or None, other_text=given.other_text or None,
    )  # fmt: skip
