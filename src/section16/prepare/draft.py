"""Drafts: forms made from trades, a roster and opening positions.

A value of a draft is complete, provisional or missing; what is not complete is a
need, with its box and the reason.  Every line keeps the trades it was made of.
Nothing is guessed: an opening position, a price, a title that nobody gave is left
open.  A draft is not signed; whoever signs gives the day.

This is software for filers, not legal advice: which event a trade is, and which
exemption it rests on, is the filer's to decide.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import partial
from typing import Any

from msgspec.structs import replace

from section16.model.boxes import box
from section16.model.lines import DerivativeLine, NonDerivativeLine
from section16.prepare.aggregate import PLACES, bands, together
from section16.prepare.book import Book
from section16.prepare.doubts import line_looks, line_needs, small_looks, twin_looks
from section16.prepare.drafted import LOOK, Boxes, Draft, Evidence, LeftOut, Need, Prepared, Wishes
from section16.prepare.entries import entries, holdings
from section16.prepare.entry import NOTHING as ABSENT
from section16.prepare.entry import Entry, cell
from section16.prepare.heads import head, head_needs, role_looks
from section16.prepare.keyed import keyed
from section16.prepare.notes import BOX_SINCE, Numbers, marked, required, text_of
from section16.prepare.powers import powers
from section16.prepare.roster import Holding, Roster
from section16.prepare.timing import timing_looks
from section16.prepare.trades import Trade
from section16.prepare.windows import LINE, MOVE, NOTHING, Fate, Year, fates, fiscal_year, in_order
from section16.rules.content_facts import plain
from section16.vocabulary.errors import MissingFact

LONGEST_NATURE = 100
_DECIMALS = 4
_ROOM = Context(prec=100)  # for whatever a filed form or a roster holds
Group = tuple[tuple[str, ...], str]  # owners and issuer, by key


def prepared(trades: list[Trade], roster: Roster, wishes: Wishes | None = None, name: str = "trades") -> Prepared:
    """The drafts, and the trades that are on none of them.

    name  of the file of the trades, for messages

    Raises TradesRefused with every row that cannot become a line, MissingFact for a footnote that names a fact the
    trade does not have, NotFound for a signer that the roster lacks.
    """
    wishes = wishes or Wishes()
    if wishes.form not in {"4", "5"}:
        raise MissingFact(f"found form {wishes.form!r}, expected 4 or 5 for trades; initial makes Form 3")
    made: list[Draft] = []
    left: list[LeftOut] = []
    groups = grouped(keyed(trades, roster, name), roster)
    owing = _owing_holdings(roster) if wishes.form == "5" else ()
    for one in owing:
        groups.setdefault(one, [])
    openings = openings_of(groups, roster)
    for group, of_group in groups.items():
        year = fiscal_year(of_group, roster.issuers[group[1]].fiscal_year_end, wishes) if wishes.form == "5" else None
        decided, out = fates(in_order(of_group, roster, openings[group], wishes), roster, wishes, year)
        left += out
        if any(fate.what == LINE for fate in decided) or group in owing:
            made.append(_draft(decided, roster, group, openings[group], wishes, year))
    return Prepared(tuple(made), tuple(left))


def openings_of(groups: Iterable[Group], roster: Roster) -> dict[Group, tuple[Holding, ...]]:
    """What the owners of each form held of its issuer before, in the order of the roster."""
    found: dict[Group, list[Holding]] = {group: [] for group in groups}
    by_owner: dict[str, list[Group]] = {}
    for group in found:
        for owner in group[0]:
            by_owner.setdefault(owner, []).append(group)
    for one in roster.holdings:
        issuer = roster.securities[one.security].issuer
        for group in by_owner.get(one.owner, ()):
            if issuer in {None, group[1]}:
                found[group].append(one)
    return {group: tuple(held) for group, held in found.items()}


def grouped(trades: list[Trade], roster: Roster) -> dict[Group, list[Trade]]:
    """The trades of each form: by owner with those on every form of the owner, and issuer.

    Two owners who name each other file one form.
    """
    found: dict[Group, list[Trade]] = {}
    people = together_by_owner(roster)
    for trade in trades:
        assert trade.issuer is not None
        found.setdefault((people[trade.owner], trade.issuer), []).append(trade)
    return found


def together_by_owner(roster: Roster) -> dict[str, tuple[str, ...]]:
    """For each owner the keys of all owners on the form, in its order."""
    orders: dict[frozenset[str], tuple[str, ...]] = {}
    found = {}
    for key, owner in roster.owners.items():
        people = tuple(dict.fromkeys((key, *owner.files_with)))
        found[key] = orders.setdefault(frozenset(people), people)
    return found


def _owing_holdings(roster: Roster) -> Collection[Group]:
    """Who owes a late Form 3 holding, for which issuer."""
    people = together_by_owner(roster)
    late = [one for one in roster.holdings if one.late]
    return dict.fromkeys((people[one.owner], roster.issuer(roster.security(one.security).issuer)[0]) for one in late)


# ------------------------------------------------------------------------------------------------- one form


def _draft(
    decided: list[Fate], roster: Roster, group: Group, openings: tuple[Holding, ...], wishes: Wishes, year: Year | None
) -> Draft:
    kept = [fate for fate in decided if fate.what != NOTHING]
    book = Book(roster, openings, [fate.trade for fate in kept])
    trades = [fate.trade for fate in kept if fate.what == LINE]
    by_first = {id(band[0]): band for band in (bands(trades) if wishes.aggregate else [[trade] for trade in trades])}
    late_since = None if year is None else year.first
    made: list[Entry] = []
    for fate in kept:
        if fate.what == MOVE:
            book.move_only(fate.trade, fate.template)
        elif (band := by_first.get(id(fate.trade))) is not None:
            lines = entries(together(band), book, wishes.form, late_since)
            for entry in lines:
                entry.trades = tuple(band)
            made += lines
    if wishes.form == "5":
        for entry in made:  # column 5 of Form 5: at the end of the fiscal year
            entry.after = book.now[entry.key]
    made += holdings(book, made, wishes.carry, wishes.form)
    period = year.last if year is not None else _earliest(trades)
    return assemble(made, group, book, wishes, period, [fate.trade for fate in kept])


def _earliest(trades: list[Trade]) -> datetime.date | None:
    """Box 3 of Form 4: the earliest transaction; those that could wait count only where there are no others."""
    due = [trade.date for trade in trades if trade.date is not None and not trade.early]
    return min(due or [trade.date for trade in trades if trade.date is not None], default=None)


def assemble(
    made: list[Entry], group: Group, book: Book, wishes: Wishes, period: datetime.date | None, trades: list[Trade]
) -> Draft:
    """The document of the lines, its needs and its evidence.

    period  box 3 (Form 3: box 2)
    trades  all that moved a holding, on a line or not
    """
    (owners, issuer), roster = group, book.roster
    company = roster.issuer(issuer)[1]
    named = partial(box, wishes.form)
    numbers = Numbers()
    needs: list[Need] = []
    evidence: list[Evidence] = []
    places: dict[int, str] = {}
    tables: dict[str, list[Any]] = {"table_i": [], "table_ii": []}
    for table, kind in (("table_i", NonDerivativeLine), ("table_ii", DerivativeLine)):
        for entry in (one for one in made if one.table == table):
            path = f"{table}[{len(tables[table])}]"
            entry.notes["nature"] = _of_account(entry, roster)
            needs += line_needs(entry, path, book, named, wishes.form)
            needs += line_looks(entry, path, book, named, wishes.form)
            _texts(entry, roster, company.name)
            boxes, notes = _boxes(entry, roster, wishes.form)
            needs += _rounded(boxes, path, named)
            filled = marked(boxes, notes, table, numbers)
            tables[table].append(kind(kind="transaction" if entry.trades else "holding", **filled))
            if entry.trades:
                evidence.append(Evidence(path, entry.trades))
                for trade in entry.trades:
                    places.setdefault(trade.row, path)
    document = replace(
        head(roster, owners, issuer, wishes),
        period_of_report=cell(period),
        rule_10b5_1=cell(_is_planned(made)),
        table_i=tuple(tables["table_i"]),
        table_ii=tuple(tables["table_ii"]),
        footnotes=numbers.footnotes(),
    )
    if wishes.form == "5":
        document = replace(document, **_facts_of_form_5(made))
    days = [trade.date for entry in made for trade in entry.trades if trade.date is not None]
    needs += [*head_needs(document, named), *role_looks(roster, owners, issuer, days, named)]
    needs += [*twin_looks(trades, places, named), *small_looks(trades, roster, places, named)]
    exhibits, signing = powers(roster, owners, wishes.signed_on, named)
    draft = Draft(
        document, owners, issuer, (), tuple(evidence), closing(book, wishes.as_of), exhibits,
        is_foreign=company.foreign, registered_on=wishes.registered_on,
    )  # fmt: skip
    late = timing_looks(draft, wishes.signed_on or wishes.as_of)
    return replace(draft, needs=(*needs, *signing, *late))


def _of_account(entry: Entry, roster: Roster) -> list[str]:
    """What hangs on the nature of ownership: the notes of the account, then those of the trade or holding."""
    account = roster.account(entry.key.account)
    own = account.notes if account is not None else ()
    return list(dict.fromkeys([*own, *entry.notes.get("nature", [])]))


def _texts(entry: Entry, roster: Roster, issuer: str) -> None:
    """Keys of footnotes become their texts; what the instructions demand is added."""
    entry.notes = {name: [text_of(key, entry, roster, issuer) for key in keys] for name, keys in entry.notes.items()}
    if entry.trades:
        required(entry, roster, issuer)


def _is_planned(made: list[Entry]) -> bool:
    """The box of Rule 10b5-1(c): plans adopted before 2023-02-27 leave it open."""
    return any(trade.plan is not None and trade.plan >= BOX_SINCE for entry in made for trade in entry.trades)


def _facts_of_form_5(made: list[Entry]) -> dict[str, Any]:
    """The two boxes at the head of Form 5, which EDGAR ticks by the lines; absent where it would leave them open."""
    is_late = any(entry.is_late for entry in made)
    has_form_4 = any(entry.fields.get("form_type", ABSENT).value == "4" for entry in made)
    return {
        "form3_holdings_reported": cell(True) if is_late else ABSENT,
        "form4_transactions_reported": cell(True) if has_form_4 else ABSENT,
    }


def closing(book: Book, as_of: datetime.date | None) -> tuple[Holding, ...]:
    """What is held afterwards: the openings of the next form. An emptied position is stated as 0."""
    found = []
    for key, amount in book.now.items():
        old = book.openings.get(key) or Holding(owner=key.owner, security=key.security, account=key.account)
        touched = book.touched.get(key)
        day = as_of or max((one for one in (old.as_of, touched) if one is not None), default=None)
        if key in book.dollars:
            found.append(replace(old, value=amount, shares=None, as_of=day, late=False))
        else:
            found.append(replace(old, shares=amount, value=None, as_of=day, late=False))
    return tuple(found)


# ------------------------------------------------------------------------------------------------- one line


def _boxes(entry: Entry, roster: Roster, form: str) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """All boxes of a line, and the texts of the footnotes on them."""
    fields, notes = dict(entry.fields), dict(entry.notes)
    account = roster.account(entry.key.account)
    if not (form == "3" and entry.table == "table_ii"):
        fields["value_following" if entry.in_dollars else "shares_following"] = cell(entry.after)
    fields["direct_indirect"] = cell("D" if account is None else "I")
    if account is not None:
        is_long = len(account.nature) > LONGEST_NATURE
        fields["nature"] = cell("See footnote" if is_long else account.nature)
        if is_long:
            notes["nature"] = [account.nature, *notes["nature"]]
    if entry.is_late:
        fields["form_type"] = cell("3")
    if form == "5" and notes.get("timeliness"):  # which takes no footnote on Form 5
        notes["code"] = [*notes.get("code", []), *notes.pop("timeliness")]
    return fields, notes


def _rounded(fields: dict[str, Any], path: str, named: Boxes) -> Iterator[Need]:
    """Round each number to the four decimals that fit, and say so where it changes."""
    for name, one in fields.items():
        if not isinstance(one.value, Decimal) or len(one.text.partition(".")[2]) <= _DECIMALS:
            continue
        fields[name] = cell(one.value.quantize(PLACES, ROUND_HALF_UP, _ROOM))
        if fields[name].value != one.value:
            at, why = f"{path}.{name}", f"{plain(one.value)} has more than the four decimals that fit"
            yield Need(at, named(at), LOOK, f"{why}: rounded to {fields[name].text}")
