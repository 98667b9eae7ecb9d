"""The parts of a company's or a person's page, from its lines: by Arrow, so that thousands are as quick as few."""

from __future__ import annotations

from datetime import timedelta
from decimal import Context, Decimal
from typing import Any

import pyarrow.compute as pc

from section16.archive.lines import MOST_DOLLARS, MOST_PRICE, MOST_SHARES
from section16.archive.reading import ROLE_WORDS, SHOWN
from section16.formats.columns_arrow import MOMENT, NUMBER, TEXT, pa

_KIND = (
    "table", "security_title", "direct_indirect", "nature", "exercise_price", "expiration_date", "underlying_title",
)  # fmt: skip
_EXACT = Context(prec=60)
_DOLLARS = pa.decimal128(38, 14)
_DAYS: Any = [("filed_on", "min"), ("filed_on", "max"), ("accession", "count_distinct")]


def latest_first(lines: pa.Table) -> pa.Table:
    """The lines by the moment at which they were known, the latest first, those of no known day last."""
    end_of_day = pc.add(
        pc.cast(lines.column("filed_on"), MOMENT), pa.scalar(timedelta(days=1, microseconds=-1), pa.duration("us"))
    )
    known = lines.append_column("moment", pc.coalesce(lines.column("accepted_at"), end_of_day))
    return known.sort_by([("moment", "descending"), ("accession", "descending"), ("line", "descending")])


def by_owner(lines: pa.Table) -> pa.Table:
    """A row for each line and owner, with the columns ``cik`` and ``name`` of the owner."""
    owners = lines.column("owner_ciks").combine_chunks()
    rows = lines.take(pc.list_parent_indices(owners))
    people = lines.column("owner_names").combine_chunks()
    return rows.append_column("cik", pc.list_flatten(owners)).append_column("name", pc.list_flatten(people))


def names_used(lines: pa.Table, named: pa.Table) -> pa.Table:
    """Each name used, the latest first: first_on, last_on, filings.

    named  the columns that make a name, row by row with ``lines``
    """
    whole = named.append_column("filed_on", lines.column("filed_on")).append_column(
        "accession", lines.column("accession")
    )
    found = whole.group_by(named.column_names, use_threads=False).aggregate(_DAYS)
    return _dated(found, named.column_names)


def parties(lines: pa.Table) -> pa.Table:
    """A row for each ``cik``: name, roles and title as last filed, first_on, last_on, filings.

    Roles are those of the whole last filing: of several owners, of any of them.
    """
    told = lines.select(["cik", "name", "officer_title"]).append_column("roles", _roles(lines))
    found, days = _first_of_each(told, ["cik"]), lines.group_by("cik", use_threads=False).aggregate(_DAYS)
    return _dated(found.join(days, "cik", "cik", use_threads=False), ["cik", "name", "roles", "officer_title"])


def _roles(lines: pa.Table) -> Any:
    """The boxes of the relationship that are checked, in words."""
    checked: list[Any] = [
        pc.if_else(_checked(lines, role), pa.scalar(word), pa.scalar(None, TEXT)) for role, word in ROLE_WORDS.items()
    ]
    return pc.binary_join_element_wise(*checked, ", ", null_handling="skip")


def _checked(lines: pa.Table, role: str) -> Any:
    """Whether the box of a role is checked, line by line; false where it was not filed."""
    return pc.equal(lines.column(role), pa.scalar(True)).fill_null(False)


def shown(lines: pa.Table, last: str, most: int | None) -> pa.Table:
    """The columns that are shown of lines or trades, the latest filed first.

    last  a column more
    most  rows; None: all
    """
    order: Any = [("filed_on", "descending"), ("transaction_date", "descending"), ("accession", "descending"),
                  ("table", "ascending"), ("line", "ascending")]  # fmt: skip
    lines = lines.sort_by(order).slice(0, most)
    amounts = zip(*(lines.column(name).to_pylist() for name in ("total_value", "shares", "price")), strict=True)
    values = pa.array([value_of(*amount) for amount in amounts], _DOLLARS)
    told = lines.append_column("roles", _roles(lines)).append_column("value", values)
    return told.select([*SHOWN, last])


def value_of(total: Decimal | None, shares: Decimal | None, price: Decimal | None) -> Decimal | None:
    """Dollars of a line, exact: what ``lines.VALUE`` is in SQL.

    >>> value_of(None, Decimal("37650"), Decimal("1.5556"))
    Decimal('58568.3400')
    >>> value_of(None, Decimal(1), None)
    """
    if total is not None:
        return total if abs(total) < MOST_DOLLARS else None
    if shares is None or price is None or abs(shares) >= MOST_SHARES or abs(price) >= MOST_PRICE:
        return None
    return _EXACT.multiply(shares, price)


def _first_of_each(lines: pa.Table, keys: list[str]) -> pa.Table:
    """The first row of each group."""
    numbered = lines.append_column("at", pa.array(range(lines.num_rows), pa.int64()))
    return lines.take(numbered.group_by(keys, use_threads=False).aggregate([("at", "min")]).column("at_min"))


def _dated(found: pa.Table, keys: list[str]) -> pa.Table:
    plain = {"filed_on_min": "first_on", "filed_on_max": "last_on", "accession_count_distinct": "filings"}
    found = found.select([*keys, *plain]).rename_columns([*keys, *plain.values()])
    return found.sort_by([("last_on", "descending"), ("filings", "descending"), ("name", "ascending")])


def holdings(lines: pa.Table) -> pa.Table:
    """What each ``cik`` held after the last line about each security; balances of zero left out."""
    shares, value = lines.column("shares_following"), lines.column("value_following")
    told = lines.filter(pc.or_(pc.is_valid(shares), pc.is_valid(value)))
    found = _first_of_each(told, ["cik", *_KIND]).select(
        ["cik", "name", *_KIND, "shares_following", "value_following", "filed_on", "accession"]
    )
    amount: Any = pc.coalesce(found.column("shares_following"), found.column("value_following"))
    order: Any = [
        ("filed_on", "descending"),
        ("name", "ascending"),
        ("table", "ascending"),
        ("shares_following", "descending"),
    ]
    return found.filter(pc.not_equal(amount, pa.scalar(0, NUMBER))).sort_by(order)
