"""Trades whose names are the roster's keys, and that can become lines.

A file of trades may name an owner by key, CIK or name, a security by key or title, an
account by key or by its words in column 7, an issuer by key, ticker, CIK or name.  What
can mean two things, and what the roster does not have, is a slip; so is a trade that no
line can be made of.  All of them are found at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from msgspec.structs import replace

from section16.prepare.events import events
from section16.prepare.roster import DIRECT, Roster, RosterSecurity
from section16.prepare.roster_checks import some
from section16.prepare.trade_macros import expanded, underlying
from section16.prepare.trades import Slip, Trade, TradesRefused
from section16.prepare.values import flat
from section16.vocabulary.identifiers import compact_cik, is_cik

_DIRECT_WORDS = frozenset({DIRECT, "d", "self", "own", "owner"})


def keyed(trades: list[Trade], roster: Roster, name: str = "trades") -> list[Trade]:
    """The trades by key, rows that say several things taken apart.

    name  of their file, for messages

    Raises TradesRefused with every slip.
    """
    slips: list[Slip] = []
    finder = _Finder(roster)
    found: list[Trade] = []
    for trade in trades:
        row = finder.named(trade)
        if isinstance(row, Trade):
            found.append(row)
        else:
            slips += row
    slips += _twice(found)
    found = expanded(found, roster, slips)
    for trade in found:
        slips += _cannot(trade, roster)
    if slips:
        raise TradesRefused(name, tuple(dict.fromkeys(sorted(slips, key=lambda slip: slip.row))))
    return found


# --------------------------------------------------------------------------------------------------- names


class _Finder:
    """Keys of the roster by what people write for them; a name that two things share has both keys."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.owners = _index(roster.owners, lambda one: (flat(one.name), *_ciks(one.cik)))
        self.issuers = _index(roster.issuers, lambda one: (flat(one.symbol), flat(one.name), *_ciks(one.cik)))
        self.securities = _index(roster.securities, lambda one: (flat(one.title),))
        self.accounts = _index(roster.accounts, lambda one: (flat(one.nature),))

    def named(self, trade: Trade) -> Trade | list[Slip]:
        """The trade with keys for names, or what is wrong."""
        slips: list[Slip] = []

        def key(column: str, text: str, known: Mapping[str, object], also: dict[str, list[str]]) -> str:
            return _key(trade.row, column, text, known, also, slips)

        roster = self.roster
        owner = trade.owner or _only(roster.owners) or ""
        changed: dict[str, Any] = {"owner": key("owner", owner, roster.owners, self.owners)}
        security = trade.security or self._common(trade.issuer)
        changed["security"] = key("security", security, roster.securities, self.securities)
        for column, text in (("account", trade.account), ("to", trade.to)):
            if text is not None:
                is_direct = text not in roster.accounts and flat(text) in _DIRECT_WORDS
                changed[column] = DIRECT if is_direct else key(column, text, roster.accounts, self.accounts)
        if trade.issuer is not None:
            changed["issuer"] = key("issuer", trade.issuer, roster.issuers, self.issuers)
        if trade.underlying is not None and trade.underlying not in roster.securities:
            same = self.securities.get(flat(trade.underlying), [])
            if len(same) == 1:
                changed["underlying"] = same[0]
        if slips:
            return slips
        issuer = changed.get("issuer") or roster.security(changed["security"]).issuer or _only(roster.issuers)
        if issuer is None:
            return [Slip(trade.row, "issuer", "nothing", f"one of {', '.join(roster.issuers)}")]
        whose = roster.security(changed["security"]).issuer
        if whose is not None and whose != issuer:
            said = f"{issuer!r} for {changed['security']}, which is of {whose}"
            return [Slip(trade.row, "issuer", said, f"{whose}, or another security")]
        return replace(trade, **{**changed, "issuer": issuer})

    def _common(self, issuer: str | None) -> str:
        """The one security that is no derivative, for a trade that names none; "" when there are more or none."""
        keys = [key for key, one in self.roster.securities.items()
                if not one.derivative and (issuer is None or one.issuer in {None, issuer})]  # fmt: skip
        return keys[0] if len(keys) == 1 else ""


