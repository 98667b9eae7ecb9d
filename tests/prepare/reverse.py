"""A filed form taken apart into what a drafter would start from: roster, openings, trades.

The opening position of each holding is what its first line states, less that line's change. What a form cannot
tell (the single trades behind an average, a plan's adoption date that stands in no box) is not made up: the trade
takes the line's own figures, and its footnotes as texts. Every trade knows the lines it was made from.
"""

from collections import Counter
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from section16.model.document import OwnershipDocument
from section16.model.lines import CELLS, DerivativeLine, NonDerivativeLine
from section16.prepare.book import movements
from section16.prepare.draft import prepared
from section16.prepare.drafted import Draft, Wishes
from section16.prepare.events import due_form, events
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
from section16.prepare.trades import Trade

_BY_CODE = {event.code: event.event for event in reversed(events().values()) if event.code is not None}
_PAIRED = {"M", "C", "X", "O"}
_OF_A_GRANT = ("security_title", "exercise_price", "exercise_date", "expiration_date")
Line = NonDerivativeLine
Place = tuple[str, int]


class Reversed:
    """Roster, trades and wishes of one filed form.

    lines  by row of a trade: the places of the lines it was made from
    held   by position: the places of the holding lines
    """

    def __init__(self, document: OwnershipDocument) -> None:
        self.document = document
        self.texts = {note.id: " ".join(note.text.split()) for note in document.footnotes}
        self.securities: dict[str, RosterSecurity] = {}
        self.accounts: dict[str, Account] = {}
        self.holdings: dict[tuple[str, str], Holding] = {}
        self.trades: list[Trade] = []
        self.lines: dict[int, list[Place]] = {}
        self.held: dict[tuple[str, str], list[Place]] = {}
        for table, i, line in document.lines():
            self._holding(table, i, line)
        self._trades()

    # ------------------------------------------------------------------------------------------ securities

    def key(self, table: str, line: Line) -> str:
        """The security of a line; in Table II each grant is one of its own, told apart by its terms and their notes."""
        title = line.security_title.value or ""
        if table == "table_i" or not isinstance(line, DerivativeLine):
            self.securities.setdefault(title, RosterSecurity(title=title))
            return title
        notes = tuple(self.texts.get(mark, mark) for name in _OF_A_GRANT for mark in getattr(line, name).footnotes)
        underlying = self._title_key(line.underlying_title.value)
        price, first, last = line.exercise_price.value, line.exercise_date.value, line.expiration_date.value
        key = f"{title}|{price}|{first}|{last}|{underlying}|{notes}"
        counted = (line.shares, line.total_value, line.shares_following, line.value_following)
        amount, many = line.underlying_shares.value, next((one.value for one in counted if one.value), None)
        self.securities.setdefault(
            key,
            RosterSecurity(
                title=title,
                derivative=True,
                underlying=underlying,
                exercise_price=price,
                exercisable=first,
                expires=last,
                ratio=amount / many if amount and many else Decimal(1),
            ),
        )
        return key

    def _title_key(self, title: str | None) -> str | None:
        if title is not None:
            self.securities.setdefault(title, RosterSecurity(title=title))
        return title

    def account(self, line: Line) -> str:
        """The account of a line: its nature of ownership, with the footnotes on it."""
        if line.direct_indirect.value != "I":
            return DIRECT
        marks = tuple(self.texts.get(mark, mark) for mark in line.nature.footnotes)
        key = f"{line.nature.value}|{marks}"
        self.accounts.setdefault(key, Account(nature=line.nature.value or "", notes=marks))
        return key

    # -------------------------------------------------------------------------------------------- openings

    def _holding(self, table: str, i: int, line: Line) -> None:
        key = (self.key(table, line), self.account(line))
        if not line.is_transaction:
            self.held.setdefault(key, []).append((table, i))
        change = line.signed_shares if line.is_transaction else Decimal(0)
        after, dollars = line.shares_following.value, line.value_following.value
        if after is None and dollars is not None and line.is_transaction:
            moved = line.total_value.value
            change = moved if moved is None or line.acquired_disposed.value == "A" else -moved
        if key in self.holdings or (after is None and dollars is None):
            return
        shares = None if after is None or change is None else after - change
        value = None if dollars is None or change is None or after is not None else dollars - change
        notes = {} if line.is_transaction else self._notes(line)
        self.holdings[key] = Holding(
            owner="owner0", security=key[0], account=key[1], shares=shares, value=value, notes=notes
        )

    def _notes(self, line: Line, before: str = "") -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name in CELLS[type(line)]:
            marks = getattr(line, name).footnotes
            if name == "code":
                marks = line.coding_footnotes
            if marks and name != "nature":
                found[before + name] = tuple(self.texts.get(mark, mark) for mark in marks)
        return found

    # ---------------------------------------------------------------------------------------------- trades

    def _trades(self) -> None:
        left = [(i, line) for i, line in enumerate(self.document.table_ii) if line.is_transaction]
        for i, line in enumerate(self.document.table_i):
            if line.is_transaction:
                partner = self._partner(line, left)
                if partner is not None:
                    left.remove(partner)
                self._trade("table_i", i, line, partner)
        for i, line in left:
            self._trade("table_ii", i, line, None)

    def _partner(self, line: Line, left: list[tuple[int, DerivativeLine]]) -> tuple[int, DerivativeLine] | None:
        """The line of Table II that the shares of an exercise came from."""
        if line.code.value not in _PAIRED or line.acquired_disposed.value != "A":
            return None
        for i, other in left:
            same = (
                other.code.value == line.code.value
                and other.acquired_disposed.value == "D"
                and other.transaction_date.value == line.transaction_date.value
                and other.underlying_shares.value == line.shares.value
                and other.underlying_title.value == line.security_title.value
                and self.account(other) == self.account(line)
            )
            if same:
                return i, other
        return None

    def _trade(self, table: str, i: int, line: Line, partner: tuple[int, DerivativeLine] | None) -> None:
        code, side = line.code.value or "", line.acquired_disposed.value
        event = _BY_CODE.get(code, "other")
        if code == "G":
            event = "gift" if side == "D" else "gift-received"
        if events()[event].pair and partner is None:
            event = "other"  # one line of an exercise alone: the form shows no other
        shown: Any = line if partner is None else partner[1]
        security = self.key("table_i" if shown is line and table == "table_i" else "table_ii", shown)
        if event in {"expire", "expire-short"} and not self.securities[security].derivative:
            event = "other"
        notes = self._notes(line) if partner is None else self._notes(line, "i.") | self._notes(partner[1], "ii.")
        fixed = events()[event].side
        is_usual = fixed in (None, side)
        row = len(self.trades) + 1
        trade = Trade(
            row=row, owner="owner0", event=event if is_usual else "other", security=security,
            account=self.account(line), date=line.transaction_date.value, shares=shown.shares.value,
            value=shown.total_value.value if shown.shares.value is None else None, price=line.price.value, side=side,
            code=code if event == "other" or not is_usual else None,
            underlying_shares=getattr(shown, "underlying_shares", None) and shown.underlying_shares.value,
            deemed=line.deemed_execution_date.value, early=line.form_type.value == "5",
            swap=bool(line.equity_swap.value), private=True, notes=notes, reference=str(row),
        )  # fmt: skip
        if due_form(trade) == "5" and not trade.early:  # the drafter would leave it for Form 5; the filer did not
            trade = replace(trade, early=True)
        self.trades.append(trade)
        self.lines[row] = [(table, i)] if partner is None else [(table, i), ("table_ii", partner[0])]

    # ---------------------------------------------------------------------------------------------- roster

    def roster(self) -> Roster:
        """The roster that the trades refer to."""
        document = self.document
        issuer = document.issuer
        assert issuer is not None
        owners, signers = {}, {}
        for i, owner in enumerate(document.owners):
            address, role = owner.address, owner.relationship
            is_signed = i < len(document.signatures)
            owners[f"owner{i}"] = RosterOwner(
                cik=owner.cik or "", name=owner.name or "", signer=f"signer{i}" if is_signed else None,
                address=None if address is None else RosterAddress(
                    street1=address.street1, street2=address.street2, city=address.city or "", state=address.state,
                    zip=address.zip, country=address.country, province=address.non_us_state,
                ),
                roles={"issuer": Role() if role is None else Role(
                    director=bool(role.is_director.value), officer=bool(role.is_officer.value),
                    ten_percent_owner=bool(role.is_ten_percent_owner.value), other=bool(role.is_other.value),
                    title=role.officer_title, other_text=role.other_text,
                )},
                files_with=tuple(f"owner{k}" for k in range(1, len(document.owners))) if i == 0 else (),
            )  # fmt: skip
        for i, signature in enumerate(document.signatures):
            signers[f"signer{i}"] = Signer(name=(signature.name or "").removeprefix("/s/").strip())
        return Roster(
            issuers={"issuer": RosterIssuer(
                cik=issuer.cik or "", name=issuer.name or "", symbol=issuer.trading_symbol or "",
                foreign_symbol=issuer.foreign_trading_symbol,
            )},
            owners=owners, securities=self.securities, accounts=self.accounts, signers=signers,
            holdings=tuple(self.holdings.values()),
        )  # fmt: skip

    def wishes(self) -> Wishes:
        """All holdings of the form, in its order."""
        signed = self.document.signatures[0].date.value if self.document.signatures else None
        leaves = bool(self.document.no_longer_subject.value)
        return Wishes(carry="all", in_order=True, aggregate=False, signed_on=signed, leaves=leaves)

    def draft(self) -> Draft:
        """The one draft of the trades."""
        (found,) = prepared(self.trades, self.roster(), self.wishes()).drafts
        return found

    def aligned(self, draft: Draft) -> dict[Place, Place]:
        """Which drafted line was made from which filed one: filed place -> drafted place."""
        found: dict[Place, Place] = {}
        rows = {one.path: one.trades[0].row for one in draft.evidence}
        left = {key: list(places) for key, places in self.held.items()}
        for table, i, line in draft.document.lines():
            if line.is_transaction:
                place = next(
                    place
                    for place in self.lines[rows[f"{table}[{i}]"]]
                    if place[0] == table or len(self.lines[rows[f"{table}[{i}]"]]) == 1
                )
                found[place] = (table, i)
        roster = self.roster()
        moved = {(one.key.security, one.key.account) for t in self.trades for one in movements(t, roster)}
        position = Counter[str]()
        for key in self.holdings:
            if not left.get(key) or key in moved:
                continue
            table = left[key][0][0]
            firsts = sum(line.is_transaction for line in getattr(draft.document, table))
            found[left[key][0]] = (table, firsts + position[table])
            position[table] += 1
        return found
