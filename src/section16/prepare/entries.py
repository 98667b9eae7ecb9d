"""From trades to the lines of the form.

A trade is one line, or two where a derivative turns into its underlying: what goes
in Table II, what comes in Table I.  What is not reported moves the holdings and makes
no line.  Column 5 is a running tally over the lines of Form 4; on Form 5 it is the
holding at the end of the fiscal year, on every line.  An opening position that nobody
stated stays unknown, and the box is a need of the draft.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from section16.prepare.book import Book, Explained, Movement, movements, side_of
from section16.prepare.entry import NOTHING, ONLY_II, Entry, Key, cell
from section16.prepare.events import Event, due_form, events
from section16.prepare.notes import explanations
from section16.prepare.roster import Roster, RosterSecurity
from section16.prepare.trades import Trade

_NEEDED = (
    ("transaction_date", "the date of the transaction"),
    ("shares", "the number of shares"),
    ("price", "the price per share, or a note that says why it cannot be given"),
)
_NEEDED_II = (
    ("exercise_price", "exercise price"),
    ("exercise_date", "date from which it is exercisable"),
    ("expiration_date", "expiration date"),
    ("underlying_title", "underlying security"),
)


def entries(trade: Trade, book: Book, form: str, late_since: datetime.date | None = None) -> list[Entry]:
    """The lines of a trade that is reported; both lines of a pair follow each other.

    form        "4" or "5"
    late_since  Form 5: first day of the fiscal year; what is before it is late
    """
    event, security = events()[trade.event], book.roster.security(trade.security)
    moved = movements(trade, book.roster)
    coding = _coding(trade, event, form, late_since)
    if not event.pair:
        return [_single(trade, event, security, moved[0], coding, book)]
    return _pair(trade, event, security, moved, coding, book)


# ------------------------------------------------------------------------------------------------ one trade


def _coding(trade: Trade, event: Event, form: str, late_since: datetime.date | None) -> dict[str, Any]:
    """Date, code and form type; early is E on Form 4, late L on Form 5."""
    due_on = "5" if trade.early else due_form(trade)
    is_late = due_on == "4" or (late_since is not None and trade.date is not None and trade.date < late_since)
    letter = ("E" if due_on == "5" else None) if form == "4" else ("L" if is_late else None)
    return {
        "transaction_date": cell(trade.date),
        "deemed_execution_date": cell(trade.deemed),
        "form_type": cell(due_on),
        "code": cell(trade.code or event.code),
        "equity_swap": cell(trade.swap),
        "timeliness": cell(letter),
    }


def _price(trade: Trade, event: Event, security: RosterSecurity, notes: dict[str, list[str]]) -> Decimal | None:
    """The price given; where none is and a note stands in the box, the note alone."""
    if trade.price is not None or notes.get("price"):
        return trade.price
    if event.price == "zero":
        return Decimal(0)
    return security.exercise_price if event.price == "exercise" else None


def _missing(trade: Trade, fields: dict[str, Any], notes: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Boxes that a transaction needs and the trade does not fill, with the reason."""
    found = []
    said = {name for name, one in fields.items() if one != NOTHING}
    if notes.get("price"):
        said.add("price")
    if "total_value" in said:
        said.add("shares")
    for name, why in _NEEDED:
        if name not in said:
            found.append((name, f"row {trade.row} does not give {why}"))
    if fields["code"].value == "J" and not notes.get("code"):
        found.append(("code", f"row {trade.row}: code J needs a note that describes the transaction (Instruction 8)"))
    return found


def missing_terms(fields: dict[str, Any], notes: dict[str, list[str]], key: Key) -> list[tuple[str, str]]:
    """Boxes of Table II that the roster does not fill, with the reason."""
    found = []
    for name, what in _NEEDED_II:
        is_said = fields.get(name, NOTHING) != NOTHING or (notes.get(name) and name != "underlying_title")
        if not is_said:
            found.append((name, f"securities.{key.security} of the roster has no {what}, and no note says why"))
    amounts = ("underlying_shares", "underlying_value")
    if not any(fields.get(name, NOTHING) != NOTHING or notes.get(name) for name in amounts):
        found.append(("underlying_shares", f"the amount underlying {key.security} is not known"))
    return found


