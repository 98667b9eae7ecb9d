"""From the lines of a form to the journal: openings that it states, trades that it reports.

A title, a nature of ownership and an owner must be in the roster as the form says them;
what is not there, and a balance that is not a plain number, is listed and left to a
person.  A form that was posted is compared with the journal: where it states another
balance both are shown, and neither is changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from section16.desk import journal
from section16.desk.errors import Refused
from section16.desk.journal import Origin, Place
from section16.desk.records import Difference, Posted, Posting
from section16.desk.store import Change
from section16.model.document import OwnershipDocument
from section16.model.lines import Line
from section16.prepare.roster import DIRECT, Roster


class Source(NamedTuple):
    """The form: a revision of a draft, or a filing by accession number or ``sha256:``."""

    draft: int | None = None
    revision: int | None = None
    filing: str | None = None


class Row(NamedTuple):
    """A line of the form and where it stands; ``number`` from 1."""

    table: str
    number: int
    line: Line

    def __str__(self) -> str:
        return f"{'Table I' if self.table == 'table_i' else 'Table II'}, line {self.number}"


def openings(
    change: Change, document: OwnershipDocument, roster: Roster, owners: tuple[str, ...], issuer: str, source: Source,
    as_of: date | None = None,
) -> Posted:  # fmt: skip
    """Post, for each position on a form, the last balance that it states.

    as_of  the day whose close that is; None: the last transaction on the form, else its period

    Lists what it leaves open: a title that the roster lacks, a balance given by a footnote, a position whose last
    line is not its latest, one that the journal knows already.
    """
    day = as_of or day_of(document)
    posted: list[Posting] = []
    left: list[str] = []
    for rows in _positions(document).values():
        row = rows[-1]
        place, why = place_of(change, row, roster, owners, issuer)
        shares, value = row.line.shares_following.value, row.line.value_following.value
        if place is None:
            left.append(f"{row}: {why}")
        elif shares is None and value is None:
            left.append(f"{row}: the amount owned following is no plain number")
        elif _latest(rows) is not row and _stated(_latest(rows).line) != _stated(row.line):
            left.append(f"{row}: {_latest(rows)} is later and states another balance")
        elif journal.balance(change.session, place, date.max) is not None:
            left.append(f"{row}: {place.security} {place.account} has postings already")
        else:
            posted.append(
                journal.write(
                    change, place, day, journal.OPENING, shares=shares, value=value if shares is None else None,
                    origin=Origin(*source, row.table, row.number),
                )
            )  # fmt: skip
    return Posted(tuple(posted), open=tuple(left))


def trades(
    change: Change, document: OwnershipDocument, roster: Roster, owners: tuple[str, ...], issuer: str, source: Source
) -> Posted:
    """Post every transaction of a form, and compare the balances that it states; for amendments ``corrections``."""
    posted: list[Posting] = []
    left: list[str] = []
    ends: dict[Place, Row] = {}
    for row in rows_of(document):
        place, why = place_of(change, row, roster, owners, issuer)
        if place is None:
            left.append(f"{row}: {why}")
            continue
        ends[place] = row
        if not row.line.is_transaction:
            continue
        day, change_of = row.line.transaction_date.value, moved(row.line)
        if day is None or change_of is None:
            left.append(f"{row}: no date, amount or side that is a plain value")
            continue
        shares, value = change_of
        posted.append(
            journal.write(
                change, place, day, journal.TRADE, shares=shares, value=value,
                origin=Origin(*source, row.table, row.number),
            )
        )  # fmt: skip
    return Posted(tuple(posted), tuple(differences(change, ends, document)), tuple(left))


def differences(change: Change, ends: dict[Place, Row], document: OwnershipDocument) -> Iterator[Difference]:
    """The last balance that the form states of each position, where the journal gives another for the day's close.

    What came after that day is in no balance of the form: a posting of it makes no difference.
    """
    last = _last_day(document) or date.max
    for place, row in ends.items():
        stated = row.line.shares_following.value
        now = journal.balance(change.session, place, row.line.transaction_date.value or last)
        computed = now.shares if now is not None and now.shares is not None else Decimal(0)
        if stated is not None and stated != computed:
            yield Difference(row.table, row.number, stated, computed)


# --------------------------------------------------------------------------------------------- reading a form


def rows_of(document: OwnershipDocument) -> Iterator[Row]:
    """Every line of a form, in the order of the page."""
    for table, i, line in document.lines():
        yield Row(table, i + 1, line)


def _positions(document: OwnershipDocument) -> dict[tuple[object, ...], list[Row]]:
    """The lines of each position, in filing order."""
    found: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in rows_of(document):
        line = row.line
        what = (row.table, line.security_title.value, line.direct_indirect.value, line.nature.value)
        # two grants of one title are two positions: they differ in price or dates
        terms = tuple(getattr(line, name).value for name in ("exercise_price", "exercise_date", "expiration_date")
                      if row.table == "table_ii")  # fmt: skip
        found[(*what, *terms)].append(row)
    return found


def _latest(rows: list[Row]) -> Row:
    """The last line of the latest day; a holding line, which has no day, counts as it stands."""
    dated = [row for row in rows if row.line.transaction_date.value is not None]
    if len(dated) < len(rows):
        return rows[-1]
    newest = max(row.line.transaction_date.value or date.min for row in dated)
    return [row for row in dated if row.line.transaction_date.value == newest][-1]


def _stated(line: Line) -> tuple[Decimal | None, Decimal | None]:
    return line.shares_following.value, line.value_following.value


def moved(line: Line) -> tuple[Decimal | None, Decimal | None] | None:
    """Signed shares or signed dollars; None when neither can be read."""
    shares, dollars = line.shares.value, line.total_value.value
    if shares is not None:
        dollars = None
    match line.acquired_disposed.value:
        case "A" if shares is not None or dollars is not None:
            return shares, dollars
        case "D" if shares is not None or dollars is not None:
            return journal.opposite(shares), journal.opposite(dollars)
    return None


def day_of(document: OwnershipDocument) -> date:
    """The day whose close a form states: its last transaction, else its period. Raises Refused without either."""
    day = _last_day(document)
    if day is None:
        raise Refused("a form without dates", "the day whose close it states")
    return day


def _last_day(document: OwnershipDocument) -> date | None:
    days = [day for row in rows_of(document) if (day := row.line.transaction_date.value) is not None]
    return max(days) if days else document.period_of_report.value


def place_of(
    change: Change, row: Row, roster: Roster, owners: tuple[str, ...], issuer: str
) -> tuple[Place | None, str]:
    """Where a line stands in the journal; None and why when the roster does not say it."""
    security, why = _security(row, roster, issuer)
    if security is None:
        return None, why
    side, nature = row.line.direct_indirect.value, row.line.nature.value
    if side == "D":
        account: str | None = DIRECT
    else:
        account = next((key for key, one in roster.accounts.items() if _same(one.nature, nature)), None)
        if account is None:
            return None, f"no account of the roster has the nature {nature!r}"
    assert account is not None
    held = journal.held_by(change.session, owners, issuer, security, account)
    return Place(held, issuer, security, account), ""


def _security(row: Row, roster: Roster, issuer: str) -> tuple[str | None, str]:
    title = row.line.security_title.value
    derivative = row.table == "table_ii"
    found = [
        key for key, one in roster.securities.items()
        if _same(one.title, title) and one.derivative == derivative and one.issuer in (None, issuer)
    ]  # fmt: skip
    if derivative and len(found) > 1:
        price, expires = getattr(row.line, "exercise_price").value, getattr(row.line, "expiration_date").value  # noqa: B009
        found = [
            key for key in found
            if (roster.securities[key].exercise_price, roster.securities[key].expires) == (price, expires)
        ]  # fmt: skip
    if len(found) == 1:
        return found[0], ""
    return None, f"{'no security' if not found else 'more than one security'} of the roster is titled {title!r}"


def _same(a: str, b: str | None) -> bool:
    return b is not None and " ".join(a.split()).casefold() == " ".join(b.split()).casefold()