def _ciks(cik: str) -> tuple[str, ...]:
    return (compact_cik(cik),) if is_cik(cik) else ()


def _index(things: Mapping[str, Any], names: Callable[[Any], tuple[str, ...]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, thing in things.items():
        for name in dict.fromkeys((*names(thing), flat(key))):
            if name:
                found.setdefault(name, []).append(key)
    return found


def _only(things: Mapping[str, object]) -> str | None:
    return next(iter(things)) if len(things) == 1 else None


def _key(
    row: int, column: str, text: str, known: Mapping[str, object], also: dict[str, list[str]], slips: list[Slip]
) -> str:
    """The key that a text means; a slip where there is none, or several."""
    if text in known:
        return text
    keys = also.get(flat(text)) or (also.get(compact_cik(text), []) if is_cik(text) else [])
    if len(keys) == 1:
        return keys[0]
    if keys:
        slips.append(Slip(row, column, f"{text!r}, which {len(keys)} have", f"one of the keys {', '.join(keys)}"))
        return text
    near = get_close_matches(flat(text), list(also), n=1)
    hint = f", nearest: {also[near[0]][0]}" if near else ""
    expected = f"one of the roster's: {some(known)}{hint}" if known else f"one of the roster, which has no {column}s"
    slips.append(Slip(row, column, repr(text) if text else "nothing", expected))
    return text


# --------------------------------------------------------------------------------------------------- slips


def _twice(trades: list[Trade]) -> Iterator[Slip]:
    """The broker's number of a trade, twice for one owner."""
    seen: dict[tuple[str, str], int] = {}
    for trade in trades:
        if trade.reference is not None:
            first = seen.setdefault((trade.owner, trade.reference), trade.row)
            if first != trade.row:
                yield Slip(trade.row, "reference", f"{trade.reference!r}, which row {first} has", "each trade once")


def _cannot(trade: Trade, roster: Roster) -> Iterator[Slip]:
    """Why no line can be made of a trade."""
    event, security = events()[trade.event], roster.security(trade.security)
    if event.event == "transfer":
        if trade.to is None:
            yield Slip(trade.row, "to", "nothing", "the account that the transfer goes to")
        elif trade.to == trade.account:
            yield Slip(trade.row, "to", repr(trade.to), "another account than the one it comes from")
    elif trade.side is None and event.side is None:
        yield Slip(trade.row, "side", "nothing", f"A or D: {event.event} can be either")
    elif None not in (trade.side, event.side) and trade.side != event.side:
        yield Slip(trade.row, "side", repr(trade.side), f"{event.side}, or nothing, for {event.event}")
    if event.pair and security.derivative:
        yield from _cannot_pair(trade, security, roster)
    if trade.value is not None and not security.derivative:
        yield Slip(trade.row, "value", str(trade.value), "shares: Table I takes no dollars in their place")
    if trade.low is not None and trade.price is None:
        yield Slip(trade.row, "price", "nothing", "the average of the prices between low and high")
    if not security.derivative and (event.pair or event.event.startswith("expire")) and event.event != "vest":
        yield Slip(trade.row, "security", repr(trade.security), f"a derivative security for {trade.event}")


def _cannot_pair(trade: Trade, security: RosterSecurity, roster: Roster) -> Iterator[Slip]:
    key = underlying(trade, roster)
    if key is None:
        named = trade.underlying or security.underlying
        expected = "a key of the roster's securities: the line of Table I needs its title and holding"
        yield Slip(trade.row, "underlying", repr(named) if named else "nothing", expected)
    elif roster.security(key).derivative:
        yield Slip(trade.row, "underlying", repr(key), "a security that is no derivative")