def underlying_title(named: str | None, roster: Roster) -> str | None:
    """The title of what a derivative gives a right to: of the roster's security under that key, else the words."""
    return roster.securities[named].title if named in roster.securities else named


def terms(security: RosterSecurity, amount: Decimal | None, roster: Roster, trade: Trade | None = None,
          in_dollars: bool = False) -> dict[str, Any]:  # fmt: skip
    """The boxes that only Table II has.

    amount  of derivative securities, or of dollars

    What is counted in dollars turns into a dollar value of the underlying, unless the roster gives a ratio: shares for
    each dollar.
    """
    named = (trade.underlying if trade is not None else None) or security.underlying
    shares = trade.underlying_shares if trade is not None else None
    by_dollars = in_dollars and shares is None and security.ratio == 1
    if shares is None and amount is not None and not by_dollars:
        shares = amount * security.ratio
    return {
        "exercise_price": cell(security.exercise_price),
        "exercise_date": cell(security.exercisable),
        "expiration_date": cell(security.expires),
        "underlying_title": cell(underlying_title(named, roster)),
        "underlying_shares": cell(shares),
        "underlying_value": cell(amount) if by_dollars else NOTHING,
    }


def _notes(trade: Trade, security: RosterSecurity, table: str, is_pair: bool) -> dict[str, list[str]]:
    """Keys and texts by box for one line: those of the security, then those of the trade."""
    found: dict[str, list[str]] = {}
    for box, keys in security.notes.items():
        if table == "table_ii" or box not in ONLY_II:
            found.setdefault(box, []).extend(keys)
    own, other = ("i.", "ii.") if table == "table_i" else ("ii.", "i.")
    for box, keys in trade.notes.items():
        if box.startswith(other) and not box.startswith(own):
            continue
        plain = box.removeprefix(own)
        home = "table_ii" if plain in ONLY_II else "table_i"
        if box.startswith(own) or not is_pair or home == table:
            found.setdefault(plain, []).extend(keys)
    if table == "table_ii" and (misplaced := found.pop("acquired_disposed", None)):
        found.setdefault("code", []).extend(misplaced)  # the letter of Table II takes no footnote
    return {box: list(dict.fromkeys(keys)) for box, keys in found.items()}


def _stated(entry: Entry, moved: Movement, book: Book, trade: Trade) -> Entry:
    """The line with its holding afterwards, and with what moved that holding unseen."""
    entry.in_dollars = moved.in_dollars or moved.key in book.dollars
    unseen = book.explained(moved.key)
    entry.after = book.move(moved, trade.date)
    box = "value_following" if entry.in_dollars else "shares_following"
    if unseen:
        entry.notes.setdefault(box, []).extend(texts_for(moved.key, unseen, book.roster))
    if entry.in_dollars and entry.notes.get("shares_following"):
        entry.notes.setdefault(box, []).extend(entry.notes.pop("shares_following"))
    return entry


def texts_for(key: Key, unseen: list[Explained], roster: Roster) -> list[str]:
    """What explains a holding, in words."""
    return explanations(unseen, "units" if roster.security(key.security).derivative else "shares", roster)


def _single(
    trade: Trade, event: Event, security: RosterSecurity, moved: Movement, coding: dict[str, Any], book: Book
) -> Entry:
    table = "table_ii" if security.derivative else "table_i"
    notes = _notes(trade, security, table, False)
    fields = {
        "security_title": cell(security.title),
        **coding,
        "shares": cell(trade.shares),
        "total_value": cell(trade.value),
        "price": cell(_price(trade, event, security, notes)),
        "acquired_disposed": cell(side_of(trade)),
    }
    missing = _missing(trade, fields, notes)
    if security.derivative:
        in_dollars = trade.value is not None
        fields |= terms(security, trade.value if in_dollars else trade.shares, book.roster, trade, in_dollars)
        missing += missing_terms(fields, notes, moved.key)
    return _stated(Entry(table, fields, notes, moved.key, (trade,), missing=missing), moved, book, trade)


def _pair(
    trade: Trade, event: Event, security: RosterSecurity, moved: tuple[Movement, ...], coding: dict[str, Any],
    book: Book,
) -> list[Entry]:  # fmt: skip
    coming, going = moved
    underlying = book.roster.security(coming.key.security)
    notes = _notes(trade, underlying, "table_i", True)
    fields = {
        "security_title": cell(underlying.title),
        **coding,
        "shares": cell(coming.change),
        "price": cell(_price(trade, event, security, notes)),
        "acquired_disposed": cell("A"),
    }
    first = Entry("table_i", fields, notes, coming.key, (trade,), missing=_missing(trade, fields, notes))
    notes_ii = _notes(trade, security, "table_ii", True)
    fields_ii = {
        "security_title": cell(security.title),
        **coding,
        "shares": cell(trade.shares),
        "total_value": cell(trade.value),
        "price": NOTHING if notes_ii.get("price") else cell(Decimal(0)),
        "acquired_disposed": cell("D"),
        **terms(security, trade.value if going.in_dollars else trade.shares, book.roster, trade, going.in_dollars),
    }
    missing = _missing(trade, fields_ii, notes_ii) + missing_terms(fields_ii, notes_ii, going.key)
    second = Entry("table_ii", fields_ii, notes_ii, going.key, (trade,), missing=missing)
    return [_stated(first, coming, book, trade), _stated(second, going, book, trade)]


# ---------------------------------------------------------------------------------------------- holdings


def holdings(book: Book, made: list[Entry], carry: str, form: str) -> list[Entry]:
    """Lines for what is held and has no line yet, in the order of the openings.

    carry  "class": in Table I, of the classes that the trades are of, however they are held; "all": every opening
           position; "none".  Both sides of a transfer, and what Form 5 owes as a late Form 3 holding, are listed in
           any case; an opening of 0 that did not move is listed with "all" only
    """
    stated = {entry.key for entry in made}
    classes = {entry.key.security for entry in made if entry.table == "table_i"}
    moved = {key for key, unseen in book.pending.items() if any(one.target for one in unseen)}
    late = {key for key, one in book.openings.items() if one.late and form == "5"}
    found = []
    for key in dict.fromkeys([*book.openings, *book.pending]):
        security = book.roster.security(key.security)
        opening = book.openings.get(key)
        is_class = key.security in classes and not security.derivative
        is_empty = book.now.get(key) == 0 and key not in book.touched
        is_wanted = carry == "all" or (carry == "class" and is_class and not is_empty)
        if key in stated or not (is_wanted or key in moved or key in late):
            continue
        entry = holding_entry(book, key, form)
        entry.is_late = opening is not None and opening.late and form == "5"
        found.append(entry)
    return found


def holding_entry(book: Book, key: Key, form: str) -> Entry:
    """The line of a holding as it stands."""
    security, opening = book.roster.security(key.security), book.openings.get(key)
    table = "table_ii" if security.derivative else "table_i"
    fields: dict[str, Any] = {"security_title": cell(security.title)}
    notes = {box: list(keys) for box, keys in security.notes.items() if table == "table_ii" or box not in ONLY_II}
    for box, keys in (opening.notes if opening is not None else {}).items():
        notes.setdefault(box, []).extend(keys)
    entry = Entry(table, fields, notes, key, (), book.now.get(key), key in book.dollars)
    if security.derivative:
        held = book.now.get(key)
        fields |= terms(security, held, book.roster, in_dollars=entry.in_dollars)
        entry.missing = missing_terms(fields, notes, key)
        if held is None:  # said once, of the holding
            entry.missing = [one for one in entry.missing if one[0] != "underlying_shares"]
            if form == "3":
                entry.missing.append(("underlying_shares", f"no opening position of {security.title}"))
    unseen = book.explained(key)
    if unseen:
        box = "value_following" if entry.in_dollars else "shares_following"
        entry.notes.setdefault(box, []).extend(texts_for(key, unseen, book.roster))
    return entry
